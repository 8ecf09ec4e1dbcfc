"""Schemathesis over the whole document: no 5xx, no status, body, type or method that is not documented.

``ADVENTURE_API_EXAMPLES=200`` makes the run longer, and another one each time; its output names the seed.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness.api_fuzz import Kept
from harness.client import PATIENCE_S, Host, sign_up
from harness.evening import SPEECH, as_person, of
from harness.processes import ServerProcess
from harness.recordings import recording
from harness.tape import silence
from jsonschema import Draft202012Validator

from server.floods import COUNTED

pytestmark = pytest.mark.usefixtures("clients")

TESTS = Path(__file__).parents[1]
EXAMPLES = int(os.environ.get("ADVENTURE_API_EXAMPLES", "0"))
TRIED = 4
"""Examples of an operation in the short run, beside those that cover its document."""

RUN_S = 7200 if EXAMPLES else 300

CONFIGURATION = """
[auth]
auto-signup = false

# Fixed paths that are also values of another path's braces, so that its methods answer there.
[[operations]]
include-path = ["/api/v1/sessions/current", "/api/v1/sessions/{session_id}/scenes/unpin"]
[operations.checks]
unsupported_method.enabled = false
allow_header_conformance.enabled = false
"""

NEVER_RIGHT = {"POST /auth/v1/verify"}
"""Needs a mailed token; see the tests of accounts."""


async def told(url: str, token: str) -> tuple[str, int]:
    """A session with words and pictures, and its last utterance."""
    host = Host(url, token, SPEECH.pcm, mode="file")
    await host.perform()
    assert host.session_id is not None
    return host.session_id, of(host.events, "transcript.final")[-1]["utterance"]


async def furnished(url: str, folder: Path) -> Kept:
    """An account that has one of everything."""
    email, password = "ada@example.org", "correct horse battery"
    token = await sign_up(url)
    async with as_person(url, token) as http:

        async def made(method: str, path: str, **body: Any) -> Any:
            answer = await http.request(method, path, **body)
            assert answer.is_success, answer.text
            return answer.json()

        await made("PUT", "/auth/v1/user", json={"email": email, "password": password})
        privacy = {"keep_recordings": True, "transcript_retention_days": None}
        await made("PUT", "/api/v1/account/privacy", json=privacy)
        spent_id, spent_utterance = await told(url, token)
        # The newer one is the current one.
        await made("POST", f"/api/v1/sessions/{spent_id}/end")
        session_id, utterance = await told(url, token)
        assert session_id != spent_id
        scenes = (await made("GET", f"/api/v1/sessions/{session_id}/scenes"))["scenes"]
        painted = next(scene for scene in scenes if scene["picture"])
        file = {"file": ("silence.wav", recording(silence(0.5), "wav"))}
        pairing = await made("POST", "/api/v1/displays/pairings")
        display = await made("POST", "/api/v1/displays", json={"code": pairing["code"]})
        return Kept(
            url=url,
            token=token,
            email=email,
            password=password,
            session_id=session_id,
            spent_id=spent_id,
            character_id=(await made("POST", "/api/v1/characters", json={"name": "Ada"}))["id"],
            share_id=(await made("POST", "/api/v1/shares", json={}))["id"],
            display_id=display["display"],
            code=pairing["code"],
            secret=pairing["secret"],
            upload_id=(await made("POST", "/api/v1/audio/upload", files=file))["id"],
            number=painted["number"],
            image_id=painted["picture"]["id"],
            utterance=utterance,
            spent_utterance=spent_utterance,
            answers=str(folder / "answers.json"),
        )


async def schemathesis(kept: Kept, folder: Path, *arguments: str) -> dict[str, dict[str, int]]:
    """Run it; returns how often each operation gave each answer. Fails with what it found."""
    (folder / "schemathesis.toml").write_text(CONFIGURATION)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(folder / "schemathesis.toml")),
        *("run", f"{kept.url}/api/v1/openapi.json", "--no-color", "--warnings", "off", "--continue-on-failure"),
        # What a valid value is depends on more than a schema can say: on other fields, on what exists, on the time.
        *("--exclude-checks", "positive_data_acceptance", "--suppress-health-check", "all"),
        *("--request-timeout", str(RUN_S)),  # how long an answer takes is no finding
        *(("--generation-database", "none") if EXAMPLES else ("--generation-deterministic",)),
        *arguments,
    ]
    environment = {"PYTHONPATH": str(TESTS), "SCHEMATHESIS_HOOKS": "harness.api_fuzz", **kept.environment()}
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(RUN_S):
        output, _ = await process.communicate()
    print(output.decode()[-20_000:])
    assert process.returncode == 0, "schemathesis found something; its report is above"
    return json.loads(Path(kept.answers).read_text())  # noqa: ASYNC240


def documented(document: dict[str, Any]) -> dict[str, Any]:
    """Every operation of a document."""
    return {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


async def test_the_server_answers_as_its_document_says(server_at: Callable[..., ServerProcess], tmp_path: Path) -> None:
    server = await server_at().running(public_url="http://127.0.0.1")
    kept = await furnished(server.url, tmp_path)
    async with as_person(server.url, str(kept.token)) as http:
        operations = documented((await http.get("/api/v1/openapi.json")).json())
        answers = await schemathesis(kept, tmp_path, "--phases", "coverage,fuzzing", "-n", str(EXAMPLES or TRIED))
        succeeded = {operation for operation, found in answers.items() if any(int(status) < 400 for status in found)}
        assert operations.keys() - succeeded - NEVER_RIGHT == set(), "never got beyond a refusal"

        nobody = replace(kept, token=None)
        answers = await schemathesis(nobody, tmp_path, "--phases", "fuzzing", "-n", str(EXAMPLES or 2))
        # What an account is needed for tells nobody else anything.
        let_in = {name for name, found in answers.items() if any(int(status) < 400 for status in found)}
        pairing = "POST /api/v1/displays/pairings"
        open_to_all = {"GET /api/v1/config", pairing, f"{pairing}/{{code}}/claim"}
        assert not {name for name in let_in if name.split()[1].startswith("/api/")} - open_to_all

        if EXAMPLES:
            # Calls that follow each other, with what the one before answered. A body that was wrong may have become
            # right by that, and a session that was just made has no events yet.
            unfit = "positive_data_acceptance,negative_data_rejection,ensure_resource_availability"
            alone = replace(kept, token=await sign_up(server.url), as_it_is=True)
            await schemathesis(alone, tmp_path, "--phases", "stateful", "-n", str(EXAMPLES), "--exclude-checks", unfit)

        assert (await http.get("/readyz")).status_code == 200
        assert (await http.get(f"/api/v1/sessions/{kept.session_id}")).status_code == 200, "nobody deleted it"
    assert not re.search(r'"level": ?"(error|critical)"|Traceback', server.log.read_text())


def fits(document: dict[str, Any], operation: dict[str, Any], answer: httpx.Response) -> None:
    """The answer is what the document says for its status."""
    content = operation["responses"][str(answer.status_code)]["content"]
    schema = content[answer.headers["content-type"]]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())


async def test_what_is_answered_before_an_endpoint_runs_is_documented_too(serve_here: Callable[..., Any]) -> None:
    """Schemathesis has no patience to reach a limit."""
    async with serve_here(rate_requests="200/hour", request_bytes=16 * 1024) as here:
        async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
            document = (await http.get("/api/v1/openapi.json")).json()
            operations = documented(document)
            own_bounds = {"POST /api/v1/audio/upload", "PUT /api/v1/characters/{character_id}/portrait"}
            for name, operation in operations.items():
                method, path = name.split()
                if "requestBody" in operation and name not in own_bounds:
                    answer = await http.request(method, path, content=b" " * (16 * 1024 + 1))
                    assert answer.status_code == 413, name
                    fits(document, operation, answer)
            while (await http.get("/auth/v1/health")).status_code == 200:
                pass
            for name, operation in operations.items():
                method, path = name.split()
                answer = await http.request(method, path)
                assert (answer.status_code == 429) == path.startswith(COUNTED), name
                if answer.status_code == 429:
                    fits(document, operation, answer)
                    assert int(answer.headers["retry-after"]) > 0
