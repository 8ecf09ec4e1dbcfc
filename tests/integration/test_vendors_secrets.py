"""No key, no token and nothing that was said gets into a log at debug level, whatever goes wrong on the way.

Vendors and storage quote in their errors what they were given, as some do: keys, and the words of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from harness.client import Host
from harness.person import Person
from harness.product import command, product
from harness.recordings import recording
from harness.tape import tape
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from vendors.calls import Call
from vendors.gemini_server import KEY as GEMINI_KEY
from vendors.gemini_server import Gemini
from vendors.openai_server import KEY as OPENAI_KEY
from vendors.openai_server import OpenAI
from vendors.script import Chaos
from vendors.serving import serving
from vendors.shapes import Failed
from vendors.vendor import Vendor

CANARY = "zyxomma"
STORAGE_SECRET = "storage-secret-0123456789"
WRONG_KEY = "sk-proj-wrongwrongwrongwrong"
TELLING = {
    "rate_limited": 1,
    "server_error": 1,
    "bad_gateway": 1,
    "bad_request": 1,
    "refused": 1,
    "malformed": 1,
    "malformed.schema": 1,
    "malformed.cut": 1,
    "malformed.page": 1,
    "reset": 1,
    "cut": 1,
}


QUOTED = f"You came with {OPENAI_KEY} or {GEMINI_KEY} or {WRONG_KEY} and said {CANARY}."


class Gossip(Vendor):
    """Its errors say everything that it knows."""

    def _answer(self, call: Call, began: float, outcome: str, status: int, failed: Failed) -> Response:
        if status >= 400 and isinstance(failed.body, dict):
            error = failed.body["error"]
            failed = replace(failed, body={"error": error | {"message": f"{error['message']} {QUOTED}"}})
        return super()._answer(call, began, outcome, status, failed)


class GossipingGemini(Gossip, Gemini):
    """Google's."""


class GossipingOpenAI(Gossip, OpenAI):
    """OpenAI's, and it is a bucket that never works, too."""

    def routes(self) -> list[Route]:
        async def storage(request: Request) -> Response:
            said = f"{request.headers.get('authorization', '')} {STORAGE_SECRET} {request.url} {CANARY}"
            body = f"<Error><Code>InternalError</Code><Message>{said}</Message></Error>"
            return Response(body, 500, media_type="application/xml")

        every = ["GET", "PUT", "POST", "HEAD", "DELETE"]
        return [*super().routes(), Route("/bucket/{key:path}", storage, methods=every)]


@pytest.fixture
def vendors() -> Iterator[tuple[GossipingOpenAI, GossipingGemini, dict[str, str]]]:
    openai, gemini = GossipingOpenAI(), GossipingGemini()
    openai.said.next(*(f"You come to the tower of {CANARY} number {n}." for n in range(60)))
    with serving(openai) as openai_url, serving(gemini) as gemini_url:
        yield (
            openai,
            gemini,
            {
                "OPENAI_BASE_URL": f"{openai_url}/v1",
                "OPENAI_API_KEY": OPENAI_KEY,
                "GOOGLE_GEMINI_BASE_URL": gemini_url,
                "GEMINI_API_KEY": GEMINI_KEY,
                "AWS_ENDPOINT_URL_S3": openai_url,
                "AWS_ACCESS_KEY_ID": "AKIA0123456789ABCDEF",
                "AWS_SECRET_ACCESS_KEY": STORAGE_SECRET,
                "ADVENTURE_LOG_LEVEL": "debug",
                "ADVENTURE_SCENE_INTERVAL_S": "0",
            },
        )


def check(log: str, *tokens: str) -> None:
    """Nothing of it is there; ``tokens`` are of this run."""
    for secret in (OPENAI_KEY, GEMINI_KEY, STORAGE_SECRET, WRONG_KEY, CANARY, "X-Amz-Signature", *tokens):
        assert secret not in log, secret
    assert not re.search(r"AIza|sk-[\w-]{6}|eyJ[\w-]{10}|AKIA0", log)


async def test_a_bad_day_with_gossiping_vendors(
    vendors: tuple[GossipingOpenAI, GossipingGemini, dict[str, str]], database_url: str, tmp_path: Path
) -> None:
    openai, gemini, environment = vendors
    all_of_them: tuple[Vendor, ...] = (openai, gemini)
    for n, vendor in enumerate(all_of_them):
        vendor.script.chaos(Chaos(0.5, TELLING, seed=n, retry_after_s=0.1))
    log = tmp_path / "log"
    storage = {"DATABASE_URL": database_url, "S3_BUCKET": "bucket"}
    async with product(tmp_path / "data", log, environment | storage) as url, Person.at(url) as person:
        settings = {"current_environment_description": f"A hall of {CANARY}.", "current_style_text": CANARY}
        assert (await person.put("/api/v1/user/settings", json=settings)).is_success
        assert (await person.put("/api/v1/glossary", json={"names": [{"name": CANARY}]})).is_success
        host = Host(url, person.token, tape(2, seed=5).pcm, mode="file")
        await host.perform()
        # The storage takes nothing: an upload fails, and says why without saying what.
        sent = await person.post(
            "/api/v1/audio/upload",
            files={"file": (f"{CANARY}.wav", recording(tape(1, seed=6).pcm, "wav"), "audio/wav")},
        )
        assert sent.status_code >= 500
        file = tmp_path / "speech.wav"
        file.write_bytes(recording(tape(1, seed=7).pcm, "wav"))
        by_token = environment | {"ADVENTURE_URL": url, "ADVENTURE_TOKEN": person.token}
        code, _, told = await command("stream", str(file), "--json", environment=by_token)
        assert code == 0, told
        token = person.token
    outcomes = {call.answer.outcome for vendor in all_of_them for call in vendor.calls if call.answer}
    assert len(outcomes & TELLING.keys()) >= 4, "few things went wrong"
    text = log.read_text("utf-8", "replace")
    assert "engine.switched" in text, "nothing was logged at all"
    check(text, token)
    check(told, token)


async def test_a_doctor_who_finds_everything_wrong(
    vendors: tuple[GossipingOpenAI, GossipingGemini, dict[str, str]], tmp_path: Path
) -> None:
    _, _, environment = vendors
    wrong = {"OPENAI_API_KEY": WRONG_KEY, "GEMINI_API_KEY": "AIzaWrongWrongWrongWrong", "S3_BUCKET": "bucket"}
    code, out, told = await command(
        "doctor", "--probe", "--json", environment=environment | wrong | {"ADVENTURE_DATA": str(tmp_path)}
    )
    assert code == 1
    assert '"fail"' in out
    check(out + told)
