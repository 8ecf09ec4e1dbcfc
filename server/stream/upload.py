"""What of a stream is to be sent next, and what must be kept until the server has stored it; pure, time passed in.

It knows no socket, no file and no clock.
"""

from __future__ import annotations

from collections import deque

from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE
from server.protocol import AUDIO_MESSAGE_SAMPLES


class LostAudioError(ValueError):
    """The server asks for audio that is no longer kept; it must be read from the file again."""


class Upload:
    """One stream's audio between ``start`` (the oldest sample kept) and ``end`` (the newest one read).

    ``sent`` is the next sample to send; ``safe`` is what the server has stored. At most ``window_s`` seconds beyond
    ``safe`` are sent; ``speed`` paces them against the clock, in multiples of real time (None: no pace).
    """

    def __init__(self, speed: float | None = None) -> None:
        self.speed = speed
        self.start = self.end = self.sent = self.safe = 0
        self.window = 0
        self.finished = False
        self.held = False
        self._chunks: deque[bytes] = deque()
        self._paced_from: tuple[float, int] | None = None

    # -- from the file ------------------------------------------------------------------------------------------

    def push(self, pcm: bytes) -> None:
        """Add what was read next. ``pcm`` holds whole samples."""
        self._chunks.append(pcm)
        self.end += len(pcm) // BYTES_PER_SAMPLE

    def finish(self) -> None:
        """There is no more to read."""
        self.finished = True

    def restart(self, at: int) -> None:
        """Forget everything kept; what is pushed next begins at sample ``at``."""
        self._chunks.clear()
        self.start = self.end = self.sent = at
        self.finished = False

    @property
    def hungry(self) -> bool:
        """Whether more must be read before a whole message can be sent."""
        return not self.finished and self.end - self.sent < AUDIO_MESSAGE_SAMPLES

    @property
    def complete(self) -> bool:
        """Whether everything was read and sent."""
        return self.finished and self.sent >= self.end

    # -- from the server ----------------------------------------------------------------------------------------

    def resume(self, samples: int, safe: int, window_s: float) -> None:
        """Go on at ``samples`` on a new connection. Raises ``LostAudioError`` when that is not kept any more."""
        self.window = int(window_s * SAMPLE_RATE)
        self._paced_from = None
        # A sample is one offset for ever: what the server heard of this stream beyond our end is there already.
        if not self.start <= samples <= self.end:
            self.safe = safe
            raise LostAudioError
        self.sent = samples
        self.safe = safe
        self.stored(safe)

    def hold(self, held: bool) -> None:
        """Send nothing while ``held``: a paused session would throw it away."""
        self.held = held
        self._paced_from = None

    def stored(self, safe: int) -> bool:
        """``safe`` of an ack: let go of what is below. Returns whether that was progress."""
        progress = safe > self.safe
        self.safe = max(self.safe, safe)
        while self._chunks:
            samples = len(self._chunks[0]) // BYTES_PER_SAMPLE
            # Never let go of what was not sent yet: ``safe`` counts it when the server threw it away (a pause).
            if self.start + samples > min(self.safe, self.sent):
                break
            self._chunks.popleft()
            self.start += samples
        return progress

    # -- to the server ------------------------------------------------------------------------------------------

    def take(self, now: float) -> tuple[int, bytes] | None:
        """The next message as (offset, PCM), or None when nothing may be sent at ``now`` (seconds, any origin)."""
        count = min(AUDIO_MESSAGE_SAMPLES, self.end - self.sent)
        if count <= 0 or self.held or (count < AUDIO_MESSAGE_SAMPLES and not self.finished):
            return None
        if self.sent + count - self.safe > self.window or self.delay(now) > 0:
            return None
        message = self.sent, self._read(self.sent, count)
        self.sent += count
        return message

    def delay(self, now: float) -> float:
        """Seconds until the pace lets the next message go; 0 when it may go now."""
        if self.speed is None:
            return 0.0
        if self._paced_from is None:
            self._paced_from = (now, self.sent)
        began, sample = self._paced_from
        return max(0.0, began + (self.sent - sample) / (SAMPLE_RATE * self.speed) - now)

    def _read(self, offset: int, count: int) -> bytes:
        at, wanted, parts = self.start, count * BYTES_PER_SAMPLE, bytearray()
        skip = (offset - at) * BYTES_PER_SAMPLE
        for chunk in self._chunks:
            if skip >= len(chunk):
                skip -= len(chunk)
                continue
            parts += chunk[skip : skip + wanted - len(parts)]
            skip = 0
            if len(parts) == wanted:
                break
        return bytes(parts)
