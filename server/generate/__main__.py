"""Writes the generated files, or with ``--check`` says which of them are not what the models say.

It knows where each file goes; what is in it is made by the modules beside it.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from server.generate import pages, schema, typescript

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path("docs/examples/protocol")


def load_examples(root: Path) -> dict[str, dict[str, schema.Json]]:
    """The examples under ``root`` by folder and file name. Raises ``FileNotFoundError`` for a message without one."""
    examples: dict[str, dict[str, schema.Json]] = {}
    for entry in schema.ENTRIES:
        files = sorted((root / EXAMPLES / entry.folder).glob("*.json"))
        if not files:
            raise FileNotFoundError(f"{EXAMPLES / entry.folder} has no example of {entry.name}")
        examples[entry.folder] = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
    return examples


def render(root: Path) -> dict[Path, str]:
    """Every generated file, by its path below ``root``, as it has to be."""
    whole = schema.build()
    examples = load_examples(root)
    return {
        Path("docs/protocol.md"): pages.protocol_page(whole, examples),
        Path("docs/protocol.schema.json"): json.dumps(whole, indent=2, ensure_ascii=False) + "\n",
        Path("docs/settings.md"): pages.settings_page(),
        Path(".env.example"): pages.env_example(),
        Path("web/src/generated/protocol.ts"): typescript.render(whole),
        Path("web/src/generated/examples.ts"): typescript.render_examples(examples),
    }


def check(root: Path, files: Mapping[Path, str]) -> list[str]:
    """What differs between ``files`` and those below ``root``, as lines for a person; empty when nothing does."""
    report: list[str] = []
    for path, text in files.items():
        try:
            found = (root / path).read_text(encoding="utf-8")
        except FileNotFoundError:
            report.append(f"{path}: missing")
            continue
        if found != text:
            diff = [
                line
                for line in difflib.unified_diff(found.splitlines(), text.splitlines(), lineterm="", n=0)
                if line[:1] in "+-" and not line.startswith(("+++", "---"))
            ]
            report.append(f"{path}: {len(diff)} lines differ")
            report += [f"  {line[:160]}" for line in diff[:6]]
    return report


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the tool; returns its exit code: 1 when ``--check`` found a difference."""
    parser = argparse.ArgumentParser(prog="python -m server.generate", description="Write the generated files.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and say what differs")
    options = parser.parse_args(arguments)
    files = render(root)
    if options.check:
        report = check(root, files)
        if report:
            print("\n".join([*report, "Run `make generate` and commit the result."]), file=sys.stderr)
        return 1 if report else 0
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
