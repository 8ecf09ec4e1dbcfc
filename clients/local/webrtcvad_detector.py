"""The embedded ``Detector``: webrtcvad, about 3 µs for a frame of 30 ms.

It must not decide anything about segments: it answers for one frame, and forgets when told to.
"""

# The module has no types of its own.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import webrtcvad

from pipeline.errors import AudioError, ConfigurationError
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE

FRAME_BYTES = frozenset(SAMPLE_RATE * ms // 1000 * BYTES_PER_SAMPLE for ms in (10, 20, 30))
"""The lengths that webrtcvad hears."""


class WebrtcvadDetector:
    """``mode`` 0–3: how strictly noise is rejected, 3 being the strictest. Raises ``ConfigurationError``."""

    __slots__ = ("_mode", "_vad")

    def __init__(self, mode: int = 2) -> None:
        if mode not in range(4):
            raise ConfigurationError("The mode of webrtcvad must be 0, 1, 2 or 3.")
        self._mode = mode
        self._vad = webrtcvad.Vad(mode)

    def is_speech(self, frame: bytes) -> bool:
        """Whether ``frame`` holds speech. Raises ``AudioError`` unless it is 10, 20 or 30 ms long."""
        if len(frame) not in FRAME_BYTES:
            raise AudioError("The detector hears frames of 10, 20 or 30 ms.")
        return bool(self._vad.is_speech(frame, SAMPLE_RATE))

    def reset(self) -> None:
        """Forget the noise learnt so far."""
        # A new one is the only complete reset that the module offers; it costs under a microsecond.
        self._vad = webrtcvad.Vad(self._mode)
