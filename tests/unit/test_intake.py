"""The rules of a stream's audio: offsets, gaps, pausing, and what is told to be stored. Every sample is heard once."""

from __future__ import annotations

import random

from fakes.level_detector import LevelDetector
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import SAMPLE_RATE, Boundary, Utterance
from pipeline.segmenter import Segmenter, SegmenterSettings
from server.intake import PAUSED_MARK, Intake, Taken

LOUD = (8000).to_bytes(2, "little", signed=True)
MS = SAMPLE_RATE // 1000


def sound(*lengths_ms: int) -> bytes:
    """Silence and speech in turn, of these lengths."""
    return b"".join((LOUD if n % 2 else b"\0\0") * (ms * MS) for n, ms in enumerate(lengths_ms))


SPEECH = sound(1000, 2000, 1500, 1200, 900, 3000, 1000)


def intake(boundary: Boundary | None = None, n: int = 0, *, paused: bool = False) -> Intake:
    detector = LevelDetector()
    return Intake(Segmenter(detector, SegmenterSettings(), boundary=boundary or Boundary(), n=n), paused=paused)


def cuts(taken: list[Taken]) -> list[Utterance]:
    return [cut for one in taken for cut in one.cuts]


def whole(pcm: bytes) -> list[Utterance]:
    one = intake()
    return cuts([one.audio(0, pcm), one.flush()])


def test_audio_is_counted() -> None:
    one = intake()
    one.audio(0, bytes(3200))
    assert one.samples == 1600
    one.audio(1600, memoryview(bytes(20)))
    assert one.samples == 1610


def test_speech_is_cut() -> None:
    assert len(whole(SPEECH)) == 3


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_sent_again_is_heard_once(seed: int) -> None:
    """Messages of any length that overlap what came before in any way: the cuts are those of the plain audio."""
    dice = random.Random(seed)
    one, taken = intake(), list[Taken]()
    total = len(SPEECH) // 2
    while one.samples < total:
        start = max(0, one.samples - dice.randint(0, 4000))
        stop = min(total, start + dice.randint(0, 12_000))
        taken.append(one.audio(start, SPEECH[2 * start : 2 * stop]))
    taken.append(one.flush())
    assert cuts(taken) == whole(SPEECH)
    assert all(one.gap is None for one in taken)


def test_a_jump_forward_is_a_gap_and_cuts() -> None:
    one = intake()
    said = sound(500, 2000)
    one.audio(0, said)
    at, to = len(said) // 2, 10 * SAMPLE_RATE
    taken = one.audio(to, bytes(3200))
    assert taken.gap == (at, to)
    [cut] = taken.cuts
    assert cut.end_sample <= at
    assert one.samples == to + 1600
    assert taken.silence is not None
    assert taken.silence.safe >= to, "what never came need not be waited for"


def test_an_empty_message_may_be_a_jump() -> None:
    one = intake()
    assert one.audio(500, b"").gap == (0, 500)
    assert one.audio(0, b"") == Taken()
    assert one.samples == 500


def test_paused_audio_is_counted_and_thrown_away() -> None:
    one = intake()
    one.audio(0, sound(500, 1000))
    [cut] = one.pause().cuts
    paused_at = one.samples
    assert cut.end_sample <= paused_at
    taken = [one.audio(paused_at + n, SPEECH[2 * n : 2 * n + 3200]) for n in range(0, len(SPEECH) // 2, 1600)]
    assert cuts(taken) == []
    assert one.samples == paused_at + len(SPEECH) // 2
    assert all(one.gap is None for one in taken)


def test_what_was_thrown_away_stays_so_for_a_cold_owner() -> None:
    """On resuming its end is a boundary, which is to be stored before anybody is told that it is heard again."""
    one = intake()
    one.pause()
    one.audio(0, SPEECH[:32_000])
    stored = one.resume().silence
    assert stored is not None
    assert stored.safe == one.samples == 16_000
    assert one.resume() == Taken()


def test_a_long_pause_is_stored_now_and_then() -> None:
    """Not with each message, and yet ``safe`` never lags far behind."""
    one = intake(paused=True)
    stored, last = 0, 0
    for start in range(0, 60 * SAMPLE_RATE, 1600):
        boundary = one.audio(start, bytes(3200)).silence
        if boundary is not None:
            stored, last = stored + 1, boundary.safe
        assert one.samples - last <= PAUSED_MARK
    assert stored == 60 * SAMPLE_RATE // PAUSED_MARK


def test_after_resuming_speech_is_heard() -> None:
    one = intake(paused=True)
    one.audio(0, SPEECH)
    one.resume()
    at = one.samples
    heard = cuts([one.audio(at, SPEECH), one.flush()])
    assert [(cut.start_sample - at, cut.end_sample - at) for cut in heard] == [
        (cut.start_sample, cut.end_sample) for cut in whole(SPEECH)
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_cold_owner_goes_on_from_what_was_stored(seed: int) -> None:
    """Killed behind any message and resumed at ``safe``: the cuts are those of one who was never killed."""
    dice = random.Random(seed)
    one, heard, stored, n = intake(), list[Utterance](), Boundary(), 0
    total = len(SPEECH) // 2
    kills = dice.randint(0, 4)
    while one.samples < total:
        stop = min(total, one.samples + dice.randint(1, 16_000))
        taken = one.audio(one.samples, SPEECH[2 * one.samples : 2 * stop])
        for cut in taken.cuts:
            heard.append(cut)
            stored, n = cut.boundary, cut.n + 1
        if taken.silence is not None:
            stored = taken.silence
        if kills and dice.random() < 0.2:
            kills -= 1
            one = intake(stored, n)
            assert one.samples == stored.safe
    heard += one.flush().cuts
    assert heard == whole(SPEECH)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_forgotten_was_never_said(seed: int) -> None:
    """What is open goes; whoever goes on from the boundary, warm or cold, hears what follows alike."""
    dice = random.Random(seed)
    one = intake()
    at = dice.randint(0, len(SPEECH) // 2)
    before = one.audio(0, SPEECH[: 2 * at]).cuts
    boundary = one.forget()
    assert boundary == Boundary(at, at)
    assert not one.speaking
    cold = intake(boundary, one.cuts)
    warm, again = ([*one_of.audio(at, SPEECH[2 * at :]).cuts, *one_of.flush().cuts] for one_of in (one, cold))
    assert warm == again
    assert all(cut.start_sample >= at for cut in warm)
    assert {cut.n for cut in before}.isdisjoint(cut.n for cut in warm)
