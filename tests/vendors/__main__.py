"""``make vendors``: the vendors on fixed ports of this machine, for who develops. It starts nothing of the product."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from harness.s3 import s3_server
from vendors import gemini_server, openai_server
from vendors.calls import Call
from vendors.script import Chaos, lognormal
from vendors.serving import serving
from vendors.tariffs import prices_of
from vendors.vendor import Vendor

from clients.prices import Prices

BUCKET = "adventure"

LATENCIES = {"transcription": (0.5, 1.5), "text": (0.8, 2.5), "image": (4.0, 9.0)}
"""Median and 99 % of the answers, in seconds, as the vendors are on a usual day."""


@dataclass(frozen=True, slots=True)
class Started:
    """What one vendor of this machine tells a developer: what to export, and what to print when it ends."""

    title: str
    variables: dict[str, str]
    bill: Callable[[], str]


@contextmanager
def _serving(vendor: Vendor, title: str, port: int, variables: dict[str, str]) -> Iterator[Started]:
    with serving(vendor, port=port) as url:
        given = {name: text.format(url=url) for name, text in variables.items()}
        yield Started(title, given, lambda: _bill(vendor))


@contextmanager
def _bucket(port: int) -> Iterator[Started]:
    """A private bucket on a real S3 server; it is empty at every start."""
    with s3_server(Path(tempfile.gettempdir()), port) as storage:
        storage.make_bucket(BUCKET)
        variables = storage.environment | {"S3_BUCKET": BUCKET}
        yield Started("Storage", variables, lambda: f"  nothing for {len(storage.keys(BUCKET))} blobs")


def _bill(vendor: Vendor) -> str:
    lines = [f"  {line.model:<28} {line.calls:>5} calls  ${line.nano_usd / 1e9:.6f}" for line in vendor.invoice.lines]
    return "\n".join([*lines, f"  {'':<28} {vendor.invoice.calls:>5} calls  ${vendor.invoice.nano_usd / 1e9:.6f}"])


def _logged(title: str) -> Callable[[Call], None]:
    """A line for each call. What was said is printed: nobody says anything here but the developer."""

    def told(call: Call) -> None:
        answer = call.answer
        assert answer is not None
        about = [f"{call.audio_s:.1f} s of audio" if call.audio_s is not None else ""]
        about += [f"{len(call.images)} references" if call.images else ""]
        about += [
            f"“{call.answered_text[:80]}”" if call.answered_text else call.text[:80] if call.kind == "image" else ""
        ]
        told = ", ".join(text.replace("\n", " ") for text in about if text)
        now = datetime.now(UTC).astimezone().strftime("%H:%M:%S")
        how = f"{answer.outcome} {answer.status or '-'}"
        print(
            f"{now}  {title:<7} {call.kind:<13} {call.model:<24} {how:<22} {answer.took_s:6.2f} s  {told}", flush=True
        )

    return told


def main() -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="vendors", description=__doc__)
    parser.add_argument("--openai-port", type=int, default=8101)
    parser.add_argument("--gemini-port", type=int, default=8102)
    parser.add_argument("--s3-port", type=int, default=8103)
    parser.add_argument("--at-once", action="store_true", help="answer at once, not as late as vendors are")
    parser.add_argument("--chaos", type=float, default=0.0, metavar="SHARE", help="let this share of the calls fail")
    given = parser.parse_args()

    prices = prices_of(Prices.load())
    openai = openai_server.OpenAI(prices=prices, told=_logged("OpenAI"))
    gemini = gemini_server.Gemini(prices=prices, told=_logged("Gemini"))
    for vendor in (openai, gemini):
        if not given.at_once:
            for kind, (median, p99) in LATENCIES.items():
                vendor.script.late(lognormal(median, p99), on=kind)
        if given.chaos:
            vendor.script.chaos(Chaos(given.chaos))
    of_openai = {"OPENAI_BASE_URL": "{url}/v1", "OPENAI_API_KEY": openai_server.KEY}
    of_gemini = {"GOOGLE_GEMINI_BASE_URL": "{url}", "GEMINI_API_KEY": gemini_server.KEY}

    with ExitStack() as stack:
        started = [
            stack.enter_context(_serving(openai, "OpenAI", given.openai_port, of_openai)),
            stack.enter_context(_serving(gemini, "Gemini", given.gemini_port, of_gemini)),
        ]
        if sys.platform.startswith("linux"):
            started.append(stack.enter_context(_bucket(given.s3_port)))
        print("# In another terminal, before `make run` (see docs/vendors.md):")
        for one in started:
            print("\n".join(f"export {name}={text}" for name, text in one.variables.items()))
        print("# Ctrl-C ends them.", flush=True)
        _until_stopped()
        for one in started:
            print(f"\n{one.title} charges\n{one.bill()}")
    return 0


def _until_stopped() -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()


if __name__ == "__main__":
    sys.exit(main())
