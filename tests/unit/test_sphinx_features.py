"""What the recogniser is given to hear: sphinx's own cepstra, and less noise where there is some."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.hearing_noise import Kind, Pcm, noisy
from clients.local.sphinx_features import Front, log_mel
from tests.fixtures.hearing.clips import clips


def speech() -> Pcm:
    """A voice that the cleaner was not trained with."""
    return np.frombuffer(clips("slt")[4].pcm, "<i2")[3_200:-3_200]


def babble() -> list[Pcm]:
    return [np.frombuffer(clip.pcm, "<i2") for clip in clips("awb")[:5]]


@pytest.fixture(scope="module")
def front() -> Front:
    return Front()


@pytest.mark.parametrize("kind", ["pink", "white", "dice"])
def test_noise_is_taken_away(front: Front, kind: Kind) -> None:
    clean = log_mel(speech())
    noise = log_mel(noisy(speech(), kind, 10, 1, babble()))
    before, after = (np.abs(heard - clean).mean() for heard in (noise, front.cleaned(noise)))
    assert after < 0.75 * before


def test_a_clean_voice_is_left_alone(front: Front) -> None:
    energies = log_mel(speech())
    assert np.abs(front.cleaned(energies) - energies).mean() < 0.05


@pytest.mark.parametrize("samples", [0, 1, 409, 410, 500])
def test_the_shortest_sounds(front: Front, samples: int) -> None:
    features = front(speech()[:samples])
    assert bool(len(features)) == (samples >= 410)
    assert np.isfinite(features).all()


def test_cepstra_are_as_sphinx_computes_them(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures are those of pocketsphinx 5.0.4 for two tones (``-mfclogdir``, ``-remove_noise no``)."""
    tones = (8_000 * np.sin(np.arange(4_000) / 5) + 3_000 * np.sin(np.arange(4_000) / 1.7)).astype(np.int16)
    monkeypatch.setattr(Front, "cleaned", lambda _, energies: energies)
    features = front(tones)
    margin = (len(features) - len(log_mel(tones))) // 2
    assert features[margin + 10] == pytest.approx(
        [51.1543, 31.656, -15.7061, -11.287, 17.4885, 0.4417, -72.4643, -96.5206, -29.6994, 39.1624, 28.2048, -7.5238,
         13.8206], abs=1e-3,
    )  # fmt: skip
