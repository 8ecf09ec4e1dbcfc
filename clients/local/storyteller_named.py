"""Knows a place by its name alone: "you arrive in Harrowgate", "by nightfall you are at the Speckled Hen".

It must not write the name anywhere: only what kind of place it is leaves this module.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Entry, Match, lexicon
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import is_copular, lemma, moves
from clients.local.storyteller_ways import carried
from clients.local.storyteller_words import listed

_ENDINGS = {
    "town": ("gate", "ton", "burg", "burgh", "borough", "ham", "ville", "polis", "grad", "stadt", "ford", "bridge"),
    "village": ("by", "stead", "wick", "thorpe", "combe", "hollow", "brook", "field", "fields", "barrow"),
    "harbor": ("port", "haven", "harbor", "harbour", "mouth", "wharf", "quay"),
    "forest": ("wood", "weald", "woods", "forest"),
    "castle": ("hold", "keep", "fort", "guard", "castle", "watch", "helm"),
    "valley": ("dale", "vale"),
    "lake": ("mere", "water"),
    "pass": ("pass",),
    "mountains": ("peak", "fell", "horn", "spire", "mount", "mont"),
    "swamp": ("fen", "moor", "marsh"),
    "river": ("river", "run"),
    "island": ("isle", "holm", "island"),
}
"""What the last part of a name tells of the place that has it."""
_INNS = ("inn", "arms", "head", "horse", "hen", "cat", "dog", "goat", "boar", "bear", "stag", "hart", "lion", "dragon",
         "griffin", "unicorn", "pig", "duck", "goose", "swan", "cock", "rooster", "crow", "raven", "owl", "fox",
         "hound", "wolf", "bull", "ox", "ram", "pony", "mare", "mug", "cup", "tankard", "flagon", "barrel", "kettle",
         "anchor", "crown", "star", "moon", "sun", "rose", "mermaid", "siren", "wench", "maiden", "giant", "goblin",
         "troll", "whale", "herring", "eel", "dagger", "shield", "lantern", "candle", "hearth", "wheel", "boot", "bell",
         "parrot", "rat", "toad", "badger", "hare", "rabbit", "pheasant", "lamb", "bucket")  # fmt: skip
_COMING = frozenset({"arrive", "reach", "come", "ride", "enter", "get", "travel", "return", "land",
                     "sail", "walk", "roll", "march", "head", "go", "limp", "stumble", "drive", "make",
                     "approach", "hit", "are", "is", "find", "step", "wake", "stagger", "trudge",
                     "follow", "pass", "cross", "fly", "row", "journey", "stop", "wander", "stay",
                     "slip", "sneak", "camp", "dock", "drift", "hurry", "run", "crawl", "rumble", "set",
                     "pull", "rattle", "clatter", "trot", "gallop", "meet", "gather", "sit"})  # fmt: skip
_INTO = frozenset({"in", "into", "to", "at", "inside", "through", "on", "before"})
_LOWER = frozenset({"of", "the"})


def named_place(clause: Clause, matches: Sequence[Match]) -> tuple[Entry, tuple[str, ...]] | None:
    """The kind of place whose bare name the party comes to, with the noun to call it by; None where there is none."""
    words = clause.words
    going = moves(clause) and lemma(clause) in _COMING and clause.tense != "past"
    for start, end in names_in(clause):
        if any(match.entry.kind == "place" and start <= match.start < end for match in matches):
            continue
        article = start > 0 and words[start - 1] == "the"
        at = start - 1 - int(article)
        word = words[at] if at >= 0 else ""
        direct = going and lemma(clause) in listed("go_in") and at == clause.verb
        by_the_way = word in _INTO and (going or carried(clause, at)) and at > clause.verb
        is_it = article and clause.subject == "it" and is_copular(clause) and at == clause.verb
        welcomed = words[max(0, start - 2) : start] == ("welcome", "to")
        if not (direct or by_the_way or welcomed or is_it):
            continue
        if article and end - start == 1 and word not in ("in", "at", "into", "inside"):
            continue  # "the Mermaid" alone is an inn where one is in it
        entry = _kind_of(words[start:end], article=article)
        if entry is not None:
            return entry, ("town",) if entry.id == "town" else ()
    return None


def names_in(clause: Clause) -> list[tuple[int, int]]:
    """Where runs of words with a capital begin and end."""
    runs: list[tuple[int, int]] = []
    for at in sorted(clause.proper):
        if runs and (at == runs[-1][1] or (at == runs[-1][1] + 1 and clause.words[at - 1] in _LOWER)):
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _kind_of(name: Sequence[str], *, article: bool) -> Entry | None:
    last = name[-1]
    book = lexicon()
    if last.endswith("'s") or (len(name) == 1 and book.concepts(name) and not article):
        return None  # "at Mira's", "you come to Dawn"
    if article:
        known = any(last == noun or last == noun + "s" for noun in _INNS)
        return book.get("place", "tavern") if known else None
    for place, endings in _ENDINGS.items():
        if any(last == ending or (last.endswith(ending) and len(last) > len(ending) + 2) for ending in endings):
            return book.get("place", place)
    return book.get("place", "town")
