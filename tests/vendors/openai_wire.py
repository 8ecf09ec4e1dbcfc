"""What OpenAI's paths take: keys, models, fields. It reads no request."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from starlette.datastructures import UploadFile
from starlette.requests import Request
from vendors.openai_errors import error, no_model
from vendors.shapes import RejectedError

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
    path: frozenset(names.split())
    for path, names in {
        "transcription": """
            file model chunking_strategy include keywords known_speaker_names known_speaker_references language
            languages prompt response_format temperature timestamp_granularities stream
        """,
        "responses": """
            access_programs background background_options context_management conversation image include input
            instructions max_output_tokens max_tool_calls metadata model moderation parallel_tool_calls
            previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention reasoning
            safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs
            top_p truncation user
        """,
        "chat": """
            messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens
            max_tokens metadata modalities moderation n parallel_tool_calls prediction presence_penalty
            prompt_cache_key prompt_cache_options prompt_cache_retention reasoning_effort response_format
            safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools
            top_logprobs top_p user verbosity web_search_options
        """,
        "generations": """
            prompt background complexity frame_count frame_duration_ms model moderation n output_compression
            output_format partial_images quality safety_identifier size stream svg user
        """,
        "edits": """
            image prompt background complexity frame_count frame_duration_ms input_fidelity markup mask model n
            output_compression output_format partial_images quality safety_identifier size stream svg user
        """,
    }.items()
}
"""From the SDK's ``*_params.py``; a test holds them against it. Images lack what was for DALL·E only."""


def bad(message: str, param: str | None = None, code: str | None = None) -> RejectedError:
    """A request that is refused with status 400."""
    return RejectedError(400, error(message, "invalid_request_error", code, param))


@dataclass(frozen=True, slots=True)
class Options:
    """How closely a server keeps to OpenAI. See ``OpenAI``."""

    models: Collection[str] | None
    strict: bool
    counts: bool
    transcription_usage: Literal["duration", "tokens"]

    def check_model(self, model: Any) -> str:
        """``model``, if it exists. Raises ``RejectedError``."""
        if not isinstance(model, str) or not model:
            raise bad("you must provide a model parameter", "model")
        if self.models is not None and model not in self.models:
            raise RejectedError(404, no_model(model))
        return model

    def check_fields(self, path: str, given: Iterable[str]) -> None:
        """Raises ``RejectedError`` for a field that ``path`` does not take."""
        for name in given if self.strict else ():
            if name not in FIELDS[path]:
                raise bad(f"Unknown parameter: '{name}'.", name, "unknown_parameter")


async def json_of(request: Request) -> dict[str, Any]:
    """The body. Raises ``RejectedError``."""
    try:
        body = json.loads(await request.body())
    except ValueError as problem:
        message = (
            "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your "
            "HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)"
        )
        raise bad(message) from problem
    if not isinstance(body, dict):
        raise bad("Invalid type for the request body: expected an object.")
    return body


Files = dict[str, list[tuple[str, bytes]]]
"""Field → name and content of each of its files."""


async def form(request: Request) -> tuple[dict[str, Any], Files]:
    """Fields of a multipart form (``name[]`` as lists under ``name``), and its files."""
    fields: dict[str, Any] = {}
    files: Files = {}
    async with request.form(max_part_size=64 * 1024 * 1024) as parsed:
        for name, given in parsed.multi_items():
            plain = name.removesuffix("[]")
            if isinstance(given, UploadFile):
                files.setdefault(plain, []).append((given.filename or "", await given.read()))
            elif name.endswith("[]"):
                fields.setdefault(plain, []).append(given)
            else:
                fields[plain] = given
    return fields, files
