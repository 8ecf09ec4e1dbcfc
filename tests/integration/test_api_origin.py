"""The API that the product began with: its paths, methods, bodies and status codes, as its first clients send them."""

from __future__ import annotations

from uuid import uuid4

from harness.client import sign_up
from harness.evening import as_person
from harness.processes import ServerProcess
from harness.recordings import recording
from harness.tape import silence

EVENT = {
    "id", "session_id", "timestamp", "event_type", "transcript", "scene_prompt", "image_url", "environment_snapshot",
    "style_snapshot", "processing_duration_ms",
}  # fmt: skip


async def test_characters(standing: ServerProcess) -> None:
    async with as_person(standing.url, await sign_up(standing.url)) as http:
        made = await http.post("/api/v1/characters", json={"name": "Kara", "description": "A dwarf in green."})
        assert made.status_code == 201
        kara = made.json()
        assert (kara["name"], kara["description"]) == ("Kara", "A dwarf in green.")
        listed = await http.get("/api/v1/characters")
        assert (listed.status_code, [item["id"] for item in listed.json()]) == (200, [kara["id"]])
        at = f"/api/v1/characters/{kara['id']}"
        changed = await http.put(at, json={"name": "Kara the Bold", "description": "In red."})
        assert (changed.status_code, changed.json()["name"]) == (200, "Kara the Bold")
        assert (await http.delete(at)).status_code == 204
        assert (await http.get("/api/v1/characters")).json() == []
        for method in ("PUT", "DELETE"):
            gone = await http.request(method, at, json={"name": "Kara", "description": ""})
            assert (gone.status_code, gone.json()["code"]) == (404, "not_found")


async def test_settings(standing: ServerProcess) -> None:
    async with as_person(standing.url, await sign_up(standing.url)) as http:
        assert (await http.get("/api/v1/user/settings")).status_code == 200
        wanted = {
            "current_environment_description": "A cave by night.",
            "environment_locked": True,
            "current_style_text": "Ink and wash.",
        }
        changed = await http.put("/api/v1/user/settings", json=wanted)
        assert changed.status_code == 200
        found = (await http.get("/api/v1/user/settings")).json()
        assert {name: found[name] for name in wanted} == wanted
        assert changed.json() == found


async def test_audio_and_sessions(standing: ServerProcess) -> None:
    async with as_person(standing.url, await sign_up(standing.url)) as http:
        data = recording(silence(0.5), "wav")
        sent = await http.post("/api/v1/audio/upload", files={"file": ("chunk.wav", data, "audio/wav")})
        assert (sent.status_code, sent.json()["status"]) == (202, "pending")
        sessions = await http.get("/api/v1/sessions")
        assert (sessions.status_code, [one["id"] for one in sessions.json()["sessions"]]) == (
            200,
            [sent.json()["session_id"]],
        )
        events = await http.get(f"/api/v1/sessions/{sent.json()['session_id']}/events")
        assert (events.status_code, events.json()) == (200, {"events": [], "next": None})
        assert (await http.get(f"/api/v1/sessions/{uuid4()}/events")).status_code == 404
        document = (await http.get("/api/v1/openapi.json")).json()
        assert {*document["components"]["schemas"]["SessionEvent"]["properties"]} >= EVENT


async def test_all_of_it_needs_a_token(standing: ServerProcess) -> None:
    async with as_person(standing.url, "none") as http:
        for method, path in (
            ("POST", "/api/v1/audio/upload"),
            ("GET", "/api/v1/characters"),
            ("POST", "/api/v1/characters"),
            ("PUT", f"/api/v1/characters/{uuid4()}"),
            ("DELETE", f"/api/v1/characters/{uuid4()}"),
            ("GET", "/api/v1/user/settings"),
            ("PUT", "/api/v1/user/settings"),
            ("GET", "/api/v1/sessions"),
            ("GET", f"/api/v1/sessions/{uuid4()}/events"),
        ):
            answer = await http.request(method, path, json={})
            assert (answer.status_code, answer.json()["code"]) == (401, "bad_token"), (method, path)
