"""The wire's codec: what is taken, what is refused, and that a refusal never repeats what was sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import protocol

STREAM = "5b0f6c1e-8a2d-4e57-9c3b-2d1f7a6e4b90"


def test_hello_hides_its_token() -> None:
    hello = protocol.parse_capture_hello(
        json.dumps({"type": "hello", "protocol": 1, "token": "canary", "stream_id": STREAM})
    )
    assert hello.token.get_secret_value() == "canary"
    assert "canary" not in repr(hello) + hello.model_dump_json()
    assert hello.mode == "live"
    assert hello.after is None


@pytest.mark.parametrize(
    "text",
    [
        "canary",
        '{"type":"canary"}',
        '{"type":"reroll","scene":"canary"}',
        '{"type":"correct","utterance":1,"text":["canary"]}',
        '{"type":"auth","token":{"a":"canary"}}',
        '["canary"]',
        '"canary"',
        "null",
        "{}",
        "",
        "[" * 20_000,
    ],
)
def test_what_is_wrong_is_refused_and_not_repeated(text: str) -> None:
    for parse in (protocol.parse_control, protocol.parse_capture_hello, protocol.parse_watch_hello):
        with pytest.raises(protocol.MessageError) as caught:
            parse(text)
        assert "canary" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert str(caught.value)


def test_unknown_fields_are_ignored() -> None:
    assert protocol.parse_control('{"type":"pause","later":1}') == protocol.Pause()


@pytest.mark.parametrize("after", [-1, 2**53, "x", 1.5])
def test_after_is_a_whole_number_that_a_browser_can_hold(after: object) -> None:
    hello = {"type": "hello", "protocol": 1, "token": "t", "stream_id": STREAM, "after": after}
    with pytest.raises(protocol.MessageError):
        protocol.parse_capture_hello(json.dumps(hello))


def test_encode_uses_wire_names_and_writes_nulls() -> None:
    assert json.loads(protocol.encode(protocol.AudioGap(from_sample=1, to_sample=2))) == {
        "type": "audio.gap",
        "from": 1,
        "to": 2,
    }
    assert json.loads(protocol.encode(protocol.Error(code="internal", message="m"))) == {
        "type": "error",
        "code": "internal",
        "message": "m",
        "fatal": False,
        "retry_after_ms": None,
    }


def test_encode_event() -> None:
    at = datetime(2026, 11, 22, 19, 4, tzinfo=UTC)
    text = protocol.encode_event(7, UUID(STREAM), at, "scene.pinned", {"scene": None})
    assert "\n" not in text
    assert json.loads(text) == {
        "type": "scene.pinned",
        "seq": 7,
        "id": STREAM,
        "at": "2026-11-22T19:04:00+00:00",
        "scene": None,
    }


@given(st.integers(0, protocol.MAX_OFFSET), st.binary().map(lambda b: b[: len(b) // 2 * 2]))
def test_audio_comes_back(offset: int, pcm: bytes) -> None:
    found, view = protocol.parse_audio(protocol.encode_audio(offset, pcm))
    assert (found, bytes(view)) == (offset, pcm)


@pytest.mark.parametrize("message", [b"", b"\0" * 7, b"\0" * 9, b"\0" * 11, b"\xff" * 10])
def test_audio_that_is_not_whole_is_refused(message: bytes) -> None:
    with pytest.raises(protocol.MessageError):
        protocol.parse_audio(message)


def test_audio_of_centuries_is_refused() -> None:
    with pytest.raises(protocol.MessageError):
        protocol.parse_audio(protocol.encode_audio(protocol.MAX_OFFSET + 1, b""))


def test_close_codes_are_in_their_ranges() -> None:
    assert all(4000 <= code <= 4999 for code in protocol.Close)
    final = {code for code in protocol.Close if code >= protocol.CLOSE_FINAL}
    assert protocol.Close.REPLACED in final
    assert protocol.Close.OVERLOADED not in final
    assert {close for _, close in protocol.ErrorCode.TABLE.values() if close} <= set(protocol.Close)
