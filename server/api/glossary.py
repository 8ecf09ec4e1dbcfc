"""``/api/v1/glossary``: the names that are likely to be said, for whoever transcribes. Characters are known anyway."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pipeline.preferences import Glossary, GlossaryName
from pipeline.sounds import written
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.etags import Expected, etag, or_changed
from server.api.words import Name, Phrase

router = APIRouter(prefix="/api/v1/glossary", tags=["settings"])

MOST_NAMES = 300


def _sounds(pronunciation: str) -> str:
    if pronunciation:
        written(pronunciation)
    return pronunciation


class GlossaryEntry(BaseModel):
    """A name of a person, a place or a thing."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    pronunciation: Annotated[Phrase, AfterValidator(_sounds)] = Field(
        default="",
        description='How it sounds: spelled as it is spoken ("thah-LIN-drah") or in ARPAbet ("TH AA L IH N D R AH").',
    )


class GlossaryBody(BaseModel):
    """All names, in the person's order."""

    model_config = ConfigDict(extra="forbid", strict=True)

    names: list[GlossaryEntry] = Field(max_length=MOST_NAMES)

    @classmethod
    def of(cls, glossary: Glossary) -> Self:
        """As the API tells it; what was stored is not judged again."""
        entries = [
            GlossaryEntry.model_construct(name=item.name, pronunciation=item.pronunciation) for item in glossary.names
        ]
        return cls.model_construct(names=entries)


@router.get("", responses=documented(401, 429, 503))
async def read_glossary(caller: Caller, services: ServicesOf, response: Response) -> GlossaryBody:
    """All names of the glossary."""
    return _answer(await services.user_settings.glossary(caller.user_id), response)


@router.put("", response_model=GlossaryBody, responses=documented(400, 401, 404, 412, 422, 429, 503))
async def replace_glossary(
    body: GlossaryBody, caller: Caller, services: ServicesOf, expected: Expected, response: Response
) -> GlossaryBody | Response:
    """Replace all names of the glossary. A session that is heard now knows them from its next scene on."""
    names = [GlossaryName(entry.name, entry.pronunciation) for entry in body.names]
    change = services.user_settings.change_glossary(caller.user_id, names, expected=expected)
    glossary = await or_changed(change)
    return glossary if isinstance(glossary, Response) else _answer(glossary, response)


def _answer(glossary: Glossary, response: Response) -> GlossaryBody:
    response.headers["etag"] = etag(glossary.version)
    response.headers["cache-control"] = "no-store"
    return GlossaryBody.of(glossary)
