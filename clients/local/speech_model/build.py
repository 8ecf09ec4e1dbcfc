"""Makes the language model and the dictionary from the lexicon, the sentences and pocketsphinx's general English.

It must not run at serving time: it reads the 26 MB general model, which takes seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from clients.local import lexicon
from clients.local.speech_model import DICTIONARY, LANGUAGE_MODEL, MADE_FROM, NAME, corpus, ngrams, pronunciation
from clients.local.speech_model.general import GeneralEnglish

EVERYDAY_WORDS = 4_000
"""How many of the commonest words of general English are known beside the lexicon's and the sentences'."""


@dataclass(frozen=True, slots=True)
class Built:
    """The files by name, the size of the vocabulary, and wanted words that nobody knows how to pronounce."""

    files: dict[str, str]
    words: int
    unpronounced: tuple[str, ...]


def build() -> Built:
    """All files as text. Equal inputs give equal texts."""
    speaker = pronunciation.Speaker()
    sentences = list(corpus.sentences())
    wanted = _wanted(sentences)
    english = GeneralEnglish()
    everyday = english.commonest((word for word in speaker if word.isalpha()), EVERYDAY_WORDS)
    vocabulary = {word for word in wanted | set(everyday) if speaker.phones(word)}
    unpronounced = tuple(sorted(wanted - vocabulary - {NAME}))
    vocabulary.add(NAME)
    spoken = [(words, weight) for words, weight in sentences if vocabulary.issuperset(words)]
    model = ngrams.estimate(spoken, english.over(vocabulary))
    files = {LANGUAGE_MODEL: model.arpa(), DICTIONARY: pronunciation.dictionary(vocabulary, speaker)}
    return Built({**files, MADE_FROM: made_from(files, sentences, speaker)}, len(vocabulary), unpronounced)


def made_from(
    files: Mapping[str, str],
    sentences: list[corpus.Sentence] | None = None,
    speaker: pronunciation.Speaker | None = None,
) -> str:
    """Digests of what ``files`` are built from, and of ``files``, one a line: tells in two seconds what is stale."""
    sentences = list(corpus.sentences()) if sentences is None else sentences
    speaker = speaker or pronunciation.Speaker()
    parts = {
        "sentences": "\n".join(f"{weight} {' '.join(words)}" for words, weight in sentences),
        "words": "\n".join(f"{word}: {speaker.phones(word)}" for word in sorted(_wanted(sentences))),
        "pocketsphinx": version("pocketsphinx"),
        **{name: Path(__file__).with_name(name).read_text("utf-8") for name in ("build.py", "general.py", "ngrams.py")},
        **files,
    }
    return "".join(f"{name} {hashlib.sha256(text.encode()).hexdigest()}\n" for name, text in parts.items())


def _wanted(sentences: list[corpus.Sentence]) -> set[str]:
    wanted = {word for words, _ in sentences for word in words} | lexicon.vocabulary()
    return {word for word in wanted if not any(map(str.isdigit, word))}  # figures are not spoken: "d twenty" is
