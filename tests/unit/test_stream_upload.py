"""The sender's window, ring and pace: nothing lost, nothing doubled, never beyond the window."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import SAMPLE_RATE
from server.protocol import AUDIO_MESSAGE_SAMPLES
from server.stream.backoff import MOST_S, Backoff
from server.stream.upload import LostAudioError, Upload


def pcm(start: int, count: int) -> bytes:
    return b"".join((sample & 0xFFFF).to_bytes(2, "little") for sample in range(start, start + count))


@given(st.integers(0, 2**32), st.integers(1, 40_000), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_breaks_anywhere_lose_and_double_nothing(seed: int, total: int, window_s: int) -> None:
    """A model server keeps what it is sent; connections break at random, and it goes on where it pleases above safe."""
    rng = random.Random(seed)
    upload = Upload()
    heard = bytearray()
    safe = read = 0
    upload.resume(0, 0, window_s)
    for _ in range(100_000):
        if upload.complete:
            break
        if upload.hungry:
            count = min(rng.randint(1, 5000), total - read)
            if count:
                upload.push(pcm(read, count))
                read += count
            else:
                upload.finish()
        elif message := upload.take(0.0):
            offset, data = message
            assert offset * 2 == len(heard)
            assert upload.sent - safe <= window_s * SAMPLE_RATE
            heard += data
        action = rng.random()
        if action < 0.3:
            safe = rng.randint(safe, len(heard) // 2)
            upload.stored(safe)
        elif action < 0.33:
            samples = rng.choice([safe, len(heard) // 2, rng.randint(safe, len(heard) // 2)])
            del heard[samples * 2 :]
            upload.resume(samples, safe, window_s)
    assert upload.complete
    assert bytes(heard) == pcm(0, total)


def test_only_what_is_not_stored_is_kept() -> None:
    upload = Upload()
    upload.resume(0, 0, 1000)
    for second in range(100):
        upload.push(pcm(second * SAMPLE_RATE, SAMPLE_RATE))
        while upload.take(0.0):
            pass
        upload.stored(upload.sent)
    assert upload.end - upload.start <= SAMPLE_RATE


def test_beyond_the_window_nothing_is_sent_until_more_is_safe() -> None:
    upload = Upload()
    upload.resume(0, 0, 1)
    upload.push(pcm(0, 3 * SAMPLE_RATE))
    sent = 0
    while message := upload.take(0.0):
        sent = message[0] + len(message[1]) // 2
    assert sent == SAMPLE_RATE
    assert not upload.stored(0)
    assert upload.stored(AUDIO_MESSAGE_SAMPLES)
    message = upload.take(0.0)
    assert message is not None
    assert message[0] == SAMPLE_RATE
    assert upload.take(0.0) is None


def test_the_last_message_may_be_short_and_only_the_last() -> None:
    upload = Upload()
    upload.resume(0, 0, 10)
    upload.push(pcm(0, 10))
    assert upload.take(0.0) is None
    assert upload.hungry
    upload.finish()
    assert upload.take(0.0) == (0, pcm(0, 10))
    assert upload.complete


def test_pace() -> None:
    upload = Upload(speed=2.0)
    upload.resume(0, 0, 100)
    upload.push(pcm(0, SAMPLE_RATE))
    assert upload.take(5.0) is not None
    assert upload.take(5.0) is None
    assert upload.delay(5.0) == pytest.approx(0.05)
    assert upload.take(5.05) is not None
    upload.resume(0, 0, 100)
    assert upload.delay(60.0) == 0.0
    assert upload.take(60.0) is not None
    assert upload.take(60.0) is None


def test_a_paused_session_gets_nothing() -> None:
    upload = Upload(speed=1.0)
    upload.resume(0, 0, 100)
    upload.push(pcm(0, SAMPLE_RATE))
    assert upload.take(0.0)
    upload.hold(True)
    assert upload.take(100.0) is None
    upload.hold(False)
    assert upload.take(100.0)
    assert upload.take(100.0) is None, "the time of the pause is not caught up with"


@pytest.mark.parametrize("samples", [0, 200_000])
def test_what_is_not_kept_must_be_read_again(samples: int) -> None:
    upload = Upload()
    upload.resume(0, 0, 100)
    upload.push(pcm(0, 8000))
    upload.push(pcm(8000, 8000))
    while upload.take(0.0):
        pass
    upload.stored(8000)
    with pytest.raises(LostAudioError):
        upload.resume(samples, samples, 100)
    upload.restart(samples)
    upload.push(pcm(samples, AUDIO_MESSAGE_SAMPLES))
    assert upload.take(0.0) == (samples, pcm(samples, AUDIO_MESSAGE_SAMPLES))


def test_backoff_grows_is_jittered_and_gives_up() -> None:
    backoff = Backoff(60.0)
    pauses = [backoff.failed(0.0, chance) for chance in (0.0, 0.999, 0.0, 0.0, 0.0, 0.0, 0.0)]
    assert pauses[0] == 0.125
    assert pauses[1] == pytest.approx(0.5, abs=0.01)
    assert pauses[2] == 0.5
    assert pauses[-1] == MOST_S / 2
    assert backoff.failed(59.0, 0.999) == 1.0
    assert backoff.failed(60.0, 0.0) is None
    backoff.progress()
    assert backoff.failed(61.0, 0.0) == 0.125
    assert backoff.failed(61.0, 0.0, at_least_s=3.0) == 3.0
