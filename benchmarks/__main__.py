"""``make bench``: run the benchmarks, print them, keep them as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import history, streams

RESULTS = Path(__file__).parent / "results"

FULL = [
    ("bare", 100, 15.0),
    ("product", 100, 60.0),
    ("bare", 500, 15.0),
    ("product", 500, 60.0),
    ("product", 750, 30.0),
    ("product", 1000, 30.0),
]


def main() -> int:
    """Parse, measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the time, for a first look")
    parser.add_argument("--level", action="append", metavar="KIND:STREAMS:SECONDS", help="measure just this")
    parser.add_argument("--keep", type=Path, default=RESULTS / "local.json", help="where the results are kept")
    given = parser.parse_args()
    levels = FULL
    if given.level:
        split = (text.split(":") for text in given.level)
        levels = [(kind, int(count), float(seconds)) for kind, count, seconds in split]
    if given.quick:
        levels = [(kind, count, seconds / 10) for kind, count, seconds in levels]
    results = asyncio.run(streams.run(levels))
    given.keep.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "streams": streams.as_json(results),
    }
    if not given.level:
        record["history"] = asdict(asyncio.run(history.run()))
        print(json.dumps(record["history"], indent=2))
    given.keep.write_text(json.dumps(record, indent=2) + "\n")
    print(f"kept in {given.keep}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
