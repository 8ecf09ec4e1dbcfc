"""How OpenAI fails: each shape as its error guide, its SDK's types and its users' logs show it. It decides nothing."""

from __future__ import annotations

import json
import math
from typing import Any
from uuid import uuid4

from vendors.calls import Kind
from vendors.tokens import chat_usage, responses_usage, tokens
from vendors.vendor import ALL, Asked, Failed, Shape

from pipeline.call import Usage

TEXT: frozenset[Kind] = frozenset({"text"})
IMAGE: frozenset[Kind] = frozenset({"image"})
WRITTEN: frozenset[Kind] = frozenset({"text", "image"})
"""Kinds that can be refused: a transcriber refuses nothing."""
WORKED: frozenset[Kind] = frozenset({"transcription", "text", "image"})
JSON_ANSWERS: frozenset[Kind] = frozenset({"transcription", "text", "image"})

GUIDE = "https://developers.openai.com/api/docs/guides/error-codes"


def error(message: str, kind: str, code: str | None, param: str | None = None, **more: Any) -> dict[str, Any]:
    """OpenAI's error body (``openai.types.shared.ErrorObject``)."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code, **more}}


def _waiting(asked: Asked) -> dict[str, str]:
    """``retry-after-ms`` for parts of a second, beside ``retry-after`` in whole ones."""
    seconds = asked.retry_after_s
    headers = {"retry-after": str(math.ceil(seconds))}
    if seconds != int(seconds):
        headers["retry-after-ms"] = str(round(seconds * 1000))
    return headers


def _rate_limited(asked: Asked) -> Failed:
    wait = f"{round(asked.retry_after_s * 1000)}ms" if asked.retry_after_s < 1 else f"{asked.retry_after_s:g}s"
    message = (
        f"Rate limit reached for {asked.model} in organization org-vendors on requests per min (RPM): Limit 500, "
        f"Used 500, Requested 1. Please try again in {wait}. Visit https://platform.openai.com/account/rate-limits "
        "to learn more."
    )
    limits = {
        "x-ratelimit-limit-requests": "500",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": wait,
    }
    return Failed(error(message, "requests", "rate_limit_exceeded"), _waiting(asked) | limits)


def _rate_limited_bare(asked: Asked) -> Failed:
    failed = _rate_limited(asked)
    return Failed(failed.body)


def _slow_down(asked: Asked) -> Failed:
    message = (
        "Your request rate increased faster than the service can safely handle. Please slow down and increase your "
        "traffic gradually."
    )
    return Failed(error(message, "rate_limit_error", "slow_down"), _waiting(asked))


def _no_credit(code: str) -> Any:
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more information on this "
        "error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."
    )
    return lambda asked: Failed(error(message, "insufficient_quota", code))


def _server_error(asked: Asked) -> Failed:
    message = (
        "The server had an error while processing your request. Sorry about that! You can retry your request, or "
        "contact us through our help center at help.openai.com if the error persists. (Please include the request "
        f"ID req_{uuid4().hex} in your message.)"
    )
    return Failed(error(message, "server_error", None))


def _overloaded(asked: Asked) -> Failed:
    message = "The server is currently overloaded. Please try again later."
    return Failed(error(message, "service_unavailable_error", "server_is_overloaded"), _waiting(asked))


def _gateway(status: int, title: str) -> Any:
    page = (
        f"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1>"
        "</center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"
    )
    return lambda asked: Failed(page, content_type="text/html")


def _site_overloaded(asked: Asked) -> Failed:
    return Failed(error("Overloaded", "overloaded_error", None))


def _bad_key(asked: Asked) -> Failed:
    return Failed(wrong_key("sk-revoked-0123456789abcdef"))


def wrong_key(key: str) -> dict[str, Any]:
    """The body for a key that is not known. It shows parts of the key, as OpenAI's does."""
    shown = key[:8] + "*" * max(0, len(key) - 12) + key[-4:] if len(key) > 12 else key
    message = (
        f"Incorrect API key provided: {shown}. You can find your API key at "
        "https://platform.openai.com/account/api-keys."
    )
    return error(message, "invalid_request_error", "invalid_api_key")


NO_KEY = error(
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
    "(i.e. Authorization: Bearer YOUR_KEY). You can obtain an API key from "
    "https://platform.openai.com/account/api-keys.",
    "invalid_request_error",
    None,
)


def _forbidden(asked: Asked) -> Failed:
    message = "Country, region, or territory not supported"
    return Failed(error(message, "request_forbidden", "unsupported_country_region_territory"))


def _not_verified(asked: Asked) -> Failed:
    message = (
        f"Your organization must be verified to use the model `{asked.model}`. Please go to: "
        "https://platform.openai.com/settings/organization/general and click on Verify Organization."
    )
    return Failed(error(message, "invalid_request_error", None))


def no_model(model: str) -> dict[str, Any]:
    """The body for a model that does not exist, or not for this key."""
    message = f"The model `{model}` does not exist or you do not have access to it."
    return error(message, "invalid_request_error", "model_not_found")


def _bad_request(asked: Asked) -> Failed:
    message = "Unknown parameter: 'shape'."
    return Failed(error(message, "invalid_request_error", "unknown_parameter", "shape"))


def _too_long(asked: Asked) -> Failed:
    message = (
        "This model's maximum context length is 400000 tokens. However, your messages resulted in 412345 tokens. "
        "Please reduce the length of the messages."
    )
    param = "input" if asked.path.endswith("/responses") else "messages"
    return Failed(error(message, "invalid_request_error", "context_length_exceeded", param))


def _unprocessable(asked: Asked) -> Failed:
    return Failed(error("Unprocessable entity.", "invalid_request_error", None))


# -- refusals ---------------------------------------------------------------------------------------------------

_SORRY = "I'm sorry, but I can't assist with that request."


def _refused(asked: Asked) -> Failed:
    assert asked.good is not None
    usage = _written(asked.good.usage, _SORRY)
    if asked.path.endswith("/responses"):
        part = {"type": "refusal", "refusal": _SORRY}
        return Failed(_with_parts(asked.good.body, [part], usage), usage=usage)
    body = _chat(asked.good.body, {"role": "assistant", "content": None, "refusal": _SORRY}, "stop", usage)
    return Failed(body, usage=usage)


def _moderated(asked: Asked, stage: str = "input") -> Failed:
    message = (
        "Your request was rejected by the safety system. If you believe this is an error, contact us at "
        f"help.openai.com and include the request ID {uuid4()}. safety_violations=[violence]."
    )
    details = {"moderation_stage": stage, "categories": ["violence"]}
    body = error(message, "image_generation_user_error", "moderation_blocked", moderation_details=details)
    return Failed(body)


def _policy(asked: Asked) -> Failed:
    message = (
        "Your request was rejected as a result of our safety system. Your prompt may contain text that is not "
        "allowed by our safety system."
    )
    return Failed(error(message, "invalid_request_error", "content_policy_violation"))


def _invalid_prompt(asked: Asked) -> Failed:
    message = (
        "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a "
        "different prompt: https://platform.openai.com/docs/guides/reasoning#advice-on-prompting"
    )
    return Failed(error(message, "invalid_request_error", "invalid_prompt"))


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
        return _server_error(asked)
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
        Shape("rate_limited", "rate_limited", 429, _rate_limited, seen=GUIDE),
        Shape("rate_limited.no_hint", "rate_limited", 429, _rate_limited_bare, seen=GUIDE),
        Shape("rate_limited.slow_down", "rate_limited", 429, _slow_down, seen=GUIDE),
        Shape("no_credit", "no_credit", 429, _no_credit("insufficient_quota"), seen=GUIDE),
        Shape("no_credit.balance", "no_credit", 429, _no_credit("credit_balance_exhausted"), seen=GUIDE),
        Shape("no_credit.organization", "no_credit", 429, _no_credit("organization_spend_limit_exceeded"), seen=GUIDE),
        Shape("no_credit.project", "no_credit", 429, _no_credit("project_spend_limit_exceeded"), seen=GUIDE),
        Shape("no_credit.usage", "no_credit", 429, _no_credit("organization_usage_limit_exceeded"), seen=GUIDE),
        Shape("server_error", "unavailable", 500, _server_error, seen=GUIDE),
        Shape("bad_gateway", "unavailable", 502, _gateway(502, "Bad Gateway"), seen="what stands before it"),
        Shape("overloaded", "unavailable", 503, _overloaded, seen=GUIDE),
        Shape("gateway_timeout", "unavailable", 504, _gateway(504, "Gateway Time-out"), seen="what stands before it"),
        Shape("site_overloaded", "unavailable", 529, _site_overloaded, seen="compatible servers"),
        Shape("timeout", "timeout", None, _nothing, manner="hang"),
        Shape("reset", "unavailable", None, _nothing, kinds=WORKED, manner="reset"),
        Shape("cut", "unavailable", None, _nothing, kinds=WORKED, manner="cut"),
        Shape("bad_key", "bad_key", 401, _bad_key, seen=GUIDE),
        Shape("forbidden", "bad_key", 403, _forbidden, seen=GUIDE),
        Shape("not_verified", "bad_key", 403, _not_verified, kinds=WRITTEN, seen="its users' logs"),
        Shape("no_model", "bad_request", 404, lambda asked: Failed(no_model(asked.model)), kinds=WORKED, seen=GUIDE),
        Shape("bad_request", "bad_request", 400, _bad_request, kinds=WORKED, seen=GUIDE),
        Shape("too_long", "bad_request", 400, _too_long, kinds=TEXT, seen=GUIDE),
        Shape("unprocessable", "bad_request", 422, _unprocessable, kinds=WORKED, seen="openai._exceptions"),
        Shape("refused", "refused", 200, _refused, kinds=TEXT, seen="ResponseOutputRefusal"),
        Shape("refused.filter", "refused", 200, _filtered, kinds=TEXT, seen="Response.incomplete_details"),
        Shape("refused.prompt", "refused", 400, _invalid_prompt, kinds=TEXT, seen="its users' logs"),
        Shape("refused.moderation", "refused", 400, _moderated, kinds=IMAGE, seen="its users' logs"),
        Shape(
            "refused.moderation_output",
            "refused",
            400,
            lambda asked: _moderated(asked, "output"),
            kinds=IMAGE,
            seen="its users' logs",
        ),
        Shape("refused.policy", "refused", 400, _policy, kinds=IMAGE, seen="its users' logs"),
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
