"""A server that speaks the Gemini API's wire format: its paths, keys and models. It understands nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from starlette.requests import Request
from starlette.routing import Route
from vendors.calls import Call, Kind
from vendors.gemini_content import Contents
from vendors.gemini_errors import NO_KEY, error, no_model, wrong_key
from vendors.gemini_failures import SHAPES
from vendors.gemini_predict import SHAPES as PREDICT_SHAPES
from vendors.gemini_predict import read_prediction
from vendors.gemini_wire import IMAGENS, KEY, PAINTERS, WRITERS, bad, camel
from vendors.pictures import Format
from vendors.shapes import Good, RejectedError, Work
from vendors.vendor import Vendor

from pipeline.call import Usage

__all__ = ["KEY", "Gemini", "Vertex"]

_METHOD = re.compile(r"(?:.*/)?models/([^/:]+):([A-Za-z]+)")


class Gemini(Vendor):
    """The Gemini API; it takes Vertex AI's form of its paths, too."""

    name = "gemini"
    shapes = SHAPES
    aliases: Mapping[tuple[str, Kind], str] = {}

    def __init__(
        self,
        *,
        key: str | None = KEY,
        models: Collection[str] | None = WRITERS | PAINTERS | IMAGENS,
        grain: bool = False,
        encoding: Format = "jpeg",
        **more: Any,
    ) -> None:
        super().__init__(key=key, models=models, **more)
        self._contents = Contents(self.stories, grain=grain, encoding=encoding)

    def routes(self) -> list[Route]:
        """``/{version}/models…``, whatever stands between (Vertex has projects and publishers there)."""

        def kind(request: Request) -> Kind:
            found = _METHOD.fullmatch(request.path_params["rest"])
            if found is None:
                return "models"
            return "image" if found[2] == "predict" or "image" in found[1] or "banana" in found[1] else "text"

        return [
            Route("/{version:str}/{rest:path}", self.endpoint(kind), methods=["POST"]),
            Route("/{version:str}/models", self.endpoint("models")),
            Route("/{version:str}/models/{model}", self.endpoint("models")),
        ]

    def headers(self) -> dict[str, str]:
        """As Google's answers carry them."""
        return {"server-timing": "gfet4t7; dur=1", "vary": "Origin, X-Origin, Referer"}

    async def read(self, request: Request, call: Call) -> Work:
        """See ``Vendor.read``."""
        self._check_key(request)
        if request.method == "GET":
            return self._read_models(request, call)
        found = _METHOD.fullmatch(request.path_params["rest"])
        if found is None or found[2] not in {"generateContent", "predict"}:
            raise RejectedError(404, error(404, "NOT_FOUND", "The requested URL was not found on this server."))
        call.model = found[1]
        version = request.path_params["version"]
        if version not in {"v1", "v1beta", "v1alpha", "v1beta1"}:
            raise RejectedError(404, error(404, "NOT_FOUND", "The requested URL was not found on this server."))
        body = await self._json(request)
        if self.models is not None and call.model not in self.models:
            call.body = body
            raise RejectedError(404, no_model(call.model, version))
        if found[2] == "predict":
            return read_prediction(call, body)
        return await self._contents.read(call, body)

    def _check_key(self, request: Request) -> None:
        given = request.headers.get("x-goog-api-key") or request.query_params.get("key") or ""
        if self.key is None:
            return
        if not given:
            raise RejectedError(403, NO_KEY, "bad_key")
        if given != self.key:
            raise RejectedError(400, wrong_key(), "bad_key")

    @staticmethod
    async def _json(request: Request) -> dict[str, Any]:
        try:
            body = json.loads(await request.body())
        except ValueError as problem:
            raise bad("Invalid JSON payload received. Unexpected token.") from problem
        if not isinstance(body, dict):
            raise bad("Invalid JSON payload received. Expected an object.")
        return camel(body)

    # -- models -------------------------------------------------------------------------------------------------

    def _read_models(self, request: Request, call: Call) -> Work:
        call.model = request.path_params.get("model", "")
        listed = [
            {
                "name": f"models/{model}",
                "version": "001",
                "displayName": model,
                "inputTokenLimit": 1_048_576,
                "outputTokenLimit": 65_536,
                "supportedGenerationMethods": ["predict" if model.startswith("imagen") else "generateContent"],
            }
            for model in sorted(self.models or ())
        ]
        one = next((entry for entry in listed if entry["name"] == f"models/{call.model}"), None)
        if call.model and one is None:
            raise RejectedError(404, no_model(call.model))

        async def good(answer: Any) -> Good:
            return Good(one if one is not None else {"models": listed}, Usage())

        return Work(call, good)


class Vertex(Gemini):
    """Vertex AI's form of the wire for an API key, where Imagen is asked. It has nothing else."""

    name = "vertex"
    shapes = PREDICT_SHAPES

    def __init__(self, *, key: str | None = KEY, models: Collection[str] | None = IMAGENS, **more: Any) -> None:
        super().__init__(key=key, models=models, **more)

    def routes(self) -> list[Route]:
        """The same, and a publisher's model."""
        return [
            *super().routes(),
            Route("/{version:str}/publishers/google/models/{model}", self.endpoint("models")),
        ]

    def _read_models(self, request: Request, call: Call) -> Work:
        call.model = request.path_params.get("model", "")
        if self.models is not None and call.model not in self.models:
            raise RejectedError(404, no_model(call.model))

        async def good(answer: Any) -> Good:
            return Good({"name": f"publishers/google/models/{call.model}", "versionId": "001"}, Usage())

        return Work(call, good)
