"""A long session: how fast its history, a search and an export are, over HTTP from the product on a real database.

10,000 events: 8,000 utterances and 400 scenes with pictures. The export is read without being kept; memory is that of
the server's process, sampled while it sends.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import psutil

from benchmarks.engines import instant_engines
from clients.local.folder_blobs import FolderBlobs
from clients.local.postgres_server import PostgresServer
from clients.postgres_migrations import migrate
from server.app import Ports, create_app
from server.serve import Server, configuration
from server.settings import load

UTTERANCES = 8000
SCENES = 400
ROUNDS = 40
PICTURE_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Result:
    """Times in milliseconds, sizes in MiB."""

    events: int
    first_page_p50_ms: float
    first_page_p99_ms: float
    search_p50_ms: float
    search_p99_ms: float
    export_s: float
    export_mib: float
    export_memory_mib: float


_WORDS = (
    "array['the','torch','goblins','bridge','river','castle','dragon','shadow','door','stairs','rain','forest','king',"
    "'sword','silver','moon','cellar','tavern','road','cliff']"
)

_JOBS = f"""
insert into jobs (user_id, session_id, status, outcome, kind, text, from_sample, to_sample, scene)
select $2, $1, 'completed', 'final', 'narration',
  (select string_agg(({_WORDS})[1 + (n * 7 + w * w * 3 + w * n) % 20], ' ') from generate_series(1, 18) w),
  n * 48000, n * 48000 + 40000, 1 + n * {SCENES} / ({UTTERANCES} + 1)
from generate_series(1, {UTTERANCES}) n order by n
"""

_REST = (
    f"""insert into scenes (session_id, number, user_id, mode, stage, status, utterances, decision, image_id)
    select $1, n, $2, 'file', 'paint', 'published', '{{1}}', jsonb_build_object('paint', true, 'reason', '',
      'title', 'The bridge ' || n, 'prompt', repeat('A torch over the river. ', 20), 'characters', '[]'::jsonb,
      'kind', 'action'), md5($1::uuid::text || n) from generate_series(1, {SCENES}) n""",
    f"""insert into pictures (id, user_id, session_id, scene, key, content_type, width, height, quality, engine, bytes,
      duration_ms)
    select md5($1::uuid::text || n), $2, $1, n, 'pictures/' || md5($1::uuid::text || n) || '.webp', 'image/webp', 1280,
      720, 'final', 'bench', {PICTURE_BYTES}, 100 from generate_series(1, {SCENES}) n""",
    """insert into session_events (session_id, user_id, seq, event_type, payload)
    select $1, $2, row_number() over (order by id), 'transcript.final',
      jsonb_build_object('utterance', id, 'text', text, 'from', from_sample, 'to', to_sample)
    from jobs where session_id = $1""",
    f"""insert into session_events (session_id, user_id, seq, event_type, scene, transcript, scene_prompt, image_url,
      environment_snapshot, payload)
    select $1, $2, {UTTERANCES} + n, 'scene', n, repeat('words ', 60), repeat('a torch ', 40),
      '/i/' || md5($1::uuid::text || n), repeat('a river ', 20),
      jsonb_build_object('scene', n, 'image', md5($1::uuid::text || n))
    from generate_series(1, {SCENES}) n""",
    f"""insert into session_events (session_id, user_id, seq, event_type, payload)
    select $1, $2, {UTTERANCES + SCENES} + n, 'utterance.classified',
      jsonb_build_object('utterance', n, 'kind', 'action') from generate_series(1, {10_000 - UTTERANCES - SCENES}) n""",
    "update sessions set head = 10000 where id = $1 and user_id = $2",
)


async def run() -> Result:
    """Fill, serve, measure."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        postgres = PostgresServer(data / "postgres")
        await migrate(await postgres.start())
        try:
            return await _measure(postgres, data)
        finally:
            await postgres.stop()


async def _measure(postgres: PostgresServer, data: Path) -> Result:
    settings = load(data=data, database_url=postgres.server_dsn, port=_free_port())
    blobs = FolderBlobs(data / "blobs")
    app = create_app(settings, Ports(instant_engines(lambda _pcm, _at: None, blobs)))
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with app.router.lifespan_context(app):
        server = Server(configuration(settings, app), started.set_result)
        serving = asyncio.create_task(server.serve())
        port = await started
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120) as http:
                return await _ask(http, postgres, blobs)
        finally:
            await app.state.drain()
            server.should_exit = True
            await serving


async def _ask(http: httpx.AsyncClient, postgres: PostgresServer, blobs: FolderBlobs) -> Result:
    signed = (await http.post("/auth/v1/signup", json={})).json()
    http.headers["authorization"] = f"Bearer {signed['access_token']}"
    session = UUID((await http.post("/api/v1/sessions", json={})).json()["id"])
    await _fill(postgres, blobs, session, UUID(signed["user"]["id"]))
    pages = [await _timed(http, f"/api/v1/sessions/{session}/events") for _ in range(ROUNDS)]
    words = ("dragon", "torch river", '"silver moon"', "castle -goblins")
    found = [await _timed(http, f"/api/v1/search?q={words[n % len(words)]}") for n in range(ROUNDS)]
    process = psutil.Process(os.getpid())
    before = most = process.memory_info().rss
    begun, size = time.perf_counter(), 0
    async with http.stream("GET", f"/api/v1/sessions/{session}/export") as answer:
        async for chunk in answer.aiter_bytes():
            size += len(chunk)
            most = max(most, process.memory_info().rss)
    return Result(
        10_000,
        *_centiles(pages),
        *_centiles(found),
        round(time.perf_counter() - begun, 2),
        round(size / 2**20, 1),
        round((most - before) / 2**20, 1),
    )


async def _fill(postgres: PostgresServer, blobs: FolderBlobs, session: UUID, user: UUID) -> None:
    owner = await asyncpg.connect(postgres.owner_dsn)
    try:
        for statement in (_JOBS, *_REST, "analyze"):
            await (owner.execute(statement, session, user) if "$" in statement else owner.execute(statement))
        keys = [row["key"] for row in await owner.fetch("select key from pictures")]
    finally:
        await owner.close()
    picture = os.urandom(PICTURE_BYTES)
    for key in keys:
        await blobs.put(key, picture, "image/webp")


async def _timed(http: httpx.AsyncClient, path: str) -> float:
    begun = time.perf_counter()
    answer = await http.get(path)
    took = (time.perf_counter() - begun) * 1000
    answer.raise_for_status()
    return took


def _centiles(times: list[float]) -> tuple[float, float]:
    cut = statistics.quantiles(times, n=100)
    return round(cut[49], 1), round(cut[98], 1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Measure and print."""
    for name, value in asdict(asyncio.run(run())).items():
        print(f"{name:>22} {value}")


if __name__ == "__main__":
    main()
