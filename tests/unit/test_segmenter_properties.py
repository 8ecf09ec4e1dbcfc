"""What holds for any audio: chunking changes nothing, every sample is accounted for, a cold owner cuts alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.model import Boundary, Utterance
from pipeline.ports import Detector
from pipeline.segmenter import Segmenter, SegmenterSettings
from tests.fakes.level_detector import LevelDetector
from tests.fixtures.speech_clips import track

Make = Callable[[], Detector]

# Short lengths, so that every kind of end occurs in a few seconds of audio.
QUICK = {
    "onset_window_ms": 120,
    "pre_roll_ms": 100,
    "hangover_ms": 300,
    "tail_ms": 80,
    "min_speech_ms": 90,
    "max_utterance_ms": 2000,
    "cut_search_ms": 900,
    "silence_mark_ms": 1000,
}
SETTINGS = [SegmenterSettings(frame_ms=30, **QUICK), SegmenterSettings(frame_ms=20, **QUICK)]


@dataclass(frozen=True)
class Op:
    """Something that happens at sample ``at`` of the stream: audio begins, a flush, or a gap to ``to``."""

    kind: Literal["audio", "flush", "gap"]
    at: int
    to: int
    pcm: bytes = field(default=b"", repr=False)


Story = list[Op]


def part(samples: int, loud: bool, seed: int) -> bytes:
    """Samples that are all different in the small, so that equal bytes come from the same place."""
    level = 2000 if loud else 0
    return (level + np.random.default_rng(seed).integers(-200, 200, samples)).astype("<i2").tobytes()


@st.composite
def stories(draw: st.DrawFn) -> Story:
    story: Story = []
    at = 0
    for _ in range(draw(st.integers(1, 10))):
        what = draw(st.sampled_from(["audio", "audio", "audio", "audio", "flush", "gap"]))
        if what == "audio":
            lengths = st.one_of(st.integers(1, 2000), st.integers(1, 12_000), st.integers(12_000, 48_000))
            parts = draw(st.lists(st.tuples(lengths, st.booleans()), min_size=1, max_size=6))
            pcm = b"".join(part(n, loud, at + i) for i, (n, loud) in enumerate(parts))
            story.append(Op("audio", at, at + len(pcm) // 2, pcm))
        elif what == "flush":
            story.append(Op("flush", at, at))
        else:
            story.append(Op("gap", at, at + draw(st.integers(1, 50_000))))
        at = story[-1].to
    return [*story, Op("flush", at, at)]


Seen = list[tuple[Boundary, int]]


def tell(
    story: Story,
    make: Make,
    chosen: SegmenterSettings,
    chunk: Callable[[], int],
    start: tuple[Boundary, int] | None = None,
) -> tuple[list[Utterance], Seen]:
    """Play ``story`` (from a boundary, if one is given); returns the cuts and each boundary with its ``n``."""
    boundary, n = start or (Boundary(), 0)
    segmenter = Segmenter(make(), chosen, boundary=boundary, n=n)
    cuts: list[Utterance] = []
    seen: Seen = [(segmenter.boundary, segmenter.n)]

    def note(new: list[Utterance]) -> None:
        for utterance in new:
            cuts.append(utterance)
            seen.append((utterance.boundary, utterance.n + 1))
        assert segmenter.n == (cuts[-1].n + 1 if cuts else n)
        seen.append((segmenter.boundary, segmenter.n))

    for op in story:
        if segmenter.position > op.at and (op.kind == "flush" or segmenter.position >= op.to):
            continue  # over, for one that began later
        if op.kind == "audio":
            while segmenter.position < op.to:
                begin = segmenter.position - op.at
                end = min(begin + chunk(), op.to - op.at)
                note(segmenter.feed(op.pcm[2 * begin : 2 * end]))
                assert segmenter.position == op.at + end
        elif op.kind == "flush":
            note(segmenter.flush())
            assert segmenter.boundary == Boundary(op.at, op.at)
        else:
            note(segmenter.gap(op.to))
            assert segmenter.boundary == Boundary(op.to, op.to)
    return cuts, seen


def fixed(samples: int) -> Callable[[], int]:
    return lambda: samples


def ragged(seed: int) -> Callable[[], int]:
    rng = random.Random(seed)
    return lambda: rng.choice([1, 7, 479, 480, 481, 1600, 5000, 40_000])


LYING = (lambda: LevelDetector(lie_every=7), lambda: LevelDetector(lie_every=3), LevelDetector)


@settings(max_examples=60, deadline=None)
@given(stories(), st.sampled_from(SETTINGS), st.sampled_from(LYING), st.integers(0, 1000))
def test_chunking_changes_nothing(story: Story, chosen: SegmenterSettings, make: Make, seed: int) -> None:
    whole = tell(story, make, chosen, fixed(10**9))
    assert tell(story, make, chosen, fixed(1600))[0] == whole[0]
    assert tell(story, make, chosen, ragged(seed))[0] == whole[0]


@settings(max_examples=60, deadline=None)
@given(stories(), st.sampled_from(SETTINGS), st.sampled_from(LYING))
def test_a_cold_owner_cuts_alike_from_every_boundary(story: Story, chosen: SegmenterSettings, make: Make) -> None:
    warm, seen = tell(story, make, chosen, fixed(1600))
    for boundary, n in dict.fromkeys(seen):
        cold, _ = tell(story, make, chosen, ragged(n), (boundary, n))
        assert cold == warm[n:], (boundary, n)


@settings(max_examples=100, deadline=None)
@given(stories(), st.sampled_from(SETTINGS), st.sampled_from(LYING))
def test_every_sample_is_accounted_for(story: Story, chosen: SegmenterSettings, make: Make) -> None:
    cuts, seen = tell(story, make, chosen, fixed(1600))
    assert [u.n for u in cuts] == list(range(len(cuts)))
    free = 0
    for u in cuts:
        assert u.start_sample >= free, "a sample in two utterances"
        free = u.end_sample
        assert 0 < len(u.pcm) // 2 <= chosen.max_utterance_ms * 16
        assert free <= u.boundary.safe
        (home,) = (op for op in story if op.kind == "audio" and op.at <= u.start_sample < op.to)
        # The story's next audio may follow without a flush or a gap between; then the utterance may go on there.
        rest = b"".join(op.pcm for op in story if op.kind == "audio" and op.at >= home.at)
        begin = 2 * (u.start_sample - home.at)
        assert rest[begin : begin + len(u.pcm)] == u.pcm
        assert not any(u.start_sample < op.at < u.end_sample for op in story if op.kind != "audio")
    safes = [boundary.safe for boundary, _ in seen]
    assert safes == sorted(safes)
    assert all(boundary.safe <= boundary.hear_from for boundary, _ in seen)
    assert [b.hear_from for b, _ in seen] == sorted(b.hear_from for b, _ in seen)


@settings(max_examples=100, deadline=None)
@given(stories(), st.sampled_from(SETTINGS))
def test_all_that_is_loud_for_long_enough_is_kept(story: Story, chosen: SegmenterSettings) -> None:
    """With an honest detector no sample of a loud passage is judged silence, wherever it is cut by force."""
    cuts, _ = tell(story, LevelDetector, chosen, fixed(1600))
    kept = np.zeros(story[-1].to + 1, bool)
    for u in cuts:
        kept[u.start_sample : u.end_sample] = True
    for op in story:
        # Silence around it, so that a passage also begins and ends with the audio.
        loud = np.pad(np.frombuffer(op.pcm, "<i2") > LevelDetector.LOUD, 1).astype(np.int8)
        edges = np.flatnonzero(np.diff(loud)) + op.at
        for begin, end in edges.reshape(-1, 2):
            assert end - begin < 300 * 16 or kept[begin:end].all(), (begin, end)


@pytest.mark.parametrize("kind", ["clean", "white", "pink"])
@pytest.mark.parametrize("mode", [2, 3])
@pytest.mark.parametrize("pauses_s", [(0.1, 0.4), (0.8, 4.0)], ids=["forced", "paused"])
@pytest.mark.parametrize("frame_ms", [20, 30])
def test_real_speech_is_cut_alike_cold_and_in_any_chunks(
    kind: Literal["clean", "white", "pink"], mode: int, pauses_s: tuple[float, float], frame_ms: Literal[20, 30]
) -> None:
    made = track(kind, pauses_s=pauses_s, lead_s=7.3, seed=mode)
    length = len(made.pcm) // 2
    third = length // 3 + 123
    story = [
        Op("audio", 0, third, made.pcm[: 2 * third]),
        Op("flush", third, third),
        Op("audio", third, 2 * third, made.pcm[2 * third : 4 * third]),
        Op("gap", 2 * third, 2 * third + 5000),
        Op("audio", 2 * third + 5000, length, made.pcm[4 * third + 10_000 :]),
        Op("flush", length, length),
    ]
    chosen = SegmenterSettings(frame_ms=frame_ms, max_utterance_ms=9000)

    def make() -> Detector:
        return WebrtcvadDetector(mode)

    warm, seen = tell(story, make, chosen, fixed(1600))
    assert len(warm) >= 5
    assert tell(story, make, chosen, fixed(10**9))[0] == warm
    boundaries = list(dict.fromkeys(seen))
    assert len(boundaries) > len(warm)
    for boundary, n in boundaries:
        assert tell(story, make, chosen, ragged(n), (boundary, n))[0] == warm[n:], boundary
