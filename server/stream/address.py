"""Where the server is, and an anonymous account there. It keeps no token."""

from __future__ import annotations

import http.client
import ipaddress
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlsplit

from pipeline.errors import AdventureError
from server.protocol import LIVE_PATH

TIMEOUT_S: Final = 15.0
MAX_ANSWER_BYTES: Final = 1024 * 1024


class AddressError(AdventureError):
    """What was given is not the address of a server."""

    code = "address"


class UnreachableError(AdventureError):
    """No answer from the server."""

    code = "unreachable"
    retryable = True


class RefusedByServerError(AdventureError):
    """The server's own *no*, with its code."""


@dataclass(frozen=True, slots=True)
class Address:
    """The server's base address, without a trailing slash, and the capture socket's."""

    http: str
    live: str
    loopback: bool


def parse(url: str) -> Address:
    """``http://host[:port]`` (or https, ws, wss, with a path below which the server lives). Raises ``AddressError``."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port
    except ValueError:
        raise AddressError("The address is not a URL. It looks like http://127.0.0.1:8000.") from None
    schemes = {"http": ("http", "ws"), "https": ("https", "wss"), "ws": ("http", "ws"), "wss": ("https", "wss")}
    if parts.scheme not in schemes or not parts.hostname:
        raise AddressError("The address must begin with http:// or https:// and name a host.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise AddressError("The address must not hold a user, a password, a query or a fragment.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = f"{host}:{port}" if port is not None else host
    path = parts.path.rstrip("/")
    plain, socket = schemes[parts.scheme]
    return Address(f"{plain}://{place}{path}", f"{socket}://{place}{path}{LIVE_PATH}", _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def sign_in(address: Address) -> str:
    """An anonymous account's token. It blocks: call it in a thread.

    Raises ``UnreachableError`` and ``RefusedByServerError``.
    """
    request = urllib.request.Request(  # noqa: S310 - ``parse`` lets only http and https through
        f"{address.http}/auth/v1/signup",
        data=b"{}",
        headers={"content-type": "application/json"},
        method="POST",
    )
    # A proxy of the environment is for the world outside.
    handlers = [urllib.request.ProxyHandler({})] if address.loopback else []
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT_S) as answer:
            body = _json(answer.read(MAX_ANSWER_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            body = _json(error.read(MAX_ANSWER_BYTES))
        if error.code >= 500:
            raise UnreachableError(f"{address.http} answers {error.code}: it is not ready.") from None
        raise _refusal(address, error.code, body) from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise UnreachableError(f"Could not reach {address.http} ({_why(reason)}).") from None
    token = body.get("access_token")
    if not isinstance(token, str) or not token:
        raise RefusedByServerError(f"{address.http} gave no account. Is it an Adventure Art server?", code="bad_answer")
    return token


def _json(data: bytes) -> dict[str, Any]:
    try:
        body: object = json.loads(data)
    except ValueError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _refusal(address: Address, status: int, body: dict[str, Any]) -> RefusedByServerError:
    code = body.get("code") or body.get("error_code")
    if not isinstance(code, str):
        return RefusedByServerError(
            f"{address.http} answers {status}. Is it an Adventure Art server?", code=f"http_{status}"
        )
    message = body.get("message") or body.get("msg") or f"It answers {status}."
    return RefusedByServerError(f"{message} Give a token with --token or ADVENTURE_TOKEN.", code=code)


def _why(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    if isinstance(reason, ConnectionRefusedError):
        return "nothing listens there"
    return getattr(reason, "strerror", None) or type(reason).__name__
