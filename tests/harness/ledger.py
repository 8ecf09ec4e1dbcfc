"""What a server under test did, written where a kill -9 cannot take it back: engine calls and commits, in order.

It runs in the server's process (writing) and in the test's (reading). It judges only what was paid for twice.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def fingerprint(pcm: bytes) -> str:
    """A name for a piece of audio, the same in every process."""
    return hashlib.sha1(pcm, usedforsecurity=False).hexdigest()[:12]


class Ledger:
    """Appends a line for each thing done. One ``write`` each, so that a kill leaves whole lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, what: str, **fields: object) -> None:
        os.write(self._descriptor, (json.dumps({"what": what, **fields}, default=str) + "\n").encode())

    def close(self) -> None:
        os.close(self._descriptor)

    def lines(self, *what: str) -> list[dict[str, Any]]:
        return [line for line in read(self.path) if not what or line["what"] in what]


def read(path: Path) -> list[dict[str, Any]]:
    """All lines so far."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def check_paid_once(lines: list[dict[str, Any]], jobs: Sequence[Mapping[str, Any]]) -> None:
    """No engine was called again about something whose result had been committed. ``jobs`` are the rows.

    What was in flight, or answered and not committed, when its process was killed may be asked again by the next one.
    """
    cuts = {(line["stream"], line["n"]): line["key"] for line in lines if line["what"] == "cut"}
    audio_of = {job["id"]: cuts[str(job["stream_id"]), job["cut"]] for job in jobs}
    spoken_in: dict[int, str] = {}
    prompt_of: dict[int, str] = {}
    settled: dict[tuple[str, str], int] = {}
    begun: Counter[tuple[str, str, int]] = Counter()
    for at, line in enumerate(lines):
        match line:
            case {"what": "begin", "engine": engine, "key": key, "pid": pid}:
                assert (engine, key) not in settled, f"{engine} was called again after its result was committed"
                begun[engine, key, pid] += 1
                assert begun[engine, key, pid] == 1, f"{engine} was called twice by one process"
            case {"what": "commit_heard", "utterance": utterance} if utterance in audio_of:
                settled["transcribe", audio_of[utterance]] = at
            case {"what": "open_scene", "scene": scene, "utterances": utterances} if set(utterances) <= set(audio_of):
                spoken_in[scene] = "+".join(audio_of[utterance] for utterance in utterances)
            case {"what": "commit_environment", "scene": scene}:
                settled["environment", spoken_in.get(scene, "")] = at
            case {"what": "commit_composed", "scene": scene, "prompt": prompt}:
                settled["scene", spoken_in.get(scene, "")] = at
                prompt_of[scene] = prompt
            case {"what": "commit_skipped", "scene": scene}:
                settled["scene", spoken_in.get(scene, "")] = at
            case {"what": "commit_image", "scene": scene, "quality": "final"}:
                settled["paint", prompt_of.get(scene, "")] = at
            case _:
                pass
