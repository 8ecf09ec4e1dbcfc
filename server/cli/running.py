"""The commands that run the product or prepare it: ``serve`` and ``migrate``.

It decides nothing about the product; it hands over to ``server.serve`` and ``server.app`` and turns errors into words.
"""

from __future__ import annotations

import asyncio

from pipeline.errors import AdventureError, ConfigurationError
from server import log
from server.cli import FAILED, INTERRUPTED, OK, TERMINATED, USAGE, fail
from server.settings import Settings


def serve(settings: Settings) -> int:
    """Run the server until it is told to stop; returns the exit code."""
    from server.serve import run

    log.configure(settings.log_level, settings.log_format)
    try:
        return run(settings)
    except AdventureError as error:
        return _failed(error)
    except OSError as error:
        fail("file", _of_the_system(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except asyncio.CancelledError:
        # SIGTERM before there was anything to drain.
        return TERMINATED


def migrate(settings: Settings) -> int:
    """Apply what is missing and print it; returns the exit code."""
    from server.parts import database

    log.configure(settings.log_level, settings.log_format)
    try:
        applied = asyncio.run(database.migrate(settings))
    except AdventureError as error:
        return _failed(error)
    except OSError as error:
        fail("file", _of_the_system(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    for name in applied:
        print(f"applied {name}")
    print("The database is up to date.")
    return OK


def _of_the_system(error: OSError) -> str:
    """What the operating system did not let us do, without a traceback."""
    what = error.strerror or type(error).__name__
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{what}. `adventure-art doctor` tells more; --data chooses another folder."


def _failed(error: AdventureError) -> int:
    fail(error.code, error.message)
    return USAGE if isinstance(error, ConfigurationError) else FAILED
