"""``/api/v1/styles``: the styles to choose from beside free text. The account's own style is a setting of its user."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from types import MappingProxyType

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from server.api.caller import Caller
from server.api.errors import documented

router = APIRouter(prefix="/api/v1", tags=["settings"])


class StylePreset(BaseModel):
    """A style by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="For `preset` in `PUT /api/v1/user/settings`.")
    name: str
    text: str = Field(description="What the painter is told.")


def _read() -> Sequence[StylePreset]:
    return [StylePreset(**item) for item in tomllib.loads(files("server").joinpath("styles.toml").read_text())["style"]]


PRESETS: Mapping[str, StylePreset] = MappingProxyType({preset.id: preset for preset in _read()})


@router.get("/styles", responses=documented(401, 429))
async def list_styles(_caller: Caller) -> list[StylePreset]:
    """The style presets, in the order to show them."""
    return list(PRESETS.values())
