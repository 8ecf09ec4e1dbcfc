"""What the doctor looks at by trying it: the database, the ears, the storage, the engines and their vendors."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from clients import flac
from clients.local.folder_blobs import FolderBlobs
from clients.local.offline_transcriber import OfflineTranscriber
from clients.local.postgres_binaries import programs
from clients.postgres_checks import check_login, is_transaction_pooler, server_version
from clients.postgres_migrations import pending
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE
from server import doctor, engine_probes, storage_probe
from server.assets import SAMPLE
from server.doctor import Check, Probe
from server.parts import storage
from server.settings import Settings


def probes(*, real: bool = False) -> Mapping[str, Probe]:
    """What `adventure-art doctor` looks at beside its own checks; a name for a probe that fails, and the probe.

    ``real``: ask each vendor once, which costs a few cents.
    """
    looked: dict[str, Probe] = {"database": _probe_database, "hearing": _probe_hearing, "engines": _probe_engines}
    looked["storage"] = partial(_probe_storage, real=real)
    return looked | {"vendors": _probe_vendors} if real else looked


async def _probe_database(settings: Settings) -> Sequence[Check]:
    if settings.database_url is None:
        await asyncio.to_thread(programs, for_everyone=False)
        return [
            Check("database", "ok", f"The embedded PostgreSQL is there; its data is in {settings.data / 'postgres'}.")
        ]
    dsn = settings.database_url.get_secret_value()
    version = await server_version(dsn)
    pooler = await is_transaction_pooler(dsn)
    return doctor.database(version, len(await pending(dsn)), await check_login(dsn), pooler=pooler)


async def _probe_hearing(_settings: Settings) -> Sequence[Check]:
    transcriber = OfflineTranscriber(processes=1)  # one shows it, and each takes seconds
    try:
        await transcriber.start()
        await transcriber.transcribe(bytes(SAMPLE_RATE * BYTES_PER_SAMPLE))
    finally:
        await transcriber.aclose()
    return [Check("hearing", "ok", "The offline recogniser loads.")]


async def _probe_storage(settings: Settings, *, real: bool) -> Sequence[Check]:
    if settings.s3_bucket is None:
        return []
    async with storage.opened(settings, settings.data) as kept:
        await kept.reach()
        checks = storage_probe.kept(settings, kept.origin)
        return [*checks, *await storage_probe.probed(kept.blobs)] if real else checks


async def _probe_engines(settings: Settings) -> Sequence[Check]:
    return await engine_probes.chosen(settings, FolderBlobs(settings.data / "blobs"))


async def _probe_vendors(settings: Settings) -> Sequence[Check]:
    def speech() -> bytes:
        return flac.decode(SAMPLE.read_bytes())[: 3 * SAMPLE_RATE * BYTES_PER_SAMPLE]

    return await engine_probes.probed(settings, FolderBlobs(settings.data / "blobs"), speech)
