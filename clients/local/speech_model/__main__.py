"""Builds the committed language model and dictionary: ``python -m clients.local.speech_model [FOLDER]``.

It must give the same files each time for the same lexicon, sentences and version of pocketsphinx.
"""

from __future__ import annotations

import sys
from pathlib import Path

from clients.local.speech_model import build


def main(arguments: list[str]) -> None:
    """Write the files beside this module, or into the folder named."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    built = build.build()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in built.files.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
        print(f"{name}: {len(text):,} bytes")
    print(f"{built.words:,} words")
    if built.unpronounced:
        print("left out, since no dictionary has them:", ", ".join(built.unpronounced))


if __name__ == "__main__":
    main(sys.argv[1:])
