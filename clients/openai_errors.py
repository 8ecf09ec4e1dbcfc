"""What OpenAI's SDK raises, as the product's typed errors. The table is in ``docs/vendors.md``; a test for each row.

It never quotes what the vendor wrote: that may hold what was said, or a key.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TypeVar

import openai

from pipeline.errors import EngineError, RefusedError

_REFUSED = frozenset(
    {"content_policy_violation", "moderation_blocked", "content_filter", "safety_violation", "invalid_prompt"}
)
_NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})


@contextmanager
def typed(name: str) -> Generator[None]:
    """Turn the SDK's errors inside the block into ``EngineError``."""
    try:
        yield
    except openai.APITimeoutError:
        raise EngineError(f"{name} did not answer in time.", code="timeout") from None
    except openai.APIConnectionError as error:
        # Refused or unresolved: nothing was asked. Broken later: nobody knows what the vendor did with it.
        charged = False if type(error.__cause__).__name__ in ("ConnectError", "ConnectTimeout", "PoolTimeout") else None
        raise EngineError(f"{name} cannot be reached.", code="unavailable", charged=charged) from None
    except (openai.APIResponseValidationError, json.JSONDecodeError):
        raise EngineError(f"{name} answered in a form that is not its own.", code="malformed") from None
    except openai.APIStatusError as error:
        raise _of_status(error, name) from None
    except openai.APIError as error:
        # A stream's error, or a body that is no JSON.
        raise EngineError(f"{name} broke off ({type(error).__name__}).", code="unavailable") from None


T = TypeVar("T")


def shaped(answer: object, kind: type[T], name: str) -> T:
    """``answer``, which the SDK does not check: a page of somebody between comes as text. Raises ``EngineError``."""
    if not isinstance(answer, kind):
        raise EngineError(f"{name} answered in a form that is not its own.", code="malformed")
    return answer


def _of_status(error: openai.APIStatusError, name: str) -> EngineError:
    status, code = error.status_code, error.code or ""
    if code in _REFUSED or error.type in _REFUSED:
        return RefusedError(f"{name} will not do this.", charged=False)
    if code in _NO_CREDIT or error.type in _NO_CREDIT:
        message = f"{name}: the account has no credit left. Add some at the vendor's, or set another engine."
        return EngineError(message, code="no_credit", retryable=False, charged=False)
    if status == 429:
        after = retry_after(error.response.headers)
        return EngineError(
            f"{name} asks to be asked less often.", code="rate_limited", retry_after_s=after, charged=False
        )
    if status in (401, 403):
        message = f"{name} does not take the key. Check OPENAI_API_KEY and what the key may use."
        return EngineError(message, code="bad_key", retryable=False, charged=False)
    if status in (408, 409) or status >= 500:
        after = retry_after(error.response.headers)
        return EngineError(f"{name} is overloaded or away.", code="unavailable", retry_after_s=after, charged=False)
    if status == 404:
        message = f"{name}: there is no such model or address. Check the model's name in the settings."
        return EngineError(message, code="bad_request", retryable=False, charged=False)
    return EngineError(
        f"{name} does not understand the request ({status}).", code="bad_request", retryable=False, charged=False
    )


def retry_after(headers: Any) -> float | None:
    """Seconds in ``retry-after-ms`` or ``retry-after``; a date or nonsense is None."""
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * factor)
        except (KeyError, ValueError):
            continue
    return None
