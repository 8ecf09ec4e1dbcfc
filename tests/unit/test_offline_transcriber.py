"""The offline recogniser's processes: whose names they hear, what happens when one is lost or late."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from functools import cache

import pytest
import pytest_asyncio

from benchmarks import hearing
from clients.local.offline_transcriber import OfflineTranscriber
from clients.local.sphinx_decoder import TABLES
from pipeline.errors import EngineError
from pipeline.vocabulary import Name
from tests.fixtures.hearing.clips import clips


def shield() -> bytes:
    return clips("rms")[11].pcm


@cache
def road() -> bytes:
    """A sentence with Karvosk in it."""
    return next(clip for clip in hearing.clips() if clip.names == ("Karvosk",)).pcm.tobytes()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def transcriber() -> AsyncIterator[OfflineTranscriber]:
    engine = OfflineTranscriber(processes=1)
    yield engine
    await engine.aclose()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_name_is_heard_by_the_table_that_told_it_and_by_no_other(transcriber: OfflineTranscriber) -> None:
    assert "Karvosk" in (await transcriber.transcribe(road(), glossary=("Thalindra", "Karvosk")))[0]
    assert "Karvosk" not in (await transcriber.transcribe(road()))[0]
    assert "Karvosk" not in (await transcriber.transcribe(road(), glossary=("Thalindra",)))[0]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("sounds", ["KAR-vosk", "K AA R V AO S K"])
async def test_a_name_that_is_not_said_as_it_is_written_can_be_corrected(
    transcriber: OfflineTranscriber, sounds: str
) -> None:
    assert "Xochitl" not in (await transcriber.transcribe(road(), glossary=("Xochitl",)))[0]
    assert "Xochitl" in (await transcriber.transcribe(road(), glossary=(Name("Xochitl", sounds),)))[0]


@pytest.mark.asyncio(loop_scope="module")
async def test_forgotten_names_are_learned_again(transcriber: OfflineTranscriber) -> None:
    first = await transcriber.transcribe(road(), glossary=("Karvosk",))
    for n in range(TABLES):
        await transcriber.transcribe(bytes(1_000), glossary=(f"Kara {n}",))
    assert await transcriber.transcribe(road(), glossary=("Karvosk",)) == first


@pytest.mark.asyncio(loop_scope="module")
async def test_a_new_process_learns_the_names_again(transcriber: OfflineTranscriber) -> None:
    first = await transcriber.transcribe(road(), glossary=("Karvosk",))
    for worker in transcriber.workers:
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        # Not by waiting for the process: whoever takes its exit status leaves multiprocessing to think that it lives.
        async with asyncio.timeout(10):
            while worker.pid:  # noqa: ASYNC110 - its end is no event of this loop
                await asyncio.sleep(0.01)
    assert await transcriber.transcribe(road(), glossary=("Karvosk",)) == first


async def test_names_over_which_the_recogniser_hangs_are_left_out_and_the_words_are_heard() -> None:
    transcriber = OfflineTranscriber(processes=1, learn_s=-1.0)
    for _ in range(2):
        text, _ = await transcriber.transcribe(shield(), glossary=("Thalindra",))
        assert "shield" in text
    await transcriber.aclose()


async def test_an_utterance_over_its_deadline_is_an_error_and_the_next_is_heard() -> None:
    transcriber = OfflineTranscriber(deadline_s=-1.0, processes=1)
    with pytest.raises(EngineError) as failure:
        await transcriber.transcribe(bytes(2 * 8_000))
    assert failure.value.code == "timeout"
    await asyncio.gather(transcriber.start(), transcriber.start())
    await transcriber.aclose()
