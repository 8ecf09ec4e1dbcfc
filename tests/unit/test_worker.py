"""A worker's child is lost in every way there is; the caller gets a typed error and the next call works."""

from __future__ import annotations

import asyncio
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from clients.local.worker import Worker
from pipeline.errors import EngineError

LONG_S = 60.0
"""Far longer than anything here may take; never reached in a test that passes."""

_prepared: list[str] = []


def prepare(word: str) -> None:
    _prepared.append(word)


def prepared() -> list[str]:
    return _prepared


def square(number: int) -> int:
    return number * number


def child() -> int:
    return os.getpid()


def hang() -> None:
    time.sleep(600)


def kill_yourself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def answer_half(begun: Path) -> None:
    """Write the beginning of an answer as a child does that is killed while it writes a large one."""
    answers = sys._getframe(1).f_locals["result_queue"]
    answers._writer._send(struct.pack("!i", 1000) + b"half")
    begun.touch()
    time.sleep(600)


def refuse() -> None:
    raise ValueError("no")


def session_and_sigint() -> tuple[int, bool]:
    return os.getsid(0), signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def children() -> set[int]:
    """Our living children, the interpreter's own resource tracker apart."""
    own = psutil.Process()
    return {
        process.pid
        for process in own.children()
        if process.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(process.cmdline())
    }


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    it = Worker("test engine", prepare, ("ready",))
    yield it
    await it.aclose()


async def test_calls_answer_in_order_from_one_prepared_child(worker: Worker) -> None:
    pids = await asyncio.gather(*(worker.call(child, deadline_s=LONG_S) for _ in range(5)))
    assert len(set(pids)) == 1
    assert pids[0] == worker.pid != os.getpid()
    assert await worker.call(square, 7, deadline_s=LONG_S) == 49
    assert await worker.call(prepared, deadline_s=LONG_S) == ["ready"]


async def test_what_the_function_raises_is_raised_and_costs_nothing(worker: Worker) -> None:
    before = await worker.call(child, deadline_s=LONG_S)
    with pytest.raises(ValueError, match="no"):
        await worker.call(refuse, deadline_s=LONG_S)
    assert await worker.call(child, deadline_s=LONG_S) == before


async def test_a_child_killed_in_mid_call_is_a_retryable_error_and_is_replaced(worker: Worker) -> None:
    first = await worker.call(child, deadline_s=LONG_S)
    hanging = asyncio.create_task(worker.call(hang, deadline_s=LONG_S))
    await asyncio.sleep(0)  # it is submitted, so that the child dies with the call in its hands
    os.kill(first, signal.SIGKILL)
    with pytest.raises(EngineError) as caught:
        await hanging
    assert (caught.value.code, caught.value.retryable) == ("engine_failed", True)
    assert await worker.call(child, deadline_s=LONG_S) != first
    assert first not in children()


async def test_a_child_that_kills_itself_is_the_same(worker: Worker) -> None:
    with pytest.raises(EngineError) as caught:
        await worker.call(kill_yourself, deadline_s=LONG_S)
    assert caught.value.code == "engine_failed"
    assert await worker.call(square, 3, deadline_s=LONG_S) == 9


async def test_a_child_killed_between_calls_is_replaced_unnoticed(worker: Worker) -> None:
    first = await worker.call(child, deadline_s=LONG_S)
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(LONG_S):
        while worker.pid is not None:  # noqa: ASYNC110 - nothing announces a death nobody waits for
            await asyncio.sleep(0.005)
    assert await worker.call(child, deadline_s=LONG_S) != first


async def test_a_hung_child_is_killed_at_the_deadline_and_replaced(worker: Worker) -> None:
    first = await worker.call(child, deadline_s=LONG_S)
    with pytest.raises(EngineError) as caught:
        await worker.call(hang, deadline_s=0.1)
    assert (caught.value.code, caught.value.retryable) == ("timeout", True)
    assert first not in children()
    assert await worker.call(square, 5, deadline_s=LONG_S) == 25


async def test_cancelling_a_call_kills_its_child_and_lets_the_next_in(worker: Worker) -> None:
    first = await worker.call(child, deadline_s=LONG_S)
    hanging = asyncio.create_task(worker.call(hang, deadline_s=LONG_S))
    await asyncio.sleep(0)
    behind = asyncio.create_task(worker.call(child, deadline_s=LONG_S))
    await asyncio.sleep(0)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert await behind != first


async def test_a_child_killed_in_mid_answer_leaves_no_thread_that_waits_for_the_rest(
    worker: Worker, tmp_path: Path
) -> None:
    """The interpreter joins such a thread at its end: a server that was told to stop never did."""
    before, begun = set(threading.enumerate()), tmp_path / "begun"
    call = asyncio.create_task(worker.call(answer_half, begun, deadline_s=LONG_S))
    while not begun.exists():  # noqa: ASYNC110 - another process makes it
        await asyncio.sleep(0.01)
    reading = [thread for thread in set(threading.enumerate()) - before if not thread.name.startswith("asyncio")]
    assert reading
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert await worker.call(square, 3, deadline_s=LONG_S) == 9
    await worker.aclose()
    for thread in reading:
        await asyncio.to_thread(thread.join, LONG_S)
        assert not thread.is_alive()


async def test_cancelling_a_call_that_waits_leaves_the_child_alone(worker: Worker) -> None:
    first = await worker.call(child, deadline_s=LONG_S)
    running = asyncio.create_task(worker.call(time.sleep, 0.2, deadline_s=LONG_S))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(worker.call(child, deadline_s=LONG_S))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    assert running.exception() is None
    assert await worker.call(child, deadline_s=LONG_S) == first


async def test_closing_leaves_no_child_and_refuses_calls() -> None:
    before = children()
    worker = Worker("test engine")
    await worker.call(square, 2, deadline_s=LONG_S)
    assert len(children() - before) == 1
    await worker.aclose()
    assert children() <= before
    with pytest.raises(EngineError) as caught:
        await worker.call(square, 2, deadline_s=LONG_S)
    assert not caught.value.retryable
    await worker.aclose()


async def test_closing_a_worker_never_used_is_fine() -> None:
    await Worker("test engine").aclose()


@pytest.mark.skipif(sys.platform == "win32", reason="sessions and SIGINT are POSIX")
async def test_ctrl_c_of_the_terminal_does_not_reach_the_child(worker: Worker) -> None:
    session, ignored = await worker.call(session_and_sigint, deadline_s=LONG_S)
    assert session == worker.pid
    assert ignored


ORPHAN = """
import asyncio, os, signal, sys
from clients.local.worker import Worker
async def main():
    worker = Worker("test engine")
    print(await worker.call(os.getpid, deadline_s=60), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="parent-death signals are Linux's")
def test_the_child_dies_with_a_killed_parent(tmp_path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(ORPHAN)
    parent = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=60)
    assert parent.returncode == -signal.SIGKILL, parent.stderr
    orphan = int(parent.stdout)
    if psutil.pid_exists(orphan) and psutil.Process(orphan).status() != psutil.STATUS_ZOMBIE:
        gone, _ = psutil.wait_procs([psutil.Process(orphan)], timeout=30)
        assert gone
