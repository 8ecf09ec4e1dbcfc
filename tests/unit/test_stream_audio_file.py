"""Audio files: any format to 16 kHz mono PCM piece by piece, and a clear no for everything else."""

from __future__ import annotations

import io
import math
import wave
from array import array
from itertools import pairwise
from pathlib import Path

import av
import pytest

from pipeline.errors import AudioError
from pipeline.model import SAMPLE_RATE
from server.stream.audio_file import AudioFile

SECONDS = 2


def tone(rate: int, channels: int) -> bytes:
    samples = array("h")
    for n in range(rate * SECONDS):
        samples.extend([int(9000 * math.sin(2 * math.pi * 440 * n / rate))] * channels)
    return samples.tobytes()


def write_wav(path: Path, rate: int = SAMPLE_RATE, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(tone(rate, channels))
    return path


def encode(source: Path, path: Path, codec: str, rate: int) -> Path:
    with av.open(str(source)) as incoming, av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate)
        resampler = av.AudioResampler(format=stream.format.name, layout="stereo", rate=rate)  # type: ignore[union-attr]
        stream.layout = "stereo"  # type: ignore[union-attr]
        fifo = av.AudioFifo()
        for frame in incoming.decode(audio=0):
            for piece in resampler.resample(frame):
                fifo.write(piece)
        size = stream.frame_size or 1024  # type: ignore[union-attr]
        while piece := fifo.read(size, partial=True):
            out.mux(stream.encode(piece))  # type: ignore[union-attr]
        out.mux(stream.encode(None))  # type: ignore[union-attr]
    return path


def read_all(path: Path, step: int) -> bytes:
    parts = bytearray()
    with AudioFile(path) as file:
        while pcm := file.read(step):
            assert len(pcm) <= step * 2
            parts += pcm
        assert file.read(step) == b""
    return bytes(parts)


@pytest.mark.parametrize("step", [1, 1600, 16_000, 10_000_000])
def test_pcm_as_it_is_comes_out_as_it_is(tmp_path: Path, step: int) -> None:
    if step == 1:
        step = 333
    assert read_all(write_wav(tmp_path / "a.wav"), step) == tone(SAMPLE_RATE, 1)


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (44_100, 1), (8_000, 1), (22_050, 2)])
def test_other_rates_and_channels(tmp_path: Path, rate: int, channels: int) -> None:
    pcm = array("h", read_all(write_wav(tmp_path / "a.wav", rate, channels), 1600))
    assert abs(len(pcm) - SECONDS * SAMPLE_RATE) <= SAMPLE_RATE // 100
    crossings = sum(1 for a, b in pairwise(pcm) if (a < 0) != (b < 0))
    assert crossings == pytest.approx(2 * 440 * SECONDS, rel=0.02)


@pytest.mark.parametrize(
    ("suffix", "codec", "rate"),
    [
        ("mp3", "mp3", 44_100),
        ("flac", "flac", 48_000),
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("m4a", "aac", 44_100),
    ],
)
def test_compressed_files(tmp_path: Path, suffix: str, codec: str, rate: int) -> None:
    path = encode(write_wav(tmp_path / "a.wav", rate), tmp_path / f"a.{suffix}", codec, rate)
    with AudioFile(path) as file:
        assert file.seconds == pytest.approx(SECONDS, abs=0.2)
    assert len(read_all(path, 1600)) / 2 / SAMPLE_RATE == pytest.approx(SECONDS, abs=0.1)


def test_a_damaged_end_is_no_reason_to_lose_the_rest(tmp_path: Path) -> None:
    path = encode(write_wav(tmp_path / "a.wav", 44_100), tmp_path / "a.mp3", "mp3", 44_100)
    with path.open("ab") as file:
        file.write(b"\xff\xfb" + bytes(range(256)) * 4)
    assert len(read_all(path, 1600)) / 2 / SAMPLE_RATE >= SECONDS - 0.1


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("notes.txt", b"These are words.\n" * 100),
        ("notes.md", "# Überschrift\n".encode()),
        ("data.json", b'{"a": 1}'),
        ("empty.wav", b""),
        ("short.wav", b"RIFF\x24\x00\x00\x00WAVE"),
        ("picture.png", picture()),
        ("subtitles.srt", b"1\n00:00:01,000 --> 00:00:02,000\nhello\n"),
        ("zeros.bin", bytes(5000)),
        ("talk.wav", b"just text with the name of a sound\n" * 50),
    ],
)
def test_what_is_no_audio_is_said_so(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(AudioError) as caught:
        read_all(path, 1600)
    assert caught.value.code == "audio_format"
    assert name in caught.value.message
    assert "/" not in caught.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        AudioFile(tmp_path / "none.wav")
    with pytest.raises(OSError):
        AudioFile(tmp_path)


def test_the_name_is_never_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_wav(Path("concat:a.wav"))
    assert read_all(Path("concat:a.wav"), 1600) == tone(SAMPLE_RATE, 1)
