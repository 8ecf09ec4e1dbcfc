"""Noise of a table for the hearing benchmark, repeatable. It knows nothing of recognisers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

RATE = 16_000

Kind = Literal["pink", "white", "babble", "dice"]
KINDS: tuple[Kind, ...] = ("pink", "white", "babble", "dice")

Samples = npt.NDArray[np.float64]
Pcm = npt.NDArray[np.int16]


def noisy(speech: Pcm, kind: Kind, snr_db: float, seed: int, others: Sequence[Pcm]) -> Pcm:
    """``speech`` with noise ``snr_db`` below its root mean square. ``others``: what babble is mixed from."""
    random = np.random.default_rng(seed)
    noise = {"pink": _pink, "white": _white, "dice": _dice}[kind](len(speech), random) if kind != "babble" else _babble(
        len(speech), random, others
    )  # fmt: skip
    level = np.sqrt(np.mean(speech.astype(np.float64) ** 2)) / 10 ** (snr_db / 20)
    mixed = speech + noise * (level / np.sqrt(np.mean(noise**2)))
    return np.clip(mixed, -32768, 32767).astype(np.int16)


def _white(samples: int, random: np.random.Generator) -> Samples:
    return random.standard_normal(samples)


def _pink(samples: int, random: np.random.Generator) -> Samples:
    spectrum = np.fft.rfft(random.standard_normal(samples))
    lines = np.arange(len(spectrum))
    lines[0] = 1
    return np.fft.irfft(spectrum / np.sqrt(lines), samples)


def _babble(samples: int, random: np.random.Generator, others: Sequence[Pcm]) -> Samples:
    """Eight people at once."""
    mixed = np.zeros(samples)
    for _ in range(8):
        voice = np.resize(others[int(random.integers(len(others)))], samples + RATE)
        at = int(random.integers(RATE))
        mixed += voice[at : at + samples]
    return mixed


def _dice(samples: int, random: np.random.Generator) -> Samples:
    """Two throws a second, each of some clicks that ring for a few milliseconds."""
    noise = 1e-3 * random.standard_normal(samples)
    at = 0
    while at < samples:
        at += int(random.exponential(0.5 * RATE))
        click = at
        for _ in range(int(random.integers(4, 14))):
            length = RATE // 50
            if click + length >= samples:
                break
            fading = np.exp(-np.arange(length) / (RATE * random.uniform(0.002, 0.006)))
            ringing = np.sin(2 * np.pi * random.uniform(1800, 6000) * np.arange(length) / RATE)
            noise[click : click + length] += (
                random.uniform(0.3, 1) * fading * (ringing + 0.7 * random.standard_normal(length))
            )
            click += int(RATE * random.uniform(0.015, 0.12))
    return noise
