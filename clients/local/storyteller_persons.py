"""Judges a sentence by who its subject is: I and we, others, or nobody at all, and by how it asks.

It must not look beyond the one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match
from clients.local.storyteller_grammar import Sentence
from clients.local.storyteller_words import ARTICLES, PREPOSITIONS, base, is_negation, listed, root, verb_forms
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
_FIRST = frozenset({"i", "me", "my", "we", "us", "our", "ours", "myself", "ourselves"})
_ALONE = frozenset({"i", "me", "my", "mine", "myself"})
_SEEN_BY_US = frozenset({"find", "see", "hear", "notice", "come", "reach", "arrive", "spot"})
_AROUND = frozenset({"at", "behind", "around", "before", "toward", "towards", "over", "above", "below",
                     "beside", "on", "of", "after", "past", "between", "against"})  # fmt: skip
_TITLES = frozenset({"majesty", "highness", "grace", "lordship", "ladyship", "honour", "honor",
                     "excellency", "worship", "eminence", "holiness", "sir", "madam", "milord", "milady",
                     "sire", "darling", "captain", "dear"})  # fmt: skip
_INTENDED = (("going", "to"), ("want", "to"), ("try", "to"), ("like", "to"), ("need", "to"), ("have", "to"))

_UNTOLD = (("none", "can"), ("nobody", "can"), ("nobody", "knows"), ("you", "cannot"), ("none", "of"), ("who", "can"),
           ("no", "one"))  # fmt: skip
_BEINGS = ("creature", "person")


def first_person_kind(
    sentence: Sentence, matches: tuple[Match, ...], *, unreal: bool, past: bool, chatter: int, fantasy: bool
) -> UtteranceKind:
    """What a sentence of ours or of one character is."""
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
        # "So we're back on the ship": a game master counts himself in; "we're just merchants" is said by whoever plays.
        return "narration" if any(match.entry.kind not in (*_BEINGS, "mood") for match in matches[:1]) else talk
    if _goes(sentence) and not unreal and not sentence.question:
        return "action"
    if any(word.endswith("'ve") or word == "have" for word in words[:3]):
        return "dialogue" if matches or we else talk
    if we and sentence.exclaimed:
        return "dialogue"
    if unreal or intends:
        deciding = any(word.endswith("'ll") for word in words) or intends
        return "action" if deciding and deed and not we and "if" not in words and "d" not in words else talk
    verb = _said(sentence.main.words, sentence.main.verb) if sentence.main.verb >= 0 else ""
    if verb in listed("stative") or (verb in ("see", "hear") and any(is_negation(word) for word in words)):
        return talk
    if we and verb in _SEEN_BY_US and sentence.main.words[:1] != ("then",) and matches:
        return "narration"
    if any(root(word) in ("you", "your") for word in sentence.main.words) and not deed:
        return "dialogue"
    return "action" if not _copular(sentence) or deed else talk


def third_person(
    sentence: Sentence, matches: tuple[Match, ...], *, unreal: bool, past: bool, chatter: int, fantasy: bool
) -> UtteranceKind:
    """What a sentence about others, or about what is there, is."""
    words = sentence.words
    talk: UtteranceKind = "dialogue" if fantasy and not chatter else "chatter"
    seen = any(match.entry.kind not in ("mood",) for match in matches)
    if unreal or past or chatter:
        return talk
    called = sentence.clauses[0]
    if (
        len(sentence.clauses) > 1
        and called.verb < 0
        and len(called.words) <= 3
        and called.words[len(called.words) - 1] in _TITLES
    ):
        return "dialogue"  # "Your Majesty, the snails have broken their word."
    ours = {*map(root, words)} & _FIRST
    told_to_you = ours == {"we"} and "you" in words and not sentence.exclaimed  # "and that's where we leave you"
    if ours and not told_to_you and not (seen and not sentence.exclaimed and _around_us(words)):
        return "dialogue"
    finite = sentence.main.words[sentence.main.verb] if sentence.main.verb >= 0 else ""
    if finite in ("can", "can't", "cannot") and sentence.main.verb <= 1:
        return talk  # "mice can't hold staffs": always, rather than now
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


def _around_us(words: Sequence[str]) -> bool:
    """Whether the teller counts himself in: "it comes over the ridge, straight at us"."""
    ours = [at for at, word in enumerate(words) if word in _FIRST]
    return all(words[at] == "us" and at and words[at - 1] in _AROUND for at in ours)


def fragment(sentence: Sentence, matches: tuple[Match, ...], *, chatter: int) -> UtteranceKind:
    """What a sentence without a verb is."""
    words = sentence.words
    if chatter:
        return "chatter"
    if sentence.exclaimed and words[0] == "the" and len(words) <= 4:
        return "dialogue"  # "The levee!"
    if sentence.exclaimed and words[0] in PREPOSITIONS:
        return "dialogue"  # "Into that cellar!"
    if not {"us", "me", "we", "i"}.isdisjoint(map(root, words[:3])) and words[0] not in PREPOSITIONS:
        return "dialogue"  # "Us, on a beach."
    if ("my" in words and "feet" not in words and words[0] not in PREPOSITIONS) or words[1:2] == ("first",):
        return "dialogue"  # "Two ales, my good man", "pub first, bed later"
    if words[0] in ("left", "right", "straight") or ("or" in words and not sentence.exclaimed and len(words) <= 10):
        return "dialogue" if matches else "chatter"  # directions, and a choice that is offered
    if sentence.exclaimed and matches and words[0] in ("for", "to", "by", "my", "your", "with"):
        return "dialogue"
    if any(match.entry.kind not in ("mood", "action") for match in matches) and not in_character(words):
        return "narration" if words[0] not in listed("interjection") else "dialogue"
    if in_character(words):
        return "dialogue"
    if all(word in listed("interjection") for word in words) or len(words) <= 3:
        return "chatter"
    return "narration" if matches else "chatter"


def question(words: Sequence[str], matches: tuple[Match, ...], *, chatter: int) -> UtteranceKind:
    """What a question is."""
    if chatter >= 2 or (chatter and not matches) or tuple(words[:3]) == ("can", "i", "have"):
        return "chatter"
    if tuple(words[:2]) in (("can", "i"), ("can", "we")) and set(words[2:3]) <= {"see", "hear", "find", "smell"}:
        return "dialogue"
    if any(tuple(words[at : at + len(q)]) == q for q in _RULES_QUESTIONS for at in range(min(3, len(words)))):
        return "rules"
    if len(words) <= 3 and not matches and not in_character(words):
        return "chatter"
    return "dialogue"


def asks(words: Sequence[str]) -> bool:
    """Whether it begins like a question, as it does in text without punctuation."""
    first = words[0]
    if first in ("how", "what", "where", "why") and any(
        tuple(words[at : at + 2]) in _UNTOLD for at in range(len(words))
    ):
        return False  # "How long you walk none can say."
    if first in ("what", "where") and len(words) > 3 and _names_the_last(words):
        return False  # "What you get to is an island."
    if first == "which" and len(words) > 1 and root(words[1]) in ("is", "means", "was", "leaves", "brings", "makes"):
        return False  # "Which is why you are here."
    if first in ("who", "whose", "what", "where", "why", "how", "which", "who's", "what's", "where's", "how's"):
        return not (len(words) > 1 and first == "what" and words[1] in ("a", "an"))
    if first not in _ASKING or len(words) < 2 or first in ("when", "anyone", "anybody"):
        return first in ("anyone", "anybody")
    return root(words[1]) in {"i", "you", "we", "he", "she", "it", "they", "the", "that", "there", "this", "anyone",
                              "anybody", "your", "my"} and first not in ("don't",)  # fmt: skip


def _names_the_last(words: Sequence[str]) -> bool:
    if words[0] == "where" and words[1] in ("the", "a") and words[3] in verb_forms()[1]:
        return True  # "Where the path fails, a rope bridge begins."
    inverted = words[1] in ("is", "are", "was", "were", "do", "does", "did", "the", "a", "an", "if", "about", "else")
    plain = root(words[1]) in ("you", "we", "he", "she", "it", "they", "i") or words[1].endswith("s")
    return plain and not inverted and not words[2].endswith("ing") and not {"is", "are"}.isdisjoint(words[3:])


def _copular(sentence: Sentence) -> bool:
    first = sentence.opening
    if first.verb < 0:
        return False
    verb = first.words[first.verb]
    return verb.endswith(("'re", "'m", "'s")) or verb in ("are", "is", "am")


def _goes(sentence: Sentence) -> bool:
    """Whether somebody is on the way: "I'm going in", "I'm out of bed and through the window"."""
    if not _copular(sentence):
        return False
    after = _after_verb(sentence)
    if any(is_negation(word) for word in sentence.opening.words):
        return False
    going = after[:1] and after[0].endswith("ing") and base(after[0]) in listed("move")
    return bool(going and after[1:2] not in (["to"], ["home"], ["mad"], ["crazy"], ["nuts"], ["bed"])) or after[:1] in (
        ["out"],
        ["through"],
        ["off"],
        ["over"],
        ["past"],
    )


def _after_verb(sentence: Sentence) -> list[str]:
    first = sentence.opening
    return [
        word for word in first.words[first.verb + 1 :] if word not in ("not", "just", "still", "all", "now", "back")
    ]


def _said(words: Sequence[str], verb: int) -> str:
    """The verb in the form that lists name; of "I'm drowning" the participle's."""
    word = words[verb]
    if word.endswith(("'re", "'m", "'ve")) or word in ("am", "are", "do", "don't"):
        rest = [w for w in words[verb + 1 :] if w not in ("not", "just", "still", "really", "also")]
        return rest[0] if rest and rest[0] not in ARTICLES else "have" if word.endswith("'ve") else "am"
    return word


def in_character(words: Sequence[str]) -> bool:
    """Whether words are used that only people in stories say."""
    return not listed("in_character").isdisjoint(words)


def fantasy(words: Sequence[str], matches: tuple[Match, ...]) -> bool:
    """Whether anything of the world is named."""
    kinds = ("place", "creature", "person", "gear", "magic", "weather", "light", "season", "action")
    return any(match.entry.kind in kinds for match in matches) or in_character(words)
