"""Imagen's ``predict``, as Vertex AI has it: reads a prompt, answers pictures."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from vendors.calls import Call
from vendors.gemini_errors import no_model
from vendors.gemini_wire import SIZES, bad
from vendors.pictures import Format, picture
from vendors.shapes import Good, RejectedError, Work

from pipeline.call import Usage


def read_prediction(call: Call, body: dict[str, Any]) -> Work:
    """See ``Vendor.read``."""
    call.body = body
    if not call.model.startswith("imagen"):
        raise RejectedError(404, no_model(call.model))
    instances = body.get("instances") or [{}]
    call.text = str(instances[0].get("prompt", ""))
    if not call.text:
        raise bad("Image generation failed with the following error: Prompt is required.")
    parameters = body.get("parameters") or {}
    many = int(parameters.get("sampleCount", 1))
    aspect = parameters.get("aspectRatio", "1:1")
    if aspect not in SIZES:
        raise bad(f"Invalid aspect ratio: {aspect}.")
    wanted = (parameters.get("outputOptions") or {}).get("mimeType", "image/png")
    encoding: Format = "jpeg" if wanted == "image/jpeg" else "png"
    width, height = SIZES[aspect]

    async def good(answer: Any) -> Good:
        made = [
            await asyncio.to_thread(picture, width, height, encoding, f"{call.text} {n} {call.n}") for n in range(many)
        ]
        predictions = [
            {"bytesBase64Encoded": base64.b64encode(data).decode(), "mimeType": f"image/{encoding}"} for data in made
        ]
        return Good({"predictions": predictions}, Usage(images=many))

    return Work(call, good)
