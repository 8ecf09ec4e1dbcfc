"""The scorer of ``make eval``: a perfect storyteller scores all, and each fault is found where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from benchmarks.eval_play import play
from benchmarks.eval_score import Score, Told, score, total
from benchmarks.eval_set import ASPECTS, HALVES, Conversation, Said, load, read
from pipeline import call as asked
from pipeline.errors import EngineError
from pipeline.model import Context, EnvironmentUpdate, SceneDecision, Spoken, UtteranceKind
from pipeline.providers.chain import chain_of

EVENING = """
title = "An evening"
genre = "any"
people = "Two."
[[said]]
by = "GM"
text = "You enter the woods in the rain."
kind = "narration"
place = ["forest", "woods"]
weather = ["rain"]
paint = "yes"

[[said]]
by = "P"
text = "Pizza?"
kind = "chatter"
not = ["pizza"]

[[said]]
by = "P"
text = "If we were at the castle now."
kind = ["dialogue", "chatter"]
not = ["castle"]

[[said]]
by = "GM"
text = "Roll."
kind = "rules"

[[said]]
by = "P"
text = "I light a torch."
kind = "action"
paint = "either"

[[said]]
by = "P"
text = "We go on to the castle."
kind = "action"
towards = ["road"]

[[said]]
by = "GM"
text = "You come to a castle under the moon."
kind = "narration"
place = ["castle"]
light = ["moon", "night"]
gone = ["rain", "forest"]
paint = "yes"
"""


def perfect(said: Said, where: list[str]) -> Told:
    """An answer that agrees with the labels; ``where`` keeps the words of each place."""
    if "place" in said.changes:
        where.clear()
    where.extend(fact[-1] for facts in said.changes.values() for fact in facts)
    return Told(said.kinds[-1], " and ".join(where), said.paint == "yes", "a picture" if said.paint == "yes" else "")


def judged(changes: dict[int, Told]) -> Score:
    """The score of the evening told perfectly but for ``changes``."""
    conversation = read(EVENING, "evening")
    where: list[str] = []
    told = [perfect(said, where) for said in conversation.said]
    return score(conversation, [changes.get(n, answer) for n, answer in enumerate(told)])


def measures(one: Score) -> list[tuple[int, str]]:
    return [(finding.index, finding.measure) for finding in one.findings]


@pytest.mark.parametrize("half", HALVES)
def test_a_perfect_storyteller_scores_all_of_it(half: str) -> None:
    scores: list[Score] = []
    for conversation in load(half):  # type: ignore[arg-type]
        where: list[str] = []
        scores.append(score(conversation, [perfect(said, where) for said in conversation.said]))
    told = total(scores)
    assert told.shortfalls() == []
    assert [finding for finding in told.findings if finding.measure != "lost place"] == []
    assert all(told.caught[aspect].ratio == 1 for aspect in ASPECTS)
    assert told.held.ratio == 1
    assert told.missed_paints.ratio == 0
    assert told.classified.part == told.utterances


def test_the_set_is_large_and_enough_of_it_is_kept_apart() -> None:
    """What is kept stays kept, however many scenes more there come to be for tuning."""
    seen, kept = load("seen") + load("lessons"), load("dev") + load("unseen")
    spoken = {half: sum(len(one.said) for one in load(half)) for half in HALVES}
    assert spoken["seen"] >= 700
    assert spoken["lessons"] >= 10_000, "too few to learn from"
    assert spoken["unseen"] >= 500, "too few to measure on"
    assert spoken["dev"] >= 50, "too few to try a round on"
    assert not {one.name for one in seen} & {one.name for one in kept}
    known = {said.text for one in seen for said in one.said}
    long = [said.text for one in kept for said in one.said if len(said.text.split()) > 6]
    assert len(set(long)) == len(long)
    assert known.isdisjoint(long)


def test_an_agreeing_storyteller_has_no_findings() -> None:
    one = judged({})
    assert one.findings == []
    assert one.shortfalls() == []
    assert one.confusion["dialogue", "dialogue"] == 1, "a kind that is accepted, too, counts as the first"


def test_whoever_paints_everything_paints_falsely() -> None:
    conversation = read(EVENING, "evening")
    where: list[str] = []
    told = [perfect(said, where) for said in conversation.said]
    one = score(conversation, [Told(answer.kind, answer.environment, True, "a picture") for answer in told])
    assert one.false_paints.ratio == 1
    assert one.missed_paints.ratio == 0
    assert "false paints above 5%" in one.shortfalls()


def test_whoever_paints_nothing_misses_all() -> None:
    conversation = read(EVENING, "evening")
    one = score(conversation, [Told("narration", "", False) for _ in conversation.said])
    assert one.missed_paints.ratio == 1
    assert one.false_paints.ratio == 0
    assert one.caught["place"].ratio == 0
    assert {measure for _, measure in measures(one)} == {"missed paint", "place", "change", "class"}


def test_a_leak_is_counted_once_until_it_is_gone_and_when_it_comes_again() -> None:
    leaking = Told("chatter", "a forest in the rain with a pizza", False)
    clean = Told("rules", "a forest in the rain", False)
    one = judged({1: leaking, 2: leaking, 3: clean, 4: Told("action", leaking.environment, False)})
    assert one.contaminations == 2
    assert [found for found in measures(one) if found[1] == "contamination"] == [
        (1, "contamination"),
        (4, "contamination"),
    ]
    assert "pizza" in one.findings[0].detail
    assert one.findings[0].text == "Pizza?"
    assert "the environment was contaminated" in one.shortfalls()


def test_what_a_new_place_is_described_with_is_its_own() -> None:
    """A word of earlier table talk counts where nothing changed, not where the story has gone on to another place."""
    kitchen = Told("narration", "a castle by night under the moon, in its kitchen a pizza", True, "a picture")
    assert measures(judged({6: kitchen})) == []
    assert (6, "contamination") in measures(judged({6: replace(kitchen, environment="a hut with a pizza")}))


def test_where_they_set_out_for_is_described_with_its_own_words() -> None:
    """The road that is taken may have a pizza on it, as a new place may; a forest that stays as it is may not."""
    assert judged({5: Told("action", "a road with a pizza", False)}).contaminations == 0
    assert judged({5: Told("action", "a forest in the rain, a pizza", False)}).contaminations == 1


def test_what_was_there_before_it_was_said_is_not_brought_in_by_it() -> None:
    """Until it goes and comes back."""
    there, gone = "a forest in the rain with castles", "a forest in the rain"
    before = {0: Told("narration", there, True, "a picture"), 1: Told("chatter", there, False)}
    stays = {2: Told("dialogue", there, False), 3: Told("rules", there, False), 4: Told("action", there, False)}
    assert judged(before | stays).contaminations == 0
    assert judged(before | stays | {3: Told("rules", gone, False)}).contaminations == 1


def test_a_place_in_sight_that_talk_moves_the_party_to_is_brought_in_by_it() -> None:
    below, inside = "a forest in the rain. Castles above it", "castles in the rain of the woods. A hall"
    before = {0: Told("narration", below, True, "a picture"), 1: Told("chatter", below, False)}
    assert judged(before | {2: Told("dialogue", inside, False)}).contaminations == 1


def test_a_road_that_was_there_before_excuses_nothing() -> None:
    there = {n: Told("narration", "woods by a road in the rain", n == 0, "a picture") for n in range(5)}
    assert judged(there | {5: Told("action", "woods by a road in the rain with a pizza", False)}).contaminations == 1


def test_an_if_is_contamination_until_it_comes_true() -> None:
    early = Told("dialogue", "a forest in the rain near castles", False)
    one = judged({2: early})
    assert measures(one) == [(2, "contamination")]


def test_whoever_goes_where_only_an_if_went_has_lost_the_place() -> None:
    one = judged({2: Told("dialogue", "a castle", False)})
    assert measures(one) == [(2, "lost place"), (2, "contamination")]
    assert one.held.part == one.held.whole - 1


def test_setting_out_may_move_the_environment() -> None:
    assert judged({5: Told("action", "a road in the rain", False)}).findings == []
    assert measures(judged({4: Told("action", "a road in the rain", False)})) == [(4, "lost place")]


def test_what_should_be_gone_makes_a_change_missed() -> None:
    one = judged({6: Told("narration", "A castle in the forest under the moon, in the rain", True, "a picture")})
    assert measures(one) == [(6, "place")]
    assert one.caught["place"].part == 1
    assert one.caught["light"].ratio == 1


@pytest.mark.parametrize("words", ["no rain", "after the rain", "the rain has stopped", "beyond the forest"])
def test_a_denied_word_is_gone(words: str) -> None:
    assert judged({6: Told("narration", f"A castle by night; {words}.", True, "a picture")}).findings == []


@pytest.mark.parametrize(
    ("environment", "caught"),
    [
        ("Woods", True),
        ("The FORESTS of the north", True),
        ("a deforested hill", False),
        ("not a forest at all", False),
        ("", False),
    ],
)
def test_a_fact_is_a_word_or_its_plural_that_is_not_denied(environment: str, caught: bool) -> None:
    one = judged({0: Told("narration", environment, True, "a picture")})
    assert one.caught["place"].part == 1 + caught


def test_a_failed_call_is_no_right_answer() -> None:
    one = judged({3: Told(None, "a forest in the rain", False, error="timeout")})
    assert measures(one) == [(3, "failed"), (3, "class")]
    assert "the storyteller failed" in one.shortfalls()


def test_a_total_adds_up() -> None:
    one, other = judged({}), judged({1: Told("chatter", "a pizza in the rain of the woods", True, "a pizza")})
    told = total([one, other])
    assert told.utterances == 14
    assert told.contaminations == 1
    assert told.false_paints.part == 1
    assert told.false_paints.whole == one.false_paints.whole * 2
    assert told.findings == other.findings


@pytest.mark.parametrize(
    ("spoiled", "named"),
    [
        (EVENING.replace("narration", "narrration"), "unknown kind"),
        (EVENING.replace("not = ", "nor = "), "unknown keys"),
        (EVENING.replace('"yes"', '"maybe"'), "paint is"),
        (EVENING.replace('"pizza"', '""'), "not a list of words"),
        (EVENING.replace("genre", "gender"), "unknown keys"),
    ],
)
def test_a_broken_file_is_named(spoiled: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"conversation evening: {named}"):
        read(spoiled, "evening")


class Scripted:
    """Answers by the label's own words and notes what it was given."""

    name = "scripted"

    def __init__(self, conversation: Conversation, fail_at: int = -1) -> None:
        where: list[str] = []
        self._told = [perfect(said, where) for said in conversation.said]
        self._fail_at = fail_at
        self.contexts: list[Context] = []
        self.batches: list[int] = []

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: asked.Call = asked.NO_ONES
    ) -> EnvironmentUpdate:
        self.contexts.append(context)
        self.batches.append(len(spoken))
        n = spoken[0].utterance - 1
        if n == self._fail_at:
            raise EngineError("It is away.", code="unavailable")
        answer = self._told[n]
        assert answer.kind is not None
        return EnvironmentUpdate(
            answer.environment != context.environment.description, answer.environment, (answer.kind,)
        )

    async def scene(
        self,
        spoken: Sequence[Spoken],
        kinds: Sequence[UtteranceKind],
        context: Context,
        *,
        call: asked.Call = asked.NO_ONES,
    ) -> SceneDecision:
        answer = self._told[spoken[0].utterance - 1]
        return SceneDecision(answer.paint, "Something new.", f"Moment {spoken[0].utterance}", answer.prompt)


async def test_a_conversation_is_played_one_by_one_and_carries_on() -> None:
    conversation = read(EVENING, "evening")
    storyteller = Scripted(conversation)
    told = await play([said.text for said in conversation.said], chain_of(storyteller))
    assert storyteller.batches == [1] * 7
    assert score(conversation, told).findings == []
    versions = [context.environment.version for context in storyteller.contexts]
    assert versions == [0, 1, 1, 1, 1, 1, 1]
    last = storyteller.contexts[-1]
    assert last.environment.description == "woods and rain"
    assert last.last_scene is not None
    assert last.last_scene.number == 1
    assert all(answer.seconds > 0 for answer in told)


async def test_a_failure_leaves_the_world_as_it_was() -> None:
    conversation = read(EVENING, "evening")
    told = await play([said.text for said in conversation.said], chain_of(Scripted(conversation, fail_at=1)))
    assert told[1].kind is None
    assert told[1].error == "unavailable"
    assert told[1].environment == "woods and rain"
    assert not told[1].paint
    assert told[6].paint
