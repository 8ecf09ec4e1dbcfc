"""Whatever place, creature or weather the table only talks of stays out of the environment; where the party goes is in.

Sentence patterns of everyday speech, as a recogniser spells it, each tried with words from all over the lexicon.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

import pytest

from clients.local import storyteller_setting as setting
from clients.local.lexicon import Entry, lexicon
from clients.local.storyteller import LexiconStoryteller
from clients.local.storyteller_world import World
from pipeline.model import Context, Environment, Spoken

BOOK = lexicon()
TELLER = LexiconStoryteller()
INN, PLAIN = (setting.describe(World(place=BOOK.get("place", name))) for name in ("tavern", "plain"))
EACH = 24
"""How many words each pattern is tried with."""

ELSEWHERE = """
it's like that film with the {n}
have you seen the movie, the one with the {n}?
that's straight out of that show with the {n}
I watched a documentary about a {n} last night
okay but what if there's a {n} in there
if we go to the {n} we're dead
maybe we could go to the {n} tomorrow
I think we should head to the {n}
I say we go to the {n} first
so the plan is we go to the {n} and wait
let's go to the {n}
we could hide in the {n}
why don't we just go to the {n}
do you think there's a {n} around here?
is there a {n}?
are we in the {n} or what?
wait, are we still in the {n}?
there's no {n} here
no, you're not in the {n}
you don't see any {n}
it's not a {n}, sorry
this isn't a {n}
we never went to the {n}
remember when we were in the {n}?
last time we were in the {n} I nearly died
when I was a kid we had a {n} near our house
in my last campaign we spent six months in a {n}
my brother lives next to a {n}
my dad took us to a {n} once
I was in the {n} yesterday with my kids
I have to go to the {n} after this
we're going to the {n} on Saturday
there's a pub near my flat called the {N}
I got soaked on the way here, there was a {n}
he says there's a {n} up north
she tells you about a {n} she once saw
they say a {n} is somewhere out there
legend has it that a {n} once stood here
I heard there's a {n} around here
he tells you about the {n} where he grew up
the old man says he saw a {n} once
she says don't go near the {n}
she asks you about the {n}
he says the {n} is three days from here
the letter talks about a {n}
it's as big as a {n}
he's as ugly as a {n}
it smells like a {n} in here
you look like you slept in a {n}
it's bigger than a {n}
you hear something like a {n}
it's almost as quiet as a {n}
my character grew up in a {n}
my guy used to live in a {n}
my backstory is that I was born in a {n}
I'd rather be in a {n}
I wish we were in a {n}
I'd love to see a {n} in this game
imagine if this was a {n}
what do you call a {n} with no legs?
can I cast that on the {n}?
does the {n} have resistance to fire?
what's the challenge rating of a {n}?
the {n} has an AC of fifteen
I've got advantage in a {n}, it says so on my sheet
as a ranger I get a bonus in the {n}
you'd need a {n} for that
you'd have to cross the {n} first
you could go through the {n} or around it
unless there's a {n}
when we get to the {n} I want a drink
before we go to the {n} I want to sleep
once we're in the {n} I'll cast it
after that we head for the {n}
first the {n}, then home
we were supposed to go to the {n}
we should have gone to the {n}
you should have seen the {n} last time
last session ended with the {n}
next week we'll do the {n}
my sister got married in a {n}
we went to a {n} on holiday
I've never seen a {n} in real life
I dressed up as a {n} for Halloween
I drew a {n} on the map
I bought a mini of a {n}
he ordered a pizza called the {N}
somebody ate my {n} sandwich
you've heard stories about the {n}
you remember the {n} from your childhood
nobody has ever come back from the {n}
I ask him about the {n}
I ask her if there's a {n} nearby
I tell him we're going to the {n}
I sing a song about a {n}
I say we came from the {n}
I wanna go back to the {n}
I'd like to go to the {n}
I'm gonna head to the {n} later
how far is the {n}?
have we been to the {n} before?
or we could take the {n}
to the {n}, I guess
and he goes, there's a {n} up there
he's like, you should go to the {n}
because my guy's from the {n}, he hates it
same guy as in the {n}
you get the feeling there's a {n} somewhere
do you want to go to the {n}?
you could try the {n}
you've got two days until you reach the {n}
you guys talked about going to the {n}
you're supposed to meet him in the {n}
you've never been in a {n}
you've been in a {n} before
you grew up in a {n}
you once got lost in a {n}
you need to get to the {n}
you can't go into the {n}
you don't go to the {n}
he'll meet you at the {n}
there used to be a {n} here
there's supposed to be a {n} around here
there might be a {n}
it's probably a {n}
it feels like a {n}
it reminds you of a {n}
the {n} thing
I thought we were in the {n}
I forgot about the {n}
I was hoping for a {n}
I live in a {n}
we left the horses at the {n}
we might as well go to the {n}
we're supposed to be in the {n}
what if we went to the {n}
how about the {n}
why is there a {n}
you're going to take the {n}
""".strip().splitlines()

SAYINGS = """
we're not out of the woods yet
that's a sea of troubles
it's raining cats and dogs out there
you can't see the forest for the trees
that's just the tip of the iceberg
it was a storm in a teacup
let's not open that can of worms
I'm on cloud nine
he's all at sea with these rules
what the hell is going on
go to hell
bloody hell that's a lot of damage
to hell with it
she's a dark horse
I could eat a horse
let's cross that bridge when we come to it
it's a jungle out there
you're making a mountain out of a molehill
the coast is clear
I'm over the moon
that's water under the bridge
my head's in the clouds
it's snowing like mad outside my window
I was stuck in traffic by the bridge for an hour
I parked on Castle Street
we got the food from the Golden Dragon
can you pass the mountain dew
my mum lives on Forest Road
I work at the hospital so I can't stay long
sorry, my cat just walked over the map
the tavern's called The Laughing Dragon, I think
call him Captain Storm
I'm Lord Blackwood of the Marsh
that ship has sailed
you're barking up the wrong tree
it's a slippery slope
this is a walk in the park
I can't hear you, there's a storm at my end
it's a dead end, guys
talk about a cold day in hell
a horse walks into a bar
I always stay in the car
""".strip().splitlines()

THERE = """
you arrive at the {n}
okay so you get to the {n}
alright, you guys walk into the {n}
so you're in the {n} now
and then you come to a {n}
you step out into a {n}
and you wake up in a {n}
so now you're standing in the middle of a {n}
they throw you into a {n}
they drag you off to the {n}
two days later you reach the {n}
after a couple of hours you get to a {n}
you go through the door and you're in a {n}
you follow him and you end up in a {n}
okay, cool, so we're back at the {n}
you keep walking and eventually there's a {n}
and there it is, the {n}
you run until you come out in a {n}
it opens up into a {n}
we cut to the {n}
so you fall, and fall, and land in, like, a {n}
you drive all night and in the morning you're in the {n}
okay so, after, like, three hours of walking, you guys finally reach the {n}
you squeeze through the gap and you're in this huge {n}
you come around the corner and there's this {n}
over the hill, past the stones, and there's the {n}
you go up, and up, and at the top there's a {n}
next thing you know, you're lying in a {n}
when you open your eyes you're in a {n}
the portal spits you out in a {n}
fast forward three days, you're in the {n}
okay, we left off in the {n}
last time you stole a ring, so you're in the {n}, and it's quiet
so you follow the tracks and they lead you right into a {n}
you slide down and land on your butt in a {n}
he takes you through a back door into a {n}
the ship drops you off at the {n}
the bus dies on you in the middle of a {n}
inside, you find yourself in a {n}
I go into the {n}
I walk over to the {n}
alright, I head back to the {n}
we ride hard and get to the {n} by nightfall
you turn a corner and here it is, the {n}
so this is the {n}, it's big, it's quiet
the current carries you down into a {n}
you fall for ages and hit the ground in a {n}
you're dragged into a {n}
you've been thrown into a {n}
""".strip().splitlines()

FURNISHED = """
you walk into the tavern, torches along the walls, shields over them
you step into the tavern. masks on the wall, a hundred of them
okay so the tavern, a map on the wall and a crack in the ceiling
you come into the tavern and there's a coin in the well
you take the key from the hook on the wall
you lean on the wall
you look in the well
somebody is singing up on the stage
there's blood on the stage
she steps up on the stage
the rat runs into a hole
you pull the sword from the crack in the rock
water runs in a pipe along the wall
he puts the letter in the coffin
carp in a pool, lanterns on strings
light falls through the gap
flies on the surface of the soup
""".strip().splitlines()

HEDGED = {
    "you come into what might have been a kitchen once": "kitchen",
    "you step through into what could be a temple": "temple",
    "you wake up in a swamp somewhere": "swamp",
    "nearly a mile further on you reach the monastery": "monastery",
    "you hear the sea before you see it. then the harbour": "harbor",
    "you're on the wall": "battlements",
    "now up on the wall, in the wind": "battlements",
}


def nouns(kind: str, *, fixed: bool = False) -> list[tuple[Entry, str]]:
    entries = [entry for entry in BOOK.entries if entry.kind == kind and (entry.fixed or not fixed)]
    single = [(entry, next((word for word in entry.words if " " not in word), "")) for entry in entries]
    return [(entry, word) for entry, word in single if word and word not in ("hell", "backstage", "ashore")]


PLACES = nouns("place")
WORDS = [
    each
    for group in zip(PLACES[::3], nouns("creature")[::3], nouns("gear", fixed=True)[::2] * 2, strict=False)
    for each in group
] + nouns("weather")


def said(pattern: str, word: str) -> str:
    return re.sub(r"\ba (?=[aeiou])", "an ", pattern.replace("{n}", word).replace("{N}", word.title()))


def world(text: str, start: str) -> World:
    told = asyncio.run(TELLER.environment([Spoken(1, text, 0, 80_000, 80_000)], Context(Environment(start, 1))))
    return setting.read(told.description)


def some(words: Sequence[tuple[Entry, str]], pattern: str, patterns: Sequence[str]) -> list[tuple[Entry, str]]:
    """Others for each pattern, so that together they try all."""
    step = len(words) / EACH
    first = patterns.index(pattern)
    return [words[int(first + n * step) % len(words)] for n in range(EACH)]


def shows(here: World, entry: Entry) -> bool:
    things = {feature.entry for feature in here.features}
    return entry in {here.place, here.weather, here.light, here.near, *things}


@pytest.mark.parametrize("pattern", ELSEWHERE)
def test_what_is_only_talked_of_stays_out(pattern: str) -> None:
    leaks = [
        said(pattern, word)
        for entry, word in some(WORDS, pattern, ELSEWHERE)
        for start in ("", INN if entry.id != "tavern" else PLAIN)
        if shows(world(said(pattern, word), start), entry)
    ]
    assert not leaks


@pytest.mark.parametrize("saying", SAYINGS)
def test_sayings_and_names_move_nobody(saying: str) -> None:
    for start in ("", INN, PLAIN):
        assert world(saying, start) == setting.read(start)


@pytest.mark.parametrize("pattern", THERE)
def test_where_the_party_goes_it_is(pattern: str) -> None:
    missed = [
        said(pattern, word)
        for entry, word in some(PLACES, pattern, THERE)
        if world(said(pattern, word), PLAIN if entry.id != "plain" else INN).place != entry
    ]
    assert not missed


@pytest.mark.parametrize("text", FURNISHED)
def test_what_a_place_holds_is_not_the_place(text: str) -> None:
    assert world(text, INN).place == setting.read(INN).place


@pytest.mark.parametrize(("text", "place"), HEDGED.items())
def test_a_place_that_is_told_with_a_doubt_is_the_place(text: str, place: str) -> None:
    found = world(text, PLAIN).place
    assert found is not None
    assert found.id == place


def test_enough_words_are_tried() -> None:
    tried = {word for pattern in ELSEWHERE for _, word in some(WORDS, pattern, ELSEWHERE)}
    assert len(tried) >= 100
    assert len({word for pattern in THERE for _, word in some(PLACES, pattern, THERE)}) >= 100
