"""How well sentences of known extent are cut, with the real detector and the settings that the product starts with."""

from __future__ import annotations

import numpy as np
import pytest

from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.model import Utterance
from pipeline.segmenter import Segmenter, SegmenterSettings
from tests.fixtures.speech_clips import Noise, Track, clips, noise, track

SETTINGS = SegmenterSettings()
MODE = 2
KINDS: tuple[Noise, ...] = ("clean", "white", "pink")


def cut(pcm: bytes) -> list[Utterance]:
    segmenter = Segmenter(WebrtcvadDetector(MODE), SETTINGS)
    cuts: list[Utterance] = []
    for at in range(0, len(pcm), 3200):
        cuts += segmenter.feed(pcm[at : at + 3200])
    return cuts + segmenter.flush()


class Score:
    """What was kept of a track, sample by sample."""

    def __init__(self, made: Track, cuts: list[Utterance]) -> None:
        kept = np.zeros(len(made.pcm) // 2, bool)
        speech = np.zeros(len(kept), bool)
        for utterance in cuts:
            kept[utterance.start_sample : utterance.end_sample] = True
        for ranges in made.speech:
            for a, b in ranges:
                speech[a:b] = True
        self.speech_kept = float(kept[speech].mean())
        self.more_audio = float(kept.sum() / speech.sum())
        self.onset_lost_ms = 0.0
        for ranges in made.speech:
            begin, end = ranges[0][0], ranges[-1][1]
            heard = np.flatnonzero(kept[begin:end])
            lost = float(heard[0]) / 16 if len(heard) else float("inf")
            self.onset_lost_ms = max(self.onset_lost_ms, lost)
        self.sentences_of_cuts = [
            [
                i
                for i, ranges in enumerate(made.speech)
                if u.start_sample < ranges[-1][1] and u.end_sample > ranges[0][0]
            ]
            for u in cuts
        ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pauses_s", [(1.2, 1.2), (1.2, 2.5), (3.0, 9.0)], ids=["short", "mixed", "long"])
def test_each_sentence_is_a_cut_of_its_own_and_whole(kind: Noise, pauses_s: tuple[float, float]) -> None:
    made = track(kind, pauses_s=pauses_s)
    score = Score(made, cut(made.pcm))
    assert score.sentences_of_cuts == [[i] for i in range(len(made.speech))]
    assert score.speech_kept >= 0.97
    assert score.onset_lost_ms <= 100
    assert score.more_audio <= 4 / 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_quiet_opening_is_kept(kind: Noise) -> None:
    made = track(kind, fade_in_ms=500, seed=3)
    score = Score(made, cut(made.pcm))
    assert score.sentences_of_cuts == [[i] for i in range(len(made.speech))]
    assert score.onset_lost_ms <= 100
    assert score.speech_kept >= 0.97


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lead_s", [4.7 + 0.05 * i for i in range(13)])
def test_speech_around_a_silence_mark_is_kept(kind: Noise, lead_s: float) -> None:
    sentences = [clips()[round(lead_s * 20) % len(clips())]]
    made = track(kind, lead_s=lead_s, sentences=sentences)
    score = Score(made, cut(made.pcm))
    assert score.sentences_of_cuts == [[0]]
    assert score.onset_lost_ms <= 100
    assert score.speech_kept >= 0.97


@pytest.mark.parametrize("kind", KINDS)
def test_without_speech_there_is_no_cut(kind: Noise) -> None:
    level = track("clean").rms / 10
    assert cut(noise(kind, seconds=120, rms=level, seed=5)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_speech_without_a_real_pause_is_cut_by_force_and_whole(kind: Noise) -> None:
    made = track(kind, pauses_s=(0.15, 0.4), seed=7)
    cuts = cut(made.pcm)
    assert len(cuts) >= 2
    assert all(u.seconds <= 25 for u in cuts)
    score = Score(made, cuts)
    assert score.speech_kept >= 0.99
    assert score.more_audio <= 4 / 3
