"""Builds the README's gallery out of the offline painter: scenes in its six styles, and one scene in all of them.

It must not choose or retouch after painting: what the painter makes of a prompt is what is shown.
"""

from __future__ import annotations

import argparse
import io
import itertools
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from clients.local.lexicon import lexicon
from clients.local.painter import render

IMAGES = Path(__file__).resolve().parent / "images"
STYLES = ("oil", "watercolour", "ink", "woodcut", "pixel art", "map")
SCENES = (
    ("a dragon above a castle at dusk", "oil"),
    ("a knight in an old forest at dawn", "watercolour"),
    ("a witch in a swamp at night", "ink"),
    ("two ships on the open sea in a storm", "woodcut"),
    ("a wizard in a tavern", "pixel art"),
    ("an island at dawn", "map"),
    ("a wolf in the mountains at night", "oil"),
    ("a windmill at dawn", "watercolour"),
    ("a skeleton in a crypt", "woodcut"),
    ("a harbor by day", "pixel art"),
    ("an old woman in a small cottage by day", "oil"),
    ("a theatre", "ink"),
    ("a rider in the desert by day", "woodcut"),
    ("a queen in a ballroom at night", "oil"),
    ("a mushroom cave", "watercolour"),
    ("a castle at night", "map"),
    ("a camp at the edge of the woods at night", "pixel art"),
    ("a battlefield at dusk", "oil"),
    ("a graveyard in thick fog at night", "woodcut"),
    ("a mermaid on the sea floor", "watercolour"),
    ("a pyramid at dusk", "watercolour"),
    ("a library by day", "ink"),
    ("a starship", "pixel art"),
    ("a market square by day", "oil"),
)
ONE_SCENE = "a dragon before a castle at dusk"
LIGHTS = ("by day", "at dawn", "at dusk", "at night", "by torchlight")
WEATHERS = ("", "in the rain", "in the snow", "in thick fog", "in a thunderstorm")
TILE = (416, 234)
GAP = 6


def sheet(pictures: Sequence[tuple[str, str]], columns: int, tile: tuple[int, int] = TILE) -> Image.Image:
    """A contact sheet of (prompt, style)."""
    rows = -(-len(pictures) // columns)
    width, height = columns * (tile[0] + GAP) - GAP, rows * (tile[1] + GAP) - GAP
    out = Image.new("RGB", (width, height), (255, 255, 255))
    for k, (prompt, style) in enumerate(pictures):
        picture = Image.open(io.BytesIO(render(prompt, style).data)).resize(tile, Image.Resampling.LANCZOS)
        out.paste(picture, (k % columns * (tile[0] + GAP), k // columns * (tile[1] + GAP)))
    return out


def everything() -> list[tuple[str, str]]:
    """Two hundred pictures: every composition, all lights, weathers and styles in turn."""
    places = list({entry.motif: entry.name for entry in reversed(lexicon().of("place"))}.values())
    looks = itertools.cycle(itertools.product(LIGHTS, WEATHERS))
    turns = itertools.cycle(STYLES)
    return [
        (" ".join((place, *next(looks))).strip(), next(turns)) for place, _ in zip(itertools.cycle(places), range(200))
    ]


def main() -> None:
    """Write the README's sheets, or, with ``--all``, two hundred pictures into a folder to look at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="write contact sheets of two hundred pictures there")
    folder: Path | None = parser.parse_args().all
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        pictures = everything()
        for number, first in enumerate(range(0, len(pictures), 40), start=1):
            sheet(pictures[first : first + 40], 5, (380, 214)).save(folder / f"sheet-{number}.png")
        return
    sheet(SCENES, 4).save(IMAGES / "gallery.webp", quality=68, method=6)
    sheet([(ONE_SCENE, style) for style in STYLES], 3).save(IMAGES / "gallery-styles.webp", quality=72, method=6)


if __name__ == "__main__":
    main()
