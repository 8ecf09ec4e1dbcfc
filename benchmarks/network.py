"""Learns the recurrent network of the offline storyteller: back-propagation through its ``storyteller_network``.

It must not know what an utterance is. Deterministic: on one machine the same samples and seed give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
Counts = npt.NDArray[np.int64]
Weights = dict[str, Array]

HIDDEN = 64
OWN = 24
_BATCH = 32
_PEAK = 4e-3
"""The longest step."""
_DECAY = 1e-2
"""By how much weights shrink with each step of length one."""
_DROP = 0.4
"""Which share of the inner numbers is left out while learning."""
_CLIP = 1.0
"""How long a slope may be."""
_ALONE = 0.3
"""How often an utterance is read without the one before it: the first of an evening has none."""
_KIND = 0.3
"""As how much the kinds count beside the options and marks."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at token ``at`` that was (1) or was not (0) so; ``importance``: as how many it counts."""

    at: int
    wanted: bool
    importance: float = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """An utterance as rows of inputs, one for each token, and what is to be said of it.

    The first ``ahead`` tokens are of what was said before: they are read, and nothing is said of them. ``fixed``:
    tokens by inputs that are given. ``own``: for each token the number of a word that gets a vector of its own, 0 for
    none. ``kinds``: whether it is each of them, not a number where that is not known. ``options``: of these tokens one
    is right, or none of them where ``none``.
    """

    fixed: Array
    own: Counts
    kinds: Sequence[float]
    options: Sequence[Mark] = ()
    none: bool = True
    importance: float = 1.0
    marks: Sequence[Mark] = ()
    ahead: int = 0

    def alone(self) -> Sample:
        """Without what was said before."""

        def moved(marks: Sequence[Mark]) -> list[Mark]:
            return [replace(mark, at=mark.at - self.ahead) for mark in marks]

        return replace(
            self,
            fixed=self.fixed[self.ahead :],
            own=self.own[self.ahead :],
            options=moved(self.options),
            marks=moved(self.marks),
            ahead=0,
        )


@dataclass(slots=True)
class Batch:
    """Samples side by side; ``mask`` is 1 where there is a token, ``said`` where it is of the utterance itself.

    Options and marks name their ``owner``'s row.
    """

    fixed: Array
    own: Counts
    mask: Array
    said: Array
    kinds: Array
    known: Array
    owner: Counts
    at: Counts
    right: Array
    none: Array
    importance: Array
    marked: Counts
    marked_at: Counts
    wanted: Array
    weight: Array
    has: Array = field(init=False)

    def __post_init__(self) -> None:
        self.has = (np.bincount(self.owner, minlength=len(self.mask)) > 0).astype(np.float32)


def begin(width: int, words: int, kinds: int, seed: int) -> Weights:
    """Weights to start from: for ``width`` fixed inputs, ``words`` words of their own and ``kinds`` kinds."""
    chance = np.random.default_rng(seed)

    def even(*shape: int, by: int) -> Array:
        return chance.uniform(-1, 1, shape).astype(np.float32) * np.float32(by**-0.5)

    found = {"own": (chance.standard_normal((words + 1, OWN)) * 0.5).astype(np.float32)}
    found["own"][0] = 0
    for way in ("ahead", "back"):
        found[f"{way} in"] = even(width + OWN, 3 * HIDDEN, by=HIDDEN)
        found[f"{way} on"] = even(HIDDEN, 3 * HIDDEN, by=HIDDEN)
        found[f"{way} bias"] = even(3 * HIDDEN, by=HIDDEN)
        found[f"{way} on bias"] = even(HIDDEN, by=HIDDEN)
    found["kind"] = even(4 * HIDDEN, kinds, by=4 * HIDDEN)
    found["kind bias"] = np.zeros(kinds, np.float32)
    for head in ("option", "mark"):
        found[f"{head} in"] = even(6 * HIDDEN, HIDDEN, by=6 * HIDDEN)
        found[f"{head} in bias"] = np.zeros(HIDDEN, np.float32)
        found[f"{head} out"] = even(HIDDEN, 1, by=HIDDEN)
        found[f"{head} bias"] = np.zeros(1, np.float32)
    return found


def learn(samples: Sequence[Sample], *, words: int, rounds: int, seed: int = 0) -> Weights:
    """Weights that tell ``samples`` apart, after so many ``rounds`` through all of them."""
    chance = np.random.default_rng(seed)
    weights = begin(samples[0].fixed.shape[1], words, len(samples[0].kinds), seed)
    adam = _Adam(weights, rounds * -(-len(samples) // _BATCH))
    for _ in range(rounds):
        known = [one.alone() if one.ahead and chance.random() < _ALONE else one for one in samples]
        for batch in _batches(known, chance):
            adam.step(weights, slope(weights, batch, chance, drop=_DROP)[1])
    return weights


def scores(weights: Weights, sample: Sample) -> tuple[Array, Array, Array]:
    """The logarithms of the odds of the kinds, options and marks of one sample."""
    one, chance = batch([sample]), np.random.default_rng(0)
    seen = _look(weights, one, chance, drop=0.0)
    options, _ = _head(weights, "option", seen, one.owner, one.at, chance, drop=0.0)
    marks, _ = _head(weights, "mark", seen, one.marked, one.marked_at, chance, drop=0.0)
    return (seen.pool @ weights["kind"] + weights["kind bias"])[0], options, marks


def slope(weights: Weights, batch: Batch, chance: np.random.Generator, *, drop: float) -> tuple[float, Weights]:
    """The loss of a batch, and its slope by each of the weights; a share ``drop`` of the inner numbers is left out."""
    seen = _look(weights, batch, chance, drop=drop)
    states, pool, count = seen.states, seen.pool, len(batch.mask)
    slopes: Weights = {}
    d_pool = np.zeros_like(pool)
    d_states = np.zeros_like(states)

    # Kinds: each by itself, logistic.
    z = pool @ weights["kind"] + weights["kind bias"]
    p = _sigmoid(z)
    loss = _KIND * float((_logistic(z, batch.kinds) * batch.known).mean())
    d = np.float32(_KIND / z.size) * (p - batch.kinds) * batch.known
    slopes["kind"], slopes["kind bias"] = pool.T @ d, d.sum(axis=0)
    d_pool += d @ weights["kind"].T

    # Options: one of them or none, softmax.
    if len(batch.owner):
        z, back_option = _head(weights, "option", seen, batch.owner, batch.at, chance, drop=drop)
        likely = np.exp(np.clip(z, -20, 20))
        whole = 1 + np.bincount(batch.owner, likely, count).astype(np.float32)
        good = batch.none + np.bincount(batch.owner, likely * batch.right, count).astype(np.float32)
        good = np.maximum(good, np.float32(1e-9))
        loss += float(((np.log(whole) - np.log(good)) * batch.importance * batch.has).sum()) / count
        d = (batch.importance / count)[batch.owner] * (
            likely / whole[batch.owner] - likely * batch.right / good[batch.owner]
        )
        back_option(d.astype(np.float32), slopes, d_states, d_pool)
    if len(batch.marked):
        z, back_mark = _head(weights, "mark", seen, batch.marked, batch.marked_at, chance, drop=drop)
        loss += float((_logistic(z, batch.wanted) * batch.weight).sum()) / count
        back_mark(((_sigmoid(z) - batch.wanted) * batch.weight / count).astype(np.float32), slopes, d_states, d_pool)

    _back(weights, batch, seen, d_states, d_pool, slopes)
    return loss, slopes


@dataclass(slots=True)
class _Seen:
    """What the network saw of a batch: its state at each token and in all, and what the way back needs."""

    ahead: _Run
    back: _Run
    states: Array
    pool: Array
    highest: Counts
    """At which token each state is highest."""
    sizes: Array
    kept_inputs: Array
    kept_states: Array


def _look(weights: Weights, batch: Batch, chance: np.random.Generator, *, drop: float) -> _Seen:
    length = batch.own.shape[1]
    x = np.concatenate([batch.fixed, weights["own"][batch.own]], axis=2)
    kept_inputs = _kept(x.shape, drop, chance)
    x = x * kept_inputs
    ahead = _forward(weights, "ahead", x, batch.mask, range(length))
    back = _forward(weights, "back", x, batch.mask, range(length - 1, -1, -1))
    states = np.concatenate([ahead.states, back.states], axis=2)
    kept_states = _kept(states.shape, drop, chance)
    states = states * kept_states
    said = batch.said[:, :, None]
    highest = np.where(said > 0, states, np.float32(-1e4)).argmax(axis=1)
    top = np.take_along_axis(states, highest[:, None], axis=1)[:, 0]
    sizes = batch.said.sum(axis=1, keepdims=True)
    pool = np.concatenate([top, (states * said).sum(axis=1) / sizes], axis=1)
    return _Seen(ahead, back, states, pool, highest, sizes, kept_inputs, kept_states)


def _back(weights: Weights, batch: Batch, seen: _Seen, d_states: Array, d_pool: Array, slopes: Weights) -> None:
    """From the slopes by state to those by weight."""
    half, width = 2 * HIDDEN, batch.fixed.shape[2]
    d_states += (d_pool[:, None, half:] / seen.sizes[:, :, None]) * batch.said[:, :, None]
    rows, columns = np.arange(len(d_pool))[:, None], np.arange(half)[None, :]
    d_states[rows, seen.highest, columns] += d_pool[:, :half]
    d_states *= seen.kept_states
    d_x = _backward(weights, "ahead", seen.ahead, d_states[:, :, :HIDDEN], slopes)
    d_x += _backward(weights, "back", seen.back, d_states[:, :, HIDDEN:], slopes)
    d_x *= seen.kept_inputs
    slopes["own"] = np.zeros_like(weights["own"])
    order = np.argsort(batch.own, axis=None, kind="stable")
    words, starts = np.unique(batch.own.ravel()[order], return_index=True)
    slopes["own"][words] = np.add.reduceat(d_x[:, :, width:].reshape(-1, OWN)[order], starts, axis=0)
    slopes["own"][0] = 0


def _head(
    weights: Weights, name: str, seen: _Seen, owner: Counts, at: Counts, chance: np.random.Generator, *, drop: float
) -> tuple[Array, Callable[[Array, Weights, Array, Array], None]]:
    """What a head makes of tokens, and the way back: from the slopes by that to all before it."""
    given = np.concatenate([seen.states[owner, at], seen.pool[owner]], axis=1)
    inner = np.tanh(given @ weights[f"{name} in"] + weights[f"{name} in bias"])
    kept = _kept(inner.shape, drop, chance)
    dropped = inner * kept
    z = (dropped @ weights[f"{name} out"])[:, 0] + weights[f"{name} bias"]

    def back(d: Array, slopes: Weights, d_states: Array, d_pool: Array) -> None:
        slopes[f"{name} out"] = dropped.T @ d[:, None]
        slopes[f"{name} bias"] = d.sum(keepdims=True)
        d_inner = (d[:, None] @ weights[f"{name} out"].T) * kept * (1 - inner * inner)
        slopes[f"{name} in"] = given.T @ d_inner
        slopes[f"{name} in bias"] = d_inner.sum(axis=0)
        d_given = d_inner @ weights[f"{name} in"].T
        half = 2 * HIDDEN
        np.add.at(d_states, (owner, at), d_given[:, :half])
        np.add.at(d_pool, owner, d_given[:, half:])

    return z, back


@dataclass(slots=True)
class _Run:
    """What one direction did, for the way back."""

    x: Array
    mask: Array
    order: Sequence[int]
    states: Array
    reset: Array
    update: Array
    new: Array
    passed: Array


def _forward(weights: Weights, way: str, x: Array, mask: Array, order: Sequence[int]) -> _Run:
    count, length, _ = x.shape
    driven = x.reshape(count * length, -1) @ weights[f"{way} in"] + weights[f"{way} bias"]
    driven = driven.reshape(count, length, 3 * HIDDEN)
    states, reset, update, new, passed = (np.zeros((count, length, HIDDEN), np.float32) for _ in range(5))
    state = np.zeros((count, HIDDEN), np.float32)
    on, bias = weights[f"{way} on"], weights[f"{way} on bias"]
    for t in order:
        carried = state @ on
        gates = _sigmoid(driven[:, t, : 2 * HIDDEN] + carried[:, : 2 * HIDDEN])
        r, u = gates[:, :HIDDEN], gates[:, HIDDEN:]
        inner = carried[:, 2 * HIDDEN :] + bias
        n = np.tanh(driven[:, t, 2 * HIDDEN :] + r * inner)
        m = mask[:, t, None]
        state = state + m * (1 - u) * (n - state)
        states[:, t], reset[:, t], update[:, t], new[:, t], passed[:, t] = state, r, u, n, inner
    return _Run(x, mask, order, states, reset, update, new, passed)


def _backward(weights: Weights, way: str, run: _Run, d_states: Array, slopes: Weights) -> Array:
    count, length, width = run.x.shape
    on = weights[f"{way} on"]
    d_driven = np.zeros((count, length, 3 * HIDDEN), np.float32)
    d_carried = np.zeros((count, length, 3 * HIDDEN), np.float32)
    before = np.zeros_like(run.states)
    d_state = np.zeros((count, HIDDEN), np.float32)
    for step in range(length - 1, -1, -1):
        t = run.order[step]
        if step:
            before[:, t] = run.states[:, run.order[step - 1]]
        h, r, u, n, inner = before[:, t], run.reset[:, t], run.update[:, t], run.new[:, t], run.passed[:, t]
        m = run.mask[:, t, None]
        d_state = d_state + d_states[:, t]
        d_u = -d_state * m * (n - h) * u * (1 - u)
        d_n = d_state * m * (1 - u) * (1 - n * n)
        d_r = d_n * inner * r * (1 - r)
        d_driven[:, t] = np.concatenate([d_r, d_u, d_n], axis=1)
        d_carried[:, t] = np.concatenate([d_r, d_u, d_n * r], axis=1)
        d_state = d_state * (1 - m * (1 - u)) + d_carried[:, t] @ on.T
    flat = d_driven.reshape(-1, 3 * HIDDEN)
    slopes[f"{way} in"] = run.x.reshape(-1, width).T @ flat
    slopes[f"{way} bias"] = flat.sum(axis=0)
    carried = d_carried.reshape(-1, 3 * HIDDEN)
    slopes[f"{way} on"] = before.reshape(-1, HIDDEN).T @ carried
    slopes[f"{way} on bias"] = carried[:, 2 * HIDDEN :].sum(axis=0)
    return (flat @ weights[f"{way} in"].T).reshape(count, length, width)


class _Adam:
    """AdamW with a pace that rises for a tenth of the ``steps`` and then falls to nothing as a cosine."""

    def __init__(self, weights: Weights, steps: int) -> None:
        self._steps = steps
        self._at = 0
        self._mean = {name: np.zeros_like(value) for name, value in weights.items()}
        self._square = {name: np.zeros_like(value) for name, value in weights.items()}

    def step(self, weights: Weights, slopes: Weights) -> None:
        self._at += 1
        rise = self._steps * 0.1
        share = min(1.0, (self._at - rise) / (self._steps - rise))
        pace = _PEAK * (self._at / rise if self._at < rise else 0.5 * (1 + np.cos(np.pi * share)))
        length = float(np.sqrt(sum(float((value * value).sum()) for value in slopes.values())))
        scale = np.float32(min(1.0, _CLIP / (length + 1e-6)))
        first, second = 1 - 0.9**self._at, 1 - 0.999**self._at
        for name, value in weights.items():
            if name not in slopes:
                continue
            given = slopes[name] * scale
            mean, square = self._mean[name], self._square[name]
            mean *= np.float32(0.9)
            mean += np.float32(0.1) * given
            square *= np.float32(0.999)
            square += np.float32(0.001) * given * given
            step = mean / (np.sqrt(square / np.float32(second)) + np.float32(1e-8)) / np.float32(first)
            weights[name] = value - np.float32(pace) * (step + np.float32(_DECAY) * value)


def _batches(samples: Sequence[Sample], chance: np.random.Generator) -> Iterator[Batch]:
    """Mixed, but with utterances of about one length together."""
    order = chance.permutation(len(samples))
    pieces: list[list[int]] = []
    for start in range(0, len(order), _BATCH * 20):
        chunk = sorted(order[start : start + _BATCH * 20], key=lambda at: len(samples[at].own))
        pieces += [chunk[at : at + _BATCH] for at in range(0, len(chunk), _BATCH)]
    for piece in chance.permutation(len(pieces)):
        yield batch([samples[at] for at in pieces[piece]])


def batch(samples: Sequence[Sample]) -> Batch:
    """``samples`` side by side, padded to the longest."""
    length = max(len(sample.own) for sample in samples)
    fixed = np.zeros((len(samples), length, samples[0].fixed.shape[1]), np.float32)
    own = np.zeros((len(samples), length), np.int64)
    mask, said = np.zeros((len(samples), length), np.float32), np.zeros((len(samples), length), np.float32)
    for row, sample in enumerate(samples):
        size = len(sample.own)
        fixed[row, :size], own[row, :size], mask[row, :size] = sample.fixed, sample.own, 1
        said[row, sample.ahead : size] = 1
    options = [(row, mark) for row, sample in enumerate(samples) for mark in sample.options]
    marks = [(row, mark) for row, sample in enumerate(samples) for mark in sample.marks]
    kinds = np.array([sample.kinds for sample in samples], np.float32)
    return Batch(
        fixed,
        own,
        mask,
        said,
        np.nan_to_num(kinds),
        np.isfinite(kinds).astype(np.float32),
        np.array([row for row, _ in options], np.int64),
        np.array([mark.at for _, mark in options], np.int64),
        np.array([mark.wanted for _, mark in options], np.float32),
        np.array([sample.none for sample in samples], np.float32),
        np.array([sample.importance for sample in samples], np.float32),
        np.array([row for row, _ in marks], np.int64),
        np.array([mark.at for _, mark in marks], np.int64),
        np.array([mark.wanted for _, mark in marks], np.float32),
        np.array([mark.importance for _, mark in marks], np.float32),
    )


def packed(apart: Sequence[Weights]) -> dict[str, npt.NDArray[np.generic]]:
    """The weights of networks that were learned apart, side by side as ``storyteller_network`` has them."""

    def stacked(name: str) -> npt.NDArray[np.generic]:
        return np.stack([weights[name] for weights in apart]).astype(np.float16)

    def both(name: str) -> npt.NDArray[np.generic]:
        return np.stack([stacked(f"{way} {name}") for way in ("ahead", "back")], axis=1)

    found = {name: stacked(name) for name in ("own", "kind", "option in", "option out", "mark in", "mark out")}
    found |= {name: both(name) for name in ("in", "on")}
    found |= {name: both(name)[:, :, None] for name in ("bias", "on bias")}
    biases = ("kind bias", "option in bias", "option bias", "mark in bias", "mark bias")
    return found | {name: stacked(name)[:, None] for name in biases}


def _kept(shape: tuple[int, ...], drop: float, chance: np.random.Generator) -> Array:
    if not drop:
        return np.ones(shape, np.float32)
    return (chance.random(shape, np.float32) >= drop).astype(np.float32) * np.float32(1 / (1 - drop))


def _sigmoid(z: Array) -> Array:
    return (np.float32(0.5) * (np.tanh(np.float32(0.5) * z) + 1)).astype(np.float32)


def _logistic(z: Array, wanted: Array) -> Array:
    return np.logaddexp(0, z) - wanted * z
