"""``make bench-hearing``: what the offline recogniser understands, per voice and noise, and how long one waits for it.

Its sentences are kept apart from those that the model is built from and tuned with. It must not be tuned on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import numpy as np

from benchmarks.hearing_noise import KINDS, RATE, Kind, Pcm, noisy
from clients.local import lexicon
from clients.local.offline_transcriber import OfflineTranscriber
from clients.local.painter import ProceduralPainter
from clients.local.storyteller import LexiconStoryteller
from pipeline.call import Call
from pipeline.model import MOST_BEFORE, Context, Environment, Spoken
from tests.fixtures.hearing import voices
from tests.fixtures.hearing.clips import key_words

CLIPS = Path(__file__).parent / "hearing_clips"
EVERYDAY = ("rms", "slt", "awb", "kal16")
HARD = ("en-us", "en-gb-x-rp")
LEVELS_DB = (20, 10, 5)
SESSIONS = 10
PARTS = ("speed", "names", "recall")

_LEAD = RATE // 5


@dataclass(frozen=True, slots=True)
class Clip:
    """A sentence as one voice says it, with the room's silence around it. ``names`` in it are between asterisks."""

    voice: str
    kind: str
    text: str
    pcm: Pcm = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the sentence says."""
        return tuple(re.findall(r"\*([^*]+)\*", self.text))


@dataclass(slots=True)
class Score:
    """Words said, and how many of them were heard; the same of key words, and key words heard that nobody said."""

    said: int = 0
    heard: int = 0
    key_said: int = 0
    key_heard: int = 0
    key_false: int = 0
    written: int = 0

    def add(self, said: str, heard: str) -> None:
        """Count one sentence."""
        key = key_words()
        wanted, got = Counter(lexicon.tokens(said)), Counter(lexicon.tokens(heard))
        both = wanted & got
        self.said += wanted.total()
        self.heard += both.total()
        self.written += got.total()
        self.key_said += sum(n for word, n in wanted.items() if word in key)
        self.key_heard += sum(n for word, n in both.items() if word in key)
        self.key_false += sum(n for word, n in (got - wanted).items() if word in key)

    def line(self) -> str:
        """For the table: recall, key-word recall, share of the written words that were said, false key words."""
        return (
            f"{self.heard / self.said:6.1%} {self.key_heard / self.key_said:6.1%} "
            f"{self.heard / max(self.written, 1):9.1%} {100 * self.key_false / self.said:9.1f}"
        )


def clips() -> list[Clip]:
    """All committed clips."""
    index = json.loads((CLIPS / "clips.json").read_text("utf-8"))
    found: list[Clip] = []
    for voice, entries in index.items():
        samples = voices.read(CLIPS / f"{voice}.opus")
        for entry in entries:
            pcm = samples[entry["start"] - _LEAD : entry["end"] + _LEAD]
            found.append(Clip(voice, entry["kind"], entry["text"], pcm))
    return found


async def hear(
    transcriber: OfflineTranscriber,
    items: Sequence[Clip],
    kind: Kind | None,
    level: float,
    glossary: Sequence[str] = (),
) -> list[str]:
    """What is understood of each clip, with noise or without."""
    others = [clip.pcm for clip in items]

    async def one(n: int, clip: Clip) -> str:
        pcm = clip.pcm if kind is None else noisy(clip.pcm, kind, level, n, others)
        return (await transcriber.transcribe(pcm.tobytes(), glossary=glossary))[0]

    return await asyncio.gather(*(one(n, clip) for n, clip in enumerate(items)))


async def recall(
    transcriber: OfflineTranscriber, items: Sequence[Clip], conditions: Iterable[tuple[Kind | None, int]]
) -> None:
    """Print the table of recall."""
    print(f"{'voice':12} {'noise':12} {'words':>6} {'key':>6} {'precision':>9} {'false/100':>9}")
    for kind, level in conditions:
        condition = "clean" if kind is None else f"{kind} {level} dB"
        scores: dict[str, Score] = defaultdict(Score)
        for clip, heard in zip(items, await hear(transcriber, items, kind, level), strict=True):
            scores[clip.voice].add(clip.text, heard)
            scores["hard" if clip.voice in HARD else "everyday"].add(clip.text, heard)
        for voice in (*EVERYDAY, "everyday", *HARD):
            print(f"{voice:12} {condition:12} {scores[voice].line()}", flush=True)


async def names(transcriber: OfflineTranscriber, items: Sequence[Clip]) -> None:
    """Print how many of the made-up names are heard, told and not told, and how many are heard that nobody said."""
    glossary = sorted({name.removeprefix("Lord ") for clip in items for name in clip.names})
    for told in (glossary, []):
        said = heard = false = 0
        for clip, text in zip(items, await hear(transcriber, items, None, 0, told), strict=True):
            said += len(clip.names)
            heard += sum(name in text for name in clip.names)
            false += sum(name in text for name in glossary if name not in clip.names)
        print(f"names {'told' if told else 'not told':9} {heard} of {said} heard, {false} heard that were not said")


async def speed(transcriber: OfflineTranscriber, painter: ProceduralPainter, items: Sequence[Clip]) -> None:
    """Print the real-time factor of one utterance after the other, and the wait of ten sessions that speak at once and
    have everything told and painted.
    """
    took = length = 0.0
    for clip in items:
        before = time.monotonic()
        await transcriber.transcribe(clip.pcm.tobytes())
        took += time.monotonic() - before
        length += len(clip.pcm) / RATE
    print(f"alone: real-time factor {took / length:.3f}, {1000 * took / len(items):.0f} ms an utterance")

    lags: list[float] = []

    async def loop() -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            lags.append(time.monotonic() - before - 0.005)

    waits: list[float] = []
    teller = LexiconStoryteller()

    async def session(n: int) -> None:
        """Speaks without pause: the next sentence is finished as long after the last one as it takes to say it."""
        whose = Call(session=uuid4())
        said = items[n % len(items) :: SESSIONS][:6]
        async with asyncio.TaskGroup() as tasks:
            for at, clip in enumerate(said):
                await asyncio.sleep(len(clip.pcm) / RATE)
                earlier = "\n".join(other.text for other in said[max(0, at - MOST_BEFORE) : at])
                tasks.create_task(one(clip, whose, Context(Environment("A tavern at night."), before=earlier)))

    async def one(clip: Clip, whose: Call, context: Context) -> None:
        before = time.monotonic()
        await transcriber.transcribe(clip.pcm.tobytes(), call=whose)
        waits.append(time.monotonic() - before)
        spoken = [Spoken(1, clip.text, 0, len(clip.pcm))]
        update = await teller.environment(spoken, context)
        await teller.scene(spoken, update.kinds, context)
        await painter.paint(clip.text)
        pictures.append(clip.text)

    pictures: list[str] = []
    watch = asyncio.create_task(loop())
    await asyncio.gather(*(session(n) for n in range(SESSIONS)))
    watch.cancel()
    print(
        f"{SESSIONS} sessions at once, {len(pictures)} pictures: end of speech to text "
        f"p50 {1000 * np.quantile(waits, 0.5):.0f} ms, p95 {1000 * np.quantile(waits, 0.95):.0f} ms; "
        f"lag of the loop p99 {1000 * np.quantile(lags, 0.99):.1f} ms"
    )


async def run(parts: Sequence[str], *, quick: bool, every: int) -> None:
    """Those parts of it, with every so manieth clip of each voice."""
    transcriber = OfflineTranscriber(deadline_s=60.0)  # a busy machine makes it late, not deaf
    await transcriber.start()
    print(transcriber.name)
    found = clips()
    items = [clip for clip in found if clip.kind == "sentences"][::every]
    levels = (10,) if quick else LEVELS_DB
    conditions: list[tuple[Kind | None, int]] = [(None, 0), *((kind, level) for level in levels for kind in KINDS)]
    cores = os.cpu_count()
    print(f"{len({clip.text for clip in items})} sentences, {len(items)} clips, {cores} cores")
    if "speed" in parts:
        painter = ProceduralPainter()
        await painter.start()
        await speed(transcriber, painter, [clip for clip in items if clip.voice in EVERYDAY])
        await painter.aclose()
    if "names" in parts:
        await names(transcriber, [clip for clip in found if clip.kind == "names"])
    if "recall" in parts:
        await recall(transcriber, items, conditions)
    await transcriber.aclose()


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hearing", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="noise at 10 dB only")
    parser.add_argument("--every", type=int, default=1, help="only every so manieth clip")
    parser.add_argument("parts", nargs="*", default=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}: all")
    chosen = parser.parse_args()
    asyncio.run(run(chosen.parts, quick=chosen.quick, every=chosen.every))


if __name__ == "__main__":
    main()
