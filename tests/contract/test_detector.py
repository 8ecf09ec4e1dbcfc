"""What every ``Detector`` must do, the fake of the tests included."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.errors import AudioError, ConfigurationError
from pipeline.ports import Detector
from tests.fakes.level_detector import LevelDetector
from tests.fixtures.speech_clips import clips, noise

Make = Callable[[], Detector]


@pytest.fixture(
    params=[
        *(pytest.param((lambda m=mode: WebrtcvadDetector(m)), id=f"webrtcvad-{mode}") for mode in range(4)),
        pytest.param(lambda: LevelDetector(), id="level"),
        pytest.param(lambda: LevelDetector(lie_every=13), id="level-adapting"),
    ]
)
def make(request: pytest.FixtureRequest) -> Make:
    return request.param


def frames(pcm: bytes, milliseconds: int = 30) -> list[bytes]:
    size = 32 * milliseconds
    return [pcm[at : at + size] for at in range(0, len(pcm) - size + 1, size)]


def answers(detector: Detector, pcm: bytes) -> list[bool]:
    return [detector.is_speech(frame) for frame in frames(pcm)]


@pytest.mark.parametrize("milliseconds", [10, 20, 30])
def test_frames_of_each_length_are_heard(make: Make, milliseconds: int) -> None:
    detector = make()
    heard = [detector.is_speech(frame) for frame in frames(clips()[0].pcm, milliseconds)]
    assert all(type(answer) is bool for answer in heard)
    assert sum(heard) > 0.7 * len(heard)


def test_silence_is_not_speech(make: Make) -> None:
    heard = answers(make(), bytes(32 * 3000))
    assert sum(heard) < 0.1 * len(heard)


def test_a_reset_detector_is_a_new_one(make: Make) -> None:
    pcm = clips()[1].pcm
    fresh = answers(make(), pcm)
    used = make()
    for frame in frames(noise("white", seconds=4.1, rms=3000.0, seed=1)):
        used.is_speech(frame)
    used.reset()
    assert answers(used, pcm) == fresh


def test_detectors_share_nothing(make: Make) -> None:
    one, other = make(), make()
    alone = answers(make(), clips()[2].pcm)
    noisy = frames(noise("white", seconds=7, rms=3000.0, seed=2))
    heard: list[bool] = []
    for frame, disturbance in zip(frames(clips()[2].pcm), noisy, strict=False):
        other.is_speech(disturbance)
        heard.append(one.is_speech(frame))
    assert heard == alone[: len(heard)]
    assert len(heard) > 100


@pytest.mark.parametrize("size", [0, 2, 318, 800, 962, 1920])
def test_other_lengths_are_refused(make: Make, size: int) -> None:
    with pytest.raises(AudioError):
        make().is_speech(bytes(size))


@pytest.mark.parametrize("mode", [-1, 4])
def test_webrtcvad_has_four_modes(mode: int) -> None:
    with pytest.raises(ConfigurationError):
        WebrtcvadDetector(mode)


def test_stricter_modes_hear_no_more_speech() -> None:
    counts = [sum(answers(WebrtcvadDetector(mode), clips()[0].pcm + bytes(32_000))) for mode in range(4)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[3]
