"""Whisper's network: from samples to what its encoder says of them, from there to how likely each next token is.

It must not choose a token, nor know what tokens mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from clients.local.whisper_noise import cleaned
from clients.local.whisper_tokens import START
from clients.local.whisper_weights import Matrix
from pipeline.model import SAMPLE_RATE

LONGEST_S = 28.0
"""Speech that is heard at once; the network has places for thirty seconds."""

_WINDOW, _STEP, _BANDS = 400, 160, 80
_HEADS, _WIDTH, _LAYERS = 6, 384, 4
_PADDING_S = 1.0
"""Silence after the speech. The network was trained with thirty seconds in all; it hears as well with so little."""

_ALIGNED: tuple[tuple[int, ...], ...] = ((), (0,), (0, 5), (0, 1, 2, 3, 4))
"""Of each layer of the decoder the heads that look where the next token is said, as the model's makers found."""
_FRAME_S = 0.02

_EMBEDDINGS = "decoder/embeddings/weight"

Cache = tuple[tuple[Matrix, Matrix], ...]
"""Keys and values of each layer of the decoder."""


def log_mel(pcm: npt.NDArray[np.int16]) -> Matrix:
    """Frames × 80 logarithmic energies, 10 ms apart, with silence after them, as Whisper was trained with.

    Steady noise is taken out of them.
    """
    samples = np.concatenate([pcm.astype(np.float32) / 32768, np.zeros(int(_PADDING_S * SAMPLE_RATE), np.float32)])
    samples = np.pad(samples, _WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_STEP][:-1] * _HANN
    power = np.abs(np.fft.rfft(frames)).astype(np.float32) ** 2
    bands = power @ _FILTERS
    spoken = len(pcm) // _STEP
    bands[:spoken] = cleaned(bands[:spoken])
    energies = np.log10(np.maximum(bands, 1e-10))
    return (np.maximum(energies, energies.max() - 8) + 4) / 4


class Net:
    """The network with its weights. ``kept``: the numbers of the tokens that are ever wanted; others cost time."""

    def __init__(self, weights: Mapping[str, Matrix], kept: Sequence[int]) -> None:
        numbers = [*kept, START]
        self._of = {name: values.astype(np.float32) for name, values in weights.items() if name != _EMBEDDINGS}
        self._embeddings = weights[_EMBEDDINGS][numbers].astype(np.float32)
        self._rows = {number: row for row, number in enumerate(numbers)}

    def encode(self, pcm: npt.NDArray[np.int16]) -> Cache:
        """What the decoder listens to: keys and values for each of its layers."""
        x = self._convolved(self._convolved(log_mel(pcm), "encoder/conv1", 1), "encoder/conv2", 2)
        x = x + self._of["encoder/position_encodings/encodings"][: len(x)]
        for layer in range(_LAYERS):
            at = f"encoder/layer_{layer}"
            parts = self._linear(self._norm(x, f"{at}/self_attention/layer_norm"), f"{at}/self_attention/linear_0")
            queries, keys, values = (_heads(part) for part in np.split(parts, 3, axis=1))
            mixed = _softmax(queries / 8 @ keys.transpose(0, 2, 1)) @ values
            mixed = mixed.transpose(1, 0, 2).reshape(len(x), _WIDTH)
            x = self._forward(x + self._linear(mixed, f"{at}/self_attention/linear_1"), at)
        x = self._norm(x, "encoder/layer_norm")
        heard: list[tuple[Matrix, Matrix]] = []
        for layer in range(_LAYERS):
            keys, values = np.split(self._linear(x, f"decoder/layer_{layer}/attention/linear_1"), 2, axis=1)
            heard.append((np.ascontiguousarray(_heads(keys).transpose(0, 2, 1)), np.ascontiguousarray(_heads(values))))
        return tuple(heard)

    def step(
        self, tokens: Sequence[int], place: int, said: Cache | None, heard: Cache
    ) -> tuple[Matrix, Cache, npt.NDArray[np.float64]]:
        """Several sentences one token on: logarithms of the probabilities of the kept tokens, what was said now, and
        the second to which each sentence's attention was turned.
        """
        count = len(tokens)
        x = (
            self._embeddings[[self._rows[token] for token in tokens]]
            + self._of["decoder/position_encodings/encodings"][place]
        )
        now: list[tuple[Matrix, Matrix]] = []
        looked = np.zeros((count, heard[0][1].shape[1]), np.float32)
        for layer in range(_LAYERS):
            at = f"decoder/layer_{layer}"
            parts = self._linear(self._norm(x, f"{at}/self_attention/layer_norm"), f"{at}/self_attention/linear_0")
            queries, keys, values = (part.reshape(count, _HEADS, 1, 64) for part in np.split(parts, 3, axis=1))
            if said:
                keys, values = np.concatenate([said[layer][0], keys], 2), np.concatenate([said[layer][1], values], 2)
            now.append((keys, values))
            mixed = (_softmax(queries / 8 @ keys.transpose(0, 1, 3, 2)) @ values).reshape(count, _WIDTH)
            x = x + self._linear(mixed, f"{at}/self_attention/linear_1")
            asked = _heads(self._linear(self._norm(x, f"{at}/attention/layer_norm"), f"{at}/attention/linear_0"))
            attention = _softmax(asked / 8 @ heard[layer][0])
            looked += attention[list(_ALIGNED[layer])].sum(axis=0)
            mixed = attention @ heard[layer][1]
            x = x + self._linear(mixed.transpose(1, 0, 2).reshape(count, _WIDTH), f"{at}/attention/linear_2")
            x = self._forward(x, at)
        scores = self._norm(x, "decoder/layer_norm") @ self._embeddings[:-1].T
        scores -= scores.max(axis=1, keepdims=True)
        logarithms = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return logarithms, tuple(now), looked.argmax(axis=1) * _FRAME_S

    def _forward(self, x: Matrix, at: str) -> Matrix:
        inner = _gelu(self._linear(self._norm(x, f"{at}/ffn/layer_norm"), f"{at}/ffn/linear_0"))
        return x + self._linear(inner, f"{at}/ffn/linear_1")

    def _linear(self, x: Matrix, at: str) -> Matrix:
        return x @ self._of[f"{at}/weight"].T + self._of[f"{at}/bias"]

    def _norm(self, x: Matrix, at: str) -> Matrix:
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-5)
        return x * self._of[f"{at}/gamma"] + self._of[f"{at}/beta"]

    def _convolved(self, x: Matrix, at: str, stride: int) -> Matrix:
        kernel = self._of[f"{at}/weight"]
        around = np.lib.stride_tricks.sliding_window_view(np.pad(x, ((1, 1), (0, 0))), 3, axis=0)[::stride]
        flat = around.reshape(len(around), -1)
        return _gelu(flat @ kernel.reshape(len(kernel), -1).T + self._of[f"{at}/bias"])


def _heads(x: Matrix) -> Matrix:
    return x.reshape(len(x), _HEADS, 64).transpose(1, 0, 2)


def _softmax(x: Matrix) -> Matrix:
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    return x / x.sum(axis=-1, keepdims=True)


def _gelu(x: Matrix) -> Matrix:
    return x * (0.5 + 0.5 * np.tanh(0.7978845608 * x * (1 + 0.044715 * x * x)))


def _filters() -> Matrix:
    """Spectrum × mel bands on Slaney's scale: even steps up to 1 kHz, even ratios above; triangles of equal area."""
    steps: Matrix = np.linspace(0, 15 + float(np.log(8) / (np.log(6.4) / 27)), _BANDS + 2)
    corners: Matrix = np.where(steps < 15, steps * 200 / 3, 1000 * np.exp((steps - 15) * np.log(6.4) / 27))
    lines = np.linspace(0, SAMPLE_RATE / 2, _WINDOW // 2 + 1)[:, None]
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    slopes = np.minimum((lines - left) / (centre - left), (right - lines) / (right - centre))
    return (np.maximum(slopes, 0) * 2 / (right - left)).astype(np.float32)


_HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)).astype(np.float32)
_FILTERS = _filters()
