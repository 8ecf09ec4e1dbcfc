"""Tells what happens to a stream: every event in a line for a person, or every message verbatim for a program.

It decides nothing; it must print no control character that came from outside.
"""

from __future__ import annotations

import sys
import unicodedata
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from pipeline.model import SAMPLE_RATE

DROPPED: Final = {
    "empty": "nothing was said",
    "hallucination": "nothing was said, the engine made it up",
    "noise": "only noise",
    "quarantined": "could not be transcribed, tried twice",
}


def clock(samples: int) -> str:
    """A place in a stream as ``m:ss`` or ``h:mm:ss``."""
    seconds = samples // SAMPLE_RATE
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def plain(text: object) -> str:
    """``text`` without control characters: a transcript must not steer a terminal."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c for c in str(text))


class ReaderGoneError(Exception):
    """Whoever read our output has left. Not an ``OSError``: those are the network's."""


class Narrator:
    """The ``Listener`` of the command; with ``with`` it draws a bar on standard error where that is a terminal."""

    def __init__(self, base_url: str, *, as_json: bool, seconds: float | None) -> None:
        self._base = base_url
        self._json = as_json
        self._total = int(seconds * SAMPLE_RATE) if seconds else None
        error = Console(stderr=True, highlight=False)
        # Two programs drawing on one terminal need one hand: lines then go through the bar's console.
        shared = sys.stdout.isatty() and sys.stderr.isatty()
        self._error = error
        self._out = error if shared else Console(highlight=False, soft_wrap=True)
        self._bar: Progress | None = None
        self._task = TaskID(0)
        if error.is_terminal and not (as_json and sys.stdout.isatty()):
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[place]}"),
                console=error,
                transient=True,
            )
            self._task = self._bar.add_task("connecting", total=self._total, place="")
        self._counts = {"transcript.final": 0, "image.published": 0}

    def __enter__(self) -> Narrator:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    # -- the Listener -------------------------------------------------------------------------------------------

    def message(self, text: str, message: dict[str, Any]) -> None:
        """A message of the server. Raises ``ReaderGoneError``."""
        if self._json:
            # JSON has line breaks only between its tokens, if at all.
            try:
                sys.stdout.write(text.replace("\r", " ").replace("\n", " ") + "\n")
                sys.stdout.flush()
            except BrokenPipeError:
                raise ReaderGoneError from None
            return
        kind = message.get("type")
        if kind in self._counts and message.get("quality") != "sketch":
            self._counts[str(kind)] += 1
        line = self._line(str(kind), message)
        if line is not None:
            self._out.print(line, soft_wrap=True)

    def moved(self, sent: int, safe: int) -> None:
        """The stream got further."""
        if self._bar is None:
            return
        whole = f" of {clock(self._total)}" if self._total else ""
        self._bar.update(
            self._task, completed=safe, description="sending", place=f"{clock(safe)} stored, {clock(sent)} sent{whole}"
        )

    def retrying(self, reason: str, pause_s: float) -> None:
        """The connection is away."""
        self.note(f"{reason.rstrip('.')}; trying again in {pause_s:.1f} s")
        if self._bar is not None:
            self._bar.update(self._task, description="connecting")

    def note(self, text: str) -> None:
        """A remark on standard error."""
        self._error.print(Text(plain(text), style="yellow"), soft_wrap=True)

    def summary(self) -> str:
        """What came of it, in a sentence."""
        return f"{self._counts['transcript.final']} transcripts, {self._counts['image.published']} pictures."

    # -- lines --------------------------------------------------------------------------------------------------

    def _line(self, kind: str, m: dict[str, Any]) -> Text | None:
        said: tuple[str, str] | None
        match kind:
            case "ready":
                said = (
                    f"Session {m['session_id']}" + (", paused: nothing is sent until it goes on" * m["paused"]),
                    "dim",
                )
            case "transcript.final":
                said = f"[{clock(m['from'])}] {m['text']}", ""
            case "transcript.dropped":
                said = f"Not understood: {DROPPED.get(m['reason'], m['reason'])}.", "dim"
            case "utterance.classified":
                said = f"  ({m['kind']})", "dim"
            case "environment.updated":
                said = f"Place: {m['description']}", "green"
            case "settings.updated":
                said = f"Place: {m['environment']['description']}", "green"
            case "audio.gap":
                said = f"Missing: {clock(m['from'])} to {clock(m['to'])}.", "yellow"
            case "paused" | "resumed":
                said = f"The session is {kind}.", "yellow"
            case "goaway":
                said = "The server is about to restart; the stream will go on.", "yellow"
            case "error" if m.get("fatal"):
                # The command ends with it and says it last.
                return None
            case "error":
                said = f"{m['code']}: {m['message']}", "yellow"
            case "ended":
                said = f"Done: {self.summary()}", "bold"
            case _:
                said = self._scene(kind, m)
        return None if said is None else Text(plain(said[0]), style=said[1])

    def _scene(self, kind: str, m: dict[str, Any]) -> tuple[str, str] | None:
        match kind:
            case "scene.composed":
                return f"Scene {m['scene']}: {m['title']} ({m['reason']})", "cyan"
            case "scene.skipped":
                return f"No picture: {m['reason']}", "dim"
            case "scene.recalled":
                return f"Back where scene {m['kept']} was: {m['title']}", "cyan"
            case "scene.superseded":
                return f"Scene {m['scene']} gave way to scene {m['by']}.", "dim"
            case "image.published":
                url = str(m["url"])
                sketch = " (sketch)" if m["quality"] == "sketch" else ""
                return (
                    f"Picture of scene {m['scene']}{sketch}: {self._base + url if url.startswith('/') else url}",
                    "magenta",
                )
            case "image.failed":
                return f"No picture of scene {m['scene']}: {m['reason']} ({m['code']})", "yellow"
            case "scene.hidden" | "scene.shown" | "scene.pinned":
                return f"Scene {m['scene']} {kind.removeprefix('scene.')}.", "dim"
            case _:
                return None
