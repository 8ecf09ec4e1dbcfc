"""Steady noise is taken out of a spectrum, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest

from clients.local.whisper_noise import cleaned
from clients.local.whisper_weights import Matrix

FRAMES, BANDS = 300, 80
SPOKEN = np.arange(FRAMES) % 60 >= 20
"""Words of 0.4 s with pauses of 0.2 s."""


def speech(seed: int = 1) -> Matrix:
    """Powers of something that is said: loud and different in each frame, nothing between the words."""
    draw = np.random.default_rng(seed)
    return np.where(SPOKEN[:, None], draw.lognormal(0, 1.5, (FRAMES, BANDS)), 0.0).astype(np.float32)


def hiss(level: float, seed: int = 2) -> Matrix:
    """Powers of noise of one colour: each the mean of a few squares, as a mel band's is."""
    draw = np.random.default_rng(seed)
    colour = np.linspace(0.5, 2, BANDS)
    return (level * colour * draw.gamma(2.0, 0.5, (FRAMES, BANDS))).astype(np.float32)


def decibels(after: Matrix, before: Matrix) -> Matrix:
    return 10 * np.log10(after / before)


def test_what_is_clean_is_left_as_it_is() -> None:
    clean = speech() + hiss(1e-4)
    assert cleaned(clean) is clean
    silent_between = speech()
    assert cleaned(silent_between) is silent_between
    nothing = np.zeros((FRAMES, BANDS), np.float32)
    assert cleaned(nothing) is nothing


def test_a_hiss_is_lowered_between_the_words_and_the_words_are_kept() -> None:
    noisy = speech() + hiss(0.05)
    change = decibels(cleaned(noisy), noisy)
    assert np.median(change[~SPOKEN]) < -6
    assert change.min() > -10.01, "nothing is taken whole"
    loud = speech() > 1
    assert np.median(change[loud]) > -0.5
    assert change.max() <= 1e-6, "nothing is made louder"


def test_more_noise_is_taken_the_less_the_words_stand_out() -> None:
    took = [
        float(-decibels(cleaned(speech() + hiss(level)), speech() + hiss(level)).mean()) for level in (4e-3, 8e-3, 0.05)
    ]
    assert 0 < took[0] < took[1] < took[2]


def test_noise_that_moves_is_left_alone() -> None:
    draw = np.random.default_rng(3)
    voices = (0.05 * draw.lognormal(0, 1.8, (FRAMES, BANDS))).astype(np.float32)
    among = speech() + voices
    assert cleaned(among) is among


@pytest.mark.parametrize("frames", [0, 1, 50])
def test_too_little_is_left_as_it_is(frames: int) -> None:
    short = (speech() + hiss(0.05))[:frames]
    assert cleaned(short) is short


def test_what_is_given_is_not_changed() -> None:
    noisy = speech() + hiss(0.05)
    before = noisy.copy()
    cleaned(noisy)
    assert np.array_equal(noisy, before)
