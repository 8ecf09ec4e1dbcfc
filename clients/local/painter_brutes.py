"""What stands on two legs and is not a person: goblins to giants, the dead, fiends, stone.

It must not draw what goes on all fours, crawls or flies.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import Rgb
from clients.local.painter_coat import Coat
from clients.local.painter_gear import BONE, HELD, STEEL, along
from clients.local.painter_heads import HEADS
from clients.local.painter_people import Role, person
from clients.local.painter_pose import POSES, Build, bones
from clients.local.painter_stencil import Stencil, dim

MOSS: Rgb = (116, 138, 74)
ORC: Rgb = (96, 120, 76)
STONE: Rgb = (140, 138, 136)
HIDE: Rgb = (104, 78, 54)

_GOBLIN = Build(wide=1.0, legs=0.72, arms=1.22, head=1.62, thick=0.9, stoop=14, neck=1.4)
_ORC = Build(wide=1.6, legs=0.92, arms=1.15, head=1.06, thick=1.5, stoop=8, neck=1.3)
_TROLL = Build(wide=1.35, legs=0.82, arms=1.62, head=0.95, thick=1.15, stoop=26, neck=2.2)
_OGRE = Build(wide=1.7, legs=0.72, arms=1.2, head=0.92, thick=1.7, stoop=4, neck=0.6, belly=1.7)
_GIANT = Build(wide=1.36, legs=0.96, arms=1.12, head=0.8, thick=1.36, stoop=5, neck=0.6, belly=1.1)
_BULL = Build(wide=1.75, legs=0.9, arms=1.16, head=1.2, thick=1.55, stoop=8, neck=1.2)
_FIEND = Build(wide=1.6, legs=0.98, arms=1.22, head=0.95, thick=1.4, stoop=8, neck=1.0)
_WOLFMAN = Build(wide=1.4, legs=0.96, arms=1.36, head=1.16, thick=1.1, stoop=18, neck=1.6)
_ROTTEN = Build(wide=0.95, thick=0.84, stoop=10, neck=1.0)

BRUTES: dict[str, Role] = {
    "goblin": Role(Coat(MOSS, (104, 76, 50), MOSS, HIDE), ("bare", "barelegs", "barefoot", "rags", "belt"),
        ("goblin",), "cutlass", build=_GOBLIN, pose="lurk"),
    "kobold": Role(Coat((164, 92, 62), HIDE, (164, 92, 62), HIDE, (200, 130, 60)), ("bare", "barelegs", "barefoot",
        "rags", "tail"), ("lizard",), "spear", build=_GOBLIN, pose="guard"),
    "imp": Role(Coat((176, 56, 46), HIDE, (110, 34, 36), HIDE), ("bare", "barelegs", "barefoot", "wings", "tail"),
        ("horned",), build=_GOBLIN, pose="float"),
    "hobgoblin": Role(Coat((172, 104, 66), (110, 106, 108), (84, 60, 50), (30, 26, 26), (150, 36, 36)), ("tunic",
        "pauldrons", "tabard"), ("goblin", "kettle_helm"), "sword", "shield", Build(1.2, thick=1.2, head=1.1)),
    "bugbear": Role(Coat((138, 98, 60), (104, 76, 50), (138, 98, 60), (110, 76, 46)), ("bare", "barelegs", "barefoot",
        "rags"), ("brute",), "mace", build=_ORC),
    "orc": Role(Coat(ORC, (92, 72, 54), (84, 66, 52), (26, 22, 22)), ("bare", "pauldrons", "rags", "belt"), ("orc",),
        "axe", build=_ORC, pose="guard"),
    "gnoll": Role(Coat((168, 134, 84), (104, 76, 50), (168, 134, 84), (90, 64, 42)), ("bare", "barelegs", "barefoot",
        "rags", "pauldrons"), ("wolf",), "spear", build=_WOLFMAN, pose="guard"),
    "lizardfolk": Role(Coat((96, 140, 98), HIDE, (96, 140, 98), HIDE, (190, 110, 60)), ("bare", "barelegs", "barefoot",
        "rags", "tail"), ("lizard",), "spear", "round_shield", Build(1.3, thick=1.2, stoop=6, neck=0.8)),
    "troll": Role(Coat((112, 132, 108), HIDE, (96, 80, 60), (74, 66, 48)), ("bare", "barelegs", "barefoot", "rags"),
        ("brute",), build=_TROLL, pose="loom"),
    "ogre": Role(Coat((186, 150, 104), HIDE, (108, 84, 60), (60, 44, 34)), ("bare", "barelegs", "barefoot", "rags",
        "belt"), ("ogre",), "club", build=_OGRE, pose="guard"),
    "giant": Role(Coat((190, 148, 118), (128, 104, 80), (116, 92, 70), (112, 72, 44)), ("tunic", "barelegs",
        "barefoot", "belt"), ("long_hair", "beard"), "club", build=_GIANT, pose="walk"),
    "frost_giant": Role(Coat((150, 186, 214), (98, 116, 140), (196, 206, 216), (232, 240, 246), (120, 140, 170)),
        ("bare", "barelegs", "rags", "belt", "cloak"), ("long_hair", "beard", "horn_helm"), "axe", build=_GIANT,
        pose="walk"),
    "fire_giant": Role(Coat((74, 58, 58), (60, 48, 50), (70, 40, 36), (255, 140, 40), (150, 50, 30)), ("plate",
        "rags"), ("long_hair", "beard"), "greatsword", build=_GIANT, pose="walk"),
    "cyclops": Role(Coat((182, 140, 110), HIDE, (110, 84, 62), (60, 40, 30)), ("bare", "barelegs", "barefoot", "rags"),
        ("cyclops",), "club", build=_GIANT, pose="fight"),
    "minotaur": Role(Coat((136, 92, 64), HIDE, (100, 66, 46), (76, 50, 36)), ("bare", "barelegs", "hooves", "rags",
        "belt"), ("bull",), "axe", build=_BULL, pose="guard"),
    "werewolf": Role(Coat((112, 104, 100), HIDE, (112, 104, 100), (80, 74, 72)), ("bare", "barelegs", "barefoot"),
        ("wolf",), build=_WOLFMAN, pose="loom"),
    "demon": Role(Coat((132, 46, 40), (60, 30, 34), (84, 32, 36), (30, 20, 22)), ("bare", "barelegs", "hooves",
        "wings", "tail", "rags"), ("horned",), "greatsword", build=_FIEND, pose="guard"),
    "devil": Role(Coat((178, 44, 40), (60, 30, 34), (60, 26, 34), (30, 20, 22)), ("bare", "barelegs", "hooves",
        "wings", "tail", "rags"), ("horned",), "fork", build=_FIEND),
    "monster": Role(Coat((98, 104, 84), (70, 66, 56), (82, 76, 60), (50, 48, 40)), ("bare", "barelegs", "barefoot",
        "tail"), ("horned",), build=_TROLL, pose="fight"),
    "ape": Role(Coat((86, 76, 72), HIDE, (86, 76, 72), (60, 52, 50)), ("bare", "barelegs", "barefoot"), ("ogre",),
        build=Build(1.8, legs=0.66, arms=1.7, head=1.0, thick=1.6, stoop=22, neck=1.6), pose="loom"),
    "zombie": Role(Coat((146, 158, 124), (96, 90, 78), (84, 80, 72), (64, 58, 46)), ("tunic", "rags", "barefoot",
        "barelegs"), ("hair",), build=_ROTTEN, pose="shamble"),
    "ghoul": Role(Coat((168, 170, 160), (96, 90, 78), (96, 90, 84), (120, 116, 110)), ("bare", "barelegs", "barefoot",
        "rags"), ("skull",), build=Build(0.9, arms=1.3, thick=0.8, stoop=26, neck=1.6), pose="lurk"),
    "mummy": Role(Coat((206, 192, 154), (206, 192, 154), (190, 176, 138), (206, 192, 154)), ("tunic", "rags",
        "barefoot"), ("face",), build=Build(1.05, thick=1.0), pose="shamble"),}  # fmt: skip
"""By the lexicon's id or motif."""


def skeleton(way: str = "", lead: str = "", rear: str = "") -> Callable[[Stencil], None]:
    """Bones, with gaps that light shines through."""

    def draw(s: Stencil) -> None:
        from_pose = POSES.get(way) or POSES["guard"]
        b = bones(Build(wide=1.08, head=1.12), from_pose)
        far = dim(BONE, 0.66)
        _bone(s, far, *b.rear_arm)
        _bone(s, far, *b.rear_leg)
        foot = b.rear_leg[2]
        s.line(far, 0.026, foot, (foot[0] + 0.08, foot[1] - 0.012))
        spine = [b.torso(t, -0.012) for t in (-0.05, 0.3, 0.6, 1.08)]
        s.line(BONE, 0.032, *spine)
        s.form(BONE, b.torso(0.08, 0.07), b.torso(0.0, 0.09), b.torso(-0.14, 0.03), b.torso(-0.14, -0.03), b.torso(0.0,
            -0.09),
               b.torso(0.1, -0.06), b.torso(0.0, 0.0))  # fmt: skip
        for t, w in ((0.42, 0.085), (0.56, 0.105), (0.7, 0.115), (0.84, 0.11)):
            s.tube(
                BONE, (*b.torso(t + 0.03, -w), 0.02), (*b.torso(t - 0.03, 0.0), 0.026), (*b.torso(t + 0.02, w), 0.02)
            )
        s.line(BONE, 0.026, b.torso(0.97, -0.13), b.torso(0.99, 0.13))
        _bone(s, BONE, *b.lead_leg)
        foot = b.lead_leg[2]
        s.line(BONE, 0.026, foot, (foot[0] + 0.09, foot[1] - 0.012))
        who = Coat(skin=BONE, tint=(110, 84, 70))
        HEADS["skull"](s.inner(*b.head, b.radius), who)
        if rear or not lead:
            HELD[rear or "round_shield"](s, b.rear_arm[2], 0, who.tint)
        HELD[lead or "cutlass"](s, b.lead_arm[2], from_pose.grip, who.tint)
        _bone(s, BONE, *b.lead_arm)

    return draw


def _bone(s: Stencil, color: Rgb, a: tuple[float, float], m: tuple[float, float], z: tuple[float, float]) -> None:
    s.line(color, 0.024, a, m, z)
    for x, y in (a, m, z):
        s.blob(color, x, y, 0.022)


def golem(s: Stencil) -> None:
    """Blocks of stone upon each other, runes lit in the cracks."""
    glow: Rgb = (110, 220, 255)
    far, mid = dim(STONE, 0.7), STONE
    s.shape(far, (-0.3, 0.74), (-0.42, 0.66), (-0.4, 0.44), (-0.26, 0.46))
    s.shape(far, (-0.44, 0.44), (-0.24, 0.46), (-0.22, 0.2), (-0.36, 0.14), (-0.48, 0.24))
    s.shape(far, (-0.2, 0.36), (-0.04, 0.36), (-0.03, 0.2), (-0.19, 0.2))
    s.shape(far, (-0.24, 0.19), (-0.0, 0.19), (-0.0, 0.0), (-0.26, 0.0))
    s.shape(mid, (0.03, 0.36), (0.2, 0.36), (0.22, 0.19), (0.05, 0.19))
    s.shape(mid, (0.03, 0.18), (0.27, 0.18), (0.34, 0.0), (0.02, 0.0))
    s.shape(dim(STONE, 0.85), (-0.2, 0.34), (0.2, 0.34), (0.18, 0.5), (-0.18, 0.5))
    s.shape(mid, (-0.32, 0.5), (-0.36, 0.76), (-0.18, 0.87), (0.22, 0.88), (0.38, 0.74), (0.3, 0.5))
    s.shape(dim(STONE, 0.8), (-0.32, 0.5), (-0.36, 0.76), (-0.2, 0.86), (-0.06, 0.6), (-0.1, 0.5))
    s.shape(mid, (-0.04, 0.84), (-0.06, 0.97), (0.02, 1.02), (0.2, 1.0), (0.24, 0.94), (0.22, 0.83))
    s.shape(dim(STONE, 0.45), (0.08, 0.94), (0.24, 0.94), (0.235, 0.89), (0.08, 0.89))
    s.shape(mid, (0.28, 0.8), (0.46, 0.78), (0.52, 0.6), (0.48, 0.46), (0.34, 0.46))
    s.shape(STONE, (0.33, 0.45), (0.52, 0.46), (0.58, 0.22), (0.5, 0.1), (0.34, 0.13))
    for x, y in ((0.46, 0.11), (0.4, 0.12), (0.52, 0.14)):
        s.line(dim(STONE, 0.5), 0.014, (x, y), (x - 0.01, y + 0.09))
    s.line(glow, 0.018, (0.06, 0.78), (0.0, 0.68), (0.1, 0.64), (0.04, 0.56))
    s.line(glow, 0.014, (0.42, 0.38), (0.46, 0.3), (0.42, 0.24))
    s.glow(0.05, 0.68, 0.3, glow)
    for x in (0.12, 0.19):
        s.eye(x, 0.915, 0.014, glow)


def brute(name: str, way: str = "", *, lead: str = "", rear: str = "") -> Callable[[Stencil], None] | None:
    """How to draw one of these by its name; None where there is no such."""
    if name == "skeleton":
        return skeleton(way, lead, rear)
    if name in ("golem", "earth_elemental"):
        return golem
    who = BRUTES.get(name)
    if who is None:
        return None
    drawing = person(who, way, lead=lead, rear=rear)
    if name in ("troll", "werewolf", "ghoul", "demon", "monster", "gnoll") and not (lead or who.lead):
        return lambda s: _clawed(s, drawing, who, way or who.pose)
    return drawing


def _clawed(s: Stencil, drawing: Callable[[Stencil], None], who: Role, way: str) -> None:
    drawing(s)
    b = bones(who.build, POSES.get(way) or POSES[who.pose])
    for _, elbow, hand in (b.rear_arm, b.lead_arm):
        for turn in (-26, 0, 26):
            angle = math.degrees(math.atan2(hand[0] - elbow[0], elbow[1] - hand[1])) + turn
            tip = along(hand, angle, 0.085)
            s.limb(dim(STEEL, 0.9), (*hand, 0.024), (*tip, 0.004))
