"""A program: the audio file on standard input as PCM on standard output, in frames. It opens nothing else.

Run by ``server/decoding.py``, apart from the server: a file that breaks the decoder breaks nothing but this process.
A frame is its length (unsigned 32-bit little-endian) and so many bytes: first JSON with ``seconds``, then PCM. A frame
of no length ends it; ``FAILED`` in place of a length is followed by a frame with a sentence for a person.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from typing import BinaryIO, cast

from pipeline.errors import AudioError
from pipeline.model import SAMPLE_RATE
from server.stream.audio_file import AudioFile

LENGTH = struct.Struct("<I")
FAILED = 0xFFFFFFFF

FORMATS = ("wav", "w64", "mp3", "aac", "mov", "mp4", "m4a", "flac", "ogg", "matroska", "webm", "aiff")
"""What ffmpeg calls the formats that hold their audio themselves. A playlist is none: it could name any file."""

MEMORY_BYTES = 2 << 30


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Decode all of it."""
    try:
        with AudioFile(source, name="The file", formats=FORMATS) as audio:
            _frame(sink, json.dumps({"seconds": audio.seconds}).encode())
            while pcm := audio.read(SAMPLE_RATE):
                _frame(sink, pcm)
    except AudioError as error:
        sink.write(LENGTH.pack(FAILED))
        _frame(sink, error.message.encode())
    except MemoryError:
        sink.write(LENGTH.pack(FAILED))
        _frame(sink, b"The file needs too much memory to be decoded.")
    else:
        _frame(sink, b"")


def _frame(sink: BinaryIO, data: bytes) -> None:
    sink.write(LENGTH.pack(len(data)) + data)
    sink.flush()


def _confine() -> None:
    """Take little: memory has a bound, and whoever speaks at a table goes first."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not there on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    if hasattr(os, "nice"):
        os.nice(10)


if __name__ == "__main__":
    _confine()
    with contextlib.suppress(BrokenPipeError):
        main(cast("BinaryIO", sys.stdin.buffer), cast("BinaryIO", sys.stdout.buffer))
    # Whoever read it may be gone: nothing is left to be flushed.
    os._exit(0)
