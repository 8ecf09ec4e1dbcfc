"""A ``Detector`` that hears speech in loud frames; it must not be used to judge how well real speech is cut."""

from __future__ import annotations

from array import array

from pipeline.errors import AudioError


class LevelDetector:
    """Speech is any sample beyond ``LOUD``.

    With ``lie_every`` above 0 it adapts, as real detectors do: since its reset it tells the opposite at every so
    many frames. A segmenter that resets it anywhere but at a boundary, or forgets to, then hears something else.
    """

    LOUD = 500

    def __init__(self, lie_every: int = 0) -> None:
        self._lie_every = lie_every
        self._heard = 0

    def is_speech(self, frame: bytes) -> bool:
        if len(frame) not in (320, 640, 960):
            raise AudioError("not a frame")
        samples = array("h", frame)
        self._heard += 1
        lies = bool(self._lie_every) and self._heard % self._lie_every == 0
        return (max(samples) > self.LOUD or min(samples) < -self.LOUD) != lies

    def reset(self) -> None:
        self._heard = 0
