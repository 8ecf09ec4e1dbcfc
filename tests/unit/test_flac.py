"""What is stored of an utterance is what was heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import flac
from pipeline.errors import AudioError


@given(st.binary(min_size=2, max_size=8000).map(lambda data: data[: len(data) // 2 * 2]))
def test_every_sample_comes_back(pcm: bytes) -> None:
    assert flac.decode(flac.encode(pcm)) == pcm


def test_long_silence_is_small() -> None:
    pcm = bytes(2 * 16_000 * 25)
    stored = flac.encode(pcm)
    assert len(stored) < len(pcm) / 50
    assert flac.decode(stored) == pcm


@pytest.mark.parametrize("stored", [b"", b"no audio", flac.encode(bytes(3200))[:40]])
def test_what_is_no_flac_is_told(stored: bytes) -> None:
    with pytest.raises(AudioError):
        flac.decode(stored)
