"""A multipart form, read as it comes: no part of it is ever whole in memory or on disk. It knows no field's meaning."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from pipeline.errors import AdventureError

MOST_PARTS = 8


class FormError(AdventureError):
    """The body is not the form that it should be."""

    code = "bad_request"


class Part:
    """One part: its ``name``, its ``filename`` where it is a file, and its bytes, which can be read once."""

    def __init__(self, headers: dict[bytes, bytes], data: AsyncGenerator[bytes]) -> None:
        _, options = parse_options_header(headers.get(b"content-disposition", b""))
        name, filename = options.get(b"name"), options.get(b"filename")
        self.name = name.decode("utf-8", "replace") if name is not None else ""
        self.filename = filename.decode("utf-8", "replace") if filename is not None else None
        self.data = data

    async def text(self, most: int) -> str:
        """All of it as text. Raises ``FormError`` beyond ``most`` bytes."""
        value = b""
        async for piece in self.data:
            value += piece
            if len(value) > most:
                raise FormError(f"The field {self.name[:40]} is too long.")
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise FormError(f"The field {self.name[:40]} is not text.") from None


class Form:
    """A body of ``multipart/form-data``. Raises ``FormError`` wherever it is none."""

    def __init__(self, content_type: str, body: AsyncIterator[bytes]) -> None:
        kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise AdventureError("Send the file as multipart/form-data.", code="audio_format")
        self._body = body
        self._happened: deque[tuple[str, Any]] = deque()
        self._headers: dict[bytes, bytes] = {}
        self._field = self._value = b""
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begins,
                    "on_header_field": self._header_field,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_ends,
                    "on_headers_finished": lambda: self._happened.append(("part", self._headers)),
                    "on_part_data": lambda data, start, end: self._happened.append(("data", bytes(data[start:end]))),
                    "on_part_end": lambda: self._happened.append(("end", None)),
                    "on_end": lambda: self._happened.append(("over", None)),
                },
            )
        except FormParserError:
            raise FormError("The form's boundary is not valid.") from None

    async def parts(self) -> AsyncGenerator[Part]:
        """Each part in turn; what is not read of one is passed over."""
        for _ in range(MOST_PARTS):
            kind, headers = await self._next()
            if kind == "over":
                return
            data = self._data()
            yield Part(headers, data)
            async for _ in data:
                pass
        if (await self._next())[0] != "over":
            raise FormError(f"The form has more than {MOST_PARTS} parts.")

    async def _data(self) -> AsyncGenerator[bytes]:
        while True:
            kind, piece = await self._next()
            if kind == "end":
                return
            yield piece

    async def _next(self) -> tuple[str, Any]:
        while not self._happened:
            if self._ended:
                raise FormError("The form breaks off.")
            try:
                chunk = await anext(self._body, b"")
                if chunk:
                    self._parser.write(chunk)
                else:
                    self._ended = True
                    self._parser.finalize()
            except FormParserError:
                raise FormError("The form cannot be read.") from None
        return self._happened.popleft()

    def _part_begins(self) -> None:
        self._headers = {}

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""
