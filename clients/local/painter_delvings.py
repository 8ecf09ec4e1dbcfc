"""Floor plans of what lies under the ground: cave, mine, dungeon, crypt and sewer.

It must not choose colours; see ``painter_plans``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from clients.local.painter_canvas import Point
from clients.local.painter_plans import CX, CY, Plan


def cave(p: Plan) -> None:
    """Hollows that run into each other, a pool, dripstones."""
    spots = [
        (-380, 40, 130, 110),
        (-150, -60, 190, 140),
        (120, 50, 200, 150),
        (380, -70, 150, 110),
        (330, 160, 110, 80),
    ]
    for x, y, rx, ry in spots:
        p.hollow(CX + x, CY + y, rx, ry)
    p.floor.line([(CX - 640, CY + 90), (CX - 470, CY + 60), (CX - 300, CY)], 70)
    p.water.ellipse(CX + 150, CY + 80, 110, 60)
    for _ in range(34):
        x, y = CX + float(p.rng.uniform(-470, 480)), CY + float(p.rng.uniform(-190, 210))
        p.solids.ellipse(x, y, float(p.rng.uniform(3, 10)))
    p.accents.ellipse(CX - 150, CY - 60, 12)


def crystal(p: Plan) -> None:
    """The same, grown through with spars."""
    cave(p)
    for _ in range(46):
        x, y = CX + float(p.rng.uniform(-470, 480)), CY + float(p.rng.uniform(-180, 200))
        a, h = float(p.rng.uniform(0, math.tau)), float(p.rng.uniform(14, 40))
        p.accents.polygon(
            [
                (x - math.sin(a) * 6, y + math.cos(a) * 6),
                (x + math.cos(a) * h, y + math.sin(a) * h),
                (x + math.sin(a) * 6, y - math.cos(a) * 6),
            ]
        )


def mine(p: Plan) -> None:
    """Galleries along a rail."""
    trunk = [(CX - 600, CY + 60), (CX - 260, CY + 30), (CX + 60, CY - 20), (CX + 420, CY + 40)]
    p.hall(*trunk, width=84)
    side: list[list[Point]] = [
        [(CX - 260, CY + 30), (CX - 190, CY - 160), (CX - 60, CY - 210)],
        [(CX + 60, CY - 20), (CX + 120, CY + 190)],
        [(CX + 230, CY), (CX + 330, CY - 170)],
        [(CX - 420, CY + 40), (CX - 400, CY + 200)],
    ]
    for way in side:
        p.hall(*way, width=58)
        p.hollow(*way[-1], 86, 62)
    p.hollow(CX + 440, CY + 40, 120, 100)
    for way in [trunk, *side[:2]]:
        for dx in (-10, 10):
            p.marks.line([(x + dx * 0.3, y + dx) for x, y in way], 3.5)
        for a, b in itertools.pairwise(way):
            steps = int(math.dist(a, b) / 22)
            for k in range(steps):
                x, y = a[0] + (b[0] - a[0]) * k / steps, a[1] + (b[1] - a[1]) * k / steps
                p.marks.line([(x - 3, y - 17), (x + 3, y + 17)], 3)
    p.solids.box(CX - 60, CY - 30, CX + 10, CY + 20)
    for x, y in ((440, 40), (330, -170), (-60, -210)):
        p.accents.polygon([(CX + x, CY + y - 20), (CX + x + 20, CY + y), (CX + x, CY + y + 20), (CX + x - 20, CY + y)])


def dungeon(p: Plan) -> None:
    """Rooms on crossing corridors."""
    rooms: list[tuple[float, float, float, float]] = []
    for gx in (-1, 0, 1):
        for gy in (-1, 0, 1):
            if (gx, gy) == (0, 0) or p.rng.random() < 0.8:
                x, y = CX + gx * 360 + float(p.rng.uniform(-50, 50)), CY + gy * 190 + float(p.rng.uniform(-14, 14))
                rooms.append((x, y, float(p.rng.uniform(120, 240)), float(p.rng.uniform(84, 130))))
    for (x0, y0, *_), (x1, y1, *_) in itertools.pairwise(rooms):
        p.hall((x0, y0), (x1, y0), (x1, y1), width=44)
        p.floor.box(x1 - 22, y0 - 22, x1 + 22, y0 + 22)
    for k, (x, y, w, h) in enumerate(rooms):
        p.room(x, y, w, h)
        match k % 4:
            case 0:
                for dx, dy in ((-0.32, -0.3), (0.32, -0.3), (-0.32, 0.3), (0.32, 0.3)):
                    p.post(x + dx * w, y + dy * h, 9)
            case 1:
                p.frame(x, y, 46, 30, 4)
            case 2:
                p.stairs(x, y - 26, 60, 56)
            case _:
                p.ring(x, y, 26, 5)
                p.accents.ellipse(x, y, 12)


def crypt(p: Plan) -> None:
    """Coffins in rows of niches about a cross of vaults."""
    p.room(CX, CY, 860, 130)
    p.room(CX, CY, 150, 470)
    p.floor.ellipse(CX, CY, 150, 140)
    for k in range(5):
        for side in (-1, 1):
            for level in (-1, 1):
                x = CX + side * (190 + k * 52)
                p.floor.box(x - 18, CY + level * 60 - 50, x + 18, CY + level * 60 + 50)
                p.frame(x, CY + level * 78, 24, 58)
                p.marks.line([(x, CY + level * 78 - 18), (x, CY + level * 78 + 18)], 3)
                p.marks.line([(x - 8, CY + level * 84), (x + 8, CY + level * 84)], 3)
    for r in (110, 92):
        p.ring(CX, CY, r)
    p.solids.box(CX - 22, CY - 46, CX + 22, CY + 46)
    p.stairs(CX, CY + 160, 90, 70)
    for x, y in ((-70, -70), (70, -70), (-70, 70), (70, 70)):
        p.accents.ellipse(CX + x, CY + y, 8)


def sewer(p: Plan) -> None:
    """Channels that cross, walks along them."""
    ways: list[list[Point]] = [
        [(CX - 620, CY - 60), (CX - 200, CY - 60), (CX + 80, CY + 90), (CX + 620, CY + 90)],
        [(CX - 260, CY - 320), (CX - 260, CY + 330)],
        [(CX + 260, CY - 320), (CX + 260, CY + 330)],
    ]
    for way in ways:
        p.hall(*way, width=130)
    for way in ways:
        p.water.line(way, 62)
    p.floor.ellipse(CX - 260, CY - 60, 120)
    p.water.ellipse(CX - 260, CY - 60, 66)
    for x in (-360, 160, 380):
        for k in range(5):
            p.solids.box(CX + x + k * 12, CY + 36, CX + x + k * 12 + 5, CY + 62)
    p.accents.ellipse(CX + 150, CY + 10, 9)


DELVINGS: dict[str, Callable[[Plan], None]] = {
    "cave": cave,
    "crystal": crystal,
    "mushrooms": crystal,
    "mine": mine,
    "dungeon": dungeon,
    "crypt": crypt,
    "sewer": sewer,
}
"""Plans by the lexicon's ``motif``."""
