"""What must be true of a session's record at any moment, and what must be true once its work is finished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from fakes.memory_store import MemoryStore

from pipeline import events
from pipeline.events import Event
from pipeline.model import SceneDecision
from pipeline.states import JOB, SCENE

STEPS = {(before, after) for (before, _), after in SCENE.table.items()}
SCENE_ENDS = (events.SceneSkipped, events.SceneSuperseded, events.ImageFailed)


def results(recorded: Sequence[Event]) -> Counter[int]:
    """How many results each utterance has."""
    return Counter(
        event.utterance for event in recorded if isinstance(event, events.TranscriptFinal | events.TranscriptDropped)
    )


def ends(recorded: Sequence[Event]) -> Counter[int]:
    """How many ends each scene has."""
    return Counter(
        event.scene
        for event in recorded
        if isinstance(event, SCENE_ENDS) or (isinstance(event, events.ImagePublished) and event.quality == "final")
    )


def check_record(recorded: Sequence[Event]) -> None:
    """What holds for the events of one session at any moment."""
    assert all(count == 1 for count in results(recorded).values()), "an utterance has two results"
    assert all(count == 1 for count in ends(recorded).values()), "a scene has two ends"
    composed: dict[int, SceneDecision | None] = {}
    told: Counter[int] = Counter()
    versions: list[int] = []
    ended: set[int] = set()
    finals: set[int] = set()
    recalled: set[int] = set()
    for event in recorded:
        match event:
            case events.TranscriptFinal():
                finals.add(event.utterance)
            case events.UtteranceClassified():
                assert event.utterance in finals, "classified before it was heard"
            case events.EnvironmentUpdated():
                versions.append(event.version)
            case events.SceneComposed():
                assert event.scene not in composed, "composed twice"
                assert event.scene not in ended, "composed after its end"
                assert set(event.utterances) <= finals, "composed before it was heard"
                composed[event.scene] = None
                told.update(event.utterances)
            case events.SceneRecalled():
                assert event.kept in composed, "a picture was shown again that was never composed"
                recalled.add(event.scene)
            case events.ImagePublished() if event.scene in recalled and event.quality == "sketch":
                pass  # a courtesy beside the scene's own way
            case events.ImagePublished():
                assert event.scene in composed, "painted before it was composed"
                assert event.scene not in ended, "painted after its end"
            case events.SceneSuperseded():
                assert event.by > event.scene, "superseded by an older scene"
                assert event.scene in composed
            case _:
                pass
        if isinstance(event, SCENE_ENDS) or (isinstance(event, events.ImagePublished) and event.quality == "final"):
            ended.add(event.scene)
    assert all(count == 1 for count in told.values()), "an utterance is in two scenes"
    assert versions == sorted(set(versions)), "the environment's version did not grow"


def check_store(store: MemoryStore) -> None:
    """What holds for the rows of all sessions at any moment."""
    for session_id, row in store.sessions.items():
        recorded = store.recorded(session_id)
        check_record(recorded)
        assert sorted(row.scenes) == list(range(1, len(row.scenes) + 1)), "a scene's number is missing"
        ended = ends(recorded)
        for number, scene in row.scenes.items():
            assert set(pairwise(scene.history)) <= STEPS, f"scene {number} made an illegal step"
            assert (scene.status in SCENE.ends) == (ended[number] == 1)
        had = results(recorded)
        for number, job in store.jobs.items():
            if job.session_id == session_id:
                assert (job.status in JOB.ends) == (had[number] == 1)
                assert (job.audio is None) == (job.status in JOB.ends), "audio is kept as long as it is needed"
    for stream in store.streams.values():
        assert 0 <= stream.boundary.safe <= stream.boundary.hear_from


def check_finished(store: MemoryStore) -> None:
    """What holds once every owner has finished its work."""
    check_store(store)
    for job in store.jobs.values():
        assert job.status in JOB.ends, "an utterance has no result"
        assert (job.scene is not None) == (job.text is not None), "a transcript belongs to no scene"
    for row in store.sessions.values():
        for scene in row.scenes.values():
            assert scene.status in SCENE.ends, "a scene has no end"
