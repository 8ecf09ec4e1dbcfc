"""Codes and tokens of displays, addresses of a local network, QR codes; and who is told what of a display, in order."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from pipeline.displays import DisplayRecord
from pipeline.errors import JournalUnavailableError
from server import displays, lan, qr, serve
from server.displays import DisplaysFeed
from server.outlet import Outlet
from server.ports.displays import Displays
from server.protocol import Displays as DisplaysMessage
from server.protocol import DisplayTold
from server.settings import load

TENANT = uuid4()
RECORD = DisplayRecord(uuid4(), "TV", False, False, True, None, datetime.now(UTC), None, None)


def test_a_code_can_be_read_across_the_room() -> None:
    codes = {displays.new_code() for _ in range(200)}
    assert len(codes) > 190
    assert all(re.fullmatch("[2-9A-HJKMNP-Z]{6}", code) for code in codes)


@pytest.mark.parametrize("typed", ["K7Q2MX", "k7q2mx", "k7q 2mx", "K7Q-2MX", "  K7Q2MX "])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert displays.code_of(typed) == "K7Q2MX"


@pytest.mark.parametrize("typed", ["", "K7Q2M", "K7Q2MXX", "K7Q2M0", "K7Q2MI", "ßK7Q2M", "K7Q2M\x00", "K7Q2MÉ"])
def test_what_is_no_code(typed: str) -> None:
    assert displays.code_of(typed) is None


def test_a_token_is_the_secrets_own() -> None:
    one, other = displays.new_secret(), displays.new_secret()
    assert displays.token_of(one) == displays.token_of(one) != displays.token_of(other)
    assert displays.is_display(displays.token_of(one))
    assert one not in displays.token_of(one)


def test_a_qr_code_is_the_same_on_a_page_and_in_a_terminal() -> None:
    link = "http://192.168.1.5:8000/#/displays?code=K7Q2MX"
    size, path = qr.path(link)
    dark = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1H\d+z", path)
        for step in range(int(run))
    }
    lines = qr.terminal(link, ansi=False).splitlines()
    halves = {" ": (True, True), "▄": (True, False), "▀": (False, True), "█": (False, False)}
    shown = {
        (x - qr.BORDER, 2 * y + below - qr.BORDER)
        for y, line in enumerate(lines)
        for x, sign in enumerate(line)
        for below in (0, 1)
        if halves[sign][below]
    }
    assert shown == dark
    # The three corners by which it is found.
    for left, top in ((0, 0), (size - 7, 0), (0, size - 7)):
        corner = {(x - left, y - top) for x, y in dark if 0 <= x - left < 7 and 0 <= y - top < 7}
        assert corner == {
            (x, y) for x in range(7) for y in range(7) if {x, y} & {0, 6} or (2 <= x <= 4 and 2 <= y <= 4)
        }
    coloured = qr.terminal(link, ansi=True).splitlines()
    assert [re.sub("\x1b\\[[0-9;]*m", "", line) for line in coloured] == lines


def test_addresses_are_those_of_local_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    from ipaddress import IPv4Address

    ours = {"192.0.2.1": "203.0.114.7", "192.168.255.254": "192.168.1.5", "10.255.255.254": "127.0.0.1",
            "172.31.255.254": "192.168.1.5"}  # fmt: skip
    monkeypatch.setattr(lan, "_ours", lambda there: IPv4Address(ours[there]) if there in ours else None)
    assert lan.addresses() == ["192.168.1.5"]


def test_a_server_for_the_network_says_where_a_tv_finds_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "addresses", lambda: ["192.168.1.5", "10.0.0.2"])
    serve.announce(load(lan=True), 8123)
    told = capsys.readouterr().out
    assert "http://127.0.0.1:8123" in told
    assert "http://192.168.1.5:8123/table" in told
    assert qr.terminal("http://192.168.1.5:8123/table", ansi=False).splitlines()[3] in told
    serve.announce(load(), 8123)
    assert "/table" not in capsys.readouterr().out


class Paper:
    """An outlet that is only written on."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.news = asyncio.Event()

    def send(self, message: Any) -> None:
        self.said.append(message)
        self.news.set()

    async def until(self, count: int) -> list[Any]:
        async with asyncio.timeout(10):
            while len(self.said) < count:
                self.news.clear()
                await self.news.wait()
        return self.said


class Shelf:
    """Displays in memory. ``away``: so many reads fail."""

    def __init__(self) -> None:
        self.records = [RECORD]
        self.away = 0
        self.reading = asyncio.Event()
        self.reading.set()
        self.signs: list[UUID] = []

    async def all(self, tenant: UUID) -> Sequence[DisplayRecord]:
        records = [*self.records]
        await self.reading.wait()
        if self.away:
            self.away -= 1
            raise JournalUnavailableError("away")
        return records

    async def read(self, tenant: UUID, display_id: UUID) -> DisplayRecord:
        return next(record for record in self.records if record.display_id == display_id)

    async def here(self, tenant: UUID, display_id: UUID, connection: UUID, for_s: float) -> None:
        self.signs.append(connection)

    async def left(self, tenant: UUID, display_id: UUID, connection: UUID) -> None:
        self.signs.append(connection)


def outlet(paper: Paper) -> Outlet:
    return cast("Outlet", paper)


async def test_a_display_knows_its_state_before_it_is_shown_anything() -> None:
    shelf, tv, studio = Shelf(), Paper(), Paper()
    feed = DisplaysFeed(cast("Displays", shelf), sign_s=0.01)
    running = asyncio.create_task(feed.run())
    feed.enter(TENANT, outlet(studio))
    await studio.until(1)
    moved = asyncio.Event()
    shelf.records = [replace(RECORD, blackout=True)]
    async with feed.connected(TENANT, RECORD.display_id, outlet(tv), moved) as screen:
        await studio.until(2)
        assert tv.said == [], "it was not greeted yet"
        # Something older that is still being read does not make it flash up.
        shelf.reading.clear()
        shelf.records = [replace(RECORD, blackout=False, freeze=True)]
        feed.on_display(f"{TENANT}:{RECORD.display_id}")
        await asyncio.sleep(0)
        screen.begin()
        assert [told.blackout for told in tv.said] == [True]
        shelf.reading.set()
        await tv.until(2)
        session = uuid4()
        shelf.records = [replace(shelf.records[0], session_id=session)]
        feed.on_display(f"{TENANT}:{RECORD.display_id}")
        async with asyncio.timeout(10):
            await moved.wait()
        assert screen.session_id == session
        assert len(tv.said) == 2, "which session it shows is not its own business"
        async with asyncio.timeout(10):
            while len(shelf.signs) < 4:  # noqa: ASYNC110
                await asyncio.sleep(0)
    assert len({*shelf.signs}) == 1
    assert all(isinstance(told, DisplayTold) for told in tv.said)
    running.cancel()
    await asyncio.wait([running])


async def test_a_studio_is_told_what_it_does_not_know_yet() -> None:
    shelf, studio = Shelf(), Paper()
    feed = DisplaysFeed(cast("Displays", shelf))
    running = asyncio.create_task(feed.run())
    shelf.away = 1
    feed.enter(TENANT, outlet(studio))
    await studio.until(1)
    feed.on_connected()
    shelf.records = [replace(RECORD, label="Attic")]
    feed.on_display(f"{TENANT}:{uuid4()}")
    feed.on_display(f"{uuid4()}:{uuid4()}")
    told: list[DisplaysMessage] = await studio.until(2)
    assert [[display.label for display in message.displays] for message in told] == [["TV"], ["Attic"]]
    feed.leave(TENANT, outlet(studio))
    running.cancel()
    await asyncio.wait([running])


async def test_a_display_whose_process_was_killed_counts_as_gone() -> None:
    shelf, studio = Shelf(), Paper()
    feed = DisplaysFeed(cast("Displays", shelf))
    running = asyncio.create_task(feed.run())
    shelf.records = [replace(RECORD, lapses_in_s=0.01)]
    feed.enter(TENANT, outlet(studio))
    await studio.until(1)
    shelf.records = [replace(RECORD, lapses_in_s=-1.0)]
    told: list[DisplaysMessage] = await studio.until(2)
    assert [message.displays[0].connected for message in told] == [True, False]
    running.cancel()
    await asyncio.wait([running])
