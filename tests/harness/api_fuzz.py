"""What schemathesis loads into its own process: real ids in the place of invented ones, and what may be spent.

Its environment: ``API_FUZZ``, a ``Kept`` as JSON. An endpoint that ends what it is called upon gets a fresh one. At its
end it writes down which operation gave which answers.
"""

from __future__ import annotations

import atexit
import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, MutableMapping
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import schemathesis

VARIABLE = "API_FUZZ"
INVENTED = 3
"""Of so many calls of an endpoint, the second is with ids that nobody has, the others are with real ones.

Never with what schemathesis learnt from answers: it would end what other endpoints are tried with.
"""

NOBODYS = "00000000-0000-4000-8000-000000000000"
UUIDS = {"session_id", "character_id", "share_id", "display_id", "upload_id"}

SPENDS_ACCOUNT = {
    ("DELETE", "/api/v1/account"),
    ("POST", "/auth/v1/logout"),
    ("PUT", "/auth/v1/user"),
    # Recordings and transcripts would be gone.
    ("PUT", "/api/v1/account/privacy"),
    # An account may have only so many.
    ("POST", "/api/v1/shares"),
    ("POST", "/api/v1/characters"),
}
SIGN_IN = {"/auth/v1/token", "/auth/v1/recover", "/auth/v1/resend"}
MADE_BY = {"session_id": "/api/v1/sessions", "character_id": "/api/v1/characters", "share_id": "/api/v1/shares"}
ENDS = {
    ("DELETE", "/api/v1/sessions/{session_id}"),
    ("POST", "/api/v1/sessions/{session_id}/end"),
    ("POST", "/api/v1/sessions/{session_id}/forget"),
    ("DELETE", "/api/v1/characters/{character_id}"),
    ("DELETE", "/api/v1/shares/{share_id}"),
    ("DELETE", "/api/v1/displays/{display_id}"),
}
EMPTIES = {
    ("DELETE", "/api/v1/sessions/{session_id}/events/{seq}"),
    ("DELETE", "/api/v1/sessions/{session_id}/scenes/{number}"),
    ("DELETE", "/api/v1/sessions/{session_id}/utterances/{utterance}"),
}


@dataclass(frozen=True)
class Kept:
    """One account and what it has; ``token`` is None for somebody without one."""

    url: str
    token: str | None
    email: str
    password: str
    session_id: str
    spent_id: str
    """A told session whose events may be deleted."""
    character_id: str
    share_id: str
    display_id: str
    code: str
    """What its display shows."""
    secret: str
    upload_id: str
    number: int
    """The scene of its picture."""
    image_id: str
    utterance: int
    spent_utterance: int
    answers: str
    """The file that shall tell, for each operation, how often each status was answered."""
    as_it_is: bool = False
    """Nothing is put into the calls, and all are the account's own: they follow each other."""

    def environment(self) -> dict[str, str]:
        """Where the module finds it."""
        return {VARIABLE: json.dumps(asdict(self))}


class Substitution:
    """Puts real ids and spendable things into the calls."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._calls: defaultdict[str, count[int]] = defaultdict(count)
        self._http = httpx.Client(base_url=kept.url, timeout=30)

    def ids(self, method: str, path: str, parameters: MutableMapping[str, Any]) -> None:
        """Change the path's parameters in place, where they could be right."""
        if not all(_could_be(name, value) for name, value in parameters.items()):
            return
        turn = next(self._calls[f"{method} {path}"]) % INVENTED
        spent = (method, path) in EMPTIES
        known: dict[str, Callable[[], Any]] = {
            "session_id": lambda: self._kept.spent_id if spent else self._kept.session_id,
            "character_id": lambda: self._kept.character_id,
            "share_id": lambda: self._kept.share_id,
            "display_id": lambda: self._kept.display_id,
            "code": lambda: self._kept.code,
            "upload_id": lambda: self._kept.upload_id,
            "image_id": lambda: self._kept.image_id,
            "utterance": lambda: self._kept.spent_utterance if spent else self._kept.utterance,
            # The first ones: deleting an event takes its utterance along, and the last of them is for another endpoint.
            "seq": lambda: 1 + turn // 2,
            "number": lambda: 1 if spent else self._kept.number,
        }
        for name in parameters:
            if turn == 1:
                parameters[name] = NOBODYS if name in UUIDS else parameters[name]
            else:
                parameters[name] = self._fresh(name) if (method, path) in ENDS else known[name]()

    def credentials(self, path: str, body: object) -> None:
        """Put a real address and password where valid ones could be."""
        if isinstance(body, dict) and next(self._calls[path]) % INVENTED != 1:
            real = {"email": (self._kept.email, 320), "password": (self._kept.password, 4096)}
            for name, (value, most) in real.items():
                if isinstance(body.get(name), str) and len(body[name]) <= most:
                    body[name] = value

    def pairing(self, path: str, body: object) -> None:
        """Put a code that is shown, and the secret of who shows it, where valid ones could be."""
        if isinstance(body, dict) and next(self._calls[path]) % INVENTED != 1:
            for name, value, most in (("code", self._kept.code, 32), ("secret", self._kept.secret, 200)):
                if isinstance(body.get(name), str) and 0 < len(body[name]) <= most:
                    body[name] = value

    def token(self) -> str:
        """A new account's."""
        answer = self._http.post("/auth/v1/signup", json={})
        return answer.raise_for_status().json()["access_token"]

    def _fresh(self, name: str) -> str:
        # Somebody without a token may not even make one.
        if self._kept.token is None:
            return self._kept.session_id
        body = {"name": "Spent"} if name == "character_id" else {}
        headers = {"authorization": f"Bearer {self._kept.token}"}
        if name == "display_id":
            code = self._http.post("/api/v1/displays/pairings").raise_for_status().json()["code"]
            made = self._http.post("/api/v1/displays", json={"code": code}, headers=headers)
            return made.raise_for_status().json()["display"]
        return self._http.post(MADE_BY[name], json=body, headers=headers).raise_for_status().json()["id"]


def _could_be(name: str, value: object) -> bool:
    """Whether a value is of the right kind, so that a real one says no less."""
    if name in {"seq", "number", "utterance"}:
        return not isinstance(value, bool) and str(value).isdecimal() and int(str(value)) > 0
    if name in ("image_id", "code"):
        return isinstance(value, str)
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


if VARIABLE in os.environ:
    kept = Kept(**json.loads(os.environ[VARIABLE]))
    substitution = Substitution(kept)

    answers: dict[str, Counter[int]] = {}

    def write_down() -> None:
        """When the process ends."""
        Path(kept.answers).write_text(json.dumps(answers))

    atexit.register(write_down)

    @schemathesis.hook
    def after_call(_context: object, case: schemathesis.Case, response: schemathesis.Response) -> None:
        """Called after each request."""
        operation = f"{case.method.upper()} {case.operation.path}"
        answers.setdefault(operation, Counter())[response.status_code] += 1

    @schemathesis.hook
    def before_call(_context: object, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
        """Called before each request."""
        if kept.as_it_is:
            return
        substitution.ids(case.method.upper(), case.operation.path, case.path_parameters)
        if case.operation.path in SIGN_IN:
            substitution.credentials(case.operation.path, case.body)
        if case.operation.path.startswith("/api/v1/displays"):
            substitution.pairing(case.operation.path, case.body)

    if kept.token is not None:

        @schemathesis.auth(refresh_interval=None)
        class Signed:
            """How calls are signed: by the account, or by one that may be lost."""

            def get(self, case: schemathesis.Case, _context: object) -> str:
                """The token."""
                spends = (case.method.upper(), case.operation.path) in SPENDS_ACCOUNT
                return substitution.token() if spends and not kept.as_it_is else str(kept.token)

            def set(self, case: schemathesis.Case, data: str, _context: object) -> None:
                """Sign it."""
                case.headers["Authorization"] = f"Bearer {data}"
