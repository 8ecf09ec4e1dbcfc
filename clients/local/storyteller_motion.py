"""What the verb of a clause does: whether it moves, carries or leads anyone, and by which verb.

It must not look at places.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_words import ARTICLES, BE, PREPOSITIONS, base, listed, verb_forms

LEAVING = frozenset({"leave", "exit", "depart", "flee", "escape", "quit", "abandon"})
_HELPING = frozenset({"is", "are", "am", "have", "has", "can", "do", "start", "begin", "keep", "can't", "cannot",
                      "get", "gets", "starts", "begins", "keeps"})  # fmt: skip
_WAYS = frozenset({"prints", "footprints", "tracks", "road", "path", "stair", "stairs", "steps",
                   "staircase", "tunnel", "passage", "corridor", "trail", "track", "door", "doors", "gate",
                   "hatch", "way", "lane", "street", "alley", "river", "stream", "shaft", "ladder",
                   "chute", "lift", "pipe", "wood", "woods", "forest", "trees", "valley", "canyon",
                   "gorge", "ravine", "cave", "hall", "hallway", "passageway", "ramp", "slope", "bridge",
                   "portal", "sewer", "ground", "walls", "jungle", "undergrowth", "rope", "drop", "fall",
                   "journey", "walk", "march", "ride", "climb", "floor", "tide", "current", "crack", "gap",
                   "avenue", "it"})  # fmt: skip
"""What leads somewhere: when it comes out in a place, so does the party."""
VEHICLES = frozenset({"ship", "boat", "carriage", "coach", "cart", "wagon", "train", "taxi", "lift", "elevator",
                      "raft", "caravan", "airship", "barge", "ferry", "sleigh", "sled", "balloon", "galley",
                      "longship", "horse", "horses", "mount", "mounts", "party", "group", "column", "convoy", "canoe",
                      "craft", "vessel", "galleon", "skiff", "rowboat", "griffins", "gryphons", "griffin", "gryphon",
                      "keel", "bow", "prow", "hull", "dragon", "eagles", "eagle", "camels", "ponies", "mules",
                      "trail", "truck", "van", "car", "bus", "jeep", "lorry", "tank", "shuttle", "submarine", "tram",
                      "cage", "basket", "gondola", "helicopter", "plane", "zeppelin", "hovercraft", "rover", "bike",
                      "bikes", "pod", "capsule", "chariot", "sledge", "punt", "steamer", "locomotive"})  # fmt: skip
_ARRIVING = frozenset({"arrive", "dock", "land", "pull", "roll", "sail", "drift", "glide", "rumble",
                       "clatter", "anchor", "come", "reach", "enter", "run", "stop", "halt", "crash",
                       "set", "touch", "draw", "nose", "rattle", "creak", "slide", "float", "ride",
                       "descend", "swoop", "return", "go", "pass", "emerge", "kiss", "grate", "scrape",
                       "ground", "row", "turn", "head", "bump", "beach", "skid", "lurch", "judder",
                       "shudder", "grind", "jolt", "trundle", "bounce", "limp", "climb", "wind", "settle",
                       "splash", "burst", "punch", "smash", "drop", "die", "stall", "break", "sink"})  # fmt: skip

_RESTING = frozenset({("to", "a", "stop"), ("to", "a", "halt"), ("to", "a", "standstill")})

_BEGINNING = frozenset({"start", "begin", "starts", "begins"})
_TRAVELLING = frozenset({"walking", "climbing", "riding", "marching", "hiking", "driving", "travelling", "traveling",
                         "sailing", "trekking"})  # fmt: skip
_OFF = frozenset({("set", True), ("head", True), ("ride", True), ("march", True), ("start", True), ("drive", True)})


def moves(clause: Clause) -> bool:
    """Whether the party or one of it is the subject."""
    return clause.subject in ("party", "self")


def is_copular(clause: Clause) -> bool:
    """Whether the verb is "is" or "are"."""
    word = clause.words[clause.verb] if clause.verb >= 0 else ""
    if clause.words[clause.verb + 1 : clause.verb + 2] in (("got",), ("been",)):
        return False  # "it's got one bed"
    return word in ("is", "are") or word.endswith(("'s", "'re"))


def lemma(clause: Clause) -> str:
    """The verb that says what is done: of "you are walking" and "you have reached" the second."""
    words, at = clause.words, clause.verb
    if at < 0:
        return ""
    plain, _, doing, past = verb_forms()
    word = words[at]
    if word.endswith(("'re", "'m", "'s", "'ve")) or word in _HELPING:
        for further, follower in enumerate(words[at + 1 : at + 5], at + 2):
            if follower == "been" and not doing.isdisjoint(words[further : further + 2]):
                continue  # "you've been crossing"
            if follower in doing or follower in past or follower in ("come", "gone", "been", "run"):
                return base(follower)
            if follower in ARTICLES or follower in PREPOSITIONS:
                break
            if word in ("can", "do", "can't", "cannot") and follower in plain:
                return follower
        if word in ("get", "gets", "start", "begin", "keep"):
            return word.removesuffix("s")
        return "are" if word not in ("have", "has") and not word.endswith("'ve") else "have"
    return base(word) if word not in plain else word


def is_passive(clause: Clause) -> bool:
    """Whether something is done to the subject: "you are thrown", "you're led"."""
    words, at = clause.words, clause.verb
    if at < 0 or not (words[at] in BE or words[at] in ("get", "gets") or words[at].endswith(("'re", "'m", "'s"))):
        return False
    _, _, doing, past = verb_forms()
    follower = next((word for word in words[at + 1 : at + 4] if word in past or word in doing or word in ARTICLES), "")
    return follower in past or follower in ("put", "set", "cast", "let", "hit")


def rides(clause: Clause) -> bool:
    """Whether what carries the party moves: "the ship docks", "Inga's barge noses in"."""
    lead = clause.words[: clause.verb]
    known = not {"the", "your", "our"}.isdisjoint(lead) or any(word.endswith("'s") for word in lead)
    return clause.verb > 0 and known and not VEHICLES.isdisjoint(lead) and lemma(clause) in _ARRIVING


def comes_to_rest(clause: Clause) -> bool:
    """Whether it ends where it is told to: "and skids to a stop", "it rolls to a halt"."""
    words = clause.words[clause.verb + 1 :]
    if ("to", "rest") in {words[at : at + 2] for at in range(len(words))}:
        return True
    return any(words[at : at + 3] in _RESTING for at in range(len(words)))


def is_way(clause: Clause) -> bool:
    """Whether its subject is a road, a stair, a tunnel: what leads somewhere."""
    return clause.inherits or clause.subject == "it" or not _WAYS.isdisjoint(clause.words[: clause.verb])


def step(clause: Clause) -> str:
    """A step that names no place: "you go back inside", "we leave"; "off" where a journey begins."""
    words = clause.words
    done = lemma(clause)
    if not moves(clause) or clause.verb < 0:
        return ""
    rest = set(words[clause.verb + 1 :])
    if any(
        words[at : at + 3] in (("out", "of", "there"), ("out", "of", "here")) for at in range(clause.verb, len(words))
    ):
        return "out"
    if words[max(0, clause.verb - 2)] == "in" and clause.verb >= 2 and done in listed("move"):
        return "in"  # "in we go"
    if sets_out(clause):
        return "off"
    if done not in listed("move") and done not in LEAVING:
        return ""
    if "upstairs" in rest or ({"up", "stairs"} <= rest and "stairs" in rest):
        return "up"
    if "downstairs" in rest or {"down", "stairs"} <= rest:
        return "down"
    if rest & {"outside", "outdoors"} and not _followed(words, "outside", ("the", "a", "of")):
        return "out"
    if words[-1] == "in" and done in (
        "get",
        "are",
        "hop",
        "pile",
        "jump",
        "go",
        "step",
        "walk",
        "head",
        "come",
        "slip",
        "climb",
        "sneak",
        "duck",
    ):
        return "in"
    if "inside" in rest and words[-1] in ("inside", "in", "again", "now"):
        return "in"
    if "back" in rest and words[words.index("back") + 1 : words.index("back") + 2] in (("in",), ("inside",)):
        return "in"
    if done in ("turn", "go", "head", "walk", "come", "run") and words[-1] == "back":
        return "back"
    return ""


def goes_on_inside(clause: Clause) -> bool:
    """Whether it is told what is inside, as of a step that needs no word: "Inside it's all flour"."""
    words = clause.words
    return words[0] == "inside" and len(words) > 1 and words[1] not in ARTICLES and not moves(clause)


def sets_out(clause: Clause) -> bool:
    """Whether a journey begins: "you set off after breakfast", "so you start climbing"."""
    words, verb = clause.words, clause.verb
    rest = words[verb + 1 :]
    if words[verb] in _BEGINNING or lemma(clause) in _BEGINNING:
        return rest[:1] != () and rest[0] in _TRAVELLING and (len(rest) == 1 or rest[1] in PREPOSITIONS)
    if verb >= 2 and words[0] in ("off", "so") and "off" in words[: verb - 1] and lemma(clause) == "go":
        return True  # "off you go"
    off = rest[:1] in (("off",), ("out",), ("forth",)) and not (rest[1:2] and rest[1] in ("of", "to", "on", "onto"))
    return (lemma(clause), off) in _OFF


def _followed(words: Sequence[str], word: str, by: Sequence[str]) -> bool:
    return any(words[at] == word and words[at + 1] in by for at in range(len(words) - 1))
