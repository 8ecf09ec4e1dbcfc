"""A server that speaks the Gemini API's wire format: generateContent, predict, models. It understands nothing."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import uuid4

from starlette.requests import Request
from starlette.routing import Route
from vendors import gemini_failures as failures
from vendors import schemas
from vendors.calls import Call, Kind
from vendors.gemini_failures import error
from vendors.pictures import Format, UnreadablePictureError, picture, size_of
from vendors.tokens import PromptCache, gemini_usage, tokens
from vendors.vendor import Good, RejectedError, Vendor, Work, marked

from pipeline.call import Usage

KEY = "AIza-local-gemini-not-a-secret"
WRITERS = frozenset(
    {
        "gemini-2.5-flash",
        "gemini-3-flash-preview",
        "gemini-3.1-flash-lite",
        "gemini-3.1-pro-preview",
        "gemini-3.5-flash",
        "gemini-3.5-flash-lite",
        "gemini-3.8-flash",
    }
)
PAINTERS = frozenset(
    {"gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-3-pro-image", "gemini-nano-banana-2.1"}
)
IMAGENS = frozenset({"imagen-4.0-generate-001", "imagen-4.0-fast-generate-001"})

TOP = frozenset(
    ["contents", "systemInstruction", "tools", "toolConfig", "safetySettings", "generationConfig", "cachedContent", "serviceTier", "store", "labels", "model"]
)
GENERATION = frozenset(
    ["stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "responseModalities", "candidateCount", "maxOutputTokens", "temperature", "topP", "topK", "seed", "presencePenalty", "frequencyPenalty", "responseLogprobs", "logprobs", "speechConfig", "thinkingConfig", "imageConfig", "mediaResolution", "enableEnhancedCivicAnswers", "audioTranscriptionConfig", "continuationToken"]
)
PARTS = frozenset(
    ["text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult", "thought", "thoughtSignature", "videoMetadata", "mediaResolution", "partMetadata"]
)

SIZES = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}
"""Pixels at 1K by aspect ratio; 2K and 4K are twice and four times each side."""
SCALE = {"512": 0.5, "0.5K": 0.5, "1K": 1, "2K": 2, "4K": 4}
PICTURE_TOKENS = {"512": 747, "0.5K": 747, "1K": 1120, "2K": 1680, "4K": 2520}
REFERENCE_TOKENS = 560
MOST_REFERENCES = 14
_METHOD = re.compile(r"(?:.*/)?models/([^/:]+):([A-Za-z]+)")
THOUGHTS = 48
"""Tokens of thinking, where it is not switched off."""


def _bad(message: str) -> RejectedError:
    return RejectedError(400, error(400, "INVALID_ARGUMENT", message))


class Gemini(Vendor):
    """The Gemini API, or Vertex AI's form of it for an API key."""

    name = "gemini"
    shapes = failures.SHAPES
    aliases: ClassVar[Mapping[tuple[str, Kind], str]] = {}

    def __init__(
        self,
        *,
        key: str | None = KEY,
        models: Collection[str] | None = WRITERS | PAINTERS | IMAGENS,
        **more: Any,
    ) -> None:
        super().__init__(key=key, models=models, **more)
        self._cache = PromptCache()

    def routes(self) -> list[Route]:
        """``/{version}/models…``, whatever stands between (Vertex has projects and publishers there)."""

        def kind(request: Request) -> Kind:
            found = _METHOD.fullmatch(request.path_params["rest"])
            if found is None:
                return "models"
            return "image" if found[2] == "predict" or "image" in found[1] or "banana" in found[1] else "text"

        return [
            Route("/{version:str}/{rest:path}", self.endpoint(kind), methods=["POST"]),
            Route("/{version:str}/models", self.endpoint("models")),
            Route("/{version:str}/models/{model}", self.endpoint("models")),
        ]

    def headers(self) -> dict[str, str]:
        """As Google's answers carry them."""
        return {"server-timing": "gfet4t7; dur=1", "vary": "Origin, X-Origin, Referer"}

    async def read(self, request: Request, call: Call) -> Work:
        """See ``Vendor.read``."""
        self._check_key(request)
        if request.method == "GET":
            return self._read_models(request, call)
        found = _METHOD.fullmatch(request.path_params["rest"])
        if found is None or found[2] not in {"generateContent", "predict"}:
            raise RejectedError(404, error(404, "NOT_FOUND", "The requested URL was not found on this server."))
        call.model = found[1]
        version = request.path_params["version"]
        if version not in {"v1", "v1beta", "v1alpha", "v1beta1"}:
            raise RejectedError(404, error(404, "NOT_FOUND", "The requested URL was not found on this server."))
        body = await self._json(request)
        if self.models is not None and call.model not in self.models:
            call.body = body
            raise RejectedError(404, failures.no_model(call.model, version))
        if found[2] == "predict":
            return self._read_predict(call, body)
        return await self._read_content(call, body)

    def _check_key(self, request: Request) -> None:
        given = request.headers.get("x-goog-api-key") or request.query_params.get("key") or ""
        if self.key is None:
            return
        if not given:
            raise RejectedError(403, failures.NO_KEY)
        if given != self.key:
            raise RejectedError(400, failures.wrong_key())

    @staticmethod
    async def _json(request: Request) -> dict[str, Any]:
        try:
            body = json.loads(await request.body())
        except ValueError as problem:
            raise _bad("Invalid JSON payload received. Unexpected token.") from problem
        if not isinstance(body, dict):
            raise _bad("Invalid JSON payload received. Expected an object.")
        return _camel(body)

    # -- models -------------------------------------------------------------------------------------------------

    def _read_models(self, request: Request, call: Call) -> Work:
        call.model = request.path_params.get("model", "")
        listed = [
            {
                "name": f"models/{model}",
                "version": "001",
                "displayName": model,
                "inputTokenLimit": 1_048_576,
                "outputTokenLimit": 65_536,
                "supportedGenerationMethods": ["predict" if model.startswith("imagen") else "generateContent"],
            }
            for model in sorted(self.models or ())
        ]
        one = next((entry for entry in listed if entry["name"] == f"models/{call.model}"), None)
        if call.model and one is None:
            raise RejectedError(404, failures.no_model(call.model))

        async def good() -> Good:
            return Good(one if one is not None else {"models": listed}, Usage())

        return Work(call, good)

    # -- generateContent ----------------------------------------------------------------------------------------

    async def _read_content(self, call: Call, body: dict[str, Any]) -> Work:
        call.body = _without_pictures(body)
        config: dict[str, Any] = body.get("generationConfig") or {}
        _known(body, TOP, "")
        _known(config, GENERATION, "generation_config")
        contents = body.get("contents")
        if not isinstance(contents, list) or not contents:
            raise _bad("* GenerateContentRequest.contents: contents is not specified")
        parts = [part for content in contents for part in content.get("parts", ())]
        for n, part in enumerate(parts):
            _known(part, PARTS, f"contents[0].parts[{n}]")
        instructions = (body.get("systemInstruction") or {}).get("parts", ())
        call.text = "\n".join(str(part["text"]) for part in (*instructions, *parts) if "text" in part)
        pictures = [_picture(part["inlineData"]) for part in parts if "inlineData" in part]
        call.images = tuple(hashlib.sha256(data).hexdigest() for data in pictures)
        if len(pictures) > MOST_REFERENCES:
            raise _bad(f"Please use fewer than {MOST_REFERENCES + 1} images in your request to models/{call.model}.")
        for data in pictures:
            await asyncio.to_thread(_check_picture, data)
        if call.kind == "image":
            return self._painting(call, config, len(pictures) * REFERENCE_TOKENS)
        return self._writing(call, config, len(pictures) * REFERENCE_TOKENS)

    def _writing(self, call: Call, config: Mapping[str, Any], read_images: int) -> Work:
        schema = self._schema(config)
        if "imageConfig" in config or "IMAGE" in config.get("responseModalities", ()):
            raise _bad(f"Image generation is not supported by models/{call.model}.")
        thinking = config.get("thinkingConfig") or {}
        level = str(thinking.get("thinkingLevel", "")).upper()
        thoughts = 0 if thinking.get("thinkingBudget") == 0 or level in {"MINIMAL", "LOW"} else THOUGHTS
        most = config.get("maxOutputTokens")

        async def good() -> Good:
            text = self.stories.text(call.text, schema)
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
            raise _bad(
                "* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are `text/plain`, "
                "`application/json`, `application/xml`, `application/yaml` and `text/x.enum`."
            )
        if len(given) == 2:
            raise _bad("Only one of response_schema and response_json_schema may be set.")
        if given and mime != "application/json":
            raise _bad(
                "* GenerateContentRequest.generation_config.response_schema: only allowed when the response MIME type "
                "is `application/json`"
            )
        if not given:
            return {"type": "object"} if mime == "application/json" else None
        schema = config[given[0]]
        return schemas.from_openapi(schema) if given[0] == "responseSchema" else schema

    def _painting(self, call: Call, config: Mapping[str, Any], read_images: int) -> Work:
        if config.get("responseMimeType", "text/plain") == "application/json":
            raise _bad(f"JSON mode is not enabled for models/{call.model}")
        modalities = config.get("responseModalities") or ["TEXT", "IMAGE"]
        if "IMAGE" not in modalities:
            raise _bad("The requested combination of response modalities is not supported by the model.")
        image = config.get("imageConfig") or {}
        _known(image, frozenset({"aspectRatio", "imageSize", "personGeneration"}), "generation_config.image_config")
        aspect, size = image.get("aspectRatio", "1:1"), image.get("imageSize", "1K")
        if aspect not in SIZES:
            raise _bad(f"aspect_ratio must be one of {sorted(SIZES)}")
        if size not in SCALE:
            raise _bad(f"image_size must be one of {sorted(SCALE)}")
        width, height = (round(side * SCALE[size]) for side in SIZES[aspect])
        # The larger model answers in JPEG, the smaller ones in PNG.
        encoding: Format = "jpeg" if "pro" in call.model else "png"

        async def good() -> Good:
            about = f"{call.text} {call.images} {call.n}"
            data = await asyncio.to_thread(picture, width, height, encoding, about)
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

    # -- Imagen -------------------------------------------------------------------------------------------------

    def _read_predict(self, call: Call, body: dict[str, Any]) -> Work:
        call.body = body
        if not call.model.startswith("imagen"):
            raise RejectedError(404, failures.no_model(call.model))
        instances = body.get("instances") or [{}]
        call.text = str(instances[0].get("prompt", ""))
        if not call.text:
            raise _bad("Image generation failed with the following error: Prompt is required.")
        parameters = body.get("parameters") or {}
        many = int(parameters.get("sampleCount", 1))
        aspect = parameters.get("aspectRatio", "1:1")
        if aspect not in SIZES:
            raise _bad(f"Invalid aspect ratio: {aspect}.")
        wanted = (parameters.get("outputOptions") or {}).get("mimeType", "image/png")
        encoding: Format = "jpeg" if wanted == "image/jpeg" else "png"
        width, height = SIZES[aspect]

        async def good() -> Good:
            made = [
                await asyncio.to_thread(picture, width, height, encoding, f"{call.text} {n} {call.n}")
                for n in range(many)
            ]
            predictions = [
                {"bytesBase64Encoded": base64.b64encode(data).decode(), "mimeType": f"image/{encoding}"}
                for data in made
            ]
            return Good({"predictions": predictions}, Usage(images=many))

        return Work(call, good)


def _camel(value: Any) -> Any:
    """Protobuf's JSON takes ``snake_case`` and ``camelCase``; the SDK sends both. Names inside a schema are the user's."""
    if isinstance(value, list):
        return [_camel(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    named = {re.sub(r"_([a-z])", lambda found: found[1].upper(), name): inner for name, inner in value.items()}
    schema = ("responseSchema", "responseJsonSchema")
    return {name: inner if name in schema else _camel(inner) for name, inner in named.items()}


def _answer(model: str, parts: list[dict[str, Any]], reason: str, usage: dict[str, Any]) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": parts}, "finishReason": reason, "index": 0}
    return {
        "candidates": [candidate],
        "usageMetadata": usage,
        "modelVersion": model,
        "responseId": uuid4().hex[:22],
    }


def _known(given: Mapping[str, Any], names: Collection[str], where: str) -> None:
    for name in given:
        if name not in names:
            raise RejectedError(400, failures.unknown_field(name, where))


def _picture(inline: Mapping[str, Any]) -> bytes:
    if not str(inline.get("mimeType", "")).startswith("image/"):
        raise _bad(f"Unsupported MIME type: {inline.get('mimeType')}")
    try:
        # Google takes both alphabets; the SDK sends the one for URLs.
        return base64.b64decode(str(inline.get("data", "")).replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error as problem:
        raise _bad("Base64 decoding failed for the given inline data.") from problem


def _check_picture(data: bytes) -> None:
    try:
        size_of(data)
    except UnreadablePictureError as problem:
        raise _bad("Unable to process input image. Please retry or report.") from problem


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
