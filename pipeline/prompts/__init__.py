"""The words that engines are asked with. Each text has a version that history and evaluations name; no code is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

VERSIONS = {"environment": 2, "scene": 2, "repair": 1, "painting": 1}
"""Raise a text's version with every change of its words: scores of `make eval` belong to a version."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text. ``version`` reads ``scene.v1``."""

    version: str
    text: str = field(repr=False)


@cache
def prompt(name: str) -> Prompt:
    """The text called ``name``. Raises ``KeyError`` for one that is not there."""
    version = f"{name}.v{VERSIONS[name]}"
    return Prompt(version, files("pipeline.prompts").joinpath(f"{name}.md").read_text("utf-8").strip())
