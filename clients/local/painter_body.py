"""A body on two legs, dressed: limbs, trunk, robe, cloak and armour over the bones of a pose.

It must not choose who wears what.
"""

from __future__ import annotations

import math

from clients.local.painter_canvas import Point, Rgb, mix
from clients.local.painter_coat import Coat
from clients.local.painter_gear import GOLD, HELD, LEATHER, STEEL, UPRIGHT
from clients.local.painter_heads import HEADS
from clients.local.painter_pose import Bones, Build, Pose, bones
from clients.local.painter_stencil import Stencil, dim

_RESTING = (110, 180)


def body(
    s: Stencil,
    build: Build,
    pose: Pose,
    coat: Coat,
    *,
    wear: tuple[str, ...] = (),
    heads: tuple[str, ...] = ("hair",),
    lead: str = "",
    rear: str = "",
) -> Bones:
    """Draw somebody. ``lead`` and ``rear`` name what the hands hold; ``wear`` their clothes, from ``_WEAR``'s words."""
    b = bones(build, pose)
    bare = "bare" in wear
    sleeve = STEEL if "plate" in wear else coat.skin if bare else coat.cloth
    hose = STEEL if "plate" in wear else coat.skin if "barelegs" in wear else coat.second
    if "wings" in wear:
        _wings(s, b, coat.second)
    if "feathers" in wear:
        _feathers(s, b, coat.second)
    if "tail" in wear:
        _tail(s, b, coat.skin)
    if "cloak" in wear:
        _cloak(s, b, pose, dim(coat.tint, 0.85))
    if "quiver" in wear:
        _quiver(s, b)
    _arm(s, b.rear_arm, build, dim(sleeve), dim(coat.skin))
    if rear and rear not in ("shield", "round_shield"):
        _hold(s, rear, b.rear_arm[2], pose, coat.tint, leading=False)
    _leg(s, b.rear_leg, build, dim(hose), dim(LEATHER if "barefoot" not in wear else coat.skin), "hooves" in wear)
    if lead in UPRIGHT:
        _hold(s, lead, b.lead_arm[2], pose, coat.tint, leading=True)
    _leg(s, b.lead_leg, build, hose, LEATHER if "barefoot" not in wear else coat.skin, "hooves" in wear)
    if "robe" in wear:
        _robe(s, b, build, coat.cloth)
    _trunk(s, b, build, STEEL if "plate" in wear else coat.skin if bare else coat.cloth)
    if "tunic" in wear or "plate" in wear:
        _skirt(s, b, build, coat.tint if "tabard" in wear else coat.cloth)
    if "rags" in wear:
        _rags(s, b, build, coat.second)
    if "tabard" in wear:
        _tabard(s, b, coat.tint)
    if "apron" in wear:
        _tabard(s, b, (226, 214, 190))
    if "pack" in wear:
        _pack(s, b)
    if "plate" in wear or "pauldrons" in wear:
        for shoulder, tone in ((b.rear_arm[0], dim(STEEL, 0.8)), (b.lead_arm[0], STEEL)):
            s.blob(tone, shoulder[0], shoulder[1] + 0.005, 0.052 * build.thick, 0.045 * build.thick)
    if "belt" in wear or "tunic" in wear:
        s.line(LEATHER, 0.03, b.torso(0.2, -0.08 * build.wide), b.torso(0.2, 0.08 * build.wide))
        s.blob(GOLD, *b.torso(0.2, 0.05), 0.016)
    if "mantle" in wear:
        _mantle(s, b, build, coat)
    bull = 0.06 * build.thick * (1 + 0.45 * build.neck)
    s.limb(coat.skin, (*b.torso(0.9, 0.0), bull * 1.7 if build.neck > 0.5 else bull), (*b.head, bull))
    head = s.inner(*b.head, b.radius)
    for name in heads:
        HEADS[name](head, coat)
    if rear in ("shield", "round_shield"):
        HELD[rear](s, b.rear_arm[2], 0, coat.tint)
    if lead and lead not in UPRIGHT:
        _hold(s, lead, b.lead_arm[2], pose, coat.tint, leading=True)
    _arm(s, b.lead_arm, build, sleeve, coat.skin, wide="robe" in wear)
    return b


def _hold(s: Stencil, name: str, hand: Point, pose: Pose, tint: Rgb, *, leading: bool) -> None:
    angle = pose.grip if leading else 150.0
    if name in UPRIGHT and _RESTING[0] < angle < _RESTING[1]:
        # Somebody at rest lets it stand on the ground.
        angle = 176.0
        s = s.inner(hand[0], hand[1], 1.0)
        HELD[name](s.inner(0, 0.5 - hand[1], 1.0), (0.0, 0.0), angle, tint)
        return
    HELD[name](s, hand, angle, tint)


def _leg(s: Stencil, leg: tuple[Point, Point, Point], build: Build, color: Rgb, shoe: Rgb, hooves: bool) -> None:
    t = build.thick
    hip, knee, foot = leg
    s.limb(color, (*hip, 0.105 * t), (*knee, 0.076 * t), (*foot, 0.05 * t))
    s.blob(color, knee[0] * 0.55 + foot[0] * 0.45 - 0.008, knee[1] * 0.55 + foot[1] * 0.45, 0.034 * t, 0.05 * t)
    if hooves:
        s.shape((40, 32, 28), (foot[0] - 0.03 * t, foot[1] + 0.02), (foot[0] + 0.03 * t, foot[1] + 0.02),
                (foot[0] + 0.055 * t, foot[1] - 0.02), (foot[0] - 0.03 * t, foot[1] - 0.02))  # fmt: skip
        return
    down = math.atan2(foot[0] - knee[0], knee[1] - foot[1])
    # The foot stands at a right angle to the shin, and flat wherever that is near to the ground.
    turn = 0.0 if foot[1] < 0.06 else max(-0.9, min(0.6, down))
    c, n = math.cos(turn), math.sin(turn)
    points = ((-0.035, 0.03), (0.02, 0.045), (0.06, 0.012), (0.098, -0.002), (0.095, -0.022), (-0.035, -0.022))
    s.form(shoe, *((foot[0] + (x * c - y * n) * t, foot[1] + (x * n + y * c) * t) for x, y in points))


def _arm(
    s: Stencil, arm: tuple[Point, Point, Point], build: Build, color: Rgb, skin: Rgb, *, wide: bool = False
) -> None:
    t = build.thick
    shoulder, elbow, hand = arm
    s.limb(color, (shoulder[0], shoulder[1] - 0.022 * (t - 1), 0.078 * t), (*elbow, 0.058 * t), (*hand, 0.044 * t))
    if wide:
        mouth = (hand[0] * 0.85 + elbow[0] * 0.15, hand[1] * 0.85 + elbow[1] * 0.15)
        s.form(color, (elbow[0], elbow[1] + 0.03), (mouth[0], mouth[1] + 0.03), (mouth[0] + 0.012, mouth[1] - 0.02),
               (mouth[0] - 0.02, mouth[1] - 0.12), (elbow[0] - 0.02, elbow[1] - 0.05))  # fmt: skip
    s.blob(skin, *hand, 0.031 * t)


def _trunk(s: Stencil, b: Bones, build: Build, color: Rgb) -> None:
    w, f = 0.125 * build.wide, build.belly
    s.form(color, b.torso(1.02, 0.045 * build.thick), b.torso(0.96, w * 0.95), b.torso(0.72, w * 0.96 * max(1.0,
        f * 0.8)),
           b.torso(0.35, w * 0.68 * f), b.torso(0.08, w * 0.72 * max(1.0, f * 0.9)), b.torso(-0.14, w * 0.55),
           b.torso(-0.14, -w * 0.55), b.torso(0.1, -w * 0.72), b.torso(0.4, -w * 0.68), b.torso(0.72, -w * 0.92),
           b.torso(0.95, -w * 0.95), b.torso(1.02, -0.045 * build.thick))  # fmt: skip
    s.form(dim(color, 0.82), b.torso(0.96, -w * 0.95), b.torso(0.7, -w * 0.3), b.torso(0.3, -w * 0.25), b.torso(-0.1,
        -w * 0.2),
           b.torso(-0.14, -w * 0.55), b.torso(0.1, -w * 0.72), b.torso(0.4, -w * 0.68), b.torso(0.72,
               -w * 0.92))  # fmt: skip


def _skirt(s: Stencil, b: Bones, build: Build, color: Rgb) -> None:
    w = 0.125 * build.wide * build.belly
    a, z = b.lead_leg[1], b.rear_leg[1]
    fore, back = (a, z) if a[0] >= z[0] else (z, a)
    hem = 0.84
    fx, fy = b.hip[0] + (fore[0] - b.hip[0]) * hem, b.hip[1] + (fore[1] - b.hip[1]) * hem
    rx, ry = b.hip[0] + (back[0] - b.hip[0]) * hem, b.hip[1] + (back[1] - b.hip[1]) * hem
    s.form(color, b.torso(0.24, w * 0.74), (fx + 0.07 * build.wide, fy + 0.02), (fx + 0.06 * build.wide, fy - 0.02),
           ((fx + rx) / 2, min(fy, ry) - 0.005), (rx - 0.06 * build.wide, ry - 0.02), (rx - 0.07 * build.wide,
               ry + 0.03),
           b.torso(0.24, -w * 0.74))  # fmt: skip


def _robe(s: Stencil, b: Bones, build: Build, color: Rgb) -> None:
    w = 0.125 * build.wide
    feet = [b.lead_leg[2], b.rear_leg[2], b.lead_leg[1], b.rear_leg[1]]
    fore, back = max(feet), min(feet)
    low = max(0.0, min(b.lead_leg[2][1], b.rear_leg[2][1]) - 0.03)
    right, left = max(fore[0] + 0.075, b.hip[0] + 0.13), min(back[0] - 0.085, b.hip[0] - 0.15)
    knee_y = b.hip[1] * 0.5
    s.form(color, b.torso(0.4, w * 0.7), b.torso(0.0, w * 0.85), (max(x for x, _ in feet[2:]) + 0.07, knee_y),
           (right, low), (right, low), ((left + right) / 2, low - 0.012), (left, low), (left, low),
           (min(x for x, _ in feet[2:]) - 0.075, knee_y), b.torso(0.0, -w * 0.85), b.torso(0.4, -w * 0.7))  # fmt: skip
    for at, tone in ((0.3, 0.72), (0.62, 0.8)):
        x = left + (right - left) * at
        s.tube(
            dim(color, tone),
            (*b.torso(0.0, w * (at - 0.5)), 0.012),
            ((x + b.hip[0]) / 2, knee_y, 0.03),
            (x, low + 0.01, 0.05),
        )


def _cloak(s: Stencil, b: Bones, pose: Pose, color: Rgb) -> None:
    n = b.chest
    stream = pose.wind * 0.3
    foot = min(b.rear_leg[2][1], b.lead_leg[2][1])
    low = foot + 0.07 + pose.wind * 0.12
    back = min(b.rear_leg[2][0], b.hip[0]) - 0.12
    s.form(color, (n[0] + 0.07, n[1] + 0.025), (n[0] - 0.05, n[1] + 0.045), (n[0] - 0.15, n[1] - 0.05),
           (b.hip[0] - 0.19 - stream * 0.5, b.hip[1] + 0.02), (back - stream, low + stream * 0.35),
           (back - stream, low + stream * 0.35), (back + 0.1 - stream * 0.6, low - 0.03 + stream * 0.1),
           (b.hip[0] + 0.06, low - 0.01), (b.hip[0] + 0.06, low - 0.01), (b.hip[0] + 0.08, b.hip[1]),
           (n[0] + 0.12, n[1] - 0.06))  # fmt: skip


def _mantle(s: Stencil, b: Bones, build: Build, coat: Coat) -> None:
    w = 0.125 * build.wide
    s.form((232, 226, 214), b.torso(1.06, w * 0.5), b.torso(0.86, w * 1.16), b.torso(0.76, w * 0.9), b.torso(0.8, 0.0),
           b.torso(0.76, -w * 0.9), b.torso(0.86, -w * 1.16), b.torso(1.06, -w * 0.5))  # fmt: skip
    s.line((232, 226, 214), 0.05, b.torso(0.8, 0.01), (b.torso(-0.1, 0.02)), (b.hip[0] + 0.05, 0.02))


def _tabard(s: Stencil, b: Bones, color: Rgb) -> None:
    knee = (b.lead_leg[1][0] + b.rear_leg[1][0]) / 2
    s.shape(color, b.torso(0.92, -0.05), b.torso(0.92, 0.075), b.torso(0.0, 0.075), (knee + 0.08, b.hip[1] * 0.58),
            (knee - 0.045, b.hip[1] * 0.58), b.torso(0.0, -0.045))  # fmt: skip


def _rags(s: Stencil, b: Bones, build: Build, color: Rgb) -> None:
    w = 0.13 * build.wide * build.belly
    y = b.hip[1] * 0.62
    x = b.hip[0]
    s.shape(color, b.torso(0.16, w * 0.72), (x + w * 0.8, y + 0.05), (x + w * 0.5, y + 0.02), (x + w * 0.34, y - 0.05),
            (x + w * 0.1, y + 0.03), (x - w * 0.2, y - 0.06), (x - w * 0.34, y + 0.03), (x - w * 0.7, y - 0.01),
            (x - w * 0.76, y + 0.07), b.torso(0.16, -w * 0.72))  # fmt: skip


def _pack(s: Stencil, b: Bones) -> None:
    x, y = b.torso(0.62, -0.16)
    s.form(
        (112, 92, 64),
        (x - 0.09, y - 0.14),
        (x - 0.1, y + 0.1),
        (x, y + 0.16),
        (x + 0.08, y + 0.1),
        (x + 0.08, y - 0.14),
    )
    s.limb((150, 128, 92), (x - 0.1, y + 0.19, 0.075), (x + 0.08, y + 0.19, 0.075))


def _quiver(s: Stencil, b: Bones) -> None:
    x, y = b.torso(0.98, -0.13)
    s.limb(LEATHER, (*b.torso(0.3, 0.0), 0.07), (x, y, 0.08))
    for dx in (-0.03, 0.0, 0.03):
        s.line((226, 216, 190), 0.016, (x, y), (x - 0.05 + dx, y + 0.1))


def _tail(s: Stencil, b: Bones, color: Rgb) -> None:
    x, y = b.hip
    s.tube(color, (x - 0.03, y, 0.07), (x - 0.2, y - 0.14, 0.055), (x - 0.34, y - 0.34, 0.04), (x - 0.52, y - 0.34,
        0.03),
           (x - 0.58, y - 0.18, 0.02))  # fmt: skip
    s.shape(color, (x - 0.62, y - 0.2), (x - 0.56, y - 0.08), (x - 0.53, y - 0.21))


def _wings(s: Stencil, b: Bones, color: Rgb) -> None:
    x, y = b.chest[0], b.chest[1] - 0.04
    for side, tone in ((1, 0.7), (-1, 1.0)):
        skin = dim(color, tone)
        tips = ((0.5, 0.42), (0.78, 0.1), (0.72, -0.2), (0.5, -0.36))
        edge: list[Point] = [
            (x, y),
            (x, y),
            (x + side * 0.22, y + 0.3),
            (x + side * 0.34, y + 0.44),
            (x + side * 0.34, y + 0.44),
        ]
        for i, (tx, ty) in enumerate(tips):
            px, py = x + side * tx, y + ty
            edge += [(px, py), (px, py)]
            if i + 1 < len(tips):
                nx, ny = tips[i + 1]
                edge.append((x + side * (tx + nx) / 2 * 0.84, y + (ty + ny) / 2 * 0.84 + 0.02))
        edge.append((x + side * 0.1, y - 0.2))
        s.form(skin, *edge)
        for tx, ty in tips:
            s.limb(dim(skin, 0.6), (x + side * 0.34, y + 0.44, 0.026), (x + side * tx, y + ty, 0.008))
        s.limb(dim(skin, 0.6), (x, y, 0.05), (x + side * 0.34, y + 0.44, 0.03), (x + side * 0.36, y + 0.52, 0.008))


def _feathers(s: Stencil, b: Bones, color: Rgb) -> None:
    x, y = b.chest[0], b.chest[1] - 0.03
    for side, tone in ((1, 0.84), (-1, 1.0)):
        skin = dim(color, tone)
        s.form(skin, (x, y), (x, y), (x + side * 0.2, y + 0.26), (x + side * 0.42, y + 0.36), (x + side * 0.66,
            y + 0.34),
               (x + side * 0.66, y + 0.34), (x + side * 0.5, y - 0.02), (x + side * 0.22, y - 0.2), (x + side * 0.05,
                   y - 0.22))  # fmt: skip
        for i in range(8):
            t = i / 7
            root = (x + side * (0.12 + 0.42 * t), y + 0.02 + 0.24 * t)
            tip = (x + side * (0.18 + 0.56 * t), y - 0.42 + 0.6 * t)
            s.limb(mix(skin, (255, 255, 255), 0.12 * (i % 2)), (*root, 0.08), (*tip, 0.03))
