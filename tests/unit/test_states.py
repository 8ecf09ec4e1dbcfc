"""The tables of states themselves, their drawings, and a stream between client, memory and journal."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pipeline.states import (
    JOB,
    LEASE,
    MACHINES,
    SCENE,
    STREAM,
    IllegalTransitionError,
    JobEvent,
    JobStatus,
    Lease,
    LeaseEvent,
    LeaseStatus,
    Machine,
    SceneEvent,
    SceneStatus,
    StreamEvent,
    StreamStatus,
)

PAGE = Path(__file__).parents[2] / "docs" / "states.md"

each_machine = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)


def states(machine: Machine[Any, Any]) -> list[Any]:
    return members(machine.initial)


def members(of: StrEnum) -> list[Any]:
    return list(type(of))


def reached(machine: Machine[Any, Any], start: Any) -> set[Any]:
    found, seen = [start], {start}
    while found:
        state = found.pop()
        for (before, _), after in machine.table.items():
            if before is state and after not in seen:
                seen.add(after)
                found.append(after)
    return seen


@each_machine
def test_every_state_can_be_reached(machine: Machine[Any, Any]) -> None:
    assert reached(machine, machine.initial) == set(states(machine))


@each_machine
def test_every_event_is_of_use(machine: Machine[Any, Any]) -> None:
    [(_, event), *_] = machine.table
    assert {event for _, event in machine.table} == set(members(event))


@each_machine
def test_an_end_is_an_end_and_can_always_be_reached(machine: Machine[Any, Any]) -> None:
    for (before, _), after in machine.table.items():
        assert before not in machine.ends or after is before
    if machine.ends:
        assert all(reached(machine, state) & machine.ends for state in states(machine))


@each_machine
def test_what_is_not_in_the_table_raises(machine: Machine[Any, Any]) -> None:
    events = {event for _, event in machine.table}
    refused = 0
    for state in states(machine):
        for event in events:
            if machine.allows(state, event):
                assert machine.transition(state, event) is machine.table[state, event]
            else:
                refused += 1
                with pytest.raises(IllegalTransitionError, match=f"{state} cannot be {event}"):
                    machine.transition(state, event)
    assert refused


@each_machine
def test_the_page_draws_the_table(machine: Machine[Any, Any]) -> None:
    drawing = f"```mermaid\n{machine.mermaid()}\n```"
    assert drawing in PAGE.read_text("utf-8"), f"docs/states.md wants this drawing of a {machine.name}:\n{drawing}"


def test_the_page_draws_nothing_else() -> None:
    assert PAGE.read_text("utf-8").count("```mermaid") == len(MACHINES)


@each_machine
def test_a_drawing_shows_every_step(machine: Machine[Any, Any]) -> None:
    drawn = machine.mermaid().splitlines()
    for (before, event), after in machine.table.items():
        [line] = [line for line in drawn if line.startswith(f"    {before} --> {after}:")]
        assert event in line.split(": ")[1].split(", ")


def test_no_kill_ends_anything() -> None:
    """The event *orphaned* leads to no end, and every state that work is done in knows it."""
    for status in StreamStatus:
        assert STREAM.transition(status, StreamEvent.ORPHANED) in (StreamStatus.ABANDONED, StreamStatus.ENDED)
    for job in set(JobStatus) - JOB.ends:
        assert JOB.transition(job, JobEvent.ORPHANED) is JobStatus.PENDING
    for scene in set(SceneStatus) - SCENE.ends:
        assert SCENE.transition(scene, SceneEvent.ORPHANED) is scene


def test_only_what_waits_for_the_gate_is_superseded() -> None:
    assert [s for s in SceneStatus if SCENE.allows(s, SceneEvent.SUPERSEDED)] == [SceneStatus.HELD]


def test_a_held_lease_is_asked_for_before_it_is_claimed() -> None:
    assert not LEASE.allows(LeaseStatus.HELD, LeaseEvent.CLAIMED)


class Lot(RuleBasedStateMachine):
    """Three processes and one lease: they beat, hang, die, ask and claim; each believes what it last knew."""

    def __init__(self) -> None:
        super().__init__()
        self.lease = Lease()
        self.beliefs: dict[int, int] = {}
        """Process → the epoch it believes to hold."""

    def _step(self, event: LeaseEvent) -> None:
        before = self.lease
        self.lease = before.after(event)
        assert self.lease.epoch - before.epoch == (event is LeaseEvent.CLAIMED)

    @rule(process=st.integers(0, 2))
    def claim(self, process: int) -> None:
        if LEASE.allows(self.lease.status, LeaseEvent.CLAIMED):
            self._step(LeaseEvent.CLAIMED)
            self.beliefs[process] = self.lease.epoch

    @rule(process=st.integers(0, 2), event=st.sampled_from([LeaseEvent.RENEWED, LeaseEvent.RELEASED]))
    def act_as_owner(self, process: int, event: LeaseEvent) -> None:
        """Only under the newest epoch: a zombie's heartbeat or release finds no row."""
        if self.beliefs.get(process) == self.lease.epoch and LEASE.allows(self.lease.status, event):
            self._step(event)
            if event is LeaseEvent.RELEASED:
                del self.beliefs[process]

    @rule(event=st.sampled_from([LeaseEvent.ASKED, LeaseEvent.EXPIRED]))
    def happen(self, event: LeaseEvent) -> None:
        if LEASE.allows(self.lease.status, event):
            self._step(event)

    @rule(process=st.integers(0, 2))
    def die(self, process: int) -> None:
        self.beliefs.pop(process, None)

    @invariant()
    def at_most_one_may_write(self) -> None:
        writers = [process for process, epoch in self.beliefs.items() if epoch == self.lease.epoch]
        assert len(writers) <= 1
        assert all(epoch <= self.lease.epoch for epoch in self.beliefs.values())
        if self.lease.status is LeaseStatus.FREE:
            assert writers == []


class Microphone(RuleBasedStateMachine):
    """A client with its ring, a server that may forget, and what is stored: the audio is the numbers 0, 1, 2, …"""

    WINDOW = 45

    def __init__(self) -> None:
        super().__init__()
        self.status = STREAM.initial
        self.spoken = 0
        self.sent = 0
        self.acked = 0
        """The ``safe`` that the client was told; it forgets what is below."""
        self.samples = 0
        self.open_segment: list[int] = []
        self.stored: list[int] = []
        """Every sample that was committed or judged silence, in the order of its commit."""
        self.told_safe: list[int] = [0]

    @property
    def safe(self) -> int:
        return len(self.stored)

    def _after(self, event: StreamEvent) -> None:
        self.status = STREAM.transition(self.status, event)

    @rule(count=st.integers(1, 20))
    def speak(self, count: int) -> None:
        if self.status is not StreamStatus.ENDED:
            self.spoken += count

    @precondition(lambda self: self.status is StreamStatus.OPEN)
    @rule(count=st.integers(1, 30))
    def send(self, count: int) -> None:
        """Never beyond the window, and only what the ring still has."""
        until = min(self.sent + count, self.spoken, self.acked + self.WINDOW)
        assert self.sent >= self.acked, "the client would have to send what it has forgotten"
        for sample in range(self.sent, until):
            assert sample == self.samples
            self.open_segment.append(sample)
            self.samples += 1
        self.sent = max(self.sent, until)

    @precondition(lambda self: self.status in (StreamStatus.OPEN, StreamStatus.BROKEN))
    @rule(share=st.floats(0, 1))
    def commit(self, share: float) -> None:
        """A cut, or judged silence: everything up to some point of the open segment is stored."""
        count = round(share * len(self.open_segment))
        self.stored += self.open_segment[:count]
        del self.open_segment[:count]

    @precondition(lambda self: self.status is StreamStatus.OPEN)
    @rule()
    def ack(self) -> None:
        self.told_safe.append(self.safe)
        self.acked = self.safe

    @precondition(lambda self: STREAM.allows(self.status, StreamEvent.LOST))
    @rule()
    def lose(self) -> None:
        self._after(StreamEvent.LOST)

    @precondition(lambda self: self.status is StreamStatus.BROKEN)
    @rule()
    def wait(self) -> None:
        self.stored += self.open_segment
        self.open_segment.clear()
        self._after(StreamEvent.WAITED)
        self.samples = self.safe

    @precondition(lambda self: STREAM.allows(self.status, StreamEvent.ORPHANED))
    @rule()
    def die(self) -> None:
        """The owner is killed or loses the session: what was only in memory is gone."""
        self._after(StreamEvent.ORPHANED)
        self.open_segment.clear()
        self.samples = self.safe

    @precondition(lambda self: STREAM.allows(self.status, StreamEvent.RESUMED))
    @rule()
    def resume(self) -> None:
        self._after(StreamEvent.RESUMED)
        self.sent = self.samples
        assert self.sent >= self.acked, "the client has forgotten what the server needs"

    @precondition(lambda self: self.status is StreamStatus.OPEN and self.sent == self.spoken)
    @rule()
    def finish(self) -> None:
        self.stored += self.open_segment
        self.open_segment.clear()
        self._after(StreamEvent.FINISHED)

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        assert self.stored == list(range(self.safe)), "a sample is missing or in two utterances"
        assert self.safe <= self.samples <= self.spoken
        assert self.told_safe == sorted(self.told_safe)
        if self.status is StreamStatus.ENDED:
            assert self.safe == self.spoken


TestLot = Lot.TestCase
TestLot.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestMicrophone = Microphone.TestCase
TestMicrophone.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
