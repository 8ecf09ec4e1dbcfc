"""A very long utterance costs as much as several: a correction may be four thousand characters in one sentence."""

from __future__ import annotations

import pytest

from clients.local import lexicon as module
from clients.local.storyteller_reading import read

ON_AND_ON = (
    "so you walk down the old road past the mill and there is a bridge and under the bridge sits a troll who looks at "
    "you and says nothing while the rain falls and the river rises and you can see the lights of the village {} "
)


def looked_at(monkeypatch: pytest.MonkeyPatch, times: int) -> int:
    """How many words the lexicon looks at while such a sentence is read, that often told in one go."""
    seen, scan = 0, module._scan

    def counting(phrases, words):
        nonlocal seen
        seen += len(words)
        return scan(phrases, words)

    text = "".join(ON_AND_ON.format("ahead" if n % 2 else "below") for n in range(times))
    with monkeypatch.context() as patched:
        patched.setattr(module, "_scan", counting)
        read(text)
    return seen


def test_what_is_read_grows_with_the_words_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    four, sixteen = looked_at(monkeypatch, 4), looked_at(monkeypatch, 16)
    assert 4 * 0.8 < sixteen / four < 4 * 1.3
