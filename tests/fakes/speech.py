"""Utterances made by rule, a second long, one every two seconds. Their audio says which they are."""

from __future__ import annotations

from pipeline.model import SAMPLE_RATE, Boundary, Utterance

EVERY_S = 2


def utterance(n: int, *, seconds: float = 1.0, every_s: float = EVERY_S) -> Utterance:
    """Utterance ``n`` of a stream: it begins at second ``n * every_s``."""
    start = round(n * every_s * SAMPLE_RATE)
    samples = round(seconds * SAMPLE_RATE)
    pcm = n.to_bytes(4, "little") + bytes(2 * samples - 4)
    return Utterance(n, start, pcm, Boundary(start + samples, start + samples))


def number(pcm: bytes) -> int:
    """Which utterance ``pcm`` is."""
    return int.from_bytes(pcm[:4], "little")
