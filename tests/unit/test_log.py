"""Logging: no secret and no speech leaves the process by it, whichever way it comes in."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from server import log

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canary-signature"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    yield stream
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)
    for name in (*log.OWN, "uvicorn", "uvicorn.error", "uvicorn.access", "websockets"):
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).propagate = True


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_message_fields_level_and_time(out: io.StringIO) -> None:
    log.configure("info", "json", out)
    structlog.get_logger("server.live").info("stream opened", samples=1600, mode="live")
    (line,) = lines(out)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "stream opened",
        "samples": 1600,
        "mode": "live",
        "level": "info",
        "logger": "server.live",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"token": "canary"},
        {"access_token": b"canary"},
        {"headers": {"Authorization": "canary"}},
        {"settings": [{"openai_api_key": "canary"}]},
        {"text": "canary was said"},
        {"prompt": ("canary",)},
        {"url": "postgres://user:canary@host/db"},
        {"url": "wss://host/api/v1/live?access_token=canary&x=1"},
        {"url": "https://bucket/key?X-Amz-Signature=canary"},
        {"error": ValueError(f"bad token {JWT}")},
        {"header": f"Bearer {JWT}"},
        {"key_used": "sk-proj-canary12345"},
        {"anything": "AIzacanary0123456789"},
        {"frame": b"canary"},
    ],
)
@pytest.mark.parametrize("form", ["json", "console"])
def test_secrets_and_speech_are_hidden(fields: dict[str, Any], form: Any, out: io.StringIO) -> None:
    log.configure("debug", form, out)
    structlog.get_logger("server.live").info("something happened", **fields)
    assert "something happened" in out.getvalue()
    assert "canary" not in out.getvalue()


def test_counts_are_not_secrets(out: io.StringIO) -> None:
    log.configure("info", "json", out)
    structlog.get_logger("clients.x").info("called", prompt_tokens=12, token_lifetime_s=3.5, paused=None)
    line = lines(out)[0]
    assert (line["prompt_tokens"], line["token_lifetime_s"]) == (12, 3.5)


@pytest.mark.parametrize("form", ["json", "console"])
def test_tracebacks_are_cleaned_too(form: Any, out: io.StringIO) -> None:
    log.configure("info", form, out)
    try:
        raise RuntimeError(f"could not use {JWT} at postgres://u:canary@h/db")
    except RuntimeError:
        structlog.get_logger("server.app").exception("broke")
        logging.getLogger("uvicorn.error").exception("broke")
    assert out.getvalue().count("RuntimeError") >= 2
    assert "canary" not in out.getvalue()


def test_others_lines_pass_through_the_same_way(out: io.StringIO) -> None:
    log.configure("info", "json", out)
    logging.getLogger("somewhere").warning("connected to %s", "postgres://u:canary@h/db")
    (line,) = lines(out)
    assert line["event"] == "connected to postgres://[hidden]@h/db"
    assert line["level"] == "warning"


def test_others_never_get_below_info_since_they_would_write_whole_messages(out: io.StringIO) -> None:
    log.configure("debug", "json", out)
    for name in ("websockets.server", "websockets.client", "uvicorn.error", "asyncio"):
        logging.getLogger(name).debug("< TEXT '%s'", '{"type":"hello","token":"canary"}')
    structlog.get_logger("server.live").debug("seen")
    assert [line["event"] for line in lines(out)] == ["seen"]


def test_vendors_lines_are_no_news(out: io.StringIO) -> None:
    log.configure("debug", "json", out)
    for name in log.VENDORS:
        for say in (logging.getLogger(name).debug, logging.getLogger(f"{name}.client").info):
            say("Request options: %s", {"json_data": {"input": "canary"}})
    assert lines(out) == []


def test_level_is_kept(out: io.StringIO) -> None:
    log.configure("warning", "json", out)
    structlog.get_logger("pipeline.graph").info("not seen")
    logging.getLogger("asyncpg").info("not seen")
    structlog.get_logger("pipeline.graph").warning("seen")
    assert [line["event"] for line in lines(out)] == ["seen"]


def test_uvicorns_socket_and_access_lines_are_dropped(out: io.StringIO) -> None:
    log.configure("info", "json", out)
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "1.2.3.4:5", "/live?x=canary")
    logging.getLogger("uvicorn.error").info("connection open")
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 1)
    logging.getLogger("uvicorn.error").info("Uvicorn running on socket %s (Press CTRL+C to quit)", "1.2.3.4:5")
    logging.getLogger("uvicorn.access").info('%s - "GET %s" 200', "1.2.3.4:5", "/x?y=canary")
    logging.getLogger("uvicorn.error").info("Application startup complete.")
    assert [line["event"] for line in lines(out)] == ["Application startup complete."]


def test_configuring_twice_writes_once(out: io.StringIO) -> None:
    log.configure("info", "json", out)
    log.configure("info", "json", out)
    structlog.get_logger("server").info("once")
    assert len(lines(out)) == 1
