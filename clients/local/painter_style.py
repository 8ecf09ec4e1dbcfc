"""Which of the six looks a style's words ask for, and the finished canvas in that look.

It must not compose; a map alone is drawn by itself, since it shows the same place from above.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image

from clients.local.lexicon import tokens
from clients.local.painter_canvas import Canvas
from clients.local.painter_drawing import drawing
from clients.local.painter_oil import oil
from clients.local.painter_pixel import pixel
from clients.local.painter_watercolour import watercolour
from clients.local.painter_woodcut import woodcut

Name = Literal["ink", "watercolour", "woodcut", "oil", "pixel", "map"]
Finish = Callable[[Canvas, np.random.Generator, tuple[int, int]], Image.Image]


@dataclass(frozen=True, slots=True)
class Look:
    """A look and the words that ask for it. ``scale`` is the size of the canvas that it is painted from."""

    name: Name
    words: frozenset[str]
    finish: Finish
    scale: float = 0.62


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OIL = Look("oil", _words("oil brushwork impasto canvas baroque"), lambda c, rng, size: oil(c, size))
LOOKS: tuple[Look, ...] = (
    Look(
        "map",
        _words("map maps chart parchment atlas cartographic cartographer's cartography blueprint"),
        lambda c, rng, size: c.image,
        1.0,
    ),
    Look("pixel", _words("pixel pixels 8 16 bit retro sprite arcade"), lambda c, rng, size: pixel(c, size), 0.5),
    Look(
        "woodcut",
        _words("glass mosaic"),
        lambda c, rng, size: woodcut(c, rng, size, blocks=5),
    ),
    Look("woodcut", _words("engraving engraved etching gothic"), lambda c, rng, size: woodcut(c, rng, size, blocks=1)),
    Look("woodcut", _words("woodcut linocut woodblock carved print printed"), woodcut),
    Look("watercolour", _words("watercolour watercolor watercolours watercolors aquarelle"), watercolour),
    Look(
        "watercolour",
        _words("storybook gouache pastel anime animated fairy children's picturebook"),
        lambda c, rng, size: watercolour(c, rng, size, wet=0.6, vivid=1.7),
    ),
    Look(
        "ink",
        _words("comic comics cartoon manga halftone"),
        lambda c, rng, size: drawing(c, rng, size, comic=True),
    ),
    Look("ink", _words("ink pen quill hatching sketch drawing drawn charcoal pencil bestiary bestiary's"), drawing),
    Look(
        "oil",
        _words("photograph photo photographic film cinematic"),
        lambda c, rng, size: oil(c, size, thick=0.3, warm=0.3),
    ),
    Look("oil", _words("grim muted cold"), lambda c, rng, size: oil(c, size, warm=-0.6)),
    _OIL,
)
"""In order of precedence: what stands first is asked for by rarer words."""


def look(style: str) -> Look:
    """The look that ``style`` asks for; oil where it names none."""
    words = set(tokens(style))
    return next((each for each in LOOKS if each.words & words), _OIL)
