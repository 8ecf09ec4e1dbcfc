"""The transcriber is told the names of the table, and those that a person adds while the evening goes on."""

from __future__ import annotations

from collections.abc import Sequence

from fakes.evening import Evening
from fakes.scripted_engines import ScriptedTranscriber, steady
from fakes.virtual_time import virtual

from pipeline.call import NO_ONES, Call
from pipeline.model import Character, Context
from pipeline.vocabulary import MOST_NAMES, Name, Vocabulary


class Listening(ScriptedTranscriber):
    """Remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(steady(0.2))
        self.told: list[Sequence[str]] = []

    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: Call = NO_ONES
    ) -> tuple[str, float | None]:
        self.told.append(glossary)
        return await super().transcribe(pcm, glossary=glossary)


@virtual
async def test_a_name_added_in_the_evening_is_known_after_the_next_scene() -> None:
    evening = Evening(every_s=10)
    evening.transcriber = listening = Listening()
    account = evening.store.accounts[evening.user_id]
    account.characters = (Character("Kara", "a dwarf"),)
    context = evening.storyteller.environment

    async def added(*given: object, **named: object) -> object:
        account.characters = (Character("Kara", "a dwarf"), Character("Xanthe", "an elf"))
        return await context(*given, **named)  # type: ignore[arg-type]

    evening.storyteller.environment = added  # type: ignore[assignment, method-assign]
    await evening.life(3)
    assert listening.told == [("Kara",), ("Kara", "Xanthe"), ("Kara", "Xanthe")]


def test_a_name_keeps_the_pronunciation_that_anyone_gave_it() -> None:
    context = Context(characters=(Character("Kara", ""),), glossary=(Name("Kara", "KAH-rah"), Name("Tok")))
    names = Vocabulary(context).names
    assert names == ("Kara", "Tok")
    assert isinstance(names[0], Name)
    assert names[0].pronunciation == "KAH-rah"


def test_each_name_once_characters_first_and_not_too_many() -> None:
    characters = (Character("Kara", ""), Character("Tok", ""))
    vocabulary = Vocabulary(Context(characters=characters, glossary=("the Keep", "Kara")))
    assert vocabulary.names == ("Kara", "Tok", "the Keep")
    vocabulary.learn(Context(glossary=tuple(f"n{n}" for n in range(MOST_NAMES + 9))))
    assert vocabulary.names[0] == "n0"
    assert len(vocabulary.names) == MOST_NAMES
