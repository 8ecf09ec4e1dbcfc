"""Connections that were idle are opened anew while somebody speaks, and so cost nobody time when they are needed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from harness.client import PATIENCE_S, Client, audio, sign_up
from harness.serving import listening, settings
from harness.tape import tape
from vendors.openai_server import KEY, OpenAI
from vendors.serving import serving

from pipeline.providers import chain
from server.app import create_app

CHAINS = 3
"""Speech, story and pictures: each keeps its own connection warm."""


async def greeted(vendor: OpenAI, times: int) -> None:
    """Wait until the list of models was asked for so often."""
    async with asyncio.timeout(PATIENCE_S):
        while len(vendor.of("models")) < times:  # noqa: ASYNC110 - the vendor's thread has no event of this loop
            await asyncio.sleep(0.01)


async def test_who_begins_to_speak_finds_the_vendors_ready(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, clients: None
) -> None:
    monkeypatch.setattr(chain, "WARM_S", 0.0)  # every connection counts as idle
    vendor, spoken = OpenAI(), tape(1, seed=5)
    with serving(vendor) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/v1")
        chosen = settings(tmp_path, database_url, openai_api_key=KEY)
        async with listening(create_app(chosen), chosen) as here:
            await greeted(vendor, CHAINS)
            token = await sign_up(here)
            async with Client.to(here, "/api/v1/live") as client:
                hello = {"type": "hello", "protocol": 1, "token": token, "stream_id": str(uuid4()), "mode": "live"}
                await client.send(hello)
                await client.until("ready")
                await greeted(vendor, 2 * CHAINS)  # a session begins
                assert not vendor.of("transcription")
                for at in range(0, len(spoken.pcm) // 2, 1600):
                    await client.send(audio(at, spoken.pcm[2 * at : 2 * at + 3200]))
                await client.until("speech.started")
                await greeted(vendor, 3 * CHAINS)
                await client.send({"type": "end"})
                await client.until("ended")
    [call] = vendor.of("transcription")
    assert call.connection in {greeting.connection for greeting in vendor.of("models")}
