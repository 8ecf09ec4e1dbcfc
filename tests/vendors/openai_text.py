"""OpenAI's ``/v1/responses`` and ``/v1/chat/completions``: reads messages and a schema, answers a story."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from vendors import schemas
from vendors.calls import Call
from vendors.openai_failures import truncate
from vendors.openai_wire import Options, bad, json_of
from vendors.shapes import Good, Work
from vendors.stories import Stories
from vendors.tokens import PromptCache, chat_usage, responses_usage, tokens

from pipeline.call import Usage

REASONING = 64
"""Tokens of reasoning, where it is not switched off."""


class Texts:
    """Answers from ``stories``."""

    def __init__(self, options: Options, stories: Stories) -> None:
        self._options = options
        self._stories = stories
        self._cache = PromptCache()

    async def read(self, request: Request, call: Call, path: str) -> Work:
        """See ``Vendor.read``; ``path`` is ``responses`` or ``chat``."""
        body = await json_of(request)
        call.body, call.model = body, str(body.get("model", ""))
        self._options.check_fields(path, body)
        model = self._options.check_model(body.get("model"))
        asked = "input" if path == "responses" else "messages"
        if asked not in body:
            raise bad(f"Missing required parameter: '{asked}'.", asked, "missing_required_parameter")
        if body.get("stream"):
            raise bad("This server does not stream.", "stream")
        schema = self._schema(body, path)
        call.text = "\n".join(_texts([body.get("instructions"), body[asked]]))
        most = body.get("max_output_tokens") or body.get("max_completion_tokens") or body.get("max_tokens")

        async def good(answer: Any) -> Good:
            text = self._stories.text(call.text, schema, answer)
            return self._written(model, path, call.text, text, most, body)

        return Work(call, good)

    def _schema(self, body: Mapping[str, Any], path: str) -> schemas.Schema | None:
        """The schema to answer in; ``{}`` for any JSON object, None for prose."""
        if path == "responses":
            chosen: dict[str, Any] = (body.get("text") or {}).get("format") or {"type": "text"}
            where = "text.format"
            named: dict[str, Any] = chosen
        else:
            chosen = body.get("response_format") or {"type": "text"}
            where = "response_format"
            named = chosen.get("json_schema", {})
        if chosen.get("type") == "text":
            return None
        if chosen.get("type") == "json_object":
            if (
                "json"
                not in "\n".join(_texts([body.get("instructions"), body.get("input"), body.get("messages")])).lower()
            ):
                raise bad("'messages' must contain the word 'json' in some form, to use 'json_object'.", where)
            return {"type": "object"}
        if chosen.get("type") != "json_schema":
            raise bad(f"Invalid value: '{chosen.get('type')}'.", f"{where}.type", "invalid_value")
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", str(named.get("name", ""))):
            raise bad(f"Missing required parameter: '{where}.name'.", f"{where}.name", "missing_required_parameter")
        if "schema" not in named:
            raise bad(f"Missing required parameter: '{where}.schema'.", f"{where}.schema", "missing_required_parameter")
        if named.get("strict") and self._options.strict:
            try:
                schemas.check_strict(named["schema"])
            except schemas.BadSchemaError as problem:
                message = f"Invalid schema for response_format '{named['name']}': {problem}"
                raise bad(message, f"{where}.schema", "invalid_json_schema") from problem
        return named["schema"]

    def _written(
        self, model: str, path: str, prompt: str, text: str, most: int | None, body: Mapping[str, Any]
    ) -> Good:
        effort = (body.get("reasoning") or {}).get("effort") or body.get("reasoning_effort") or "none"
        reasoning = 0 if effort in {"none", "minimal"} else REASONING
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
            answer = truncate(answer, text, usage, responses=path == "responses")
        if not self._options.counts:
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
