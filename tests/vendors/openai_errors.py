"""OpenAI's error bodies, as its error guide, its SDK's types and its users' logs show them. It decides nothing."""

from __future__ import annotations

import math
from typing import Any
from uuid import uuid4

from vendors.shapes import Asked, Failed


def error(message: str, kind: str, code: str | None, param: str | None = None, **more: Any) -> dict[str, Any]:
    """OpenAI's error body (``openai.types.shared.ErrorObject``)."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code, **more}}


def waiting(asked: Asked) -> dict[str, str]:
    """``retry-after-ms`` for parts of a second, beside ``retry-after`` in whole ones."""
    seconds = asked.retry_after_s
    headers = {"retry-after": str(math.ceil(seconds))}
    if seconds != int(seconds):
        headers["retry-after-ms"] = str(round(seconds * 1000))
    return headers


def rate_limited(asked: Asked) -> Failed:
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
    return Failed(error(message, "requests", "rate_limit_exceeded"), waiting(asked) | limits)


def rate_limited_bare(asked: Asked) -> Failed:
    failed = rate_limited(asked)
    return Failed(failed.body)


def slow_down(asked: Asked) -> Failed:
    message = (
        "Your request rate increased faster than the service can safely handle. Please slow down and increase your "
        "traffic gradually."
    )
    return Failed(error(message, "rate_limit_error", "slow_down"), waiting(asked))


def no_credit(code: str) -> Any:
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more information on this "
        "error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."
    )
    return lambda asked: Failed(error(message, "insufficient_quota", code))


def server_error(asked: Asked) -> Failed:
    message = (
        "The server had an error while processing your request. Sorry about that! You can retry your request, or "
        "contact us through our help center at help.openai.com if the error persists. (Please include the request "
        f"ID req_{uuid4().hex} in your message.)"
    )
    return Failed(error(message, "server_error", None))


def overloaded(asked: Asked) -> Failed:
    message = "The server is currently overloaded. Please try again later."
    return Failed(error(message, "service_unavailable_error", "server_is_overloaded"), waiting(asked))


def gateway(status: int, title: str) -> Any:
    page = (
        f"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1>"
        "</center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"
    )
    return lambda asked: Failed(page, content_type="text/html")


def site_overloaded(asked: Asked) -> Failed:
    return Failed(error("Overloaded", "overloaded_error", None))


def bad_key(asked: Asked) -> Failed:
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


def forbidden(asked: Asked) -> Failed:
    message = "Country, region, or territory not supported"
    return Failed(error(message, "request_forbidden", "unsupported_country_region_territory"))


def not_verified(asked: Asked) -> Failed:
    message = (
        f"Your organization must be verified to use the model `{asked.model}`. Please go to: "
        "https://platform.openai.com/settings/organization/general and click on Verify Organization."
    )
    return Failed(error(message, "invalid_request_error", None))


def no_model(model: str) -> dict[str, Any]:
    """The body for a model that does not exist, or not for this key."""
    message = f"The model `{model}` does not exist or you do not have access to it."
    return error(message, "invalid_request_error", "model_not_found")


def bad_request(asked: Asked) -> Failed:
    message = "Unknown parameter: 'shape'."
    return Failed(error(message, "invalid_request_error", "unknown_parameter", "shape"))


def too_long(asked: Asked) -> Failed:
    message = (
        "This model's maximum context length is 400000 tokens. However, your messages resulted in 412345 tokens. "
        "Please reduce the length of the messages."
    )
    param = "input" if asked.path.endswith("/responses") else "messages"
    return Failed(error(message, "invalid_request_error", "context_length_exceeded", param))


def unprocessable(asked: Asked) -> Failed:
    return Failed(error("Unprocessable entity.", "invalid_request_error", None))


def moderated(asked: Asked, stage: str = "input") -> Failed:
    message = (
        "Your request was rejected by the safety system. If you believe this is an error, contact us at "
        f"help.openai.com and include the request ID {uuid4()}. safety_violations=[violence]."
    )
    details = {"moderation_stage": stage, "categories": ["violence"]}
    body = error(message, "image_generation_user_error", "moderation_blocked", moderation_details=details)
    return Failed(body)


def policy(asked: Asked) -> Failed:
    message = (
        "Your request was rejected as a result of our safety system. Your prompt may contain text that is not "
        "allowed by our safety system."
    )
    return Failed(error(message, "invalid_request_error", "content_policy_violation"))


def invalid_prompt(asked: Asked) -> Failed:
    message = (
        "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a "
        "different prompt: https://platform.openai.com/docs/guides/reasoning#advice-on-prompting"
    )
    return Failed(error(message, "invalid_request_error", "invalid_prompt"))
