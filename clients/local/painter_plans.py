"""Floor plans, as they are drawn for a table: rooms cut out of hatched rock, and what stands in them.

It must not choose colours. A plan draws its floor, its furniture and what burns or shines in it on the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from clients.local.painter_canvas import Pen, Point

CX, CY = 640.0, 372.0
"""Where the middle of a plan lies."""


class Plan:
    """``floor`` is where one can stand, ``marks`` are lines on it, ``solids`` stand, ``accents`` burn or shine."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.floor, self.marks, self.solids, self.accents, self.water = Pen(), Pen(), Pen(), Pen(), Pen()

    def room(self, x: float, y: float, w: float, h: float) -> None:
        """A room about (x, y)."""
        self.floor.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2)

    def hall(self, *points: Point, width: float = 56) -> None:
        """A corridor."""
        self.floor.line(points, width)

    def hollow(self, x: float, y: float, rx: float, ry: float) -> None:
        """A cave's uneven floor."""
        waves = [(int(self.rng.integers(2, 9)), float(self.rng.uniform(0, math.tau))) for _ in range(4)]
        points: list[Point] = []
        for k in range(60):
            a = math.tau * k / 60
            r = 1 + 0.09 * sum(math.sin(a * n + p) for n, p in waves)
            points.append((x + math.cos(a) * rx * r, y + math.sin(a) * ry * r))
        self.floor.polygon(points)

    def table(self, x: float, y: float, r: float, seats: int = 5) -> None:
        """A round table and its stools."""
        self.ring(x, y, r)
        for k in range(seats):
            a = math.tau * (k + 0.3) / seats
            self.ring(x + math.cos(a) * (r + 17), y + math.sin(a) * (r + 17), 9)

    def ring(self, x: float, y: float, r: float, width: float = 3.5) -> None:
        """A circle."""
        self.marks.ellipse(x, y, r)
        self.marks.ellipse(x, y, r - width, ink=0)

    def frame(self, x: float, y: float, w: float, h: float, width: float = 3.5) -> None:
        """A rectangle's outline."""
        self.marks.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        self.marks.box(x - w / 2 + width, y - h / 2 + width, x + w / 2 - width, y + h / 2 - width, ink=0)

    def post(self, x: float, y: float, r: float = 11) -> None:
        """A pillar."""
        self.solids.ellipse(x, y, r)

    def door(self, x: float, y: float, *, level: bool = True) -> None:
        """A door in a wall."""
        w, h = (54, 16) if level else (16, 54)
        self.frame(x, y, w, h)

    def stairs(self, x: float, y: float, w: float, h: float, steps: int = 8) -> None:
        """Steps, narrowing downward."""
        for k in range(steps):
            half = w / 2 * (1 - 0.5 * k / steps)
            self.marks.line([(x - half, y + h * k / steps), (x + half, y + h * k / steps)], 3)


def tavern(p: Plan) -> None:
    """A common room with hearth, bar and tables, kitchen and cellar stairs."""
    p.room(CX - 60, CY, 640, 400)
    p.room(CX + 340, CY - 90, 190, 220)
    p.hall((CX + 230, CY - 60), (CX + 280, CY - 60), width=60)
    p.hall((CX - 60, CY + 190), (CX - 60, CY + 250), width=70)
    p.door(CX - 60, CY + 206)
    for x, y in ((-270, -90), (-270, 90), (-110, 110), (40, 110), (-120, -50), (170, 100)):
        p.table(CX + x, CY + y, 34)
    p.frame(CX + 130, CY - 60, 46, 190, 4)
    for k in range(5):
        p.ring(CX + 130, CY - 130 + k * 36, 8)
        p.ring(CX + 84, CY - 130 + k * 36, 10)
    p.frame(CX - 60, CY - 184, 170, 34, 4)
    p.accents.ellipse(CX - 60, CY - 184, 46, 12)
    p.stairs(CX + 340, CY - 60, 70, 66)
    for k in range(4):
        p.ring(CX + 276 + k * 40, CY - 170, 15)


def throne(p: Plan) -> None:
    """A long hall of pillars, a carpet, a dais."""
    p.room(CX, CY, 900, 330)
    p.hall((CX - 440, CY), (CX - 530, CY), width=90)
    p.door(CX - 462, CY, level=False)
    for k in range(6):
        for side in (-1, 1):
            p.post(CX - 340 + k * 110, CY + side * 105, 15)
            p.ring(CX - 340 + k * 110, CY + side * 105, 22, 3)
    p.accents.box(CX - 450, CY - 26, CX + 270, CY + 26)
    for k, r in enumerate((150, 122, 94)):
        p.frame(CX + 450 - r / 2, CY, r, 260 - 46 * k)
    p.solids.box(CX + 400, CY - 26, CX + 440, CY + 26)
    p.marks.line([(CX + 390, CY - 36), (CX + 390, CY - 26), (CX + 440, CY - 26)], 6)
    p.marks.line([(CX + 390, CY + 36), (CX + 390, CY + 26), (CX + 440, CY + 26)], 6)


def hall(p: Plan) -> None:
    """Long tables and a fire pit."""
    p.room(CX, CY, 860, 340)
    p.hall((CX - 420, CY), (CX - 500, CY), width=90)
    for side in (-1, 1):
        p.frame(CX, CY + side * 95, 640, 44, 4)
        for k in range(13):
            p.ring(CX - 306 + k * 51, CY + side * 138, 9)
            p.ring(CX - 306 + k * 51, CY + side * 54, 9)
    p.frame(CX, CY, 300, 36, 4)
    p.accents.box(CX - 140, CY - 10, CX + 140, CY + 10)
    p.frame(CX + 380, CY, 46, 200, 4)


def temple(p: Plan) -> None:
    """A nave, side aisles, a round apse, rows of benches."""
    p.room(CX - 40, CY, 720, 240)
    p.room(CX + 120, CY, 170, 430)
    p.floor.ellipse(CX + 320, CY, 130, 120)
    p.hall((CX - 380, CY), (CX - 460, CY), width=76)
    for k in range(7):
        for side in (-1, 1):
            p.marks.box(CX - 350 + k * 52, CY + side * 62 - 34, CX - 338 + k * 52, CY + side * 62 + 34)
    for k in range(4):
        for side in (-1, 1):
            p.post(CX - 340 + k * 124, CY + side * 108, 12)
    p.solids.box(CX + 306, CY - 44, CX + 340, CY + 44)
    for k in range(5):
        p.accents.ellipse(CX + 276, CY - 52 + k * 26, 6)
    for r in (88, 60):
        p.ring(CX + 120, CY, r)


def library(p: Plan) -> None:
    """Shelves in rows, reading tables, a round study."""
    p.room(CX - 60, CY, 720, 390)
    p.floor.ellipse(CX + 380, CY, 140, 140)
    for k in range(8):
        for y in (-120, 120):
            p.frame(CX - 370 + k * 78, CY + y, 30, 120, 4)
            for j in range(9):
                p.marks.line([(CX - 385 + k * 78, CY + y - 52 + j * 13), (CX - 355 + k * 78, CY + y - 52 + j * 13)], 3)
    for k in range(3):
        p.frame(CX - 250 + k * 190, CY, 120, 40, 4)
        p.accents.ellipse(CX - 250 + k * 190, CY, 6)
    p.table(CX + 390, CY, 44, 3)
    p.accents.ellipse(CX + 390, CY, 9)


def laboratory(p: Plan) -> None:
    """Benches, a cauldron in a circle."""
    p.floor.ellipse(CX - 110, CY, 270, 230)
    p.room(CX + 260, CY, 320, 250)
    for r in (150, 132):
        p.ring(CX - 110, CY, r)
    for k in range(7):
        a, b = math.tau * k / 7, math.tau * (k + 3) / 7
        p.marks.line(
            [
                (CX - 110 + math.cos(a) * 132, CY + math.sin(a) * 132),
                (CX - 110 + math.cos(b) * 132, CY + math.sin(b) * 132),
            ],
            3,
        )
    p.accents.ellipse(CX - 110, CY, 36)
    p.ring(CX - 110, CY, 48, 6)
    for y in (-100, 100):
        p.frame(CX + 260, CY + y, 280, 36, 4)
        for k in range(8):
            (p.accents if k % 3 == 0 else p.solids).ellipse(CX + 140 + k * 34, CY + y, 8)


def chamber(p: Plan) -> None:
    """A bed, a chest, a rug, a door."""
    p.room(CX, CY, 480, 360)
    p.door(CX + 120, CY + 182)
    p.hall((CX + 120, CY + 170), (CX + 120, CY + 240), width=60)
    p.frame(CX - 160, CY - 90, 120, 150, 4)
    p.frame(CX - 160, CY - 140, 90, 36)
    p.frame(CX + 10, CY - 156, 90, 34, 4)
    p.table(CX + 130, CY - 60, 36, 2)
    p.accents.ellipse(CX + 130, CY - 60, 8)
    p.marks.ellipse(CX, CY + 60, 120, 62)
    p.marks.ellipse(CX, CY + 60, 114, 56, ink=0)


def cottage(p: Plan) -> None:
    """Two rooms, a hearth between them, a table, a bed, a garden path."""
    p.room(CX - 110, CY, 380, 330)
    p.room(CX + 210, CY + 30, 230, 270)
    p.hall((CX + 70, CY + 60), (CX + 120, CY + 60), width=56)
    p.door(CX - 150, CY + 166)
    p.hall((CX - 150, CY + 150), (CX - 150, CY + 250), width=60)
    p.frame(CX + 66, CY - 90, 44, 120, 5)
    p.accents.ellipse(CX + 62, CY - 90, 14, 34)
    p.table(CX - 150, CY - 10, 44)
    p.frame(CX - 250, CY - 130, 110, 40, 4)
    p.frame(CX + 250, CY - 30, 90, 130, 4)
    p.frame(CX + 250, CY - 74, 66, 30)


def stable(p: Plan) -> None:
    """Stalls on both sides of a passage, a trough, a loft's ladder."""
    p.room(CX, CY, 820, 340)
    p.door(CX - 412, CY, level=False)
    p.hall((CX - 400, CY), (CX - 500, CY), width=90)
    for k in range(5):
        for side in (-1, 1):
            x = CX - 300 + k * 150
            p.marks.line([(x - 70, CY + side * 60), (x - 70, CY + side * 168)], 6)
            p.marks.line([(x - 30, CY + side * 60), (x + 74, CY + side * 60)], 4)
            p.ring(x, CY + side * 140, 16)
    p.frame(CX + 350, CY, 60, 110, 4)
    p.accents.ellipse(CX + 350, CY, 16, 40)


def store(p: Plan) -> None:
    """Racks in rows, crates in a corner, a gate to drive in by."""
    p.room(CX, CY, 780, 400)
    p.door(CX, CY + 202)
    p.hall((CX, CY + 180), (CX, CY + 270), width=130)
    for k in range(4):
        p.frame(CX - 250 + k * 130, CY - 50, 44, 220, 4)
    for x, y, size in ((290, 110, 70), (220, 140, 50), (300, 30, 56), (-310, 140, 60)):
        p.frame(CX + x, CY + y, size, size, 4)
        p.marks.line([(CX + x - size / 2, CY + y - size / 2), (CX + x + size / 2, CY + y + size / 2)], 3)
    for x in (-240, -190):
        p.ring(CX + x, CY + 150, 20)


def coach(p: Plan) -> None:
    """A coach from above: two benches that face each other, wheels, a shaft."""
    p.room(CX, CY, 460, 260)
    for x in (-160, 160):
        p.frame(CX + x, CY, 80, 210, 5)
    for x in (-170, 170):
        for side in (-1, 1):
            p.solids.box(CX + x - 60, CY + side * 158 - 14, CX + x + 60, CY + side * 158 + 14)
            p.marks.line([(CX + x, CY + side * 120), (CX + x, CY + side * 150)], 8)
    p.door(CX, CY + 132)
    p.marks.line([(CX + 230, CY), (CX + 470, CY)], 9)
    p.marks.line([(CX + 430, CY - 70), (CX + 430, CY + 70)], 6)
    p.accents.ellipse(CX, CY, 12)


def cabin(p: Plan) -> None:
    """A great cabin: the stern's windows, a bunk, a table with a chart."""
    p.room(CX, CY, 520, 330)
    p.door(CX + 262, CY, level=False)
    p.hall((CX + 250, CY), (CX + 340, CY), width=70)
    for k in range(5):
        p.accents.box(CX - 268, CY - 132 + k * 60, CX - 254, CY - 92 + k * 60)
    p.frame(CX - 40, CY, 200, 110, 4)
    p.marks.line([(CX - 110, CY - 30), (CX - 20, CY + 30), (CX + 30, CY - 20)], 3)
    p.frame(CX + 90, CY - 130, 180, 50, 4)
    p.frame(CX + 30, CY - 130, 40, 36)
    p.ring(CX + 180, CY + 110, 28, 4)


def cell(p: Plan) -> None:
    """A row of barred cells on a passage."""
    p.room(CX, CY + 110, 900, 90)
    for k in range(5):
        x = CX - 360 + k * 180
        p.room(x, CY - 60, 140, 170)
        p.hall((x, CY), (x, CY + 90), width=56)
        for j in range(5):
            p.solids.box(x - 25 + j * 12, CY + 32, x - 20 + j * 12, CY + 60)
        p.frame(x - 36, CY - 106, 50, 60)
        p.ring(x + 46, CY - 120, 10)
    p.stairs(CX + 410, CY + 80, 60, 60)
    p.accents.ellipse(CX - 430, CY + 110, 9)


def deck(p: Plan) -> None:
    """A ship from above."""
    hull: list[Point] = [(CX - 440, CY - 110), (CX + 160, CY - 130), (CX + 370, CY - 76), (CX + 500, CY)]
    p.floor.polygon([*hull, *[(x, 2 * CY - y) for x, y in reversed(hull)]])
    for k in range(-5, 6):
        p.marks.line([(CX - 436, CY + k * 21), (CX + 470 - abs(k) * 34, CY + k * 21)], 2)
    for x, r in ((-250, 15), (20, 18), (270, 13)):
        p.post(CX + x, CY, r)
        p.marks.line([(CX + x, CY - 180), (CX + x, CY + 180)], 7)
        for k in (-1, 1):
            p.marks.line([(CX + x, CY), (CX + x - 60, CY + k * 120)], 3)
            p.marks.line([(CX + x, CY), (CX + x + 60, CY + k * 120)], 3)
    p.frame(CX + 140, CY, 90, 90, 5)
    for k in (-1, 0, 1):
        p.marks.line([(CX + 96, CY + k * 22), (CX + 184, CY + k * 22)], 3)
    p.ring(CX - 380, CY, 34, 5)
    for k in range(8):
        a = math.tau * k / 8
        p.marks.line([(CX - 380, CY), (CX - 380 + math.cos(a) * 46, CY + math.sin(a) * 46)], 4)
    p.frame(CX - 340, CY, 8, 216, 5)
    p.marks.line([(CX + 500, CY), (CX + 590, CY)], 8)
    for x in (-130, -60, 200):
        for side in (-1, 1):
            p.solids.box(CX + x, CY + side * 112 - 8, CX + x + 44, CY + side * 112 + 8)


ROOMS: dict[str, Callable[[Plan], None]] = {
    "tavern": tavern,
    "throne": throne,
    "hall": hall,
    "temple": temple,
    "library": library,
    "laboratory": laboratory,
    "chamber": chamber,
    "bedroom": chamber,
    "cottage": cottage,
    "stable": stable,
    "store": store,
    "coach": coach,
    "cabin": cabin,
    "cell": cell,
    "deck": deck,
    "smithy": cottage,
    "theater": hall,
    "starship": deck,
    "ballroom": throne,
    "gallery": throne,
}
"""Plans by the lexicon's ``motif``."""
