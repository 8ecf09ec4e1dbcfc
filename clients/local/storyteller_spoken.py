"""Cuts a sentence into words and marks, without the sounds and tags that people speak in between.

It must not know what a clause is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clients.local.storyteller_words import FILLERS

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[,;:—–]|\s-+\s")
_TAG = re.compile(
    r", (?:you know|i mean|like|let's see|let's say|say|i guess|i suppose|of course|you see|what's it called|"
    r"and i mean \w+|as i said|as you can imagine|i don't know|i dunno|"
    r"or whatever|or something|i mean like|honestly|obviously|basically),"
    r"|, if you (?:like|will|please|must)(?:,|(?=\s*[.!?]|$))"
    r"|^\s*(?:so |okay,? |now,? |right,? |well,? )*(?:picture (?:this|it|the scene)|"
    r"imagine (?:this|the scene))\b[,.:;]?"
    r"|^\s*picture (?=an? |the )",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:what (?:used to be|was once|once was|looks like|can only be|could only be|could be|"
    r"(?:must|might|may|could)(?: once)? (?:be|have(?: once)? been)|"
    r"that must be|which must be|that can only be|which can only be|"
    r"appears to be|seems to be|turns out to be|feels like|they call|is called|can be)|some (?:kind|sort) of|a kind of|"
    r"none other than|that's (?:how|where|when)(?= you| we| (?:all|both|the \w+) of (?:you|us)))\b ?",
    re.I,
)
"""Words before a noun that change nothing about it: "what used to be the chapel"."""
_SOFTENED = re.compile(
    r"\b((?:you|we|i|they|he|she|it|that|there)(?:'\w+)?|(?<!this )is|are)"
    r"(?:,? (?:kind of|sort of|kinda|sorta|basically|literally))+\b,?"
    r"|\b(you|we|they|there|there's)(?:,? like)\b,?",
    re.I,
)
"""Words between a subject and its verb that change nothing: "you kind of fall through it"."""
_ROUND = re.compile(
    r"(?<!looks )(?<!look )(?<!sounds )(?<!smells )(?<!feels )(?<!tastes )\blike "
    r"(?=(?:\d+|an? (?:hundred|thousand|dozen|couple|few|mile|minute|hour|day|week)|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|half|really|super|this|these)\b)",
    re.I,
)
"""A "like" that only rounds: "you drop like ten feet"."""
_TOGETHER = re.compile(r"\b(you|we)(?:'all| all| guys| lot| folks)\b(?!')", re.I)
"""How many are spoken to: "you guys walk into the forest"."""
_YOU_ALL = re.compile(r"\b(?:y'all|yous|youse|you'uns)\b(?!')", re.I)
_NEVER_LAST = frozenset({"into", "onto", "a", "an", "the", "your", "of", "at", "from", "with"})
MARKS = frozenset({",", ";", ":", "—", "–"})


def parts_of(piece: str) -> list[str]:
    """The words of ``piece`` as written, and its marks; dashes are one."""
    text = _ROUND.sub("", _TOGETHER.sub(r"\1", _YOU_ALL.sub("you", re.sub(r"\.{2,}|…", ", ", piece))))
    text = _HEDGE.sub("", _TAG.sub(",", _SOFTENED.sub(r"\1\2", text)))
    parts = ["—" if part.strip() in ("-", "--") else part.strip() for part in _TOKEN.findall(text)]
    parts = [part for part in parts if part.lower() not in FILLERS]
    return [part for at, part in enumerate(parts) if part not in MARKS or (at and not _unfinished(parts[:at]))]


def _unfinished(parts: Sequence[str]) -> bool:
    """Whether a noun is still to come: "you fall into, like, a cellar"."""
    last = next((part for part in reversed(parts) if part not in MARKS), "")
    return not last or last.lower() in _NEVER_LAST
