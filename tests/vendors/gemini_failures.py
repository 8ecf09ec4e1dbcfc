"""The ways in which the Gemini API fails, by name, and answers that are of no use. It decides nothing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from vendors import gemini_errors as errors
from vendors.calls import Kind
from vendors.shapes import Asked, Failed, Shape
from vendors.tokens import gemini_usage, tokens

from pipeline.call import Usage

TEXT: frozenset[Kind] = frozenset({"text"})
IMAGE: frozenset[Kind] = frozenset({"image"})
WORKED: frozenset[Kind] = frozenset({"text", "image"})

PAGE = "https://ai.google.dev/gemini-api/docs/generate-content/api-errors"

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
        Shape("rate_limited", "rate_limited", 429, errors.rate_limited, seen=PAGE),
        Shape("rate_limited.no_hint", "rate_limited", 429, errors.rate_limited_bare, seen="its users' logs"),
        Shape("no_credit", "no_credit", 429, errors.depleted(429), seen="its users' logs"),
        Shape("no_credit.prepaid", "no_credit", 402, errors.depleted(402), seen=PAGE),
        Shape("no_credit.free_tier", "no_credit", 429, errors.daily, seen="its users' logs"),
        Shape(
            "no_credit.billing", "no_credit", 403, errors.billing_disabled, seen="google.rpc.ErrorInfo BILLING_DISABLED"
        ),
        Shape("no_credit.country", "no_credit", 400, errors.no_free_tier, seen=PAGE),
        Shape("server_error", "unavailable", 500, errors.plain(500, "INTERNAL", errors.INTERNAL), seen=PAGE),
        Shape("bad_gateway", "unavailable", 502, errors.gateway, seen="what stands before it"),
        Shape("overloaded", "unavailable", 503, errors.plain(503, "UNAVAILABLE", errors.DEMAND), seen=PAGE),
        Shape(
            "gateway_timeout",
            "timeout",
            504,
            errors.plain(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
            seen=PAGE,
        ),
        Shape("timeout", "timeout", None, _nothing, manner="hang"),
        Shape("reset", "unavailable", None, _nothing, kinds=WORKED, manner="reset"),
        Shape("cut", "unavailable", None, _nothing, kinds=WORKED, manner="cut"),
        Shape("bad_key", "bad_key", 400, lambda asked: Failed(errors.wrong_key()), seen=PAGE),
        Shape("bad_key.expired", "bad_key", 400, errors.expired, seen="its users' logs"),
        Shape("bad_key.leaked", "bad_key", 403, errors.leaked, seen="its users' logs"),
        Shape(
            "bad_key.disabled", "bad_key", 403, errors.service_disabled, seen="google.rpc.ErrorInfo SERVICE_DISABLED"
        ),
        Shape("bad_key.unauthenticated", "bad_key", 401, errors.unauthenticated, seen="its users' logs"),
        Shape("forbidden", "bad_key", 400, errors.country, seen="its users' logs"),
        Shape(
            "no_model", "bad_request", 404, lambda asked: Failed(errors.no_model(asked.model)), kinds=WORKED, seen=PAGE
        ),
        Shape(
            "bad_request",
            "bad_request",
            400,
            lambda asked: Failed(errors.unknown_field("shape")),
            kinds=WORKED,
            seen=PAGE,
        ),
        Shape("too_long", "bad_request", 400, errors.too_long, kinds=TEXT, seen="its users' logs"),
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
        Shape("refused.no_image", "refused", 200, _finished("NO_IMAGE", content=True), kinds=IMAGE, seen=_REASONS),
        Shape("refused.words", "refused", 200, _said_no, kinds=IMAGE, seen="its users' logs"),
        Shape("malformed.image_other", "malformed", 200, _finished("IMAGE_OTHER"), kinds=IMAGE, seen=_REASONS),
        Shape("malformed.picture", "malformed", 200, _no_picture, kinds=IMAGE),
        Shape("truncated", "malformed", 200, _text("", "MAX_TOKENS"), kinds=TEXT, seen=_REASONS),
        Shape("malformed", "malformed", 200, _text("Here is your scene: a tower."), kinds=TEXT),
        Shape("malformed.schema", "malformed", 200, _text('{"scene": 7}'), kinds=TEXT),
        Shape("malformed.response", "malformed", 200, _finished("MALFORMED_RESPONSE"), kinds=TEXT, seen=_REASONS),
        Shape("malformed.other", "malformed", 200, _finished("OTHER"), kinds=WORKED, seen=_REASONS),
        Shape("malformed.unknown", "malformed", 200, _finished("OF_ANOTHER_VERSION"), kinds=WORKED),
        Shape("malformed.empty", "malformed", 200, _no_candidates, kinds=WORKED),
        Shape("malformed.page", "malformed", 200, _not_json, kinds=WORKED, seen="what stands before it"),
        Shape("malformed.cut", "malformed", 200, _cut_json, kinds=WORKED),
    )
}
"""By name."""
