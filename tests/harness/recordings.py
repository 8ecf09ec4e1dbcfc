"""Recordings as people upload them: speech in each format, and what is no recording. Made by PyAV, as files are."""

from __future__ import annotations

import io
from functools import cache

import av
import numpy as np

FORMATS = {
    "wav": ("wav", "pcm_s16le", 16_000),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "m4a": ("ipod", "aac", 44_100),
    "flac": ("flac", "flac", 16_000),
    "ogg": ("ogg", "libopus", 48_000),
    "webm": ("webm", "libopus", 48_000),
}
"""Ending → (container, codec, sample rate)."""


@cache
def recording(pcm: bytes, ending: str) -> bytes:
    """16 kHz PCM as a file of that format."""
    container_format, codec, rate = FORMATS[ending]
    sink = io.BytesIO()
    with av.open(sink, "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate)
        samples = np.frombuffer(pcm, dtype="<i2").reshape(1, -1)
        for at in range(0, samples.shape[1], 16_000):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[:, at : at + 16_000]), "s16", "mono")
            frame.sample_rate = 16_000
            frame.pts = None
            for part in resampler.resample(frame):
                container.mux(stream.encode(part))
        for part in resampler.resample(None):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return sink.getvalue()
