"""Estimates a small trigram model from weighted sentences over a background of general English, and writes it as ARPA.

It must not know where sentences come from, nor touch a file: text in, numbers out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

START, END = "<s>", "</s>"

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """General English over some vocabulary: ``unigrams`` gives P(w), ``bigrams`` gives P(w | u) where it is known.

    ``backoffs`` holds the weight with which ``unigrams`` stands in where a bigram of ``u`` is not known.
    """

    unigrams: Mapping[str, float]
    bigrams: Mapping[str, Mapping[str, float]]
    backoffs: Mapping[str, float]

    def probability(self, history: str, word: str) -> float:
        """P(word | history)."""
        known = self.bigrams.get(history, {}).get(word)
        return self.backoffs.get(history, 1.0) * self.unigrams[word] if known is None else known


@dataclass(frozen=True, slots=True)
class Mixing:
    """How much the sentences are believed beside the background. All are tried values, none is derived."""

    unigrams: float = 0.7
    """Share of the sentences in P(w); the rest is the background's."""
    background_bigrams: float = 0.5
    """Share of the background's bigrams in what a history that was seen too rarely falls back to."""
    discount: float = 0.8
    """Taken from each n-gram's count, for those that were not seen."""
    prior: float = 100.0
    """How many sightings of a history weigh as much as what it falls back to."""
    least_trigram: float = 2.0
    """Sightings without which a trigram is not kept; three in four have fewer."""
    floor: float = 2e-5
    """Least P(w) of a word of the vocabulary, before all are scaled to sum to one."""


@dataclass(frozen=True, slots=True)
class Trigrams:
    """An estimated model: P of each kept n-gram, and the back-off weight of each history."""

    probabilities: tuple[Mapping[Gram, float], ...]
    backoffs: Mapping[Gram, float]

    def arpa(self) -> str:
        """The model as ARPA text, in base-10 logarithms, sorted, so that equal models are equal texts."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield "\\data\\"
        for order, grams in enumerate(self.probabilities, start=1):
            yield f"ngram {order}={len(grams)}"
        for order, grams in enumerate(self.probabilities, start=1):
            yield ""
            yield f"\\{order}-grams:"
            for gram in sorted(grams):
                line = f"{_log10(grams[gram])} {' '.join(gram)}"
                weight = self.backoffs.get(gram)
                yield line if weight is None else f"{line} {_log10(weight)}"
        yield ""
        yield "\\end\\"


def estimate(
    sentences: Iterable[tuple[tuple[str, ...], float]], background: Background, mixing: Mixing | None = None
) -> Trigrams:
    """A trigram model of ``sentences`` (words and a weight each), smoothed by absolute discounting.

    What a history was not seen with falls back to the next shorter history, and at the end to ``background``, whose
    ``unigrams`` are the vocabulary: they must hold every word of the sentences and ``</s>``.
    """
    mixing = mixing or Mixing()
    counts = _count(sentences)
    unigrams = _unigrams(counts[0], background, mixing)
    bigrams = _bigrams(counts[1], unigrams, background, mixing)
    bigram_backoffs = {
        (history,): _backoff(row, {word: unigrams[word] for word in row}) for history, row in bigrams.items()
    }

    def lower(history: str, word: str) -> float:
        row = bigrams.get(history)
        if row is not None and word in row:
            return row[word]
        return bigram_backoffs.get((history,), 1.0) * unigrams[word]

    trigrams: dict[Gram, float] = {}
    trigram_backoffs: dict[Gram, float] = {}
    for history, seen in counts[2].items():
        row = {word: count for word, count in seen.items() if count >= mixing.least_trigram}
        if not row:
            continue
        total = sum(row.values())
        rest = _taken(row, mixing)
        below = {word: lower(history[1], word) for word in row}
        estimates = {
            word: (max(count - mixing.discount, 0.0) + rest * below[word]) / (total + mixing.prior)
            for word, count in row.items()
        }
        trigram_backoffs[history] = _backoff(estimates, below)
        trigrams.update({(*history, word): p for word, p in estimates.items()})

    first = {(word,): p for word, p in unigrams.items()}
    first[(START,)] = 1e-99
    second = {(history, word): p for history, row in bigrams.items() for word, p in row.items()}
    return Trigrams((first, second, trigrams), {**bigram_backoffs, **trigram_backoffs})


def _count(
    sentences: Iterable[tuple[tuple[str, ...], float]],
) -> tuple[dict[str, float], dict[str, dict[str, float]], dict[tuple[str, str], dict[str, float]]]:
    ones: dict[str, float] = defaultdict(float)
    twos: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    threes: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for words, weight in sentences:
        said = (START, *words, END)
        for i in range(1, len(said)):
            ones[said[i]] += weight
            twos[said[i - 1]][said[i]] += weight
            if i > 1:
                threes[said[i - 2], said[i - 1]][said[i]] += weight
    return ones, twos, threes


def _unigrams(counts: Mapping[str, float], background: Background, mixing: Mixing) -> dict[str, float]:
    total = sum(counts.values())
    general = sum(background.unigrams.values())
    mixed = {
        word: max(mixing.unigrams * counts.get(word, 0.0) / total + (1 - mixing.unigrams) * p / general, mixing.floor)
        for word, p in background.unigrams.items()
    }
    scale = sum(mixed.values())
    return {word: p / scale for word, p in mixed.items()}


def _bigrams(
    counts: Mapping[str, Mapping[str, float]],
    unigrams: Mapping[str, float],
    background: Background,
    mixing: Mixing,
) -> dict[str, dict[str, float]]:
    share = mixing.background_bigrams
    bigrams: dict[str, dict[str, float]] = {}
    for history in sorted(counts.keys() | background.bigrams.keys()):
        row = counts.get(history, {})
        total = sum(row.values())
        rest = _taken(row, mixing)
        estimates: dict[str, float] = {}
        for word in row.keys() | background.bigrams.get(history, {}).keys():
            below = share * background.probability(history, word) + (1 - share) * unigrams[word]
            estimates[word] = (max(row.get(word, 0.0) - mixing.discount, 0.0) + rest * below) / (total + mixing.prior)
        bigrams[history] = estimates
    return bigrams


def _taken(row: Mapping[str, float], mixing: Mixing) -> float:
    """What discounting took from ``row``, and the prior: shared out by what the history falls back to."""
    return sum(min(count, mixing.discount) for count in row.values()) + mixing.prior


def _backoff(estimates: Mapping[str, float], below: Mapping[str, float]) -> float:
    """The weight that makes the estimates and what they leave to the shorter history sum to one."""
    left = max(1.0 - sum(estimates.values()), 1e-6)
    return left / max(1.0 - sum(below.values()), 1e-6)


def _log10(p: float) -> str:
    return f"{math.log10(p):.3f}"
