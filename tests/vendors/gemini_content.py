"""The Gemini API's ``generateContent``: reads contents, references and a schema, answers a story or a picture."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from vendors import schemas
from vendors.calls import Call
from vendors.gemini_wire import (
    GENERATION,
    IMAGE_CONFIG,
    MOST_REFERENCES,
    PARTS,
    PICTURE_TOKENS,
    REFERENCE_TOKENS,
    SCALE,
    SIZES,
    THOUGHTS,
    TOP,
    bad,
    check_fields,
)
from vendors.pictures import Format, UnreadablePictureError, picture, size_of
from vendors.shapes import Good, Work, marked
from vendors.stories import Stories
from vendors.tokens import PromptCache, gemini_usage, tokens

from pipeline.call import Usage


class Contents:
    """Answers from ``stories``, or pictures of the size asked for; with ``grain`` of as many bytes as painted ones.

    The third generation of models answers in JPEG, now and then in PNG: googleapis/python-genai issue 1824,
    Comfy-Org/ComfyUI pull request 12511.
    """

    def __init__(self, stories: Stories, *, grain: bool = False, encoding: Format = "jpeg") -> None:
        self._stories = stories
        self._grain = grain
        self._encoding: Format = encoding
        self._cache = PromptCache()

    async def read(self, call: Call, body: dict[str, Any]) -> Work:
        """See ``Vendor.read``."""
        call.body = _without_pictures(body)
        config: dict[str, Any] = body.get("generationConfig") or {}
        check_fields(body, TOP, "")
        check_fields(config, GENERATION, "generation_config")
        contents = body.get("contents")
        if not isinstance(contents, list) or not contents:
            raise bad("* GenerateContentRequest.contents: contents is not specified")
        parts = [part for content in contents for part in content.get("parts", ())]
        for n, part in enumerate(parts):
            check_fields(part, PARTS, f"contents[0].parts[{n}]")
        instructions = (body.get("systemInstruction") or {}).get("parts", ())
        call.text = "\n".join(str(part["text"]) for part in (*instructions, *parts) if "text" in part)
        pictures = [_picture(part["inlineData"]) for part in parts if "inlineData" in part]
        call.images = tuple(hashlib.sha256(data).hexdigest() for data in pictures)
        if len(pictures) > MOST_REFERENCES:
            raise bad(f"Please use fewer than {MOST_REFERENCES + 1} images in your request to models/{call.model}.")
        for data in pictures:
            await asyncio.to_thread(_check_picture, data)
        if call.kind == "image":
            return self._painting(call, config, len(pictures) * REFERENCE_TOKENS)
        return self._writing(call, config, len(pictures) * REFERENCE_TOKENS)

    def _writing(self, call: Call, config: Mapping[str, Any], read_images: int) -> Work:
        schema = self._schema(config)
        if "imageConfig" in config or "IMAGE" in config.get("responseModalities", ()):
            raise bad(f"Image generation is not supported by models/{call.model}.")
        thinking = config.get("thinkingConfig") or {}
        level = str(thinking.get("thinkingLevel", "")).upper()
        thoughts = 0 if thinking.get("thinkingBudget") == 0 or level in {"MINIMAL", "LOW"} else THOUGHTS
        most = config.get("maxOutputTokens")

        async def good(answer: Any) -> Good:
            text = self._stories.text(call.text, schema, answer)
            reason = "STOP"
            if most is not None and tokens(text) + thoughts > most:
                text, reason = text[: max(0, most - thoughts) * 4], "MAX_TOKENS"
            read = tokens(call.text) + 4
            usage = Usage(
                input_tokens=read + read_images,
                cached_tokens=min(self._cache.cached(call.model, call.text), read),
                image_input_tokens=read_images,
                output_tokens=tokens(text) + thoughts,
            )
            part = {"text": text, "thoughtSignature": base64.b64encode(b"signed").decode()}
            return Good(_answer(call.model, [part] if text else [], reason, gemini_usage(usage, thoughts)), usage, text)

        return Work(call, good)

    @staticmethod
    def _schema(config: Mapping[str, Any]) -> schemas.Schema | None:
        given = [name for name in ("responseSchema", "responseJsonSchema") if config.get(name) is not None]
        mime = config.get("responseMimeType", "text/plain")
        if mime not in {"text/plain", "application/json", "text/x.enum"}:
            raise bad(
                "* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are `text/plain`, "
                "`application/json`, `application/xml`, `application/yaml` and `text/x.enum`."
            )
        if len(given) == 2:
            raise bad("Only one of response_schema and response_json_schema may be set.")
        if given and mime != "application/json":
            raise bad(
                "* GenerateContentRequest.generation_config.response_schema: only allowed when the response MIME type "
                "is `application/json`"
            )
        if not given:
            return {"type": "object"} if mime == "application/json" else None
        schema = config[given[0]]
        return schemas.from_openapi(schema) if given[0] == "responseSchema" else schema

    def _painting(self, call: Call, config: Mapping[str, Any], read_images: int) -> Work:
        if config.get("responseMimeType", "text/plain") == "application/json":
            raise bad(f"JSON mode is not enabled for models/{call.model}")
        modalities = config.get("responseModalities") or ["TEXT", "IMAGE"]
        if "IMAGE" not in modalities:
            raise bad("The requested combination of response modalities is not supported by the model.")
        image = config.get("imageConfig") or {}
        check_fields(image, IMAGE_CONFIG, "generation_config.image_config")
        aspect, size = image.get("aspectRatio", "1:1"), image.get("imageSize", "1K")
        if aspect not in SIZES:
            raise bad(f"aspect_ratio must be one of {sorted(SIZES)}")
        if size not in SCALE:
            raise bad(f"image_size must be one of {sorted(SCALE)}")
        width, height = (round(side * SCALE[size]) for side in SIZES[aspect])
        encoding = self._encoding

        async def good(answer: Any) -> Good:
            about = f"{call.text} {call.images} {call.n}"
            data = await asyncio.to_thread(picture, width, height, encoding, about, grain=self._grain)
            painted = PICTURE_TOKENS[size]
            thoughts = THOUGHTS if "pro" in call.model else 0
            words = "Here is the scene." if "TEXT" in modalities else ""
            usage = Usage(
                input_tokens=tokens(call.text) + read_images,
                image_input_tokens=read_images,
                output_tokens=painted + thoughts + tokens(words),
                image_output_tokens=painted,
                images=1,
            )
            inline = {"mimeType": f"image/{encoding}", "data": base64.b64encode(data).decode()}
            parts: list[dict[str, Any]] = [{"text": words}] if words else []
            parts.append({"inlineData": inline, "thoughtSignature": base64.b64encode(b"signed").decode()})
            return Good(_answer(call.model, parts, "STOP", gemini_usage(usage, thoughts)), usage)

        return Work(call, good)


def _answer(model: str, parts: list[dict[str, Any]], reason: str, usage: dict[str, Any]) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": parts}, "finishReason": reason, "index": 0}
    return {
        "candidates": [candidate],
        "usageMetadata": usage,
        "modelVersion": model,
        "responseId": uuid4().hex[:22],
    }


def _picture(inline: Mapping[str, Any]) -> bytes:
    if not str(inline.get("mimeType", "")).startswith("image/"):
        raise bad(f"Unsupported MIME type: {inline.get('mimeType')}")
    try:
        # Google takes both alphabets; the SDK sends the one for URLs.
        return base64.b64decode(str(inline.get("data", "")).replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error as problem:
        raise bad("Base64 decoding failed for the given inline data.") from problem


def _check_picture(data: bytes) -> None:
    try:
        size_of(data)
    except UnreadablePictureError as problem:
        raise bad("Unable to process input image. Please retry or report.") from problem


def _without_pictures(value: Any) -> Any:
    """The body as it is recorded."""
    if isinstance(value, list):
        return [_without_pictures(inner) for inner in value]
    if isinstance(value, dict):
        if "mimeType" in value and "data" in value:
            raw = str(value["data"]).replace("-", "+").replace("_", "/")
            try:
                return value | {"data": marked(base64.b64decode(raw))}
            except binascii.Error:
                return value | {"data": "unreadable"}
        return {name: _without_pictures(inner) for name, inner in value.items()}
    return value
