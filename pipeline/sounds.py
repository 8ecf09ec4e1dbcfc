"""How a name is likely to sound, as ARPAbet phones: guessed from its letters, or read from what a person wrote.

It must not know a dictionary, nor any recogniser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

PHONES = frozenset({
    "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH", "K",
    "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
})  # fmt: skip
"""The sounds of American English as the CMU Pronouncing Dictionary writes them."""

MOST_PHONES = 40
"""A name of more is cut off."""

_VOWELS = "aeiouy"
_FOLDED = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "th", "þ": "th", "đ": "d", "ı": "i"})
_DIGITS = {
    "0": "Z IH R OW", "1": "W AH N", "2": "T UW", "3": "TH R IY", "4": "F AO R",
    "5": "F AY V", "6": "S IH K S", "7": "S EH V AH N", "8": "EY T", "9": "N AY N",
}  # fmt: skip

# Each rule: letters, what must come before, what must come after, and sounds: the usual ones first. The first rule that
# fits wins. "^" and "$" are the ends of a word.
_V, _C = "[aeiouy]", "[^aeiouy$]"
_RULES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("sch", "", "", ("SH", "S K")),
    ("tch", "", "", ("CH",)),
    ("ch", "", "[lr]", ("K",)),
    ("ch", "", "", ("CH", "K")),
    ("ck", "", "", ("K",)),
    ("ph", "", "", ("F",)),
    ("th", "", "", ("TH",)),
    ("sh", "", "", ("SH",)),
    ("zh", "", "", ("ZH",)),
    ("kh", "", "", ("K",)),
    ("dh", "", "", ("D", "DH")),
    ("bh", "", "", ("B", "V")),
    ("wh", "", "", ("W",)),
    ("rh", "", "", ("R",)),
    ("gh", "\\^", "", ("G",)),
    ("igh", "", "", ("AY",)),
    ("gh", _V, "", ("", "G")),
    ("gh", "", "", ("G",)),
    ("qu", "", "", ("K W",)),
    ("kn", "\\^", "", ("N", "K N")),
    ("gn", "\\^", "", ("N",)),
    ("wr", "\\^", "", ("R",)),
    ("ps", "\\^", "", ("S",)),
    ("mb", "", "\\$", ("M",)),
    ("ng", "", _V, ("NG G", "NG")),
    ("ng", "", "[lr]", ("NG G",)),
    ("ng", "", "", ("NG",)),
    ("n", "", "[kxq]", ("NG",)),
    ("dge", "", "", ("JH",)),
    ("dg", "", "[eiy]", ("JH",)),
    ("tion", "", "", ("SH AH N",)),
    ("x", "\\^", "", ("Z",)),
    ("x", "", "", ("K S",)),
    ("cc", "", "[eiy]", ("K S", "CH")),
    ("c", "", "[eiy]", ("S",)),
    ("g", "", "[eiy]", ("G", "JH")),
    ("j", "", "", ("JH", "Y")),
    ("s", _V, _V, ("S", "Z")),
    ("s", "[^^sxzcfkpt]", "\\$", ("Z", "S")),
    ("h", "", _V, ("HH",)),
    ("h", "", "", ("",)),
    # Vowels before r.
    ("air", "", "", ("EH R",)),
    ("aer", "", "", ("EH R", "EY R")),
    ("eer", "", "", ("IH R",)),
    ("ear", "", "", ("IH R", "EH R")),
    ("ier", "", "", ("IH R",)),
    ("oor", "", "", ("AO R", "UH R")),
    ("our", "", "", ("AO R",)),
    ("arr", "", _V, ("AE R", "AA R")),
    ("ar", "", _V, ("AA R", "AE R", "EH R")),
    ("ar", "", "", ("AA R",)),
    ("ir", "", _V, ("IH R", "AY R")),
    ("er", "", _V, ("EH R", "ER", "IH R")),
    ("or", "", "", ("AO R", "ER")),
    ("ur", "", _V, ("UH R", "ER")),
    ("yr", "", "", ("IH R", "ER")),
    ("er", "", "", ("ER",)),
    ("ir", "", "", ("ER", "IH R")),
    ("ur", "", "", ("ER",)),
    # Vowels together.
    ("eau", "", "", ("OW",)),
    ("aye", "", "", ("EY", "AY")),
    ("eye", "", "", ("AY",)),
    ("aa", "", "", ("AA",)),
    ("ae", "", "", ("EY", "AY", "IY")),
    ("ai", "", "", ("EY", "AY")),
    ("ay", "", "", ("EY", "AY")),
    ("au", "", "", ("AO", "AW")),
    ("aw", "", "", ("AO",)),
    ("ea", "", "", ("IY", "IY AH")),
    ("ee", "", "", ("IY",)),
    ("ei", "", "", ("EY", "AY", "IY")),
    ("eu", "", "", ("UW", "Y UW")),
    ("ew", "", "", ("UW",)),
    ("ey", "", "\\$", ("IY", "EY")),
    ("ey", "", "", ("EY",)),
    ("ia", "", "", ("IY AH",)),
    ("ie", "", "", ("IY",)),
    ("io", "", "", ("IY OW", "IY AH")),
    ("oa", "", "", ("OW",)),
    ("oe", "", "", ("OW", "OW IY")),
    ("oi", "", "", ("OY",)),
    ("oy", "", "", ("OY",)),
    ("oo", "", "", ("UW", "UH")),
    ("ou", "", "", ("UW", "AW")),
    ("ow", "", "\\$", ("OW", "AW")),
    ("ow", "", _V, ("OW", "AW")),
    ("ow", "", "", ("AW", "OW")),
    ("ue", "", "", ("UW",)),
    ("ui", "", "", ("UW IY", "UW")),
    ("uy", "", "", ("AY",)),
    ("y", "\\^", _V, ("Y",)),
    ("y", _V, _V, ("Y",)),
    # A vowel alone: at the end, in a closed syllable, before a silent e, in an open syllable.
    ("a", "", "\\$", ("AH", "AA")),
    ("e", "[^^].*" + _V + ".*" + _C, "\\$", ("", "EY")),
    ("e", "", "\\$", ("IY", "EY")),
    ("i", "", "\\$", ("IY", "AY")),
    ("o", "", "\\$", ("OW",)),
    ("u", "", "\\$", ("UW",)),
    ("y", "", "\\$", ("IY", "AY")),
    ("a", "", _C + "e\\$", ("EY",)),
    ("i", "", _C + "e\\$", ("AY", "IY")),
    ("o", "", _C + "e\\$", ("OW",)),
    ("u", "", _C + "e\\$", ("UW",)),
    ("y", "", _C + "e\\$", ("AY",)),
    ("a", "", _C + _V, ("AH", "AA", "EY")),
    ("e", "", _C + _V, ("EH", "IY", "EY")),
    ("i", "", _C + _V, ("IH", "IY", "AY")),
    ("o", "", _C + _V, ("OW", "AA")),
    ("u", "", _C + _V, ("UW", "AH")),
    ("a", "", "", ("AE", "AA", "AH")),
    ("e", "", "", ("EH", "AH")),
    ("i", "", "", ("IH",)),
    ("o", "", "", ("AA", "AO", "OW")),
    ("u", "", "", ("AH", "UH", "UW")),
    ("y", "", "", ("IH", "AY")),
    ("c", "", "", ("K",)),
    ("q", "", "", ("K",)),
    *((letter, "", "", (letter.upper(),)) for letter in "bdfgklmnprstvwz"),
)  # fmt: skip

# How people write sounds down: "thah-LIN-drah".
_RESPELLED: tuple[tuple[str, str], ...] = (
    ("igh", "AY"), ("eye", "AY"), ("ah", "AA"), ("eh", "EH"), ("ih", "IH"), ("oh", "OW"), ("uh", "AH"), ("aw", "AO"),
    ("ay", "EY"), ("ee", "IY"), ("oo", "UW"), ("ow", "AW"), ("oy", "OY"), ("ai", "AY"), ("air", "EH R"),
)  # fmt: skip

_ARPABET = re.compile(r"[A-Z]{1,3}[012]?")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’\-. ]+[^\W\d_]+)*")


class UnpronounceableError(ValueError):
    """What was written is no pronunciation; the message says why, for whoever wrote it."""


def guessed(name: str) -> tuple[str, ...]:
    """Ways in which ``name`` may be said, likeliest first, each as phones parted by spaces; none if it has no letters.

    The same rules for every language: a guess, which a person can correct.
    """
    words = re.findall(r"[a-z]+|\d", _plain(name))
    if not words:
        return ()
    parts = [(_DIGITS[word],) if word in _DIGITS else tuple(_said(word)) for word in words]
    ways = [" ".join(part[min(way, len(part) - 1)] for part in parts) for way in range(max(map(len, parts)))]
    return tuple(dict.fromkeys(" ".join(way.split()[:MOST_PHONES]) for way in ways if way.split()))


def written(pronunciation: str) -> tuple[str, ...]:
    """The same of what a person wrote: ARPAbet in capitals ("TH AA L IH N"), or respelled ("thah-LIN-drah").

    Raises ``UnpronounceableError``.
    """
    tokens = pronunciation.split()
    if len(tokens) > 1 and all(_ARPABET.fullmatch(token) for token in tokens):
        phones = [token.rstrip("012") for token in tokens]
        for phone in phones:
            if phone not in PHONES:
                raise UnpronounceableError(f"{phone} is not a sound of ARPAbet; small letters are read as a respelling")
        if len(phones) > MOST_PHONES:
            raise UnpronounceableError(f"is longer than {MOST_PHONES} sounds")
        return (" ".join(phones),)
    if not _LETTERS.fullmatch(pronunciation.strip()):
        raise UnpronounceableError('must be letters as in "thah-LIN-drah", or ARPAbet as in "TH AA L IH N D R AH"')
    said = " ".join(_respelled(part) for part in re.split(r"[^a-z]+", _plain(pronunciation))).split()
    if not said:
        raise UnpronounceableError("must have letters of the Latin alphabet")
    if len(said) > MOST_PHONES:
        raise UnpronounceableError(f"is longer than {MOST_PHONES} sounds")
    return (" ".join(said),)


def _plain(text: str) -> str:
    """``text`` in small letters without accents and apostrophes."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    return "".join(letter for letter in folded if not unicodedata.combining(letter) and letter not in "'’")


def _said(word: str) -> Iterator[str]:
    """Three ways through the alternatives: all first ones, all second, all third, or the last where there are fewer."""
    pieces = list(_pieces(re.sub(r"([^aeiou])\1", r"\1", word)))
    for way in range(3):
        phones = " ".join(sounds[min(way, len(sounds) - 1)] for sounds in pieces)
        yield " ".join(phones.split())


def _pieces(word: str) -> Iterator[tuple[str, ...]]:
    marked, at = f"^{word}$", 1
    while at < len(marked) - 1:
        for letters, before, after, sounds in _RULES:
            if (
                marked.startswith(letters, at)
                and (not before or re.search(f"(?:{before})$", marked[:at]))
                and (not after or re.match(after, marked[at + len(letters) :]))
            ):
                yield sounds
                at += len(letters)
                break
        else:
            at += 1


def _respelled(syllable: str) -> str:
    phones: list[str] = []
    at = 0
    while at < len(syllable):
        for letters, sounds in _RESPELLED:
            # "aha" is a and ha, "ahl" is ah and l.
            if syllable.startswith(letters, at) and not (
                letters.endswith("h") and syllable[at + len(letters) : at + len(letters) + 1] in (*"aeiou",)
            ):
                phones.append(sounds)
                at += len(letters)
                break
        else:
            end = at + 1
            while end < len(syllable) and not any(syllable.startswith(letters, end) for letters, _ in _RESPELLED):
                end += 1
            phones.append(next(iter(_said(syllable[at:end]))))
            at = end
    return " ".join(" ".join(phones).split())
