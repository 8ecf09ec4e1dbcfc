"""The vendors' SDKs walked through once without asking anybody, so that a table's first words are as quick as the rest.

An SDK imports its parts and builds its models when it is first used: 300 ms over the calls of a first scene. What is
sent here reaches no network, and what comes back is thrown away. A rehearsal that fails raises ``EngineError``.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from typing import Any

import PIL.Image

from clients.prices import FREE_OF_CHARGE
from pipeline.call import Call
from pipeline.model import Context, Spoken
from pipeline.storytelling import ModelStoryteller, TextModel

_SAID = (Spoken(1, "You enter a chapel.", 0, 1),)
_PLACED = {"kinds": ["narration"], "changed": True, "place": "chapel", "description": "A chapel."}


def _picture() -> str:
    out = io.BytesIO()
    PIL.Image.new("RGB", (320, 180)).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


async def rehearse_openai() -> None:
    """A sentence heard, a place kept, a picture painted, by OpenAI's SDK and a transport that answers by itself."""
    import httpx2
    import openai

    from clients.openai_painter import OpenAIPainter
    from clients.openai_text import OpenAIText
    from clients.openai_transcriber import OpenAITranscriber

    message: dict[str, Any] = {"type": "output_text", "text": json.dumps(_PLACED), "annotations": []}
    answers: Mapping[str, Any] = {
        "/responses": {
            "id": "none",
            "object": "response",
            "created_at": 0,
            "status": "completed",
            "model": "none",
            "output": [
                {"type": "message", "id": "none", "role": "assistant", "status": "completed", "content": [message]}
            ],
            "parallel_tool_calls": False,
            "tool_choice": "none",
            "tools": [],
        },
        "/images/generations": {"created": 0, "data": [{"b64_json": _picture()}]},
        "/audio/transcriptions": {"text": "You enter a chapel."},
    }

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=answers[request.url.path.removeprefix("/v1")])

    async with (
        httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http,
        openai.AsyncOpenAI(
            api_key="none", base_url="http://rehearsal.invalid/v1", max_retries=0, http_client=http
        ) as client,
    ):
        await OpenAITranscriber(client, "gpt-transcribe", FREE_OF_CHARGE).transcribe(bytes(3200), call=Call())
        await _tell(OpenAIText(client, "none", FREE_OF_CHARGE))
        await OpenAIPainter(client, "none", FREE_OF_CHARGE).paint("a chapel", call=Call())


async def rehearse_google() -> None:
    """The same by Google's."""
    import httpx
    from google import genai
    from google.genai import types

    from clients.google_painter import GooglePainter
    from clients.google_text import GoogleText

    def answer(request: httpx.Request) -> httpx.Response:
        picture = "/models/picture:" in request.url.path
        part = (
            {"inlineData": {"mimeType": "image/png", "data": _picture()}} if picture else {"text": json.dumps(_PLACED)}
        )
        candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}
        return httpx.Response(200, json={"candidates": [candidate]})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        options = types.HttpOptions(
            base_url="http://rehearsal.invalid",
            retry_options=types.HttpRetryOptions(attempts=1),
            httpx_async_client=http,
        )
        client = genai.Client(api_key="none", http_options=options, vertexai=False)
        try:
            await _tell(GoogleText(client, "text", FREE_OF_CHARGE))
            await GooglePainter(client, "picture", FREE_OF_CHARGE).paint("a chapel", call=Call())
        finally:
            await client.aio.aclose()
            client.close()


async def _tell(model: TextModel) -> None:
    await ModelStoryteller(model).environment(_SAID, Context(), call=Call())
