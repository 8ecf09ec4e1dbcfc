"""Passwords: argon2id, off the loop, a bounded number at once; nobody's password costs as much as anybody's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from pipeline.errors import AdventureError
from server.auth import passwords as module
from server.auth.passwords import Passwords


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords()
    yield made
    made.close()


async def test_a_hash_is_argon2id_salted_and_matches_its_password_only(passwords: Passwords) -> None:
    kept = await passwords.hash("correct horse")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != await passwords.hash("correct horse")
    assert await passwords.matches("correct horse", kept)
    assert not await passwords.matches("correct horsf", kept)
    assert not await passwords.matches("correct horse", "no hash at all")
    assert not passwords.outdated(kept)
    assert passwords.outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$Qw1QpZJhJ7jZQ1lT8Cz4dg")


async def test_nobody_costs_as_much(passwords: Passwords) -> None:
    kept = await passwords.hash("correct horse")
    before = passwords.work
    assert not await passwords.matches("anything", kept)
    one = passwords.work - before
    assert not await passwords.matches("anything", None)
    assert passwords.work - before == 2 * one == 2


async def test_too_many_are_told_to_come_back(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 3)
    results = await asyncio.gather(*(passwords.hash("correct horse") for _ in range(6)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, AdventureError)]
    assert len(refused) == 3
    assert {(error.code, error.retryable) for error in refused} == {("overloaded", True)}
    assert await passwords.hash("correct horse")


async def test_the_loop_goes_on_meanwhile(passwords: Passwords) -> None:
    turns = 0
    async with asyncio.TaskGroup() as tasks:
        work = [tasks.create_task(passwords.hash("correct horse")) for _ in range(8)]
        while not all(task.done() for task in work):
            turns += 1
            await asyncio.sleep(0)
    assert turns > 8
