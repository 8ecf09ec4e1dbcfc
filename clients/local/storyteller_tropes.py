"""Knows what is only said in a figure, or shown in an image: "the voice of a storm", "the frieze is all burning ships".

It must not know comparisons by like and as, nor what is denied; that is ``storyteller_reality``.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import is_copular, lemma
from clients.local.storyteller_words import ARTICLES, PREPOSITIONS, UNREAL, root, verb_forms

_SKY = frozenset({"weather", "light", "season"})
_IMAGES = frozenset({"drawing", "drawings", "painting", "paintings", "picture", "pictures", "frieze", "mural", "murals",
                     "fresco", "frescoes", "frescos", "tapestry", "tapestries", "mosaic", "mosaics", "coin", "coins",
                     "crest", "map", "chart", "carving", "carvings", "engraving", "engravings", "tattoo", "tattoos",
                     "sketch", "portrait", "illustration", "poster", "photo", "photograph", "photographs", "medallion",
                     "seal", "brooch", "shield", "embroidery", "postcard", "stamp", "inscription", "film", "ballad",
                     "prophecy", "woodcut", "emblem", "badge", "playbill", "card", "cards", "backdrop", "wallpaper",
                     "label", "pamphlet", "signboard", "locket", "cameo", "relief", "reliefs"})  # fmt: skip
_SHOWING = frozenset({"is", "are", "shows", "show", "bears", "bear", "has", "have", "holds", "depicts",
                      "depict", "tells", "portrays", "contains", "promises", "carries", "displays",
                      "speaks"})  # fmt: skip
_LENSES = frozenset({"mirror", "mirrors", "crystal", "dream", "dreams", "vision", "painting", "picture", "spyglass",
                     "telescope", "binoculars", "scope", "screen", "photograph", "photo", "reflection", "flames",
                     "story", "tale", "song", "legend", "map", "memory", "eyes", "print"})  # fmt: skip
_WORKED = frozenset({"carved", "painted", "etched", "embroidered", "engraved", "woven", "stitched",
                     "scratched", "drawn", "inked", "tattooed", "stamped", "printed", "sculpted",
                     "chalked", "daubed", "inlaid"})  # fmt: skip
_MEASURES = frozenset({"voice", "colour", "color", "patience", "face", "taste", "smell", "scent", "stink", "reek",
                       "promise", "threat", "memory", "look", "kind", "name", "god", "goddess", "gods", "lord", "lady",
                       "king", "queen", "prince", "daughter", "son", "song", "songs", "word", "words", "ghost", "dream",
                       "dreams", "hope", "fear", "talk", "news", "rumour", "rumor", "feel", "air", "manner", "temper",
                       "eyes", "strength", "speed", "force", "weight", "blue", "green", "grey", "gray", "white",
                       "black", "red", "gold", "silver", "shade", "spirit", "spirits", "heart", "breath", "knight",
                       "order", "house", "children", "child", "priest", "priestess", "temple", "church", "cult",
                       "idea", "thought", "sort", "way", "thing"})  # fmt: skip
"""What is of a storm or a moon without there being one."""
_SENSING = frozenset({"smell", "taste", "reek", "stink", "speak", "dream", "think", "talk", "sing", "tell", "remind",
                      "warn", "whisper", "pray", "mutter", "murmur", "owe", "promise", "wish", "hope", "swear", "ask",
                      "name", "call", "beg"})  # fmt: skip
_NOT_YET = frozenset({"until", "till", "before", "when", "if", "once", "unless", "whenever"})
_FOR_A_MOMENT = frozenset({("for", "an", "instant"), ("for", "a", "moment"), ("for", "a", "heartbeat"),
                           ("for", "a", "second")})  # fmt: skip
_NOT_REALLY = frozenset({("as", "if"), ("as", "though"), ("empty", "of"), ("bare", "of"), ("free", "of"),
                        ("void", "of"),
                        ("enough", "for"), ("enough", "to"), ("fit", "for"), ("fit", "to"), ("meant", "for"),
                        ("made", "for"), ("built", "for"), ("room", "for"), ("instead", "of"), ("such", "as"),
                        ("save", "for"), ("except", "for"), ("but", "for"), ("worthy", "of")})  # fmt: skip
_NOT_QUITE = frozenset({("in", "place", "of"), ("for", "want", "of"), ("for", "lack", "of"),
                        ("nothing", "of", "the")})  # fmt: skip
_ECHOES = frozenset({"ghost", "memory", "memories", "idea", "dream", "hope", "promise", "rumour", "rumor",
                     "colour", "color", "smell", "scent", "taste", "patience", "voice", "look", "hint",
                     "suggestion", "mockery", "parody", "echo", "likeness", "image", "imitation", "manner",
                     "habit", "language", "word", "name", "shape"})  # fmt: skip
_HOARDED = frozenset(
    {"and", "or", "coins", "coin", "pieces", "bars", "but", "lies", "everywhere", "gleams", "glitters"}
)
_SOFT_STUFF = frozenset({"leaves", "rain", "fog", "mist", "smoke", "light", "snow", "cloud", "clouds",
                         "stars", "sound", "silence", "darkness", "shadow", "shadows", "dust", "flowers",
                         "birds", "bees", "flies", "rats", "men", "soldiers", "people", "faces", "noise",
                         "moss", "ash", "sand", "spray", "flame", "flames", "trees", "hills", "moonlight",
                         "sunlight", "dreams", "years", "days", "time", "words", "lies", "heat", "cold",
                         "wind", "water", "air", "green", "spears", "swords", "steam", "pines", "muscle",
                         "hair", "grass", "foam", "needles"})  # fmt: skip
"""What makes of a wall or a curtain before it a figure: "a curtain of rain"."""
_COLOURS = frozenset({"red", "blue", "green", "black", "white", "silver", "turns", "turn", "turning", "is",
                      "are", "goes", "going", "dull", "pale", "old", "rose", "burnished", "deep", "dark"})  # fmt: skip
_OWNED = frozenset({"his", "her", "their", "your", "my", "its", "our"})


def imagined_from(words: Sequence[str], verb: int) -> int:
    """Where a clause begins to tell what an image shows or what is only less than something; its length where never."""
    end = len(words)
    lead = [word for word in words[:verb] if word not in ("and", "but", "then")] if verb > 0 else []
    if verb > 0 and words[verb] in _SHOWING and _is_an_image(lead):
        return verb
    if words and next((word for word in words if word not in ("and", "there")), "") in _WORKED:
        return 1
    if tuple(words[:3]) in _FOR_A_MOMENT and _sees(words, verb):
        return verb
    if lead[:1] in (["in"], ["through"], ["on"], ["by"]) and not _LENSES.isdisjoint(lead[:4]) and _is_a_lens(lead):
        return verb
    bare = [word for word in words[:3] if word not in ARTICLES]
    if verb < 0 and bare[:1] and bare[0] in _IMAGES and bare[1:2] == ["with"]:
        return words.index("with")  # "Wallpaper with little ships."
    for at in range(end - 1):
        if words[at : at + 2] in _NOT_REALLY or words[at : at + 3] in _NOT_QUITE:
            return at
        if words[at] == "too" and {("for", "a"), ("for", "an")} & {words[n : n + 2] for n in range(at + 1, at + 5)}:
            return at
        if words[at] == "less" and words[at + 1] in ("a", "an", "the"):
            return at
        if words[at : at + 2] == ("the", "way") and words[at + 2 : at + 3] in (("a",), ("an",)):
            return at
    return end


def _sees(words: Sequence[str], verb: int) -> bool:
    return verb > 0 and words[verb] in ("see", "glimpse", "remember", "are")


def _is_an_image(lead: Sequence[str]) -> bool:
    """Whether the subject is an image; or "on the shield" before the verb, but not "the man with the map"."""
    head = [word for word in lead if word not in ARTICLES and not word.endswith("'s")]
    if not head:
        return False
    if head[0] in ("on", "in", "across", "around", "round"):
        return len(head) <= 4 and not _IMAGES.isdisjoint(head[1:]) and not {"you", "we", "i"} & {*map(root, head)}
    first = next((at for at, word in enumerate(head) if word in PREPOSITIONS), len(head))
    return 0 < first <= 4 and head[first - 1] in _IMAGES


def _is_a_lens(lead: Sequence[str]) -> bool:
    at = next(at for at, word in enumerate(lead) if word in _LENSES)
    if lead[at] == "eyes":
        return lead[0] == "in"
    return at <= 3 and len(lead) <= 8


def is_figurative(clause: Clause, match: Match) -> bool:
    """Whether the weather, the light or a being is only what something is said to be, or to be of."""
    words, verb = clause.words, clause.verb
    if match.entry.kind in _SKY:
        if match.entry.kind != "light" or match.entry.id == "moonlight":
            at = _preposition(words, match.start)
            if at > 0 and words[at] == "of" and (words[at - 1] in _MEASURES or _senses(words[at - 1])):
                return True
            if at > verb >= 0 and words[at] in ("to", "for", "about", "by") and lemma(clause) in _SENSING:
                return True
        if match.entry.kind == "weather" and clause.subject != "party" and _far_off(words[: match.start]):
            return True
        if match.entry.kind == "weather" and _preposition(words, match.start, "before") >= 0:
            return True
        if verb >= 0 and match.start > verb and lemma(clause) in ("owe", "promise", "wish", "want", "fear", "love"):
            return True
        if words[0] in _NOT_YET and not UNREAL.isdisjoint(words):
            return True
    if match.entry.kind in ("gear", "creature") and _is_an_echo(words, match):
        return True
    return _is_said_to_be(clause, match)


def _is_an_echo(words: Sequence[str], match: Match) -> bool:
    """Like "the ghost of a door", "a curtain of rain", "the sky turns gold"."""
    at = _preposition(words, match.start)
    if at > 0 and words[at] == "of" and words[at - 1] in _ECHOES:
        return True
    if match.entry.kind == "gear" and words[match.end : match.end + 1] == ("of",):
        stuff = [word for word in words[match.end + 1 : match.end + 4] if word not in ARTICLES]
        return not _SOFT_STUFF.isdisjoint(stuff[:2])
    if words[match.start : match.end] == ("gold",):
        after = words[match.end] if match.end < len(words) else ""
        before = words[match.start - 1] if match.start else ""
        return before in _COLOURS or bool(after and after not in PREPOSITIONS and after not in _HOARDED)
    return False


def _far_off(words: Sequence[str]) -> bool:
    return any(words[mark.end - 1] not in ("to", "of") for mark in lexicon().marks("distant", words))


def _is_said_to_be(clause: Clause, match: Match) -> bool:
    """Like "his laugh is thunder", "his eyes are two winter ponds", "your breath is smoke"."""
    words, verb = clause.words, clause.verb
    if match.entry.kind not in (*_SKY, "creature", "gear") or match.entry.id in ("dark", "clear"):
        return False
    lead = [word for word in words[: max(verb, 0)] if word not in ("and", "but", "then", "now")]
    if not is_copular(clause) or not lead or lead[0] not in _OWNED or len(lead) > 4:
        return False
    between = words[verb + 1 : match.start]
    plain = not any(word in PREPOSITIONS or word in verb_forms()[2] for word in between) and len(between) <= 3
    owned = lexicon().concepts(lead)
    return verb < match.start and plain and not any(other.entry.kind in ("place", "weather") for other in owned)


def _preposition(words: Sequence[str], start: int, only: str = "") -> int:
    """The index of the preposition just before the noun at ``start``, articles and two more words between; or -1."""
    for at in range(start - 1, max(-1, start - 5), -1):
        if words[at] in PREPOSITIONS:
            return at if not only or words[at] == only else -1
        if words[at] in ("and", "or"):
            continue
    return -1


def _senses(word: str) -> bool:
    return word in _SENSING or word.removesuffix("s") in _SENSING
