"""What a person sets up for the whole account, as values: settings, characters, a glossary. It stores nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pipeline.model import Environment


@dataclass(frozen=True, slots=True)
class UserSettings:
    """Environment, lock and style. ``version`` counts their changes, whoever made them; 0: nothing was ever set."""

    environment: Environment = field(default_factory=Environment)
    style: str = field(default="", repr=False)
    version: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """What a person changes; None stays as it is."""

    environment: str | None = field(default=None, repr=False)
    locked: bool | None = None
    style: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class GlossaryName:
    """A name that is likely to be said, and how it sounds."""

    name: str = field(repr=False)
    pronunciation: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Glossary:
    """All names of an account. ``version`` counts the changes; 0: nothing was ever set."""

    names: tuple[GlossaryName, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class CharacterChange:
    """A character as a person writes it; None stays as it is (empty for a new one)."""

    name: str | None = field(default=None, repr=False)
    description: str | None = field(default=None, repr=False)
    age: str | None = field(default=None, repr=False)
    build: str | None = field(default=None, repr=False)
    species: str | None = field(default=None, repr=False)
    clothing: str | None = field(default=None, repr=False)
    gear: str | None = field(default=None, repr=False)
    included: bool | None = None


@dataclass(frozen=True, slots=True)
class CharacterRecord:
    """A character as it is kept. ``portrait``: whether it has one. ``version`` counts all its changes."""

    character_id: UUID
    name: str = field(repr=False)
    description: str = field(repr=False)
    age: str = field(repr=False)
    build: str = field(repr=False)
    species: str = field(repr=False)
    clothing: str = field(repr=False)
    gear: str = field(repr=False)
    included: bool
    portrait: bool
    version: int
    created_at: datetime
    updated_at: datetime
