"""``/api/v1/characters``: who is at the table, and the looks that must hold. Portraits are beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from pipeline.preferences import CharacterChange, CharacterRecord
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.etags import Expected, etag, or_changed
from server.api.words import Name, Phrase, Sentence, Text
from server.ports.characters import MOST_CHARACTERS

router = APIRouter(prefix="/api/v1/characters", tags=["characters"])


class Attributes(BaseModel):
    """Looks that must hold in every picture; what is left out of a change stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    age: Phrase = ""
    build: Phrase = ""
    species: Phrase = ""
    clothing: Sentence = ""
    gear: Sentence = Field(default="", description="What this one is known by.")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    description: Text = Field(default="", description="What is to be seen: the painter knows no names.")
    attributes: Attributes = Attributes()
    included: bool = Field(default=True, description="False: not told to the storyteller for now.")


class NewCharacter(_Body):
    """A character to be."""

    name: Name


class CharacterBody(_Body):
    """What to change; what is left out stays as it is."""

    name: Name = "unchanged"


class CharacterAnswer(BaseModel):
    """A character as it is kept."""

    id: UUID
    name: str
    description: str
    attributes: Attributes
    included: bool
    portrait: str | None = Field(description="Where its portrait is, for its account only.")
    version: int = Field(description="As in `ETag`.")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, record: CharacterRecord) -> Self:
        """As the API tells it; what was stored is not judged again."""
        return cls(
            id=record.character_id,
            name=record.name,
            description=record.description,
            attributes=Attributes.model_construct(
                age=record.age,
                build=record.build,
                species=record.species,
                clothing=record.clothing,
                gear=record.gear,
            ),
            included=record.included,
            portrait=f"/api/v1/characters/{record.character_id}/portrait" if record.portrait else None,
            version=record.version,
            created_at=record.created_at,
            updated_at=record.updated_at,
        )


@router.get("", responses=documented(401, 422, 429, 503))
async def list_characters(
    caller: Caller,
    services: ServicesOf,
    limit: Annotated[int, Query(ge=1, le=MOST_CHARACTERS)] = MOST_CHARACTERS,
    offset: Annotated[int, Query(ge=0, le=MOST_CHARACTERS)] = 0,
) -> list[CharacterAnswer]:
    """The account's characters, oldest first."""
    found = await services.characters.list(caller.user_id, limit=limit, offset=offset)
    return [CharacterAnswer.of(record) for record in found]


@router.post("", status_code=201, responses=documented(400, 401, 404, 409, 422, 429, 503))
async def create_character(
    body: NewCharacter, caller: Caller, services: ServicesOf, response: Response
) -> CharacterAnswer:
    """A new character."""
    record = await services.characters.create(caller.user_id, _change(body), most=MOST_CHARACTERS)
    response.headers["location"] = f"/api/v1/characters/{record.character_id}"
    return answer(record, response)


@router.get("/{character_id}", responses=documented(401, 404, 422, 429, 503))
async def read_character(
    character_id: UUID, caller: Caller, services: ServicesOf, response: Response
) -> CharacterAnswer:
    """One character."""
    return answer(await services.characters.read(caller.user_id, character_id), response)


@router.put("/{character_id}", response_model=CharacterAnswer, responses=documented(400, 401, 404, 412, 422, 429, 503))
async def change_character(
    character_id: UUID,
    body: CharacterBody,
    caller: Caller,
    services: ServicesOf,
    expected: Expected,
    response: Response,
) -> CharacterAnswer | Response:
    """Change what is given of a character; the storyteller knows it from the next scene on."""
    change = services.characters.change(caller.user_id, character_id, _change(body), expected=expected)
    record = await or_changed(change)
    return record if isinstance(record, Response) else answer(record, response)


@router.delete(
    "/{character_id}", status_code=204, response_model=None, responses=documented(401, 404, 412, 422, 429, 503)
)
async def delete_character(character_id: UUID, caller: Caller, services: ServicesOf, expected: Expected) -> Response:
    """Delete a character and its portrait."""
    done = await or_changed(services.characters.delete(caller.user_id, character_id, expected=expected))
    if done is not None:
        return done
    services.retention.wake()
    return Response(status_code=204)


def answer(record: CharacterRecord, response: Response) -> CharacterAnswer:
    """The character, with its ``ETag``."""
    response.headers["etag"] = etag(record.version)
    response.headers["cache-control"] = "no-store"
    return CharacterAnswer.of(record)


def _change(body: NewCharacter | CharacterBody) -> CharacterChange:
    """What of the body was given."""
    given = {name: getattr(body, name) for name in body.model_fields_set - {"attributes"}}
    looks = {name: getattr(body.attributes, name) for name in body.attributes.model_fields_set}
    return CharacterChange(**given, **looks)
