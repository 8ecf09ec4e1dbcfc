"""Vendors are asked early: when the speaker falls silent, and about the scene while the environment is under way.

No clock decides: more sound is sent only after the vendor was asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from harness.client import FRAME, PATIENCE_S, Client, audio, sign_up
from harness.looking import Rows
from harness.serving import listening, settings
from vendors.openai_server import KEY, OpenAI
from vendors.script import fixed
from vendors.serving import serving

from clients import flac
from server.app import create_app

SPEECH = sorted((Path(__file__).parents[1] / "fixtures" / "speech").glob("*.flac"))
LULL, CUT = bytes(2 * 16 * 450), bytes(2 * 16 * 900)
"""Silence that makes a lull, and one that makes a cut."""


class Speaker:
    """A microphone, frame by frame."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.sample = 0

    async def says(self, pcm: bytes) -> None:
        for at in range(0, len(pcm), 2 * FRAME):
            part = pcm[at : at + 2 * FRAME]
            await self.client.send(audio(self.sample, part))
            self.sample += len(part) // 2


@asynccontextmanager
async def speaking(url: str) -> AsyncIterator[tuple[Speaker, str]]:
    """A microphone at a new account's table, and its session."""
    token = await sign_up(url)
    async with Client.to(url, "/api/v1/live") as client:
        hello = {"type": "hello", "protocol": 1, "token": token, "stream_id": str(uuid4()), "mode": "live"}
        await client.send(hello)
        ready = await client.until("ready")
        yield Speaker(client), ready["session_id"]


async def asked(vendor: OpenAI, times: int) -> None:
    """Wait until it was asked about speech so often."""
    async with asyncio.timeout(PATIENCE_S):
        while len(vendor.of("transcription")) < times:  # noqa: ASYNC110 - the vendor's thread has no event of this loop
            await asyncio.sleep(0.01)


def sentence(n: int) -> bytes:
    """Speech without the silence around it, so that what follows decides."""
    samples = np.frombuffer(flac.decode(SPEECH[n].read_bytes()), "<i2")
    heard = np.flatnonzero(np.abs(samples.astype(np.int32)) > 500)
    return samples[: heard[-1] + 1].tobytes()


async def test_the_vendor_is_asked_before_the_cut_and_once(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, clients: None
) -> None:
    vendor = OpenAI()
    vendor.said.next("You walk into the tavern.")
    with serving(vendor) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/v1")
        chosen = settings(tmp_path, database_url, openai_api_key=KEY)
        async with listening(create_app(chosen), chosen) as here, speaking(here) as (speaker, _):
            await speaker.says(sentence(0) + LULL)
            await asked(vendor, 1)
            assert not [m for m in speaker.client.messages if m["type"] == "utterance.committed"]
            await speaker.says(CUT)
            final = await speaker.client.until("transcript.final")
            await speaker.client.send({"type": "end"})
            await speaker.client.until("ended")
    [call] = vendor.of("transcription")
    assert final["text"] == "You walk into the tavern."
    assert call.audio_s == pytest.approx((final["to"] - final["from"]) / 16_000, abs=1e-3)


async def test_who_goes_on_is_heard_whole_and_the_call_in_vain_is_booked(
    tmp_path: Path, database_url: str, rows: Rows, monkeypatch: pytest.MonkeyPatch, clients: None
) -> None:
    vendor = OpenAI()
    vendor.said.next("You walk", "You walk into the tavern.")
    with serving(vendor) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/v1")
        chosen = settings(tmp_path, database_url, openai_api_key=KEY)
        async with listening(create_app(chosen), chosen) as here, speaking(here) as (speaker, session):
            await speaker.says(sentence(0) + LULL)
            await asked(vendor, 1)
            await speaker.says(sentence(1) + LULL)
            await asked(vendor, 2)
            await speaker.says(CUT)
            await speaker.client.send({"type": "end"})
            await speaker.client.until("ended")
            finals: list[dict[str, Any]] = [
                event for event in await rows.events(session) if event["type"] == "transcript.final"
            ]
            booked = "select count(*) from adventure.ledger where stage = 'transcribe' and state = 'settled'"
            await rows.once(lambda: _is(rows, booked, 2))
    assert [final["text"] for final in finals] == ["You walk into the tavern."]
    assert len(vendor.of("transcription")) == 2


async def test_where_the_party_stays_the_scene_is_asked_for_before_the_environment_is_answered(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, clients: None
) -> None:
    vendor = OpenAI()
    vendor.script.late(fixed(0.3), on="text")
    vendor.said.next("You walk into the tavern.", "She draws her sword and strikes at the goblin.")
    with serving(vendor) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/v1")
        chosen = settings(tmp_path, database_url, openai_api_key=KEY, scene_interval_s=0)
        async with listening(create_app(chosen), chosen) as here, speaking(here) as (speaker, _):
            for n in (0, 1):
                await speaker.says(sentence(n) + CUT)
                await speaker.client.until("scene.composed")
            await speaker.client.send({"type": "end"})
            await speaker.client.until("ended")
    placing, composing = (
        [call for call in vendor.of("text") if call.body["text"]["format"]["name"] == stage]
        for stage in ("environment", "scene")
    )
    assert len(placing) == len(composing) == 2
    known = [call.answer.at for call in placing if call.answer is not None]
    assert composing[0].at >= known[0], "where they arrive is known before the scene is composed"
    assert composing[1].at < known[1]


async def test_it_is_asked_only_at_the_cut_where_the_setting_says_so(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, clients: None
) -> None:
    vendor = OpenAI()
    with serving(vendor) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/v1")
        chosen = settings(tmp_path, database_url, openai_api_key=KEY, hear_eagerly=False)
        async with listening(create_app(chosen), chosen) as here, speaking(here) as (speaker, _):
            await speaker.says(sentence(0) + LULL + sentence(1) + LULL + sentence(2) + CUT)
            await speaker.client.until("utterance.committed")
            await speaker.client.send({"type": "end"})
            await speaker.client.until("ended")
    assert len(vendor.of("transcription")) == 1


async def _is(rows: Rows, query: str, value: int) -> bool:
    return await rows.value(query) == value
