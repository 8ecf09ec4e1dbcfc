"""A program: the audio file on standard input as utterances on standard output. It opens nothing else.

Run by ``server/cutting.py``, apart from the server and behind it: a file that breaks the decoder breaks nothing but
this process, and hours of audio take none of the time of those who speak. Its one argument is an ``Order`` as JSON.

A frame is its length (unsigned 32-bit little-endian) and so many bytes. The first is JSON with ``seconds``, the file's
length where the format tells. Each further one is JSON with ``at``, the samples decoded so far, and at most one of:
``cut``, an utterance (its FLAC is the next frame); ``silence``, a boundary to be stored; ``end``. ``FAILED`` in place
of a length is followed by a frame with a sentence for a person.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, cast

from clients import flac
from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.errors import AudioError
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE, Boundary
from pipeline.segmenter import Segmenter, SegmenterSettings
from server.intake import Intake, Taken
from server.stream.audio_file import AudioFile

LENGTH = struct.Struct("<I")
FAILED = 0xFFFFFFFF

FORMATS = ("wav", "w64", "mp3", "aac", "mov", "mp4", "m4a", "flac", "ogg", "matroska", "webm", "aiff")
"""What ffmpeg calls the formats that hold their audio themselves. A playlist is none: it could name any file."""

MEMORY_BYTES = 2 << 30

WORD_S = 30
"""Seconds of audio after which whoever waits hears how far it is: there may be nothing to cut for hours."""


@dataclass(frozen=True, slots=True)
class Order:
    """Where the stream goes on, and how it is cut. ``longest_s``: most seconds of audio in a file."""

    safe: int
    hear_from: int
    cuts: int
    vad_mode: int
    longest_s: float
    segmenter: SegmenterSettings

    def as_json(self) -> str:
        """For the program's argument."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> Order:
        """What ``as_json`` wrote."""
        told: dict[str, Any] = json.loads(text)
        segmenter = SegmenterSettings(**told.pop("segmenter"))
        return cls(segmenter=segmenter, **told)

    def intake(self) -> Intake:
        """The receiving end of the stream, going on where it is. What lies below its place is dropped by it."""
        boundary = Boundary(self.safe, self.hear_from)
        return Intake(Segmenter(WebrtcvadDetector(self.vad_mode), self.segmenter, boundary=boundary, n=self.cuts))


class Cutting:
    """Decodes, cuts and encodes."""

    def __init__(self, sink: BinaryIO, order: Order) -> None:
        self._sink = sink
        self._order = order
        self._intake = order.intake()
        self._at = 0
        self._told = 0

    def run(self, source: BinaryIO) -> None:
        """All of it."""
        try:
            with AudioFile(source, name="The file", formats=FORMATS) as audio:
                self._frame(json.dumps({"seconds": audio.seconds}).encode())
                while pcm := audio.read(SAMPLE_RATE):
                    self._take(pcm)
            self._tell(self._intake.flush())
            self._say(end=True)
        except AudioError as error:
            self._fail(error.message)
        except MemoryError:
            self._fail("The file needs too much memory to be decoded.")

    def _take(self, pcm: bytes) -> None:
        begin = self._at
        self._at += len(pcm) // BYTES_PER_SAMPLE
        if self._at > self._order.longest_s * SAMPLE_RATE:
            raise AudioError(f"The file is longer than {self._order.longest_s / 3600:g} hours.")
        self._tell(self._intake.audio(begin, pcm))
        if self._at - self._told >= WORD_S * SAMPLE_RATE:
            self._say()

    def _tell(self, taken: Taken) -> None:
        for cut in taken.cuts:
            boundary = (cut.boundary.safe, cut.boundary.hear_from)
            self._say(cut=(cut.n, cut.start_sample, cut.end_sample, *boundary))
            self._frame(flac.encode(cut.pcm))
        if taken.silence is not None:
            self._say(silence=(taken.silence.safe, taken.silence.hear_from))

    def _say(self, **what: object) -> None:
        self._told = self._at
        self._frame(json.dumps({"at": self._at, **what}).encode())

    def _fail(self, sentence: str) -> None:
        self._sink.write(LENGTH.pack(FAILED))
        self._frame(sentence.encode())

    def _frame(self, data: bytes) -> None:
        self._sink.write(LENGTH.pack(len(data)) + data)
        self._sink.flush()


def _confine() -> None:
    """Take little: memory has a bound, and whoever speaks at a table goes first."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not there on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    if sys.platform == "linux":
        # A niced process keeps whoever wakes up waiting for the rest of its slice, an idle one does not.
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif hasattr(os, "nice"):
        os.nice(10)


if __name__ == "__main__":
    _confine()
    with contextlib.suppress(BrokenPipeError):
        Cutting(cast("BinaryIO", sys.stdout.buffer), Order.of(sys.argv[1])).run(cast("BinaryIO", sys.stdin.buffer))
    # Whoever read it may be gone: nothing is left to be flushed.
    os._exit(0)
