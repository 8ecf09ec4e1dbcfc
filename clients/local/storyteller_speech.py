"""Tells narration, action, dialogue, rules and chatter apart, sentence by sentence, by grammar and by the lexicon.

It must not decide what happens in the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import ARTICLES, UNREAL, Sentence, is_negation, listed, root, verb_forms
from pipeline.model import UtteranceKind

_RULES_QUESTIONS = (
    ("do", "i"), ("does", "it"), ("does", "that"), ("does", "he"), ("does", "she"), ("can", "i"), ("could", "i"),
    ("may", "i"), ("should", "i"), ("how", "far"), ("how", "many"), ("how", "much"), ("how", "wide"), ("how", "big"),
    ("how", "high"), ("how", "long"), ("how", "tall"), ("how", "deep"), ("how", "close"), ("am", "i"), ("did", "i"),
    ("do", "we"), ("would", "a"), ("would", "that"), ("would", "it"), ("is", "that"), ("what", "do", "i"),
    ("can", "we"), ("do", "they"), ("does", "the"), ("how", "does"), ("is", "it", "a"), ("what", "happens", "if"),
    ("does", "this"), ("did", "that"), ("what", "does"), ("will", "it"), ("is", "this", "a"), ("is", "he", "in"),
)  # fmt: skip
_ASKING = frozenset(
    {"do", "does", "did", "can", "could", "may", "should", "would", "will", "is", "are", "am", "was", "were", "has",
     "have", "who", "whose", "what", "where", "when", "why", "how", "which", "isn't", "aren't", "don't", "doesn't",
     "won't", "who's", "what's", "where's", "how's", "anyone", "anybody", "shall", "couldn't", "didn't", "can't"}
)  # fmt: skip
_FIRST = frozenset({"i", "me", "my", "mine", "we", "us", "our", "ours", "myself", "ourselves"})
_INTENDED = (("going", "to"), ("want", "to"), ("try", "to"), ("like", "to"), ("need", "to"), ("have", "to"))


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence with what was found in it. ``kinds`` has one for each clause; ``kind`` is that of the whole."""

    sentence: Sentence
    matches: tuple[Match, ...]
    kinds: tuple[UtteranceKind, ...]
    kind: UtteranceKind
    asked: bool
    """Whether something is asked in it."""


def listen(sentence: Sentence, matches: tuple[Match, ...], *, reported: bool, names: Sequence[str]) -> Heard:
    """What kind of talk ``sentence`` is. ``reported``: someone in the world was speaking before it."""
    asked = sentence.question or _asks(sentence.words)
    whole = _whole(sentence, matches, asked=asked, reported=reported, names=names)
    kinds: list[UtteranceKind] = []
    for clause in sentence.clauses:
        kind = whole
        if whole not in ("rules", "chatter") and _rules(clause.words) >= 2 and not _acts(sentence, matches):
            kind = "rules"
        kinds.append(kind)
    return Heard(sentence, matches, tuple(kinds), whole, asked)


def reports(sentence: Sentence) -> bool:
    """Whether the sentence says that somebody says something."""
    book = lexicon()
    for clause in sentence.clauses:
        if clause.verb < 0 or clause.subject == "none":
            continue
        verb = clause.words[clause.verb]
        if any(mark.start == clause.verb and mark.end >= mark.start + 1 for mark in book.marks("speak", clause.words)):
            return True
        if verb in ("says", "asks", "replies"):
            return True
    return False


def commands(sentence: Sentence) -> bool:
    """Whether someone is told to do something."""
    return _imperative(sentence)


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
    rules, chatter = _rules(words), _chatter(words)
    first = sentence.opening
    acts = _acts(sentence, matches)
    if _only_numbers(words):
        return "rules"
    if chatter >= 2 and chatter >= rules:
        return "chatter"
    if rules >= 2 and not (acts and rules < 4 and not asked) and not _mixed(sentence):
        return "rules"
    if rules == 1 and len(words) <= 5 and not matches:
        return "rules"
    if reports(sentence):
        return "dialogue"
    if asked:
        return _question(words, matches, chatter=chatter)
    if reported and not _returns(sentence):
        return "dialogue"
    if _imperative(sentence):
        return "chatter" if chatter else "dialogue"
    fantasy = _fantasy(words, matches)
    subject = next((clause.subject for clause in sentence.clauses if clause.subject != "none"), "none")
    if chatter and any(match.entry.kind != "mood" for match in matches):
        chatter = 0  # "a cold night": one word of little weight is no reason
    main = next((clause for clause in sentence.clauses if clause.verb >= 0), first)
    said = (*first.words, *main.words)
    unreal = "if" in words or any(word in UNREAL or word.endswith(("'ll", "'d")) for word in said) or _supposes(said)
    past = any(clause.tense == "past" for clause in sentence.clauses[:2])
    if lexicon().marks("recap", words) and not chatter:
        return "narration"
    bare = [word for word in words if word not in listed("interjection")]
    if bare and main.verb == 0 and main.tense == "none" and not lead.startswith(("is", "are")) and not matches:
        return "chatter"
    if subject == "self" or (subject == "party" and _first_person(first.words)):
        return _first_person_kind(sentence, matches, unreal=unreal, past=past, chatter=chatter, fantasy=fantasy)
    if subject == "party":
        if chatter or unreal or past or not _FIRST.isdisjoint(map(root, words)):
            return "chatter" if chatter or not (fantasy or matches) else "dialogue"
        if lead in listed("interjection") and not matches:
            return "chatter"
        return "dialogue" if sentence.exclaimed and not matches else "narration"
    if subject == "none" and all(clause.verb < 0 for clause in sentence.clauses):
        return _fragment(sentence, matches, chatter=chatter)
    return _third_person(sentence, matches, unreal=unreal, past=past, chatter=chatter, fantasy=fantasy)


def _first_person_kind(
    sentence: Sentence, matches: tuple[Match, ...], *, unreal: bool, past: bool, chatter: int, fantasy: bool
) -> UtteranceKind:
    words = sentence.words
    talk: UtteranceKind = "dialogue" if fantasy and not chatter else "chatter"
    deed = any(match.entry.kind in ("action", "magic") and match.entry.weight for match in matches)
    we = not any(root(word) == "i" for word in words)
    intends = any(words[at : at + 2] in _INTENDED for at in range(len(words)))
    if past or chatter:
        return talk
    if we and _copular(sentence):
        follower = next(iter(_after_verb(sentence)), "")
        if follower.endswith("ing"):
            return "action"
        return "narration" if matches else talk  # "So we're back on the ship": a game master counts himself in
    if any(word.endswith("'ve") or word == "have" for word in words[:3]):
        return "dialogue" if matches or we else talk
    if we and sentence.exclaimed:
        return "dialogue"
    if unreal or intends:
        deciding = any(word.endswith("'ll") for word in words) or intends
        return "action" if deciding and deed and not we and "if" not in words and "d" not in words else talk
    verb = next((_lemma(clause.words, clause.verb) for clause in sentence.clauses if clause.verb >= 0), "")
    if verb in listed("stative") or (verb in ("see", "hear") and any(is_negation(word) for word in words)):
        return talk
    if any(root(word) in ("you", "your") for word in words) and not deed:
        return "dialogue"
    return "action" if not _copular(sentence) or deed else talk


def _third_person(
    sentence: Sentence, matches: tuple[Match, ...], *, unreal: bool, past: bool, chatter: int, fantasy: bool
) -> UtteranceKind:
    words = sentence.words
    talk: UtteranceKind = "dialogue" if fantasy and not chatter else "chatter"
    seen = any(match.entry.kind not in ("mood",) for match in matches)
    if unreal or past or chatter:
        return talk
    if not _FIRST.isdisjoint(map(root, words)):
        return "dialogue"
    bare = [
        word for word in words if word not in listed("interjection") and word not in ("and", "but", "so", "or")
    ] or words
    pointing = next((clause.words for clause in sentence.clauses if clause.verb >= 0), words)
    pointing = [word for word in pointing if word not in listed("interjection") and word not in ("and", "but", "so")]
    if (
        pointing
        and root(pointing[0]) in ("that", "this")
        and (pointing[0] != root(pointing[0]) or pointing[1:2] in (["is"], ["isn't"], ["was"]))
    ):
        return "dialogue" if seen and sentence.exclaimed else "chatter" if not seen else "narration"
    if sentence.exclaimed and (is_negation(words[0]) or words[0] in ("this", "that", "these")):
        return "dialogue"
    if bare[0] in ("it's", "it") and not seen and not {"you", "your"} & {root(word) for word in words}:
        return "narration" if any(match.entry.kind == "mood" for match in matches) else "chatter"
    return "narration"


def _fragment(sentence: Sentence, matches: tuple[Match, ...], *, chatter: int) -> UtteranceKind:
    words = sentence.words
    if chatter:
        return "chatter"
    if sentence.exclaimed and matches and words[0] in ("for", "to", "by", "my", "your", "with"):
        return "dialogue"
    if any(match.entry.kind not in ("mood", "action") for match in matches) and not _in_character(words):
        return "narration" if words[0] not in listed("interjection") else "dialogue"
    if _in_character(words):
        return "dialogue"
    if all(word in listed("interjection") for word in words) or len(words) <= 3:
        return "chatter"
    return "narration" if matches else "chatter"


def _question(words: Sequence[str], matches: tuple[Match, ...], *, chatter: int) -> UtteranceKind:
    if chatter or tuple(words[:3]) == ("can", "i", "have"):
        return "chatter"
    if tuple(words[:2]) in (("can", "i"), ("can", "we")) and set(words[2:3]) <= {"see", "hear", "find", "smell"}:
        return "dialogue"
    if any(tuple(words[at : at + len(q)]) == q for q in _RULES_QUESTIONS for at in range(min(3, len(words)))):
        return "rules"
    if len(words) <= 3 and not matches and not _in_character(words):
        return "chatter"
    return "dialogue"


def _asks(words: Sequence[str]) -> bool:
    """Whether it begins like a question, as it does in text without punctuation."""
    first = words[0]
    if first in ("who", "whose", "what", "where", "why", "how", "which", "who's", "what's", "where's", "how's"):
        return not (len(words) > 1 and first == "what" and words[1] in ("a", "an"))
    if first not in _ASKING or len(words) < 2 or first in ("when", "anyone", "anybody"):
        return first in ("anyone", "anybody")
    return root(words[1]) in {"i", "you", "we", "he", "she", "it", "they", "the", "that", "there", "this", "anyone",
                              "anybody", "your", "my"} and first not in ("don't",)  # fmt: skip


def _imperative(sentence: Sentence) -> bool:
    plain, _, _, _ = verb_forms()
    first = next(
        (clause for clause in sentence.clauses if clause.words[0] not in listed("interjection")), sentence.opening
    )
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
    """Whether the teller speaks again after someone's words: "He laughs", "You follow her"."""
    first = sentence.opening
    if first.verb < 0 or first.tense != "present":
        return False
    plain, third, _, _ = verb_forms()
    verb = first.words[first.verb]
    if first.words[0] in ("he", "she", "they", "then", "suddenly") and (verb in third or verb in plain):
        return True
    return root(first.words[0]) == "you" and verb in plain and verb not in listed("stative")


def _mixed(sentence: Sentence) -> bool:
    """Whether it tells something before it comes to the dice."""
    return (
        len(sentence.clauses) > 1
        and _rules(sentence.opening.words) < 2
        and sentence.opening.verb >= 0
        and sentence.opening.subject != "none"
        and not _asks(sentence.opening.words)
        and sentence.words[0] not in ("if", "when", "unless", "because")
        and bool(lexicon().concepts(sentence.opening.words))
        and not (_first_person(sentence.opening.words) and _rules(sentence.words) > 3)
    )


def _acts(sentence: Sentence, matches: tuple[Match, ...]) -> bool:
    deeds = any(match.entry.kind in ("action", "magic") and match.entry.weight for match in matches)
    return deeds and sentence.opening.subject == "self" and sentence.opening.tense == "present"


def _rules(words: Sequence[str]) -> int:
    return sum(match.entry.weight for match in lexicon().marks("rules", words))


def _chatter(words: Sequence[str]) -> int:
    return sum(match.entry.weight for match in lexicon().marks("chatter", words))


def _only_numbers(words: Sequence[str]) -> bool:
    said = [word for word in words if word in listed("number") or word.isdigit()]
    return bool(said) and all(
        word in listed("number") or word.isdigit() or word in listed("around_number") or word in listed("interjection")
        for word in words
    )


def _supposes(words: Sequence[str]) -> bool:
    return bool(lexicon().marks("suppose", words)) or bool(lexicon().marks("past", words))


def _fantasy(words: Sequence[str], matches: tuple[Match, ...]) -> bool:
    kinds = ("place", "creature", "person", "gear", "magic", "weather", "light", "season", "action")
    return any(match.entry.kind in kinds for match in matches) or _in_character(words)


def _in_character(words: Sequence[str]) -> bool:
    return not listed("in_character").isdisjoint(words)


def _first_person(words: Sequence[str]) -> bool:
    return any(root(word) in ("i", "we") for word in words[:4])


def _copular(sentence: Sentence) -> bool:
    first = sentence.opening
    if first.verb < 0:
        return False
    verb = first.words[first.verb]
    return verb.endswith(("'re", "'m", "'s")) or verb in ("are", "is", "am")


def _after_verb(sentence: Sentence) -> list[str]:
    first = sentence.opening
    return [
        word for word in first.words[first.verb + 1 :] if word not in ("not", "just", "still", "all", "now", "back")
    ]


def _lemma(words: Sequence[str], verb: int) -> str:
    """The verb in the form that lists name; of "I'm drowning" the participle's."""
    word = words[verb]
    if word.endswith(("'re", "'m", "'ve")) or word in ("am", "are", "do", "don't"):
        rest = [w for w in words[verb + 1 :] if w not in ("not", "just", "still", "really", "also")]
        return rest[0] if rest and rest[0] not in ARTICLES else "have" if word.endswith("'ve") else "am"
    return word
