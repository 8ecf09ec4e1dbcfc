"""Says how something was named: who does what in its clause, and how the noun hangs on it.

It must not know a place or a thing by name, nor weigh: the traits are names of weights in ``storyteller_learned``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_manner import SMALL
from clients.local.storyteller_motion import LEAVING, is_copular, is_passive, is_way, lemma, rides
from clients.local.storyteller_told import Told
from clients.local.storyteller_ways import carried, governing
from clients.local.storyteller_words import ARTICLES, PREPOSITIONS, UNREAL, is_negation, listed, root, verb_forms

_GROUPS = ("move", "go_in", "carry", "stative", "perceive", "look", "state", "give_way", "afar")
_LAYERS = ("distant", "later", "past", "story", "plan", "future", "suppose", "speak", "recap")
_I = frozenset({"i", "my", "me"})


def of_clause(told: Told) -> frozenset[str]:
    """How the clause is built, what stands around it in its sentence, and what the rules took it for."""
    sentence, clause = told.sentence, told.clause
    words, done = clause.words, lemma(clause)
    group = _group(clause) or ("leave" if done in LEAVING else "other" if done else "")
    at = sentence.clauses.index(clause)
    found = {
        f"kind {told.kind}", f"barred {told.barred}", f"subject {clause.subject}", f"tense {clause.tense}",
        f"subject {clause.subject} {clause.tense}", f"group {group}", f"group {group} {clause.subject}",
        f"after {clause.after if clause.after in ',:;—–' else 'join'}", f"first {_small(words[0])}",
        f"opens {_small(sentence.words[0])}", f"does {done}", f"does {done} {clause.subject}", f"clause {min(at, 4)}",
        f"clauses {min(len(sentence.clauses), 5)}", f"main {sentence.main.subject} {sentence.main.tense}",
        f"short {min(len(words) // 3, 5)}",
    }  # fmt: skip
    if told.plain:
        found.add("plain")
    if all(other.verb < 0 for other in sentence.clauses):
        found.add("no verb at all")
    for name, near in (("before", sentence.clauses[at - 1 : at]), ("next", sentence.clauses[at + 1 : at + 2])):
        for other in near:
            found |= {f"{name} {other.subject} {other.tense}", f"{name} does {lemma(other)}"}
            found.add(f"{name} opens {_small(other.words[0])}")
    for name in _flags(sentence, clause):
        found |= {name, f"{name} {clause.subject}"}
    for layer in _LAYERS:
        if lexicon().marked(layer, sentence.words):
            found.add(f"layer {layer}")
            if lexicon().marked(layer, words):
                found.add(f"layer here {layer}")
    return frozenset(found | {f"word {word}" for word in SMALL.intersection(words)})


def of_noun(clause: Clause, match: Match, named: Sequence[Match]) -> frozenset[str]:
    """On which preposition and verb the noun depends, what stands beside it; ``named``: all that the clause names."""
    words, verb, start = clause.words, clause.verb, match.start
    under = governing(words, start, named)
    preposition = words[under] if under >= 0 else "-"
    if preposition == "of" and under:
        further = governing(words, under - 1, ())
        head = "part" if words[under - 1] in listed("part") else "other"
        preposition = f"of {head} {words[further] if further >= 0 else '-'}"
    done, group = lemma(clause), _group(clause) or ("other" if verb >= 0 else "")
    side = "no verb" if verb < 0 else "after" if start > verb else "before"
    before = _mark(words[start - 1]) if start else "^"
    article = words[start - 1] if start and words[start - 1] in ARTICLES else ""
    article = article or ("adj" if start > 1 and words[start - 2] in ARTICLES else "no")
    found = {
        f"prep {preposition}", f"prep {preposition} {clause.subject}", f"prep {preposition} {group}",
        f"prep {preposition} {side}", f"prep {preposition} {clause.tense}", f"prep {preposition} does {done}",
        f"side {side}", f"side {side} {clause.subject}", f"side {side} {clause.subject} {group}",
        f"det {article}", f"det {article} {preposition}", f"prev {before}",
        f"prev {_mark(words[start - 2]) if start > 1 else '^'} {before}",
        f"nxt {_mark(words[match.end]) if match.end < len(words) else '$'}", f"many {match.many}",
        f"setting {match.entry.setting}",
        f"gap {min(5, start - verb) if verb >= 0 else '-'}",
    }  # fmt: skip
    if under >= 0 and carried(clause, under):
        found |= {"carried", f"carried {preposition}"}
    if under >= 2:
        found.add(f"lead {_small(words[under - 1])} {preposition}")
    others = [other.start for other in named if other.entry.kind == match.entry.kind]
    if others and others[-1] > start:
        found.add("place later in clause")
    if others and others[0] < start:
        found.add("place earlier in clause")
    if start in clause.proper:
        found.add("proper")
    owned = any(other.end == start and other.entry.kind in ("person", "creature") for other in named)
    if owned or (start and words[start - 1].endswith("'s")):
        found.add("owned")
    return frozenset(found)


def _flags(sentence: Sentence, clause: Clause) -> list[str]:
    words, roots = clause.words, {root(word) for word in clause.words}
    whole = {root(word) for word in sentence.words}
    flags = {
        "inherits": clause.inherits,
        "subordinate": clause.subordinate,
        "question": sentence.question,
        "exclaimed": sentence.exclaimed,
        "last clause": clause is sentence.clauses[-1],
        "denied": any(is_negation(word) for word in words),
        "if": "if" in sentence.words,
        "unreal": not UNREAL.isdisjoint(words),
        "passive": is_passive(clause),
        "rides": rides(clause),
        "way": is_way(clause),
        "copular": is_copular(clause),
        "you": "you" in roots,
        "we": "we" in roots,
        "i": not _I.isdisjoint(roots),
        "sentence you": "you" in whole,
        "sentence i": not _I.isdisjoint(whole),
        "will": any(word.endswith(("'ll", "'d")) for word in words),
    }
    return [name for name, holds in flags.items() if holds]


def _group(clause: Clause) -> str:
    done = lemma(clause)
    return next((name for name in _GROUPS if done in listed(name)), "")


def _small(word: str) -> str:
    return word if word in SMALL else "x"


def _mark(word: str) -> str:
    if word in _CLOSED:
        return word
    return "verb" if word in _verbs() else "x"


_CLOSED = SMALL | PREPOSITIONS | ARTICLES


@cache
def _verbs() -> frozenset[str]:
    bases, third, doing, past = verb_forms()
    return bases | third | doing | past
