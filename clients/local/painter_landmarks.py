"""The signs of what people built, as an old map has them: houses, towers, tents, graves, ships, troops.

It must not choose where they stand. As in ``painter_symbols``, each has its foot at (x, y) and is ``s`` high or so.
"""

from __future__ import annotations

import math

import numpy as np

from clients.local.painter_symbols import Quill, arc, fir, wave


def house(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A house from its corner."""
    w, h = s * 0.42, s * 0.4
    q.area([(x - w, y), (x - w, y - h), (x - w * 0.4, y - s * 0.82), (x + w * 0.1, y - h), (x + w * 0.1, y)])
    q.area([(x + w * 0.1, y), (x + w * 0.1, y - h), (x + w * 1.2, y - h), (x + w * 1.2, y)])
    q.area([(x - w * 0.4, y - s * 0.82), (x + w * 0.7, y - s * 0.82), (x + w * 1.3, y - h), (x + w * 0.1, y - h)])
    for t in (0.25, 0.5, 0.75):
        q.stroke((x - w * 0.4 + w * 1.1 * t, y - s * 0.82), (x + w * 0.1 + w * 1.2 * t, y - h), width=q.width * 0.6)
    q.solid([(x - w * 0.6, y), (x - w * 0.6, y - h * 0.6), (x - w * 0.25, y - h * 0.6), (x - w * 0.25, y)])


def tower(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A tower with a pointed cap and a pennant."""
    w = s * 0.16
    q.area([(x - w, y), (x - w, y - s * 0.7), (x + w, y - s * 0.7), (x + w, y)])
    q.area([(x - w * 1.4, y - s * 0.68), (x, y - s), (x + w * 1.4, y - s * 0.68)])
    q.accent([(x, y - s * 1.16), (x + s * 0.16, y - s * 1.1), (x, y - s * 1.04)])
    q.stroke((x, y - s), (x, y - s * 1.16))
    for t in (0.2, 0.45):
        q.solid(
            [
                (x - w * 0.3, y - s * t),
                (x - w * 0.3, y - s * (t + 0.1)),
                (x + w * 0.3, y - s * (t + 0.1)),
                (x + w * 0.3, y - s * t),
            ]
        )
    for k in range(5):
        q.stroke((x + w * 0.5, y - s * (0.08 + 0.12 * k)), (x + w, y - s * (0.08 + 0.12 * k)), width=q.width * 0.6)


def castle(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """Keep, wall and corner towers."""
    tower(q, x - s * 0.24, y - s * 0.22, s * 0.72, rng)
    tower(q, x + s * 0.26, y - s * 0.2, s * 0.62, rng)
    q.area([(x - s * 0.16, y), (x - s * 0.16, y - s * 0.66), (x + s * 0.16, y - s * 0.66), (x + s * 0.16, y)])
    q.area([(x - s * 0.21, y - s * 0.64), (x, y - s * 0.98), (x + s * 0.21, y - s * 0.64)])
    wall = [(x - s * 0.6, y), (x - s * 0.6, y - s * 0.28)]
    for k in range(13):
        a = x - s * 0.6 + s * 1.2 * k / 13
        crown = y - s * (0.28 if k % 2 else 0.34)
        wall += [(a, crown), (a + s * 1.2 / 13, crown)]
    q.area([*wall, (x + s * 0.6, y - s * 0.28), (x + s * 0.6, y)])
    q.solid([(x - s * 0.09, y), *arc(x, y - s * 0.13, s * 0.09, s * 0.1, math.pi, 0), (x + s * 0.09, y)])
    for side in (-1, 1):
        tower(q, x + side * s * 0.62, y + s * 0.04, s * 0.56, rng)


def tent(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A tent."""
    q.area([(x - s * 0.55, y), (x, y - s * 0.75), (x + s * 0.55, y)])
    q.solid([(x - s * 0.14, y), (x, y - s * 0.6), (x + s * 0.14, y)])
    q.stroke((x, y - s * 0.75), (x, y - s * 0.92))
    q.accent([(x, y - s * 0.92), (x + s * 0.2, y - s * 0.85), (x, y - s * 0.78)])


def columns(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """What is left of a colonnade."""
    for k, share in enumerate((0.5, 0.9, 1.0, 0.35, 0.7)):
        a, w, h = x + s * (k - 2) * 0.3, s * 0.07, s * share
        q.area([(a - w, y), (a - w, y - h), (a - w * 0.2, y - h - w), (a + w, y - h + w), (a + w, y)])
        q.area([(a - w * 1.7, y), (a - w * 1.7, y - w), (a + w * 1.7, y - w), (a + w * 1.7, y)])
        q.stroke((a, y - w), (a, y - h * 0.9), width=q.width * 0.6)
    q.area(
        [(x - s * 0.4, y - s * 0.9), (x - s * 0.4, y - s * 1.04), (x + s * 0.12, y - s * 1.12), (x + s * 0.12, y - s)]
    )


def grave(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A headstone or a cross."""
    if rng.random() < 0.45:
        q.stroke((x, y), (x, y - s * 0.9), width=q.width * 2)
        q.stroke((x - s * 0.25, y - s * 0.62), (x + s * 0.25, y - s * 0.62), width=q.width * 2)
    else:
        q.area([(x - s * 0.26, y), *arc(x, y - s * 0.5, s * 0.26, s * 0.28, math.pi, 0), (x + s * 0.26, y)])
        q.stroke((x - s * 0.12, y - s * 0.4), (x + s * 0.12, y - s * 0.4))
    q.stroke((x - s * 0.4, y), (x + s * 0.42, y), width=q.width * 0.7)


def ship(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A ship under sail."""
    q.area([(x - s * 0.5, y - s * 0.24), (x + s * 0.5, y - s * 0.26), (x + s * 0.34, y), (x - s * 0.36, y)])
    q.stroke((x - s * 0.46, y - s * 0.14), (x + s * 0.42, y - s * 0.15))
    for dx, h in ((-0.24, 0.8), (0.12, 1.0)):
        q.stroke((x + dx * s, y - s * 0.24), (x + dx * s, y - s * h))
        for low, high, w in ((0.3, 0.56, 0.2), (0.6, 0.8, 0.15)):
            if high < h:
                sail = ((-w, low), (-w * 0.8, high), (w * 0.8, high), (w, low), (0, low + 0.06))
                q.area([(x + (dx + a) * s, y - b * s) for a, b in sail])
        q.accent([(x + dx * s, y - s * (h + 0.1)), (x + (dx + 0.16) * s, y - s * (h + 0.05)), (x + dx * s, y - s * h)])
    for k in range(3):
        wave(q, x + s * (k - 1) * 0.5, y + s * 0.1, s * 0.4, rng)


def fire(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A fire, in the second colour."""
    q.accent(
        [
            (x - s * 0.3, y),
            (x - s * 0.34, y - s * 0.4),
            (x - s * 0.14, y - s * 0.3),
            (x, y - s),
            (x + s * 0.16, y - s * 0.36),
            (x + s * 0.32, y - s * 0.5),
            (x + s * 0.28, y),
        ]
    )
    q.stroke((x - s * 0.5, y + s * 0.1), (x + s * 0.5, y - s * 0.02), width=q.width * 1.6)
    q.stroke((x - s * 0.5, y - s * 0.02), (x + s * 0.5, y + s * 0.1), width=q.width * 1.6)


def troops(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A body of soldiers as a battle plan has it: a crossed box under its banner."""
    q.area([(x - s * 0.5, y), (x - s * 0.5, y - s * 0.4), (x + s * 0.5, y - s * 0.4), (x + s * 0.5, y)])
    q.stroke((x - s * 0.5, y), (x + s * 0.5, y - s * 0.4))
    if rng.random() < 0.6:
        q.solid([(x - s * 0.5, y), (x - s * 0.5, y - s * 0.4), (x + s * 0.5, y - s * 0.4)])
    q.stroke((x, y - s * 0.4), (x, y - s * 0.95))
    q.accent([(x, y - s * 0.95), (x + s * 0.36, y - s * 0.86), (x, y - s * 0.7)])


def isle_aloft(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """An island that floats."""
    q.area(
        [
            (x - s * 0.6, y - s * 0.5),
            (x + s * 0.6, y - s * 0.5),
            (x + s * 0.26, y - s * 0.2),
            (x + s * 0.05, y),
            (x - s * 0.2, y - s * 0.14),
        ]
    )
    for k in range(5):
        q.stroke(
            (x - s * 0.3 + k * s * 0.16, y - s * 0.46), (x - s * 0.22 + k * s * 0.1, y - s * 0.24), width=q.width * 0.7
        )
    tower(q, x + s * 0.1, y - s * 0.5, s * 0.6, rng)
    fir(q, x - s * 0.3, y - s * 0.5, s * 0.3, rng)


def airship(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A balloon with a hull under it."""
    q.area(arc(x, y - s * 0.62, s * 0.7, s * 0.26, 0, math.tau, 22))
    for k in (-0.4, 0.0, 0.4):
        q.stroke(
            *arc(
                x + k * s * 0.2,
                y - s * 0.62,
                s * abs(k) * 0.9 + 1,
                s * 0.25,
                math.pi / 2,
                math.pi * 1.5 if k < 0 else -math.pi / 2,
            )
        )
        q.stroke((x + k * s, y - s * 0.4), (x + k * s * 0.8, y - s * 0.18))
    q.area([(x - s * 0.4, y - s * 0.2), (x + s * 0.44, y - s * 0.22), (x + s * 0.26, y), (x - s * 0.28, y)])
