"""The recogniser's process: a decoder for everybody, one more for each table whose names were told, the last few kept.

It must not choose what is trusted nor how it is written; and no table's names are in another table's decoder.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pocketsphinx

from clients.local import speech_model
from clients.local.speech_model import NAME
from clients.local.sphinx_features import Front
from clients.local.sphinx_names import Names, spelling

TABLES = 4
"""How many tables' decoders are kept, about 14 MB each; another takes 0.1 s to make."""

_PAUSE_FRAMES = 35
# In noise almost everything stays possible. So few paths take half the time there, and nothing measurable is lost.
_SEARCH = {"maxhmmpf": 8000}


@dataclass(frozen=True, slots=True)
class Heard:
    """A word as the decoder heard it: its posterior probability, its length in frames of 10 ms, its phones.

    ``text``: how it is written. ``pause``: silence follows that may end a sentence.
    """

    text: str
    probability: float
    frames: int
    phones: int
    pause: bool = False


class Decoders:
    """Decodes utterances, one at a time."""

    def __init__(self, folder: Path) -> None:
        """Loads the models, which takes half a second. ``folder`` is the caller's, and so is what is written there."""
        self._folder = folder
        self._front = Front()
        self._dictionary = speech_model.path(speech_model.DICTIONARY).read_text("utf-8")
        self._vocabulary = frozenset(re.findall(r"^[^\s(]+", self._dictionary, re.MULTILINE))
        self._binary = self._file("language.lm.bin")
        self._features = self._file("feat.params")
        self._features.write_text(self._front.PARAMETERS, "utf-8")
        text = str(speech_model.path(speech_model.LANGUAGE_MODEL))
        logarithms = pocketsphinx.LogMath()
        # Read as text it takes 0.2 s, which is too long for each table; in binary it is mapped into memory.
        pocketsphinx.NGramModel(pocketsphinx.Config(), logarithms, text).write(str(self._binary))
        self._everybody = self._decoder(lm=str(self._binary), dict=str(speech_model.path(speech_model.DICTIONARY)))
        self._tables: OrderedDict[int, _Table] = OrderedDict()

    def learn(self, table: int, names: Names) -> None:
        """Make the decoder of a table with ``names``."""
        said = spelling(names, self._vocabulary)
        files = [self._file(f"names{suffix}") for suffix in (".dict", ".members", ".models")]
        dictionary, members, models = files
        try:
            dictionary.write_text(self._dictionary + said.dictionary, "utf-8")
            members.write_text(said.members, "utf-8")
            models.write_text(f"{{ {members} }}\n{self._binary} base {{ {NAME} }}\n", "utf-8")
            decoder = self._decoder(lmctl=str(models), lmname="base", dict=str(dictionary)) if said.written else None
        finally:
            for file in files:
                file.unlink(missing_ok=True)
        self._tables[table] = _Table(decoder or self._everybody, said.written)
        while len(self._tables) > TABLES:
            self._tables.popitem(last=False)

    def knows(self, table: int) -> bool:
        """Whether ``learn`` was called for the table and it was not forgotten since."""
        return table in self._tables

    def hear(self, pcm: bytes, table: int | None) -> list[Heard]:
        """The words in ``pcm``. Raises ``KeyError`` for a table that is not known."""
        if not any(pcm):  # digital silence has no spectrum, and the decoder then answers with any word
            return []
        decoder: pocketsphinx.Decoder = self._everybody
        written: Mapping[str, str] = {}
        if table is not None:
            found = self._tables[table]
            self._tables.move_to_end(table)
            decoder, written = found.decoder, found.written
        features = self._front(np.frombuffer(pcm, "<i2"))
        if not len(features):
            return []
        decoder.reinit_feat()  # forgets the voice heard before, so that the same audio always gives the same words
        decoder.start_utt()
        decoder.process_cep(np.ascontiguousarray(features, "<f4").tobytes(), full_utt=True)
        decoder.end_utt()
        return _words(decoder, written) if decoder.hyp() is not None else []

    def _decoder(self, **models: str) -> pocketsphinx.Decoder:
        acoustic = pocketsphinx.get_model_path("en-us/en-us")
        return pocketsphinx.Decoder(hmm=acoustic, featparams=str(self._features), loglevel="FATAL", **_SEARCH, **models)

    def _file(self, name: str) -> Path:
        return self._folder / name


@dataclass(frozen=True, slots=True)
class _Table:
    decoder: pocketsphinx.Decoder
    written: Mapping[str, str]


def _words(decoder: pocketsphinx.Decoder, written: Mapping[str, str]) -> list[Heard]:
    heard: list[Heard] = []
    silent = 0
    for segment in decoder.seg():
        frames = segment.end_frame - segment.start_frame + 1
        if segment.word[0] in "<[":
            silent += frames
            if heard and silent >= _PAUSE_FRAMES:
                last = heard[-1]
                heard[-1] = Heard(last.text, last.probability, last.frames, last.phones, pause=True)
            continue
        silent = 0
        phones = len((decoder.lookup_word(segment.word) or "").split())
        word = segment.word.split("(")[0]
        if phones:
            heard.append(Heard(written.get(word, word), segment.prob, frames, phones))
    return heard
