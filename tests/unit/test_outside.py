"""Who is said to be sent what is heard, told and painted: the consent of a table rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from clients.local.folder_blobs import FolderBlobs
from pipeline.gate import Pacing
from pipeline.spending import Caps
from server.engines import built
from server.settings import Settings
from server.staff import is_here, staff_of

NOBODY: set[str] = set()


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("settings", "hearing", "telling", "painting"),
    [
        ({}, NOBODY, NOBODY, NOBODY),
        ({"openai_api_key": "sk-not-a-real-key"}, {"openai"}, {"openai"}, {"openai"}),
        ({"gemini_api_key": "not-a-real-key"}, NOBODY, {"google"}, {"google"}),
        ({"transcriber_url": "http://127.0.0.1:9/v1"}, NOBODY, NOBODY, NOBODY),
        ({"transcriber_url": "https://ears.example/v1"}, {"ears.example"}, NOBODY, NOBODY),
        ({"openai_api_key": "sk-not-a-real-key", "painters": "offline"}, {"openai"}, {"openai"}, NOBODY),
    ],
)
async def test_who_beyond_this_machine_is_sent_something(
    tmp_path: Path, settings: dict[str, Any], hearing: Any, telling: Any, painting: Any
) -> None:
    def outside(names: Sequence[str]) -> set[str]:
        return {name.partition("/")[0] for name in names if not is_here(name)}

    caps = Caps(None, None, None, None)
    async with built(Settings(data=tmp_path, **settings), FolderBlobs(tmp_path / "blobs")) as made:
        staff = staff_of(made.engines, Pacing(), caps)
    assert (outside(staff.hearing), outside(staff.telling), outside(staff.painting)) == (hearing, telling, painting)
