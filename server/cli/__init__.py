"""The ``adventure-art`` command: names, options and help. What a command does is in the module of its name.

It imports only what help needs; everything else is imported when a command runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

import typer

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
UNREACHABLE: Final = 3
INTERRUPTED: Final = 130
TERMINATED: Final = 143

app = typer.Typer(
    name="adventure-art",
    help="A game master talks; the table sees where it is and what just happened.",
    epilog="Every setting is also an environment variable; docs/settings.md lists them.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
    # A traceback with local variables would show tokens.
    pretty_exceptions_enable=False,
)

Host = Annotated[str | None, typer.Option(help="Address to listen on. Default: ADVENTURE_HOST or 127.0.0.1.")]
Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one. Default: ADVENTURE_PORT or 8000."),
]
Data = Annotated[
    Path | None,
    typer.Option(
        file_okay=False,
        help="Folder for database, pictures and signing key. Default: ADVENTURE_DATA or the platform's own.",
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("adventure-art"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let TVs and phones of the local network in, and print their address.")
    ] = False,
) -> None:
    """Run the product: pages, sockets and, without DATABASE_URL, a database of its own.

    Ctrl-C ends it cleanly: connections are told, work is kept, the database stops last.
    """
    from server.cli import running

    raise typer.Exit(running.serve(_settings(host=host, port=port, data=data, lan=lan or None)))


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database up to date: the one of DATABASE_URL, or the embedded one.

    `serve` does this by itself on the embedded database.
    """
    from server.cli import running

    raise typer.Exit(running.migrate(_settings(data=data)))


@app.command()
def doctor(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    probe: Annotated[
        bool, typer.Option("--probe", help="Ask each vendor once. Costs a few cents and says how many.")
    ] = False,
) -> None:
    """Say what is configured, what is reachable and what to do.

    Exit code 0 when it can run, 1 when something must be done first. Secrets are named, never shown.
    """
    from server.cli import diagnosis

    raise typer.Exit(diagnosis.run(_settings(host=host, port=port, data=data), as_json=json, probe=probe))


_STREAM_EPILOG: Final = (
    "Exit codes: 0 every result is there, 1 the server or the session ended it, 2 wrong usage or a file that is not "
    "audio, 3 the server could not be reached, 130 interrupted."
)


@app.command(epilog=_STREAM_EPILOG)
def stream(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Any audio file: WAV, MP3, FLAC, Opus, M4A, WebM …")],
    url: Annotated[
        str | None, typer.Option(help="The server. Default: ADVENTURE_URL or http://127.0.0.1:8000.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(help="Access token, better given as ADVENTURE_TOKEN. Default: an anonymous account."),
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0.01, help="Times real time. Default: as fast as the server's window allows."),
    ] = None,
    session: Annotated[
        UUID | None, typer.Option(help="The session to add to. Default: the newest open one, else a new one.")
    ] = None,
    stream_id: Annotated[
        UUID | None, typer.Option("--stream", help="The stream to go on with after an interruption.")
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option(
            min=0, help="Seconds to keep trying without getting further. Default: ADVENTURE_PATIENCE_S or 60."
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print every message of the server verbatim, one a line.")
    ] = False,
) -> None:
    """Send an audio file through the live socket and print what comes of it.

    A broken connection or a restarted server is waited for, and the stream goes on where it was.
    """
    from server.cli import streaming

    settings = _settings(url=url, token=token, patience_s=patience)
    raise typer.Exit(streaming.run(settings, file, speed=speed, session=session, stream=stream_id, as_json=json))


def fail(code: str, message: str) -> None:
    """Say on standard error what went wrong."""
    sys.stderr.write(f"error: {code}: {message}\n")
    sys.stderr.flush()


def _settings(**given: object) -> Any:
    from pipeline.errors import ConfigurationError
    from server.settings import load

    try:
        return load(**given)
    except ConfigurationError as error:
        fail(error.code, error.message)
        raise typer.Exit(USAGE) from None


def main() -> None:
    """The entry point. Ends the process with the command's exit code."""
    app()
