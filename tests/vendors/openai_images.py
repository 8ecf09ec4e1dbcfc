"""OpenAI's ``/v1/images/generations`` and ``/v1/images/edits``: reads a prompt and references, answers a picture."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import math
import re
import time
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from vendors.calls import Call
from vendors.openai_wire import Options, bad, form, json_of
from vendors.pictures import Format, UnreadablePictureError, picture, size_of
from vendors.shapes import Good, Work, marked
from vendors.tokens import tokens

from pipeline.call import Usage

PICTURE_TOKENS = {"low": 196, "medium": 439, "high": 1756, "xhigh": 3122, "max": 7024}
"""Output tokens of 1024×1024 (read from users of gpt-image-2.5). For other sizes we go by the area."""
_SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")


class Images:
    """Answers pictures of the size asked for."""

    def __init__(self, options: Options) -> None:
        self._options = options

    async def read(self, request: Request, call: Call, how: str) -> Work:
        """See ``Vendor.read``; ``how`` is ``generations`` or ``edits``."""
        if how == "edits":
            fields, files = await form(request)
            sent = [data for _, data in files.get("image", [])]
            body: dict[str, Any] = fields | {name: [marked(data) for _, data in given] for name, given in files.items()}
        else:
            body, sent = await json_of(request), list[bytes]()
        call.body, call.model, call.text = body, str(body.get("model", "")), str(body.get("prompt", ""))
        call.images = tuple(hashlib.sha256(data).hexdigest() for data in sent)
        self._options.check_fields(how, body)
        self._options.check_model(body.get("model"))
        if not body.get("prompt"):
            raise bad("Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter")
        if len(call.text) > 32_000:
            raise bad("Invalid 'prompt': string too long.", "prompt", "string_above_max_length")
        if how == "edits" and not sent:
            raise bad("Missing required parameter: 'image'.", "image", "missing_required_parameter")
        if len(sent) > 16:
            raise bad("Invalid 'image': too many images. Expected at most 16.", "image", "array_above_max_length")
        read = sum([await asyncio.to_thread(_reference, data) for data in sent])
        width, height = self._size(body)
        encoding: Format = _one_of(body, "output_format", ("png", "webp", "jpeg"), "png")
        quality = _one_of(body, "quality", (*PICTURE_TOKENS, "auto"), "auto")
        many = int(body.get("n") or 1)

        async def good(answer: Any) -> Good:
            made = [
                await asyncio.to_thread(picture, width, height, encoding, f"{call.text} {call.images} {n} {call.n}")
                for n in range(many)
            ]
            chosen = "medium" if quality == "auto" else quality
            painted = round(PICTURE_TOKENS[chosen] * width * height / 1024**2) * many
            usage = Usage(
                input_tokens=tokens(call.text) + read,
                image_input_tokens=read,
                output_tokens=painted,
                image_output_tokens=painted,
                images=many,
            )
            painting: dict[str, Any] = {
                "created": int(time.time()),
                "background": "opaque",
                "output_format": encoding,
                "quality": chosen,
                "size": f"{width}x{height}",
                "data": [{"b64_json": base64.b64encode(data).decode()} for data in made],
            }
            if self._options.counts:
                painting["usage"] = {
                    "input_tokens": usage.input_tokens,
                    "input_tokens_details": {"text_tokens": tokens(call.text), "image_tokens": read},
                    "output_tokens": painted,
                    "output_tokens_details": {"text_tokens": 0, "image_tokens": painted},
                    "total_tokens": usage.input_tokens + painted,
                }
            return Good(painting, usage)

        return Work(call, good)

    def _size(self, body: Mapping[str, Any]) -> tuple[int, int]:
        size = body.get("size") or "auto"
        if size == "auto":
            return 1024, 1024
        found = _SIZE.fullmatch(str(size))
        message = f"Invalid size '{size}'. Requested resolution is not supported by this model."
        if found is None:
            raise bad(message, "size", "invalid_value")
        width, height = int(found[1]), int(found[2])
        pixels = width * height
        fits = width % 16 == 0 and height % 16 == 0 and 1 / 3 <= width / height <= 3 and pixels <= 3840 * 2160
        if self._options.strict and not (fits and pixels >= 655_360):
            raise bad(message, "size", "invalid_value")
        return width, height


def _one_of(body: Mapping[str, Any], name: str, allowed: tuple[str, ...], plain: str) -> Any:
    given = body.get(name) or plain
    if given not in allowed:
        listed = ", ".join(f"'{value}'" for value in allowed)
        raise bad(f"Invalid value: '{given}'. Supported values are: {listed}.", name, "invalid_value")
    return given


def _reference(data: bytes) -> int:
    """Tokens of a reference picture. Raises ``RejectedError``."""
    try:
        width, height, encoding = size_of(data)
    except UnreadablePictureError as problem:
        raise bad("Invalid image file or mode for image 1, please check your image file.", "image") from problem
    if encoding not in {"png", "webp", "jpeg"}:
        message = (
            f"Invalid file 'image': unsupported mimetype ('image/{encoding}'). Supported file formats are "
            "'image/jpeg', 'image/png', and 'image/webp'."
        )
        raise bad(message, "image", "unsupported_file_mimetype")
    return math.ceil(width / 32) * math.ceil(height / 32)
