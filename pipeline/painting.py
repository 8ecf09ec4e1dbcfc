"""Composed scenes → published pictures: the newest waits for the gate, few are painted at once. It composes nothing.

What a person asked for waits for nothing but a painter, and is neither replaced nor skipped.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.call import NO_ONES, Call
from pipeline.durable import durably
from pipeline.errors import BlobStoreError, EngineError, NotFoundError, RefusedError
from pipeline.expenses import Expenses
from pipeline.gate import Gate, Hold, Paint, Skip
from pipeline.model import Image, KeptPicture, Mode, Portrait, Quality, SceneDecision
from pipeline.ports import BlobStore, SessionJournal
from pipeline.providers.chain import Answer
from pipeline.settlement import Settlement
from pipeline.softening import ladder
from pipeline.stages.paint import PaintStage

ATTEMPTS = 2
STORE_ATTEMPTS = 3

ANOTHER_TAKE = "{prompt} This is take {take}: the same moment, composed in another way."
"""A painter that always paints the same for the same words is given others."""

REFUSED = "The painter would not paint this scene, nor a gentler one; the picture that is shown stays."


def _happened() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(frozen=True, slots=True, eq=False)
class ComposedScene:
    """A scene on its way to the painter. ``sample``: its moment on the session's audio clock.

    ``background``: from an upload, which leaves a painter free for those who are at the table.
    """

    number: int
    mode: Mode
    decision: SceneDecision = field(repr=False)
    style: str = field(repr=False)
    image_id: str
    sample: int
    utterances: tuple[int, ...]
    passed: bool = False
    background: bool = False
    place: str = field(repr=False, default="")
    """The environment, painted without anyone where the scene is refused."""
    portraits: tuple[tuple[str, str], ...] = field(repr=False, default=())
    """Name and key of the portraits of those in the picture."""
    asked: bool = False
    """A person asked for it."""
    take: int = 0
    """Not 0 for a moment that was painted before: another one for each time."""
    recalled: bool = False
    """The first picture of its place is shown: better than a sketch."""
    recorded: asyncio.Event = field(repr=False, default_factory=_happened)
    """That it was composed. The painter's call may begin before; nothing is written of it until then."""

    @property
    def prompt(self) -> str:
        """What the painter is asked for."""
        prompt = self.decision.prompt
        return ANOTHER_TAKE.format(prompt=prompt, take=self.take) if self.take else prompt


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    """A picture in the blob store that is not recorded yet."""

    image: Image
    key: str
    engine: str
    duration_ms: int


_Made = _Stored | EngineError | BlobStoreError


class Painting:
    """Runs the paint stage; ``offer`` hands a scene over, ``run`` paints until ``close``."""

    def __init__(
        self,
        journal: SessionJournal,
        gate: Gate,
        final: PaintStage,
        sketch: PaintStage | None,
        blobs: BlobStore,
        settlement: Settlement,
        *,
        at_once: int,
        retry_s: float,
        expenses: Expenses,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._journal = journal
        self._gate = gate
        self._final = final
        self._sketch = sketch
        self._blobs = blobs
        self._settlement = settlement
        self._slots = asyncio.Semaphore(at_once)
        self._background = 0
        self._background_at_once = max(1, at_once - 1)
        self._retry_s = retry_s
        self._expenses = expenses
        self._now = now
        self._asked = deque[ComposedScene]()
        self._held: ComposedScene | None = None
        self._passed: ComposedScene | None = None
        self._passed_room = asyncio.Semaphore(1)
        self._wake = asyncio.Event()
        self._clock = 0
        self._hushed = False
        self._closed = False

    def hear_time(self, sample: int) -> None:
        """The audio clock has come to ``sample``; a scene that was too soon may be due now."""
        if sample > self._clock:
            self._clock = sample
            self._hushed = False
            if self._held is not None:
                self._wake.set()

    def hush(self) -> None:
        """No more audio time will come for now: a scene that only waits for time is skipped."""
        self._hushed = True
        self._wake.set()

    def close(self) -> None:
        """No more scenes will be offered; ``run`` returns once those it has are finished."""
        self._closed = True
        self._wake.set()

    async def offer(self, scene: ComposedScene) -> None:
        """Hand over a composed scene. It takes the place of one that still waits for the gate.

        One that ``passed`` the gate already takes no one's place; it waits for room.
        """
        if scene.passed:
            await self._passed_room.acquire()
            self._passed = scene
            self._wake.set()
            return
        older, self._held = self._held, scene
        self._wake.set()
        if older is not None:
            # It is told of the newer one's number.
            await scene.recorded.wait()
            await durably(lambda: self._journal.commit_superseded(older.number, scene.number))
            self._settlement.done(older.utterances)

    def ask(self, scene: ComposedScene) -> None:
        """Hand over a scene that a person asked for. How many there are is bounded where they are asked for."""
        self._asked.append(scene)
        self._wake.set()

    async def recall(self, scene: int, kept: KeptPicture) -> None:
        """Show the first picture of a place again, as a copy of its own. A courtesy: without it the story goes on."""
        begun = self._now()
        with contextlib.suppress(BlobStoreError, NotFoundError):
            image = Image(await self._blobs.get(kept.key), kept.format, kept.width, kept.height)
            key = self._key(kept.image_id, image)
            await self._store(key, image)
            duration_ms = round((self._now() - begun) * 1000)
            await durably(lambda: self._journal.commit_recalled(scene, kept, key, image, duration_ms=duration_ms))

    async def room(self) -> None:
        """Wait until a scene that passed would be taken at once."""
        async with self._passed_room:
            pass

    async def run(self) -> None:
        """Paint what is offered, at most ``at_once`` at a time, until closed."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._slots.acquire()
                scene = await self._next()
                if scene is None:
                    return
                tasks.create_task(self._publish(scene))

    async def _next(self) -> ComposedScene | None:
        """The next scene that may be painted now; None when there will be none."""
        while True:
            if self._asked:
                scene = self._asked.popleft()
                self._gate.paint(max(self._clock, scene.sample), scene.mode)
                return scene
            if self._passed is not None and not self._passed.background:
                return self._take_passed(self._passed)
            if self._held is not None:
                verdict = self._gate.judge(max(self._clock, self._held.sample), self._held.mode)
                if isinstance(verdict, Hold) and (self._hushed or self._closed):
                    verdict = Skip("too_soon", "Too soon after the last picture, and then it was quiet.")
                if isinstance(verdict, Paint):
                    scene, self._held = self._held, None
                    self._gate.paint(max(self._clock, scene.sample), scene.mode)
                    return scene
                if isinstance(verdict, Skip):
                    scene, self._held = self._held, None
                    await self._skip(scene, verdict)
                    continue
            if self._passed is not None and self._background < self._background_at_once:
                self._background += 1
                return self._take_passed(self._passed)
            if self._closed and self._held is None and self._passed is None and not self._asked:
                return None
            self._wake.clear()
            await self._wake.wait()

    def _take_passed(self, scene: ComposedScene) -> ComposedScene:
        self._passed = None
        self._passed_room.release()
        return scene

    async def _skip(self, scene: ComposedScene, why: Skip) -> None:
        await scene.recorded.wait()
        await durably(lambda: self._journal.commit_skipped(scene.number, why.code, why.reason))
        self._settlement.done(scene.utterances)

    async def _publish(self, scene: ComposedScene) -> None:
        """Paint, store, record. A scene that cannot be painted leaves the picture shown as it is."""
        call = self._expenses.scene(scene.number, background=scene.background)
        async with asyncio.TaskGroup() as tasks:
            # The painter's call begins beside the commits; its result waits for them.
            final = tasks.create_task(self._final_picture(scene, call))
            sketching = None
            if self._sketch is not None and not scene.recalled:
                sketching = tasks.create_task(self._sketched(scene, self._sketch))
            sample = max(self._clock, scene.sample)
            await scene.recorded.wait()
            if not scene.passed:
                await durably(lambda: self._journal.commit_paint_start(scene.number, sample))
            if sketching is not None:
                await self._publish_sketch(scene, sketching, final)
        made = final.result()
        if isinstance(made, _Stored):
            await self._record(scene, made, scene.image_id, "final", call)
        else:
            code, reason, cost = made.code, made.message, call.purse.spent
            await durably(lambda: self._journal.commit_image_failed(scene.number, code, reason, cost=cost))
        self._slots.release()
        if scene.background:
            self._background -= 1
            self._wake.set()
        if scene.asked:
            self._settlement.done_asked(scene.number)
        else:
            self._settlement.done(scene.utterances)

    async def _publish_sketch(
        self, scene: ComposedScene, sketch: asyncio.Task[_Stored | None], final: asyncio.Task[_Made]
    ) -> None:
        """A sketch is a courtesy: the picture does not depend on it, and one that is late is not shown."""
        await asyncio.wait({sketch, final}, return_when=asyncio.FIRST_COMPLETED)
        if not sketch.done():
            sketch.cancel()
            return
        made = sketch.result()
        if made is not None:
            await self._record(scene, made, sketch_id(scene.image_id), "sketch", NO_ONES)

    async def _sketched(self, scene: ComposedScene, stage: PaintStage) -> _Stored | None:
        with contextlib.suppress(EngineError, BlobStoreError):
            begun = self._now()
            answer = await stage(scene.prompt, scene.style)
            return await self._stored(sketch_id(scene.image_id), answer, begun)
        return None

    async def _final_picture(self, scene: ComposedScene, call: Call) -> _Made:
        """The picture, or the error that ended it. What a painter refuses is asked for more gently."""
        try:
            begun = self._now()
            portraits = await self._portraits(scene)
            gentler = ladder(scene.prompt, scene.place)
            answer = await self._paint(scene, next(gentler), portraits, call, gentler)
            return await self._stored(scene.image_id, answer, begun)
        except (EngineError, BlobStoreError) as error:
            return error

    async def _paint(
        self, scene: ComposedScene, prompt: str, portraits: Sequence[Portrait], call: Call, gentler: Iterator[str]
    ) -> Answer[Image]:
        attempt = 1
        while True:
            try:
                return await self._final(prompt, scene.style, portraits, call)
            except RefusedError:
                following = next(gentler, None)
                if following is None:
                    raise RefusedError(REFUSED) from None
                prompt, portraits = following, ()
            except EngineError as error:
                if attempt == ATTEMPTS or not error.retryable:
                    raise
                attempt += 1
                await asyncio.sleep(self._retry_s)

    async def _portraits(self, scene: ComposedScene) -> tuple[Portrait, ...]:
        """Those that can be read: a picture without one is better than none."""
        found: list[Portrait] = []
        for name, key in scene.portraits:
            with contextlib.suppress(BlobStoreError, NotFoundError):
                found.append(Portrait(name, await self._blobs.get(key), "image/" + key.rpartition(".")[2]))
        return tuple(found)

    async def _stored(self, image_id: str, answer: Answer[Image], begun: float) -> _Stored:
        image = answer.value
        key = self._key(image_id, image)
        await self._store(key, image)
        return _Stored(image, key, answer.engine, round((self._now() - begun) * 1000))

    def _key(self, image_id: str, image: Image) -> str:
        return f"pictures/{self._journal.tenant}/{image_id}.{image.format}"

    async def _record(self, scene: ComposedScene, made: _Stored, image_id: str, quality: Quality, call: Call) -> None:
        cost = call.purse.spent
        await durably(
            lambda: self._journal.commit_image(
                scene.number,
                image_id,
                made.key,
                made.image,
                quality,
                duration_ms=made.duration_ms,
                engine=made.engine,
                cost=cost,
            )
        )

    async def _store(self, key: str, image: Image) -> None:
        for attempt in range(1, STORE_ATTEMPTS + 1):
            try:
                await self._blobs.put(key, image.data, image.content_type)
            except BlobStoreError:
                if attempt == STORE_ATTEMPTS:
                    raise
                await asyncio.sleep(self._retry_s * attempt)
            else:
                return


def sketch_id(image_id: str) -> str:
    """The sketch's id: the same after a takeover, so that it is published once, and no way back to the picture's."""
    return hashlib.blake2b(image_id.encode(), digest_size=16, person=b"sketch").hexdigest()
