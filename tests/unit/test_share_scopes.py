"""What each scope shows of each event and of a snapshot, field by field; what nobody named is shown to nobody."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from pipeline.events import EVENT_TYPES, WIRE_NAMES
from pipeline.records import EventRecord
from server.frames import EventFrames
from server.protocol import EnvironmentState, PictureState, SceneState, Snapshot
from server.shares import EVENTS, SCOPES, Scope, hashed, is_share, new_token, project, project_snapshot

WIRE = {event.type: {WIRE_NAMES.get(f.name, f.name) for f in fields(event)} for event in EVENT_TYPES}

PICTURE_FIELDS = {"scene", "image", "url", "quality", "width", "height"}

SHOWN: dict[Scope, dict[str, set[str]]] = {
    "picture": {
        "image.published": PICTURE_FIELDS,
        "scene.hidden": {"scene", "show"},
        "scene.shown": {"scene"},
        "scene.pinned": {"scene"},
    },
    "caption": {
        "scene.composed": {"scene", "title"},
        "scene.recalled": {"scene", "title"},
        "scene.hidden": {"scene", "show"},
        "scene.shown": {"scene"},
        "scene.pinned": {"scene"},
    },
    "transcript": {
        "transcript.final": {"utterance", "text", "from", "to"},
        "transcript.corrected": {"utterance", "text"},
    },
}
"""Written down a second time on purpose: whoever opens a scope further must say so here, too."""

SETS = [frozenset(some) for size in (1, 2, 3) for some in combinations(SCOPES, size)]


@pytest.mark.parametrize("scopes", SETS, ids=lambda scopes: "+".join(sorted(scopes)))
@pytest.mark.parametrize("event_type", [*WIRE, "something.new"])
def test_each_scope_shows_just_its_fields(scopes: frozenset[Scope], event_type: str) -> None:
    everything = {name: f"a {name}" for name in WIRE.get(event_type, {"secret"})} | {"added.later": 1}
    wanted = {name for scope in scopes for name in SHOWN[scope].get(event_type, set())}
    seen = project(scopes, event_type, everything)
    assert seen == ({name: everything[name] for name in wanted} if wanted else None)
    assert project(None, event_type, everything) == everything


def test_the_table_names_only_what_there_is() -> None:
    for event_type, by_scope in EVENTS.items():
        for names in by_scope.values():
            assert set(names) <= WIRE[event_type], event_type


def test_no_scope_shows_a_prompt_a_name_or_a_reason() -> None:
    for by_scope in EVENTS.values():
        for names in by_scope.values():
            assert not {"prompt", "characters", "reason", "description", "utterances"} & set(names)


SNAPSHOT = Snapshot(
    seq=7,
    environment=EnvironmentState(description="a cellar", version=3, locked=True),
    style="woodcut",
    scene=SceneState(scene=2, title="The cellar", prompt="Kara in a cellar"),
    picture=PictureState(scene=2, image="0" * 32, url="/i/" + "0" * 32, quality="final", width=16, height=9),
    shown=SceneState(scene=2, title="The cellar", prompt="Kara in a cellar"),
    pinned=2,
    recovered=False,
)


@pytest.mark.parametrize("scopes", SETS, ids=lambda scopes: "+".join(sorted(scopes)))
def test_a_snapshot_shows_just_as_much(scopes: frozenset[Scope]) -> None:
    seen = project_snapshot(scopes, SNAPSHOT)
    assert (seen.seq, seen.recovered) == (7, False)
    assert (seen.environment.description, seen.environment.version, seen.environment.locked) == ("", 0, False)
    assert seen.style == ""
    assert seen.picture == (SNAPSHOT.picture if "picture" in scopes else None)
    for scene in (seen.scene, seen.shown):
        assert (scene and (scene.title, scene.prompt)) == (("The cellar", "") if "caption" in scopes else None)
    assert seen.pinned == (2 if scopes & {"picture", "caption"} else None)
    assert project_snapshot(None, SNAPSHOT) is SNAPSHOT


def test_a_frame_is_built_once_for_each_set_of_scopes() -> None:
    payload: dict[str, Any] = {"scene": 1, "title": "The cellar", "prompt": "Kara", "characters": [], "utterances": [1]}
    frames = EventFrames(EventRecord(4, UUID(int=4), datetime.now(UTC), "scene.composed", payload))
    caption, same = frozenset[Scope]({"caption"}), frozenset[Scope]({"caption"})
    assert frames.of(caption) is frames.of(same)
    assert b"Kara" not in (frames.of(caption) or b"Kara")
    assert b"Kara" in (frames.of(None) or b"")
    assert frames.of(frozenset({"picture"})) is None


def test_tokens_are_random_and_known_by_their_form() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(is_share(token) and len(token) == 47 for token in tokens)
    assert not is_share("eyJhbGciOiJFUzI1NiJ9.e30.x")
    assert len(hashed(tokens.pop())) == 32
