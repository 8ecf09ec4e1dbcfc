"""The offline storyteller over labelled talk: the world moves when it should, and table talk never shows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.local import storyteller_setting as setting
from clients.local.lexicon import CONCEPTS, lexicon, tokens
from clients.local.storyteller import LexiconStoryteller
from clients.local.storyteller_grammar import Sentence
from clients.local.storyteller_moment import present_in
from clients.local.storyteller_network import Opinion, opinion
from clients.local.storyteller_told import Told
from pipeline.model import Character, Context, Environment, LastScene, SceneDecision, Spoken, UtteranceKind
from pipeline.ports import Storyteller

CAST = (
    Character("Thorin", "Thorin is a stout dwarf with a red beard and a great axe"),
    Character("Lady Mira", "A slender elf in green leather with a silver bow"),
)
FOREST = "A forest at night, in the rain. Old trunks stand close together."


def spoken(*texts: str) -> list[Spoken]:
    return [Spoken(n, text, n * 16_000, n * 16_000 + 8_000) for n, text in enumerate(texts, 1)]


def context(description: str = FOREST, **more) -> Context:
    return Context(environment=Environment(description, 1), characters=CAST, **more)


async def tell(*texts: str, at: Context | None = None) -> tuple[str, tuple[UtteranceKind, ...], SceneDecision]:
    teller, here = LexiconStoryteller(), at or context()
    update = await teller.environment(spoken(*texts), here)
    here = replace(here, environment=Environment(update.description, 2))
    return update.description, update.kinds, await teller.scene(spoken(*texts), update.kinds, here)


def where(description: str) -> tuple[str | None, str | None, str | None]:
    world = setting.read(description)
    return tuple(entry.id if entry else None for entry in (world.place, world.light, world.weather))  # type: ignore[return-value]


def test_it_is_a_storyteller() -> None:
    teller: Storyteller = LexiconStoryteller()
    assert teller.name == "offline-rules"


MOVES = [
    ("You step out of the trees and enter a small village.", ("village", "night", "rain")),
    ("you push open the door of the tavern and a warm fire greets you", ("tavern", "night", "rain")),
    ("You climb down into the cave.", ("cave", "night", None)),
    ("we go into the crypt", ("crypt", "night", None)),
    ("after two days you reach the coast", ("coast", "night", "rain")),
    ("you find yourselves in a great hall", ("hall", "night", "rain")),
    ("The party arrives at the gates of a huge castle at sunset.", ("castle", "dusk", "rain")),
    ("A dark dungeon.", ("dungeon", "night", None)),
    ("you wake up on the deck of a ship a storm rages around you", ("deck", "night", "storm")),
    ("Thorin walks into the mine", ("mine", "night", None)),
    ("you leave the forest and ride through the desert", ("desert", "night", "rain")),
    ("Before you lies an ancient ruin.", ("ruin", "night", "rain")),
    ("the king receives you in the throne room", ("throne", "night", "rain")),
    ("you make camp for the night", ("camp", "night", "rain")),
    ("It is now morning and the rain has stopped.", ("forest", "day", "clear")),
    ("the sun rises", ("forest", "dawn", "rain")),
    ("thick fog rolls in", ("forest", "night", "fog")),
    ("it begins to snow", ("forest", "night", "snow")),
    ("the full moon rises above you", ("forest", "moonlight", "rain")),
    ("Okay. You come to a stone bridge. Make a perception check.", ("bridge", "night", "rain")),
    ("The alley lets out onto a market that's just packing up.", ("market", "night", "rain")),
    ("And where the avenue ends stands the castle, every window dark but one.", ("castle", "night", "rain")),
    (
        "You're shown up the stairs, down a corridor lined with dead kings, and into the library.",
        ("library", "night", "rain"),
    ),
    ("The train bursts through the snow and skids to a stop in an ice cave.", ("ice_cave", "night", None)),
    ("You step off onto the far bank, with a long avenue leading up the hill.", ("river", "night", "rain")),
    ("The chapel never gets any closer, until suddenly you're standing in its doorway.", ("temple", "night", "rain")),
    ("It's a long way up to the lighthouse, but you get there.", ("lighthouse", "night", "rain")),
    ("And just like that you're in the desert.", ("desert", "night", "rain")),
    ("The night train drops the three of you at an inn.", ("tavern", "night", "rain")),
    ("You've been following the canyon for an hour now.", ("canyon", "night", "rain")),
    ("It takes you two days to climb up into the mountains.", ("mountains", "night", "rain")),
    ("Your cart rolls into the village at sunset.", ("village", "dusk", "rain")),
    ("The tunnel becomes a cavern.", ("cave", "night", None)),
    ("Cut to the market, a week later.", ("market", "night", "rain")),
]


@pytest.mark.parametrize(("said", "expected"), MOVES)
async def test_the_world_moves(said: str, expected: tuple[str | None, ...]) -> None:
    description, kinds, decision = await tell(said)
    assert where(description) == expected
    assert kinds[0] in ("narration", "action", "rules")
    assert decision.paint or kinds[0] == "rules"


STAYS: list[tuple[str, UtteranceKind]] = [
    ("Roll for initiative!", "rules"),
    ("make a perception check", "rules"),
    ("that's a seventeen plus five so twenty two to hit", "rules"),
    ("I rolled a natural twenty on the attack", "rules"),
    ("it is your turn", "rules"),
    ("take eight points of damage", "rules"),
    ("what is your armor class in the castle", "rules"),
    ("whose turn is it to buy pizza", "chatter"),
    ("who wants pizza from the village", "chatter"),
    ("my phone is dead does anyone have a charger", "chatter"),
    ("see you next weekend in the city", "chatter"),
    ("I left my car at the harbor", "chatter"),
    ("we watched a movie about a desert last night", "chatter"),
    ("so we order pizza and then you enter the castle and then you go into the tavern", "chatter"),
    ("okay sounds good", "chatter"),
    ("I work in an office by the sea and my boss is a dragon", "chatter"),
    ("If we go to the castle, we could ask the king for help.", "dialogue"),
    ("what if we enter the cave", "dialogue"),
    ("Maybe we should head to the tavern.", "dialogue"),
    ("Are we in the castle?", "dialogue"),
    ("can I see the dragon from here", "dialogue"),
    ("Yesterday we were in the desert.", "dialogue"),
    ("years ago we crossed the mountains", "dialogue"),
    ('"We must go to the temple," says the old man.', "dialogue"),
    ("he tells you about the swamp", "dialogue"),
    ("we don't go into the castle", "dialogue"),
    ("In the distance you see a castle on a hill.", "narration"),
    ("A goblin runs into the cave.", "narration"),
    ("the king of the mountains is old", "narration"),
    ("you look at the map of the desert", "narration"),
    ("It's flat, it's hot, and the flies are everywhere.", "narration"),
    ("He's drawn the whole thing on a napkin: gate, courtyard, castle.", "narration"),
    ("You've heard of it. Everyone has. A tower of black glass in the middle of the desert.", "narration"),
    ("Bandits in the pass, wolves in the swamp, and now this.", "dialogue"),
    ("Once you've got the key, you can get into the tower.", "chatter"),
    ("The duke keeps a lion and two wolves.", "narration"),
    ("He wears the sun of the empire.", "narration"),
    ("So basically it's that tavern in Skyrim.", "chatter"),
]


@pytest.mark.parametrize(("said", "kind"), STAYS)
async def test_the_world_stays(said: str, kind: UtteranceKind) -> None:
    teller = LexiconStoryteller()
    update = await teller.environment(spoken(said), context())
    assert (update.changed, update.description) == (False, FOREST)
    assert update.kinds == (kind,)


async def test_whoever_is_outside_is_not_inside() -> None:
    """The place before a mine is named by it, read back, and gone into."""
    outside, _, _ = await tell("You're outside the mine, and the foreman's hut is the only thing with a light on.")
    assert outside.startswith("The mountains outside the mine at night, in the rain.")
    assert setting.describe(setting.read(outside)) == outside
    inside, _, _ = await tell("In we go, then.", at=context(outside))
    assert where(inside) == ("mine", "night", None)


async def test_who_speaks_goes_on_speaking_without_a_verb() -> None:
    description, _, _ = await tell("The drop's moved, she says. Old mill, roof of the temple, ten minutes.")
    assert description == FOREST


async def test_a_story_opens_where_something_is_told_of_a_place() -> None:
    said = "Morning. Streets are steaming, and you've got three parcels and no money."
    opened, _, _ = await tell(said, at=context(""))
    assert where(opened)[0] == "town"
    later, _, _ = await tell(said)
    assert where(later)[0] == "forest", "once the place is known that is no arrival"
    for talk in (
        "He tells you of the castle.",
        "If only we had a boat on a lake.",
        "The road to the city is not safe, he says.",
    ):
        nowhere, _, _ = await tell(talk, at=context(""))
        assert where(nowhere)[0] is None, talk


@pytest.mark.parametrize("said", [said for said, kind in STAYS if kind in ("rules", "chatter", "dialogue")])
async def test_table_talk_is_not_painted(said: str) -> None:
    _, _, decision = await tell(said)
    assert not decision.paint
    assert decision.reason.endswith(".")
    assert decision.prompt == ""


async def test_a_whole_scene() -> None:
    description, kinds, decision = await tell(
        "You enter a cave.", "Three goblins jump out and attack!", "Thorin swings his axe at the goblin.", "Nice hit!"
    )
    assert where(description)[0] == "cave"
    assert kinds[:3] == ("narration", "narration", "action")
    assert decision.paint
    assert decision.kind == "action"
    assert decision.characters == ("Thorin",)
    assert decision.title == "The goblins in the cave"
    assert "goblins" in decision.prompt
    assert "red beard" in decision.prompt
    assert "thorin" not in decision.prompt.lower()
    assert len(decision.prompt.split()) < 200


async def test_the_same_again_is_not_painted_and_the_reason_names_the_place() -> None:
    _, _, first = await tell("You enter a cave. A dragon roars.")
    last = LastScene(1, first.title, first.prompt)
    again = context("A cave at night. Dripping stone.", last_scene=last)
    _, _, second = await tell("the dragon roars", at=again)
    assert not second.paint
    assert second.reason == "Nothing new to see: still the cave at night."
    _, _, third = await tell("it breathes fire", at=again)
    assert third.paint
    assert "dragon" in third.prompt


@pytest.mark.parametrize(
    ("first", "then", "shown"),
    [
        ("A red dragon sleeps on its gold.", "Suddenly the dragon opens its eyes and breathes fire.", "a red dragon"),
        ("An old man sits by the fire.", "The man casts a fireball.", "an old man"),
        ("A frost giant blocks the way.", "The giant swings its club.", "a frost giant"),
    ],
)
async def test_who_is_there_already_is_meant_and_comes_once(first: str, then: str, shown: str) -> None:
    _, _, before = await tell("You enter a cave. " + first)
    last = LastScene(1, before.title, before.prompt)
    _, _, now = await tell(then, at=context("A cave. Dripping stone.", last_scene=last))
    assert now.paint
    # Neither a second one nor, because pictures are written of as having figures, somebody else.
    beings = [figure.entry.name for figure in present_in(now.prompt, ())]
    assert beings == [shown]


async def test_each_utterance_is_read_after_the_one_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of a batch after what was said before the batch; what is quoted in it is no part of it."""
    read_after: list[str] = []

    def listening(told: Sequence[Told], before: Sequence[Sentence] = (), *, opening: bool = False) -> Opinion | None:
        read_after.append(" ".join(word for sentence in before for word in sentence.words))
        return opinion(told, before, opening=opening)

    teller = LexiconStoryteller()
    monkeypatch.setattr("clients.local.storyteller_reading.opinion", listening)
    here = context(before='We should go. "To the docks?" she asks.')
    update = await teller.environment(spoken("You enter a cave.", "A dragon roars."), here)
    assert read_after == ["we should go she asks", "you enter a cave"]
    read_after.clear()
    await teller.scene(spoken("You enter a cave.", "A dragon roars."), update.kinds, here)
    assert read_after == [], "what the environment took apart is taken apart once"
    another = LexiconStoryteller()
    read_after.clear()
    await another.scene(spoken("You enter a cave.", "A dragon roars."), update.kinds, here)
    assert read_after == ["we should go she asks", "you enter a cave"]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        (
            'I read it out. "You stand at the foot of a narrow stair in a square chamber of damp stone."',
            "chamber",
        ),
        ("“Beyond the arch lies a long corridor lit by a row of brass lamps.” Everybody is in there.", "corridor"),
        ('She says, "I left my crown in the crypt below the castle, and I want it back."', "forest"),
        ('"To the crypt," he whispers.', "forest"),
    ],
)
async def test_what_is_read_out_of_a_book_is_told_and_what_somebody_says_is_not(said: str, place: str) -> None:
    told, _, _ = await tell(said)
    assert where(told)[0] == place


async def test_of_two_nouns_the_last_is_the_place() -> None:
    for said, place in (("You arrive at the village green.", "square"), ("You are on the landing tower.", "tower")):
        assert where((await tell(said, at=Context()))[0])[0] == place


async def test_a_new_place_is_not_told_by_what_is_said_not_to_be_there() -> None:
    without, _, _ = await tell("So you're at the mine entrance. Tracks run in, no cart.", at=Context())
    assert where(without)[0] == "mine"
    assert "cart" not in without
    there, _, _ = await tell("So you're at the mine entrance. Tracks run in, and there's a cart.", at=Context())
    assert lexicon().get("place", "mine").look in there


async def test_what_is_surely_there_is_taken_of_a_clause_of_other_talk() -> None:
    """Grammar takes "ten feet" for rules."""
    said = (
        "So you're across, you're walking, it clouds over, afternoon, and the road goes up into this pinewood, really "
        "thick, you can't see ten feet off the road, and it starts raining, properly raining."
    )
    assert where((await tell(said, at=Context(Environment("A ford by night.", 1))))[0]) == (
        "pine_forest",
        "day",
        "rain",
    )


@pytest.mark.parametrize(
    ("said", "light"),
    [
        ("Doors open and it's a long corridor, a strip of green light along the floor.", "green_light"),
        ("You wake in a cell, and the red emergency lights are on.", "red_light"),
        ("You're in a noodle bar, pink neon in the window.", "neon_light"),
    ],
)
async def test_a_coloured_light_stays_where_it_is(said: str, light: str) -> None:
    there, _, _ = await tell(said, at=Context())
    assert where(there)[1] == light
    left, _, _ = await tell("You leave and walk out into the forest.", at=Context(Environment(there, 1)))
    assert where(left)[:2] == ("forest", None)


async def test_a_coloured_light_in_the_sun_is_only_seen() -> None:
    there, _, _ = await tell("A red light blinks on the mast.", at=Context(Environment("A forest by day.", 1)))
    assert where(there)[1] == "day"


async def test_sentences_agree_in_number() -> None:
    told = ("You reach the salt pans.", "You are in the stable. Chickens scatter.", "You are in a hut. There is smoke.")
    hours = ("", " Night falls.", " It is raining.", " Fog drifts in.", " It is dawn.", " It is cold.")
    prompts = [(await tell(said + hour, at=Context()))[2].prompt for said in told for hour in hours]
    assert all(prompts)
    wrong = ("lies salt", "chickens is", "smoke draw ")
    assert [prompt for prompt in prompts if any(words in prompt.lower() for words in wrong)] == []


async def test_another_of_a_kind_is_another() -> None:
    _, _, before = await tell("You enter a cave. A red dragon sleeps on its gold.")
    last = LastScene(1, before.title, before.prompt)
    _, _, now = await tell("A green dragon breathes fire.", at=context("A cave. Dripping stone.", last_scene=last))
    assert {figure.entry.name for figure in present_in(now.prompt, ())} == {"a red dragon", "a green dragon"}
    _, _, two = await tell("Then dragons roar and breathe fire.", at=context("A cave.", last_scene=last))
    assert {figure.entry.name for figure in present_in(two.prompt, ())} >= {"a dragon"}


@pytest.mark.parametrize(
    ("here", "said", "called"),
    [
        ("a linen room", "You go down, and the stairs end in the boiler room.", "a boiler room"),
        ("a last carriage", "Right, so, you get to the dining car.", "a dining car"),
        ("a dry creek bed", "You end up in a canyon, tight, walls straight up.", "a canyon"),
        ("a linen room", "You are back in the room.", "a linen room"),
        ("a last carriage", "You are in the carriage.", "a last carriage"),
    ],
)
async def test_another_place_of_the_same_kind_goes_by_its_own_name(here: str, said: str, called: str) -> None:
    told = setting.describe(setting.read(f"{here.capitalize()} at night."))
    description, _, _ = await tell(said, at=context(told))
    assert setting.read(description).name == called


async def test_what_somebody_wrote_of_a_place_is_not_told_of_another_of_its_kind() -> None:
    at = context("A linen room as somebody wrote it.")
    description, _, _ = await tell("You go down, and the stairs end in the boiler room.", at=at)
    assert "as somebody wrote it" not in description


@pytest.mark.parametrize(
    ("said", "not_there"),
    [
        ("It's a child's room. Wallpaper with little ships. A small bed in the middle.", "ship"),
        ("You're up the passage, to the refectory, well, no, not the refectory, it's the chapel.", "refectory"),
        ("We go and get him. I open the pantry.", "pantry"),
    ],
)
async def test_what_is_taken_back_shown_or_only_opened_is_not_where_they_are(said: str, not_there: str) -> None:
    description, _, _ = await tell(said)
    assert not_there not in description.lower()


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ("An old inn with a crooked sign, as somebody wrote it.", "You sit down in the tavern."),
        ("The whispering woods, as somebody wrote it.", "You walk deeper into the forest."),
        ("A hamlet as somebody wrote it.", "You are in the village."),
        ("A muddy track as somebody wrote it.", "You walk down the road."),
    ],
)
async def test_the_same_place_by_its_other_name_is_no_other(here: str, said: str) -> None:
    description, _, _ = await tell(said, at=context(here))
    assert "as somebody wrote it" in description


@pytest.mark.parametrize(
    ("here", "before", "said"),
    [
        ("A chapel.", "You come to an old chapel in the woods.", "We go in."),
        ("A cottage.", "You reach a cottage in the swamp.", "We go in."),
        ("A mine.", "You find the mine in the mountains.", "I go in first."),
    ],
)
async def test_no_step_leads_in_to_what_is_outside(here: str, before: str, said: str) -> None:
    description, _, _ = await tell(said, at=context(here, before=before))
    assert setting.read(description).place == setting.read(here).place


async def test_a_stair_leads_to_another_floor_and_is_a_place_only_where_it_is_told_so() -> None:
    for said in ("You go down the stairs.", "You head down the stairs."):
        description, _, _ = await tell(said, at=context("A tavern."))
        assert where(description)[0] == "cellar", said
    for text, place in (
        ("A staircase winds down. You are in a castle tower at night.", "castle"),
        ("Stairs lead down into the dark. A wet cave.", "cave"),
        ("Stairs at night, in the rain.", "corridor"),
        ("A staircase.", "corridor"),
    ):
        assert where(text)[0] == place, text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Beneath a mural with gold leaf a troll sleeps.", "troll"),
        ("Past the tapestry with the hounds a goblin waits beside a well.", "goblin"),
        ("The map with the pins lies beside a skeleton.", "skeleton"),
    ],
)
async def test_what_stands_beside_an_image_is_there(said: str, shown: str) -> None:
    _, _, decision = await tell(said, at=context("A great hall."))
    assert shown in decision.prompt


async def test_utterances_told_together_lead_where_they_lead_one_by_one() -> None:
    texts = ["You come out of the cave into the valley.", "You come to an old chapel in the woods.", "We go in."]
    together, _, _ = await tell(*texts)
    here = context()
    for at, text in enumerate(texts):
        here = replace(here, before="\n".join(texts[:at]))
        description, _, _ = await tell(text, at=here)
        here = replace(here, environment=Environment(description, at))
    assert together == here.environment.description


async def test_of_what_was_said_nothing_is_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clients.local.storyteller._SCENE_S", 0.0)
    monkeypatch.setattr("clients.local.storyteller._EVENING_S", 0.0)
    teller = LexiconStoryteller()
    await teller.environment(spoken("You walk up to a chapel.", "You go in."), context())
    for _ in range(3):
        await asyncio.sleep(0)
    assert len(teller._surveys) == len(teller._places) == 0


async def test_nothing_known_nothing_painted() -> None:
    _, _, decision = await tell("someone waits", at=Context())
    assert not decision.paint


async def test_names_are_no_creatures() -> None:
    _, kinds, decision = await tell("Lady Mira draws her sword")
    assert kinds == ("action",)
    assert decision.characters == ("Lady Mira",)
    assert "queen" not in decision.prompt
    assert "mira" not in decision.prompt.lower()


async def test_characters_are_shuffled_the_same_way_each_time() -> None:
    first = await tell("Thorin and Lady Mira charge at the troll")
    assert first == await tell("Thorin and Lady Mira charge at the troll")
    assert set(first[2].characters) == {"Thorin", "Lady Mira"}


TABLE_TALK = [said for said, kind in STAYS if kind in ("rules", "chatter")]
HANGS_ON_TALK = (
    "And just like that you're in the desert.",
    "And where the avenue ends stands the castle, every window dark but one.",
    "The chapel never gets any closer, until suddenly you're standing in its doorway.",
)
"""Told in such a way that after table talk they are not believed: what is said before is known to the network."""
WORLD_TALK = [said for said, _ in MOVES[:-1] if said not in HANGS_ON_TALK] + [
    "a dragon attacks",
    "goblins surround you",
    "the wizard casts a fireball",
]


@settings(max_examples=150, deadline=None)
@given(
    world=st.lists(st.sampled_from(WORLD_TALK), min_size=1, max_size=4),
    talk=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(TABLE_TALK)), max_size=4),
)
async def test_table_talk_between_changes_not_a_word(world: list[str], talk: list[tuple[int, str]]) -> None:
    mixed = list(world)
    for at, said in talk:
        mixed.insert(min(at, len(mixed)), said)
    clean, noisy = await tell(*world), await tell(*mixed)
    assert noisy[0] == clean[0]
    assert noisy[2] == clean[2]


ONLY_TABLE_TALK = sorted(
    word
    for word in lexicon().vocabulary({"rules", "chatter"}) - lexicon().vocabulary(CONCEPTS)
    if not lexicon().concepts((word,))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(ONLY_TABLE_TALK), min_size=1, max_size=12))
async def test_no_spoken_word_is_ever_quoted(words: list[str]) -> None:
    # Inside a sentence about the world, too: only words that the lexicon itself writes come out.
    own = {word for entry in lexicon().entries for word in tokens(f"{entry.name} {entry.look}")}
    own |= {
        "a",
        "the",
        "of",
        "in",
        "and",
        "wide",
        "view",
        "mood",
        "is",
        "lights",
        "scene",
        "draw",
        "draws",
        "eye",
        "movement",
    }
    description, _, decision = await tell(f"you enter a cave and zyzzyva {' '.join(words)} qwertz a goblin attacks")
    said = set(tokens(f"{description} {decision.prompt} {decision.title}"))
    assert not said & {"zyzzyva", "qwertz", *words} - own


async def test_whoever_goes_in_is_in_what_was_in_sight() -> None:
    seen, _, _ = await tell("There's a little bakery, and the door's open.", at=context("A street by day."))
    inside, _, _ = await tell("Okay, I go in.", at=context(seen))
    assert where(seen)[0] == "town"
    assert where(inside)[0] == "shop"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("You come to the Kettle Pass.", "pass"),
        ("By nightfall you reach Cinder Pass.", "pass"),
        ("You come over the last dune, and it's the oasis of Siwa, palms and mud walls.", "oasis"),
        ("You step aboard the starship.", "starship"),
        ("You walk into the smithy.", "smithy"),
    ],
)
async def test_a_named_place_is_of_its_kind(said: str, place: str) -> None:
    description, _, _ = await tell(said, at=context("A road by day."))
    assert where(description)[0] == place
