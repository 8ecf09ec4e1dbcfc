"""Imagen's ``predict``, as Vertex AI has it: reads a prompt, answers pictures, and fails in its own ways."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from vendors import gemini_errors as errors
from vendors.calls import Call
from vendors.gemini_failures import IMAGE
from vendors.gemini_failures import SHAPES as GENERATE
from vendors.gemini_wire import SIZES, bad
from vendors.pictures import Format, picture
from vendors.shapes import Asked, Failed, Good, RejectedError, Shape, Work

from pipeline.call import Usage

FAILED = "Image generation failed with the following error: "
SEEN = "https://github.com/google-marketing-solutions/adios/issues/62"


def read_prediction(call: Call, body: dict[str, Any]) -> Work:
    """See ``Vendor.read``."""
    call.body = body
    if not call.model.startswith("imagen"):
        raise RejectedError(404, errors.no_model(call.model))
    instances = body.get("instances") or [{}]
    call.text = str(instances[0].get("prompt", ""))
    if not call.text:
        raise bad(f"{FAILED}Prompt is required.")
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


def _blocked(message: str) -> Any:
    """The prompt is blocked: an error, and not an answer without a picture."""
    return lambda asked: Failed(errors.error(400, "INVALID_ARGUMENT", FAILED + message))


def _predicted(*predictions: dict[str, Any]) -> Any:
    """An answer with status 200 and no picture, which is not charged."""

    def make(asked: Asked) -> Failed:
        return Failed({"predictions": list(predictions)} if predictions else {})

    return make


_WORDS = (
    "The prompt could not be submitted. Your current safety filter threshold prohibited one or more words in this "
    "prompt. If you think this was an error, send feedback. Support codes: 61493863"
)
_POLICY = (
    "The response is blocked, as it may violate our policies. If you believe this is an error, please send feedback "
    "to your account team. Error Code: 58061214"
)
_FILTERED = (
    "Unable to show generated images. All images were filtered out because they violated Google's Responsible AI "
    "practices. Try rephrasing the prompt. If you think this was an error, send feedback. Support codes: 29578790"
)
_UNREAD = frozenset({"malformed.page", "malformed.cut"})
"""Of status 200, those that are worded alike whatever was asked."""

SHAPES: dict[str, Shape] = {
    name: shape
    for name, shape in GENERATE.items()
    if "image" in shape.kinds and (shape.status != 200 or name in _UNREAD)
} | {
    shape.name: shape
    for shape in (
        Shape("refused.words", "refused", 400, _blocked(_WORDS), kinds=IMAGE, seen=SEEN),
        Shape(
            "refused.policy",
            "refused",
            400,
            _blocked(_POLICY),
            kinds=IMAGE,
            seen="https://github.com/epam/ai-dial-adapter-vertexai/issues/66",
        ),
        Shape(
            "refused.filtered",
            "refused",
            200,
            _predicted({"raiFilteredReason": _FILTERED}),
            kinds=IMAGE,
            seen="https://github.com/vercel/ai/issues/10796",
        ),
        Shape("refused.silently", "refused", 200, _predicted(), kinds=IMAGE, seen="its users' logs"),
        Shape("malformed.empty", "malformed", 200, _predicted({"mimeType": "image/png"}), kinds=IMAGE),
        Shape(
            "malformed.picture",
            "malformed",
            200,
            _predicted({"mimeType": "image/png", "bytesBase64Encoded": "bm8gcGljdHVyZQ=="}),
            kinds=IMAGE,
        ),
    )
}
"""By name."""
