"""What every ``Transcriber`` must do. Engines with a key join when their adapters come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio

from clients.local.offline_transcriber import OfflineTranscriber
from pipeline.model import SAMPLE_RATE
from pipeline.ports import Transcriber
from tests.fixtures.hearing.clips import clips

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def transcriber() -> AsyncIterator[Transcriber]:
    """One for all tests: loading a model takes longer than hearing a sentence."""
    engine = OfflineTranscriber()
    yield engine
    await engine.aclose()


async def test_hears_words(transcriber: Transcriber) -> None:
    text, confidence = await transcriber.transcribe(clips("rms")[11].pcm)
    assert "shield" in text.lower()
    assert confidence is None or 0 <= confidence <= 1


async def test_has_a_name(transcriber: Transcriber) -> None:
    assert transcriber.name


@pytest.mark.parametrize("seconds", [0, 0.02, 3])
async def test_silence_has_no_words(transcriber: Transcriber, seconds: float) -> None:
    text, _ = await transcriber.transcribe(bytes(2 * int(seconds * SAMPLE_RATE)))
    assert text == ""


@pytest.mark.parametrize("level", [3, 300, 3000])
async def test_noise_has_no_words(transcriber: Transcriber, level: int) -> None:
    noise = np.random.default_rng(level).normal(scale=level, size=3 * SAMPLE_RATE)
    text, _ = await transcriber.transcribe(noise.clip(-32768, 32767).astype("<i2").tobytes())
    assert text == ""


async def test_calls_made_at_once_do_not_mix(transcriber: Transcriber) -> None:
    one, two = clips("rms")[9].pcm, clips("rms")[21].pcm
    alone = [(await transcriber.transcribe(pcm))[0] for pcm in (one, two)]
    together = await asyncio.gather(*(transcriber.transcribe(pcm) for pcm in (one, two, one, two)))
    assert [text for text, _ in together] == alone * 2


async def test_the_longest_utterance_is_heard_to_its_end(transcriber: Transcriber) -> None:
    said = b"".join(clip.pcm for clip in clips("rms")[:5])[: 25 * SAMPLE_RATE * 2]
    text, _ = await transcriber.transcribe(said)
    for word in ("castle", "river", "cave", "dragon", "mountain"):
        assert word in text


async def test_a_glossary_is_accepted(transcriber: Transcriber) -> None:
    text, _ = await transcriber.transcribe(clips("rms")[14].pcm, glossary=("Zyx'thar", "", "Old Meg"))
    assert text
