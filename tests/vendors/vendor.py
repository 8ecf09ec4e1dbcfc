"""What every vendor's server does around its wire format: keys, scripts, delays, failures, records, the bill."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import struct
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from vendors.calls import SECRETS, Answered, Call, Kind
from vendors.invoice import Invoice, Price, invoice
from vendors.said import Said
from vendors.script import Script, Step
from vendors.stories import Stories

from pipeline.call import Usage

Meaning = Literal[
    "rate_limited",
    "unavailable",
    "timeout",
    "bad_key",
    "no_credit",
    "bad_request",
    "refused",
    "malformed",
]
"""The code of the ``EngineError`` that a shape has to become."""

Manner = Literal["answer", "hang", "reset", "cut"]
"""``hang``: never answered. ``reset``: the connection is reset before, ``cut``: in the middle of the answer."""

ALL: frozenset[Kind] = frozenset({"transcription", "text", "image", "models"})


@dataclass(frozen=True, slots=True)
class Good:
    """An answer that a vendor would give, and what it counts for it. ``body``: JSON, or text as it is."""

    body: Any
    usage: Usage
    text: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a shape may know of the request. ``good``: only for shapes with status 200."""

    kind: Kind
    model: str
    path: str
    step: Step
    good: Good | None = None

    @property
    def retry_after_s(self) -> float:
        """How long the client is to wait."""
        return 1.0 if self.step.retry_after_s is None else self.step.retry_after_s


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure on the wire. ``usage``: what is charged for it, where the vendor charges."""

    body: Any
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    usage: Usage | None = None
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which a vendor fails, as it is documented. ``make`` builds the answer; ``seen``: where it was read."""

    name: str
    meaning: Meaning
    status: int | None
    make: Callable[[Asked], Failed]
    kinds: frozenset[Kind] = ALL
    manner: Manner = "answer"
    seen: str = ""


class RejectedError(Exception):
    """The request itself is wrong: the vendor's status and body."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(body)
        self.status = status
        self.body = body


@dataclass(slots=True)
class Work:
    """A request that was read and found right: what is recorded of it, and how it would be answered."""

    call: Call
    good: Callable[[], Awaitable[Good]]


def marked(data: bytes) -> str:
    """How recorded bodies name bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


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
        self.app = Starlette(routes=[*self.routes(), *self._control()])
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
                kind=kind(request) if callable(kind) else kind,
                headers={name: text for name, text in request.headers.items() if name not in SECRETS},
            )
            self.calls.append(call)
            return await self._serve(request, call)

        return serve

    async def _serve(self, request: Request, call: Call) -> Response:
        try:
            work = await self.read(request, call)
        except RejectedError as rejected:
            began = time.perf_counter()
            outcome = "bad_key" if rejected.status == 401 else "rejected"
            return self._answer(call, began, outcome, rejected.status, Failed(rejected.body))
        began = time.perf_counter()
        step = self.script.take(call.kind, call.path, call.model, lambda name: self._possible(name, call.kind))
        if step.failure is None:
            good = await self._well(work, step)
            if not await self._wait(request, began, step.delay_s or 0.0):
                return self._lost(call, began, "abandoned", good.usage)
            call.answered_text = good.text
            return self._answer(call, began, "ok", 200, Failed(good.body, usage=good.usage))
        return await self._fail(request, work, began, step)

    async def _well(self, work: Work, step: Step) -> Good:
        if step.answer is not None:
            self.stories.next(step.answer) if work.call.kind == "text" else self.said.next(step.answer)
        return await work.good()

    async def _fail(self, request: Request, work: Work, began: float, step: Step) -> Response:
        assert step.failure is not None
        call, shape = work.call, self.shape(step.failure, work.call.kind)
        worked = shape.status == 200 or shape.manner != "answer"
        good = await self._well(work, step) if worked else None
        # What is turned away at the door is turned away at once.
        late = shape.status is None or shape.status == 200 or shape.status >= 500
        if shape.manner == "hang":
            call.answer = Answered(shape.name, None, good and good.usage, self.charges_unanswered, 0.0)
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
            return _Broken(self._transport(request), body)
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
        self._record(call, Answered(outcome, None, usage, self.charges_unanswered, time.perf_counter() - began))
        return Response(status_code=499)

    def _answer(self, call: Call, began: float, outcome: str, status: int, failed: Failed) -> Response:
        data, content_type = self._encoded(failed.body, failed.content_type)
        charged = status == 200 and failed.usage is not None
        self._record(call, Answered(outcome, status, failed.usage, charged, time.perf_counter() - began))
        return Response(data, status, headers=self.headers() | dict(failed.headers), media_type=content_type)

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

    # -- control, for servers in another process ----------------------------------------------------------------

    def _control(self) -> list[Route]:
        async def calls(request: Request) -> Response:
            listed = [
                {
                    "n": call.n,
                    "kind": call.kind,
                    "model": call.model,
                    "path": call.path,
                    "body": call.body,
                    "audio_s": call.audio_s,
                    "images": call.images,
                    "outcome": call.answer and call.answer.outcome,
                    "status": call.answer and call.answer.status,
                    "took_s": call.answer and call.answer.took_s,
                }
                for call in list(self.calls)
            ]
            return Response(json.dumps(listed), media_type="application/json")

        async def bill(request: Request) -> Response:
            made = self.invoice
            lines = [{"model": line.model, "calls": line.calls, "nano_usd": line.nano_usd} for line in made.lines]
            return Response(json.dumps({"nano_usd": made.nano_usd, "lines": lines}), media_type="application/json")

        async def script(request: Request) -> Response:
            asked: dict[str, Any] = await request.json()
            on, model, times = asked.pop("on", "*"), asked.pop("model", "*"), int(asked.pop("times", 1))
            step = Step(**asked)
            if step.failure is not None and step.failure not in self.shapes:
                return Response(f"no such failure; there are: {', '.join(self.shapes)}", 404)
            if times < 1:
                self.script.always(step, on=on, model=model)
            else:
                self.script.then(step, on=on, model=model, times=times)
            return Response(status_code=204)

        async def clear(request: Request) -> Response:
            self.reset()
            return Response(status_code=204)

        return [
            Route("/-/calls", calls),
            Route("/-/invoice", bill),
            Route("/-/script", script, methods=["POST"]),
            Route("/-/script", clear, methods=["DELETE"]),
        ]


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class _Broken(Response):
    """Half of an answer, or none, and then a reset."""

    def __init__(self, transport: asyncio.Transport, body: bytes | None) -> None:
        super().__init__()
        self._transport = transport
        self._whole = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._whole is not None:
            length = str(len(self._whole)).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", length)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            half = self._whole[: len(self._whole) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        connected = self._transport.get_extra_info("socket")
        # Without lingering the kernel sends RST instead of FIN.
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
