"""The recogniser's ears: cepstra of an utterance in the form that its acoustic model was made for, noise taken away.

It must not decode, nor remember anything from one utterance to the next.
"""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt

from clients.local import speech_model
from pipeline.model import SAMPLE_RATE

Array = npt.NDArray[np.float64]
Small = npt.NDArray[np.float32]

CONTEXT = 6
"""The cleaner sees so many frames before and after the one that it cleans."""

_WINDOW, _STEP, _TRANSFORM = 410, 160, 512
_BANDS, _CEPSTRA = 25, 13
_LOWEST_HZ, _HIGHEST_HZ = 130.0, 6800.0
_DYNAMIC = 25.0
"""Least logarithmic energy of a band below the loudest: digital silence has no bottom."""
_PADDING = 30
"""Frames of the utterance's own quiet put before and after it: words at the very edge are lost without."""
_CLEAN_DB, _NOISY_DB = 24.0, 18.0
_CLEAN_SHARE, _NOISY_SHARE = 0.25, 0.4
"""The cleaner mistakes some of any voice for noise, which costs more than it gains where there is none. It is believed
by how little the voice stands out of the floor (from the first of the dB to the second), or, since dice leave the
floor alone, by how much of the energy it calls noise. Measured on the sentences in tests/fixtures/hearing."""


def log_mel(pcm: npt.NDArray[np.int16]) -> Array:
    """Frames × 25 logarithmic energies of mel bands, 10 ms apart, as sphinx computes them (``-transform dct``)."""
    samples = pcm.astype(np.float64)
    if len(samples) < _WINDOW:
        return np.empty((0, _BANDS))
    emphasised = np.concatenate([samples[:1], samples[1:] - 0.97 * samples[:-1]])
    frames = np.lib.stride_tricks.sliding_window_view(emphasised, _WINDOW)[::_STEP] * _HAMMING
    power = np.abs(np.fft.rfft(frames, _TRANSFORM)) ** 2
    energies = np.log(np.maximum(power @ _FILTERS, 1e-4))
    return np.maximum(energies, energies.max() - _DYNAMIC)


def surroundings(energies: Array) -> Small:
    """What the cleaner is told of each frame: its neighbours and the bands' floors, relative to the mean."""
    mean, floor = energies.mean(), np.quantile(energies, 0.1, axis=0)
    padded = np.pad(energies, ((CONTEXT, CONTEXT), (0, 0)), mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * CONTEXT + 1, axis=0).transpose(0, 2, 1)
    told = np.concatenate(
        [around.reshape(len(energies), -1) - mean, np.broadcast_to(floor - mean, energies.shape)], axis=1
    )
    return (told / 3).astype(np.float32)


class Front:
    """PCM → cepstra for ``Decoder.process_cep``."""

    PARAMETERS = (
        "-lowerf 130\n-upperf 6800\n-nfilt 25\n-transform dct\n-lifter 22\n-feat 1s_c_d_dd\n-svspec 0-12/13-25/26-38\n"
        "-agc none\n-cmn batch\n-varnorm no\n-model ptm\n-remove_noise no\n"
    )
    """The acoustic model's own ``feat.params``, but for the noise, which is taken away here."""

    def __init__(self) -> None:
        """Reads the cleaner's weights."""
        with np.load(io.BytesIO(speech_model.path(speech_model.CLEANER).read_bytes())) as weights:
            self._layers = [
                (weights[f"W{n}"].astype(np.float32), weights[f"B{n}"].astype(np.float32)) for n in range(3)
            ]

    def __call__(self, pcm: npt.NDArray[np.int16]) -> Array:
        """Frames × 13 cepstra of 16 kHz mono; none for less than one frame."""
        energies = log_mel(pcm)
        if not len(energies):
            return np.empty((0, _CEPSTRA))
        cleaned = self.cleaned(energies)
        level = cleaned.mean(axis=1)
        quiet = cleaned[level <= np.quantile(level, 0.1)].mean(axis=0)
        margin = np.tile(quiet, (_PADDING, 1))
        return np.concatenate([margin, cleaned, margin]) @ _COSINES.T

    def cleaned(self, energies: Array) -> Array:
        """``energies`` without the noise, as far as there is any."""
        layer = surroundings(energies)
        for n, (weights, bias) in enumerate(self._layers):
            layer = layer @ weights + bias
            if n < len(self._layers) - 1:
                layer = np.maximum(layer, 0)
        change = np.minimum(layer.astype(np.float64), 0)
        level = energies.mean(axis=1) * 10 / np.log(10)
        range_db = float(np.quantile(level, 0.95) - np.quantile(level, 0.05))
        share = float(1 - np.exp(energies + change).sum() / np.exp(energies).sum())
        by_floor = (_CLEAN_DB - range_db) / (_CLEAN_DB - _NOISY_DB)
        by_share = (share - _CLEAN_SHARE) / (_NOISY_SHARE - _CLEAN_SHARE)
        return energies + min(max(by_floor, by_share, 0.0), 1.0) * change


def _filters() -> Array:
    """Spectrum × mel bands: triangles of equal area, their corners rounded to the spectrum's lines."""

    def mel(hz: float) -> float:
        return float(2595 * np.log10(1 + hz / 700))

    width = SAMPLE_RATE / _TRANSFORM
    mels = np.linspace(mel(_LOWEST_HZ), mel(_HIGHEST_HZ), _BANDS + 2)
    corners = np.floor(700 * (10 ** (mels / 2595) - 1) / width + 0.5) * width
    lines = np.arange(_TRANSFORM // 2 + 1)[:, None] * width
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    slopes = np.minimum((lines - left) / (centre - left), (right - lines) / (right - centre))
    return np.maximum(slopes, 0) * 2 / (right - left)


def _cosines() -> Array:
    """Cepstra × bands, with the lifter."""
    cosines = np.sqrt(2 / _BANDS) * np.cos(np.pi / _BANDS * np.outer(np.arange(_CEPSTRA), np.arange(_BANDS) + 0.5))
    cosines[0] = np.sqrt(1 / _BANDS)
    lifter = 1 + 11 * np.sin(np.arange(_CEPSTRA) * np.pi / 22)
    return cosines * lifter[:, None]


_HAMMING = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(_WINDOW) / (_WINDOW - 1))
_FILTERS = _filters()
_COSINES = _cosines()
