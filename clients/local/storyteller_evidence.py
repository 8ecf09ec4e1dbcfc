"""Knows a clause that says by itself where the party is now, whoever was taken to be speaking.

It must not find the place: ``storyteller_places`` does.
"""

from __future__ import annotations

from clients.local.lexicon import lexicon
from clients.local.storyteller_clefts import goes_by_itself, is_off
from clients.local.storyteller_elsewhere import clause_starts, is_known_from_before, is_to_come
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_motion import lemma, moves
from clients.local.storyteller_places import Movement
from clients.local.storyteller_reports import reports, told_from
from clients.local.storyteller_scenery import TAKING_IN
from clients.local.storyteller_ways import goes_itself
from clients.local.storyteller_words import HABITS, UNREAL, listed, root

_FIRST = frozenset({"i", "me", "my", "mine", "we", "us", "our", "ours", "let's"})
_ASKING = frozenset({"are", "do", "did", "have", "can", "could", "would", "should", "will", "is", "were", "where",
                     "what", "why", "how", "who"})  # fmt: skip
_NOT_YET = frozenset({"if", "unless", "until", "till", "before", "once", "when", "whenever", "while", "since",
                      "though", "although", "that", "because"})  # fmt: skip
_OWN = frozenset({"my", "our", "mine", "ours"})
_HERE_WE_ARE = (("here", "we", "are"), ("here", "you", "are"), ("there", "you", "are"), ("there", "we", "are"))
_PLAYERS = (("you", "guys"), ("you", "two"), ("you", "three"), ("you", "lot"))
_TELLING_PAST = frozenset({"was", "were", "had", "did", "wasn't", "weren't", "hadn't", "didn't"})
_OPENINGS = frozenset({"so", "now", "okay", "right", "alright"})
_ONWARD = frozenset({"and", "then", "so", "as"})
_ELSEWHEN = ("plan", "future", "recap")
_TOLD_OF = ("past", "story")
"""Of these only what is close by counts: a long telling leaves them behind."""


def evident(clause: Clause, sentence: Sentence, moved: Movement) -> bool:
    """Whether ``clause`` tells of the party's own step or stay: "you sweep down the stairs into the ballroom".

    A question, an if, a not yet and an order are none; who says "we" and "us" speaks at the table or in the world.
    """
    words = clause.words
    past = clause.tense == "past"
    if is_to_come(words) or is_known_from_before(words):
        return False
    if _announces(clause, sentence, moved):
        return True
    if not (moved.arrivals or clause.subject == "self") or clause.verb < 0 or sentence.question:
        return False
    if (words[0] in _NOT_YET or (words[:1] == ("and",) and words[1] in _NOT_YET)) and not (
        past and "when" in words[:2]
    ):
        return False
    opening = sentence.opening
    ordered = opening.verb == 0 and opening.subject in ("none", "self")
    if (
        ordered
        or sentence.words[0] in _ASKING
        or root(words[clause.verb]) in UNREAL
        or _hangs_on_an_if(clause, sentence)
    ):
        return False
    supposed = "supposed" in words[clause.verb : clause.verb + 3]
    if supposed or any(word.endswith(("'ll", "'d")) for word in words):
        return False
    if lexicon().marks("suppose", words[: clause.verb + 2]):
        return False
    said, at = reports(sentence), sentence.clauses.index(clause)
    telling = said and told_from(sentence) <= at
    whole = sentence.words[clause_starts(sentence)[told_from(sentence)][1] :] if telling else sentence.words
    if any(lexicon().marked(layer, whole) for layer in _ELSEWHEN):
        return False
    if at > 1:
        close = words if clause.after in (";", "—", "–") else (*sentence.clauses[at - 1].words, *words)
    else:
        close = sentence.words
    if any(lexicon().marked(layer, close) for layer in _TOLD_OF):
        return False
    if at and words[0] not in _ONWARD and said and not telling:
        return False  # "she says, you are in my house"
    if past and not _steps_in_the_past(clause):
        return False
    if clause.subject == "self":
        now = clause.tense == "present" and HABITS.isdisjoint(words)
        off = is_off(clause, acting=any(_acts(other) for other in sentence.clauses[:at]))
        return off or (bool(moved.arrivals) and now and "i" in words[: clause.verb] and lemma(clause) in listed("move"))
    if _is_where_we_are(clause):
        return True
    near = (*sentence.clauses[max(0, at - 1)].words, *words) if at > 1 else sentence.words
    if not _FIRST.isdisjoint(map(root, near)) or words[:2] in _PLAYERS:
        return False
    if goes_by_itself(clause):
        return {"and", "then", "so"}.isdisjoint(words[:1]) is False
    if moves(clause):
        return any(root(word) == "you" for word in words[: clause.verb + 1]) or clause.inherits
    return "you" in words and lemma(clause) in listed("carry") | TAKING_IN


def _announces(clause: Clause, sentence: Sentence, moved: Movement) -> bool:
    """Like "welcome to the bazaar", "here we are, the library", "we find you in an inn"."""
    if not moved.arrivals or sentence.question or not _OWN.isdisjoint(clause.words):
        return False
    lead = tuple(word for word in clause.words if word not in _OPENINGS | _ONWARD | {"well", "and", "back"})
    at = sentence.clauses.index(clause)
    if lead[:2] == ("welcome", "to"):
        return not sentence.exclaimed and not reports(sentence)
    if at and clause.verb < 0 and sentence.clauses[at - 1].words[-3:] in _HERE_WE_ARE:
        return at <= 2
    if clause.verb < 0:
        return False
    done = lemma(clause)
    if lead[:1] == ("we",) and lead[2:3] == ("you",):
        return done in ("find", "join", "rejoin", "meet", "leave")
    return (
        lead[:1] in (("that",), ("which",)) and lead[2:3] == ("us",) and done in ("bring", "take", "lead", "get", "put")
    )


def _acts(clause: Clause) -> bool:
    """Whether who says "I" does something now."""
    return clause.subject == "self" and clause.tense == "present" and lemma(clause) not in listed("stative") | {"are"}


def _hangs_on_an_if(clause: Clause, sentence: Sentence) -> bool:
    """Whether there is an if near it; not where it is long over: "…, so no, and you tumble into the hut"."""
    at = sentence.clauses.index(clause)
    ifs = [index for index, other in enumerate(sentence.clauses) if "if" in other.words]
    return any(not (index + 1 < at and clause.words[0] in _ONWARD) for index in ifs)


def _is_where_we_are(clause: Clause) -> bool:
    """Like "so we're back at the tower": who tells so includes the party."""
    words = clause.words
    told = words[0] in _OPENINGS or {"back", "now"} & {*words}
    return "we're" in words[:3] and bool(told) and words[clause.verb] == "we're" and not {"going", "not"} & {*words}


def _steps_in_the_past(clause: Clause) -> bool:
    """Whether a game master tells in the past tense: "you went up through the birches"; not "you were there"."""
    if clause.words[clause.verb] in _TELLING_PAST:
        return False
    if moves(clause) and not goes_itself(clause):
        return False  # "you crashed the last one into a bakery"
    return lemma(clause) in listed("move") | listed("go_in") | listed("carry") | TAKING_IN
