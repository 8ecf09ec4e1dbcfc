"""Turns of speech by which the party arrives, told plainly or as in a book; and figures and images in which nothing is.

Each sentence stands for its construction: the words are of many genres.
"""

from __future__ import annotations

import asyncio

import pytest

from clients.local import storyteller_setting as setting
from clients.local.lexicon import lexicon
from clients.local.storyteller import LexiconStoryteller
from clients.local.storyteller_world import World
from pipeline.model import Context, Environment, Spoken

TELLER = LexiconStoryteller()
PLAIN = setting.describe(World(place=lexicon().get("place", "plain")))

ARRIVALS = {
    "What you get to in the end is an island, it's tiny.": "island",
    "What waits at the top is a chapel with no roof.": "temple",
    "Where you come out is a courtyard.": "courtyard",
    "I get my lantern, and it's off across the quad we go in our slippers.": "courtyard",
    "She takes you by the hand, and it's out of the back door, over the wall, and home to the nursery.": "bedroom",
    "He leads you down a long stair, and that's the crypt.": "crypt",
    "The track winds, dips, and surrenders you at last to a village.": "village",
    "The passage disgorges you at last upon a beach.": "beach",
    "A flight of steps delivers you, blinking, to the deck.": "deck",
    "He doesn't stop till he sets you down at a crossroads.": "crossroads",
    "A boy with a lantern lights you down to the harbour.": "harbor",
    "Lir leads the way down into the catacombs.": "catacombs",
    "The mist parts on a graveyard.": "graveyard",
    "The curtain rises on a ballroom.": "ballroom",
    "Around you the forest is breathing.": "forest",
    "At the foot of the stair waits a cellar.": "cellar",
    "Your boots find the deck.": "deck",
    "You have the whole beach to yourselves.": "beach",
    "You leave the road for the forest.": "forest",
    "You trade the desert for a canyon.": "canyon",
    "You step through the mirror and everything is a ballroom.": "ballroom",
    "Welcome to the night market.": "market",
    "That brings us to the castle.": "castle",
    "So that's how the four of you end up in a cell.": "cell",
    "It's raining in the harbour.": "harbor",
    "The boathouse it is.": "harbor",
    "Smash cut, Thursday. You're in the back of a delivery van.": "carriage",
    "Run for it! I grab her sleeve and I'm out in the corridor and I'm going left.": "corridor",
    "Coats on, I say, and I've got my umbrella and I'm out of the door and down the lane.": "road",
    "His voice goes, ahem, and he clicks his fingers, and boom, you're standing in his office.": "study",
    "They say you can't stop here, and they show you to the door, and there you are on the lawn.": "garden",
    "It would be if I had the dice, so no, and you tumble in at the bottom of the lighthouse.": "lighthouse",
    "You come into a chapel, where a fresco tells the legend of a dragon.": "temple",
    "You enter the tavern that once was a church.": "tavern",
    "You cross the yard, past the well, then the orchard, then the crypt.": "crypt",
    "The passage widens without warning into a cavern.": "cave",
    "Like thieves you go over the wall and into the abbey.": "monastery",
    "The boy, who says he has seen it, takes you across the square, under the arch, and into the cathedral.": "temple",
    "How long you walk none can say, but the tunnel ends, and you stand in a library.": "library",
    "You're in the mayor's office.": "council",
}

NOTHING = """
She has the patience of a mountain and the voice of a storm.
His eyes are two winter ponds.
His laugh is thunder in a cave.
Her dress is the green of a forest pool.
It is less a door than a wound, less a house than a shipwreck.
The frieze along the wall is all battles and burning ships.
Carved on the lintel are wolves and a moon.
The map shows a desert and beyond it a lake.
In the mirror you see a forest in winter.
Through the spyglass there is an island with a castle on it.
For an instant you see a burning city, and then it is gone.
Behind you, the forest.
Far below, the harbour lights are going out.
Somewhere far off a storm is breaking over the mountains.
Until dawn comes nothing will move.
You owe the queen a storm.
I whisper a prayer to the moon.
The air hums as if a ship were sailing through a storm.
You could've been in a castle by now.
In the story a prince rides three days to a garden of glass, and in the garden is a cistern.
There's that sailors' tale, of course, the one about the glass island where drowned men sit.
She shows you things in the bowl. A mountain with a door in it.
The speaking tube goes, pfft, bridge here, you'd better come up and see this.
We ride for the barrows at dawn, then.
And after that, to the capital, to tell the king.
Past the far wall, mind you, there's a palace shining.
You are standing in water up to your waist.
I worked in a lighthouse. There's a checkpoint there now.
Okay, once more. Lobby, lift, and then out across the roof and down to the river.
""".strip().splitlines()


def world(text: str) -> World:
    told = asyncio.run(TELLER.environment([Spoken(1, text, 0, 80_000, 80_000)], Context(Environment(PLAIN, 1))))
    return setting.read(told.description)


@pytest.mark.parametrize(("text", "place"), ARRIVALS.items())
def test_a_turn_of_speech_brings_the_party_there(text: str, place: str) -> None:
    found = world(text).place
    assert found is not None
    assert found.id == place


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_only_a_figure_or_an_image_changes_nothing(text: str) -> None:
    here, before = world(text), setting.read(PLAIN)
    assert (here.place, here.light, here.weather, here.season, here.near) == (
        before.place,
        before.light,
        before.weather,
        before.season,
        before.near,
    )


def test_a_part_of_the_place_that_one_is_in_is_no_other_place() -> None:
    roof = setting.describe(World(place=lexicon().get("place", "rooftop")))
    told = TELLER.environment([Spoken(1, "You're standing on the tiles.", 0, 1)], Context(Environment(roof, 1)))
    found = setting.read(asyncio.run(told).description)
    assert found.place == lexicon().get("place", "rooftop")
    assert not found.called


@pytest.mark.parametrize(
    ("text", "paint"), [("I swing at the troll.", False), ("I cast a fireball at the troll.", True)]
)
def test_a_blow_is_painted_once_the_game_master_tells_of_it(text: str, paint: bool) -> None:
    told = TELLER.scene([Spoken(1, text, 0, 1)], ["action"], Context(Environment(PLAIN, 1)))
    assert asyncio.run(told).paint is paint
    lands = TELLER.scene(
        [Spoken(2, "The troll roars and strikes.", 0, 1)], ["narration"], Context(Environment(PLAIN, 1))
    )
    assert asyncio.run(lands).paint
