"""The words that an image model is asked with: the moment, whose portrait is which, the form, the style. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Portrait
from pipeline.prompts import prompt as text_of

PLAIN_STYLE = "a rich, painterly illustration"


def painting(prompt: str, style: str, portraits: Sequence[Portrait] = ()) -> str:
    """The whole request. Portraits are spoken of by their number: a name means nothing to an image model."""
    looks = ""
    if portraits:
        whose = "The enclosed portrait shows somebody" if len(portraits) == 1 else "The enclosed portraits show people"
        looks = f"{whose} in this picture: keep their faces, hair and build, in the clothes and pose described.\n"
    return (
        text_of("painting")
        .text.replace("{looks}", looks)
        .replace("{style}", style.strip().rstrip(".") or PLAIN_STYLE)
        .replace("{prompt}", prompt.strip())
    )
