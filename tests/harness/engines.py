"""Engines whose answers follow from what they are given, so that runs can be compared; each call is in the ledger.

They are quick, and never random. A test's ``act`` may slow, break or kill them.
"""

from __future__ import annotations

import io
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import PIL.Image
from harness.ledger import Ledger, fingerprint

from clients.local.folder_blobs import FolderBlobs
from pipeline.call import NO_ONES, Call
from pipeline.graph import Engines
from pipeline.model import Context, EnvironmentUpdate, Image, Portrait, SceneDecision, Spoken, UtteranceKind

Act = Callable[[str, str], Awaitable[None]]
"""(engine, key) → whatever shall happen before the answer."""


async def at_once(engine: str, key: str) -> None:
    """Answer at once."""


def words(key: str) -> str:
    """What the transcriber hears in the audio with this fingerprint."""
    return f"the words of {key}"


def paints(key: str) -> bool:
    """Whether the storyteller finds a picture in it."""
    return int(key[-1], 16) % 4 != 0


class _Engine:
    def __init__(self, ledger: Ledger, act: Act) -> None:
        self.name = "harness"
        self._ledger = ledger
        self._act = act

    async def _call(self, engine: str, key: str) -> None:
        self._ledger.note("begin", engine=engine, key=key, pid=os.getpid())
        await self._act(engine, key)
        self._ledger.note("end", engine=engine, key=key)


class Transcriber(_Engine):
    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: Call = NO_ONES
    ) -> tuple[str, float | None]:
        key = fingerprint(pcm)
        await self._call("transcribe", key)
        return words(key), 0.9


class Storyteller(_Engine):
    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: Call = NO_ONES
    ) -> EnvironmentUpdate:
        key = _key(spoken)
        await self._call("environment", key)
        return EnvironmentUpdate(True, f"the place of {key}", ("narration",) * len(spoken))

    async def scene(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context, *, call: Call = NO_ONES
    ) -> SceneDecision:
        key = _key(spoken)
        await self._call("scene", key)
        if not paints(key):
            return SceneDecision(False, "Nothing new is to be seen.")
        return SceneDecision(True, "A new moment.", f"title of {key}", f"picture of {key}")


class Painter(_Engine):
    async def paint(
        self, prompt: str, *, style: str = "", portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Image:
        await self._call("paint", prompt)
        colour = int(fingerprint(prompt.encode())[:6], 16)
        data = io.BytesIO()
        PIL.Image.new("RGB", (32, 18), (colour >> 16, colour >> 8 & 255, colour & 255)).save(data, "WEBP")
        return Image(data.getvalue(), "webp", 32, 18)


def engines(ledger: Ledger, blobs: Path, act: Act = at_once) -> Engines:
    """All of them, with a folder for their pictures."""
    return Engines(Transcriber(ledger, act), Storyteller(ledger, act), Painter(ledger, act), FolderBlobs(blobs))


def _key(spoken: Sequence[Spoken]) -> str:
    return "+".join(item.text.split()[-1] for item in spoken)
