"""What every vendor's server does around its wire format: keys, scripts, delays, failures, records, the bill."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from vendors.broken import Broken
from vendors.calls import SECRETS, Answered, Call, Kind
from vendors.control import control
from vendors.invoice import Invoice, Price, invoice
from vendors.pieces import Pieces
from vendors.said import Said
from vendors.script import Script, Step
from vendors.shapes import Asked, Failed, RejectedError, Shape, Work
from vendors.stories import Stories

from pipeline.call import Usage


class Vendor:
    """One vendor. Everything on it may be read and changed while its server runs.

    ``key``: the one that is accepted; None accepts any. ``models``: those that exist; None: any. ``prices``: for
    ``invoice``. ``charges_unanswered``: whether what was accepted and never arrived is charged.
    """

    name = "vendor"
    shapes: Mapping[str, Shape]
    aliases: Mapping[tuple[str, Kind], str]

    def __init__(
        self,
        *,
        key: str | None,
        models: Collection[str] | None,
        prices: Iterable[Price] = (),
        charges_unanswered: bool = True,
        said: Said | None = None,
        stories: Stories | None = None,
        told: Callable[[Call], None] | None = None,
        seed: int = 0,
    ) -> None:
        self.key = key
        self.models = models
        self.prices = tuple(prices)
        self.charges_unanswered = charges_unanswered
        self.said = said or Said()
        self.stories = stories or Stories()
        self.script = Script(seed=seed)
        self.calls: list[Call] = []
        self.app = Starlette(routes=[*control(self), *self.routes()])
        self.connections: Collection[Any] = ()
        """uvicorn's, while it serves."""
        self.closing: asyncio.Event | None = None
        self._told = told or (lambda call: None)

    # -- of each vendor -----------------------------------------------------------------------------------------

    def routes(self) -> list[Route]:
        """Its paths."""
        raise NotImplementedError

    def read(self, request: Request, call: Call) -> Awaitable[Work]:
        """Check the key and the request, and fill ``call``. Raises ``RejectedError``."""
        raise NotImplementedError

    def headers(self) -> dict[str, str]:
        """Headers of every answer."""
        return {}

    # -- for tests ----------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """As new: no script, no records."""
        self.script.clear()
        self.said.clear()
        self.stories.clear()
        self.calls.clear()

    def of(self, kind: Kind) -> list[Call]:
        """The calls of one kind, in order."""
        return [call for call in list(self.calls) if call.kind == kind]

    @property
    def invoice(self) -> Invoice:
        """What it charges so far. Raises ``UnpricedError``."""
        return invoice(list(self.calls), self.prices)

    # -- serving ------------------------------------------------------------------------------------------------

    def endpoint(self, kind: Kind | Callable[[Request], Kind]) -> Callable[[Request], Awaitable[Response]]:
        """Serve one path."""

        async def serve(request: Request) -> Response:
            call = Call(
                n=len(self.calls),
                at=time.time(),
                method=request.method,
                path=request.url.path,
                connection=request.client.port if request.client else 0,
                kind=kind(request) if callable(kind) else kind,
                headers={name: text for name, text in request.headers.items() if name not in SECRETS},
            )
            self.calls.append(call)
            return await self._serve(request, call)

        return serve

    async def _serve(self, request: Request, call: Call) -> Response:
        began = time.perf_counter()
        try:
            work = await self.read(request, call)
        except RejectedError as rejected:
            return self._answer(call, began, rejected.outcome, rejected.status, Failed(rejected.body))
        step = self.script.take(call.kind, call.path, call.model, lambda name: self._possible(name, call.kind))
        if step.failure is None:
            good = await work.good(step.answer)
            if not await self._wait(request, began, step.delay_s or 0.0):
                return self._lost(call, began, "abandoned", good.usage)
            call.answered_text = good.text
            return self._answer(call, began, "ok", 200, Failed(good.body, usage=good.usage))
        return await self._fail(request, work, began, step)

    async def _fail(self, request: Request, work: Work, began: float, step: Step) -> Response:
        assert step.failure is not None
        call, shape = work.call, self.shape(step.failure, work.call.kind)
        worked = shape.status == 200 or shape.manner != "answer"
        good = await work.good(step.answer) if worked else None
        # What is turned away at the door is turned away at once.
        late = shape.status is None or shape.status == 200 or shape.status >= 500
        if shape.manner == "hang":
            call.answer = Answered(shape.name, None, good and good.usage, self.charges_unanswered, 0.0, time.time())
            self._told(call)
            await self._wait(request, began, None)
            return self._lost(call, began, shape.name, good and good.usage)
        if not await self._wait(request, began, (step.delay_s or 0.0) if late else 0.0):
            return self._lost(call, began, "abandoned", good and good.usage)
        failed = shape.make(Asked(call.kind, call.model, call.path, step, good))
        if shape.manner in {"reset", "cut"}:
            assert good is not None
            self._lost(call, began, shape.name, good.usage)
            body = self._encoded(good.body)[0] if shape.manner == "cut" else None
            return Broken(self._transport(request), body)
        assert shape.status is not None
        return self._answer(call, began, shape.name, shape.status, failed)

    def _possible(self, failure: str, kind: Kind) -> bool:
        return kind in self.shape(failure, kind).kinds

    def shape(self, failure: str, kind: Kind) -> Shape:
        """What ``failure`` is for that kind of call."""
        return self.shapes[self.aliases.get((failure, kind), failure)]

    async def _wait(self, request: Request, began: float, delay_s: float | None) -> bool:
        """Wait until ``delay_s`` after ``began``, or for ever; False once the client is gone or the server stops."""
        left = None if delay_s is None else delay_s - (time.perf_counter() - began)
        if left is not None and left <= 0:
            return True
        assert self.closing is not None
        gone = asyncio.create_task(_disconnected(request))
        stop = asyncio.create_task(self.closing.wait())
        done, _ = await asyncio.wait({gone, stop}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        for task in (gone, stop):
            task.cancel()
        await asyncio.gather(gone, stop, return_exceptions=True)
        return not done

    def _lost(self, call: Call, began: float, outcome: str, usage: Usage | None) -> Response:
        self._record(
            call, Answered(outcome, None, usage, self.charges_unanswered, time.perf_counter() - began, time.time())
        )
        return Response(status_code=499)

    def _answer(self, call: Call, began: float, outcome: str, status: int, failed: Failed) -> Response:
        data, content_type = self._encoded(failed.body, failed.content_type)
        charged = status == 200 and failed.usage is not None
        self._record(call, Answered(outcome, status, failed.usage, charged, time.perf_counter() - began, time.time()))

        def sent() -> None:
            assert call.answer is not None
            call.answer = replace(call.answer, sent_s=time.perf_counter() - began)

        return Pieces(data, status, sent, headers=self.headers() | dict(failed.headers), media_type=content_type)

    def _record(self, call: Call, answer: Answered) -> None:
        first = call.answer is None
        call.answer = answer
        if first:
            self._told(call)

    @staticmethod
    def _encoded(body: Any, content_type: str = "application/json") -> tuple[bytes, str]:
        if isinstance(body, str):
            plain = "text/plain; charset=utf-8" if content_type == "application/json" else content_type
            return body.encode(), plain
        return json.dumps(body, ensure_ascii=False).encode(), content_type

    def _transport(self, request: Request) -> asyncio.Transport:
        return next(one.transport for one in self.connections if one.client == tuple(request.client or ()))


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
