"""Heard words as sentences that can be read."""

from __future__ import annotations

import pytest

from clients.local.sphinx_writing import Said, readable


def said(text: str) -> list[Said]:
    """A bar is a pause."""
    words = text.replace(" |", "|").split()
    return [Said(word.removesuffix("|"), word.endswith("|")) for word in words]


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("", ""),
        ("i think i'm in a cave", "I think I'm in a cave."),
        ("roll", "Roll."),
        ("we enter the old crypt | it is dark", "We enter the old crypt. It is dark."),
        ("in the evening Old Meg comes", "In the evening Old Meg comes."),
        ("well | it is dark | and cold", "Well it is dark and cold."),
        ("where is the wizard", "Where is the wizard?"),
        ("can i climb the wall", "Can I climb the wall?"),
        ("how much for a room", "How much for a room?"),
        ("what a storm", "What a storm."),
        ("do not move", "Do not move."),
    ],
)
def test_text_can_be_read(heard: str, text: str) -> None:
    assert readable(said(heard)) == text
