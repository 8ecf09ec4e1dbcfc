"""What OpenAI's SDK raises, as the product's typed errors. The table is in ``docs/vendors.md``; a test for each row.

It never quotes what the vendor wrote: that may hold what was said, or a key.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TypeVar

import openai

from clients.answers import UNREADABLE, BodyTooLongError, malformed, retry_after
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
        if isinstance(error.__cause__, BodyTooLongError):
            raise malformed(name) from None
        # Refused or unresolved: nothing was asked. Broken later: nobody knows what the vendor did with it.
        charged = False if type(error.__cause__).__name__ in ("ConnectError", "ConnectTimeout", "PoolTimeout") else None
        raise EngineError(f"{name} cannot be reached.", code="unavailable", charged=charged) from None
    except (openai.APIResponseValidationError, BodyTooLongError):
        raise malformed(name) from None
    except openai.APIStatusError as error:
        raise _of_status(error, name) from None
    except openai.APIError as error:
        # A stream's error, or a body that is no JSON.
        raise EngineError(f"{name} broke off ({type(error).__name__}).", code="unavailable") from None
    except UNREADABLE:
        # The SDK checks little, and stumbles over what it takes for its vendor's.
        raise malformed(name) from None


T = TypeVar("T")


def shaped(answer: object, kind: type[T], name: str) -> T:
    """``answer``, which the SDK does not check: a page of somebody between comes as text. Raises ``EngineError``."""
    if not isinstance(answer, kind):
        raise malformed(name)
    return answer


def _of_status(error: openai.APIStatusError, name: str) -> EngineError:
    # Text, whatever the vendor made of them.
    status, named = error.status_code, {str(error.code), str(error.type)}
    if named & _REFUSED:
        return RefusedError(f"{name} will not do this.", charged=False)
    if named & _NO_CREDIT:
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
