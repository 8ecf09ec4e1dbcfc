"""The ways in which OpenAI fails, by name, and answers that are of no use. It decides nothing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from vendors import openai_errors as errors
from vendors.calls import Kind
from vendors.shapes import ALL, Asked, Failed, Shape
from vendors.tokens import chat_usage, responses_usage, tokens

from pipeline.call import Usage

TEXT: frozenset[Kind] = frozenset({"text"})
IMAGE: frozenset[Kind] = frozenset({"image"})
WRITTEN: frozenset[Kind] = frozenset({"text", "image"})
"""Kinds that can be refused: a transcriber refuses nothing."""
WORKED: frozenset[Kind] = frozenset({"transcription", "text", "image"})
JSON_ANSWERS: frozenset[Kind] = frozenset({"transcription", "text", "image"})

GUIDE = "https://developers.openai.com/api/docs/guides/error-codes"

_SORRY = "I'm sorry, but I can't assist with that request."


def _refused(asked: Asked) -> Failed:
    assert asked.good is not None
    usage = _written(asked.good.usage, _SORRY)
    if asked.path.endswith("/responses"):
        part = {"type": "refusal", "refusal": _SORRY}
        return Failed(_with_parts(asked.good.body, [part], usage), usage=usage)
    body = _chat(asked.good.body, {"role": "assistant", "content": None, "refusal": _SORRY}, "stop", usage)
    return Failed(body, usage=usage)


def _filtered(asked: Asked) -> Failed:
    assert asked.good is not None
    usage = _written(asked.good.usage, "")
    if asked.path.endswith("/responses"):
        body = _with_parts(asked.good.body, [], usage) | {
            "status": "incomplete",
            "incomplete_details": {"reason": "content_filter"},
        }
        return Failed(body, usage=usage)
    message = {"role": "assistant", "content": "", "refusal": None}
    return Failed(_chat(asked.good.body, message, "content_filter", usage), usage=usage)


# -- answers that are of no use ---------------------------------------------------------------------------------


def truncate(body: dict[str, Any], text: str, usage: Usage, *, responses: bool) -> dict[str, Any]:
    """``body`` as it looks where ``text`` is all that the bound on output tokens left."""
    if responses:
        part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
        return _with_parts(body, [part], usage, status="incomplete") | {
            "status": "incomplete",
            "incomplete_details": {"reason": "max_output_tokens"},
        }
    return _chat(body, {"role": "assistant", "content": text, "refusal": None}, "length", usage)


def _truncated(asked: Asked) -> Failed:
    assert asked.good is not None
    text = asked.good.text[: len(asked.good.text) // 2]
    usage = _written(asked.good.usage, text)
    body = truncate(asked.good.body, text, usage, responses=asked.path.endswith("/responses"))
    return Failed(body, usage=usage)


def _written_badly(text: str) -> Any:
    def make(asked: Asked) -> Failed:
        assert asked.good is not None
        usage = _written(asked.good.usage, text)
        if asked.path.endswith("/responses"):
            part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
            return Failed(_with_parts(asked.good.body, [part], usage), usage=usage)
        message = {"role": "assistant", "content": text, "refusal": None}
        return Failed(_chat(asked.good.body, message, "stop", usage), usage=usage)

    return make


def _failed_response(asked: Asked) -> Failed:
    assert asked.good is not None
    if not asked.path.endswith("/responses"):
        return errors.server_error(asked)
    failure = {"code": "server_error", "message": "The model failed to generate a response."}
    body = asked.good.body | {"status": "failed", "error": failure, "output": [], "usage": None}
    return Failed(body)


def _empty(asked: Asked) -> Failed:
    assert asked.good is not None
    usage = asked.good.usage
    if asked.kind == "image":
        return Failed(asked.good.body | {"data": []}, usage=usage)
    if asked.path.endswith("/responses"):
        return Failed(asked.good.body | {"output": []}, usage=usage)
    return Failed(asked.good.body | {"choices": []}, usage=usage)


def _no_picture(asked: Asked) -> Failed:
    assert asked.good is not None
    return Failed(asked.good.body | {"data": [{"b64_json": "bm8gcGljdHVyZQ=="}]}, usage=asked.good.usage)


def _not_json(asked: Asked) -> Failed:
    page = "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>…</body></html>"
    return Failed(page, content_type="text/html")


def _cut_json(asked: Asked) -> Failed:
    assert asked.good is not None
    whole = json.dumps(asked.good.body)
    return Failed(whole[: len(whole) // 2], usage=asked.good.usage, content_type="application/json; charset=utf-8")


def _written(usage: Usage, text: str) -> Usage:
    return Usage(input_tokens=usage.input_tokens, cached_tokens=usage.cached_tokens, output_tokens=tokens(text))


def _with_parts(
    body: dict[str, Any], parts: list[dict[str, Any]], usage: Usage, *, status: str = "completed"
) -> dict[str, Any]:
    message = {"id": f"msg_{uuid4().hex}", "type": "message", "role": "assistant", "status": status, "content": parts}
    return body | {"output": [message] if parts else [], "usage": responses_usage(usage)}


def _chat(body: dict[str, Any], message: dict[str, Any], reason: str, usage: Usage) -> dict[str, Any]:
    choice = {"index": 0, "message": message | {"annotations": []}, "logprobs": None, "finish_reason": reason}
    return body | {"choices": [choice], "usage": chat_usage(usage)}


def _nothing(asked: Asked) -> Failed:
    return Failed("")


SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape("rate_limited", "rate_limited", 429, errors.rate_limited, seen=GUIDE),
        Shape("rate_limited.no_hint", "rate_limited", 429, errors.rate_limited_bare, seen=GUIDE),
        Shape("rate_limited.slow_down", "rate_limited", 429, errors.slow_down, seen=GUIDE),
        Shape("no_credit", "no_credit", 429, errors.no_credit("insufficient_quota"), seen=GUIDE),
        Shape("no_credit.balance", "no_credit", 429, errors.no_credit("credit_balance_exhausted"), seen=GUIDE),
        Shape(
            "no_credit.organization",
            "no_credit",
            429,
            errors.no_credit("organization_spend_limit_exceeded"),
            seen=GUIDE,
        ),
        Shape("no_credit.project", "no_credit", 429, errors.no_credit("project_spend_limit_exceeded"), seen=GUIDE),
        Shape("no_credit.usage", "no_credit", 429, errors.no_credit("organization_usage_limit_exceeded"), seen=GUIDE),
        Shape("server_error", "unavailable", 500, errors.server_error, seen=GUIDE),
        Shape("bad_gateway", "unavailable", 502, errors.gateway(502, "Bad Gateway"), seen="what stands before it"),
        Shape("overloaded", "unavailable", 503, errors.overloaded, seen=GUIDE),
        Shape(
            "gateway_timeout", "unavailable", 504, errors.gateway(504, "Gateway Time-out"), seen="what stands before it"
        ),
        Shape("site_overloaded", "unavailable", 529, errors.site_overloaded, seen="compatible servers"),
        Shape("timeout", "timeout", None, _nothing, manner="hang"),
        Shape("reset", "unavailable", None, _nothing, kinds=WORKED, manner="reset"),
        Shape("cut", "unavailable", None, _nothing, kinds=WORKED, manner="cut"),
        Shape("bad_key", "bad_key", 401, errors.bad_key, seen=GUIDE),
        Shape("forbidden", "bad_key", 403, errors.forbidden, seen=GUIDE),
        Shape("not_verified", "bad_key", 403, errors.not_verified, kinds=WRITTEN, seen="its users' logs"),
        Shape(
            "no_model", "bad_request", 404, lambda asked: Failed(errors.no_model(asked.model)), kinds=WORKED, seen=GUIDE
        ),
        Shape("bad_request", "bad_request", 400, errors.bad_request, kinds=WORKED, seen=GUIDE),
        Shape("too_long", "bad_request", 400, errors.too_long, kinds=TEXT, seen=GUIDE),
        Shape("unprocessable", "bad_request", 422, errors.unprocessable, kinds=WORKED, seen="openai._exceptions"),
        Shape("refused", "refused", 200, _refused, kinds=TEXT, seen="ResponseOutputRefusal"),
        Shape("refused.filter", "refused", 200, _filtered, kinds=TEXT, seen="Response.incomplete_details"),
        Shape("refused.prompt", "refused", 400, errors.invalid_prompt, kinds=TEXT, seen="its users' logs"),
        Shape("refused.moderation", "refused", 400, errors.moderated, kinds=IMAGE, seen="its users' logs"),
        Shape(
            "refused.moderation_output",
            "refused",
            400,
            lambda asked: errors.moderated(asked, "output"),
            kinds=IMAGE,
            seen="its users' logs",
        ),
        Shape("refused.policy", "refused", 400, errors.policy, kinds=IMAGE, seen="its users' logs"),
        Shape("truncated", "malformed", 200, _truncated, kinds=TEXT, seen="Response.incomplete_details"),
        Shape("malformed", "malformed", 200, _written_badly("Here is your scene: a tower."), kinds=TEXT),
        Shape("malformed.schema", "malformed", 200, _written_badly('{"scene": 7}'), kinds=TEXT),
        Shape("failed", "unavailable", 200, _failed_response, kinds=TEXT, seen="ResponseError"),
        Shape("malformed.empty", "malformed", 200, _empty, kinds=WRITTEN),
        Shape("malformed.picture", "malformed", 200, _no_picture, kinds=IMAGE),
        Shape("malformed.page", "malformed", 200, _not_json, kinds=JSON_ANSWERS, seen="what stands before it"),
        Shape("malformed.cut", "malformed", 200, _cut_json, kinds=JSON_ANSWERS),
    )
}
"""By name."""

ALIASES: dict[tuple[str, Kind], str] = {("refused", "image"): "refused.moderation"}
"""What a script's word means for a kind of call that has no shape of that name."""

assert all(shape.kinds <= ALL for shape in SHAPES.values())
