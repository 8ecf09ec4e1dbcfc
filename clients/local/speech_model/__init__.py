"""The offline recogniser's language model and dictionary, committed beside this module, and what builds them.

It must not decode speech.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

LANGUAGE_MODEL = "language.lm"
"""ARPA trigrams over the words of the dictionary."""

DICTIONARY = "words.dict"
"""Those words and their phones."""


MADE_FROM = "made_from.txt"
"""Digests of what both were built from."""

CLEANER = "cleaner.npz"
"""Weights of the small network that takes noise away; tests/fixtures/hearing/make_cleaner.py trains it by hand."""

NAME = "@name"
"""Stands in the sentences where a name would be said that only its table knows; the model's class of names."""


def path(name: str) -> Path:
    """Where a file of this package is. The package is always installed as plain files."""
    return Path(str(resources.files(__name__).joinpath(name)))
