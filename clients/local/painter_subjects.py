"""Who stands where in a picture: alone in the light, in a group, or two sides that face each other.

It must not compose the place round them, nor draw them.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import ImageStat

from clients.local import painter_bestiary as bestiary
from clients.local import painter_figure as figures
from clients.local import painter_plants as plants
from clients.local.lexicon import Entry
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, mix, scaled
from clients.local.painter_fire import breath, fire
from clients.local.painter_magic import Spell, cast, kindle
from clients.local.painter_props import PROPS, SHINING
from clients.local.painter_recipe import Recipe
from clients.local.painter_stencil import Stencil
from clients.local.painter_winged import one_bird

__all__ = ["fire", "subjects"]

_EDGE = 26
_TALLEST = HEIGHT * 0.6
_WOODED = frozenset({"forest", "mountains", "plain", "road", "snowfield", "castle", "ruin", "battlefield"})
_AFLOAT = frozenset({"kraken", "sea_serpent", "whale", "shark", "fin"})


@dataclass(slots=True)
class Group:
    """Some of one kind, still to be placed: how tall one of them is, and how wide all of them stand, in pixels."""

    entry: Entry
    draws: list[bestiary.Draw]
    height: float
    wide: float
    near: float
    """How wide one of them is."""
    tall: float
    """How high one of them reaches in what it does."""
    folk: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where one side stands, ``wide`` pixels, and the way it looks."""

    side: list[Group]
    x: float
    ground: float
    facing: int
    wide: float


def subjects(canvas: Canvas, recipe: Recipe, x: float, ground: float, person: float) -> None:
    """Paint all subjects about (x, ground), where a person is ``person`` pixels tall."""
    pairs = _merged(recipe)
    if not pairs:
        if recipe.magic is not None:
            heart = (x, ground - person * 0.9)
            spell = Spell(recipe.magic.motif, recipe.magic.glow, (x - person * 1.5, heart[1]), heart, (x, ground), ground, person)
            kindle(canvas, spell)
            cast(canvas, spell)
        else:
            _things(canvas, recipe, [Place([], x, min(ground + 14, HEIGHT * 0.94), 1, -person)], person * 1.7)
        return
    groups = [_group(recipe, entry, count, person) for entry, count in pairs]
    sides = _sides(groups, recipe)
    # What is small comes nearer to whoever looks.
    nearer = _nearer(person, max(group.tall for group in groups), sides)
    ground = min(ground + (nearer - 1) * person * 0.36, max(ground, HEIGHT * 0.93))
    if nearer > 1:
        groups = [_group(recipe, entry, count, person * nearer) for entry, count in pairs]
        sides = _sides(groups, recipe)
    facing = 1 if x <= WIDTH / 2 else -1
    places = _places(sides, recipe.way, x, ground, facing)
    _things(canvas, recipe, places, person * nearer)
    spell = _spell(recipe, places, person * nearer)
    if spell is not None:
        kindle(canvas, spell)
    for place in sorted(places, key=lambda place: place.ground):
        _stand(canvas, recipe, place)
    if spell is not None:
        cast(canvas, spell)


def _merged(recipe: Recipe) -> list[tuple[Entry, int]]:
    """The subjects, without the horse of somebody who rides it."""
    pairs = list(recipe.subjects)
    if recipe.way == "ride" and any(entry.kind == "person" for entry, _ in pairs):
        pairs = [pair for pair in pairs if pair[0].id not in ("horse", "mule", "camel")]
    return pairs


def _nearer(person: float, tall: float, sides: list[list[Group]]) -> float:
    if person < 60:
        return 1.0
    most, wanted = (2.2, 265.0) if len(sides) == 1 else (1.45, 190.0)
    if len(sides) == 1 and tall < person * 0.9:
        most, wanted = 2.8, 190.0
        person = 0.0
    room = WIDTH * 0.86 / max(sum(group.wide for side in sides for group in side), 1.0)
    return max(1.0, min(most, wanted / max(tall, person * 0.72), room))


def _group(recipe: Recipe, entry: Entry, count: int, person: float) -> Group:
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
    most = WIDTH * (0.8 if len(recipe.subjects) == 1 else 0.46)
    if wide > most:
        height, near, wide = height * max(0.55, most / wide), near * max(0.55, most / wide), most
    return Group(entry, draws, height, wide, near, min(1.0, high / max(probe.height, 1)) * height, entry.kind == "person")


def _rows(count: int) -> int:
    return 1 if count < 5 else 2 if count < 9 else 3


def _sides(groups: list[Group], recipe: Recipe) -> list[list[Group]]:
    """Who stands together: people on one side, what they meet on the other; those of one sort only where they fight."""
    folk = [group for group in groups if group.folk]
    others = [group for group in groups if not group.folk]
    if folk and others:
        return [folk, others]
    if len(groups) > 1 and (others or recipe.way in ("fight", "strike", "guard", "shoot", "cast")):
        return [groups[:1], groups[1:]]
    return [groups]


def _places(sides: list[list[Group]], way: str, x: float, ground: float, facing: int) -> list[Place]:
    """Where the sides stand: one about ``x``, two facing each other on the thirds, the first of them nearer."""
    wide = [sum(group.wide for group in side) for side in sides]
    if len(sides) == 1:
        half = min(wide[0] / 2 + _EDGE, WIDTH / 2)
        return [Place(sides[0], max(half, min(WIDTH - half, x)), ground, facing, wide[0])]
    ours, theirs = sides
    room = WIDTH - 2 * _EDGE - 40
    gap = max(20.0, min(max(80.0, ours[0].height * 0.75), room - sum(wide)))
    whole = sum(wide) + gap
    middle = max(_EDGE + whole / 2, min(WIDTH - _EDGE - whole / 2, (x + WIDTH / 2) / 2))
    start, end = middle - whole / 2, middle + whole / 2
    left = facing > 0
    nearer = min(ground + ours[0].height * 0.12, max(ground, HEIGHT * 0.96))
    return [
        Place(ours, start + wide[0] / 2 if left else end - wide[0] / 2, nearer, -facing if way == "flee" else facing, wide[0]),
        Place(theirs, end - wide[1] / 2 if left else start + wide[1] / 2, ground - 6, -facing, wide[1]),
    ]


def _things(canvas: Canvas, recipe: Recipe, places: list[Place], person: float) -> None:
    """The first thing that draws the eye: before one side, between two, alone where nobody is."""
    found = next((thing for thing in recipe.things if thing.id in PROPS or thing.motif in PROPS), None)
    if found is None:
        return
    name = found.id if found.id in PROPS else found.motif
    draw, tall = PROPS[name]
    height = min(person * tall, HEIGHT * 0.5)
    first = places[0]
    if len(places) > 1:
        x = (first.x + first.facing * first.wide / 2 + places[1].x + places[1].facing * places[1].wide / 2) / 2
    else:
        x = first.x + first.facing * (first.wide / 2 + (height * 0.5 + person * 0.25 if first.side else person * 0.5))
        if first.side and not height < x < WIDTH - height:
            x = first.x - first.facing * (first.wide / 2 + height * 0.5 + person * 0.25)
    stencil = Stencil(x, first.ground - (height * 0.05 if first.side else 0), height, first.facing)
    draw(stencil, "")
    figures.shadow(canvas, stencil)
    if name in SHINING:
        figures.lay(canvas, [stencil], figures.Light(recipe.palette, own=True))
    else:
        figures.lay(canvas, [stencil], _lit(canvas, recipe, name, (x - height / 2, first.ground - height, x + height / 2, first.ground)))


def _spell(recipe: Recipe, places: list[Place], person: float) -> Spell | None:
    if recipe.magic is None or recipe.magic.motif == "breath":
        return None
    place = places[0]
    first = place.side[0]
    tall = min(first.height, person * 1.4)
    hand = (place.x + place.facing * (place.wide / 2 - first.near / 2 + tall * 0.4), place.ground - tall * 0.84)
    if len(places) > 1:
        other = places[1]
        goal = (other.x - other.facing * other.side[0].near * -0.1, other.ground - other.side[0].height * 0.25)
    else:
        goal = (place.x + place.facing * (place.wide / 2 + tall * 1.9), place.ground)
    motif = recipe.magic.motif
    if motif == "bolt" and not any(group.folk for group in place.side):
        goal = (place.x, place.ground)
    if motif in ("circle", "dome", "halo"):
        heart = (place.x, place.ground - tall * 0.55)
    elif motif == "portal":
        side = place.facing if len(places) == 1 else 0
        heart = (place.x + side * (place.wide / 2 + tall * 0.75), place.ground - tall * 0.8) if side else (
            (hand[0] + goal[0]) / 2, place.ground - tall * 0.8)  # fmt: skip
    else:
        heart = (hand[0] + (goal[0] - hand[0]) * 0.5, hand[1] - tall * 0.05)
    limit = min(max(heart[0], tall * 0.5), WIDTH - tall * 0.5)
    return Spell(motif, recipe.magic.glow, hand, (limit, heart[1]), goal, place.ground, tall)


def _stand(canvas: Canvas, recipe: Recipe, place: Place) -> None:
    """Groups beside each other, all looking one way."""
    at = place.x - place.wide / 2
    for group in place.side:
        _paint(canvas, recipe, group, at + group.wide / 2, place.ground, place.facing)
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
    if name not in bestiary.ALOFT:
        for stencil in stencils:
            figures.shadow(canvas, stencil, 0.5 if name in bestiary.SHINING else 1.0)
    if group.height > 240 and not recipe.indoors and name not in _AFLOAT:
        _beside(canvas, recipe, (left, right), ground, group.height)
    figures.lay(canvas, stencils, light)
    if recipe.magic is not None and recipe.magic.motif == "breath" and group.entry.motif == "dragon":
        mouth = stencils[-1].at(0.9, 0.9) if recipe.way == "fly" else stencils[-1].at(0.72, 0.86)
        breath(canvas, *mouth, stencils[-1].height, facing)


def _beside(canvas: Canvas, recipe: Recipe, span: tuple[float, float], ground: float, height: float) -> None:
    """What tells how great a giant is: trees no higher than its knees where any grow, and birds about its head."""
    tone = recipe.palette
    if recipe.motif in _WOODED:
        pen = Pen()
        for i in range(7):
            at = span[0] + (span[1] - span[0]) * (i / 6 * 1.3 - 0.15) + float(canvas.rng.uniform(-14, 14))
            tall = height * float(canvas.rng.uniform(0.14, 0.24))
            plants.conifer(pen, at, ground - float(canvas.rng.uniform(2, 10)), tall, canvas.rng)
        canvas.ink(pen, tone.local((38, 62, 48), 0.1))
    flock = Stencil((span[0] + span[1]) / 2, ground - height * 0.72, height * 0.5)
    for i in range(7):
        x, y = -1.3 + 2.6 * ((i * 0.618 + 0.2) % 1), 0.1 + 0.5 * ((i * 0.4142) % 1)
        one_bird(flock.inner(x, y, 0.06 + 0.03 * (i % 2), 1 if i % 2 else -1), (58, 58, 70), (i * 0.37) % 1)
    figures.lay(canvas, [flock], figures.Light(tone, rim=0.2))


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
        # White before white is grey.
        level = 1.1 if behind < 135 else 0.62
    return figures.Light(tone, level=level, rim=1.0 if tone.dark else 0.8, pale=name in bestiary.PALE)


def _brightness(canvas: Canvas, box: tuple[float, float, float, float]) -> float:
    s = canvas.scale
    left, top = max(0, int(box[0] * s)), max(0, int(box[1] * s))
    right, bottom = min(canvas.size[0], int(box[2] * s) + 1), min(canvas.size[1], int(box[3] * s) + 1)
    if right - left < 2 or bottom - top < 2:
        return 128.0
    return ImageStat.Stat(canvas.image.crop((left, top, right, bottom)).convert("L").reduce(2)).mean[0]
