"""Takes steady noise, a fan's or a line's hiss, out of an utterance's spectrum before the network hears it.

It must not touch what is clean, nor noise that moves: of voices and dice it knows nothing.
"""

from __future__ import annotations

import numpy as np

from clients.local.whisper_weights import Matrix

_QUIET, _FEWEST = 0.15, 10
"""The quietest share of the frames is what the noise is measured by, where there are so many of them at least."""
_SPELL = 5
"""Over so many frames a frame's loudness is taken, so that pauses are found and not the gaps within a word."""
_STEADY_DB, _MOVING_DB = 4.2, 5.2
"""By how much the quiet frames differ, band by band: hiss of any colour by 3.4 dB, voices and dice by 6 and more."""
_NOISY_DB, _CLEAN_DB = 24.0, 30.0
"""How far the loud frames stand out: below the first all of the noise is taken, above the second nothing is."""
_LOUD = 0.8
_OVER, _LEAST = 1.25, 0.1
"""So many times the noise is subtracted, and this is left of a band at least: the network was trained with noise, and
hears worse what has holes. Chosen with the sentences of tests/fixtures/hearing in white noise at 10 dB."""
_TINY = 1e-12


def cleaned(bands: Matrix) -> Matrix:
    """``bands`` (frames × bands, powers) without their steady noise; the very same where there is none to speak of."""
    if len(bands) < _FEWEST / _QUIET:
        return bands
    loudness = np.log(bands + _TINY).mean(axis=1)
    loudness = np.convolve(np.pad(loudness, _SPELL // 2, mode="edge"), np.full(_SPELL, 1 / _SPELL), "valid")
    quiet = bands[loudness <= np.quantile(loudness, _QUIET)]
    noise = quiet.mean(axis=0)
    share = _share(bands, quiet) if noise.any() else 0.0
    if not share:
        return bands
    around = np.pad(bands, ((1, 1), (0, 0)), mode="edge")
    smooth = (around[:-2] + around[1:-1] + around[2:]) / 3
    gain = np.maximum(1 - _OVER * noise / np.maximum(smooth, _TINY), _LEAST)
    return bands * gain**share


def _share(bands: Matrix, quiet: Matrix) -> float:
    """How much of what would be taken away is: none where the ``quiet`` frames are no steady noise, or hardly heard."""
    loud = float(np.quantile(bands.sum(axis=1), _LOUD))
    above_db = 10 * np.log10((loud + _TINY) / (float(quiet.mean(axis=0).sum()) + _TINY))
    differ_db = float((10 * np.log10(quiet + _TINY)).std(axis=0).mean())
    noisy = (_CLEAN_DB - above_db) / (_CLEAN_DB - _NOISY_DB)
    steady = (_MOVING_DB - differ_db) / (_MOVING_DB - _STEADY_DB)
    return float(np.clip(min(noisy, steady), 0, 1))
