"""The capture socket's client and the ``stream`` command against a server that plays the protocol by script."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from harness.client import PATIENCE_S
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from pipeline.errors import AudioError
from pipeline.model import SAMPLE_RATE
from server import protocol
from server.stream.address import Address, UnreachableError, parse
from server.stream.audio_file import AudioFile
from server.stream.client import Progress, SessionError, StreamClient

SESSION = "0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1"
SECONDS = 6
TOTAL = SECONDS * SAMPLE_RATE
PCM = b"".join(((sample * 7919) % 60000 - 30000).to_bytes(2, "little", signed=True) for sample in range(TOTAL))

Script = Callable[["Peer"], Awaitable[None]]


class Play:
    """The scripted server: one script for each connection, in order, and what it heard over all of them."""

    def __init__(self, *scripts: Script, window_s: float = 45.0) -> None:
        self.scripts = list(scripts)
        self.window_s = window_s
        self.heard = bytearray()
        self.safe = 0
        self.hellos: list[dict[str, Any]] = []
        self.sent: list[str] = []
        self.ends = 0
        self.failures: list[BaseException] = []

    @property
    def samples(self) -> int:
        return len(self.heard) // 2

    async def __call__(self, connection: ServerConnection) -> None:
        try:
            if not self.scripts:
                raise AssertionError(f"one connection too many, after {self.hellos}: {await connection.recv()!r}")
            await self.scripts.pop(0)(Peer(self, connection))
        except ConnectionClosed:
            pass
        except (AssertionError, LookupError, protocol.MessageError) as error:
            self.failures.append(error)
            # Nothing to wait for any more: the test fails at once, not when the client's patience ends.
            await connection.close(4500, "the script failed")


class Peer:
    """One connection, seen from the server."""

    def __init__(self, play: Play, connection: ServerConnection) -> None:
        self.play = play
        self.connection = connection

    async def tell(self, type: str, **fields: Any) -> None:  # noqa: A002 - the word of the wire
        text = json.dumps({"type": type, **fields})
        self.play.sent.append(text)
        await self.connection.send(text)

    async def event(self, seq: int, own: dict[str, Any] | None = None, **fields: Any) -> None:
        event = {"type": "transcript.final", "seq": seq, "id": str(uuid4()), "at": "2026-11-22T19:04:05+00:00"}
        if "type" not in fields:
            event |= {"utterance": seq, "text": f"words {seq}", "from": 0, "to": 1600}
        await self.tell(**(event | fields | (own or {})))

    async def greet(self, *, cold: bool = False, paused: bool = False, head: int = 0) -> None:
        self.play.hellos.append(json.loads(await self.connection.recv()))
        if cold:
            del self.play.heard[self.play.safe * 2 :]
        await self.tell(
            "ready",
            session_id=SESSION,
            stream_id=self.play.hellos[-1]["stream_id"],
            samples=self.play.samples,
            safe=self.play.safe,
            head=head,
            paused=paused,
            expires_at="2026-11-23T07:04:00Z",
            limits={"window_s": self.play.window_s},
        )

    async def hear(self, until: int = TOTAL) -> None:
        """Take audio up to sample ``until``; nothing may be missing, doubled, or beyond the window."""
        while self.play.samples < until:
            message = await self.connection.recv()
            assert isinstance(message, bytes), message
            offset, pcm = protocol.parse_audio(message)
            assert offset == self.play.samples
            self.play.heard += pcm
            assert self.play.samples - self.play.safe <= self.play.window_s * SAMPLE_RATE

    async def ack(self, safe: int | None = None) -> None:
        self.play.safe = self.play.samples if safe is None else safe
        await self.tell("ack", samples=self.play.samples, safe=self.play.safe)

    async def finish(self, head: int = 0) -> None:
        assert json.loads(await self.connection.recv()) == {"type": "end"}
        self.play.ends += 1
        await self.tell("ended", head=head)
        await self.connection.wait_closed()

    async def cut(self) -> None:
        """The network breaks, without a close frame, after what was told has arrived."""
        await (await self.connection.ping())
        self.connection.transport.abort()

    async def close(self, code: int, name: str) -> None:
        await self.tell("error", code=name, message="As the script says.", fatal=True, retry_after_ms=None)
        await self.connection.close(code)


class Ears:
    """A listener that keeps everything."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.retries: list[str] = []

    def message(self, text: str, message: dict[str, Any]) -> None:
        self.texts.append(text)

    def moved(self, sent: int, safe: int) -> None:
        pass

    def retrying(self, reason: str, pause_s: float) -> None:
        self.retries.append(reason)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "sound.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(PCM)
    return path


@contextlib.asynccontextmanager
async def playing(play: Play, **options: Any) -> AsyncIterator[Address]:
    async with serve(play, "127.0.0.1", 0, compression=None, **options) as server:
        yield parse(f"http://127.0.0.1:{port_of(server)}")
    assert play.failures == []


def port_of(server: Server) -> int:
    return next(iter(server.sockets)).getsockname()[1]


def client(path: Path, address: Address, ears: Ears, **options: Any) -> StreamClient:
    stream = options.pop("progress", None) or Progress(None, uuid4())
    defaults: dict[str, Any] = {"token": "canary-token", "chance": lambda: 0.0}
    return StreamClient(path, address, ears, stream, **(defaults | options))


async def whole(peer: Peer) -> None:
    await peer.greet(head=1)
    await peer.hear()
    await peer.event(1)
    await peer.ack()
    await peer.finish(head=1)


async def test_a_file_arrives_whole_and_every_message_is_handed_on_verbatim(sound: Path) -> None:
    play, ears = Play(whole), Ears()
    async with playing(play) as address:
        await client(sound, address, ears).run()
    assert bytes(play.heard) == PCM
    assert ears.texts == play.sent
    (hello,) = play.hellos
    assert hello["mode"] == "file"
    assert hello["token"] == "canary-token"
    assert hello["after"] is None
    assert hello["session_id"] is None


@pytest.mark.parametrize("cold", [False, True], ids=["server-kept-what-it-heard", "server-was-restarted"])
async def test_breaks_are_resumed_with_nothing_lost_and_nothing_doubled(sound: Path, cold: bool) -> None:
    async def first(peer: Peer) -> None:
        await peer.greet()
        await peer.hear(2 * SAMPLE_RATE)
        await peer.ack(SAMPLE_RATE)
        await peer.event(1)
        await peer.event(2)
        await peer.hear(3 * SAMPLE_RATE)
        await peer.cut()

    async def second(peer: Peer) -> None:
        await peer.greet(cold=cold)
        await peer.hear(4 * SAMPLE_RATE)
        await peer.cut()

    async def third(peer: Peer) -> None:
        await peer.greet(cold=cold)
        await peer.event(3)
        await peer.hear()
        await peer.finish()

    play, ears = Play(first, second, third), Ears()
    async with playing(play) as address:
        await client(sound, address, ears).run()
    assert bytes(play.heard) == PCM
    assert [hello["after"] for hello in play.hellos] == [None, 2, 2]
    assert len({hello["stream_id"] for hello in play.hellos}) == 1
    assert [hello["session_id"] for hello in play.hellos] == [None, SESSION, SESSION]
    assert len(ears.retries) == 2


async def test_events_during_a_break_before_the_first_one_are_asked_for(sound: Path) -> None:
    async def first(peer: Peer) -> None:
        await peer.greet(head=7)
        await peer.hear(SAMPLE_RATE)
        await peer.cut()

    play = Play(first, whole)
    async with playing(play) as address:
        await client(sound, address, Ears()).run()
    assert [hello["after"] for hello in play.hellos] == [None, 7]


async def test_a_break_while_the_file_is_read_loses_nothing(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, real, reads = threading.Event(), AudioFile.read, 0

    def slow(file: AudioFile, samples: int) -> bytes:
        nonlocal reads
        reads += 1
        if reads == 3:
            gate.wait()
        return real(file, samples)

    async def first(peer: Peer) -> None:
        await peer.greet()
        await peer.hear(2 * SAMPLE_RATE)
        await peer.cut()

    async def second(peer: Peer) -> None:
        await peer.greet()
        gate.set()
        await peer.hear()
        await peer.finish()

    monkeypatch.setattr(AudioFile, "read", slow)
    play = Play(first, second)
    async with playing(play) as address:
        await client(sound, address, Ears()).run()
    assert bytes(play.heard) == PCM


@pytest.mark.parametrize(
    ("code", "name"),
    [(4001, "draining"), (4002, "too_slow"), (4005, "resync"), (4006, "rate_limited"), (1011, "internal")],
)
async def test_codes_that_mean_again(sound: Path, code: int, name: str) -> None:
    async def first(peer: Peer) -> None:
        await peer.greet()
        await peer.hear(SAMPLE_RATE)
        await peer.tell("goaway", time_left_ms=1000)
        await peer.close(code, name)

    play, ears = Play(first, whole), Ears()
    async with playing(play) as address:
        await client(sound, address, ears).run()
    assert bytes(play.heard) == PCM
    assert ears.retries == ["As the script says"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (4500, "bad_token"),
        (4504, "too_many_connections"),
        (4505, "replaced"),
        (4508, "session_ended"),
        (4509, "protocol_version"),
        (4510, "not_found"),
        (4004, "token_expired"),
    ],
)
async def test_codes_that_mean_never_again(sound: Path, code: int, name: str) -> None:
    async def only(peer: Peer) -> None:
        await peer.greet()
        await peer.hear(SAMPLE_RATE)
        await peer.close(code, name)

    play, ears = Play(only), Ears()
    async with playing(play) as address:
        with pytest.raises(SessionError) as caught:
            await client(sound, address, ears).run()
    assert caught.value.code == name
    assert ears.retries == []


async def test_an_error_that_is_not_fatal_ends_nothing(sound: Path) -> None:
    async def only(peer: Peer) -> None:
        await peer.greet()
        await peer.tell("error", code="overloaded", message="The database is away.", fatal=False, retry_after_ms=1000)
        await peer.hear()
        await peer.finish()

    play, ears = Play(only), Ears()
    async with playing(play) as address:
        await client(sound, address, ears).run()
    assert bytes(play.heard) == PCM


async def test_never_more_than_the_window_beyond_safe(sound: Path) -> None:
    """``hear`` asserts it for each message; here the server acknowledges as late as it can."""

    async def only(peer: Peer) -> None:
        await peer.greet()
        for second in range(1, SECONDS):
            await peer.hear(second * SAMPLE_RATE)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await peer.connection.recv()
            await peer.ack()
        await peer.hear()
        await peer.finish()

    play = Play(only, window_s=1.0)
    async with playing(play) as address:
        await client(sound, address, Ears()).run()
    assert bytes(play.heard) == PCM


async def test_end_is_asked_for_again(sound: Path) -> None:
    async def first(peer: Peer) -> None:
        await peer.greet()
        await peer.hear()
        assert json.loads(await peer.connection.recv()) == {"type": "end"}
        await peer.event(1)
        await peer.cut()

    async def second(peer: Peer) -> None:
        await peer.greet()
        await peer.event(2)
        await peer.finish(head=2)

    play, ears = Play(first, second), Ears()
    async with playing(play) as address:
        await client(sound, address, ears).run()
    assert play.ends == 1
    assert [hello["after"] for hello in play.hellos] == [None, 1]


async def test_a_server_that_lost_what_it_called_safe_gets_it_again(sound: Path) -> None:
    async def first(peer: Peer) -> None:
        await peer.greet()
        await peer.hear(4 * SAMPLE_RATE)
        await peer.ack()
        await peer.cut()

    async def second(peer: Peer) -> None:
        peer.play.heard.clear()
        peer.play.safe = 0
        await whole(peer)

    play = Play(first, second)
    async with playing(play) as address:
        await client(sound, address, Ears()).run()
    assert bytes(play.heard) == PCM


@pytest.mark.parametrize("samples", [1, 3 * SAMPLE_RATE + 17, TOTAL])
async def test_a_stream_of_an_earlier_run_goes_on_where_it_was(sound: Path, samples: int) -> None:
    play = Play(whole)
    play.heard += PCM[: samples * 2]
    play.safe = samples
    stream = uuid4()
    async with playing(play) as address:
        await client(sound, address, Ears(), progress=Progress(UUID(SESSION), stream)).run()
    assert bytes(play.heard) == PCM
    assert play.hellos[0]["stream_id"] == str(stream)
    assert play.hellos[0]["session_id"] == SESSION


async def test_a_paused_session_is_waited_for(sound: Path) -> None:
    async def only(peer: Peer) -> None:
        await peer.greet(paused=True)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await peer.connection.recv()
        await peer.tell("resumed")
        await peer.hear()
        await peer.finish()

    play = Play(only)
    async with playing(play) as address:
        await client(sound, address, Ears()).run()
    assert bytes(play.heard) == PCM


async def test_patience_ends_when_nothing_gets_further(sound: Path) -> None:
    """Each connection is greeted and cut: a ``ready`` alone is no progress."""

    async def nothing(peer: Peer) -> None:
        await peer.greet()
        await peer.cut()

    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 10.0
        return now

    play, ears = Play(*[nothing] * 20), Ears()
    async with playing(play) as address:
        with pytest.raises(UnreachableError):
            await client(sound, address, ears, clock=clock, patience_s=15.0, speed=1.0).run()
    assert len(play.hellos) < 20


async def test_nobody_there(sound: Path, unused_tcp_port: int) -> None:
    ears = Ears()
    with pytest.raises(UnreachableError):
        await client(sound, parse(f"http://127.0.0.1:{unused_tcp_port}"), ears, patience_s=0.0).run()


async def test_a_server_that_is_none_of_ours(sound: Path) -> None:
    def forbid(connection: ServerConnection, _request: object) -> object:
        return connection.respond(403, "no\n")

    async with playing(Play(), process_request=forbid) as address:
        with pytest.raises(SessionError) as caught:
            await client(sound, address, Ears()).run()
    assert caught.value.code == "http_403"


@pytest.mark.parametrize("text", ['{"type":"ready"}', '{"type":"ready","session_id":7}'])
async def test_an_answer_that_is_not_the_protocol(sound: Path, text: str) -> None:
    async def only(peer: Peer) -> None:
        await peer.connection.recv()
        await peer.connection.send(text)
        await peer.connection.wait_closed()

    async with playing(Play(only)) as address:
        with pytest.raises(SessionError) as caught:
            await client(sound, address, Ears()).run()
    assert caught.value.code == "bad_answer"


async def test_what_is_no_audio_is_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are words.\n" * 100, encoding="utf-8")
    async with playing(Play()) as address:
        with pytest.raises(AudioError):
            await client(path, address, Ears()).run()


# -- the command ---------------------------------------------------------------------------------------------------


async def command(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ADVENTURE_", "PYTHONUNBUF"))}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server.cli",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**kept, "TERM": "dumb", "NO_COLOR": "1", "ADVENTURE_TOKEN": "canary-token", **environment},
    )


async def run(*arguments: str, **environment: str) -> tuple[int | None, str, str]:
    process = await command(*arguments, **environment)
    out, err = await process.communicate()
    assert "canary-token" not in out.decode() + err.decode()
    return process.returncode, out.decode(), err.decode()


async def test_json_prints_each_message_verbatim_and_nothing_else(sound: Path) -> None:
    async def first(peer: Peer) -> None:
        await peer.greet()
        await peer.hear(SAMPLE_RATE)
        await peer.ack()
        await peer.event(1, text="“quoted” \u001b[31m é")
        await peer.cut()

    play = Play(first, whole)
    async with playing(play) as address:
        code, out, err = await run("stream", str(sound), "--url", address.http, "--json")
    assert code == 0, err
    assert out.splitlines() == play.sent
    assert bytes(play.heard) == PCM
    assert "trying again" in err


async def test_json_lines_come_as_they_happen(sound: Path) -> None:
    read = asyncio.Event()

    async def only(peer: Peer) -> None:
        await peer.greet()
        await read.wait()
        await peer.hear()
        await peer.finish()

    play = Play(only)
    async with playing(play) as address:
        process = await command("stream", str(sound), "--url", address.http, "--json")
        assert process.stdout is not None
        async with asyncio.timeout(60):  # fails instead of hanging
            assert json.loads(await process.stdout.readline())["type"] == "ready"
        read.set()
        await process.communicate()
    assert process.returncode == 0


async def test_a_person_gets_lines_without_control_characters(sound: Path) -> None:
    async def only(peer: Peer) -> None:
        await peer.greet()
        await peer.hear()
        await peer.ack()
        said = "You enter [bold]the crypt[/] \u001b[31mred\u0007"
        await peer.event(1, {"text": said, "from": 75 * SAMPLE_RATE})
        await peer.event(2, type="transcript.dropped", utterance=2, reason="quarantined")
        await peer.event(3, {"kind": "narration"}, type="utterance.classified", utterance=1)
        await peer.event(4, type="environment.updated", description="A crypt.", version=1, by="story")
        await peer.event(5, type="scene.composed", scene=1, title="Crypt", prompt="p", reason="A new place.")
        await peer.event(
            6, type="image.published", scene=1, image="x", url="/i/x", quality="final", width=1280, height=720
        )
        await peer.event(7, type="scene.skipped", scene=2, reason="Only table talk.")
        await peer.event(8, type="image.failed", scene=3, code="refused", reason="It would not.")
        await peer.event(9, type="later.thing", anything=1)
        await peer.finish(head=9)

    play = Play(only)
    async with playing(play) as address:
        code, out, err = await run("stream", str(sound), "--url", address.http)
    assert code == 0, err
    assert "[1:15] You enter [bold]the crypt[/]  [31mred" in out
    for part in (
        "tried twice",
        "narration",
        "Place: A crypt.",
        "Scene 1: Crypt",
        f"{address.http}/i/x",
        "No picture: Only table talk.",
        "refused",
        "Done: 1 transcripts, 1 pictures.",
    ):
        assert part in out
    assert "\u001b" not in out


async def test_exit_codes(sound: Path, tmp_path: Path, unused_tcp_port: int) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are words.\n" * 100, encoding="utf-8")
    nowhere = f"http://127.0.0.1:{unused_tcp_port}"

    code, out, err = await run("stream", str(text), "--url", nowhere)
    assert (code, out) == (2, "")
    assert "error: audio_format: notes.txt" in err

    code, _, err = await run("stream", str(tmp_path / "none.wav"), "--url", nowhere)
    assert code == 2
    assert "error: file:" in err

    code, _, err = await run("stream", str(sound), "--url", nowhere, "--patience", "0")
    assert code == 3
    assert "error: unreachable:" in err
    assert "make run" in err

    code, _, err = await run("stream", str(sound), "--url", "ftp://x")
    assert code == 2
    assert "error: address:" in err

    code, _, err = await run("stream", str(sound), "--speed", "0")
    assert code == 2

    code, _, err = await run("stream", str(sound), ADVENTURE_PATIENCE_S="secret-value")
    assert code == 2
    assert "ADVENTURE_PATIENCE_S" in err
    assert "secret-value" not in err


async def test_the_servers_no_is_exit_1_with_its_code(sound: Path) -> None:
    async def only(peer: Peer) -> None:
        await peer.greet()
        await peer.hear(SAMPLE_RATE)
        await peer.close(4508, "session_ended")

    async with playing(Play(only)) as address:
        code, out, err = await run("stream", str(sound), "--url", address.http)
    assert code == 1
    assert err == "error: session_ended: As the script says. (4508)\n"
    assert "session_ended" not in out, "it is said once, last"


async def test_ctrl_c_stops_sending_and_says_how_to_go_on(sound: Path) -> None:
    """The window holds most of the file back: whoever does not obey waits for ever and never closes."""
    heard = asyncio.Event()

    async def only(peer: Peer) -> None:
        await peer.greet()
        await peer.hear(SAMPLE_RATE)
        heard.set()
        async with asyncio.timeout(PATIENCE_S):
            await peer.hear(peer.play.samples + TOTAL)  # no `end`: the stream may go on

    play = Play(only, window_s=2.0)
    async with playing(play) as address:
        process = await command("stream", str(sound), "--url", address.http)
        await heard.wait()
        process.send_signal(signal.SIGINT)
        _, err = await process.communicate()
    assert process.returncode == 130
    assert play.samples < TOTAL
    assert f"--session {SESSION} --stream {play.hellos[0]['stream_id']}" in err.decode()
    assert "canary-token" not in err.decode()


async def test_a_reader_that_leaves_ends_it_quietly(sound: Path) -> None:
    async def only(peer: Peer) -> None:
        await peer.greet()
        for seq in range(1, 5000):
            await peer.event(seq, text="words " * 200)
        await peer.connection.wait_closed()

    async with playing(Play(only)) as address:
        process = await command("stream", str(sound), "--url", address.http, "--json")
        assert process.stdout is not None
        await process.stdout.readline()
        process.stdout._transport.close()  # type: ignore[attr-defined]
        assert process.stderr is not None
        err = await process.stderr.read()
        assert await process.wait() == 1
    assert b"Traceback" not in err
