"""Each rule of the segmenter by itself, on audio whose loud frames are the speech."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from pipeline.errors import AudioError, ConfigurationError
from pipeline.model import Boundary, Lull, Utterance
from pipeline.segmenter import Segmenter, SegmenterSettings
from tests.fakes.level_detector import LevelDetector

BEGINNING = Boundary()
SETTINGS = SegmenterSettings()


def quiet(milliseconds: int, level: int = 0) -> bytes:
    return level.to_bytes(2, "little", signed=True) * (16 * milliseconds)


def loud(milliseconds: int, level: int = 2000) -> bytes:
    return quiet(milliseconds, level)


def new(boundary: Boundary = BEGINNING, n: int = 0, **changes: Any) -> Segmenter:
    return Segmenter(LevelDetector(), SegmenterSettings(**changes), boundary=boundary, n=n)


def extents(cuts: list[Utterance]) -> list[tuple[int, int]]:
    """Milliseconds, rounded down."""
    return [(u.start_sample // 16, u.end_sample // 16) for u in cuts]


def test_speech_is_cut_with_pre_roll_and_tail() -> None:
    segmenter = new()
    pcm = quiet(1500) + loud(1500) + quiet(1000)
    (cut,) = segmenter.feed(pcm)
    assert extents([cut]) == [(1200, 3200)]
    assert cut.n == 0
    assert cut.pcm == pcm[2 * cut.start_sample : 2 * cut.end_sample]
    # 700 ms of silence in whole frames are 720.
    assert cut.boundary == segmenter.boundary == Boundary(3420 * 16, 3720 * 16)
    assert segmenter.position == 4000 * 16


def test_speaking_is_told_while_a_segment_is_open() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(150))
    assert not segmenter.speaking
    segmenter.feed(loud(30))
    assert segmenter.speaking
    segmenter.feed(loud(500) + quiet(700))
    assert segmenter.speaking
    segmenter.feed(quiet(50))
    assert not segmenter.speaking


def test_the_vote_needs_a_majority_of_the_window() -> None:
    segmenter = new()
    # Five of ten frames are not enough, however often; six are.
    assert segmenter.feed((loud(30) + quiet(30)) * 60) == []
    assert not segmenter.speaking
    segmenter.feed(loud(30) * 2)
    assert segmenter.speaking


def test_a_pause_shorter_than_the_hangover_is_part_of_the_utterance() -> None:
    cuts = new().feed(quiet(600) + loud(600) + quiet(690) + loud(600) + quiet(1200))
    assert extents(cuts) == [(300, 2690)]


def test_a_lull_foretells_what_is_cut_if_the_silence_goes_on() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(600) + quiet(299))
    assert segmenter.lull is None
    segmenter.feed(quiet(31))
    lull = segmenter.lull
    assert lull is not None
    assert (lull.start_sample, lull.end_sample) == (300 * 16, 1400 * 16)
    assert segmenter.feed(quiet(300)) == []
    assert segmenter.lull is lull
    (cut,) = segmenter.feed(quiet(600))
    assert Lull(cut.start_sample, cut.pcm) == lull
    assert segmenter.lull is None


def test_a_lull_ends_when_somebody_goes_on() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(600) + quiet(450))
    first = segmenter.lull
    segmenter.feed(loud(300))
    assert segmenter.lull is None
    segmenter.feed(quiet(450))
    assert first is not None
    assert segmenter.lull is not None
    assert segmenter.lull.end_sample == first.end_sample + 750 * 16


def test_too_little_speech_has_no_lull() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(240) + quiet(600))
    assert segmenter.speaking
    assert segmenter.lull is None


def test_a_lull_is_never_shorter_than_the_tail() -> None:
    segmenter = new(tail_ms=600)
    segmenter.feed(quiet(600) + loud(600) + quiet(570))
    assert segmenter.lull is None
    segmenter.feed(quiet(60))
    lull = segmenter.lull
    (cut,) = segmenter.feed(quiet(600))
    assert Lull(cut.start_sample, cut.pcm) == lull


@pytest.mark.parametrize("end", ["flush", "gap"])
def test_in_a_lull_a_flush_or_a_gap_cuts_what_was_foretold(end: str) -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(600) + quiet(450))
    lull = segmenter.lull
    (cut,) = segmenter.flush() if end == "flush" else segmenter.gap(100_000)
    assert Lull(cut.start_sample, cut.pcm) == lull
    assert segmenter.lull is None


def test_too_little_speech_is_silence() -> None:
    segmenter = new()
    assert segmenter.feed(quiet(600) + loud(240) + quiet(1500)) == []
    assert segmenter.boundary.safe > 600 * 16
    assert len(segmenter.feed(loud(270) + quiet(1500))) == 1


def test_pre_roll_never_reaches_into_the_utterance_before() -> None:
    segmenter = new(tail_ms=700, pre_roll_ms=1000, onset_window_ms=300)
    first, second = segmenter.feed(quiet(1200) + loud(600) + quiet(810) + loud(600) + quiet(1500))
    assert first.end_sample == 2500 * 16
    assert second.start_sample == first.boundary.safe == first.end_sample


def test_silence_moves_the_boundary() -> None:
    segmenter = new()
    segmenter.feed(quiet(5000))
    assert segmenter.boundary == Boundary(0, 0)
    segmenter.feed(quiet(10))
    # 5 s in whole frames are 5010 ms; less the onset window that is where hearing begins anew.
    assert segmenter.boundary == Boundary((5010 - 600) * 16, (5010 - 300) * 16)


@pytest.mark.parametrize("lie_every", [0, 2, 4])
def test_silence_never_holds_the_boundary_back(lie_every: int) -> None:
    """Not even where the detector hears speech now and then, so that the window is never free of it."""
    segmenter = Segmenter(LevelDetector(lie_every), SETTINGS)
    for _ in range(600):
        assert segmenter.feed(quiet(100)) == []
        assert segmenter.position - segmenter.boundary.safe <= (5000 + 300 + 300 + 100) * 16


@pytest.mark.parametrize("onset_ms", range(4590, 5200, 30))
def test_an_onset_at_a_silence_mark_is_heard(onset_ms: int) -> None:
    (cut,) = new().feed(quiet(onset_ms) + loud(900) + quiet(1000))
    assert extents([cut]) == [(onset_ms - 300, onset_ms + 1100)]


def test_a_forced_cut_is_made_in_the_middle_of_the_longest_recent_silence() -> None:
    segmenter = new()
    pcm = quiet(600) + loud(3000) + quiet(600) + loud(14_400) + quiet(300) + loud(3000) + quiet(90) + loud(4200)
    cuts = segmenter.feed(pcm) + segmenter.flush()
    # The silence of 600 ms is longer, but it lies more than 10 s back.
    assert extents(cuts) == [(300, 18_750), (18_750, 26_190)]
    assert cuts[0].boundary == Boundary(18_750 * 16, 18_750 * 16)
    assert b"".join(u.pcm for u in cuts) == pcm[300 * 32 :]


def test_of_equal_silences_the_later_is_cut() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + (loud(2880) + quiet(120)) * 9)
    assert segmenter.boundary.safe == (600 + 8 * 3000 - 60) * 16


def test_without_silence_the_quietest_frame_is_cut() -> None:
    pcm = quiet(600) + loud(19_200) + loud(30, level=900) + loud(8000)
    segmenter = new()
    cuts = segmenter.feed(pcm) + segmenter.flush()
    assert extents(cuts) == [(300, 600 + 19_200 + 15), (600 + 19_200 + 15, 600 + 19_200 + 30 + 8000)]


@pytest.mark.parametrize("dip", [0, 900], ids=["silence", "quiet frame"])
@pytest.mark.parametrize("after_ms", range(150, 600, 30))
def test_a_forced_cut_loses_no_last_word(after_ms: int, dip: int) -> None:
    """Speech that ends just after the longest utterance: what is behind the cut is an utterance, too."""
    ends = 600 + 24_480 + 60 + after_ms
    segmenter = new()
    cuts = segmenter.feed(quiet(600) + loud(24_480) + loud(60, level=dip) + loud(after_ms) + quiet(1500))
    assert cuts[0].start_sample == 300 * 16
    assert cuts[-1].end_sample >= ends * 16
    assert all(a.end_sample == b.start_sample for a, b in pairwise(cuts))
    assert len(cuts) == 2


def test_endless_speech_is_cut_again_and_again() -> None:
    pcm = loud(120_000)
    segmenter = new()
    cuts: list[Utterance] = []
    for at in range(0, len(pcm), 3200):
        cuts += segmenter.feed(pcm[at : at + 3200])
        assert segmenter.position - segmenter.boundary.safe <= 25_100 * 16
    cuts += segmenter.flush()
    assert b"".join(u.pcm for u in cuts) == pcm
    assert all(u.seconds <= 25 for u in cuts)


def test_half_a_sample_is_refused_and_nothing_taken() -> None:
    segmenter = new()
    segmenter.feed(quiet(100))
    with pytest.raises(AudioError):
        segmenter.feed(loud(1000) + b"\0")
    assert segmenter.position == 1600
    assert segmenter.feed(quiet(500) + loud(600) + quiet(1000))[0].start_sample == 300 * 16


def test_flush_cuts_the_open_segment_with_its_unfinished_frame() -> None:
    segmenter = new()
    pcm = quiet(600) + loud(1000) + loud(7)
    assert segmenter.feed(pcm) == []
    (cut,) = segmenter.flush()
    assert cut.pcm == pcm[300 * 32 :]
    assert cut.boundary == segmenter.boundary == Boundary(1607 * 16, 1607 * 16)
    assert not segmenter.speaking
    assert segmenter.flush() == []


def test_flush_leaves_out_silence_beyond_the_tail() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(900) + quiet(450))
    assert extents(segmenter.flush()) == [(300, 1700)]
    assert segmenter.boundary == Boundary(1950 * 16, 1950 * 16)


def test_flush_judges_too_little_speech_silence() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(240))
    assert segmenter.speaking
    assert segmenter.flush() == []
    assert segmenter.boundary.safe == 840 * 16


def test_no_pre_roll_crosses_a_flush() -> None:
    segmenter = new()
    segmenter.feed(quiet(600))
    segmenter.flush()
    assert extents(segmenter.feed(loud(600) + quiet(1000))) == [(600, 1400)]


def test_a_gap_cuts_and_no_utterance_reaches_across() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(900))
    (before,) = segmenter.gap(100_000)
    assert extents([before]) == [(300, 1500)]
    assert before.boundary == Boundary(1500 * 16, 1500 * 16)
    assert segmenter.boundary == Boundary(100_000, 100_000)
    assert segmenter.position == 100_000
    (after,) = segmenter.feed(loud(900) + quiet(1000))
    assert (after.n, after.start_sample) == (1, 100_000)


def test_a_gap_leads_forward() -> None:
    segmenter = new()
    segmenter.feed(quiet(600) + loud(900))
    with pytest.raises(ValueError):
        segmenter.gap(100)
    assert segmenter.gap(1500 * 16) == []
    assert segmenter.speaking


def test_a_cold_owner_keeps_what_lies_before_hear_from_as_pre_roll_only() -> None:
    segmenter = new(Boundary(16_000, 16_000 + 300 * 16), n=4)
    assert segmenter.position == 16_000
    (cut,) = segmenter.feed(loud(300) + loud(600) + quiet(1000))
    assert (cut.n, cut.start_sample) == (4, 16_000)
    segmenter = new(Boundary(16_000, 16_000 + 300 * 16), n=4)
    assert segmenter.feed(loud(300) + quiet(3000)) == []


@pytest.mark.parametrize("jump", [False, True])
def test_a_boundary_never_goes_back_for_a_cold_owner(jump: bool) -> None:
    segmenter = new(Boundary(16_000, 20_800))
    segmenter.feed(quiet(100))
    if jump:
        segmenter.gap(18_000)
    else:
        segmenter.flush()
    assert segmenter.boundary == Boundary(18_000 if jump else 17_600, 20_800)
    assert extents(segmenter.feed(quiet(1000) + loud(600) + quiet(1000)))[0][1] > 0


def test_the_detector_belongs_to_the_boundary() -> None:
    """A detector that was used before is reset, so that a new segmenter never hears with old ears."""
    used = LevelDetector(lie_every=5)
    for _ in range(3):
        used.is_speech(quiet(30))
    pcm = quiet(600) + loud(690) + quiet(1000)
    fresh = Segmenter(LevelDetector(lie_every=5), SETTINGS).feed(pcm)
    assert Segmenter(used, SETTINGS).feed(pcm) == fresh


@pytest.mark.parametrize(
    "wrong",
    [
        {"frame_ms": 25},
        {"onset_window_ms": 29},
        {"onset_ratio": 0},
        {"onset_ratio": 1.01},
        {"pre_roll_ms": -1},
        {"hangover_ms": 299},
        {"tail_ms": -1},
        {"tail_ms": 701},
        {"lull_ms": 0},
        {"min_speech_ms": -1},
        {"cut_search_ms": 29},
        {"max_utterance_ms": 1259},
        {"silence_mark_ms": 629},
    ],
)
def test_settings_that_do_not_fit_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        SegmenterSettings(**wrong)  # pyright: ignore[reportArgumentType]


def test_the_tightest_settings_work() -> None:
    segmenter = new(max_utterance_ms=1260, silence_mark_ms=630, hangover_ms=300)
    pcm = quiet(3000) + loud(10_000)
    cuts = segmenter.feed(pcm) + segmenter.flush()
    assert all(u.seconds <= 1.26 for u in cuts)
    assert sum(len(u.pcm) for u in cuts) >= len(loud(10_000))
