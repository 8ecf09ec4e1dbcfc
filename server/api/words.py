"""Text as it may come in a body: bounded, trimmed, and nothing that a database cannot store."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _storable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not hold control characters")
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_storable),
    AfterValidator(_one_line),
]  # fmt: skip
Phrase = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=80), AfterValidator(_storable), AfterValidator(_one_line)
]
Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_storable), AfterValidator(_one_line)
]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), AfterValidator(_storable)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_storable)]
