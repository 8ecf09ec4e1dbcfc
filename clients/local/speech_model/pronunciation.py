"""How words are pronounced: by pocketsphinx's bundled dictionary, and by a small one of our own for the rest.

It must not choose the words, nor guess: a word that neither dictionary has, nor a regular ending of one, is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pocketsphinx

from clients.local import speech_model

Pronunciations = Mapping[str, tuple[str, ...]]
"""For each word its pronunciations, most usual first, as phones of the acoustic model parted by spaces."""

_VOICELESS = frozenset({"P", "T", "K", "F", "TH"})


def bundled() -> Pronunciations:
    """Every word of the dictionary that comes with pocketsphinx."""
    return _parse(Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).read_text("utf-8"))


def our_own() -> Pronunciations:
    """The words which the bundled dictionary lacks or has wrong."""
    return _parse(speech_model.path("pronunciations.dict").read_text("utf-8"))


class Speaker:
    """Both dictionaries, and the regular endings of their words."""

    def __init__(self) -> None:
        self._known = {**bundled(), **our_own()}

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def phones(self, word: str) -> tuple[str, ...]:
        """The pronunciations of ``word``, none if it is unknown."""
        known = self._known.get(word)
        return known if known is not None else tuple(self._inflected(word))

    def _inflected(self, word: str) -> Iterator[str]:
        if word.endswith("men"):
            for phones in self._known.get(word.removesuffix("men") + "man", ()):
                if phones.endswith("M AH N"):
                    yield phones.removesuffix("AH N") + "EH N"
            return
        for ending, bases, suffix in (
            ("'s", (word[:-2],), _sibilant),
            ("ies", (word[:-3] + "y",), _sibilant),
            ("es", (word[:-1], word[:-2]), _sibilant),
            ("s", (word[:-1],), _sibilant),
            ("ed", (word[:-1], word[:-2], word[:-3]), _past),
            ("ing", (word[:-3], word[:-3] + "e", word[:-4]), _progressive),
        ):
            if word.endswith(ending):
                for base in bases:
                    for phones in self._known.get(base, ()):
                        yield f"{phones} {suffix(phones)}"
                    if base in self._known:
                        return


def _sibilant(phones: str) -> str:
    last = phones.split()[-1]
    if last in {"S", "Z", "SH", "ZH", "CH", "JH"}:
        return "IH Z"
    return "S" if last in _VOICELESS else "Z"


def _past(phones: str) -> str:
    last = phones.split()[-1]
    if last in {"T", "D"}:
        return "IH D"
    return "T" if last in _VOICELESS else "D"


def _progressive(_: str) -> str:
    return "IH NG"


def dictionary(words: Iterable[str], speaker: Speaker) -> str:
    """Those of ``words`` that ``speaker`` knows, in the format of a pocketsphinx dictionary, sorted."""
    lines: list[str] = []
    for word in sorted(set(words)):
        for n, phones in enumerate(speaker.phones(word), start=1):
            lines.append(f"{word} {phones}" if n == 1 else f"{word}({n}) {phones}")
    return "\n".join(lines) + "\n"


def _parse(text: str) -> Pronunciations:
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            entry, phones = line.split(maxsplit=1)
            word = entry.split("(")[0]
            found[word] = (*found.get(word, ()), phones)
    return found
