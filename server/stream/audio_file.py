"""Any audio file as 16 kHz mono PCM, read piece by piece. It never holds the whole file."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import av
from av.audio.resampler import AudioResampler
from av.error import EOFError as EndOfFileError
from av.error import FFmpegError, InvalidDataError

from pipeline.errors import AudioError
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame


class AudioFile:
    """An open file. ``seconds`` is its length where the format tells. Close it, or use it with ``with``.

    ``source``: a path, or a file that is open and can seek. ``formats``: the only ones to be taken for what they are;
    None takes whatever can be read, playlists that name other files included.
    Raises ``AudioError`` (``audio_format``) for what is no audio and ``OSError`` for what cannot be opened.
    """

    def __init__(
        self, source: Path | BinaryIO, *, name: str | None = None, formats: Sequence[str] | None = None
    ) -> None:
        self._name = name or (source.name if isinstance(source, Path) else "This")
        self._lock = threading.Lock()
        self._closed = False
        # Opened here, so that the name is never taken for an address.
        self._file = source.open("rb") if isinstance(source, Path) else source
        options = {"format_whitelist": ",".join(formats), "protocol_whitelist": "none"} if formats else {}
        try:
            container = av.open(self._file, mode="r", options=options)
        except (FFmpegError, UnicodeDecodeError) as error:
            self._file.close()
            raise AudioError(f"{self._name} is not an audio file that can be read.") from error
        self._container = container
        if not container.streams.audio:
            self.close()
            raise AudioError(f"{self._name} holds no audio.")
        self.seconds: float | None = container.duration / 1_000_000 if container.duration else None
        self._pieces = self._decode()
        self._rest = b""

    def read(self, samples: int) -> bytes:
        """The next ``samples`` samples; fewer at the end or when closed, and then none. Raises ``AudioError``."""
        wanted = samples * BYTES_PER_SAMPLE
        with self._lock:
            if self._closed:
                return b""
            parts = [self._rest]
            have = len(self._rest)
            for piece in self._pieces:
                parts.append(piece)
                have += len(piece)
                if have >= wanted:
                    break
        joined = b"".join(parts)
        self._rest = joined[wanted:]
        return joined[:wanted]

    def _decode(self) -> Iterator[bytes]:
        resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        decoded = False
        packets = self._container.demux(self._container.streams.audio[0])
        while True:
            try:
                packet = next(packets, None)
                frames = packet.decode() if packet is not None else []
            except EndOfFileError:
                packet, frames = None, []
            except InvalidDataError:
                # One broken packet, a tag at the end of an MP3 for instance, is no reason to stop.
                continue
            except FFmpegError as error:
                raise AudioError(f"{self._name} cannot be read to its end.") from error
            for frame in frames:
                decoded = True
                yield from _pcm(resampler, frame)  # pyright: ignore[reportArgumentType]
            if packet is None:
                break
        if not decoded:
            raise AudioError(f"{self._name} holds no audio that can be decoded.")
        yield from _pcm(resampler, None)

    def close(self) -> None:
        """Let go of the file. A read in another thread comes to its end first: the decoder would crash."""
        with self._lock:
            self._closed = True
            self._container.close()
            self._file.close()

    def __enter__(self) -> AudioFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _pcm(resampler: AudioResampler, frame: AudioFrame | None) -> Iterator[bytes]:
    for out in resampler.resample(frame):
        yield bytes(out.planes[0])[: out.samples * BYTES_PER_SAMPLE]
