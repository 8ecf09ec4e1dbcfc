"""Who stands where in a picture: alone in the light, in a group, or two sides that face each other.

It must not compose the place round them, nor draw them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from clients.local import painter_bestiary as bestiary
from clients.local import painter_figure as figures
from clients.local.lexicon import Entry
from clients.local.painter_backlight import lit, scale
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, mix
from clients.local.painter_fire import breath, fire
from clients.local.painter_magic import Spell, cast, kindle
from clients.local.painter_recipe import Recipe
from clients.local.painter_stencil import Stencil
from clients.local.painter_things import show, tallness, thing

__all__ = ["fire", "subjects"]

_EDGE = 26
_TALLEST = HEIGHT * 0.6
_FIRE_OF_CAMP = 170
"""How far a camp's fire is to the left of who is there, in pixels."""
_EMBER = (255, 150, 66)
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
            spell = Spell(
                recipe.magic.motif, recipe.magic.glow, (x - person * 1.5, heart[1]), heart, (x, ground), ground, person
            )
            kindle(canvas, spell)
            cast(canvas, spell)
        else:
            found = thing(recipe)
            if found:
                show(canvas, recipe, found, x, min(ground + 14, HEIGHT * 0.94), person * 1.7)
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
    places = _places(sides, recipe, x, ground, facing)
    found = thing(recipe)
    if found:
        at = _before(places, tallness(found, person * nearer), person * nearer)
        show(canvas, recipe, found, at, places[0].ground - 4, person * nearer)
    spell = _spell(recipe, places, person * nearer)
    if spell is not None:
        kindle(canvas, spell)
    above, toned = canvas.light, recipe
    if recipe.palette.dark and (spell is not None or recipe.motif == "camp"):
        # In the dark they are lit by what burns beside them, not by the moon.
        warm = spell.color if spell is not None else _EMBER
        canvas.light = spell.heart if spell is not None else (x - _FIRE_OF_CAMP, ground - person * 0.4)
        toned = replace(recipe, palette=replace(recipe.palette, key=mix(warm, (255, 255, 255), 0.25)))
    for place in sorted(places, key=lambda place: place.ground):
        _stand(canvas, toned, place)
    canvas.light = above
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
    return Group(
        entry, draws, height, wide, near, min(1.0, high / max(probe.height, 1)) * height, entry.kind == "person"
    )


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
    if len(groups) == 1 and len(groups[0].draws) == 2 and recipe.way in ("fight", "strike"):
        # Two of a kind that fight, fight each other.
        return [[replace(groups[0], draws=[draw], wide=groups[0].near)] for draw in groups[0].draws]
    return [groups]


def _places(sides: list[list[Group]], recipe: Recipe, x: float, ground: float, facing: int) -> list[Place]:
    """Where the sides stand: one about ``x``, two facing each other on the thirds, the first of them nearer."""
    wide = [sum(group.wide for group in side) for side in sides]
    if len(sides) == 1 and recipe.motif == "camp" and len(sides[0]) == 1 and len(sides[0][0].draws) in range(2, 7):
        return _about_a_fire(sides[0][0], x - _FIRE_OF_CAMP, ground)
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
        Place(
            ours,
            start + wide[0] / 2 if left else end - wide[0] / 2,
            nearer,
            -facing if recipe.way == "flee" else facing,
            wide[0],
        ),
        Place(theirs, end - wide[1] / 2 if left else start + wide[1] / 2, ground - 6, -facing, wide[1]),
    ]


def _about_a_fire(group: Group, x: float, ground: float) -> list[Place]:
    """Half of them on each side of the fire at x, all looking at it."""
    half = (len(group.draws) + 1) // 2
    step = group.near * 0.8
    places: list[Place] = []
    for draws, facing in ((group.draws[:half], 1), (group.draws[half:], -1)):
        wide = group.near + step * (len(draws) - 1)
        part = replace(group, draws=draws, wide=wide)
        places.append(Place([part], x - facing * (wide / 2 + group.height * 0.3), ground, facing, wide))
    return places


def _before(places: list[Place], high: float, person: float) -> float:
    """Where a thing ``high`` pixels tall stands: between two sides, or before the only one."""
    first = places[0]
    if len(places) > 1:
        other = places[1]
        return (first.x + first.facing * first.wide / 2 + other.x + other.facing * other.wide / 2) / 2
    off = first.wide / 2 + high * 0.5 + person * 0.25
    x = first.x + first.facing * off
    return x if high < x < WIDTH - high else first.x - first.facing * off


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
        down = min(low, max(0.0, HEIGHT * 0.97 - ground))
        for stencil in stencils:
            stencil.shift(off, down)
        left, right, top = left + off, right + off, top + down
    name = bestiary.name_of(group.entry)
    light = lit(canvas, recipe, name, (left, top, right, ground))
    if name not in bestiary.ALOFT:
        figures.shadow(canvas, stencils, 0.5 if name in bestiary.SHINING else 1.0)
    if bestiary.height(group.entry) > 2.8 and not recipe.indoors and name not in _AFLOAT:
        scale(canvas, recipe, (left, right), ground, group.height)
    figures.lay(canvas, stencils, light)
    if recipe.magic is not None and recipe.magic.motif == "breath" and group.entry.motif == "dragon":
        mouth = stencils[-1].at(0.9, 0.9) if recipe.way == "fly" else stencils[-1].at(0.72, 0.86)
        breath(canvas, *mouth, stencils[-1].height, facing)


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
