"""Which pages may open a socket: this server's own, listed ones, and whatever is not a browser."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from server.handshake import allowed

LISTED = ("https://studio.example",)


def ask(*origins: str, host: str | None = "play.example:8000") -> bool:
    raw = [(b"origin", origin.encode()) for origin in origins]
    if host is not None:
        raw.append((b"host", host.encode()))
    return allowed(Headers(raw=raw), LISTED)


@pytest.mark.parametrize(
    "origin",
    ["http://play.example:8000", "https://play.example:8000", "https://studio.example", "https://studio.example/"],
)
def test_own_and_listed_pages_may(origin: str) -> None:
    assert ask(origin)


def test_who_is_not_a_browser_may() -> None:
    assert ask()
    assert ask(host=None)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://evil.example",
        "http://play.example",
        "http://play.example:80001",
        "http://play.example:8000.evil.example",
        "http://evil-play.example:8000",
        "http://play.example:8000@evil.example",
        "http://evil.example@play.example:8000",
        "http://evil.example/play.example:8000",
        "http://evil.example#play.example:8000",
        "http://evil.example?https://studio.example",
        "https://studio.example.evil.example",
        "http://studio.example",
        "https://evilstudio.example",
        "file://play.example:8000",
        "chrome-extension://play.example:8000",
        "//play.example:8000",
        "play.example:8000",
        "http://",
        "http://[",
        "http://[::1",
        "*",
    ],
)
def test_other_pages_may_not(origin: str) -> None:
    assert not ask(origin)


def test_two_origins_are_none() -> None:
    assert not ask("https://studio.example", "https://evil.example")
    assert not ask("https://studio.example", "https://studio.example")


def test_without_a_host_no_page_is_ours() -> None:
    assert not ask("http://play.example:8000", host=None)
    assert not ask("http://", host="")
