"""Ten minutes of speech through the whole product, both vendors and a bucket: the right calls, in the right order and
with the right bodies, a ledger like the vendors' invoice, every picture in the bucket, nothing secret or said in a log.

The product is a process of its own, the vendors and the object storage are servers that speak their wire formats.
"""

from __future__ import annotations

import asyncio
import io
import re
import secrets
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import PIL.Image
import pytest
from harness.looking import Rows
from harness.person import Person
from harness.product import product
from harness.s3 import SECRET, ObjectStorage
from vendors.calls import Call
from vendors.gemini_server import KEY as GEMINI_KEY
from vendors.gemini_server import Gemini
from vendors.openai_server import KEY as OPENAI_KEY
from vendors.openai_server import OpenAI
from vendors.serving import serving
from vendors.tariffs import prices_of

from clients import flac
from clients.prices import Prices
from pipeline.prompts import prompt

SPEECH = Path(__file__).parents[1] / "fixtures" / "speech"
MINUTES = 10
EVERY_S = 9
CANARY = "zyxomma"
PLACES = ("forest", "tavern", "crypt", "bridge", "castle", "cave", "harbour", "temple")
RATE = 16_000


@dataclass
class Evening:
    """The product, both vendors, and what is said."""

    url: str
    log: Path
    openai: OpenAI
    gemini: Gemini
    s3: ObjectStorage
    prefix: str
    said: dict[str, bytes]

    @property
    def recording(self) -> bytes:
        """All of it as a WAV file."""
        pcm = b"".join(part + bytes(2 * (EVERY_S * RATE) - len(part)) for part in self.said.values())
        head = struct.pack("<I4s4sIHHIIHH", 36 + len(pcm), b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16)
        return b"RIFF" + head + b"data" + struct.pack("<I", len(pcm)) + pcm


def sentences() -> dict[str, bytes]:
    """What is said, and sounds: real speech, no two alike in their bytes. Any sound may get any of the words."""
    clips = [flac.decode(path.read_bytes()) for path in sorted(SPEECH.glob("*.flac"))]
    said: dict[str, bytes] = {}
    for n in range(MINUTES * 60 // EVERY_S):
        who = "Mira walks" if n % 3 == 0 else "You walk"
        samples = np.frombuffer(clips[n % len(clips)], "<i2")
        noise = np.random.default_rng(n).integers(-2, 3, len(samples))
        pcm = np.clip(samples + noise, -32768, 32767).astype("<i2").tobytes()
        said[f"{who} to the {PLACES[n % len(PLACES)]} and see the {CANARY} number {n}."] = pcm
    return said


@pytest.fixture
async def evening(database_url: str, tmp_path: Path, s3: ObjectStorage) -> AsyncIterator[Evening]:
    prices = prices_of(Prices.load())
    openai, gemini, said = OpenAI(prices=prices), Gemini(prices=prices), sentences()
    openai.said.next(*said)
    prefix, log = f"evening-{secrets.token_hex(4)}", tmp_path / "log"
    with serving(openai) as openai_url, serving(gemini) as gemini_url:
        environment = {
            "DATABASE_URL": database_url,
            "OPENAI_BASE_URL": f"{openai_url}/v1",
            "OPENAI_API_KEY": OPENAI_KEY,
            "GOOGLE_GEMINI_BASE_URL": gemini_url,
            "GEMINI_API_KEY": GEMINI_KEY,
            "S3_BUCKET": "pictures",
            "ADVENTURE_S3_PREFIX": prefix,
            "ADVENTURE_PAINTERS": "google, offline",
            "ADVENTURE_LANGUAGES": "en",
            "ADVENTURE_UPLOAD_SPEED": "1000",
            "ADVENTURE_LOG_LEVEL": "debug",
        }
        async with product(tmp_path / "data", log, environment) as url:
            yield Evening(url, log, openai, gemini, s3, prefix, said)


async def prepare(person: Person) -> None:
    """A character with a face, a name to be heard, a style."""
    made = await person.post("/api/v1/characters", json={"name": "Mira", "description": "a tall elf; a grey cloak"})
    assert made.status_code == 201, made.text
    face = io.BytesIO()
    PIL.Image.new("RGB", (300, 300), (180, 140, 110)).save(face, "PNG")
    put = await person.put(
        f"/api/v1/characters/{made.json()['id']}/portrait", files={"file": ("face.png", face.getvalue(), "image/png")}
    )
    assert put.status_code == 200, put.text
    styled = await person.put("/api/v1/user/settings", json={"current_style_text": "a woodcut in two colours"})
    assert styled.status_code == 200, styled.text


async def test_ten_minutes(evening: Evening, rows: Rows) -> None:
    async with Person.at(evening.url) as person:
        await prepare(person)
        answer = await person.post(
            "/api/v1/audio/upload", files={"file": ("evening.wav", evening.recording, "audio/wav")}
        )
        assert answer.status_code == 202, answer.text
        session = answer.json()["session_id"]
        async with asyncio.timeout(180):
            while True:
                upload = (await person.get(f"/api/v1/uploads/{answer.json()['id']}")).json()
                if upload["status"] not in ("pending", "processing"):
                    break
                await asyncio.sleep(0.2)
        assert upload["status"] == "completed", upload
        await rows.once(lambda: _all_told(rows))
        token = person.token
        events = await rows.events(session)
        finals = [event for event in events if event["type"] == "transcript.final"]
        assert sorted(event["text"] for event in finals) == sorted(evening.said), "everything, once"
        assert [event["from"] for event in finals] == sorted(event["from"] for event in finals)
        lengths = {call.answered_text: call.audio_s for call in evening.openai.of("transcription")}
        for event in finals:
            assert lengths[event["text"]] == pytest.approx((event["to"] - event["from"]) / RATE), "to its own sound"
        check_calls(evening, events)
        await check_money(evening, person, rows, events)
        await check_pictures(evening, person, events)
    check_log(evening, token)


async def _all_told(rows: Rows) -> bool:
    """An upload is completed when its words are all in scenes; the last of those may still be told."""
    return not await rows.value("select count(*) from scenes where status = 'open'")


def check_calls(evening: Evening, events: list[dict[str, Any]]) -> None:
    """Each utterance: heard, then placed, then composed; each scene that passed the gate: painted. Nothing else."""
    heard = evening.openai.of("transcription")
    assert sorted(call.answered_text for call in heard) == sorted(evening.said)
    for call in heard:
        assert call.model == "gpt-transcribe"
        assert call.body["keywords"] == ["Mira"]
        assert call.body["languages"] == ["en"]
        assert call.audio_s is not None
        assert call.audio_s < EVERY_S
    told = evening.openai.of("text")
    assert len(told) == 2 * len(evening.said)
    last = -1.0
    for text in (event["text"] for event in events if event["type"] == "transcript.final"):
        [hearing] = [call for call in heard if call.answered_text == text]
        placing, composing = (call for call in told if _asked_about(call, text))
        assert hearing.at < placing.at < composing.at
        assert placing.at >= last, "scenes are told in order"
        last = placing.at
        for call, stage in ((placing, "environment"), (composing, "scene")):
            assert call.path == "/v1/responses"
            assert call.body["instructions"] == prompt(stage).text
            form = call.body["text"]["format"]
            assert (form["type"], form["name"], form["strict"]) == ("json_schema", stage, True)
            assert call.body["store"] is False
            assert "tools" not in call.body
    painted = evening.gemini.of("image")
    published = [event for event in events if event["type"] == "image.published" and event["quality"] == "final"]
    assert len(painted) == len(published) > 5
    assert len({event["image"] for event in published}) == len(published)
    for call in painted:
        assert call.path.endswith("/models/gemini-3.1-flash-image:generateContent")
        config = call.body["generationConfig"]
        assert config["imageConfig"]["aspectRatio"] == "16:9"
        assert config["responseModalities"] == ["IMAGE"]
        assert "Style: a woodcut in two colours." in call.text
        assert "Mira" not in call.text, "a name means nothing to a painter"
        assert len(call.images) == ("a tall elf" in call.text)
    assert {len(call.images) for call in painted} == {0, 1}
    # A sketch stands before each picture, and costs nothing.
    sketches = [event for event in events if event["type"] == "image.published" and event["quality"] == "sketch"]
    assert {event["scene"] for event in sketches} <= {event["scene"] for event in published}
    assert all(event["cost_usd"] == 0 for event in sketches)


def _asked_about(call: Call, text: str) -> bool:
    return text in call.text.rpartition('"said"')[2]


async def check_money(evening: Evening, person: Person, rows: Rows, events: list[dict[str, Any]]) -> None:
    """The ledger is the vendors' invoice: each call once, to the cent; and everybody is told the same."""
    booked = await rows.connection.fetch(
        "select model, count(*) as calls, sum(charged)::bigint as charged, bool_and(charged <= reserved) as enough,"
        " bool_and(state = 'settled') as settled from adventure.ledger group by model"
    )
    ours = {row["model"]: row for row in booked}
    theirs = {line.model: line for vendor in (evening.openai, evening.gemini) for line in vendor.invoice.lines}
    assert ours.keys() == theirs.keys() == {"gpt-transcribe", "gpt-5.4-mini", "gemini-3.1-flash-image"}
    for model, line in theirs.items():
        row = ours[model]
        assert (row["calls"], row["settled"], row["enough"]) == (line.calls, True, True), model
        # We round up, by sound and by words; they round to the nearest.
        assert 0 <= row["charged"] - line.nano_usd <= 2 * line.calls, model
    total = sum(row["charged"] for row in booked)
    assert total > 10**8
    assert total == pytest.approx(sum(line.nano_usd for line in theirs.values()), abs=10**7 / 2)
    assert sum(event.get("cost_usd", 0) for event in events) * 1e9 == pytest.approx(total, abs=1)
    for name in ("session_spending", "account_spending", "server_spending"):
        assert await rows.value(f"select array[sum(held), sum(spent)]::bigint[] from adventure.{name}") == [0, total]
    assert (await person.get("/api/v1/usage")).json()["total"]["cost_usd"] == total / 1e9


async def check_pictures(evening: Evening, person: Person, events: list[dict[str, Any]]) -> None:
    """Every picture that was announced is in the bucket, can be fetched and is one; and nothing else is there."""
    published = [event for event in events if event["type"] == "image.published"]
    found: set[str] = set()
    async with httpx.AsyncClient() as browser:
        for event in published:
            led = await person.get(event["url"])
            assert led.status_code == 302
            link = led.headers["location"]
            found.add(urlsplit(link).path.removeprefix("/pictures/"))
            got = await browser.get(link)
            assert got.status_code == 200
            with PIL.Image.open(io.BytesIO(got.content)) as picture:
                assert picture.size == (event["width"], event["height"])
                assert picture.width * 9 == pytest.approx(picture.height * 16, rel=0.02)
    assert len(found) == len({event["image"] for event in published}) > 10
    kept = {*evening.s3.keys("pictures", evening.prefix)}
    assert found <= kept
    others = {key.removeprefix(f"{evening.prefix}/").partition("/")[0] for key in kept - found}
    assert others <= {"pictures", str(person.user_id)}, "smaller ones and the face; the recording is gone"


def check_log(evening: Evening, token: str) -> None:
    """At debug level, too: no key, no token, nothing that was said."""
    log = evening.log.read_text("utf-8", "replace")
    for secret in (OPENAI_KEY, GEMINI_KEY, SECRET, "X-Amz-Signature", token, CANARY, "woodcut in two", "tall elf"):
        assert secret not in log
    assert not re.search(r"AIza|sk-local|eyJ[\w-]{10}", log)
