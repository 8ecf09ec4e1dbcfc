"""The recogniser with pocketsphinx: what its decoder heard, as far as it is trusted, written as sentences.

It must not decode, nor know of processes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from clients.local.sphinx_decoder import Decoders, Heard
from clients.local.sphinx_names import Names
from clients.local.sphinx_writing import Said, readable

_LEAST_PROBABILITY = 0.15
_FRAMES, _FRAMES_PER_PHONE = 30, 15  # the last word of a sentence may be twice as long as the others
_FEW, _LEAST_MEAN_OF_FEW = 2, 0.65


class SphinxEar:
    """Hears utterances, one at a time."""

    def __init__(self, folder: Path) -> None:
        """Loads the models, which takes half a second. ``folder`` is the caller's, and so is what is written there."""
        self._decoders = Decoders(folder)

    def learn(self, table: int, names: Names) -> None:
        """Hear ``names`` in what is said at ``table``."""
        self._decoders.learn(table, names)

    def knows(self, table: int) -> bool:
        """Whether ``learn`` was called for the table and it was not forgotten since."""
        return self._decoders.knows(table)

    def hear(self, pcm: bytes, table: int | None) -> tuple[str, float | None]:
        """The words as sentences and their mean probability. Raises ``KeyError`` for a table that is not known."""
        words, confidence = trusted(self._decoders.hear(pcm, table))
        return readable([Said(word.text, word.pause) for word in words]), confidence


def trusted(heard: Iterable[Heard]) -> tuple[tuple[Heard, ...], float | None]:
    """Those of the words that were rather heard than guessed, and their mean probability.

    A guess has a low probability, or is drawn out: the decoder stretches one short word over a whole noise. One or two
    words that remain of an utterance need more.
    """
    kept = tuple(
        word
        for word in heard
        if word.probability >= _LEAST_PROBABILITY and word.frames <= _FRAMES + _FRAMES_PER_PHONE * word.phones
    )
    if not kept:
        return (), None
    mean = sum(word.probability for word in kept) / len(kept)
    if len(kept) <= _FEW and mean < _LEAST_MEAN_OF_FEW:
        return (), None
    return kept, min(mean, 1.0)
