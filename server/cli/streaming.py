"""The command ``stream``: one audio file through the live socket, and its exit code.

The sending is in ``server.stream``, the telling in ``narrator``; here is only what joins them.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from uuid import UUID, uuid4

from pipeline.errors import AudioError
from server.cli import FAILED, INTERRUPTED, OK, UNREACHABLE, USAGE, fail
from server.cli.narrator import Narrator, ReaderGoneError
from server.settings import Settings
from server.stream.address import AddressError, RefusedByServerError, UnreachableError, parse
from server.stream.audio_file import AudioFile
from server.stream.client import Progress, StreamClient


def run(
    settings: Settings,
    path: Path,
    *,
    speed: float | None,
    session: UUID | None,
    stream: UUID | None,
    as_json: bool,
) -> int:
    """Stream ``path`` and return the exit code."""
    try:
        address = parse(settings.url or settings.local_url)
        with AudioFile(path) as file:
            seconds = file.seconds
    except (AddressError, AudioError) as error:
        fail(error.code, error.message)
        return USAGE
    except OSError as error:
        fail("file", f"{path} cannot be opened: {error.strerror or type(error).__name__}.")
        return USAGE
    progress = Progress(session, stream or uuid4())
    token = settings.token.get_secret_value() if settings.token is not None else None
    with Narrator(address.http, as_json=as_json, seconds=seconds) as narrator:
        client = StreamClient(
            path, address, narrator, progress, token=token, speed=speed, patience_s=settings.patience_s
        )
        try:
            asyncio.run(client.run())
        except AudioError as error:
            code, problem = USAGE, error
        except RefusedByServerError as error:
            code, problem = FAILED, error
        except UnreachableError as error:
            code, problem = UNREACHABLE, error
        except ReaderGoneError:
            # Python must not try to flush into the void at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        except KeyboardInterrupt:
            narrator.note(how_to_go_on(path, progress, anonymous=token is None))
            return INTERRUPTED
        else:
            return OK
    fail(problem.code, problem.message)
    if code == UNREACHABLE:
        hint = "Is the server running? Start it with `make run`, or give its address with --url."
        sys.stderr.write((how_to_go_on(path, progress, anonymous=token is None) if progress.begun else hint) + "\n")
    return code


def how_to_go_on(path: Path, progress: Progress, *, anonymous: bool) -> str:
    """What a person may type to go on with a stream that was not finished."""
    if not progress.begun:
        return "Nothing was sent."
    said = f"What was sent is kept in session {progress.session_id}. "
    if anonymous:
        return said + "Its anonymous account ends with this command; with --token a stream can be gone on with."
    return said + (
        f"To go on: adventure-art stream {path} --session {progress.session_id} --stream {progress.stream_id} "
        "with the same token."
    )
