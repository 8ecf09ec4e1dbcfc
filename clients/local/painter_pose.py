"""How a body on two legs is built and what it does: bones from angles, so that every build can take every pose.

It must not draw. Angles are degrees from straight down, forward positive; lengths are in units of the standing height.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from clients.local.painter_canvas import Point


@dataclass(frozen=True, slots=True)
class Build:
    """Proportions; 1 is a human's. ``stoop`` leans the back and ``neck`` moves the head before the shoulders."""

    wide: float = 1.0
    legs: float = 1.0
    arms: float = 1.0
    head: float = 1.0
    thick: float = 1.0
    stoop: float = 0.0
    neck: float = 0.0
    belly: float = 1.0


@dataclass(frozen=True, slots=True)
class Pose:
    """Angles of thigh and shin, upper arm and forearm; ``lead`` is the side toward which the figure looks.

    ``grip`` is where a weapon in the leading hand points, ``wind`` how far cloth streams back.
    """

    lean: float = 0.0
    lead_leg: tuple[float, float] = (9, 2)
    rear_leg: tuple[float, float] = (-9, -6)
    lead_arm: tuple[float, float] = (20, 62)
    rear_arm: tuple[float, float] = (-16, 6)
    grip: float = 160.0
    wind: float = 0.0
    lift: float = 0.0
    nod: float = 0.0


POSES: dict[str, Pose] = {
    "stand": Pose(),
    "walk": Pose(5, (27, 14), (-14, -38), (-8, 30), (30, 58), 150, 0.35),
    "run": Pose(20, (62, -8), (-22, -78), (-42, 20), (60, 112), 130, 1.0),
    "fight": Pose(14, (46, 4), (-30, -36), (118, 156), (44, 92), 205, 0.6),
    "strike": Pose(24, (54, 6), (-40, -42), (78, 88), (-40, -10), 104, 0.9),
    "guard": Pose(4, (26, 2), (-22, -24), (48, 104), (40, 84), 152, 0.2),
    "cast": Pose(-4, (22, 0), (-20, -18), (96, 112), (-64, -128), 172, 0.7, 0, -8),
    "kneel": Pose(6, (82, -6), (2, -84), (26, 64), (8, 50), 20, 0.1, 0, 16),
    "sit": Pose(6, (80, 6), (70, -6), (34, 74), (26, 66), 160, 0.0),
    "sneak": Pose(40, (70, -20), (6, -54), (40, 96), (-20, 40), 84, 0.3, 0, -26),
    "climb": Pose(6, (84, -10), (4, -20), (160, 172), (120, 150), 170, 0.2, 0, -24),
    "shoot": Pose(-4, (24, 2), (-24, -22), (90, 90), (-62, 84), 90, 0.2),
    "cheer": Pose(-4, (12, 4), (-12, -8), (150, 170), (-140, -172), 175, 0.1, 0, -12),
    "cower": Pose(24, (58, -40), (30, -52), (110, 160), (90, 150), 60, 0.1, 0, 20),
    "bow": Pose(52, (10, 2), (-8, -6), (60, 20), (-50, 30), 20, 0.0, 0, 20),
    "dance": Pose(-8, (40, -30), (-6, -4), (120, 160), (-100, -60), 175, 0.6, 0, -10),
    "ride": Pose(8, (62, -12), (58, -14), (44, 84), (30, 74), 168, 0.7),
    "leap": Pose(22, (78, 10), (-36, -70), (124, 150), (-60, -30), 190, 1.2, 0.16),
    "play": Pose(-2, (16, 2), (-12, -8), (24, 98), (-6, 70), 60, 0.1),
    "shamble": Pose(16, (18, 4), (-10, -22), (82, 70), (70, 54), 60, 0.1, 0, 14),
    "fly": Pose(58, (-30, -60), (-50, -70), (70, 100), (-40, -10), 120, 1.2, 0.3, -40),
    "lurk": Pose(30, (34, -22), (-8, -40), (30, 20), (8, 4), 30, 0.1, 0, -20),
    "loom": Pose(10, (24, 4), (-22, -20), (40, 62), (-34, 4), 40, 0.2, 0, 10),
    "float": Pose(-4, (6, -6), (-8, -22), (96, 74), (-70, -34), 170, 0.5, 0.14, 6),
    "dead": Pose(84, (80, 76), (70, 66), (120, 100), (60, 40), 80, 0.0, 0, 0),
}


@dataclass(frozen=True, slots=True)
class Bones:
    """Where the joints are, in units of the standing height; feet at y 0 or above it."""

    hip: Point
    chest: Point
    head: Point
    radius: float
    lean: float
    lead_leg: tuple[Point, Point, Point]
    rear_leg: tuple[Point, Point, Point]
    lead_arm: tuple[Point, Point, Point]
    rear_arm: tuple[Point, Point, Point]

    def torso(self, along: float, across: float) -> Point:
        """A point of the trunk: ``along`` from hip 0 to shoulders 1, ``across`` forward, in units."""
        c, s = math.cos(math.radians(self.lean)), math.sin(math.radians(self.lean))
        x = self.hip[0] + (self.chest[0] - self.hip[0]) * along
        y = self.hip[1] + (self.chest[1] - self.hip[1]) * along
        return (x + across * c, y - across * s)


def bones(build: Build, pose: Pose) -> Bones:
    """The joints of ``build`` in ``pose``."""
    leg, trunk, arm = 0.25 * build.legs, 0.3, 0.168 * build.arms
    radius = 0.074 * build.head
    unit = 1 / (2 * leg + trunk + 0.055 + radius * 1.85 + 0.02)
    leg, trunk, arm, radius = leg * unit, trunk * unit, arm * unit, radius * unit
    lean = pose.lean + build.stoop
    side = 0.045 * build.wide * unit
    hip = (0.0, 0.0)
    chest = _go(hip, trunk, 180 - lean)
    shoulder = 0.094 * build.wide * unit
    c, s = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    legs = [
        _limb((hip[0] + at, hip[1]), leg, angles, leg) for at, angles in ((side, pose.lead_leg), (-side, pose.rear_leg))
    ]
    # Shoulders are a little below the root of the neck.
    arms = [
        _limb((chest[0] + at * c - 0.02 * unit * s, chest[1] - at * s - 0.02 * unit * c), arm, angles, arm * 0.98)
        for at, angles in ((shoulder, pose.lead_arm), (-shoulder, pose.rear_arm))
    ]
    neck = _go(chest, 0.055 * unit + radius * 0.85, 180 - lean * 0.6 + pose.nod * 0.5)
    head = (neck[0] + build.neck * unit * 0.055, neck[1] - build.neck * unit * 0.03)
    low = min(legs[0][2][1], legs[1][2][1], legs[0][1][1], legs[1][1][1], hip[1] - 0.05)
    up = -low + 0.02 * unit + pose.lift
    moved = [(point[0], point[1] + up) for point in (hip, chest, head)]
    lead_leg, rear_leg, lead_arm, rear_arm = (
        tuple((x, y + up) for x, y in limb) for limb in (legs[0], legs[1], arms[0], arms[1])
    )
    return Bones(
        moved[0], moved[1], moved[2], radius, lean,
        _three(lead_leg), _three(rear_leg), _three(lead_arm), _three(rear_arm),
    )  # fmt: skip


def _three(points: tuple[Point, ...]) -> tuple[Point, Point, Point]:
    return points[0], points[1], points[2]


def _go(start: Point, far: float, angle: float) -> Point:
    a = math.radians(angle)
    return (start[0] + far * math.sin(a), start[1] - far * math.cos(a))


def _limb(start: Point, upper: float, angles: tuple[float, float], lower: float) -> tuple[Point, ...]:
    middle = _go(start, upper, angles[0])
    return (start, middle, _go(middle, lower, angles[1]))
