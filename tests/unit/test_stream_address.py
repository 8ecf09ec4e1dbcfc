"""Where the server is, and signing in there, against a real HTTP server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from server.stream.address import AddressError, RefusedByServerError, UnreachableError, parse, sign_in


@pytest.mark.parametrize(
    ("url", "http", "live", "loopback"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", "ws://127.0.0.1:8000/api/v1/live", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000", "ws://127.0.0.1:8000/api/v1/live", True),
        ("localhost:9", "http://localhost:9", "ws://localhost:9/api/v1/live", True),
        ("https://a.example/x/", "https://a.example/x", "wss://a.example/x/api/v1/live", False),
        ("wss://a.example", "https://a.example", "wss://a.example/api/v1/live", False),
        ("http://[::1]:8000", "http://[::1]:8000", "ws://[::1]:8000/api/v1/live", True),
        ("http://127.0.0.1.example", "http://127.0.0.1.example", "ws://127.0.0.1.example/api/v1/live", False),
    ],
)
def test_parse(url: str, http: str, live: str, loopback: bool) -> None:
    address = parse(url)
    assert (address.http, address.live, address.loopback) == (http, live, loopback)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "ftp://a",
        "file:///etc/passwd",
        "http://u:canary@a",
        "http://a?token=canary",
        "http://a:x",
        "http://[a",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse(url)
    assert "canary" not in str(caught.value)


class Handler(BaseHTTPRequestHandler):
    answer: tuple[int, bytes] = (200, b"")
    asked: list[tuple[str, bytes]] = []  # noqa: RUF012 - emptied by the fixture

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).asked.append((self.path, body))
        status, answer = type(self).answer
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the parent's
        pass


@pytest.fixture
def url() -> Iterator[str]:
    Handler.asked = []
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_sign_in(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    Handler.answer = (200, json.dumps({"access_token": "jwt", "token_type": "bearer"}).encode())
    assert sign_in(parse(url)) == "jwt"
    assert Handler.asked == [("/auth/v1/signup", b"{}")]


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (422, b'{"code":"anonymous_provider_disabled","message":"Anonymous sign-ins are disabled."}', None),
        (404, b"<html>canary</html>", "http_404"),
        (403, b"[]", "http_403"),
        (200, b"{}", "bad_answer"),
        (200, b"<html>canary</html>", "bad_answer"),
        (200, b'{"access_token":7}', "bad_answer"),
    ],
)
def test_a_no_has_its_code(url: str, status: int, body: bytes, code: str | None) -> None:
    Handler.answer = (status, body)
    with pytest.raises(RefusedByServerError) as caught:
        sign_in(parse(url))
    assert caught.value.code == (code or "anonymous_provider_disabled")
    assert "canary" not in caught.value.message
    if code is None:
        assert "Anonymous sign-ins are disabled." in caught.value.message
        assert "--token" in caught.value.message


@pytest.mark.parametrize("status", [500, 502, 503])
def test_not_ready_may_be_tried_again(url: str, status: int) -> None:
    Handler.answer = (status, b"")
    with pytest.raises(UnreachableError) as caught:
        sign_in(parse(url))
    assert caught.value.retryable


def test_nobody_there(unused_tcp_port: int) -> None:
    with pytest.raises(UnreachableError, match="nothing listens there"):
        sign_in(parse(f"http://127.0.0.1:{unused_tcp_port}"))
