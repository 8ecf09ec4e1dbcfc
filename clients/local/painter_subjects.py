"""Who stands where in a picture: alone in the light, in a group, or two sides that face each other.

It must not compose the place round them, nor draw them.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import ImageStat

from clients.local import painter_bestiary as bestiary
from clients.local import painter_figure as figures
from clients.local.lexicon import Entry
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, mix, scaled
from clients.local.painter_magic import GLOWS, breath, fire, magic
from clients.local.painter_recipe import Recipe
from clients.local.painter_stencil import Stencil

__all__ = ["fire", "subjects"]

_EDGE = 26
_TALLEST = HEIGHT * 0.6
_CASTERS = frozenset({"wizard", "sorcerer", "witch", "necromancer", "lich", "druid", "priest", "healer", "seer", "mind_flayer"})
_FROM_HAND = frozenset({"burst", "bolt", "beam"})


@dataclass(slots=True)
class Group:
    """Some of one kind, still to be placed: how tall one of them is, and how wide all of them stand, in pixels."""

    entry: Entry
    draws: list[bestiary.Draw]
    height: float
    wide: float
    near: float
    """How far before and behind its origin one of them reaches."""
    folk: bool


def subjects(canvas: Canvas, recipe: Recipe, x: float, ground: float, person: float) -> None:
    """Paint all subjects about (x, ground), where a person is ``person`` pixels tall."""
    glow = GLOWS.get(recipe.magic.glow, GLOWS["magic"]) if recipe.magic is not None else None
    pairs = _merged(recipe)
    if not pairs:
        if recipe.magic is not None and glow is not None:
            magic(canvas, recipe.magic.motif, x, ground, person, glow)
        return
    lone = len(pairs) == 1
    tall = max(bestiary.height(entry) for entry, _ in pairs)
    # Alone and small, they come nearer to whoever looks.
    nearer = _nearer(canvas, recipe, person, tall, lone=lone)
    ground = min(ground + (nearer - 1) * person * 0.42, max(ground, HEIGHT * 0.95))
    groups = [_group(recipe, entry, count, person * nearer, lone=lone) for entry, count in pairs]
    sides = _sides(groups)
    facing = 1 if x <= WIDTH / 2 else -1
    if len(sides) == 1:
        _stand(canvas, recipe, sides[0], x, ground, facing)
        tip = (x + facing * sides[0][0].height * 0.42, ground - sides[0][0].height * 0.86)
        goal = (x + facing * sides[0][0].height * 1.4, ground)
    else:
        tip, goal = _face(canvas, recipe, sides, x, ground, facing)
    if recipe.magic is None or glow is None:
        return
    dragons = [group for group in groups if group.entry.motif == "dragon" and group.entry.id not in ("wyvern", "dinosaur")]
    if recipe.magic.motif == "breath" and dragons:
        return
    mages = any(group.entry.id in _CASTERS or group.folk for group in groups)
    if recipe.magic.motif in _FROM_HAND and mages:
        magic(canvas, recipe.magic.motif, goal[0] if recipe.magic.motif == "bolt" else (tip[0] + goal[0]) / 2,
              goal[1] if len(sides) > 1 else ground, person * nearer, glow)  # fmt: skip
    else:
        magic(canvas, recipe.magic.motif, (tip[0] + goal[0]) / 2, ground, person * nearer, glow)


def _merged(recipe: Recipe) -> list[tuple[Entry, int]]:
    """The subjects, without the horse of somebody who rides it."""
    pairs = list(recipe.subjects)
    if recipe.way == "ride" and any(entry.kind == "person" for entry, _ in pairs):
        pairs = [pair for pair in pairs if pair[0].id not in ("horse", "mule", "camel")]
    return pairs


def _nearer(canvas: Canvas, recipe: Recipe, person: float, tall: float, *, lone: bool) -> float:
    if person < 60:
        return 1.0
    most = 1.7 if lone else 1.25
    wanted = 190.0 if lone else 140.0
    return max(1.0, min(most, wanted / (person * max(tall, 0.8))))


def _group(recipe: Recipe, entry: Entry, count: int, person: float, *, lone: bool) -> Group:
    draws = bestiary.troop(entry, count, recipe.way, recipe.held)
    height = min(person * bestiary.height(entry), _TALLEST)
    probe = Stencil(0, 0, height)
    draws[0](probe)
    box = probe.bounds or (-height / 2, -height, height / 2, 0)
    high = -box[1]
    if high > HEIGHT * 0.74:
        height *= HEIGHT * 0.74 / high
    near = (box[2] - box[0]) * height / max(probe.height, 1)
    rows = _rows(len(draws))
    step = near * (0.8 if len(draws) > 1 else 1.0)
    wide = near + step * (-(-len(draws) // rows) - 1)
    most = WIDTH * (0.8 if lone else 0.44)
    if wide > most:
        height, near, wide = height * max(0.55, most / wide), near * max(0.55, most / wide), most
    return Group(entry, draws, height, wide, near, entry.kind == "person")


def _rows(count: int) -> int:
    return 1 if count < 5 else 2 if count < 9 else 3


def _sides(groups: list[Group]) -> list[list[Group]]:
    """Who stands together: people on one side, what they meet on the other; two kinds of one sort face each other."""
    folk = [group for group in groups if group.folk]
    others = [group for group in groups if not group.folk]
    if folk and others:
        return [folk, others]
    both = folk or others
    return [both] if len(both) == 1 else [both[:1], both[1:]]


def _face(
    canvas: Canvas, recipe: Recipe, sides: list[list[Group]], x: float, ground: float, facing: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two sides on the thirds about ``x``; returns where a spell leaves the first and where it meets the second."""
    ours, theirs = sides
    wide = [sum(group.wide for group in side) for side in sides]
    gap = max(70.0, min(150.0, ours[0].height * 0.6))
    whole = wide[0] + wide[1] + gap
    if whole > WIDTH - 2 * _EDGE - 60:
        gap = max(20.0, WIDTH - 2 * _EDGE - 60 - wide[0] - wide[1])
        whole = wide[0] + wide[1] + gap
    middle = max(_EDGE + whole / 2, min(WIDTH - _EDGE - whole / 2, (x + WIDTH / 2) / 2))
    # The greater stands where the place leads the eye, a little farther away.
    left = facing > 0
    start = middle - whole / 2
    ours_at, theirs_at = (start + wide[0] / 2, start + whole - wide[1] / 2) if left else (start + whole - wide[0] / 2, start + wide[1] / 2)
    turn = 1 if left else -1
    _stand(canvas, recipe, theirs, theirs_at, ground - 6, -turn)
    _stand(canvas, recipe, ours, ours_at, min(ground + ours[0].height * 0.12, max(ground, HEIGHT * 0.96)), turn)
    hand = (ours_at + turn * (wide[0] / 2 - ours[0].near * 0.2), ground - ours[0].height * 0.7)
    return hand, (theirs_at - turn * theirs[0].near * 0.35, ground)


def _stand(canvas: Canvas, recipe: Recipe, side: list[Group], x: float, ground: float, facing: int) -> None:
    """Groups beside each other about ``x``, all looking one way."""
    whole = sum(group.wide for group in side)
    at = x - whole / 2
    for group in side:
        _paint(canvas, recipe, group, at + group.wide / 2, ground, facing)
        at += group.wide


def _paint(canvas: Canvas, recipe: Recipe, group: Group, x: float, ground: float, facing: int) -> None:
    stencils = _placed(canvas, group, x, ground, facing)
    boxes = [box for box in (stencil.bounds for stencil in stencils) if box is not None]
    if not boxes:
        return
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top = min(box[1] for box in boxes)
    off = max(0.0, _EDGE - left) - max(0.0, right - (WIDTH - _EDGE))
    low = max(0.0, 14 - top)
    if right - left < WIDTH - 2 * _EDGE and (off or low):
        stencils = _placed(canvas, group, x + off, min(ground + low, HEIGHT * 0.97), facing)
        boxes = [box for box in (stencil.bounds for stencil in stencils) if box is not None]
        left, right, top = min(box[0] for box in boxes), max(box[2] for box in boxes), min(box[1] for box in boxes)
    name = bestiary.name_of(group.entry)
    light = _lit(canvas, recipe, name, (left, top, right, ground))
    if recipe.magic is not None and recipe.magic.motif == "breath" and group.entry.motif == "dragon":
        breath(canvas, x + (facing * group.height * 0.6), ground - group.height * 0.88, group.height, facing)
    if name not in bestiary.ALOFT:
        for stencil in stencils:
            figures.shadow(canvas, stencil, 0.5 if name in bestiary.SHINING else 1.0)
    figures.lay(canvas, stencils, light)


def _placed(canvas: Canvas, group: Group, x: float, ground: float, facing: int) -> list[Stencil]:
    count = len(group.draws)
    rows = _rows(count)
    out: list[Stencil] = []
    columns = -(-count // rows)
    step = (group.wide - group.near) / max(1, columns - 1) if columns > 1 else 0.0
    for i, draw in enumerate(group.draws):
        row, column = i // columns, i % columns
        in_row = min(columns, count - row * columns)
        # The first row is the nearest one; those behind stand in its gaps and are smaller.
        size = group.height * (1 - 0.12 * row) * (1 if count == 1 else 0.95 + 0.1 * ((i * 0.618) % 1))
        dx = (column - (in_row - 1) / 2) * step + (0.5 * step if row % 2 else 0.0)
        dy = -row * group.height * 0.13 + (0.05 * group.height * ((i * 2) % 3 - 1) if count > 1 else 0.0)
        stencil = Stencil(x + dx, ground + dy, size, facing)
        draw(stencil)
        out.append(stencil)
    return sorted(out, key=lambda stencil: stencil.y)


def _lit(canvas: Canvas, recipe: Recipe, name: str, box: tuple[float, float, float, float]) -> figures.Light:
    """Light for figures in ``box``: what is behind them is made to differ from them."""
    tone = recipe.palette
    left, top, right, ground = box
    x, y, reach = (left + right) / 2, (top + ground) / 2, max(150.0, (right - left) * 0.62, (ground - top) * 0.85)
    if name in bestiary.SHINING:
        return figures.Light(tone, own=True, opacity=0.88 if name in ("ghost", "slime", "air_elemental") else 1.0)
    behind = _brightness(canvas, box)
    if behind < 95:
        strength = 0.55 if tone.dark else 0.34
        canvas.glow(x, y, reach, scaled(mix(tone.horizon, tone.key, 0.45), strength))
    level = 0.66 if behind < 60 else 0.56 if behind < 165 else 0.48
    if name in bestiary.PALE:
        level = 1.05 if behind < 165 else 0.7
    return figures.Light(tone, level=level, rim=1.0 if tone.dark else 0.8)


def _brightness(canvas: Canvas, box: tuple[float, float, float, float]) -> float:
    s = canvas.scale
    left, top = max(0, int(box[0] * s)), max(0, int(box[1] * s))
    right, bottom = min(canvas.size[0], int(box[2] * s) + 1), min(canvas.size[1], int(box[3] * s) + 1)
    if right - left < 2 or bottom - top < 2:
        return 128.0
    return ImageStat.Stat(canvas.image.crop((left, top, right, bottom)).convert("L").reduce(2)).mean[0]
