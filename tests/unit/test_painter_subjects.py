"""What stands in a painted picture: a look for everything that lives, how many, which way, and never cut or afloat."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PIL import Image, ImageDraw

from clients.local import painter_bestiary as bestiary
from clients.local import painter_figure, painter_subjects
from clients.local.lexicon import Entry, lexicon, tokens
from clients.local.painter_brutes import brute
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas
from clients.local.painter_people import ROLES, role
from clients.local.painter_pose import POSES, Build, bones
from clients.local.painter_props import PROPS
from clients.local.painter_recipe import palette, recipe
from clients.local.painter_stencil import Stencil

LIVING = [entry for entry in lexicon().entries if entry.kind in ("creature", "person")]

FLYING = {"wyvern", "eagle", "hawk", "phoenix", "harpy", "imp", "angel", "scarecrow", "beholder", "eye"}


def outline(name: str, way: str = "") -> np.ndarray:
    """The silhouette of one figure in a square about it, as 0 or 1, its size taken out."""
    stencil = Stencil(0, 0, 100)
    bestiary.figure(name, way)(stencil)
    left, top, right, bottom = stencil.bounds or (0, 0, 1, 1)
    side = max(right - left, bottom - top)
    image = Image.new("L", (64, 64))
    draw = ImageDraw.Draw(image)
    for piece in stencil.pieces:
        at = [((x - left) / side * 63, (y - top) / side * 63) for x, y in piece.points]
        fill = 0 if piece.color is None else 1
        if piece.round:
            draw.ellipse((*at[0], *at[1]), fill=fill)
        else:
            draw.polygon(at, fill=fill)
    return np.asarray(image)


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> list[Stencil]:
    """Every figure that is laid on a canvas while a test paints."""
    seen: list[Stencil] = []
    lay = painter_figure.lay

    def spy(canvas: Canvas, figures: list[Stencil], light: painter_figure.Light) -> None:
        seen.extend(figures)
        lay(canvas, figures, light)

    monkeypatch.setattr(painter_subjects.figures, "lay", spy)
    return seen


def paint(prompt: str, x: float = 640, ground: float = 600, person: float = 108) -> Canvas:
    canvas = Canvas(np.random.default_rng(3), scale=0.25)
    canvas.backdrop([(0, (150, 170, 190)), (1, (120, 130, 90))])
    painter_subjects.subjects(canvas, recipe(prompt), x, ground, person)
    return canvas


def test_everything_that_lives_has_a_drawing() -> None:
    without = [
        entry.id
        for entry in LIVING
        if (name := bestiary.name_of(entry)) not in bestiary.KINDS
        and brute(name) is None
        and role(entry.id, entry.motif) is None
        and entry.motif not in ("party", "crowd", "army", "cult")
    ]
    assert not without


def test_creatures_are_told_apart_by_their_outline() -> None:
    names = ("dragon", "wyvern", "hydra", "wolf", "bear", "boar", "spider", "scorpion", "snake", "rider", "horse",
        "unicorn",
             "pegasus", "centaur", "deer", "goat", "mammoth", "lion", "cat", "dog", "troll", "ogre", "goblin", "golem",
             "minotaur", "werewolf", "demon", "skeleton", "zombie", "ghost", "griffin", "eagle", "bat", "birds", "owl",
             "rats", "kraken", "sea_serpent", "whale", "mermaid", "beholder", "treant", "elemental", "slime", "mimic",
             "sphinx", "turtle", "frog", "crocodile", "owlbear")  # fmt: skip
    shapes = {name: outline(name) for name in names}
    alike = []
    for a, b in itertools.combinations(names, 2):
        both, either = (shapes[a] & shapes[b]).sum(), (shapes[a] | shapes[b]).sum()
        if both / either > 0.83:
            alike.append((a, b))
    assert not alike
    assert all(200 < shape.sum() < 3600 for shape in shapes.values())


@pytest.mark.parametrize("way", sorted(POSES))
def test_every_pose_stands_on_the_ground(way: str) -> None:
    skeleton = bones(Build(), POSES[way])
    lowest = min(y for limb in (skeleton.lead_leg, skeleton.rear_leg) for _, y in limb)
    assert POSES[way].lift <= lowest <= POSES[way].lift + 0.09
    changed = np.abs(outline("knight", way).astype(int) - outline("knight", "stand")).sum()
    assert (changed > 150) == (way != "stand")


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("a wolf", 1),
        ("a single wolf", 1),
        ("two wolves", 2),
        ("wolves", 3),
        ("a pack of wolves", 5),
        ("a host of skeletons", 12),
        ("the three ogres", 3),
        ("a dozen orcs", 12),
    ],
)
def test_numbers_are_counted(prompt: str, count: int) -> None:
    assert [number for _, number in recipe(prompt).subjects] == [count]


def test_a_number_belongs_to_what_follows_it() -> None:
    asked = recipe("two wolves attack a ranger")
    assert {entry.id: count for entry, count in asked.subjects} == {"wolf": 2, "ranger": 1}
    assert asked.way == "fight"


def test_what_is_carried_is_in_the_hand() -> None:
    assert recipe("a priest with a torch").held == ("torch",)
    plain, torch = Stencil(0, 0, 100), Stencil(0, 0, 100)
    bestiary.figure("priest", "")(plain)
    bestiary.figure("priest", "", ("torch",))(torch)
    assert not plain.glows
    assert any(glow.lamp for glow in torch.glows)


def test_people_have_their_sizes() -> None:
    sizes = {name: bestiary.height(lexicon().get("person", name)) for name in ("halfling", "dwarf", "elf")}
    assert sizes["halfling"] < sizes["dwarf"] < sizes["elf"] < bestiary.height(lexicon().get("creature", "giant")) / 3


@pytest.mark.parametrize("entry", LIVING[::3], ids=lambda entry: entry.id)
@pytest.mark.parametrize("x", [60.0, 1200.0])
def test_nobody_is_cut_or_afloat(entry: Entry, x: float, laid: list[Stencil]) -> None:
    paint(f"{entry.words[0] if entry.words else entry.written[0]} by day", x=x)
    # Birds about a giant's head may leave the picture.
    great = [stencil for stencil in laid if stencil.y > 400]
    boxes = [box for box in (stencil.bounds for stencil in great) if box is not None]
    assert boxes
    assert min(box[0] for box in boxes) >= -2
    assert max(box[2] for box in boxes) <= WIDTH + 2
    assert min(box[1] for box in boxes) >= 0
    assert max(box[3] for box in boxes) <= HEIGHT
    if bestiary.name_of(entry) not in bestiary.ALOFT | FLYING:
        assert all(box[3] > stencil.y - stencil.height * 0.07 for box, stencil in zip(boxes, great, strict=True))


@pytest.mark.parametrize("x", [300.0, 900.0])
def test_two_sides_face_each_other(x: float, laid: list[Stencil]) -> None:
    paint("a knight fights a troll by day", x=x)
    troll, knight = sorted(laid, key=lambda stencil: -stencil.height)[:2]
    assert troll.height > 1.4 * knight.height
    assert troll.facing == -knight.facing
    assert (troll.x - knight.x) * knight.facing > 0
    (a, b), (c, d) = ((box[0], box[2]) for box in (troll.bounds, knight.bounds) if box is not None)
    assert min(b, d) - max(a, c) < 60


def test_who_flees_turns_away(laid: list[Stencil]) -> None:
    paint("a bard flees from a troll by day")
    assert len({stencil.facing for stencil in laid}) == 1


@pytest.mark.parametrize("grey", [12, 60, 110, 170, 235])
@pytest.mark.parametrize("name", ["knight", "wolf", "unicorn", "skeleton"])
def test_figures_stand_out_from_any_ground(name: str, grey: int) -> None:
    canvas = Canvas(np.random.default_rng(1), scale=0.5)
    canvas.backdrop([(0, (grey, grey, grey)), (1, (grey, grey, grey))])
    stencil = Stencil(640, 600, 300)
    bestiary.figure(name, "")(stencil)
    light = painter_figure.Light(palette("day", "clear"), pale=name in bestiary.PALE)
    painter_figure.lay(canvas, [stencil], light)
    tones = np.asarray(canvas.image.convert("L"), dtype=np.float32)
    inside = np.asarray(canvas.shapes) > 0
    assert abs(float(tones[inside].mean()) - grey) > 22
    assert inside.sum() > 4000


def test_a_spell_lights_who_is_near() -> None:
    changed = []
    for prompt in ("a wizard at night", "a wizard casts a fireball at night"):
        canvas = paint(prompt)
        before = np.asarray(canvas.image).astype(np.int16)
        canvas.relight()
        changed.append(int((np.asarray(canvas.image) - before).max(initial=0)))
    assert changed[0] < 8 < changed[1]


@pytest.mark.parametrize("name", sorted(PROPS))
def test_things_are_painted_alone_and_beside_somebody(name: str) -> None:
    word = lexicon().get("gear", "seat" if name == "throne" else name).words[0]
    bare, alone, beside = (
        np.asarray(paint(p).image).astype(np.int16)
        for p in ("quux by day", f"{word} by day", f"a knight, {word} by day")
    )
    assert (np.abs(alone - bare) > 24).any(axis=2).sum() > 90
    assert (np.abs(beside - bare) > 24).any(axis=2).sum() > 150


def test_the_sea_is_where_its_beasts_are() -> None:
    assert recipe("a kraken attacks a ship").motif == "sea"
    assert recipe("a kraken in a cave").motif == "cave"


@pytest.mark.parametrize("place", [entry.id for entry in lexicon().of("place")])
def test_what_a_place_looks_like_is_not_painted_once_more(place: str) -> None:
    entry = lexicon().get("place", place)
    found = recipe(f"A wide view of {entry.name} by day. {entry.look}")
    assert found.motif == entry.motif
    assert found.subjects == ()
    assert [thing.id for thing in found.things] == ([entry.shows] if entry.shows else [])
    assert found.magic is None


def test_what_somebody_looks_like_is_nothing_that_stands_there() -> None:
    assert recipe("A fat ogre with a tree for a club on a hilltop.").things == ()
    assert [thing.id for thing in recipe("Three fat ogres with a tree for a club. A great tree.").things] == ["tree"]


def test_several_lone_figures_are_several() -> None:
    assert [count for _, count in recipe("we see three lone figures").subjects] == [3]
    assert [count for _, count in recipe("we see a lone figure").subjects] == [1]


def test_indoors_a_fire_burns_in_a_hearth() -> None:
    cottage, tavern = lexicon().get("place", "cottage").look, lexicon().get("place", "tavern").look
    assert [thing.id for thing in recipe(f"A small cottage. {cottage} A fire draws the eye.").things] == ["hearth"]
    assert recipe(f"A tavern. {tavern} A fire draws the eye.").things == ()
    assert [thing.id for thing in recipe("A moor. A fire draws the eye.").things] == ["fire"]


def test_what_a_composition_shows_anyway_does_not_stand_there_twice() -> None:
    assert recipe("A forest by day. A great tree and a cart draw the eye.").things == (lexicon().get("gear", "cart"),)
    assert recipe("A bedroom at night. A heavy door draws the eye.").things == ()
    assert [thing.id for thing in recipe("A cave. A heavy door draws the eye.").things] == ["door"]


def test_roles_name_poses_that_exist() -> None:
    assert {who.pose for who in ROLES.values()} <= POSES.keys()
    assert all(pose in POSES for who in ROLES.values() for _, pose in who.ways)
    assert tokens("knight") == ("knight",)
