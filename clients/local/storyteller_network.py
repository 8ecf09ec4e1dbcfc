"""A small recurrent network that reads an utterance as a whole: the kind of talk, where the party is, what is there.

It must not decide: its opinion is weighed together with that of grammar. It knows words by their vectors and by what
the lexicon takes them for, and nothing of the rules of grammar. Its weights, ``storyteller_network.npz``, are learned
from the labelled conversations by ``python -m benchmarks.lessons``.

Gated recurrent units in both directions (Cho and others 2014; as in PyTorch's ``GRU``), several networks that were
learned apart and whose opinions are averaged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import get_args

import numpy as np
import numpy.typing as npt

from clients.local import word_vectors
from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_told import Told
from pipeline.model import UtteranceKind

Array = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]
Stored = Mapping[str, npt.NDArray[np.generic]]
"""Arrays by name, as in the file."""

KINDS: tuple[UtteranceKind, ...] = get_args(UtteranceKind)
_TAGS = {kind: at for at, kind in enumerate(("place", "gear", "creature", "person", "light", "weather", "season",
                                             "terrain", "magic", "action", "mood"))}  # fmt: skip
_DRAWN = word_vectors.SUFFIXES
_SAID = word_vectors.SIZE + len(_TAGS) + len(_DRAWN)
"""Which of the numbers of a token says that it belongs to the utterance itself."""
_OPENING = _SAID + 1
"""Which says that the story begins with it: nothing is known yet of where the party is."""
WIDTH = _OPENING + 1
"""How many numbers are given of each token."""
MOST = 160
"""Of how many tokens the network reads; nobody says more in one go, and its time grows with them."""
MOST_BEFORE = 60
"""How many of the last tokens of what was said before it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of ``n`` networks with ``h`` units in each direction.

    ``words``: those that have a vector of their own, from row 1 of ``own`` (n, words + 1, o) on. ``driven``
    (n, 2, WIDTH + o, 3h) and ``driven_bias`` (n, 2, 1, 3h): from inputs to gates; ``carried`` (n, 2, h, 3h) and
    ``carried_bias`` (n, 2, 1, h): from the last state. ``kind`` (n, 4h, kinds). Of the two heads, ``option`` and
    ``mark``: (n, 6h, h) and (n, h, 1), each with its bias.
    """

    words: Mapping[str, int]
    own: Array
    driven: Array
    driven_bias: Array
    carried: Array
    carried_bias: Array
    kind: Array
    kind_bias: Array
    option: tuple[Array, Array, Array, Array]
    mark: tuple[Array, Array, Array, Array]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the network makes of an utterance: ``kinds`` as logarithms of odds, and its state at each of its tokens.

    It is read twice, after what was said before it and as if nothing had been, and the views are averaged: a plain
    sentence holds after a joke, too.
    """

    kinds: Mapping[UtteranceKind, float]
    _weights: Weights
    _seen: Sequence[tuple[Array, Array]]

    def arrival(self, at: int) -> float | None:
        """For the party being, afterwards, in the place that token ``at`` begins: the logarithm of its odds to none.

        None for a token that it has not read.
        """
        return self._ask(self._weights.option, at)

    def presence(self, at: int) -> float | None:
        """For what token ``at`` begins being really there: the logarithm of its odds; None as for ``arrival``."""
        return self._ask(self._weights.mark, at)

    def _ask(self, head: tuple[Array, Array, Array, Array], at: int) -> float | None:
        if at >= self._seen[0][0].shape[1]:
            return None
        views: list[float] = []
        for states, pool in self._seen:
            given = np.concatenate([states[:, at], pool], axis=1)[:, None, :]
            inner = np.tanh(given @ head[0] + head[1])
            views.append(float((inner @ head[2] + head[3]).mean()))
        return sum(views) / len(views)


def token(told: Told, word: int) -> int:
    """Which token is ``word`` of the clause: one more follows each clause."""
    return told.at + told.index + word


@dataclass(frozen=True, slots=True)
class Inputs:
    """``given`` of each token, (tokens, WIDTH), and its row among the words with a vector of their ``own``.

    The first ``ahead`` tokens are of what was said before.
    """

    given: Array
    own: Counts
    ahead: int


def inputs(
    told: Sequence[Told], words: Mapping[str, int], before: Sequence[Sentence] = (), *, opening: bool = False
) -> Inputs:
    """What is given of the tokens of an utterance and of the one ``before`` it; ``opening`` as for ``opinion``."""
    earlier = [
        (sentence, clause, lexicon().concepts(clause.words)) for sentence in before for clause in sentence.clauses
    ]
    lead = _tokens(earlier)[-MOST_BEFORE:]
    said = _tokens([(one.sentence, one.clause, one.named) for one in told])[:MOST]
    given = np.zeros((len(lead) + len(said), WIDTH), np.float32)
    given[len(lead) :, _SAID] = 1
    given[len(lead) :, _OPENING] = opening
    own = np.zeros(len(given), np.int64)
    for row, (word, tags) in enumerate((*lead, *said)):
        given[row, : word_vectors.SIZE] = word_vectors.vector(word)
        for tag in tags:
            given[row, word_vectors.SIZE + tag] = 1
        for at, suffix in enumerate(_DRAWN):
            if word.endswith(suffix):
                given[row, word_vectors.SIZE + len(_TAGS) + at] = 1
        own[row] = words.get(word, 0)
    return Inputs(given, own, len(lead))


def opinion(told: Sequence[Told], before: Sequence[Sentence] = (), *, opening: bool = False) -> Opinion | None:
    """What the network makes of the utterance with these clauses, said after ``before``.

    ``opening``: nothing is known yet of where the party is. None of none, and while it is not in use.
    """
    weights = _weights()
    if not told or weights is None:
        return None
    seen = _seen(weights, inputs(told, weights.words, before, opening=opening))
    kinds = np.mean([(pool[:, None] @ weights.kind + weights.kind_bias).mean(axis=(0, 1)) for _, pool in seen], axis=0)
    return Opinion({kind: float(kinds[at]) for at, kind in enumerate(KINDS)}, weights, seen)


def _seen(weights: Weights, read: Inputs) -> list[tuple[Array, Array]]:
    """The networks' states at each token of the utterance, and what they keep of it as a whole.

    As it is read after what was said before, where anything was, and then as if nothing had been.
    """
    count, length = len(weights.own), len(read.own)
    given = np.concatenate([np.broadcast_to(read.given, (count, *read.given.shape)), weights.own[:, read.own]], axis=2)
    driven = given[:, None] @ weights.driven + weights.driven_bias
    driven[:, 1] = driven[:, 1, ::-1]
    size = weights.carried.shape[2]
    views = 2 if read.ahead else 1
    states = np.zeros((count, 2, views, length, size), np.float32)
    state = np.zeros((count, 2, views, size), np.float32)
    for at in range(length):
        carried = state @ weights.carried
        now = driven[:, :, at : at + 1]
        gates = 0.5 * np.tanh(0.5 * (now[..., : 2 * size] + carried[..., : 2 * size])) + 0.5
        new = np.tanh(now[..., 2 * size :] + gates[..., :size] * (carried[..., 2 * size :] + weights.carried_bias))
        state = new + gates[..., size:] * (state - new)
        if at < read.ahead:
            state[:, 0, 1] = 0  # the view that knows of nothing before has not begun
        states[:, :, :, at] = state
    both = np.concatenate([states[:, 0], states[:, 1, :, ::-1]], axis=3)[:, :, read.ahead :]
    pools = np.concatenate([both.max(axis=2), both.mean(axis=2)], axis=2)
    return [(both[:, view], pools[:, view]) for view in range(views)]


def use(stored: Stored | None) -> None:
    """Have these weights instead of the file's, or none at all, for whoever learns them."""
    _in_use[:] = [_unpacked(stored) if stored is not None else None]


def use_file() -> None:
    """Have the file's weights again."""
    _in_use.clear()


_in_use: list[Weights | None] = []


def _tokens(clauses: Sequence[tuple[Sentence, Clause, Sequence[Match]]]) -> list[tuple[str, set[int]]]:
    """The words of each clause and what stands after it, with what they are taken for."""
    found: list[tuple[str, set[int]]] = []
    for at, (sentence, clause, named) in enumerate(clauses):
        following = clauses[at + 1] if at + 1 < len(clauses) else None
        if following is not None and following[0] is sentence:
            mark = following[1].after or "|"
        else:
            mark = "?" if sentence.question else "!" if sentence.exclaimed else "."
        found += [(word, _tagged(named, at)) for at, word in enumerate((*clause.words, mark))]
    return found


def _tagged(named: Sequence[Match], word: int) -> set[int]:
    kinds = {match.entry.kind for match in named if match.start <= word < match.end}
    return {_TAGS[kind] for kind in kinds if kind in _TAGS}


def _weights() -> Weights | None:
    return _in_use[0] if _in_use else _of_file()


@cache
def _of_file() -> Weights:
    file = resources.files("clients.local").joinpath("storyteller_network.npz")
    with file.open("rb") as opened, np.load(opened) as stored:
        return _unpacked(stored)


def _unpacked(stored: Stored) -> Weights:
    def array(name: str) -> Array:
        return stored[name].astype(np.float32)

    def head(name: str) -> tuple[Array, Array, Array, Array]:
        return array(f"{name} in"), array(f"{name} in bias"), array(f"{name} out"), array(f"{name} bias")

    words = stored["words"].tobytes().decode().split("\n")
    return Weights(
        {word: at + 1 for at, word in enumerate(words)},
        array("own"),
        array("in"),
        array("bias"),
        array("on"),
        array("on bias"),
        array("kind"),
        array("kind bias"),
        head("option"),
        head("mark"),
    )
