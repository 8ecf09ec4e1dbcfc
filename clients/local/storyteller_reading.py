"""Reads an utterance: what kind of talk it is, and what in it happens here and now.

Grammar and the lexicon find what there is; what was learned decides on it. It must not know the present setting, but
for the place close by, nor quote what was said: only lexicon entries leave it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from clients.local.lexicon import Entry, tokens
from clients.local.storyteller_arrival import Mention, likeliest, mentions, taken_back, weighed
from clients.local.storyteller_bare import cuts
from clients.local.storyteller_elsewhere import stopped_in
from clients.local.storyteller_grammar import Sentence, sentences
from clients.local.storyteller_happening import HAPPENING, Happening, Reading
from clients.local.storyteller_learned import Traits
from clients.local.storyteller_manner import SMALL, WORD, features, weigh
from clients.local.storyteller_nearby import Near, Sight, sights
from clients.local.storyteller_network import Opinion, opinion
from clients.local.storyteller_presence import present
from clients.local.storyteller_speech import worth
from clients.local.storyteller_teller import Teller
from clients.local.storyteller_told import Told
from pipeline.model import UtteranceKind

_PLAIN = 20
_STEP = 8
"""How much more a sentence weighs in which somebody goes somewhere, beside what else is said."""
_TRUST = 2.0
"""How much more the kind weighs that grammar finds, on the scale of ``storyteller_manner``."""
_SAY = 1.5
"""How much the network's view of the kind weighs on that scale."""
_MOST_BEFORE = 600
"""Of how many of the last characters of what was said before is taken note."""
_QUOTED = re.compile(r'["“]([^"”]*)["”]')
_ONCE = re.compile(
    r",? \b(?:that|which) (?:once was|was once|used to be) (?:an?|the|some) [a-z-]+(?: [a-z-]+)?(?=[,.;!?]|$)",
    re.IGNORECASE,
)
"""What something was before: no part of what it is now."""
_READ_OUT = 8
"""From how many words on something quoted may be read out of a book to the table."""
_SPOKEN = frozenset({"i", "i'm", "i'll", "i've", "i'd", "my", "me", "mine", "we", "our", "us"})


@dataclass(frozen=True, slots=True)
class Survey:
    """What the rules make of an utterance, and what there is to weigh: its clauses and its own traits."""

    reading: Reading
    told: tuple[Told, ...] = ()
    traits: Traits = field(default_factory=Traits)
    view: Opinion | None = None
    """What the network makes of it."""

    @property
    def ruled(self) -> Entry | None:
        """Where the party is afterwards by the rules, if they say by name."""
        last = None
        for clause in self.reading.clauses:
            if clause.kind in HAPPENING and (clause.arrival is not None or clause.movement.way):
                last = clause.arrival
        return last.entry if last is not None else None


def read(
    text: str, names: Sequence[str] = (), *, before: str = "", opening: bool = False, near: Near | None = None
) -> Reading:
    """Read ``text``, which may lack all punctuation; ``names`` are the characters'.

    ``before``: what was said just before. ``opening``: nothing is known yet of where the party is. ``near``: where a
    step without a place may lead.
    """
    return read_on(survey(text, names, before, opening=opening), opening=opening, near=near)


def read_on(found: Survey, *, opening: bool = False, near: Near | None = None) -> Reading:
    """What was learned decides on what grammar ``found``; ``opening`` and ``near`` as for ``read``."""
    found = _without_the_absent(found)
    named = mentions(found.told, near)
    views = [found.view.arrival(mention.token) if found.view is not None else None for mention in named]
    rows = weighed(named, found.traits, found.ruled, opening=opening)
    best = likeliest(rows, views, found.reading.kind, opening=opening)
    if best is None and found.ruled is not None and found.ruled in taken_back(found.told):
        return _staying(found.reading)
    if best is not None and _is_before(found, named[best]):
        return found.reading
    if best is not None:
        return _arriving(found, named[best])
    if any(mention.stay.entry == found.ruled for mention in named):
        return _staying(found.reading)
    return found.reading


def places_in(found: Survey) -> tuple[Sight, ...]:
    """The places that an utterance names, and how likely each is where the party comes to next."""
    named = mentions(found.told)
    rows = weighed(named, found.traits, found.ruled, opening=False)
    return sights([(mention.stay, row) for mention, row in zip(named, rows, strict=True)])


def survey(
    text: str, names: Sequence[str] = (), before: str = "", *, opening: bool = False, alone: bool = False
) -> Survey:
    """What grammar and the lexicon make of ``text``, before what was learned decides where the party is.

    What was said ``before`` it and whether it is the ``opening`` is known to the network alone; ``alone``: it
    has no say.
    """
    text = _ONCE.sub("", _QUOTED.sub(_read_out, text))
    said = sentences(_QUOTED.sub(" ", text), names)
    teller = Teller(tuple(names))
    ruled, plain = _by_rules(text, said, teller)
    if not ruled.clauses or not said:  # nothing said, or only somebody quoted
        return Survey(ruled)
    how = features(text, said)
    manner = weigh(how)
    traits = _traits(how, said, manner, ruled.kind)
    manner[ruled.kind] += _TRUST
    traits[f"kind is {_highest(manner)}"] = 1.0
    view = opinion(teller.told, words_before(before, names), opening=opening) if not alone else None
    kind = _highest({one: manner[one] + _SAY * view.kinds[one] for one in manner} if view is not None else manner)
    clauses = ruled.clauses
    if kind in HAPPENING and ruled.kind not in HAPPENING:
        teller = Teller(tuple(names), lean=kind)
        clauses = _by_rules(text, said, teller)[0].clauses
    elif kind not in HAPPENING and ruled.kind in HAPPENING:
        traits["torn"] = 1.0
        if plain:  # a step that is told plainly is taken, however the rest is said
            kind = ruled.kind
        else:
            clauses = tuple(Happening(kind, clause.size) for clause in clauses)
    found = Survey(Reading(kind, clauses), tuple(teller.told), traits, view)
    if found.ruled is not None and all(match.entry != found.ruled for one in found.told for match in one.named):
        traits["taken another"] = 1.0
    if any(clause.movement.way for clause in clauses):
        traits["way"] = 1.0
    return found


def words_before(text: str, names: Sequence[str]) -> tuple[Sentence, ...]:
    """The end of what was said before an utterance, as far as it counts."""
    return sentences(_QUOTED.sub(" ", _QUOTED.sub(_read_out, text))[-_MOST_BEFORE:], names)


def _read_out(quoted: re.Match[str]) -> str:
    """Something quoted without its marks where it is read out to the table: "Beyond the arch lies a long corridor."

    Long, no question, and nobody in it who says "I".
    """
    said = quoted[1].strip()
    words = tokens(said)
    if len(words) < _READ_OUT or said.endswith("?") or not _SPOKEN.isdisjoint(words):
        return quoted[0]
    return f" {said} "


def _highest(manner: Mapping[UtteranceKind, float]) -> UtteranceKind:
    return max(manner, key=lambda kind: manner[kind])


def _without_the_absent(found: Survey) -> Survey:
    narrated = found.reading.kind == "narration"
    clauses = present(found.reading.clauses, found.told, found.traits, found.view, narrated=narrated)
    happening = [clause.kind in HAPPENING for clause in found.reading.clauses]
    absent = frozenset(
        match.entry
        for at, one in enumerate(found.told)
        for match in one.named
        if not happening[at] or match not in one.real
    )
    return replace(found, reading=replace(found.reading, clauses=clauses, traits=found.traits, absent=absent))


def _traits(how: Traits, said: Sequence[Sentence], manner: dict[UtteranceKind, float], ruled: UtteranceKind) -> Traits:
    """What tells of the whole utterance."""
    most = max(manner.values())
    size = sum(len(sentence.words) for sentence in said)
    found: Traits = {f"manner {kind}": max(-4.0, weight - most) / 2 for kind, weight in manner.items()}
    found |= {f"manner: {trait}": amount for trait, amount in how.items() if not _is_rare(trait)}
    found |= {f"ruled {ruled}": 1.0, f"size {min(size // 8, 7)}": 1.0, "length": min(len(said), 5) / 3}
    if said[-1].question:
        found["ends asking"] = 1.0
    return found


def _is_rare(trait: str) -> bool:
    """Whether it is a word that tells how something is meant, but too seldom said to tell more."""
    return trait.startswith(WORD) and trait.removeprefix(WORD) not in SMALL


def _arriving(found: Survey, mention: Mention) -> Reading:
    """The utterance read so that the party is where ``mention`` says after it, and nowhere else."""
    clauses = list(found.reading.clauses)
    kind = found.reading.kind if found.reading.kind in HAPPENING else "narration"
    for at, clause in enumerate(clauses):
        arrival = clause.arrival
        if at > mention.clause and (arrival is None or arrival.entry != mention.stay.entry):
            clauses[at] = replace(clause, movement=replace(clause.movement, arrivals=(), way=""))
    if found.ruled != mention.stay.entry:
        clause = clauses[mention.clause]
        told = clause if clause.kind in HAPPENING else replace(clause, kind=kind)
        clauses[mention.clause] = replace(told, movement=replace(told.movement, arrivals=(mention.stay,)))
    return replace(found.reading, clauses=tuple(clauses), moved=True)


def _is_before(found: Survey, mention: Mention) -> bool:
    """Whether the party is in front of what is meant: "you're outside the mine"."""
    arrival = found.reading.clauses[mention.clause].arrival
    return arrival is not None and bool(arrival.outside)


def _staying(reading: Reading) -> Reading:
    """The utterance read so that the party stays where it is."""
    clauses = (replace(one, movement=replace(one.movement, arrivals=(), named=())) for one in reading.clauses)
    return replace(reading, clauses=tuple(clauses))


def _by_rules(text: str, said: Sequence[Sentence], teller: Teller) -> tuple[Reading, bool]:
    """What grammar and the lexicon alone make of it, and whether it tells plainly where the party is."""
    quoted = _QUOTED.findall(text)
    clauses: list[Happening] = []
    weights: dict[UtteranceKind, float] = {}
    plain = False
    for sentence in said:
        heard, told = teller.hear(sentence)
        clauses += told
        weights[heard.kind] = weights.get(heard.kind, 0) + worth(heard)
        if any(heard.evident) or cuts(sentence.words) or stopped_in(sentence):
            weights[heard.kind] += _PLAIN  # where they are is told, whatever else is said in the same breath
            plain = True
        elif any(clause.arrival is not None for clause in told):
            weights[heard.kind] += _STEP
    if quoted:
        size = len(tokens(" ".join(quoted)))
        weights["dialogue"] = weights.get("dialogue", 0) + 2 * size
        clauses.append(Happening("dialogue", size))
    if not weights:
        return Reading("chatter", ()), plain
    return Reading(max(weights, key=lambda kind: weights[kind]), tuple(clauses)), plain
