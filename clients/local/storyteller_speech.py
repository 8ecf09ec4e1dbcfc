"""Tells narration, action, dialogue, rules and chatter apart, sentence by sentence, by grammar and by the lexicon.

It must not decide what happens in the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_bare import cuts
from clients.local.storyteller_dice import begins_with_a_result, is_a_result, only_numbers, rules_in
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_persons import (
    asks,
    fantasy,
    first_person_kind,
    fragment,
    question,
    third_person,
)
from clients.local.storyteller_reports import reports, told_from
from clients.local.storyteller_words import HABITS, UNREAL, listed, root, verb_forms
from pipeline.model import UtteranceKind

_FIRST = frozenset({"i", "me", "my", "we", "us", "our", "ours", "myself", "ourselves"})


_TO_THE_TABLE = frozenset({"wait", "hold", "hang", "sorry", "okay", "right", "imagine", "picture"})
_SETTLED = frozenset({"as", "even", "see", "check", "know", "tell", "ask", "out", "find", "test", "wonder", "sure",
                      "wondering", "wonders", "unsure", "asks", "asking", "knows", "matter", "doubt",
                      "sees"})  # fmt: skip
"""An "if" after these leaves the rest as certain as it was."""
_TAGGED = (("anything",), ("ever",), ("possible",), ("slightly",), ("rather",))
"""What follows an "if" that makes nothing uncertain: "the hall is, if anything, colder"."""
_USING = frozenset({"use", "using", "add", "roll", "get", "spend", "burn"})
_TO_PLAYERS = frozenset({"man", "dude", "bro", "mate", "guys", "buddy", "lol"})
_OF_ANY_AGE = frozenset({"months", "transport", "body", "modern", "work", "household", "bathroom", "beverage",
                         "clothes", "shopping", "weekend"})  # fmt: skip
"""Chatter whose words a story of the last century needs, too."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence with what was found in it. ``kinds`` has one for each clause; ``kind`` is that of the whole."""

    sentence: Sentence
    matches: tuple[Match, ...]
    kinds: tuple[UtteranceKind, ...]
    kind: UtteranceKind
    asked: bool
    """Whether something is asked in it."""
    evident: tuple[bool, ...] = ()
    """For each clause, whether it says by itself where the party is; nothing where it is talk all the same."""


def listen(
    sentence: Sentence, matches: tuple[Match, ...], *, reported: bool, names: Sequence[str], evident: Sequence[bool]
) -> Heard:
    """What kind of talk ``sentence`` is.

    ``reported``: someone in the world was speaking before it. ``evident``: for each clause, whether it says by itself
    where the party is.
    """
    asked = sentence.question or asks(sentence.opening.words)
    whole = _whole(sentence, matches, asked=asked, reported=reported, names=names)
    kinds: list[UtteranceKind] = []
    if any(evident) and whole not in ("narration", "action") and not _of_the_table(sentence.words, whole):
        told = next(clause for clause, plain in zip(sentence.clauses, evident, strict=True) if plain)
        whole = "action" if told.subject == "self" else "narration"
        asked = False
    quoted = told_from(sentence) if whole == "narration" and reports(sentence) else 0
    for at, clause in enumerate(sentence.clauses):
        kind = "dialogue" if 0 < at < quoted < len(sentence.clauses) else whole
        if whole not in ("rules", "chatter") and rules_in(clause.words) >= 2 and not _acts(sentence, matches):
            kind = "rules"
        kinds.append(kind)
    believed = tuple(evident) if whole in ("narration", "action") else ()
    return Heard(sentence, matches, tuple(kinds), whole, asked, believed)


def _of_the_table(words: Sequence[str], kind: UtteranceKind) -> bool:
    """Whether dice or our own days are so much in it that not even a step in it is one in the world."""
    if kind == "rules":
        return rules_in(words) >= 4
    ours = [mark for mark in lexicon().marks("chatter", words) if mark.entry.id not in _OF_ANY_AGE]
    return sum(mark.entry.weight for mark in ours) >= 2


def commands(sentence: Sentence) -> bool:
    """Whether someone is told to do something."""
    if sentence.words[0] in _TO_THE_TABLE or tuple(sentence.words[:2]) in (("let", "me"), ("give", "me")):
        return False
    return _imperative(sentence) and not cuts(sentence.words) and (len(sentence.words) > 1 or sentence.exclaimed)


def worth(heard: Heard) -> float:
    """How much the sentence counts for what its whole utterance is."""
    size = float(len(heard.sentence.words))
    if heard.kind in ("narration", "action") and heard.matches:
        return size * 2
    if heard.kind == "rules":
        return size * 1.5 + 2
    if heard.kind == "chatter":
        # What is only not of the world weighs less than what is plainly of the table.
        return size * 2 + 2 if _chatter(heard.sentence.words) >= 2 else size * 0.4
    return size


def _whole(
    sentence: Sentence, matches: tuple[Match, ...], *, asked: bool, reported: bool, names: Sequence[str]
) -> UtteranceKind:
    words = sentence.words
    lead = words[0]
    rules, chatter = rules_in(words), _chatter(words, matches)
    first, main = sentence.opening, sentence.main
    acts = _acts(sentence, matches)
    if only_numbers(words) or begins_with_a_result(words) or is_a_result(sentence):
        return "rules"
    if words[:2] == ("fast", "forward") or any(cuts(clause.words) for clause in sentence.clauses):
        return "narration"
    if "please" in words and not {"roll", "rolls", "check", "checks", "save", "saves", "test", "tests"}.isdisjoint(
        words
    ):
        return "rules"
    if ("give", "me") in pairwise(words) and any(clause.proper for clause in sentence.clauses):
        return "rules"  # "Give me Spot Hidden."
    if chatter >= 2 and chatter >= rules and not _soft(sentence, matches):
        return "chatter"
    if rules >= 2 and not (acts and rules < 4 and not asked) and not _mixed(sentence):
        return "rules"
    if rules == 1 and len(words) <= 5 and not matches:
        return "rules"
    if rules == 1 and not _USING.isdisjoint(words) and not matches:
        return "rules"
    if reports(sentence):
        return "dialogue"
    if lead in ("left", "right", "straight") and words[1:2] in (("at",), ("past",), ("down",), ("on",), ("along",)):
        return "dialogue"  # directions
    if (
        sentence.clauses[-1].words[0] in _TO_PLAYERS
        and len(sentence.clauses) > 1
        and len(sentence.clauses[-1].words) == 1
    ):
        return "chatter"  # "Tears in rain, man."
    if asked:
        return question(words, matches, chatter=chatter)
    if reported and not _returns(sentence):
        return "dialogue"
    if cuts(words):
        return "narration"
    if _imperative(sentence) or ("please" in words and not acts and rules < 2):
        return "chatter" if chatter else "dialogue"
    known = fantasy(words, matches)
    subject = next((c.subject for c in (main, *sentence.clauses) if c.subject != "none"), "none")
    if (chatter and any(match.entry.kind != "mood" for match in matches)) or _soft(sentence, matches):
        chatter = 0  # "a cold night": one word of little weight is no reason
    finite = (first.words[first.verb] if first.verb >= 0 else "", main.words[main.verb] if main.verb >= 0 else "")
    modal = any(word in UNREAL or word.endswith(("'ll", "'d")) for word in finite)
    unreal = modal or conditional(words) or _supposes(main) or _supposes(first)
    unreal = unreal or any(not is_yours(words, mark) for mark in lexicon().marks("future", words))
    unreal = unreal or (_first_person(main.words) and not HABITS.isdisjoint(words))
    past = main.tense == "past"
    if lexicon().marks("recap", words) and not chatter and "i" not in words:
        return "narration"
    bare = [word for word in words if word not in listed("interjection")]
    if bare and main.verb == 0 and main.tense == "none" and not lead.startswith(("is", "are")) and not matches:
        return "chatter"
    if subject == "self" or (subject == "party" and _first_person(first.words)):
        return first_person_kind(sentence, matches, unreal=unreal, past=past, chatter=chatter, fantasy=known)
    if subject == "party":
        if chatter or unreal or past or not _FIRST.isdisjoint(map(root, words)) or ("of", "mine") in pairwise(words):
            return "chatter" if chatter or not (known or matches) else "dialogue"
        if lead in listed("interjection") and not matches:
            return "chatter"
        return "dialogue" if sentence.exclaimed and not matches else "narration"
    if subject == "none" and all(clause.verb < 0 for clause in sentence.clauses):
        return fragment(sentence, matches, chatter=chatter)
    return third_person(sentence, matches, unreal=unreal, past=past, chatter=chatter, fantasy=known)


def _imperative(sentence: Sentence) -> bool:
    plain, _, _, _ = verb_forms()
    called = sentence.opening is not sentence.clauses[0] and sentence.words[0] not in listed("look")
    first = next((clause for clause in sentence.clauses if clause.words[0] not in listed("interjection")), None)
    if first is None or called:
        first = sentence.opening
    if first.subject not in ("none", "self") or not first.words:
        return False
    word = first.words[0]
    if word in ("don't", "do", "please", "never", "let", "let's", "lets", "now"):
        return len(first.words) > 1 and (word != "now" or first.words[1] in plain)
    if word not in plain or first.verb != 0:
        return False
    if len(sentence.words) == 1 and any(
        match.entry.kind in ("light", "weather", "place") for match in lexicon().concepts(sentence.words)
    ):
        return False  # "Dawn."
    # "Waves break on the rocks" has its verb later; "lights out" has none.
    return len(first.words) == 1 or first.words[1] not in ("is", "are")


def _returns(sentence: Sentence) -> bool:
    """Whether the teller speaks again after someone's words: "He laughs", "And so you follow her"."""
    main = sentence.main
    if main.verb < 0 or main.tense != "present":
        return False
    plain, third, _, _ = verb_forms()
    verb = main.words[main.verb]
    lead = [word for word in main.words[: main.verb] if word not in ("and", "so", "then", "but", "now", "as")]
    if lead[:1] and lead[0] in ("he", "she", "they", "suddenly") and (verb in third or verb in plain):
        return True
    if main.words[0] in ("then", "suddenly") and (verb in third or verb in plain):
        return True
    told = lead[:1] in (["the"], ["a"], ["an"], ["there's"]) or main.subject == "there"
    others = not {"i", "you", "we", "my", "your", "our", "me", "us"} & set(map(root, sentence.words))
    if told and others and not sentence.exclaimed and lexicon().concepts(sentence.words):
        return True
    return lead[:1] == ["you"] and verb in plain and verb not in listed("stative")


def _mixed(sentence: Sentence) -> bool:
    """Whether it tells something before it comes to the dice."""
    return (
        len(sentence.clauses) > 1
        and rules_in(sentence.opening.words) < 2
        and sentence.opening.verb >= 0
        and sentence.opening.subject != "none"
        and not asks(sentence.opening.words)
        and sentence.words[0] not in ("if", "when", "unless", "because")
        and bool(lexicon().concepts(sentence.opening.words))
        and not (_first_person(sentence.opening.words) and rules_in(sentence.words) > 3)
    )


def _acts(sentence: Sentence, matches: tuple[Match, ...]) -> bool:
    deeds = any(match.entry.kind in ("action", "magic") and match.entry.weight for match in matches)
    return deeds and sentence.opening.subject == "self" and sentence.opening.tense == "present"


def _chatter(words: Sequence[str], matches: tuple[Match, ...] = ()) -> int:
    """How much it sounds like the table; what is a place of the world, too, does not."""
    longer = {at for m in matches if m.end > m.start + 1 for at in range(m.start, m.end)}  # "a burger joint"
    places = {at for match in matches if match.entry.kind == "place" for at in range(match.start, match.end)}
    return sum(
        mark.entry.weight
        for mark in lexicon().marks("chatter", words)
        if not (mark.entry.id in _OF_ANY_AGE and set(range(mark.start, mark.end)) <= places)
        and not _is_part(words, mark)
        and not (mark.end - mark.start == 1 and mark.start in longer)
    )


def _is_part(words: Sequence[str], mark: Match) -> bool:
    """Whether the word only begins a phrase of the world: "a flight of steps"."""
    if words[mark.start] == "pass" and mark.start and words[mark.start - 1] in ("you", "we", "i"):
        return True
    return mark.end < len(words) and (words[mark.start], words[mark.end]) in (("flight", "of"), ("train", "of"))


def _soft(sentence: Sentence, matches: tuple[Match, ...]) -> bool:
    """Whether words of our days only tell of the world: "the taxi drops you at the pier", "it's November"."""
    marks = lexicon().marks("chatter", sentence.words)
    if not marks or any(mark.entry.id not in _OF_ANY_AGE for mark in marks) or sentence.question:
        return False
    told = any(match.entry.kind in ("place", "weather", "light", "season") for match in matches)
    ours = any(root(word) in ("i", "we", "my", "our", "me", "us") for word in sentence.words)
    main = sentence.main
    return told and not ours and main.tense != "past" and main.subject in ("party", "they", "it", "there")


def conditional(words: Sequence[str]) -> bool:
    """Whether there is an if in it that makes the rest uncertain: not "as if", nor "I look to see if"."""
    return any(
        word == "if" and (at == 0 or words[at - 1] not in _SETTLED) and tuple(words[at + 1 : at + 2]) not in _TAGGED
        for at, word in enumerate(words)
    )


def _supposes(clause: Clause) -> bool:
    """Whether what the clause says is only thought of, or remembered."""
    book, last = lexicon(), max(clause.verb, 2)
    marks = [mark for layer in ("suppose", "past") for mark in book.marks(layer, clause.words)]
    return any(mark.start <= last and not is_yours(clause.words, mark) for mark in marks)


def is_yours(words: Sequence[str], mark: Match) -> bool:
    """Whether "as soon as" is a game master's: "as soon as you set foot on the island the drums stop"."""
    return tuple(words[mark.start : mark.end]) == ("as", "soon", "as") and words[mark.end : mark.end + 1] == ("you",)


def _first_person(words: Sequence[str]) -> bool:
    return any(root(word) in ("i", "we") for word in words[:4])
