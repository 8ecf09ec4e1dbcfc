"""General English over a small vocabulary, asked of the model that comes with pocketsphinx (BSD licence).

It must not run at serving time: that model is 26 MB and is asked millions of times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pocketsphinx

from clients.local.speech_model.ngrams import END, START, Background

HISTORIES = 1_500
"""The bigrams of this many of the commonest words are asked for."""

BIGRAMS = 40_000
"""How many bigrams are kept: those whose loss would change the model most."""

RAREST = 1e-9
"""Probability of a word that the bundled model does not know."""


class GeneralEnglish:
    """The bundled model, opened for asking."""

    def __init__(self) -> None:
        self._config = pocketsphinx.Config()
        self._logarithms = pocketsphinx.LogMath()  # held, like the configuration: the model only borrows them
        self._model = pocketsphinx.NGramModel(
            self._config, self._logarithms, pocketsphinx.get_model_path("en-us/en-us.lm.bin")
        )

    def commonest(self, words: Iterable[str], n: int) -> list[str]:
        """The ``n`` commonest of ``words``."""
        scored = sorted((-self._model.prob([word]), word) for word in words)
        return [word for _, word in scored[:n]]

    def over(self, vocabulary: Iterable[str]) -> Background:
        """What the model says of ``vocabulary`` alone: its probabilities, scaled to sum to one over these words."""
        words = [*sorted(vocabulary), END]
        base = self._logarithms.log_to_ln(1)
        unigrams = np.exp(base * np.array([self._model.prob([word]) for word in words])) + RAREST
        unigrams /= unigrams.sum()
        histories = [START, *self.commonest(words[:-1], HISTORIES)]
        weights = dict(zip(words, unigrams.tolist(), strict=True))
        weights[START] = weights[END]
        rows = {history: self._row(history, words, base) for history in histories}
        # In double precision, so that processors that round differently still give the same model.
        gains = {history: weights[history] * row * np.log(row / unigrams) for history, row in rows.items()}
        least = np.partition(np.concatenate(list(gains.values())), -BIGRAMS)[-BIGRAMS]
        bigrams: dict[str, dict[str, float]] = {}
        backoffs: dict[str, float] = {}
        for history, row in rows.items():
            kept = np.flatnonzero(gains[history] >= least)
            bigrams[history] = {words[i]: float(row[i]) for i in kept}
            backoffs[history] = float((1 - row[kept].sum()) / (1 - unigrams[kept].sum()))
        return Background(dict(zip(words, unigrams.tolist(), strict=True)), bigrams, backoffs)

    def _row(self, history: str, words: Sequence[str], base: float) -> npt.NDArray[np.float64]:
        """P(word | history) of each of ``words``."""
        ask = self._model.prob
        row = np.exp(base * np.array([ask([word, history]) for word in words], dtype=np.float64)) + RAREST
        return row / row.sum()
