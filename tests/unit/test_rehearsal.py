"""The walk through the vendors' SDKs at a server's start."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from clients import rehearsal
from clients.google_painter import GooglePainter
from clients.google_text import GoogleText
from clients.openai_painter import OpenAIPainter
from clients.openai_text import OpenAIText
from clients.openai_transcriber import OpenAITranscriber

OPENAI = ((OpenAITranscriber, "transcribe"), (OpenAIText, "complete"), (OpenAIPainter, "paint"))
GOOGLE = ((GoogleText, "complete"), (GooglePainter, "paint"))


@pytest.mark.parametrize(
    ("rehearse", "adapters"), [(rehearsal.rehearse_openai, OPENAI), (rehearsal.rehearse_google, GOOGLE)]
)
async def test_every_adapter_gets_to_the_end(
    rehearse: Callable[[], Awaitable[None]],
    adapters: tuple[tuple[type, str], ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the real SDKs: an answer that an SDK of another version cannot read fails here."""
    answered: list[str] = []

    def watch(adapter: type, name: str) -> None:
        real = getattr(adapter, name)

        async def watched(*args: object, **given: object) -> object:
            answer = await real(*args, **given)
            answered.append(adapter.__name__)
            return answer

        monkeypatch.setattr(adapter, name, watched)

    for adapter, name in adapters:
        watch(adapter, name)
    await rehearse()
    assert answered == [adapter.__name__ for adapter, _ in adapters]
