"""Knows that somebody in the world is quoted: "she says", ", he calls down,", ", cries a man with raisins for eyes,".

It must not decide what else the sentence is.
"""

from __future__ import annotations

from functools import lru_cache

from clients.local.lexicon import lexicon
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_motion import moves
from clients.local.storyteller_words import ARTICLES, base, listed, verb_forms

_ALSO_DEEDS = frozenset({"snap", "snaps", "add", "adds", "call", "calls", "offer", "demand", "demands", "beg", "begs"})
"""Verbs of speech that may have a thing for an object: "she snaps her fingers"."""
_LIFELESS = frozenset({"something", "nothing", "nobody", "no", "wind", "echo", "echoes", "bell", "bells"})
"""What answers or calls without a word: "nobody answers when you knock"."""
_IMAGES = frozenset({"fresco", "frescoes", "mural", "murals", "frieze", "tapestry", "tapestries", "mosaic", "painting",
                     "carving", "carvings", "window", "windows", "map", "footprints", "tracks"})  # fmt: skip
"""What tells without a word."""
_TAG_WORDS = 4
_LINKS = frozenset({"and", "then", "so", "but", "now"})
_STATES = frozenset({"is", "are", "has", "have", "can", "can't", "will", "would", "must", "should", "could", "might",
                     "may",
                     "lives", "live", "wants", "want", "knows", "know", "needs", "need", "thinks", "likes", "like",
                     "belongs", "means", "owns", "hates", "loves", "never", "always", "does", "doesn't", "don't",
                     "won't", "sleeps", "works", "goes", "comes", "eats", "guards", "keeps"})  # fmt: skip
"""Verbs of what is so for longer, which words of somebody are about: "he says she lives there, and she hates you"."""


@lru_cache(maxsize=2)
def reports(sentence: Sentence) -> bool:
    """Whether the sentence says that somebody says something. Each of its clauses asks."""
    book = lexicon()
    for at, clause in enumerate(sentence.clauses):
        if at and clause.after == "," and _tags(clause):
            return True
        if clause.verb < 0 or clause.subject == "none" or clause.words[0] in ("who", "which"):
            continue  # "the boy, who says he's seen it, leads you in"
        verb = clause.words[clause.verb]
        following = clause.words[clause.verb + 1] if clause.verb + 1 < len(clause.words) else ""
        deed = verb in _ALSO_DEEDS and following not in ("", "to", "at", "that", "back", "out")
        if _IMAGES & {*clause.words[: clause.verb]}:
            continue  # "a fresco tells the legend"
        lifeless = _LIFELESS & {*clause.words[: clause.verb]}
        silent = (
            following in ("nothing", "no")
            or deed
            or bool(lifeless)
            or (clause.subject == "self" and following in ARTICLES)
        )
        if not silent and any(mark.start == clause.verb for mark in book.marks("speak", clause.words)):
            return True
        if verb in ("says", "asks", "replies") and following != "nothing":
            return True
        quoted = sentence.clauses[at + 1 : at + 2] and sentence.clauses[at + 1].after == ","
        if (
            clause.subject == "they"
            and clause.words[-1] in ("goes", "like")
            and quoted
            and len(clause.words) <= _TAG_WORDS + 1
        ):
            return True  # "and he goes, there's a cave up there"
    return False


def told_from(sentence: Sentence) -> int:
    """The clause from which the teller goes on after words of somebody: "she says hush, and she opens the door".

    Beyond the last where there is none.
    """
    clauses = sentence.clauses
    said = next((at for at, clause in enumerate(clauses) if _speaks(clause)), len(clauses))
    for at in range(said + 1, len(clauses)):
        clause = clauses[at]
        linked = clause.words[0] in _LINKS or clauses[at - 1].words == ("and",)
        lead = [word for word in clause.words[: clause.verb] if word not in _LINKS]
        there = lead[:1] == ["there"] and clause.subject == "party" and clause.words[clause.verb] == "are"
        if linked and clause.tense == "present" and clause.verb > 0 and (there or _returns(clause, lead)):
            return at
    return len(clauses)


def _returns(clause: Clause, lead: list[str]) -> bool:
    verb = clause.words[clause.verb]
    pronoun = clause.subject in ("they", "it") and lead[:1] in (["he"], ["she"], ["they"], ["it"])
    return pronoun and "'" not in verb and verb not in _STATES


def _speaks(clause: Clause) -> bool:
    if clause.verb < 0:
        return False
    verb = clause.words[clause.verb]
    spoken = any(mark.start == clause.verb for mark in lexicon().marks("speak", clause.words))
    return spoken or verb in ("says", "asks", "replies", "goes", "say") or base(verb) in listed("utter")


def goes_on_speaking(sentence: Sentence) -> bool:
    """Whether it ends with who says it, so that what follows without a verb is said, too: "It's moved, she says."."""
    return len(sentence.clauses) > 1 and sentence.clauses[-1].after == "," and _tags(sentence.clauses[-1])


def _tags(clause: Clause) -> bool:
    """Whether a few words between commas only say who speaks, and how: ", he calls down,"."""
    if clause.words[0] in verb_forms()[1] and base(clause.words[0]) in listed("utter"):
        return True  # ", cries a man with raisins for eyes,"
    spoken = clause.verb > 0 and base(clause.words[clause.verb]) in listed("utter")
    return spoken and len(clause.words) <= _TAG_WORDS and clause.tense == "present" and not moves(clause)
