"""How the Gemini API fails: shapes as in its error page, its SDK's types and its users' logs. It decides nothing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from vendors.calls import Kind
from vendors.tokens import gemini_usage, tokens
from vendors.vendor import Asked, Failed, Shape

from pipeline.call import Usage

TEXT: frozenset[Kind] = frozenset({"text"})
IMAGE: frozenset[Kind] = frozenset({"image"})
WORKED: frozenset[Kind] = frozenset({"text", "image"})

PAGE = "https://ai.google.dev/gemini-api/docs/generate-content/api-errors"


def error(code: int, status: str, message: str, *details: dict[str, Any]) -> dict[str, Any]:
    """Google's error body (AIP-193)."""
    body: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        body["details"] = list(details)
    return {"error": body}


def _info(reason: str, **metadata: str) -> dict[str, Any]:
    service = {"service": "generativelanguage.googleapis.com"}
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": service | metadata,
    }


def _help(description: str, url: str) -> dict[str, Any]:
    return {"@type": "type.googleapis.com/google.rpc.Help", "links": [{"description": description, "url": url}]}


_LIMITS = _help("Learn more about Gemini API quotas", "https://ai.google.dev/gemini-api/docs/rate-limits")
_QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, "
    "head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: "
    "https://ai.dev/rate-limit. "
)


def _violation(metric: str, quota: str, limit: str, model: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [
            {
                "quotaMetric": f"generativelanguage.googleapis.com/{metric}",
                "quotaId": quota,
                "quotaDimensions": {"location": "global", "model": model},
                "quotaValue": limit,
            }
        ],
    }


def _rate_limited(asked: Asked) -> Failed:
    seconds = asked.retry_after_s
    metric = "generate_requests_per_model"
    message = (
        f"{_QUOTA}\n* Quota exceeded for metric: generativelanguage.googleapis.com/{metric}, limit: 150, model: "
        f"{asked.model}\nPlease retry in {seconds:g}s."
    )
    # protobuf's JSON form of a Duration: seconds with a fraction, "s" behind them.
    delay = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{seconds:g}s"}
    violation = _violation(metric, "GenerateRequestsPerMinutePerProjectPerModel", "150", asked.model)
    return Failed(error(429, "RESOURCE_EXHAUSTED", message, _LIMITS, violation, delay))


def _rate_limited_bare(asked: Asked) -> Failed:
    return Failed(error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."))


def _daily(asked: Asked) -> Failed:
    """A free tier that gives nothing (any more) today: waiting a minute does not help."""
    metric = "generate_content_free_tier_requests"
    message = (
        f"{_QUOTA}\n* Quota exceeded for metric: generativelanguage.googleapis.com/{metric}, limit: 0, model: "
        f"{asked.model}"
    )
    violation = _violation(metric, "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "0", asked.model)
    return Failed(error(429, "RESOURCE_EXHAUSTED", message, _LIMITS, violation))


_DEPLETED = (
    "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your "
    "project and billing."
)


def _depleted(code: int) -> Any:
    return lambda asked: Failed(error(code, "RESOURCE_EXHAUSTED", _DEPLETED))


def _billing_disabled(asked: Asked) -> Failed:
    message = (
        "This API method requires billing to be enabled. Please enable billing on project #000000000000 by visiting "
        "https://console.developers.google.com/billing/enable?project=000000000000 then retry."
    )
    link = _help("Google developers console billing", "https://console.developers.google.com/billing/enable")
    return Failed(error(403, "PERMISSION_DENIED", message, link, _info("BILLING_DISABLED")))


def _country(asked: Asked) -> Failed:
    message = "User location is not supported for the API use."
    return Failed(error(400, "FAILED_PRECONDITION", message))


def _no_free_tier(asked: Asked) -> Failed:
    message = (
        "Gemini API free tier is not available in your country. Please enable billing on your project in Google AI "
        "Studio."
    )
    return Failed(error(400, "FAILED_PRECONDITION", message))


def wrong_key() -> dict[str, Any]:
    """The body for a key that is not known: status 400, not 401."""
    message = "API key not valid. Please pass a valid API key."
    localized = {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": message}
    return error(400, "INVALID_ARGUMENT", message, _info("API_KEY_INVALID"), localized)


def _expired(asked: Asked) -> Failed:
    message = "API key expired. Please renew the API key."
    localized = {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": message}
    return Failed(error(400, "INVALID_ARGUMENT", message, _info("API_KEY_INVALID"), localized))


NO_KEY = error(
    403,
    "PERMISSION_DENIED",
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other "
    "form of API consumer identity to call this API.",
)


def _leaked(asked: Asked) -> Failed:
    message = "Your API key was reported as leaked. Please use another API key."
    return Failed(error(403, "PERMISSION_DENIED", message))


def _service_disabled(asked: Asked) -> Failed:
    message = (
        "Generative Language API has not been used in project 000000000000 before or it is disabled. Enable it by "
        "visiting https://console.developers.google.com/apis/api/generativelanguage.googleapis.com/overview then retry."
    )
    return Failed(error(403, "PERMISSION_DENIED", message, _info("SERVICE_DISABLED")))


def _unauthenticated(asked: Asked) -> Failed:
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return Failed(error(401, "UNAUTHENTICATED", message, _info("ACCESS_TOKEN_TYPE_UNSUPPORTED")))


def no_model(model: str, version: str = "v1beta") -> dict[str, Any]:
    """The body for a model that does not exist."""
    message = (
        f"models/{model} is not found for API version {version}, or is not supported for generateContent. Call "
        "ListModels to see the list of available models and their supported methods."
    )
    return error(404, "NOT_FOUND", message)


def unknown_field(name: str, where: str = "") -> dict[str, Any]:
    """The body for a field that the API does not know."""
    at = f" at '{where}'" if where else ""
    message = f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'
    field = {"field": where, "description": message} if where else {"description": message}
    bad = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [field]}
    return error(400, "INVALID_ARGUMENT", message, bad)


def _too_long(asked: Asked) -> Failed:
    message = "The input token count exceeds the maximum number of tokens allowed 1048576."
    return Failed(error(400, "INVALID_ARGUMENT", message))


_INTERNAL = (
    "An internal error has occurred. Please retry or report in "
    "https://developers.generativeai.google/guide/troubleshooting"
)
_DEMAND = (
    "This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later."
)


def _plain(code: int, status: str, message: str) -> Any:
    return lambda asked: Failed(error(code, status, message))


def _gateway(asked: Asked) -> Failed:
    page = (
        "<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p><b>502.</b> <ins>That’s an "
        "error.</ins>\n<p>The server encountered a temporary error and could not complete your request."
    )
    return Failed(page, content_type="text/html; charset=UTF-8")


# -- refusals: HTTP 200 -----------------------------------------------------------------------------------------

_RATED = (
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
)


def _ratings(blocked: str) -> list[dict[str, Any]]:
    return [
        {"category": name, "probability": "HIGH", "blocked": True}
        if name == blocked
        else {"category": name, "probability": "NEGLIGIBLE"}
        for name in _RATED
    ]


def _read_only(asked: Asked) -> Usage:
    """What is counted for a request that was read and not answered."""
    assert asked.good is not None
    usage = asked.good.usage
    return Usage(
        input_tokens=usage.input_tokens,
        cached_tokens=usage.cached_tokens,
        image_input_tokens=usage.image_input_tokens,
    )


def _frame(asked: Asked, usage: Usage, **more: Any) -> Failed:
    body = {
        **more,
        "usageMetadata": gemini_usage(usage),
        "modelVersion": asked.model,
        "responseId": uuid4().hex[:22],
    }
    return Failed(body, usage=usage)


def _blocked(reason: str) -> Any:
    """The prompt is blocked: no candidates at all."""

    def make(asked: Asked) -> Failed:
        feedback: dict[str, Any] = {"blockReason": reason}
        if reason == "SAFETY":
            feedback["safetyRatings"] = _ratings("HARM_CATEGORY_DANGEROUS_CONTENT")
        return _frame(asked, _read_only(asked), promptFeedback=feedback)

    return make


def _finished(reason: str, message: str = "", *, rated: bool = False, content: bool = False) -> Any:
    """The answer is blocked: a candidate without parts, often without content."""

    def make(asked: Asked) -> Failed:
        candidate: dict[str, Any] = {"finishReason": reason, "index": 0}
        if content:
            candidate["content"] = {"role": "model"}
        if message:
            candidate["finishMessage"] = message
        if rated:
            candidate["safetyRatings"] = _ratings("HARM_CATEGORY_DANGEROUS_CONTENT")
        return _frame(asked, _read_only(asked), candidates=[candidate])

    return make


_UNSAFE = (
    "Unable to show the generated image. The image was filtered out because it violated Google's Generative AI "
    "Prohibited Use policy. You will not be charged for blocked images. Try rephrasing the prompt."
)
_PROHIBITED = (
    "The model output could not be generated. This output contains sensitive words that violate Google's Responsible "
    "AI practices. If you think this was an error, send feedback. Support code: 42876398."
)


def _said_no(asked: Asked) -> Failed:
    """An image model that answers in words and finishes as if all were well."""
    text = "I can't create that image. Would you like something else?"
    read = _read_only(asked)
    usage = Usage(
        input_tokens=read.input_tokens, image_input_tokens=read.image_input_tokens, output_tokens=tokens(text)
    )
    candidate = {"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP", "index": 0}
    return _frame(asked, usage, candidates=[candidate])


# -- answers that are of no use ---------------------------------------------------------------------------------


def _text(text: str, reason: str = "STOP") -> Any:
    def make(asked: Asked) -> Failed:
        assert asked.good is not None
        written = asked.good.text[: len(asked.good.text) // 2] if reason == "MAX_TOKENS" else text
        read = _read_only(asked)
        usage = Usage(input_tokens=read.input_tokens, cached_tokens=read.cached_tokens, output_tokens=tokens(written))
        parts = [{"text": written}] if written else []
        candidate = {"content": {"role": "model", "parts": parts}, "finishReason": reason, "index": 0}
        return _frame(asked, usage, candidates=[candidate])

    return make


def _no_candidates(asked: Asked) -> Failed:
    return _frame(asked, _read_only(asked))


def _no_picture(asked: Asked) -> Failed:
    assert asked.good is not None
    part = {"inlineData": {"mimeType": "image/png", "data": "bm8gcGljdHVyZQ=="}}
    candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}
    return _frame(asked, asked.good.usage, candidates=[candidate])


def _not_json(asked: Asked) -> Failed:
    page = "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>…</body></html>"
    return Failed(page, content_type="text/html")


def _cut_json(asked: Asked) -> Failed:
    assert asked.good is not None
    whole = json.dumps(asked.good.body)
    return Failed(whole[: len(whole) // 2], usage=asked.good.usage, content_type="application/json; charset=UTF-8")


def _nothing(asked: Asked) -> Failed:
    return Failed("")


_REASONS = "FinishReason"
SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape("rate_limited", "rate_limited", 429, _rate_limited, seen=PAGE),
        Shape("rate_limited.no_hint", "rate_limited", 429, _rate_limited_bare, seen="its users' logs"),
        Shape("no_credit", "no_credit", 429, _depleted(429), seen="its users' logs"),
        Shape("no_credit.prepaid", "no_credit", 402, _depleted(402), seen=PAGE),
        Shape("no_credit.free_tier", "no_credit", 429, _daily, seen="its users' logs"),
        Shape("no_credit.billing", "no_credit", 403, _billing_disabled, seen="google.rpc.ErrorInfo BILLING_DISABLED"),
        Shape("no_credit.country", "no_credit", 400, _no_free_tier, seen=PAGE),
        Shape("server_error", "unavailable", 500, _plain(500, "INTERNAL", _INTERNAL), seen=PAGE),
        Shape("bad_gateway", "unavailable", 502, _gateway, seen="what stands before it"),
        Shape("overloaded", "unavailable", 503, _plain(503, "UNAVAILABLE", _DEMAND), seen=PAGE),
        Shape(
            "gateway_timeout",
            "timeout",
            504,
            _plain(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
            seen=PAGE,
        ),
        Shape("timeout", "timeout", None, _nothing, manner="hang"),
        Shape("reset", "unavailable", None, _nothing, kinds=WORKED, manner="reset"),
        Shape("cut", "unavailable", None, _nothing, kinds=WORKED, manner="cut"),
        Shape("bad_key", "bad_key", 400, lambda asked: Failed(wrong_key()), seen=PAGE),
        Shape("bad_key.expired", "bad_key", 400, _expired, seen="its users' logs"),
        Shape("bad_key.leaked", "bad_key", 403, _leaked, seen="its users' logs"),
        Shape("bad_key.disabled", "bad_key", 403, _service_disabled, seen="google.rpc.ErrorInfo SERVICE_DISABLED"),
        Shape("bad_key.unauthenticated", "bad_key", 401, _unauthenticated, seen="its users' logs"),
        Shape("forbidden", "bad_key", 400, _country, seen="its users' logs"),
        Shape("no_model", "bad_request", 404, lambda asked: Failed(no_model(asked.model)), kinds=WORKED, seen=PAGE),
        Shape("bad_request", "bad_request", 400, lambda asked: Failed(unknown_field("shape")), kinds=WORKED, seen=PAGE),
        Shape("too_long", "bad_request", 400, _too_long, kinds=TEXT, seen="its users' logs"),
        Shape("refused", "refused", 200, _blocked("PROHIBITED_CONTENT"), kinds=WORKED, seen="BlockedReason"),
        Shape("refused.prompt_safety", "refused", 200, _blocked("SAFETY"), kinds=WORKED, seen="BlockedReason"),
        Shape("refused.prompt_image", "refused", 200, _blocked("IMAGE_SAFETY"), kinds=IMAGE, seen="BlockedReason"),
        Shape("refused.prompt_other", "refused", 200, _blocked("OTHER"), kinds=WORKED, seen="BlockedReason"),
        Shape("refused.blocklist", "refused", 200, _blocked("BLOCKLIST"), kinds=WORKED, seen="BlockedReason"),
        Shape("refused.safety", "refused", 200, _finished("SAFETY", rated=True), kinds=WORKED, seen=_REASONS),
        Shape("refused.prohibited", "refused", 200, _finished("PROHIBITED_CONTENT"), kinds=WORKED, seen=_REASONS),
        Shape("refused.recitation", "refused", 200, _finished("RECITATION"), kinds=TEXT, seen=_REASONS),
        Shape("refused.personal", "refused", 200, _finished("SPII"), kinds=TEXT, seen=_REASONS),
        Shape("refused.image_safety", "refused", 200, _finished("IMAGE_SAFETY", _UNSAFE), kinds=IMAGE, seen=_REASONS),
        Shape(
            "refused.image_prohibited",
            "refused",
            200,
            _finished("IMAGE_PROHIBITED_CONTENT", _PROHIBITED, content=True),
            kinds=IMAGE,
            seen=_REASONS,
        ),
        Shape("refused.image_recitation", "refused", 200, _finished("IMAGE_RECITATION"), kinds=IMAGE, seen=_REASONS),
        Shape("malformed.no_image", "malformed", 200, _finished("NO_IMAGE", content=True), kinds=IMAGE, seen=_REASONS),
        Shape("malformed.image_other", "malformed", 200, _finished("IMAGE_OTHER"), kinds=IMAGE, seen=_REASONS),
        Shape("malformed.words", "malformed", 200, _said_no, kinds=IMAGE, seen="its users' logs"),
        Shape("malformed.picture", "malformed", 200, _no_picture, kinds=IMAGE),
        Shape("truncated", "malformed", 200, _text("", "MAX_TOKENS"), kinds=TEXT, seen=_REASONS),
        Shape("malformed", "malformed", 200, _text("Here is your scene: a tower."), kinds=TEXT),
        Shape("malformed.schema", "malformed", 200, _text('{"scene": 7}'), kinds=TEXT),
        Shape("malformed.response", "malformed", 200, _finished("MALFORMED_RESPONSE"), kinds=TEXT, seen=_REASONS),
        Shape("malformed.other", "malformed", 200, _finished("OTHER"), kinds=WORKED, seen=_REASONS),
        Shape("malformed.empty", "malformed", 200, _no_candidates, kinds=WORKED),
        Shape("malformed.page", "malformed", 200, _not_json, kinds=WORKED, seen="what stands before it"),
        Shape("malformed.cut", "malformed", 200, _cut_json, kinds=WORKED),
    )
}
"""By name."""
