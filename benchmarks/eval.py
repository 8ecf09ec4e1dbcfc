"""``make eval``: scores the storyteller that the settings choose on labelled conversations.

It tunes nothing, and tells of the unseen third only figures unless asked for more.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.eval_play import play
from benchmarks.eval_score import Score, Share, score, total
from benchmarks.eval_set import HALVES, KINDS, Conversation, Half, load
from pipeline.ports import Storyteller
from pipeline.providers.chain import Chain
from server import settings
from server.app import storyteller


def main() -> int:
    """Parse, play, print; 1 where ``--gate`` is asked for and the figures fall short."""
    given = _parser().parse_args()
    halves: tuple[Half, ...] = (
        HALVES if given.all else ("unseen",) if given.unseen else ("dev",) if given.dev else ("seen",)
    )
    sets: dict[Half, list[Conversation]] = {half: load(half) for half in halves}
    if given.scene:
        sets = {half: [one for one in found if one.name in given.scene] for half, found in sets.items()}
    if not any(sets.values()):
        print("There is no such conversation.", file=sys.stderr)
        return 2
    name, scores = asyncio.run(run(sets, at_once=given.at_once))
    record: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "storyteller": name, "halves": {}}
    short: list[str] = []
    for half, found in scores.items():
        told = total(found)
        shown = given.show_unseen if half == "unseen" else given.list is True or (given.list is None and half == "seen")
        print(f"\n{name} on {half}: {len(found)} conversations, {told.utterances} utterances\n")
        print(table(found))
        print(summary(told, shown=shown))
        if shown:
            print(listing(found))
        record["halves"][half] = as_json(found, shown=shown)
        short += [f"{half}: {sentence}" for sentence in told.shortfalls()]
    if given.json:
        given.json.write_text(json.dumps(record, indent=2) + "\n")
    if given.gate:
        print("\n".join(f"Short: {sentence}." for sentence in short) or "All of it is good enough.")
    return int(bool(given.gate and short))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.eval", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--seen", action="store_true", help="the conversations for tuning (default)")
    which.add_argument("--dev", action="store_true", help="those for trying a finished round on")
    which.add_argument("--unseen", action="store_true", help="those kept for measuring")
    which.add_argument("--all", action="store_true", help="all of them, each with its own figures")
    parser.add_argument("--scene", action="append", metavar="NAME", help="only this conversation; may be repeated")
    parser.add_argument("--list", action=argparse.BooleanOptionalAction, help="the disagreements (default: of seen)")
    parser.add_argument("--show-unseen", action="store_true", help="list those of unseen, too: it is seen afterwards")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures")
    parser.add_argument("--gate", action="store_true", help="fail below what an evening needs")
    parser.add_argument("--at-once", type=int, default=1, metavar="N", help="conversations beside each other (1)")
    return parser


async def run(sets: dict[Half, list[Conversation]], *, at_once: int = 1) -> tuple[str, dict[Half, list[Score]]]:
    """The name of the storyteller that the settings choose, and its scores. Its vendor's calls are not booked."""
    async with storyteller(settings.load()) as chosen:
        # Alone: where it fails it has failed, and nobody else's answer is scored as its own.
        alone = Chain(chosen.providers[:1])
        return alone.name, {half: await evaluate(found, alone, at_once=at_once) for half, found in sets.items()}


async def evaluate(
    conversations: Sequence[Conversation], chosen: Chain[Storyteller], *, at_once: int = 1
) -> list[Score]:
    """The score of each conversation, in their order."""
    places = asyncio.Semaphore(at_once)

    async def one(conversation: Conversation) -> Score:
        async with places:
            texts = [said.text for said in conversation.said]
            return score(conversation, await play(texts, chosen, conversation.characters))

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(one(conversation)) for conversation in conversations]
    return [task.result() for task in running]


def table(scores: Sequence[Score]) -> str:
    """A line for each conversation, and one for all."""
    lines = [f"{'':20} {'places':>9} {'other':>9} {'held':>9} {'false':>9} {'missed':>9} {'leaks':>6} {'kinds':>11}"]
    for one in (*scores, total(scores)):
        other = one.caught["light"] + one.caught["weather"] + one.caught["parts"]
        cells = (one.caught["place"], other, one.held, one.false_paints, one.missed_paints)
        shares = " ".join(f"{f'{cell.part}/{cell.whole}':>9}" for cell in cells)
        kinds = f"{one.classified.part}/{one.classified.whole}"
        lines.append(f"{one.name:20} {shares} {one.contaminations:>6} {kinds:>11}")
    return "\n".join(lines)


def summary(told: Score, *, shown: bool) -> str:
    """The figures in words."""
    seconds = sorted(told.seconds)
    lines = [
        "",
        f"place changes caught  {_percent(told.caught['place'])}",
        *(
            f"{f'{aspect} changes caught':21} {_percent(told.caught[aspect])}"
            for aspect in ("light", "weather", "parts")
        ),
        f"place held            {_percent(told.held)}",
        f"false paints          {_percent(told.false_paints)}",
        f"missed paints         {_percent(told.missed_paints)}",
        f"contaminations        {told.contaminations}",
        f"classified right      {_percent(told.classified)}",
        f"failures              {told.failures}",
        f"time per utterance    median {statistics.median(seconds) * 1000:.1f} ms, worst {seconds[-1] * 1000:.1f} ms",
    ]
    if told.confusion and shown:
        lines += ["", f"{'label, then answer:':20}" + "".join(f"{kind:>11}" for kind in KINDS)]
        lines += [f"{label:20}" + "".join(f"{told.confusion[label, kind]:>11}" for kind in KINDS) for label in KINDS]
    return "\n".join(lines)


def listing(scores: Sequence[Score]) -> str:
    """Every disagreement, by conversation."""
    lines: list[str] = []
    for one in scores:
        lines += ["", one.name] if one.findings else []
        for finding in one.findings:
            lines.append(f"  {finding.index + 1:>3} {finding.measure}: {finding.text}")
            lines.append(f"      {finding.detail}")
    return "\n".join(lines)


def as_json(scores: Sequence[Score], *, shown: bool) -> dict[str, Any]:
    """Figures for a file; what was disagreed about only where it is ``shown``."""
    return {one.name: _figures(one, shown=shown and one.name != "total") for one in (*scores, total(scores))}


def _figures(one: Score, *, shown: bool) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "utterances": one.utterances,
        "caught": {aspect: asdict(share) for aspect, share in one.caught.items()},
        "held": asdict(one.held),
        "false_paints": asdict(one.false_paints),
        "missed_paints": asdict(one.missed_paints),
        "contaminations": one.contaminations,
        "classified": asdict(one.classified),
        "failures": one.failures,
        "confusion": {f"{label} > {kind}": count for (label, kind), count in sorted(one.confusion.items())},
        "median_s": round(statistics.median(one.seconds), 6) if one.seconds else None,
        "worst_s": round(max(one.seconds, default=0.0), 6),
    }
    if shown:
        figures["findings"] = [asdict(finding) for finding in one.findings]
    return figures


def _percent(share: Share) -> str:
    ratio = share.ratio
    return "-" if ratio is None else f"{ratio:6.1%}  ({share.part} of {share.whole})"


if __name__ == "__main__":
    sys.exit(main())
