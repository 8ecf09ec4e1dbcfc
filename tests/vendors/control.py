"""A vendor's server asked and scripted by HTTP, for who runs it in another process. No vendor has these paths."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from vendors.script import Step

if TYPE_CHECKING:
    from vendors.vendor import Vendor


def control(vendor: Vendor) -> list[Route]:
    """``/-/calls``, ``/-/invoice`` and ``/-/script`` (POST a step, DELETE all)."""

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
            for call in list(vendor.calls)
        ]
        return Response(json.dumps(listed), media_type="application/json")

    async def bill(request: Request) -> Response:
        made = vendor.invoice
        lines = [{"model": line.model, "calls": line.calls, "nano_usd": line.nano_usd} for line in made.lines]
        return Response(json.dumps({"nano_usd": made.nano_usd, "lines": lines}), media_type="application/json")

    async def script(request: Request) -> Response:
        asked: dict[str, Any] = await request.json()
        on, model, times = asked.pop("on", "*"), asked.pop("model", "*"), int(asked.pop("times", 1))
        step = Step(**asked)
        if step.failure is not None and step.failure not in vendor.shapes:
            return Response(f"no such failure; there are: {', '.join(vendor.shapes)}", 404)
        if times < 1:
            vendor.script.always(step, on=on, model=model)
        else:
            vendor.script.then(step, on=on, model=model, times=times)
        return Response(status_code=204)

    async def clear(request: Request) -> Response:
        vendor.reset()
        return Response(status_code=204)

    return [
        Route("/-/calls", calls),
        Route("/-/invoice", bill),
        Route("/-/script", script, methods=["POST"]),
        Route("/-/script", clear, methods=["DELETE"]),
    ]
