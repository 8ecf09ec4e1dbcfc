"""Speaks the benchmark's sentences, each in two free voices: ``python -m benchmarks.hearing_clips.make``.

It must not be needed to run the benchmark: the clips are committed. Needs ``flite`` and ``espeak-ng``.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from tests.fixtures.hearing import voices

FOLDER = Path(__file__).parent
VOICES = ("rms", "slt", "awb", "kal16")
HARD = ("en-us", "en-gb-x-rp")
"""Voices of espeak-ng, which are made of formants and hard to understand: reported apart."""
PAUSE_S = 0.4
BIT_RATE = 20_000


def lines(name: str) -> list[str]:
    """The sentences of a file, asterisks and all."""
    return [line for line in (FOLDER / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def main() -> None:
    """Write ``{voice}.opus`` and ``clips.json``: for each voice its sentences with the samples of begin and end."""
    tasks: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for n, text in enumerate(lines("sentences.txt")):
        # The other voice is another one each time round, so that all pairs of voices share sentences.
        for voice in (n % 4, (n + 1 + n // 4 % 3) % 4):
            tasks[VOICES[voice]].append(("sentences", text))
        if n % 2:
            tasks[HARD[n // 2 % 2]].append(("sentences", text))
    for n, text in enumerate(lines("names.txt")):
        tasks[VOICES[n % 4]].append(("names", text))
    index: dict[str, list[dict[str, object]]] = {}
    for voice, said in tasks.items():
        parts, at = [voices.silence(PAUSE_S)], int(PAUSE_S * voices.RATE)
        index[voice] = []
        for kind, text in said:
            spoken = _spoken(voice, text.replace("*", ""))
            index[voice].append({"kind": kind, "text": text, "start": at, "end": at + len(spoken)})
            parts += [spoken, voices.silence(PAUSE_S)]
            at += len(spoken) + int(PAUSE_S * voices.RATE)
        path = FOLDER / f"{voice}.opus"
        voices.write_opus(np.concatenate(parts), path, BIT_RATE)
        print(f"{path.name}: {at / voices.RATE:.0f} s, {path.stat().st_size:,} bytes")
    (FOLDER / "clips.json").write_text(json.dumps(index, indent=0) + "\n", "utf-8")


def _spoken(voice: str, text: str) -> voices.Samples:
    if voice in VOICES:
        return voices.say(voice, text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), text], check=True)
        samples = voices.read(path).astype(np.float32) / 32768
    return np.clip(samples * (voices.LOUDNESS / np.sqrt(np.mean(samples**2))), -0.95, 0.95)


if __name__ == "__main__":
    main()
