"""Follows the clauses of an utterance and completes a step by what was told before: "there's a maze, and you're in it".

It must not read a clause by itself; that is ``storyteller_places``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_clefts import goes_by_itself, takes_along
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_mentions import goes_there, in_a_part_of_it, last_named, steps_inside, subject_place
from clients.local.storyteller_motion import is_way, lemma, moves, rides
from clients.local.storyteller_places import Movement, steps_to
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_words import listed

_IN_IT = frozenset({("in", "it"), ("inside", "it"), ("on", "it"), ("are", "there"), ("you're", "there")})
_GETTING_THERE = (("when", "you", "do"), ("when", "you", "get", "there"), ("once", "you", "get", "there"),
                  ("when", "you", "get", "closer"), ("when", "you", "arrive"))  # fmt: skip
ALONG = frozenset({"over", "through", "past", "up", "down", "across", "along", "out", "round", "around", "between",
                    "under"})  # fmt: skip
"""What begins a stretch of a way: "over the hill, through a little wood, and there's the castle"."""

_LEADING = (("ahead", "of", "you"), ("in", "front", "of"), ("ahead", "of", "us"))
_SHOWING = frozenset({"there", "there's", "here's", "see", "notice", "spot", "find"})


class Course:
    """Where the steps of one utterance lead. Begin it anew with each sentence; what was named is remembered."""

    def __init__(self) -> None:
        self._named: Stay | None = None
        """The place that was named last."""
        self._seen: Stay | None = None
        self._approached: Stay | None = None
        self._stepped = self._arrived = self._stayed = self._listing = False

    def begin(self, sentence: Sentence, *, mover: bool) -> None:
        """A new sentence; ``mover``: the one before told of the party's step."""
        self._seen = self._approached = None
        stretches = [clause.verb < 0 and clause.words[0] in ALONG for clause in sentence.clauses[:2]]
        self._stepped = stretches[0] and (mover or (len(stretches) > 1 and all(stretches)))
        self._arrived = self._stayed = self._listing = False

    def complete(self, clause: Clause, matches: Sequence[Match], moved: Movement) -> Movement:
        """``moved`` of a clause that happens here and now, with the arrival that it makes of what was told before."""
        self._listing = clause.subject == "there" or (self._listing and clause.verb < 0)
        if self._listing and clause.verb < 0 and not moved.arrivals:
            moved = replace(moved, sighted=moved.sighted or moved.named)  # "there's a lock, and a keeper's house"
        if self._listing or not _SHOWING.isdisjoint(clause.words):
            moved = replace(moved, shown=moved.sighted)
        if not moved.arrivals:
            stay = self._arrival(clause, matches, moved)
            moved = replace(moved, arrivals=(stay,)) if stay is not None else moved
            if stay is None and not moved.way and moves(clause) and goes_there(clause):
                moved = replace(moved, way="there")
        self._approached = subject_place(clause, matches) or self._approached
        self._named = last_named(clause, matches) or _pulls_up(clause) or self._named
        if self._stepped and not (self._arrived or moved.arrivals) and (told_of := steps_to(clause, matches)):
            moved = replace(moved, arrivals=(told_of,))
        self._seen = moved.sighted[-1] if moved.sighted else self._seen
        self._arrived = self._arrived or bool(moved.arrivals)
        self._stayed = self._stayed or (bool(moved.arrivals) and not _only_passes(clause, moved.arrivals[-1]))
        self._stepped = self._stepped or takes_along(clause)
        self._stepped = self._stepped or (
            moves(clause) and (lemma(clause) in listed("move") or clause.words in _GETTING_THERE)
        )
        return moved

    def _arrival(self, clause: Clause, matches: Sequence[Match], moved: Movement) -> Stay | None:
        if self._stepped and not self._stayed and moved.sighted and clause.subject == "there":
            return moved.sighted[-1]  # "you come out of the wood, and there's the sea"
        if self._stepped and not self._stayed and _that_is_it(clause.words):
            return last_named(clause, matches)  # "you go down the hallway to a door, and that's the library"
        if self._stepped and not self._stayed and clause.subject == "there" and _on_the_other_side(clause.words):
            return last_named(clause, matches)  # "you go through the hedge, and on the other side there's a garden"
        if not moves(clause):
            return None
        after = clause.words[clause.verb + 1 : clause.verb + 3]
        if self._seen is not None and _IN_IT & {clause.words[-2:], after}:
            return self._seen  # "there's a maze, and you're in it"
        if in_a_part_of_it(clause.words) and (self._approached or self._named) is not None:
            return self._approached or self._named  # "the chapel is far, until you stand in its doorway"
        if self._named is not None and not self._stayed and goes_there(clause):
            return self._named  # "it's a long way to the tower, but you get there"
        if self._named is not None and not moved.left and steps_inside(clause, self._named, matches):
            return self._named  # "you find a shop, the door's open, so you just walk in"
        return None


def goes_on(clause: Clause, moved: Movement, *, before: bool) -> bool:
    """Whether a place without a verb may follow: "you're back, in the cellar", "it brings you, at dusk, to a hut"."""
    if clause.verb < 0:
        return before
    if moves(clause):
        states = clause.words[clause.verb].endswith(("'re", "'m")) or clause.words[clause.verb] == "are"
        return states or bool(moved.arrivals) or lemma(clause) in listed("move")
    if lemma(clause) in listed("move") and clause.words[-3:] in _LEADING:
        return True  # "the old man shuffles ahead of you"
    return (
        goes_by_itself(clause)
        or (lemma(clause) in listed("carry") and bool({"you", "us"} & {*clause.words[clause.verb + 1 :][:3]}))
        or rides(clause)
        or (clause.words[clause.verb] in listed("give_way") and is_way(clause))
    )


def _pulls_up(clause: Clause) -> Stay | None:
    """What stops for the party to get in: "a cab pulls up"."""
    if clause.subject != "they" or lemma(clause) not in ("pull", "come", "stop", "arrive", "wait", "roll"):
        return None
    carriage = lexicon().get("place", "carriage")
    for word in clause.words[: clause.verb]:
        if any(entry is carriage for entry, _, _ in lexicon().inside(word)):
            return Stay(carriage, (word,), many=False)
    return None


def _that_is_it(words: Sequence[str]) -> bool:
    lead = [word for word in words[:3] if word not in ("and", "so", "then")]
    return lead[:1] == ["that's"] or lead[:2] in (
        ["those", "are"],
        ["these", "are"],
        ["this", "is"],
        ["which", "is"],
    )


def _on_the_other_side(words: Sequence[str]) -> bool:
    return any(words[at : at + 3] == ("the", "other", "side") for at in range(len(words)))


def _only_passes(clause: Clause, stay: Stay) -> bool:
    """Whether the party is only on its way there: "you walk down the road", "you ride through the forest"."""
    words, size = clause.words, len(stay.words)
    at = next((at for at in range(len(words)) if words[at : at + size] == stay.words), -1)
    return at > 0 and not ALONG.isdisjoint(words[max(0, at - 4) : at])
