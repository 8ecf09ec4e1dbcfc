"""The likeliest sentence: a beam over Whisper's tokens, weighed by the language and by where the network listens.

It must not decide what is trusted, nor how it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clients.local import whisper_tokens
from clients.local.whisper_language import START, Language
from clients.local.whisper_lexis import Lexis, Names, Node
from clients.local.whisper_net import Cache, Net
from clients.local.whisper_tokens import Tokens

BEAM = 4
"""Sentences that are followed at once."""
_CANDIDATES = 10
_EARLY = 1.0
"""A sentence may end where that is less likely than another word by so much."""
_LONGER = 1.0
"""What each token gets, since of two sentences the shorter one has less to be unsure of."""
_UNHEARD, _END_S = 3.0, 1.2
"""What each second costs to which the words of a sentence were not traced, but for so much at its end."""
_AGAIN, _BACK_S = 3.0, 1.5
"""What a token costs that is said again: traced to so much before others, or with many others to one place."""
_CROWD, _CROWD_S = 6, 0.3
_LEAP_S = 1.5
"""So far one token may be traced after another: the network glances at the end long before it is there."""
_BEHIND = 4.0
"""What is worse than the best ended sentence by so much is given up."""
_LIKELY_NAME = -9.0
_TOKENS, _TOKENS_A_SECOND = 12, 7
_LOOP, _LONGEST_LOOP = 5, 30
"""So many tokens said twice in a row are the network's stutter."""
_MARKS = ".,?!"

Answer = npt.NDArray[np.floating[Any]]


@dataclass(slots=True)
class Word:
    """A word with the marks after it, the mean probability of its tokens, and whether the language has it."""

    text: str
    probability: float
    known: bool
    marks: str = ""


@dataclass(slots=True)
class _Path:
    """A sentence so far, as its last token. ``lent``: what was given for the beginning of a name."""

    token: int
    score: float
    probability: float
    before: tuple[str, ...]
    row: int = 0
    word: str = ""
    node: Node | None = None
    lent: float = 0.0
    strange: bool = False
    at_s: float = 0.0
    previous: _Path | None = None


class Search:
    """Searches with a network and a language."""

    def __init__(self, net: Net, tokens: Tokens, kept: Sequence[int], language: Language) -> None:
        """``kept``: those of ``Tokens.wanted``, as the network has them."""
        self._net, self._language = net, language
        self._kept = kept
        self._end = kept.index(whisper_tokens.END)
        self._texts = [tokens.text(number) for number in kept[: self._end]]
        self._places = {number: place for place, number in enumerate(kept[: self._end])}
        self._not_first = np.array([text[0] != " " for text in self._texts])

    def __call__(self, heard: Cache, seconds: float, names: Names) -> tuple[list[Word], float]:
        """The words, and the second at which the last one was heard."""
        lexis = Lexis(self._language, names)
        _, said, _ = self._net.step([whisper_tokens.START], 0, None, heard)
        paths = [_Path(whisper_tokens.FIRST_TIME, 0.0, 0.0, (START,))]
        best, most = None, -np.inf
        for place in range(1, _TOKENS + int(seconds * _TOKENS_A_SECOND)):
            answers, said, looked = self._net.step([path.token for path in paths], place, said, heard)
            following: list[_Path] = []
            for row, (path, answer, at_s) in enumerate(zip(paths, answers, looked.tolist(), strict=True)):
                texts, over = answer[: self._end], float(np.log(np.exp(answer[self._end :]).sum() + 1e-30))
                if place == 1:
                    texts = np.where(self._not_first, -np.inf, texts)
                elif over > texts.max() - _EARLY:
                    left_s = max(seconds - _END_S - path.at_s, 0.0)
                    ended = path.score + lexis.end(path.before, path.word, path.lent, path.strange) + over
                    if ended - _UNHEARD * left_s > most:
                        best, most = path, ended - _UNHEARD * left_s
                    if over > texts.max() and not left_s:
                        continue
                following += self._continued(path, row, at_s, texts, lexis)
            following.sort(key=lambda path: -path.score)
            paths = [path for path in following[: 2 * BEAM] if not _loops(path)][:BEAM]
            if not paths or paths[0].score < most - _BEHIND:
                break
            rows = np.array([path.row for path in paths])
            said = tuple((keys[rows], values[rows]) for keys, values in said)
        best = best or (paths[0] if paths else None)
        return (self._words(best, lexis), best.at_s) if best else ([], seconds)

    def _continued(self, path: _Path, row: int, at_s: float, texts: Answer, lexis: Lexis) -> list[_Path]:
        chosen: set[int] = set(np.argpartition(texts, -_CANDIDATES)[-_CANDIDATES:].tolist())
        for node in (lexis.names.root, path.node):
            possible = (self._places.get(token) for token in (node.following if node else ()))
            chosen |= {at for at in possible if at is not None and texts[at] > _LIKELY_NAME}
        again = at_s < path.at_s - _BACK_S or at_s < _earlier(path, _CROWD) + _CROWD_S
        whole = lexis.whole(path.before, path.word, path.lent, path.strange)
        found: list[_Path] = []
        for at in chosen:
            probability, text, token = float(texts[at]), self._texts[at], self._kept[at]
            if probability == -np.inf:
                continue
            following = _Path(token, path.score + probability + _LONGER, probability, path.before, row)
            following.previous, following.at_s = path, min(max(at_s, path.at_s), path.at_s + _LEAP_S)
            following.score -= _AGAIN if again else 0.0
            if text[0] in " " + _MARKS:
                gained, following.before = whole
                following.score += gained
                following.word = text[1:]
                following.node = lexis.names.root.following.get(token)
            else:
                following.word = path.word + text
                following.node = path.node.following.get(token) if path.node else None
                gained, following.lent, following.strange = lexis.part(
                    following.word, path.lent, path.strange, in_name=following.node is not None
                )
                following.score += gained
            found.append(following)
        return found

    def _words(self, path: _Path | None, lexis: Lexis) -> list[Word]:
        pieces: list[tuple[str, float]] = []
        while path is not None:
            if path.token in self._places:
                pieces.append((self._texts[self._places[path.token]], path.probability))
            path = path.previous
        grouped: list[tuple[str, list[float], str]] = []
        for text, probability in reversed(pieces):
            if text[0] == " ":
                grouped.append((text[1:], [probability], ""))
            else:
                word, probabilities, marks = grouped[-1]
                if text in _MARKS:
                    grouped[-1] = (word, probabilities, marks + text)
                else:
                    grouped[-1] = (word + text, [*probabilities, probability], marks)
        return [
            Word(text, float(np.exp(np.mean(probabilities))), lexis.knows(text), marks)
            for text, probabilities, marks in grouped
        ]


def _earlier(path: _Path, tokens: int) -> float:
    """Where the network listened so many tokens ago."""
    at: _Path | None = path
    for _ in range(tokens):
        at = at.previous if at else None
    return at.at_s if at else -np.inf


def _loops(path: _Path) -> bool:
    tokens: list[int] = []
    at: _Path | None = path
    while at is not None and len(tokens) < 2 * _LONGEST_LOOP:
        tokens.append(at.token)
        at = at.previous
    return any(tokens[:n] == tokens[n : 2 * n] for n in range(_LOOP, len(tokens) // 2 + 1))
