"""Forms in pieces of any size: the same parts come out; what is no form says so; nothing is kept beyond a piece."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import AdventureError
from server.multipart import MOST_PARTS, Form, FormError

TYPE = "multipart/form-data; boundary=edge"


def part(name: str, data: bytes, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename is not None else ""
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"{named}\r\nContent-Type: audio/wav\r\n\r\n'
    return head.encode() + data + b"\r\n"


async def cut(body: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(body), size):
        yield body[at : at + size]


async def read(body: bytes, size: int = 7) -> list[tuple[str, str | None, bytes]]:
    return [
        (item.name, item.filename, b"".join([piece async for piece in item.data]))
        async for item in Form(TYPE, cut(body, size)).parts()
    ]


@given(data=st.binary(max_size=400), size=st.integers(1, 90))
async def test_any_bytes_in_pieces_of_any_size(data: bytes, size: int) -> None:
    data = data.replace(b"\r\n--edge", b"")
    body = part("session_id", b"abc") + part("file", data, "an evening.wav") + b"--edge--\r\n"
    assert await read(body, size) == [("session_id", None, b"abc"), ("file", "an evening.wav", data)]


async def test_what_is_not_read_of_a_part_is_passed_over() -> None:
    body = part("file", b"x" * 1000, "a.wav") + part("session_id", b"abc") + b"--edge--\r\n"
    assert [item.name async for item in Form(TYPE, cut(body, 13)).parts()] == ["file", "session_id"]


@given(body=st.binary(max_size=200))
async def test_what_is_no_form_says_so(body: bytes) -> None:
    for data in (body, b"--edge\r\n" + body, part("file", b"abc")[:-4] + body):
        with contextlib.suppress(FormError):
            await read(data)


@pytest.mark.parametrize("body", [b"", b"--edge", part("file", b"abc", "a.wav"), b"--edge\r\n\r\nabc"])
async def test_what_breaks_off_says_so(body: bytes) -> None:
    with pytest.raises(FormError):
        await read(body)


@pytest.mark.parametrize("kind", ["", "application/json", "multipart/form-data", "multipart/mixed; boundary=edge"])
async def test_another_kind_of_body(kind: str) -> None:
    with pytest.raises(AdventureError) as caught:
        Form(kind, cut(b"", 1))
    assert caught.value.code == "audio_format"


async def test_parts_and_fields_are_bounded() -> None:
    body = part("a", b"x") * (MOST_PARTS + 1) + b"--edge--\r\n"
    with pytest.raises(FormError):
        await read(body)
    async for item in Form(TYPE, cut(part("a", b"x" * 100), 10)).parts():
        with pytest.raises(FormError):
            await item.text(50)
        break
    long_header = b"--edge\r\n" + b"x" * 100_000
    with pytest.raises(FormError):
        await read(long_header, 1000)
