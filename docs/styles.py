"""Paints the sample pictures of the style presets for the studio's page of styles, with the offline painter.

It must not choose or retouch after painting: what the painter makes of a preset's words is what is shown.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from clients.local.painter import render
from server.api.styles import PRESETS

FOLDER = Path(__file__).resolve().parent.parent / "web" / "public" / "styles"
SCENE = "a dragon before a castle at dusk"
SIZE = (480, 270)


def sample(style: str) -> bytes:
    """``SCENE`` in the style that these words ask for, small, as WebP."""
    picture = Image.open(io.BytesIO(render(SCENE, style).data)).convert("RGB")
    out = io.BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(out, "WEBP", quality=78, method=6)
    return out.getvalue()


def main() -> None:
    """Entry of ``python docs/styles.py``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    total = 0
    samples = {preset.id: preset.text for preset in PRESETS.values()} | {"own": ""}
    for name, words in samples.items():
        data = sample(words)
        (FOLDER / f"{name}.webp").write_bytes(data)
        total += len(data)
    print(f"web/public/styles: {len(samples)} pictures, {total / 1000:.0f} kB")


if __name__ == "__main__":
    main()
