"""A server that speaks OpenAI's wire format: transcriptions, responses, chat, images, models. It understands nothing."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import math
import re
import time
from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar
from uuid import uuid4

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.routing import Route
from vendors import openai_failures as failures
from vendors import schemas
from vendors.calls import Call, Kind
from vendors.openai_failures import error
from vendors.pictures import Format, UnreadablePictureError, picture, size_of
from vendors.said import RATE, UnreadableAudioError, decoded
from vendors.tokens import PromptCache, chat_usage, responses_usage, tokens
from vendors.vendor import Good, RejectedError, Vendor, Work, marked

from pipeline.call import Usage

KEY = "sk-local-openai-not-a-secret"
TRANSCRIBERS = frozenset(
    {
        "gpt-transcribe",
        "gpt-4o-transcribe",
        "gpt-4o-mini-transcribe",
        "gpt-4o-mini-transcribe-2025-12-15",
        "whisper-1",
    }
)
WRITERS = frozenset(
    {
        "gpt-5.4",
        "gpt-5.4-mini",
        "gpt-5.4-nano",
        "gpt-5.5",
        "gpt-5.6-sol",
        "gpt-5.6-terra",
        "gpt-5.6-luna",
        "gpt-6-sol",
        "gpt-6-luna",
        "gpt-6.1-sol",
        "gpt-6.2-sol",
    }
)
PAINTERS = frozenset(
    {
        "gpt-image-1.5",
        "gpt-image-1-mini",
        "gpt-image-2",
        "gpt-image-2.5-flare",
        "gpt-image-2.5-sunburst",
        "gpt-image-2.6-flare",
        "gpt-image-2.6-sunburst",
    }
)

FIELDS: Mapping[str, frozenset[str]] = {
    "transcription": frozenset(
        ["file", "model", "chunking_strategy", "include", "keywords", "known_speaker_names", "known_speaker_references", "language", "languages", "prompt", "response_format", "temperature", "timestamp_granularities", "stream"]
    ),
    "responses": frozenset(
        ["access_programs", "background", "background_options", "context_management", "conversation", "include", "input", "instructions", "max_output_tokens", "max_tool_calls", "metadata", "model", "moderation", "parallel_tool_calls", "previous_response_id", "prompt", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning", "safety_identifier", "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "user"]
    ),
    "chat": frozenset(
        ["messages", "model", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "metadata", "modalities", "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity", "web_search_options"]
    ),
    "generations": frozenset(
        ["prompt", "background", "complexity", "frame_count", "frame_duration_ms", "model", "moderation", "n", "output_compression", "output_format", "partial_images", "quality", "safety_identifier", "size", "stream", "svg", "user"]
    ),
    "edits": frozenset(
        ["image", "prompt", "background", "complexity", "frame_count", "frame_duration_ms", "input_fidelity", "markup", "mask", "model", "n", "output_compression", "output_format", "partial_images", "quality", "safety_identifier", "size", "stream", "svg", "user"]
    ),
}
"""What each path takes, from the SDK's ``*_params.py``; a test holds them against it. Images lack what was for DALL·E."""

AUDIO_ENDINGS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
LARGEST_AUDIO = 25 * 1024 * 1024
PICTURE_TOKENS = {"low": 196, "medium": 439, "high": 1756, "xhigh": 3122, "max": 7024}
"""Output tokens of a picture of 1024×1024 (read from users of gpt-image-2.5); other sizes by their area, which is ours."""
_SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")


def _bad(message: str, param: str | None = None, code: str | None = None) -> RejectedError:
    return RejectedError(400, error(message, "invalid_request_error", code, param))


class OpenAI(Vendor):
    """OpenAI, or a server compatible with it.

    ``strict``: refuse fields and schemas that OpenAI refuses. ``counts``: report usage (many compatible servers do
    not). ``transcription_usage``: what ``gpt-transcribe`` reports; its price is by the minute.
    """

    name = "openai"
    shapes = failures.SHAPES
    aliases: ClassVar[Mapping[tuple[str, Kind], str]] = failures.ALIASES

    def __init__(
        self,
        *,
        key: str | None = KEY,
        models: Collection[str] | None = TRANSCRIBERS | WRITERS | PAINTERS,
        strict: bool = True,
        counts: bool = True,
        transcription_usage: str = "duration",
        **more: Any,
    ) -> None:
        super().__init__(key=key, models=models, **more)
        self.strict = strict
        self.counts = counts
        self.transcription_usage = transcription_usage
        self._cache = PromptCache()

    def routes(self) -> list[Route]:
        """The paths under ``/v1``."""
        kinds: dict[str, Kind] = {
            "/v1/audio/transcriptions": "transcription",
            "/v1/responses": "text",
            "/v1/chat/completions": "text",
            "/v1/images/generations": "image",
            "/v1/images/edits": "image",
        }
        return [
            *(Route(path, self.endpoint(kind), methods=["POST"]) for path, kind in kinds.items()),
            Route("/v1/models", self.endpoint("models")),
            Route("/v1/models/{model}", self.endpoint("models")),
        ]

    def headers(self) -> dict[str, str]:
        """As OpenAI's answers carry them."""
        return {"x-request-id": f"req_{uuid4().hex}", "openai-version": "2020-10-01"}

    async def read(self, request: Request, call: Call) -> Work:
        """See ``Vendor.read``."""
        self._check_key(request)
        match call.path.removeprefix("/v1/").split("/"):
            case ["audio", _]:
                return await self._read_transcription(request, call)
            case ["responses"]:
                return await self._read_text(request, call, "responses")
            case ["chat", _]:
                return await self._read_text(request, call, "chat")
            case ["images", how]:
                return await self._read_image(request, call, how)
            case _:
                return self._read_models(request, call)

    # -- the request --------------------------------------------------------------------------------------------

    def _check_key(self, request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if self.key is not None and given != self.key:
            raise RejectedError(401, failures.wrong_key(given) if given else failures.NO_KEY)

    def _check_model(self, model: Any) -> str:
        if not isinstance(model, str) or not model:
            raise _bad("you must provide a model parameter", "model")
        if self.models is not None and model not in self.models:
            raise RejectedError(404, failures.no_model(model))
        return model

    def _check_fields(self, path: str, given: Mapping[str, Any]) -> None:
        for name in given if self.strict else ():
            if name not in FIELDS[path]:
                raise _bad(f"Unknown parameter: '{name}'.", name, "unknown_parameter")

    @staticmethod
    async def _json(request: Request) -> dict[str, Any]:
        try:
            body = json.loads(await request.body())
        except ValueError as problem:
            message = (
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your "
                "HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)"
            )
            raise _bad(message) from problem
        if not isinstance(body, dict):
            raise _bad("Invalid type for the request body: expected an object.")
        return body

    @staticmethod
    async def _form(request: Request) -> tuple[dict[str, Any], dict[str, list[tuple[str, bytes]]]]:
        """Fields (``name[]`` as lists under ``name``) and files (name and content) of a multipart form."""
        fields: dict[str, Any] = {}
        files: dict[str, list[tuple[str, bytes]]] = {}
        async with request.form(max_part_size=64 * 1024 * 1024) as form:
            for name, given in form.multi_items():
                plain = name.removesuffix("[]")
                if isinstance(given, UploadFile):
                    files.setdefault(plain, []).append((given.filename or "", await given.read()))
                elif name.endswith("[]"):
                    fields.setdefault(plain, []).append(given)
                else:
                    fields[plain] = given
        return fields, files

    # -- models -------------------------------------------------------------------------------------------------

    def _read_models(self, request: Request, call: Call) -> Work:
        call.model = request.path_params.get("model", "")
        listed = [
            {"id": model, "object": "model", "created": 1_767_225_600, "owned_by": "system"}
            for model in sorted(self.models or ())
        ]
        if call.model:
            self._check_model(call.model)

        async def good() -> Good:
            one = next((model for model in listed if model["id"] == call.model), None)
            return Good(one if call.model else {"object": "list", "data": listed}, Usage())

        return Work(call, good)

    # -- transcriptions -----------------------------------------------------------------------------------------

    async def _read_transcription(self, request: Request, call: Call) -> Work:
        fields, files = await self._form(request)
        call.model = str(fields.get("model", ""))
        (name, data), *_ = files.get("file", [("", b"")])
        call.body = fields | {"file": {"name": name, "bytes": len(data), "content": marked(data)}}
        call.text = str(fields.get("prompt", ""))
        self._check_fields("transcription", call.body)
        model = self._check_model(fields.get("model"))
        if "file" not in files:
            raise _bad("you must provide a file to transcribe", "file")
        wanted = str(fields.get("response_format", "json"))
        self._check_transcription(model, wanted, fields, name, data)
        try:
            pcm, _ = await asyncio.to_thread(decoded, data)
        except UnreadableAudioError as problem:
            raise _bad("Audio file might be corrupted or unsupported", "file", "invalid_value") from problem
        call.audio_s = len(pcm) / 2 / RATE
        call.audio_sha256 = hashlib.sha256(pcm).hexdigest()
        if call.audio_s < 0.1:
            message = "Audio file is too short. Minimum audio length is 0.1 seconds."
            raise _bad(message, "file", "audio_too_short")

        async def good() -> Good:
            text = await asyncio.to_thread(self.said.text, pcm)
            return self._transcribed(model, wanted, fields, text, len(pcm) / 2 / RATE)

        return Work(call, good)

    @staticmethod
    def _check_transcription(model: str, wanted: str, fields: Mapping[str, Any], name: str, data: bytes) -> None:
        if len(data) > LARGEST_AUDIO:
            message = f"Maximum content size limit ({LARGEST_AUDIO}) exceeded ({len(data)} bytes read)"
            raise RejectedError(413, error(message, "invalid_request_error", None))
        if name.rpartition(".")[2].lower() not in AUDIO_ENDINGS:
            raise _bad(f"Unrecognized file format. Supported formats: {list(AUDIO_ENDINGS)}", "file")
        formats = {"json", "text", "srt", "verbose_json", "vtt"} if model == "whisper-1" else {"json", "text"}
        if wanted not in formats:
            message = (
                f"response_format '{wanted}' is not compatible with model '{model}'. Use 'json' or 'text' instead."
            )
            raise _bad(message, "response_format", "unsupported_value")
        for field in ("keywords", "languages"):
            if field in fields and model != "gpt-transcribe":
                raise _bad(f"'{field}' is not supported with model '{model}'.", field, "unsupported_parameter")
        for language in [*fields.get("languages", ()), *filter(None, [fields.get("language")])]:
            if not re.fullmatch(r"[a-z]{2,3}", language):
                message = f"Language parameter must be specified in ISO-639-1 format. Got '{language}'."
                raise _bad(message, "language", "invalid_language_format")

    def _transcribed(self, model: str, wanted: str, fields: Mapping[str, Any], text: str, seconds: float) -> Good:
        language = (fields.get("languages") or [fields.get("language") or "en"])[0]
        by_time = model == "whisper-1" or (model == "gpt-transcribe" and self.transcription_usage == "duration")
        if by_time:
            # Billed by the whole second.
            usage = Usage(audio_s=math.ceil(seconds))
            counted: dict[str, Any] = {"type": "duration", "seconds": math.ceil(seconds)}
        else:
            heard, read, written = round(seconds * 10), tokens(str(fields.get("prompt", ""))), tokens(text)
            usage = Usage(input_tokens=heard + read, audio_input_tokens=heard, output_tokens=written)
            counted = {
                "type": "tokens",
                "input_tokens": heard + read,
                "input_token_details": {"audio_tokens": heard, "text_tokens": read},
                "output_tokens": written,
                "total_tokens": heard + read + written,
            }
        if wanted == "text":
            return Good(text + "\n", usage, text)
        body: dict[str, Any] = {"text": text}
        if model == "gpt-transcribe":
            body["languages"] = [{"code": language}] if text else []
        if wanted == "verbose_json":
            body |= {"task": "transcribe", "language": "english", "duration": seconds}
            body["segments"] = list(_segments(text, seconds))
        if "logprobs" in fields.get("include", ()) and model.startswith("gpt-4o"):
            body["logprobs"] = [
                {"token": word, "logprob": -0.05, "bytes": list(word.encode())} for word in re.findall(r"\s*\S+", text)
            ]
        return Good(body | ({"usage": counted} if self.counts else {}), usage, text)

    # -- text ---------------------------------------------------------------------------------------------------

    async def _read_text(self, request: Request, call: Call, path: str) -> Work:
        body = await self._json(request)
        call.body, call.model = body, str(body.get("model", ""))
        self._check_fields(path, body)
        model = self._check_model(body.get("model"))
        asked = "input" if path == "responses" else "messages"
        if asked not in body:
            raise _bad(f"Missing required parameter: '{asked}'.", asked, "missing_required_parameter")
        if body.get("stream"):
            raise _bad("This server does not stream.", "stream")
        schema = self._schema(body, path)
        call.text = "\n".join(_texts([body.get("instructions"), body[asked]]))
        most = body.get("max_output_tokens") or body.get("max_completion_tokens") or body.get("max_tokens")

        async def good() -> Good:
            text = self.stories.text(call.text, schema)
            return self._written(model, path, call.text, text, most, body)

        return Work(call, good)

    def _schema(self, body: Mapping[str, Any], path: str) -> schemas.Schema | None:
        """The schema to answer in; ``{}`` for any JSON object, None for prose."""
        if path == "responses":
            chosen, where = (body.get("text") or {}).get("format") or {"type": "text"}, "text.format"
            named = chosen
        else:
            chosen, where = body.get("response_format") or {"type": "text"}, "response_format"
            named = chosen.get("json_schema", {})
        if chosen.get("type") == "text":
            return None
        if chosen.get("type") == "json_object":
            if (
                "json"
                not in "\n".join(_texts([body.get("instructions"), body.get("input"), body.get("messages")])).lower()
            ):
                raise _bad("'messages' must contain the word 'json' in some form, to use 'json_object'.", where)
            return {"type": "object"}
        if chosen.get("type") != "json_schema":
            raise _bad(f"Invalid value: '{chosen.get('type')}'.", f"{where}.type", "invalid_value")
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", str(named.get("name", ""))):
            raise _bad(f"Missing required parameter: '{where}.name'.", f"{where}.name", "missing_required_parameter")
        if "schema" not in named:
            raise _bad(
                f"Missing required parameter: '{where}.schema'.", f"{where}.schema", "missing_required_parameter"
            )
        if named.get("strict") and self.strict:
            try:
                schemas.check_strict(named["schema"])
            except schemas.BadSchemaError as problem:
                message = f"Invalid schema for response_format '{named['name']}': {problem}"
                raise _bad(message, f"{where}.schema", "invalid_json_schema") from problem
        return named["schema"]

    def _written(
        self, model: str, path: str, prompt: str, text: str, most: int | None, body: Mapping[str, Any]
    ) -> Good:
        effort = (body.get("reasoning") or {}).get("effort") or body.get("reasoning_effort") or "none"
        reasoning = 0 if effort in {"none", "minimal"} else 64
        short = most is not None and tokens(text) + reasoning > most
        if short:
            assert most is not None
            text = text[: max(0, most - reasoning) * 4]
        read = tokens(prompt) + 8
        cached = min(self._cache.cached(model, prompt), read)
        usage = Usage(input_tokens=read, cached_tokens=cached, output_tokens=tokens(text) + reasoning)
        if path == "responses":
            answer = self._response(model, text, body, responses_usage(usage, reasoning))
        else:
            answer = self._completion(model, text, chat_usage(usage, reasoning))
        if short:
            answer = failures.truncate(answer, text, usage, responses=path == "responses")
        if not self.counts:
            answer.pop("usage")
        return Good(answer, usage, text)

    @staticmethod
    def _response(model: str, text: str, body: Mapping[str, Any], usage: dict[str, Any]) -> dict[str, Any]:
        part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
        message = {
            "id": f"msg_{uuid4().hex}",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [part],
        }
        return {
            "id": f"resp_{uuid4().hex}",
            "object": "response",
            "created_at": int(time.time()),
            "status": "completed",
            "background": False,
            "error": None,
            "incomplete_details": None,
            "instructions": body.get("instructions"),
            "max_output_tokens": body.get("max_output_tokens"),
            "metadata": body.get("metadata") or {},
            "model": model,
            "output": [message],
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "reasoning": {"effort": (body.get("reasoning") or {}).get("effort"), "summary": None},
            "service_tier": "default",
            "store": body.get("store", True),
            "temperature": body.get("temperature", 1.0),
            "text": body.get("text") or {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": usage,
        }

    @staticmethod
    def _completion(model: str, text: str, usage: dict[str, Any]) -> dict[str, Any]:
        message = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
        return {
            "id": f"chatcmpl-{uuid4().hex}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": model,
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": usage,
            "service_tier": "default",
        }

    # -- images -------------------------------------------------------------------------------------------------

    async def _read_image(self, request: Request, call: Call, how: str) -> Work:
        if how == "edits":
            fields, files = await self._form(request)
            sent = [data for _, data in files.get("image", [])]
            body = fields | {name: [marked(data) for _, data in given] for name, given in files.items()}
        else:
            body, sent = await self._json(request), []
        call.body, call.model, call.text = body, str(body.get("model", "")), str(body.get("prompt", ""))
        call.images = tuple(hashlib.sha256(data).hexdigest() for data in sent)
        self._check_fields(how, body)
        model = self._check_model(body.get("model"))
        if not body.get("prompt"):
            raise _bad("Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter")
        if len(call.text) > 32_000:
            raise _bad("Invalid 'prompt': string too long.", "prompt", "string_above_max_length")
        if how == "edits" and not sent:
            raise _bad("Missing required parameter: 'image'.", "image", "missing_required_parameter")
        if len(sent) > 16:
            raise _bad("Invalid 'image': too many images. Expected at most 16.", "image", "array_above_max_length")
        read = sum([await asyncio.to_thread(_reference, data) for data in sent])
        width, height = self._size(body)
        encoding: Format = _one_of(body, "output_format", ("png", "webp", "jpeg"), "png")
        quality = _one_of(body, "quality", (*PICTURE_TOKENS, "auto"), "auto")
        many = int(body.get("n") or 1)

        async def good() -> Good:
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
            answer: dict[str, Any] = {
                "created": int(time.time()),
                "background": "opaque",
                "output_format": encoding,
                "quality": chosen,
                "size": f"{width}x{height}",
                "data": [{"b64_json": base64.b64encode(data).decode()} for data in made],
            }
            if self.counts:
                answer["usage"] = {
                    "input_tokens": usage.input_tokens,
                    "input_tokens_details": {"text_tokens": tokens(call.text), "image_tokens": read},
                    "output_tokens": painted,
                    "output_tokens_details": {"text_tokens": 0, "image_tokens": painted},
                    "total_tokens": usage.input_tokens + painted,
                }
            return Good(answer, usage)

        return Work(call, good)

    def _size(self, body: Mapping[str, Any]) -> tuple[int, int]:
        size = body.get("size") or "auto"
        if size == "auto":
            return 1024, 1024
        found = _SIZE.fullmatch(str(size))
        message = f"Invalid size '{size}'. Requested resolution is not supported by this model."
        if found is None:
            raise _bad(message, "size", "invalid_value")
        width, height = int(found[1]), int(found[2])
        pixels = width * height
        fits = width % 16 == 0 and height % 16 == 0 and 1 / 3 <= width / height <= 3 and pixels <= 3840 * 2160
        if self.strict and not (fits and pixels >= 655_360):
            raise _bad(message, "size", "invalid_value")
        return width, height


def _one_of(body: Mapping[str, Any], name: str, allowed: tuple[str, ...], plain: str) -> Any:
    given = body.get(name) or plain
    if given not in allowed:
        listed = ", ".join(f"'{value}'" for value in allowed)
        raise _bad(f"Invalid value: '{given}'. Supported values are: {listed}.", name, "invalid_value")
    return given


def _reference(data: bytes) -> int:
    """Tokens of a reference picture. Raises ``RejectedError``."""
    try:
        width, height, encoding = size_of(data)
    except UnreadablePictureError as problem:
        raise _bad("Invalid image file or mode for image 1, please check your image file.", "image") from problem
    if encoding not in {"png", "webp", "jpeg"}:
        message = (
            f"Invalid file 'image': unsupported mimetype ('image/{encoding}'). Supported file formats are "
            "'image/jpeg', 'image/png', and 'image/webp'."
        )
        raise _bad(message, "image", "unsupported_file_mimetype")
    return math.ceil(width / 32) * math.ceil(height / 32)


def _segments(text: str, seconds: float) -> Iterator[dict[str, Any]]:
    if text:
        yield {
            "id": 0,
            "seek": 0,
            "start": 0.0,
            "end": seconds,
            "text": f" {text}",
            "tokens": [],
            "temperature": 0.0,
            "avg_logprob": -0.2,
            "compression_ratio": 1.1,
            "no_speech_prob": 0.01,
        }


def _texts(value: Any) -> Iterator[str]:
    """Every text in messages of any form."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, dict):
        yield from _texts(value.get("content"))
        yield from _texts(value.get("text"))
