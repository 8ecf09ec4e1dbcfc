"""Makes the language model and the dictionary from the lexicon, the sentences and pocketsphinx's general English.

It must not run at serving time: it reads the 26 MB general model, which takes seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from clients.local import lexicon
from clients.local.speech_model import DICTIONARY, LANGUAGE_MODEL, NAME, corpus, ngrams, pronunciation
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
    """Both files as text. Equal inputs give equal texts."""
    speaker = pronunciation.Speaker()
    sentences = list(corpus.sentences())
    wanted = {word for words, _ in sentences for word in words} | lexicon.vocabulary()
    wanted = {word for word in wanted if not any(map(str.isdigit, word))}  # figures are not spoken: "d twenty" is
    english = GeneralEnglish()
    everyday = english.commonest((word for word in speaker if word.isalpha()), EVERYDAY_WORDS)
    vocabulary = {word for word in wanted | set(everyday) if speaker.phones(word)}
    unpronounced = tuple(sorted(wanted - vocabulary - {NAME}))
    vocabulary.add(NAME)
    spoken = [(words, weight) for words, weight in sentences if vocabulary.issuperset(words)]
    model = ngrams.estimate(spoken, english.over(vocabulary))
    return Built(
        {LANGUAGE_MODEL: model.arpa(), DICTIONARY: pronunciation.dictionary(vocabulary, speaker)},
        len(vocabulary),
        unpronounced,
    )
