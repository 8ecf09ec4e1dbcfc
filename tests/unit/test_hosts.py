"""Under which names the server answers: this machine's own and those listed, and none that only looks so."""

from __future__ import annotations

from typing import Any

import pytest

from server.hosts import Hosts, known_hosts
from server.settings import Settings


def settings(**given: Any) -> Settings:
    return Settings(**given)


async def status(
    host: str | bytes | None, known: frozenset[str] | None, kind: str = "http", twice: bool = False
) -> int:
    """200 where the request was passed on."""
    told: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        told.append(200)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        told.append(403 if message["type"] == "websocket.close" else message.get("status"))

    value = host.encode() if isinstance(host, str) else host
    headers = [(b"host", value)] * (2 if twice else 1) if value is not None else []
    await Hosts(app, known)({"type": kind, "path": "/", "headers": headers}, receive, send)
    return told[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("127.0.0.1:8000", 200),
        ("127.0.0.1", 200),
        ("127.8.9.10:1", 200),
        ("[::1]:8000", 200),
        ("localhost:8000", 200),
        ("LOCALHOST", 200),
        ("localhost.", 200),
        ("studio.localhost:8000", 200),
        ("studio.example", 200),
        ("STUDIO.example:443", 200),
        ("evil.example", 403),
        ("studio.example.evil.example", 403),
        ("evilstudio.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example", 403),
        ("notlocalhost", 403),
        ("192.168.1.5:8000", 403),
        ("0.0.0.0:8000", 403),
        ("127.0.0.1@evil.example", 403),
        ("evil.example#127.0.0.1", 403),
        ("[::1", 403),
        ("", 403),
        (b"\xff\xfe", 403),
        (None, 403),
    ],
)
async def test_names(kind: str, host: str | bytes | None, wanted: int) -> None:
    assert await status(host, frozenset({"studio.example"}), kind) == wanted


async def test_two_hosts_are_none() -> None:
    assert await status("127.0.0.1", frozenset(), twice=True) == 403


async def test_where_any_name_will_do() -> None:
    assert await status("evil.example", None) == 200


def test_what_is_known_follows_from_the_settings() -> None:
    assert known_hosts(settings()) == frozenset()
    assert known_hosts(settings(host="0.0.0.0")) is None
    assert known_hosts(settings(host="0.0.0.0", hosts="Table.example.")) == {"table.example"}
    assert known_hosts(settings(origins="https://studio.example:8443", hosts="obs")) == {"studio.example", "obs"}


async def told(host: str, client: str | None, lan: bool) -> int:
    """200 where the request was passed on."""
    statuses: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        statuses.append(200)

    async def receive() -> Any:
        return {}

    async def send(message: Any) -> None:
        statuses.append(message.get("status"))

    scope = {"type": "http", "path": "/table", "headers": [(b"host", host.encode())]}
    await Hosts(app, frozenset(), lan)(scope | {"client": (client, 5000) if client else None}, receive, send)
    return statuses[0]


@pytest.mark.parametrize(
    ("host", "client", "wanted"),
    [
        ("192.168.1.5:8000", "192.168.1.23", 200),
        ("10.0.0.7", "10.0.0.8", 200),
        ("172.20.1.1:80", "172.20.1.9", 200),
        ("169.254.10.10", "169.254.10.11", 200),
        ("localhost:8000", "127.0.0.1", 200),
        ("[fd00::5]:8000", "fe80::1%eth0", 200),
        # A name may be made to lead anywhere, an address may not.
        ("evil.example", "192.168.1.23", 403),
        ("192.168.1.5.evil.example", "192.168.1.23", 403),
        ("tv", "192.168.1.23", 403),
        ("8.8.8.8:8000", "192.168.1.23", 403),
        ("0.0.0.0:8000", "192.168.1.23", 403),
        ("224.0.0.1", "192.168.1.23", 403),
        # Whoever comes from elsewhere is not at the table.
        ("192.168.1.5:8000", "203.0.114.9", 403),
        ("192.168.1.5:8000", "2001:4860::1", 403),
        ("192.168.1.5:8000", "no address", 403),
    ],
)
async def test_a_local_network_is_answered_by_address(host: str, client: str, wanted: int) -> None:
    assert await told(host, client, lan=True) == wanted
    # Without it only this machine's own names are known.
    assert await told(host, "127.0.0.1", lan=False) == (200 if host.startswith("localhost") else 403)


def test_lan_listens_to_the_network_and_still_knows_names() -> None:
    assert settings(lan=True).host == "0.0.0.0"
    assert settings(lan=True, host="192.168.1.5").host == "192.168.1.5"
    assert settings(lan=False).host == "127.0.0.1"
    assert known_hosts(settings(lan=True)) == frozenset()
    assert known_hosts(settings(lan=True, hosts="table.example")) == {"table.example"}
