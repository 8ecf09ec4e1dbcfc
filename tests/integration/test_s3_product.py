"""The product with a bucket: an uploaded recording becomes pictures that browsers fetch from a real S3 server by links
of the product, and an account's deletion empties the bucket.
"""

from __future__ import annotations

import asyncio
import io
import os
import secrets
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import PIL.Image
import pytest
from harness.client import PATIENCE_S
from harness.looking import Rows
from harness.person import Person
from harness.processes import free_port
from harness.s3 import SECRET, ObjectStorage

from clients import flac
from pipeline.errors import ConfigurationError
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE
from server.app import create_app
from server.assets import SAMPLE
from server.doctor import Check
from server.parts.probes import probes
from server.settings import Settings, load

pytestmark = pytest.mark.usefixtures("clients")

SPOKEN = flac.encode(flac.decode(SAMPLE.read_bytes())[: 20 * SAMPLE_RATE * BYTES_PER_SAMPLE])
"""The sample's first twenty seconds: a village in the rain."""


@dataclass
class Product:
    url: str
    log: Path
    prefix: str
    process: asyncio.subprocess.Process


@pytest.fixture
async def product(database_url: str, tmp_path: Path, s3: ObjectStorage) -> AsyncIterator[Product]:
    port, prefix, log = free_port(), f"evening-{secrets.token_hex(4)}", tmp_path / "log"
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "S3_BUCKET": "pictures",
        "ADVENTURE_S3_PREFIX": prefix,
        "ADVENTURE_UPLOAD_SPEED": "1000",
        "ADVENTURE_LOG_LEVEL": "debug",
        "ADVENTURE_DATA": str(tmp_path / "data"),
    }
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.cli", "serve", "--port", str(port), env=environment, stdout=out, stderr=out
        )
    try:
        url = f"http://127.0.0.1:{port}"
        async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient() as http:
            while True:
                assert process.returncode is None, log.read_text()
                try:
                    if (await http.get(f"{url}/readyz")).status_code == 200:
                        break
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)
        yield Product(url, log, prefix, process)
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()


async def test_an_evening_in_a_bucket(product: Product, s3: ObjectStorage, rows: Rows) -> None:
    def keys() -> list[str]:
        return s3.keys("pictures", product.prefix)

    async with Person.at(product.url) as person, httpx.AsyncClient() as browser:
        accepted = await person.post("/api/v1/audio/upload", files={"file": ("evening.flac", SPOKEN, "audio/flac")})
        assert accepted.status_code == 202
        viewer = await person.watching()
        published = await viewer.until("image.published", quality="final")
        await rows.once(lambda: _heard(person, accepted.json()["id"]))

        # Whoever has the id is led to the bytes, large and small, with their type, for some minutes.
        at = published["url"]
        large, small = await person.get(at), await person.get(at, params={"w": "480"})
        for answer, width in ((large, published["width"]), (small, 480), (await person.get(f"{at}?w=480"), 480)):
            assert answer.status_code == 302
            assert answer.headers["cache-control"] == "private, no-cache"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.content == b""
            link = answer.headers["location"]
            assert link.startswith(f"{s3.url}/pictures/{product.prefix}/pictures/{person.user_id}/")
            assert parse_qs(urlsplit(link).query)["X-Amz-Expires"] == ["300"]
            followed = await browser.get(link)
            assert followed.status_code == 200
            assert followed.headers["content-type"] == "image/webp"
            assert PIL.Image.open(io.BytesIO(followed.content)).width == width
            assert (await browser.get(link.partition("?")[0])).status_code in (400, 401, 403)
        assert small.headers["location"] != large.headers["location"]

        # The pages may show what is there; nothing else names it.
        page = await person.get("/")
        assert f"img-src 'self' {s3.url} data: blob:" in page.headers["content-security-policy"]
        for told in (viewer.messages, (await person.get("/api/v1/sessions")).json()):
            assert s3.url not in str(told)
            assert product.prefix not in str(told)

        # A hidden one leads nowhere, and comes back.
        await viewer.send({"type": "hide", "scene": published["scene"]})
        await viewer.until("scene.hidden")
        for hidden in (await person.get(at), await person.get(at, params={"w": "480"})):
            assert hidden.status_code == 410
            assert "location" not in hidden.headers
        await viewer.send({"type": "show", "scene": published["scene"]})
        await viewer.until("scene.shown")
        assert (await person.get(at)).status_code == 302

        # Exports are put together here.
        export = zipfile.ZipFile(io.BytesIO((await person.get("/api/v1/account/export")).content))
        assert any(name.endswith(".webp") for name in export.namelist())

        # The recording has gone, pictures stay until their account goes.
        await rows.once(lambda: _only_pictures(keys))
        assert (await person.delete("/api/v1/account")).status_code == 204
        await rows.once(lambda: _nobody(rows))
        assert keys() == []
        assert s3.unfinished("pictures", product.prefix) == []
        assert (await person.get(at)).status_code == 404
    product.process.terminate()
    assert await product.process.wait() == 0
    log = product.log.read_text()
    assert "upload.cut" in log
    for secret in (SECRET, "X-Amz-Signature", product.prefix, "pictures/"):
        assert secret not in log


async def _heard(person: Person, upload: str) -> bool:
    return (await person.get(f"/api/v1/uploads/{upload}")).json()["status"] == "completed"


async def _only_pictures(keys: Callable[[], list[str]]) -> bool:
    there = keys()
    return bool(there) and all("/pictures/" in key for key in there)


async def _nobody(rows: Rows) -> bool:
    return not await rows.value("select count(*) from auth.users")


# -- a storage that is not as it should be -----------------------------------------------------------------------------


def settings(data: Path, database_url: str | None = None, **given: Any) -> Settings:
    return Settings(data=data, database_url=database_url, s3_bucket="pictures", port=0, **given)  # pyright: ignore[reportArgumentType]


async def test_a_wrong_secret_stops_the_start(
    s3: ObjectStorage, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    app = create_app(settings(tmp_path, database_url))
    with pytest.raises(ConfigurationError, match="AWS_SECRET_ACCESS_KEY"):
        async with app.router.lifespan_context(app):
            pass


async def test_a_storage_that_is_away_does_not_stop_the_start(
    s3: ObjectStorage, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    app = create_app(settings(tmp_path, database_url))
    async with app.router.lifespan_context(app):
        pass


async def examined(tmp_path: Path, **given: Any) -> list[Check]:
    probe = probes(real=True)["storage"]
    return list(await probe(settings(tmp_path, **given)))


async def test_the_doctor_says_that_all_is_well(s3: ObjectStorage, tmp_path: Path) -> None:
    checks = await examined(tmp_path, s3_prefix="doctored")
    assert [check.status for check in checks] == ["ok", "ok", "ok"]
    assert s3.url in checks[0].found
    assert s3.keys("pictures", "doctored") == [], "what it stored to see is gone"
    assert SECRET not in str(checks)


async def test_the_doctor_only_looks_without_probe(s3: ObjectStorage, tmp_path: Path) -> None:
    checks = await probes()["storage"](settings(tmp_path, s3_prefix="looked"))
    assert [(check.name, check.status) for check in checks] == [("storage", "ok")]
    assert await probes()["storage"](load(data=tmp_path)) == []


async def test_the_doctor_follows_links_to_where_browsers_go(s3: ObjectStorage, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    checks = await examined(tmp_path, s3_public_url=nobody, public_url="https://adventure.example")
    assert [check.status for check in checks] == ["ok", "warn", "ok", "warn"]
    assert "ADVENTURE_S3_PUBLIC_URL" in checks[1].todo, "a page by https shows no pictures by http"
    assert "ADVENTURE_S3_PUBLIC_URL" in checks[3].todo


async def test_the_doctor_finds_an_open_bucket(s3: ObjectStorage, tmp_path: Path) -> None:
    """A proxy stands for a bucket that anybody may read: it signs what nobody signed."""

    async def opened(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode().partition("?")[0]
        with s3.looking() as client:
            bucket, _, key = path.lstrip("/").partition("/")
            body = client.get_object(Bucket=bucket, Key=key)["Body"].read()
        head = (
            f"HTTP/1.1 200 OK\r\ncontent-type: image/webp\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(opened, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        checks = await examined(tmp_path, s3_public_url=address)
    assert [check.status for check in checks] == ["ok", "ok", "ok", "fail"]
    assert "private" in checks[-1].todo
