"""Knows what is not told of here and now: recaps, memories, plans, stories, ifs, and what goes on about them.

It must not know what kind of talk it is, nor what is named in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_motion import is_copular, lemma, moves
from clients.local.storyteller_speech import conditional, is_yours
from clients.local.storyteller_tropes import imagined_from
from clients.local.storyteller_words import HABITS, NUMBERS, UNREAL, is_negation, listed, root, verb_forms

_DEPICTING = frozenset({"draw", "sketch", "describe", "paint", "write", "list", "explain", "scribble", "scratch"})

_STOPS = frozenset(
    {("left", "off"), ("left", "you"), ("stopped", "at"), ("stopped", "in"), ("ended", "up"), ("ended", "in"),
     ("ended", "at"), ("finished", "in"), ("finished", "at")}
)  # fmt: skip
_AMOUNTS = frozenset(
    {"hundred", "thousand", "dozen", "mile", "minute", "hour", "day", "week", "month", "year", "couple", "foot",
     "metre", "meter", "third", "quarter", "half", "kilometre", "kilometer", "yard", "eleven", "twelve", "twenty",
     "thirty", "forty", "fifty", "sixty", "one", "time"}
)  # fmt: skip
_THINKING = frozenset({"know", "think", "believe", "guess", "reckon", "figure", "suspect", "bet",
                       "remember", "imagine", "hope", "doubt", "learn", "read"})  # fmt: skip
_THOUGHTS = frozenset({"feeling", "impression", "idea", "hunch", "guess", "sure", "rumour", "rumor"})
_SPANS = frozenset({"days", "hours", "minutes", "weeks", "months", "miles", "nights", "day", "hour", "week", "while",
                    "time", "rounds", "turns"})  # fmt: skip
_RESUMING = frozenset({"so", "now", "okay", "anyway", "right", "alright", "well"})
_LEADING = frozenset({"and", "so", "then", "but", "now", "okay", "anyway", "suddenly", "finally", "next"})

_STILL = frozenset({("statue", "of"), ("carving", "of"), ("carvings", "of"), ("carved", "with"), ("depicting",),
                    ("painting", "of"), ("picture", "of"), ("paintings", "of"), ("pictures", "of"),
                    ("portraits", "of"), ("statues", "of"), ("drawings", "of"), ("drawing", "of"), ("model", "of"),
                    ("models", "of"), ("maps", "of"), ("portrait", "of"), ("named", "after"), ("once", "was"),
                    ("once", "had"),
                    ("shows", "a"), ("depicts",), ("tapestry", "shows"), ("mural", "shows"), ("mosaic", "shows"),
                    ("map", "of"), ("used", "to"), ("years", "ago"), ("long", "ago"), ("ages", "ago"),
                    ("centuries", "ago"), ("legend",), ("legends",), ("song", "of"), ("tale", "of"),
                    ("tales", "of"), ("stories", "of"), ("story", "of"), ("dream",)})  # fmt: skip
"""After these only what follows is of another time, or none: a place told of before is here."""
_FORWARD = frozenset({"about", "story", "stories", "tale", "tales", "legend", "legends", "song", "ballad", "dream",
                      "statue", "statues", "carved", "carving", "carvings", "painting", "paintings", "shows", "once",
                      "used", "depicting", "depicts", "portraits", "remind", "reminds"})  # fmt: skip
"""What begins to tell of another time, and leaves alone what was told before in the same sentence."""
_ANSWERING = frozenset({"to", "from", "about", "for", "because", "with", "except"})
_ANSWER_WORDS = 5
_APPOINTED = frozenset({("at", "dawn"), ("at", "first"), ("at", "sunrise"), ("at", "sunset"), ("at", "midnight"),
                        ("at", "nightfall"), ("at", "noon")})  # fmt: skip
_BEARINGS = frozenset({"north", "south", "east", "west", "left", "right", "side"})


def is_gossip(sentence: Sentence) -> bool:
    """Whether a sentence is about the speaker's own people and things: "my aunt lives in a place like this"."""
    lead = sentence.main.words[: sentence.main.verb] if sentence.main.verb > 0 else ()
    stated = sentence.main.subject == "self" and lemma(sentence.main) in listed("stative")
    return stated or (sentence.main.subject == "they" and "my" in lead)


def goes_on_about(sentence: Sentence) -> bool:
    """Whether a sentence goes on about whom the one before was about: "She's stuck on the highway"."""
    first = root(sentence.words[0])
    of_it = first == "it" and is_copular(sentence.clauses[0]) and "one" not in sentence.words[:5]
    return (
        first in ("he", "she", "they", "it")
        and not of_it
        and not any(root(word) in ("you", "your") for word in sentence.words)
    )


def answers(sentence: Sentence) -> bool:
    """Whether a few words only answer what was asked: "To the dwarves.", "From the temple."."""
    words = sentence.words
    return words[0] in _ANSWERING and 1 < len(words) <= _ANSWER_WORDS and words[-1] not in _BEARINGS


def begins_anew(sentence: Sentence) -> bool:
    """Whether a sentence tells what comes next: "And then, a church."."""
    lead = tuple(word for word in sentence.words[:3] if word != "and")
    return lead[:1] in (("then",), ("next",), ("finally",)) or lead[:2] in (("at", "last"), ("after", "that"))


def is_rhetorical(sentence: Sentence) -> bool:
    """Whether a game master only asks in order to tell: "And what do you see?"."""
    words = sentence.words[:7]
    return (
        {"what", "who", "guess", "where"} & {*map(root, words)} != set()
        and {"you", "there", "waiting"} & {*words} != set()
        and (bool({"see", "find", "hear", "waiting", "there"} & {*words[-3:]}))
    )


def elsewhere_from(sentence: Sentence, *, before: bool) -> int | None:
    """From which word on the sentence tells of another time: a recap, a memory, a plan, a story, a dream."""
    book = lexicon()
    words = sentence.words
    if book.marks("plan", words) or _is_agreed(sentence):
        return 0
    marks = [
        mark
        for layer in ("past", "story")
        for mark in book.marks(layer, words)
        if not _is_roughly(words, mark)
        and not (mark.start and (is_negation(words[mark.start - 1]) or words[mark.start - 1] in ("for", "than")))
    ]
    if marks:
        start = marks[0].start
        clause, at = next((clause, at) for clause, at in reversed(clause_starts(sentence)) if at <= start)
        if _only_onward(words, marks[0], clause, at):
            return start + 1  # "the hall is lined with statues of kings"
        here = clause.verb >= 0 and moves(clause) and lemma(clause) in listed("move") and start > at + clause.verb + 3
        if here:
            return None  # "you wake up in the hold of a ship you don't remember boarding"
        forward = words[start] in _FORWARD
        told = any(
            _is_a_step(earlier) or (forward and earlier.tense == "present" and earlier.subject in ("they", "party"))
            for earlier, begins in clause_starts(sentence)
            if begins < at
        )
        return at if told else 0  # "you get out at the opera, there was a fire, you remember that"
    if sum(clause.subject == "party" and "we" in map(root, clause.words[:3]) for clause in sentence.clauses) >= 3:
        return 0
    first = sentence.opening
    again = "now" in words or (first.subject == "party" and first.tense == "present" and _opens_with_you(first.words))
    again = again or (words[0] in _RESUMING and any(_is_here(clause) for clause in sentence.clauses))
    return 0 if before and not again else None


def _is_agreed(sentence: Sentence) -> bool:
    """Whether a player only says what comes next: "we ride at dawn, then", "and after that, to the capital"."""
    words, main = sentence.words, sentence.main
    then = tuple(word for word in words[:4] if word != "and")
    if then[:2] == ("after", "that") and main.verb < 0 and "to" in words:
        return True
    ours = "we" in map(root, main.words[: max(main.verb, 0)]) and main.tense == "present"
    return ours and any(words[at : at + 2] in _APPOINTED for at in range(len(words)))


def lingers(sentence: Sentence) -> bool:
    """Whether what is told of another time may go on in the next sentence: not after "there's a statue of a horse"."""
    book = lexicon()
    marks = [mark for layer in ("past", "story", "plan") for mark in book.marks(layer, sentence.words)]
    return any(sentence.words[mark.start : mark.end] not in _STILL for mark in marks)


def _only_onward(words: Sequence[str], mark: Match, clause: Clause, at: int) -> bool:
    """Whether what is told before the ``mark`` is here all the same."""
    if words[mark.start : mark.end] not in _STILL or clause.tense == "past":
        return False
    return mark.start > at + max(clause.verb, 0)


def _is_a_step(clause: Clause) -> bool:
    step = moves(clause) and clause.tense == "present" and lemma(clause) in listed("move")
    return step and "you" in map(root, clause.words)


def _is_here(clause: Clause) -> bool:
    """Whether it says how the party is: "and the three of you are on a roof"."""
    return moves(clause) and clause.verb >= 0 and is_copular(clause) and "you" in map(root, clause.words)


def goes_on_from(clause: Clause, sentence: Sentence) -> bool:
    """Whether after a recap it is said where they are: "last time you stole a ship, so you're out at sea"."""
    here = moves(clause) and clause.verb >= 0 and is_copular(clause) and _opens_with_you(clause.words)
    if not here or clause is sentence.clauses[0]:
        return False
    return any(lexicon().marks(layer, sentence.words) for layer in ("recap", "past"))


def stopped_in(sentence: Sentence) -> frozenset[int]:
    """The clauses of a recap that say where the party was when the last evening ended: "we left off at the station"."""
    if sentence.question or not lexicon().marks("recap", sentence.words):
        return frozenset()
    stops = [at for at, clause in enumerate(sentence.clauses) if _stops(clause)]
    if not stops:
        return frozenset()
    stood = {
        at
        for at, clause in enumerate(sentence.clauses)
        if moves(clause) and clause.verb >= 0 and clause.words[clause.verb] in ("were", "was")
    }
    return frozenset({*stops, *stood})


def _stops(clause: Clause) -> bool:
    words = clause.words
    stops = any(words[at : at + 2] in _STOPS for at in range(len(words)))
    return stops and clause.subject in ("party", "none") and not any(is_negation(word) for word in words)


def _opens_with_you(words: Sequence[str]) -> bool:
    lead = next((word for word in words if word not in _LEADING), "")
    return root(lead) == "you"


def _is_roughly(words: Sequence[str], mark: Match) -> bool:
    """Whether "about" says what time it is or how much something is: "it's about noon", "about a hundred portraits"."""
    said, following = words[mark.start : mark.end], words[mark.end : mark.end + 2]
    if said == ("about", "a"):
        return following[:1] != () and following[0] in _AMOUNTS
    return said == ("it's", "about") and (
        not following
        or following[0] in NUMBERS | _AMOUNTS
        or (following[0] == "a" and following[-1] in _AMOUNTS)
        or any(match.entry.kind == "light" for match in lexicon().concepts(following))
    )


def is_supposed(sentence: Sentence) -> bool:
    """Whether all of the sentence is an if, a wish or a tomorrow."""
    marks = lexicon().marks("future", sentence.words)
    sure = [sentence.words[mark.start : mark.end] == ("before", "we") and mark.start > 3 for mark in marks]
    unsure = any(not (told or is_yours(sentence.words, mark)) for mark, told in zip(marks, sure, strict=True))
    return unsure or conditional(sentence.words)


def is_unreal(clause: Clause, *, before: bool, ours: bool) -> bool:
    """Whether the clause is not the case; a clause without a subject of its own goes on like the one before."""
    words = clause.words
    if before and clause.inherits:
        return True
    calls = words[-1] == "here" and root(words[0]) not in ("over", "in", "right")
    if clause.verb < 0 and calls and len(words) <= 3:
        return True  # "bridge here, you'd better come up": who is calling
    if words[0] in ("until", "till") and ours and not moves(clause):
        return True  # "so we wait until it's dark"
    if clause.tense == "past" or (ours and not HABITS.isdisjoint(words)):
        return True
    finite = words[clause.verb] if clause.verb >= 0 else ""
    said = words if clause.verb >= 0 else words[:2]  # not "a crack that you'd never have noticed"
    if is_to_come(words):
        return True
    if root(finite) in UNREAL or finite in UNREAL or any(word.endswith(("'ll", "'d")) for word in said):
        return True
    if is_known_from_before(words):
        return True
    marks = lexicon().marks("suppose", words)
    return any(mark.start <= max(clause.verb, 2) and not is_yours(words, mark) for mark in marks)


def is_known_from_before(words: Sequence[str]) -> bool:
    """Like "you've been in a cave before"."""
    return "been" in words and bool({"before", "once", "twice"} & {*words[-2:]})


def is_only_thought(clause: Clause, before: Clause) -> bool:
    """Whether the clause ``before`` makes it a thought or a time: "you know there's a cave", "a day till you reach"."""
    words = clause.words
    linked = clause.after not in (",", ";", ":", "—", "–", "and", "but", "so", "then", "")
    if linked and clause.subject == "there" and moves(before) and lemma(before) in _THINKING:
        return True
    if linked and words[0] in ("there's", "there") and any(word in _THOUGHTS for word in before.words[-2:]):
        return True  # "you get the feeling there's a cave"
    return words[0] in ("until", "till", "before") and not _SPANS.isdisjoint(before.words) and _waits(before)


def _waits(clause: Clause) -> bool:
    return lemma(clause) in ("have", "get", "need") or (clause.subject in ("it", "there") and is_copular(clause))


def is_to_come(words: Sequence[str]) -> bool:
    """Like "it's going to be snowy there"; not "you're going to the castle"."""
    if "going" not in words:
        return False
    verbs = verb_forms()[0] | {"be"}
    return any(words[at : at + 2] == ("going", "to") and words[at + 2] in verbs for at in range(len(words) - 2))


def depicts(clause: Clause) -> bool:
    """Whether what follows after a colon is only drawn or written: "he's drawn it on a napkin: gate, stairs"."""
    return clause.subject in ("they", "self") and lemma(clause) in _DEPICTING


def draws_on(clause: Clause, before: Clause) -> bool:
    """Whether it lists more of what an image shows."""
    return (clause.after == ":" and depicts(before)) or (
        before.verb >= 0 and imagined_from(before.words, before.verb) == before.verb
    )


def clause_starts(sentence: Sentence) -> list[tuple[Clause, int]]:
    """The clauses with the index of their first word in the sentence."""
    at = 0
    found: list[tuple[Clause, int]] = []
    for clause in sentence.clauses:
        found.append((clause, at))
        at += len(clause.words)
    return found
