"""The recogniser with Whisper, and pocketsphinx for a table's names: what was heard written as sentences.

It must not search, nor remember anything from one utterance to the next.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clients.local import speech_model, sphinx_ear, whisper_names, whisper_weights
from clients.local.sphinx_decoder import TABLES, Decoders
from clients.local.sphinx_names import Names as Told
from clients.local.whisper_language import Language
from clients.local.whisper_lexis import Names
from clients.local.whisper_names import Table
from clients.local.whisper_net import LONGEST_S, Net
from clients.local.whisper_search import Search, Word
from clients.local.whisper_tokens import Tokens
from pipeline.model import SAMPLE_RATE

_LEAST_KNOWN, _LEAST_UNKNOWN, _LEAST_MEAN = 0.05, 0.4, 0.4
"""Least probability of a word, of one that the language does not have, and of all words on average."""
_FEW, _LEAST_OF_FEW = 3, 0.5
"""So few words must be likely together: of noise the network tells "Thank you"."""
_LEFT_S = 2.0
"""So much speech after the last word is heard by itself."""
_SHORTEST_S = 0.1

Pcm = npt.NDArray[np.int16]


class WhisperEar:
    """Hears utterances, one at a time."""

    def __init__(self, model: Path, folder: Path) -> None:
        """Loads ``model``, which takes two seconds. ``folder`` is the caller's, and so is what is written there."""
        self._decoders = Decoders(folder)
        self._tokens = Tokens(model)
        self._language = Language(speech_model.path(speech_model.LANGUAGE_MODEL))
        kept = self._tokens.wanted(word for word in self._language.words if word.isascii())
        self._net = Net(whisper_weights.read(model / "model.bin"), kept)
        self._search = Search(self._net, self._tokens, kept, self._language)
        self._tables: OrderedDict[int, Table] = OrderedDict()

    def learn(self, table: int, names: Told) -> None:
        """Hear ``names`` in what is said at ``table``."""
        self._decoders.learn(table, names)
        self._tables[table] = whisper_names.table(names, self._language.knows, self._tokens.spelled)
        while len(self._tables) > TABLES:
            self._tables.popitem(last=False)

    def knows(self, table: int) -> bool:
        """Whether ``learn`` was called for the table and it was not forgotten since."""
        return table in self._tables and self._decoders.knows(table)

    def hear(self, pcm: bytes, table: int | None) -> tuple[str, float | None]:
        """The words as sentences and their mean probability. Raises ``KeyError`` for a table that is not known."""
        names = Table(Names())
        if table is not None:
            names = self._tables[table]
            self._tables.move_to_end(table)
        if not any(pcm):  # nothing but digital silence, of which the network still tells something
            return "", None
        words = self.words(np.frombuffer(pcm, "<i2"), names.names)
        if words and names.all:
            heard, _ = sphinx_ear.trusted(self._decoders.hear(pcm, table))
            words = whisper_names.placed(words, [(word.text, word.probability) for word in heard], names)
        words, confidence = trusted(words)
        return written(words, names), confidence

    def words(self, samples: Pcm, names: Names) -> list[Word]:
        """What the search found in the samples, but for the little that it tells of noise."""
        found: list[Word] = []
        while len(samples) > _SHORTEST_S * SAMPLE_RATE:
            piece = samples[: _quietest(samples)]
            seconds = len(piece) / SAMPLE_RATE
            words, until_s = self._search(self._net.encode(piece), seconds, names)
            likely = prod(word.probability for word in words) >= _LEAST_OF_FEW ** len(words)
            found += words if len(words) > _FEW or likely else []
            done = min(int(until_s * SAMPLE_RATE), len(piece)) if seconds - until_s > _LEFT_S else len(piece)
            samples = samples[max(done, SAMPLE_RATE) :]
        return found


def trusted(heard: Sequence[Word]) -> tuple[list[Word], float | None]:
    """Those of the words that were rather heard than guessed, and the mean probability of all."""
    if not heard:
        return [], None
    mean = sum(word.probability for word in heard) / len(heard)
    kept = [word for word in heard if word.probability >= (_LEAST_KNOWN if word.known else _LEAST_UNKNOWN)]
    return (kept, min(mean, 1.0)) if kept and mean >= _LEAST_MEAN else ([], None)


def written(words: Iterable[Word], names: Table) -> str:
    """The words as a text: a capital first, a mark last, names as the table writes them."""
    spelled = names.names.written
    text = " ".join(spelled.get(word.text.lower(), word.text) + word.marks for word in words)
    for name in (name for name in names.all if " " in name):
        text = re.sub(rf"\b{re.escape(name)}\b", lambda _, name=name: name, text, flags=re.IGNORECASE)
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".?!" else text.rstrip(",") + "."


def _quietest(samples: Pcm) -> int:
    """Where to cut what is too long to be heard at once: the quietest tenth of a second of its later half."""
    step = SAMPLE_RATE // 10
    longest = int(LONGEST_S * 10)
    if len(samples) <= longest * step:
        return len(samples)
    tenths = samples[: longest * step].astype(np.float32).reshape(-1, step)
    loudness = (tenths[longest // 2 :] ** 2).mean(axis=1)
    return (longest // 2 + int(loudness.argmin())) * step + step // 2
