"""What Google's SDK raises or hands over in silence, as the product's typed errors; the table is ``docs/vendors.md``.

It never quotes what the vendor wrote: that may hold what was said, or a key.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import aiohttp
import httpx
from google.genai import errors, types

from clients.answers import UNREADABLE, BodyTooLongError, malformed, retry_after
from pipeline.errors import EngineError, RefusedError

REFUSED = frozenset(
    {
        types.FinishReason.SAFETY,
        types.FinishReason.RECITATION,
        types.FinishReason.BLOCKLIST,
        types.FinishReason.PROHIBITED_CONTENT,
        types.FinishReason.SPII,
        types.FinishReason.IMAGE_SAFETY,
        types.FinishReason.IMAGE_PROHIBITED_CONTENT,
        types.FinishReason.IMAGE_RECITATION,
    }
)

_BLOCKED = re.compile(r"image generation failed\b.*(support code|error code|safety filter|responsible ai)", re.DOTALL)
"""How Imagen says that it blocks a prompt: in an error like any other of our own making, and only its words tell."""

_NEVER_SENT = (aiohttp.ClientConnectorError, httpx.ConnectError, httpx.ConnectTimeout)


@contextmanager
def typed(name: str) -> Generator[None]:
    """Turn the SDK's errors inside the block, and those of the transports below it, into ``EngineError``."""
    try:
        yield
    except errors.APIError as error:
        raise _of_status(error, name) from None
    except (errors.UnknownApiResponseError, BodyTooLongError):
        raise malformed(name) from None
    except _NEVER_SENT:
        raise EngineError(f"{name} cannot be reached.", code="unavailable", charged=False) from None
    except (TimeoutError, httpx.TimeoutException):
        raise EngineError(f"{name} did not answer in time.", code="timeout") from None
    except (aiohttp.ClientError, httpx.HTTPError, OSError):
        raise EngineError(f"{name} broke off.", code="unavailable") from None
    except UNREADABLE:
        # No JSON, or JSON of another form than the SDK's models have.
        raise malformed(name) from None


def _of_status(error: errors.APIError, name: str) -> EngineError:
    status, about = error.code, _details(error)
    reasons = {str(item.get("reason", "")) for item in about}
    text = str(error.message or "").lower()
    if status == 429:
        # Google says "quota" for both; what comes back by itself names the time.
        after = _asked_for(error, about)
        if after is None and ("billing" in text or "prepay" in text or "credit" in text):
            return _no_credit(name)
        message = f"{name} asks to be asked less often."
        return EngineError(message, code="rate_limited", retry_after_s=after, charged=False)
    unready = status == 400 and error.status == "FAILED_PRECONDITION"
    if reasons & {"BILLING_DISABLED", "BILLING_NOT_ENABLED"} or (
        (status in (402, 403) or unready) and "billing" in text
    ):
        return _no_credit(name)
    if status in (401, 403) or unready or reasons & {"API_KEY_INVALID", "API_KEY_EXPIRED"}:
        message = f"{name} does not take the key. Check GEMINI_API_KEY and what the key may use."
        return EngineError(message, code="bad_key", retryable=False, charged=False)
    if status in (408, 499, 504):
        return EngineError(f"{name} did not answer in time.", code="timeout", charged=False)
    if status >= 500:
        message = f"{name} is overloaded or away."
        return EngineError(message, code="unavailable", retry_after_s=_asked_for(error, about), charged=False)
    if status == 404:
        message = f"{name}: there is no such model or address. Check the model's name in the settings."
        return EngineError(message, code="bad_request", retryable=False, charged=False)
    if _BLOCKED.search(text):
        return RefusedError(f"{name} will not do this.", charged=False)
    message = f"{name} does not understand the request ({status})."
    return EngineError(message, code="bad_request", retryable=False, charged=False)


def _no_credit(name: str) -> EngineError:
    message = (
        f"{name}: the project has no billing or no credit left. Look at it at the vendor's, or set another engine."
    )
    return EngineError(message, code="no_credit", retryable=False, charged=False)


def _details(error: errors.APIError) -> list[Mapping[str, Any]]:
    body = cast("Any", getattr(error, "details", None))
    if not isinstance(body, Mapping):
        return []
    inner: Any = cast("Mapping[str, Any]", body).get("error", body)
    details: Any = cast("Mapping[str, Any]", inner).get("details") if isinstance(inner, Mapping) else None
    if not isinstance(details, list):
        return []
    return [cast("Mapping[str, Any]", item) for item in cast("list[Any]", details) if isinstance(item, Mapping)]


def _asked_for(error: errors.APIError, details: list[Mapping[str, Any]]) -> float | None:
    """Seconds in a ``google.rpc.RetryInfo`` (``"39s"``, ``"39.5s"``), or in the header of whoever stands between."""
    for item in details:
        found = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)s", str(item.get("retryDelay", "")))
        if found is not None:
            return float(found.group(1))
    response = cast("Any", error).response
    return retry_after(getattr(response, "headers", {}))


def refusal(answer: types.GenerateContentResponse, name: str) -> EngineError | None:
    """The refusal that came with HTTP 200: a blocked prompt, or a candidate that was stopped."""
    feedback = answer.prompt_feedback
    if feedback is not None and feedback.block_reason is not None:
        return RefusedError(f"{name} will not do this.", charged=True)
    candidates = answer.candidates or []
    if any(candidate.finish_reason in REFUSED for candidate in candidates):
        return RefusedError(f"{name} will not do this.", charged=True)
    return None
