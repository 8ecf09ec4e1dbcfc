"""Uploads beside a microphone in virtual time: the table goes first, each keeps its order and its pacing."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import uuid4

import pytest
from fakes.evening import Evening
from fakes.invariants import check_finished
from fakes.memory_rows import JobRow, StreamRow
from fakes.scripted_engines import Act, steady, words
from fakes.speech import utterance
from fakes.virtual_time import run_virtual, virtual

from pipeline import events
from pipeline.gate import Pacing
from pipeline.graph import GraphSettings, SessionGraph
from pipeline.model import SAMPLE_RATE
from pipeline.states import JobStatus

UNPACED = GraphSettings(pacing=Pacing(interval_s=0, per_hour=10**6, per_session=10**6))
FIRST = 1000
"""Utterances of an upload are numbered from here."""


def upload(evening: Evening, count: int, *, base: int = 0) -> list[int]:
    """Store an upload's utterances as whoever cuts it does; returns their jobs."""
    stream_id = uuid4()
    evening.store.streams[stream_id] = StreamRow(evening.session_id, "file", base, cuts=count, ended=True)
    jobs: list[int] = []
    for n in range(count):
        cut = utterance(n, every_s=evening.every_s)
        heard = utterance(FIRST + n, every_s=evening.every_s)
        jobs.append(len(evening.store.jobs) + 1)
        evening.store.jobs[jobs[-1]] = JobRow(
            evening.session_id,
            stream_id,
            n,
            cut.start_sample,
            cut.end_sample,
            status=JobStatus.PENDING,
            audio=heard.pcm,
            starts=0,
        )
    return jobs


async def over(graph: SessionGraph) -> None:
    """Wait until nothing is to be done."""
    while graph.busy:  # noqa: ASYNC110 - virtual time
        await asyncio.sleep(1)


async def beside(evening: Evening, live: int, uploaded: int) -> list[int]:
    """A microphone and an upload to their ends in one life; the upload's jobs."""
    graph = evening.graph(evening.claim())
    jobs: list[int] = []
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run(), name="graph")
        await graph.recovered()
        jobs += upload(evening, uploaded)
        graph.more_uploaded()
        await evening.speak(graph, graph._journal, live, "live", paced=True)  # type: ignore[arg-type]
        graph.hush()
        await graph.settled()
        await over(graph)
        graph.close()
    check_finished(evening.store)
    return jobs


def texts(evening: Evening) -> list[str]:
    return [event.text for event in evening.recorded(events.TranscriptFinal)]


@virtual
async def test_an_upload_is_heard_in_order_and_told_one_by_one() -> None:
    evening = Evening(settings=UNPACED, transcribe=lambda which, _: Act(3.0 if which % 2 else 0.1))
    jobs = await beside(evening, 0, 60)
    assert texts(evening) == [words(FIRST + n) for n in range(60)]
    assert evening.storyteller.asked == [(job,) for job in jobs]
    assert evening.transcriber.most_at_once == 2, "one slot is left for the table"
    assert evening.painter.most_at_once == 1, "one painter is left for the table"


@virtual
async def test_memory_holds_a_few_of_an_upload() -> None:
    evening = Evening(settings=UNPACED, tell=steady(1))
    graph = evening.graph(evening.claim())
    most = 0
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        upload(evening, 400)
        graph.more_uploaded()
        while graph.busy:
            most = max(most, len(graph._settlement.uploaded))
            await asyncio.sleep(1)
        graph.close()
    assert 0 < most <= 16
    check_finished(evening.store)


def test_the_table_goes_first() -> None:
    """With an upload of an hour under way each word at the table is transcribed as soon as it was said."""
    alone = Evening(transcribe=steady(0.5), tell=steady(0.3))
    run_virtual(beside(alone, 100, 0))
    busy = Evening(transcribe=steady(0.5), tell=steady(0.3))
    run_virtual(beside(busy, 100, 300))
    at_table = [call for call in busy.transcriber.calls if call.which < FIRST]
    assert len(at_table) == 100
    for before, after in zip(alone.transcriber.calls, at_table, strict=True):
        assert after.begun == pytest.approx(before.begun), "a slot was free"
    # What was said at the table is in order, and so is the upload.
    heard = texts(busy)
    assert [text for text in heard if text in set(texts(alone))] == texts(alone)
    assert [text for text in heard if text not in set(texts(alone))] == [words(FIRST + n) for n in range(300)]


@virtual
async def test_an_upload_waits_while_the_table_speaks_without_a_pause() -> None:
    """The transcriber is just quick enough for the table: the upload is taken up when there is room again."""
    evening = Evening(transcribe=steady(6), every_s=2)
    await beside(evening, 50, 10)
    begun = [call.begun for call in evening.transcriber.calls if call.which >= FIRST]
    assert sum(at < 90 for at in begun) <= 2


@virtual
async def test_the_table_is_not_told_behind_an_upload() -> None:
    """At most the one call to the storyteller that is under way goes before."""
    evening = Evening(transcribe=steady(0.1), tell=steady(2), paint=steady(30), settings=UNPACED)
    await beside(evening, 20, 40)
    told = {call.which: call for call in evening.storyteller.calls}
    for job, row in evening.store.jobs.items():
        if row.audio is None and evening.store.streams[row.stream_id].mode == "live" and job in told:
            said = row.to_sample / SAMPLE_RATE
            # Transcribed, behind one telling of an upload (two calls) and behind one of the table.
            assert told[job].begun <= said + 0.1 + 4 + 4 + 0.5


@virtual
async def test_an_upload_beside_a_microphone_gets_the_pictures_it_gets_alone() -> None:
    """Neither uses up the other's time."""
    alone = Evening()
    jobs = await beside(alone, 0, 60)
    pictures = {moments(alone, job) for job in jobs} - {None}
    assert len(pictures) == 10
    both = Evening()
    jobs = await beside(both, 150, 60)
    assert {moments(both, job) for job in jobs} - {None} == pictures
    live = [
        scene.painted_sample
        for scene in both.store.sessions[both.session_id].scenes.values()
        if scene.mode == "live" and scene.painted_sample is not None
    ]
    assert len(live) >= 300 / 12 - 3, "the microphone's pacing is its own"


def moments(evening: Evening, job: int) -> int | None:
    """The cut of a job whose scene passed the gate."""
    row = evening.store.jobs[job]
    assert row.scene is not None
    passed = evening.store.sessions[evening.session_id].scenes[row.scene].painted_sample
    return row.cut if passed is not None else None


@virtual
async def test_the_end_of_a_stream_does_not_wait_for_an_upload() -> None:
    evening = Evening(transcribe=steady(1))
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        upload(evening, 500)
        graph.more_uploaded()
        await evening.speak(graph, journal, 5, "live", paced=True)
        graph.hush()
        await graph.settled()
        assert graph.busy
        assert sum(job.status is JobStatus.PENDING for job in evening.store.jobs.values()) > 400
        # Nor does an owner that is told to stop: what was not begun is the next one's.
        graph.close()
    left = [job for job in evening.store.jobs.values() if job.status is JobStatus.PENDING]
    assert len(left) > 400
    assert all(job.starts == 0 for job in left)


@virtual
async def test_the_next_owner_goes_on_with_an_upload() -> None:
    evening = Evening(settings=UNPACED)
    upload(evening, 40)
    points: Counter[str] = Counter()

    def fifth(point: str) -> bool:
        points[point] += 1
        return points["commit_heard.after"] == 5

    assert await evening.life_until_killed(0, "live", at_point=fifth)
    graph = evening.graph(evening.claim())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await over(graph)
        graph.close()
    assert texts(evening) == [words(FIRST + n) for n in range(40)]
    check_finished(evening.store)


@virtual
async def test_an_upload_that_was_cancelled_leaves_nothing_under_way() -> None:
    """Its jobs go away under the owner that has just taken them up."""
    evening = Evening(settings=UNPACED, transcribe=steady(2))
    graph = evening.graph(evening.claim())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        jobs = upload(evening, 30)
        graph.more_uploaded()
        await asyncio.sleep(3)
        for job in jobs:
            if evening.store.jobs[job].starts == 0:
                del evening.store.jobs[job]
        async with asyncio.timeout(100):
            await over(graph)
        graph.close()
    assert 1 < len(evening.store.jobs) < 10
    check_finished(evening.store)
