"""The receiving end of a stream and of a file, as the settings have them cut."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import BinaryIO
from uuid import UUID

from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.model import StreamState
from pipeline.segmenter import Segmenter, SegmenterSettings
from server.cutting import CutFile, cutting
from server.intake import Intake
from server.settings import Settings
from server.stream.cuts import Order


def _hearing(settings: Settings) -> SegmenterSettings:
    return SegmenterSettings(
        frame_ms=settings.vad_frame_ms,
        onset_window_ms=settings.onset_window_ms,
        pre_roll_ms=settings.pre_roll_ms,
        hangover_ms=settings.hangover_ms,
        min_speech_ms=settings.min_speech_ms,
        max_utterance_ms=settings.max_utterance_ms,
    )


def cut_file(settings: Settings, file: BinaryIO, state: StreamState) -> AbstractAsyncContextManager[CutFile]:
    """An upload's utterances, cut like a microphone's, going on where its stream is."""
    boundary, longest_s = state.boundary, settings.upload_hours * 3600
    order = Order(boundary.safe, boundary.hear_from, state.cuts, settings.vad_mode, longest_s, _hearing(settings))
    return cutting(file, order)


def intake_of(
    settings: Settings, wrap: Callable[[UUID, Intake], Intake] | None, state: StreamState, paused: bool
) -> Intake:
    """The receiving end of a stream, with a detector of its own, going on where the stream is."""
    detector = WebrtcvadDetector(settings.vad_mode)
    intake = Intake(Segmenter(detector, _hearing(settings), boundary=state.boundary, n=state.cuts), paused=paused)
    return wrap(state.stream_id, intake) if wrap is not None else intake
