"""``/api/v1/user/settings``: environment, lock and style of the caller's account. It tells no socket of a change."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.errors import AdventureError
from pipeline.preferences import SettingsChange, UserSettings
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.etags import Expected, etag, or_changed
from server.api.styles import PRESETS
from server.api.words import Paragraph, Text

router = APIRouter(prefix="/api/v1/user/settings", tags=["settings"])


class SettingsBody(BaseModel):
    """What to change; what is left out stays as it is, null empties."""

    model_config = ConfigDict(extra="forbid", strict=True)

    current_environment_description: Text | None = Field(default=None, description="Where the table is.")
    environment_locked: bool = Field(default=False, description="Whether the story may not change the environment.")
    current_style_text: Paragraph | None = Field(default=None, description="What the painter is told of style.")
    preset: str | None = Field(default=None, max_length=80, description="A style of `/api/v1/styles`, by id.")

    @model_validator(mode="after")
    def _one_style(self) -> Self:
        if self.preset is not None and "current_style_text" in self.model_fields_set:
            raise ValueError("give either preset or current_style_text")
        return self

    def change(self) -> SettingsChange:
        """What of it was given. Raises ``AdventureError`` for an unknown preset."""
        given = self.model_fields_set
        style = (self.current_style_text or "") if "current_style_text" in given else None
        if self.preset is not None:
            if self.preset not in PRESETS:
                raise AdventureError("There is no such preset; see /api/v1/styles.", code="bad_request")
            style = PRESETS[self.preset].text
        return SettingsChange(
            (self.current_environment_description or "") if "current_environment_description" in given else None,
            self.environment_locked if "environment_locked" in given else None,
            style,
        )


class SettingsAnswer(BaseModel):
    """The settings as they are now."""

    current_environment_description: str
    environment_locked: bool
    environment_version: int = Field(description="Counts the environment's changes, as in `environment.updated`.")
    current_style_text: str = Field(description="Empty: the painter's own.")
    updated_at: datetime | None = Field(description="Null: nothing was ever set.")

    @classmethod
    def of(cls, settings: UserSettings) -> Self:
        """As the API tells it."""
        return cls(
            current_environment_description=settings.environment.description,
            environment_locked=settings.environment.locked,
            environment_version=settings.environment.version,
            current_style_text=settings.style,
            updated_at=settings.updated_at,
        )


@router.get("", responses=documented(401, 429, 503))
async def read_settings(caller: Caller, services: ServicesOf, response: Response) -> SettingsAnswer:
    """Environment, lock and style."""
    return _answer(await services.user_settings.read(caller.user_id), response)


@router.put("", response_model=SettingsAnswer, responses=documented(400, 401, 404, 412, 422, 429, 503))
async def change_settings(
    body: SettingsBody, caller: Caller, services: ServicesOf, expected: Expected, response: Response
) -> SettingsAnswer | Response:
    """Change environment, lock or style.

    Another environment is an event of the current session, and newer than the story's.
    """
    change = services.user_settings.change(caller.user_id, body.change(), expected=expected)
    return _unless_changed(await or_changed(change), response)


@router.delete("/style", response_model=SettingsAnswer, responses=documented(401, 404, 412, 429, 503))
async def reset_style(
    caller: Caller, services: ServicesOf, expected: Expected, response: Response
) -> SettingsAnswer | Response:
    """Back to the painter's own style."""
    change = services.user_settings.change(caller.user_id, SettingsChange(style=""), expected=expected)
    return _unless_changed(await or_changed(change), response)


@router.post("/clear-memory", response_model=SettingsAnswer, responses=documented(401, 404, 412, 429, 503))
async def clear_memory(
    caller: Caller, services: ServicesOf, expected: Expected, response: Response
) -> SettingsAnswer | Response:
    """Clear the scene's memory: the current session's last scene is forgotten, and the environment unless locked.

    Events, pictures, characters, style and glossary stay.
    """
    change = services.user_settings.clear_memory(caller.user_id, expected=expected)
    return _unless_changed(await or_changed(change), response)


def _unless_changed(settings: UserSettings | Response, response: Response) -> SettingsAnswer | Response:
    return settings if isinstance(settings, Response) else _answer(settings, response)


def _answer(settings: UserSettings, response: Response) -> SettingsAnswer:
    response.headers["etag"] = etag(settings.version)
    response.headers["cache-control"] = "no-store"
    return SettingsAnswer.of(settings)
