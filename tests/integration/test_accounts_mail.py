"""Mailed links: recovering, confirming and moving an address, with and without a mail server."""

from __future__ import annotations

import asyncio
import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from harness.client import PATIENCE_S
from harness.looking import Rows

PASSWORD = "correct horse"
LINK = re.compile(r"https?://\S+/auth/v1/verify\?\S+")


class Mailbox:
    """Plays an SMTP server; ``letters`` gets (recipient, text)."""

    def __init__(self) -> None:
        self.letters: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.broken = 0

    async def link(self, to: str) -> str:
        async with asyncio.timeout(20):
            recipient, text = await self.letters.get()
        assert recipient == to
        found = LINK.search(text)
        assert found is not None, text
        return found[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        to = ""
        while line := (await reader.readline()).decode().strip():
            if line.upper().startswith("RCPT"):
                to = line.partition("<")[2].partition(">")[0]
            if line.upper() == "DATA":
                writer.write(b"354 go on\r\n")
                text = (await reader.readuntil(b"\r\n.\r\n")).decode()
                if self.broken:
                    self.broken -= 1
                    writer.write(b"451 later\r\n")
                    continue
                self.letters.put_nowait((to, text.replace("=\r\n", "").replace("=3D", "=")))
            writer.write(b"221 bye\r\n" if line.upper() == "QUIT" else b"250 yes\r\n")
            if line.upper() == "QUIT":
                break
        writer.close()


@pytest.fixture
async def mailbox() -> AsyncIterator[tuple[Mailbox, int]]:
    made = Mailbox()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    yield made, server.sockets[0].getsockname()[1]
    server.close()


@asynccontextmanager
async def mailing(serve_here: Callable[..., Any], port: int) -> AsyncIterator[httpx.AsyncClient]:
    given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "smtp_from": "gm@here.example"}
    async with serve_here(rate_sign_in="off", public_url="https://play.example", **given) as here:
        async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
            yield http


async def opened(http: httpx.AsyncClient, link: str) -> tuple[str, dict[str, str]]:
    """Where a link leads, and what it tells the page there."""
    parts = urlsplit(link)
    answer = await http.get(f"{parts.path}?{parts.query}")
    assert answer.status_code == 303, answer.text
    page = urlsplit(answer.headers["location"])
    told = {name: values[0] for name, values in parse_qs(page.fragment or page.query).items()}
    return f"{page.scheme}://{page.netloc}{page.path}", told


async def password(http: httpx.AsyncClient, email: str, given: str = PASSWORD) -> httpx.Response:
    body = {"email": email, "password": given}
    return await http.post("/auth/v1/token", params={"grant_type": "password"}, json=body)


async def test_an_address_counts_once_its_link_was_opened(
    serve_here: Callable[..., Any], mailbox: tuple[Mailbox, int]
) -> None:
    post, port = mailbox
    async with mailing(serve_here, port) as http:
        body = {"email": "gm@example.com", "password": PASSWORD}
        made = (await http.post("/auth/v1/signup", json=body)).json()
        assert "access_token" not in made
        assert made["email_confirmed_at"] is None
        assert (await password(http, "gm@example.com")).json()["code"] == "email_not_confirmed"
        assert (await password(http, "gm@example.com", "wrong")).json()["code"] == "invalid_credentials"
        link = await post.link("gm@example.com")
        assert link.startswith("https://play.example/")
        page, told = await opened(http, link)
        assert page == "https://play.example/"
        assert told["type"] == "signup"
        who = await http.get("/auth/v1/user", headers={"authorization": f"Bearer {told['access_token']}"})
        assert who.json()["email"] == "gm@example.com"
        assert (await opened(http, link))[1]["error_code"] == "otp_expired"
        assert (await password(http, "gm@example.com")).status_code == 200
        # Whoever tries the address again cannot tell that it is there.
        again = (await http.post("/auth/v1/signup", json=body)).json()
        assert again.keys() == made.keys()
        assert again["id"] != made["id"]


async def test_an_anonymous_account_moves_to_an_address_when_that_is_proved(
    serve_here: Callable[..., Any], mailbox: tuple[Mailbox, int]
) -> None:
    post, port = mailbox
    async with mailing(serve_here, port) as http:
        session = (await http.post("/auth/v1/signup", json={})).json()
        token = {"authorization": f"Bearer {session['access_token']}"}
        changed = await http.put("/auth/v1/user", json={"email": "a@example.com", "password": PASSWORD}, headers=token)
        assert (changed.json()["new_email"], changed.json()["is_anonymous"]) == ("a@example.com", True)
        assert (await password(http, "a@example.com")).json()["code"] == "invalid_credentials"
        await opened(http, await post.link("a@example.com"))
        kept = (await password(http, "a@example.com")).json()
        assert (kept["user"]["id"], kept["user"]["is_anonymous"]) == (session["user"]["id"], False)
        assert "new_email" not in kept["user"]


async def test_a_deleted_account_is_not_entered_by_a_link(
    serve_here: Callable[..., Any], mailbox: tuple[Mailbox, int], rows: Rows
) -> None:
    """Be its blobs still to be deleted: from the first moment on nobody comes in."""
    post, port = mailbox
    async with mailing(serve_here, port) as http:
        session = (await http.post("/auth/v1/signup", json={})).json()
        token = {"authorization": f"Bearer {session['access_token']}"}
        await http.put("/auth/v1/user", json={"email": "a@example.com", "password": PASSWORD}, headers=token)
        link = await post.link("a@example.com")
        await rows.connection.execute(
            "insert into adventure.blob_deletions (user_id, key, due_at) select id, 'x/y', now() + interval '1 day'"
            " from auth.users"
        )
        assert (await http.delete("/api/v1/account", headers=token)).status_code == 204
        assert (await opened(http, link))[1]["error_code"] == "otp_expired"
        assert (await password(http, "a@example.com")).json()["code"] == "invalid_credentials"
        assert await rows.value("select email from auth.users") is None
        assert await rows.value("select count(*) from auth.one_time_tokens") == 0


async def test_a_letter_is_tried_again(serve_here: Callable[..., Any], mailbox: tuple[Mailbox, int]) -> None:
    post, port = mailbox
    post.broken = 1
    async with mailing(serve_here, port) as http:
        await http.post("/auth/v1/signup", json={"email": "gm@example.com", "password": PASSWORD})
        assert await post.link("gm@example.com")


async def test_recovering_without_a_mail_server_prints_the_link_and_nothing_else_tells_it(
    serve_here: Callable[..., Any], capfd: pytest.CaptureFixture[str], rows: Rows
) -> None:
    async with serve_here(rate_sign_in="off") as here, httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
        await http.post("/auth/v1/signup", json={"email": "gm@example.com", "password": PASSWORD})
        for email in ("nobody@example.com", "gm@example.com"):
            answer = await http.post("/auth/v1/recover", json={"email": email})
            assert (answer.status_code, answer.json()) == (200, {})
        printed = ""
        async with asyncio.timeout(20):
            while (found := LINK.search(printed)) is None:
                printed += capfd.readouterr().out
                await asyncio.sleep(0.01)
        assert "nobody@example.com" not in printed
        link = found[0]
        assert link.startswith(here.url)
        token = parse_qs(urlsplit(link).query)["token"][0]
        kept = await rows.value("select token_hash from auth.one_time_tokens")
        assert kept == sha256(token.encode()).hexdigest()
        _, told = await opened(http, link)
        changed = await http.put(
            "/auth/v1/user",
            json={"password": "another horse"},
            headers={"authorization": f"Bearer {told['access_token']}"},
        )
        assert changed.status_code == 200
        assert (await password(http, "gm@example.com", "another horse")).status_code == 200


async def test_a_link_leads_only_to_known_pages_and_known_hosts(
    serve_here: Callable[..., Any], mailbox: tuple[Mailbox, int]
) -> None:
    post, port = mailbox
    async with mailing(serve_here, port) as http:
        await http.post("/auth/v1/signup", json={"email": "gm@example.com", "password": PASSWORD})
        await opened(http, await post.link("gm@example.com"))
        for place in (
            "https://evil.example/",
            "https://play.example.evil.example/",
            "https://play.example@evil.example/",
        ):
            await http.post(
                "/auth/v1/recover",
                params={"redirect_to": place},
                json={"email": "gm@example.com"},
                headers={"x-forwarded-host": "evil.example"},
            )
            link = await post.link("gm@example.com")
            assert "evil" not in link
            page, _ = await opened(http, f"{link}&redirect_to={place}")
            assert page == "https://play.example/"
        await http.post(
            "/auth/v1/recover",
            params={"redirect_to": "https://play.example/reset"},
            json={"email": "gm@example.com"},
        )
        page, told = await opened(http, await post.link("gm@example.com"))
        assert (page, told["type"]) == ("https://play.example/reset", "recovery")


async def test_a_code_is_for_who_asked(serve_here: Callable[..., Any], mailbox: tuple[Mailbox, int]) -> None:
    post, port = mailbox
    verifier = "v" * 60
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    async with mailing(serve_here, port) as http:
        await http.post("/auth/v1/signup", json={"email": "gm@example.com", "password": PASSWORD})
        await opened(http, await post.link("gm@example.com"))
        for shown, status in (("w" * 60, 400), (verifier, 200)):
            asked = {"email": "gm@example.com", "code_challenge": challenge, "code_challenge_method": "s256"}
            await http.post("/auth/v1/recover", json=asked)
            _, told = await opened(http, await post.link("gm@example.com"))
            assert told.keys() == {"code"}
            body = {"auth_code": told["code"], "code_verifier": shown}
            answer = await http.post("/auth/v1/token", params={"grant_type": "pkce"}, json=body)
            assert answer.status_code == status
            again = await http.post("/auth/v1/token", params={"grant_type": "pkce"}, json=body)
            assert again.json()["code"] == "flow_state_not_found"


async def test_an_old_link_does_nothing(
    serve_here: Callable[..., Any], mailbox: tuple[Mailbox, int], rows: Rows
) -> None:
    post, port = mailbox
    async with mailing(serve_here, port) as http:
        await http.post("/auth/v1/signup", json={"email": "gm@example.com", "password": PASSWORD})
        link = await post.link("gm@example.com")
        await rows.value("update auth.one_time_tokens set expires_at = now() returning user_id")
        assert (await opened(http, link))[1]["error_code"] == "otp_expired"
