"""The extra `whisper` where it is not installed: it is said what to install, and nothing of it is imported."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from pipeline.errors import ConfigurationError


@pytest.mark.skipif(importlib.util.find_spec("faster_whisper") is not None, reason="faster-whisper is installed")
def test_it_says_how_to_install_it() -> None:
    from clients.whisper_transcriber import WhisperTranscriber

    with pytest.raises(ConfigurationError, match=r"pip install 'adventure-art\[whisper\]'"):
        WhisperTranscriber("small")


def test_nothing_is_loaded_before_it_is_used() -> None:
    import clients.whisper_transcriber

    assert clients.whisper_transcriber.WhisperTranscriber
    assert "faster_whisper" not in sys.modules
    assert "ctranslate2" not in sys.modules
