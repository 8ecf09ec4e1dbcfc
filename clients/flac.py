"""PCM to FLAC and back, losslessly, by PyAV. It reads no other format and no file."""

from __future__ import annotations

import io

import av
import numpy as np

from pipeline.errors import AudioError
from pipeline.model import SAMPLE_RATE


def encode(pcm: bytes) -> bytes:
    """FLAC of 16 kHz mono s16le PCM. CPU-bound: call it off the event loop."""
    target = io.BytesIO()
    with av.open(target, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono", options={"compression_level": "0"})
        frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def decode(flac: bytes) -> bytes:
    """The PCM in ``flac``. CPU-bound: call it off the event loop. Raises ``AudioError``."""
    try:
        with av.open(io.BytesIO(flac), format="flac") as container:
            return b"".join(frame.to_ndarray().astype("<i2").tobytes() for frame in container.decode(audio=0))
    except av.FFmpegError as error:
        raise AudioError("The stored audio cannot be read.") from error
