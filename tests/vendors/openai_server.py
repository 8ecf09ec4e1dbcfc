"""A server that speaks OpenAI's wire format: its paths, keys and models. It understands nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal
from uuid import uuid4

from starlette.requests import Request
from starlette.routing import Route
from vendors.calls import Call, Kind
from vendors.openai_audio import Transcriptions
from vendors.openai_errors import NO_KEY, wrong_key
from vendors.openai_failures import ALIASES, SHAPES
from vendors.openai_images import Images
from vendors.openai_text import Texts
from vendors.openai_wire import KEY, PAINTERS, TRANSCRIBERS, WRITERS, Options
from vendors.shapes import Good, RejectedError, Work
from vendors.vendor import Vendor

from pipeline.call import Usage

__all__ = ["KEY", "OpenAI"]


class OpenAI(Vendor):
    """OpenAI, or a server compatible with it.

    ``strict``: refuse fields and schemas that OpenAI refuses. ``counts``: report usage (many compatible servers do
    not). ``responses``: whether there is ``/responses``. ``transcription_usage``: what ``gpt-transcribe`` reports; its
    price is by the minute.
    """

    name = "openai"
    shapes = SHAPES
    aliases: Mapping[tuple[str, Kind], str] = ALIASES

    def __init__(
        self,
        *,
        key: str | None = KEY,
        models: Collection[str] | None = TRANSCRIBERS | WRITERS | PAINTERS,
        strict: bool = True,
        counts: bool = True,
        responses: bool = True,
        transcription_usage: Literal["duration", "tokens"] = "duration",
        **more: Any,
    ) -> None:
        self._responses = responses
        super().__init__(key=key, models=models, **more)
        self._options = Options(models, strict, counts, transcription_usage)
        self._transcriptions = Transcriptions(self._options, self.said)
        self._texts = Texts(self._options, self.stories)
        self._images = Images(self._options)

    @classmethod
    def compatible(cls, **more: Any) -> OpenAI:
        """A server of the same wire somewhere else: any key, any model, no usage, no ``/responses``."""
        return cls(**({"key": None, "models": None, "strict": False, "counts": False, "responses": False} | more))

    def routes(self) -> list[Route]:
        """The paths under ``/v1``."""
        kinds: dict[str, Kind] = {
            "/v1/audio/transcriptions": "transcription",
            "/v1/responses": "text",
            "/v1/chat/completions": "text",
            "/v1/images/generations": "image",
            "/v1/images/edits": "image",
        }
        return [
            *(
                Route(path, self.endpoint(kind), methods=["POST"])
                for path, kind in kinds.items()
                if self._responses or path != "/v1/responses"
            ),
            Route("/v1/models", self.endpoint("models")),
            Route("/v1/models/{model}", self.endpoint("models")),
        ]

    def headers(self) -> dict[str, str]:
        """As OpenAI's answers carry them."""
        return {"x-request-id": f"req_{uuid4().hex}", "openai-version": "2020-10-01"}

    async def read(self, request: Request, call: Call) -> Work:
        """See ``Vendor.read``."""
        self._check_key(request)
        match call.path.removeprefix("/v1/").split("/"):
            case ["audio", _]:
                return await self._transcriptions.read(request, call)
            case ["responses"]:
                return await self._texts.read(request, call, "responses")
            case ["chat", _]:
                return await self._texts.read(request, call, "chat")
            case ["images", how]:
                return await self._images.read(request, call, how)
            case _:
                return self._read_models(request, call)

    def _check_key(self, request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if self.key is not None and given != self.key:
            raise RejectedError(401, wrong_key(given) if given else NO_KEY, "bad_key")

    def _read_models(self, request: Request, call: Call) -> Work:
        call.model = request.path_params.get("model", "")
        listed = [
            {"id": model, "object": "model", "created": 1_767_225_600, "owned_by": "system"}
            for model in sorted(self.models or ())
        ]
        if call.model:
            self._options.check_model(call.model)

        async def good(answer: Any) -> Good:
            one = next((model for model in listed if model["id"] == call.model), None)
            return Good(one if call.model else {"object": "list", "data": listed}, Usage())

        return Work(call, good)
