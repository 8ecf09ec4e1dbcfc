"""What an account is told of the engines: their order, and what leaves the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from clients.local.folder_blobs import FolderBlobs
from pipeline.gate import Pacing
from pipeline.spending import Caps
from server.engines import built
from server.settings import load
from server.staff import is_here, staff_of


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("offline-painter", True),
        ("whisper/small", True),
        ("127.0.0.1/llama3", True),
        ("openai/gpt-transcribe", False),
        ("google/gemini-3.8-flash", False),
        ("stories.example/llama3", False),
    ],
)
def test_what_stays_on_the_machine(name: str, here: bool) -> None:
    assert is_here(name) is here


async def test_the_engines_are_told_in_the_order_in_which_they_are_asked(tmp_path: Path) -> None:
    settings = load(
        openai_api_key=SecretStr("sk-nobody"), transcribers=("openai", "offline"), storytellers=("offline",)
    )
    async with built(settings, FolderBlobs(tmp_path)) as made:
        staff = staff_of(made.engines, Pacing(45), Caps(call=1))
    assert staff.hearing[0] == f"openai/{settings.openai_transcriber}"
    assert is_here(staff.hearing[-1])
    assert staff.telling == ("offline-rules",)
    assert staff.painting[0] == f"openai/{settings.openai_painter}"
    assert staff.sketching == "offline-painter"
