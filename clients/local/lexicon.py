"""The lexicon: the words of the offline engines as typed entries, found in text whatever their case or inflection.

It must not decide what an utterance means; that is the storyteller's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal, cast, get_args

Kind = Literal[
    "place",
    "light",
    "weather",
    "season",
    "terrain",
    "creature",
    "person",
    "gear",
    "magic",
    "action",
    "mood",
    "rules",
    "chatter",
    "idiom",
    "cue",
]

Setting = Literal["outdoors", "indoors", "underground"]

CONCEPTS: tuple[Kind, ...] = (
    "place", "light", "weather", "season", "terrain", "creature", "person", "gear", "magic", "action", "mood", "idiom",
)  # fmt: skip
"""What can be in a picture, and the idioms that hide it. One word belongs to one phrase among these."""

_PLURAL: frozenset[Kind] = frozenset({"place", "creature", "person", "gear", "magic"})
_TALK: frozenset[Kind] = frozenset({"rules", "chatter"})
_VERB_CUES = frozenset({"arrive", "leave", "speak", "verb"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be said. ``words`` are base forms; see the head of ``lexicon.toml`` for the fields."""

    kind: Kind
    id: str
    words: tuple[str, ...]
    written: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    name: str = ""
    look: str = ""
    motif: str = ""
    setting: Setting = "outdoors"
    at: str = "in"
    size: float = 1.0
    weight: int = 1
    glow: str = ""
    fixed: bool = False
    out: str = ""
    up: str = ""
    down: str = ""
    shows: str = ""
    excludes: tuple[str, ...] = ()

    @property
    def definite(self) -> str:
        """The name with a definite article: "the forest"."""
        return "the " + re.sub(r"^(?:an?|the) ", "", self.name)


@dataclass(frozen=True, slots=True)
class Match:
    """``entry`` was said by ``tokens[start:end]``; ``many`` when in the plural."""

    entry: Entry
    start: int
    end: int
    many: bool


def tokens(text: str) -> tuple[str, ...]:
    """The words of ``text`` in lower case, apostrophes kept, everything else dropped."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


class Lexicon:
    """Entries by kind, and their phrases with all inflected forms. Immutable once built."""

    def __init__(self, entries: Iterable[Entry], irregular: Mapping[str, Sequence[str]]) -> None:
        self.entries = tuple(entries)
        self._by_id = {(entry.kind, entry.id): entry for entry in self.entries}
        self._irregular = {word: tuple(forms) for word, forms in irregular.items()}
        self._derived = frozenset(form for forms in self._irregular.values() for form in forms)
        verbs = [forms for forms in self._irregular.values() if any(form.endswith("ing") for form in forms)]
        self._inflected = frozenset(form for forms in verbs for form in forms[1:])
        self._inside: dict[str, list[tuple[Entry, str, bool]]] = {}
        self._concepts: _Phrases = {}
        self._markers: dict[str, _Phrases] = {}
        for entry in self.entries:
            for way, _, noun in (phrase.partition(" ") for phrase in entry.inside):
                for form, many in ((noun, False), *((form, True) for form in self._plural(noun))):
                    self._inside.setdefault(form, []).append((entry, way, many))
            layer = entry.id if entry.kind == "cue" else entry.kind
            phrases = self._concepts if entry.kind in CONCEPTS else self._markers.setdefault(layer, {})
            for phrase, many in self._forms(entry, (*entry.words, *entry.parts, *entry.written)):
                if many and entry.kind == "place" and phrase[-1] in self._inflected:
                    continue  # a rise, but not "it's rising"
                for said in (phrase, *_drawn(entry, phrase)):
                    found = phrases.setdefault(said[0], {}).setdefault(said, [])
                    if all(other is not entry for other, _ in found):
                        found.append((entry, many))

    def get(self, kind: Kind, entry_id: str) -> Entry:
        """The entry ``[kind.entry_id]``. Raises ``KeyError``."""
        return self._by_id[kind, entry_id]

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """All entries of a kind in the file's order."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def concepts(self, words: Sequence[str]) -> tuple[Match, ...]:
        """What of the world is named in ``words``, longest phrase first, left to right, without idioms."""
        return tuple(match for match in _scan(self._concepts, words) if match.entry.kind != "idiom")

    def sayings(self, words: Sequence[str]) -> frozenset[int]:
        """The indexes of the words that an idiom hides."""
        found = (match for match in _scan(self._concepts, words) if match.entry.kind == "idiom")
        return frozenset(at for match in found for at in range(match.start, match.end))

    def inside(self, word: str) -> tuple[tuple[Entry, str, bool], ...]:
        """Places that ``word`` means only for who is there: by which way ("in", "on" …), and whether in the plural."""
        return tuple(one for one in self._inside.get(word, ()) if one[1] != _PASSED)

    def passed(self, word: str) -> tuple[tuple[Entry, bool], ...]:
        """Places that ``word`` may mean for who is on it, and whether in the plural: no rule tells when ("stairs")."""
        return tuple((entry, many) for entry, way, many in self._inside.get(word, ()) if way == _PASSED)

    def marks(self, layer: str, words: Sequence[str]) -> tuple[Match, ...]:
        """Where ``rules``, ``chatter`` or the cue ``layer`` is heard in ``words``. Raises ``KeyError``."""
        return tuple(_scan(self._markers[layer], words))

    def marked(self, layer: str, words: tuple[str, ...]) -> bool:
        """Whether ``layer`` is heard in ``words``; asked of a sentence for each of its clauses. Raises ``KeyError``."""
        return _marked(self, layer, words)

    def plural(self, noun: str) -> str:
        """The plural of a single ``noun``; itself where it has none."""
        return next(iter(self._plural(noun)), noun)

    def vocabulary(self, kinds: Collection[Kind] = get_args(Kind)) -> frozenset[str]:
        """Every single word to be heard, in every form, of the entries of ``kinds``; not those only ``written``."""
        return frozenset(
            word
            for entry in self.entries
            if entry.kind in kinds
            for phrase, _ in self._forms(entry, (*entry.words, *entry.parts))
            for word in phrase
        )

    def conjugation(self, verb: str) -> tuple[str, ...]:
        """The forms of ``verb``: those in -s and -ing, the past and, where it differs, the participle."""
        return self._verb(verb)

    def _forms(self, entry: Entry, texts: Sequence[str]) -> Iterator[tuple[tuple[str, ...], bool]]:
        for text in texts:
            phrase = tokens(text)
            yield phrase, text in _PLURAL_BASES
            if entry.kind == "action" or (entry.kind == "cue" and entry.id in _VERB_CUES):
                yield from (((form, *phrase[1:]), False) for form in self._verb(phrase[0]))
            elif entry.kind in _PLURAL or (entry.kind in _TALK and len(phrase) == 1):
                yield from (((*phrase[:-1], form), True) for form in self._plural(phrase[-1]))

    def _plural(self, noun: str) -> tuple[str, ...]:
        if noun in self._irregular:
            return self._irregular[noun]
        if (noun.endswith("s") and not noun.endswith("ss")) or noun.endswith("ing") or noun in self._derived:
            return ()
        if noun.endswith("man"):
            return (noun[:-3] + "men",)
        if noun.endswith(("ss", "x", "ch", "sh", "z")):
            return (noun + "es",)
        if noun.endswith("y") and noun[-2:-1] not in "aeiou":
            return (noun[:-1] + "ies",)
        return (noun + "s",)

    def _verb(self, verb: str) -> tuple[str, ...]:
        if verb in self._irregular:
            return self._irregular[verb]
        if verb in self._derived or verb.endswith(("ed", "ing")) or verb in _NOT_VERBS:
            return ()
        if verb.endswith("s") and not verb.endswith("ss"):
            return ()
        if verb.endswith("e"):
            return (verb + "s", verb[:-1] + ("eing" if verb.endswith("ee") else "ing"), verb + "d")
        if verb.endswith("y") and verb[-2:-1] not in "aeiou":
            return (verb[:-1] + "ies", verb + "ing", verb[:-1] + "ied")
        if verb.endswith(("ss", "x", "ch", "sh", "z")):
            return (verb + "es", verb + "ing", verb + "ed")
        stem = verb + verb[-1] if _SHORT.fullmatch(verb) else verb
        return (verb + "s", stem + "ing", stem + "ed")


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package, read once. Raises ``ValueError`` for a file that is not one."""
    text = resources.files("clients.local").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Lexicon:
    """A lexicon from TOML. Raises ``ValueError`` naming what is wrong with it."""
    data = cast("dict[str, dict[str, Any]]", tomllib.loads(text))
    irregular = cast("dict[str, list[str]]", data.pop("irregular", {}))
    if unknown := data.keys() - set(get_args(Kind)):
        raise ValueError(f"unknown kinds in the lexicon: {sorted(unknown)}")
    return Lexicon(
        (_entry(cast("Kind", kind), name, fields) for kind, group in data.items() for name, fields in group.items()),
        irregular,
    )


def vocabulary() -> frozenset[str]:
    """Every single word of the lexicon, inflected forms included, in lower case."""
    return lexicon().vocabulary()


_Phrases = dict[str, dict[tuple[str, ...], list[tuple[Entry, bool]]]]

_PLURAL_BASES = frozenset({"people", "folk", "townsfolk", "townspeople", "crew", "horde", "army", "crowd", "mob"})
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
"""Verbs that double their last letter: drop, dropping."""
_NOT_VERBS = frozenset({"away", "out", "from", "welcome"})
_STRINGS = ("name", "look", "motif", "setting", "at", "glow", "out", "up", "down", "shows")
_PASSED = "by"
_LISTS = ("words", "written", "parts", "inside", "excludes")


def _drawn(entry: Entry, phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What is said of the sky with its "is" or "has" drawn together: "sun's coming up"."""
    if entry.kind in ("light", "weather"):
        for at in range(1, len(phrase)):
            if phrase[at] in ("is", "has"):
                yield (*phrase[: at - 1], phrase[at - 1] + "'s", *phrase[at + 1 :])


def _entry(kind: Kind, entry_id: str, fields: dict[str, Any]) -> Entry:
    known = {*_STRINGS, *_LISTS, "size", "weight", "fixed"}
    if not (fields.get("words") or fields.get("written")) or fields.keys() - known:
        raise ValueError(
            f"lexicon entry [{kind}.{entry_id}]: no words, or fields unknown: {sorted(fields.keys() - known)}"
        )
    if fields.get("setting", "outdoors") not in get_args(Setting):
        raise ValueError(f"lexicon entry [{kind}.{entry_id}]: no such setting: {fields['setting']}")
    given = {key: value for key, value in fields.items() if key not in _LISTS}
    lists = {key: tuple(cast("list[str]", fields.get(key, []))) for key in _LISTS}
    return Entry(kind=kind, id=entry_id, **lists, **given)


@lru_cache(maxsize=64)
def _marked(lexicon: Lexicon, layer: str, words: tuple[str, ...]) -> bool:
    return bool(lexicon.marks(layer, words))


def _scan(phrases: _Phrases, words: Sequence[str]) -> Iterator[Match]:
    """All matches, each token used once, the longest phrase first."""
    at = 0
    while at < len(words):
        if words[at] not in phrases and not words[at].endswith("'s"):
            at += 1  # most words: worth a look before anything is built
            continue
        end, found = at + 1, _longest(phrases, words, at)
        if found is not None:
            end, entries = found
            for entry, many in entries:
                yield Match(entry, at, end, many)
        at = end


def _longest(phrases: _Phrases, words: Sequence[str], at: int) -> tuple[int, list[tuple[Entry, bool]]] | None:
    first = words[at]
    candidates = [phrases[form] for form in dict.fromkeys((first, first.removesuffix("'s"))) if form in phrases]
    if not candidates:
        return None
    longest = max(len(phrase) for group in candidates for phrase in group)
    for length in range(min(longest, len(words) - at), 0, -1):
        phrase = tuple(words[at : at + length])
        bare = (*phrase[:-1], phrase[-1].removesuffix("'s"))
        for group in candidates:
            entries = group.get(phrase) or group.get(bare)
            if entries:
                return at + length, entries
    return None
