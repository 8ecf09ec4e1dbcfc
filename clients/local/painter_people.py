"""Who people are to the eye: build, clothes, headgear, what they carry and how they stand, by the lexicon's ids.

It must not draw bodies, nor choose who appears.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from clients.local.painter_body import body
from clients.local.painter_canvas import Rgb
from clients.local.painter_coat import Coat
from clients.local.painter_pose import POSES, Build, Pose
from clients.local.painter_stencil import Stencil

MAN = Build()
WOMAN = Build(wide=0.86, thick=0.86)
ELF = Build(wide=0.84, legs=1.08, thick=0.8, head=0.92)
DWARF = Build(wide=1.75, legs=0.62, arms=0.98, head=1.5, thick=1.5, belly=1.15)
SMALL = Build(wide=1.15, legs=0.74, head=1.5, thick=1.12, belly=1.1)
CHILD = Build(wide=0.98, legs=0.84, head=1.42, thick=0.94)
BIG = Build(wide=1.22, thick=1.25, head=0.95)
STOUT = Build(wide=1.2, thick=1.1, belly=1.45)
OLD = Build(wide=0.94, stoop=12, neck=0.8, legs=0.94, thick=0.9)

WHITE: Rgb = (226, 222, 208)
GREY: Rgb = (150, 148, 146)
BLACK: Rgb = (44, 42, 52)
RED: Rgb = (164, 48, 44)
BLUE: Rgb = (62, 84, 152)
GREEN: Rgb = (74, 104, 62)
BROWN: Rgb = (124, 88, 58)
TAN: Rgb = (182, 144, 96)
PURPLE: Rgb = (106, 62, 128)
GOLDEN: Rgb = (206, 162, 70)
NIGHT: Rgb = (58, 56, 78)
STEEL_GREY: Rgb = (110, 116, 126)


@dataclass(frozen=True, slots=True)
class Role:
    """How somebody looks. ``ways`` are the poses of their own trade; ``lead`` and ``rear`` what their hands hold."""

    coat: Coat = field(default_factory=Coat)
    wear: tuple[str, ...] = ("tunic",)
    heads: tuple[str, ...] = ("hair",)
    lead: str = ""
    rear: str = ""
    build: Build = MAN
    pose: str = "stand"
    ways: tuple[tuple[str, str], ...] = ()


def _coat(cloth: Rgb, second: Rgb = (86, 72, 60), tint: Rgb = RED, hair: Rgb = (84, 56, 36)) -> Coat:
    return Coat(cloth=cloth, second=second, tint=tint, hair=hair)


_MAGE = ("robe", "cloak", "belt")
_SILVER: Rgb = (206, 206, 204)

ROLES: dict[str, Role] = {
    "figure": Role(_coat(BROWN, tint=(92, 84, 74)), ("tunic", "cloak"), ("hair",)),
    "robed": Role(_coat((134, 74, 82)), ("robe", "belt"), ("long_hair",), build=WOMAN),
    "cloaked": Role(_coat(NIGHT, tint=NIGHT), ("robe", "cloak"), ("hood",)),
    "crowned": Role(_coat(RED, tint=(150, 40, 56), hair=GREY), ("robe", "cloak", "mantle"), ("hair", "beard", "crown"),
        "stick"),
    "wizard": Role(_coat(BLUE, tint=(130, 170, 255), hair=_SILVER), _MAGE, ("hair", "beard", "point_hat"), "staff"),
    "knight": Role(_coat(BLUE), ("plate", "tabard", "cloak"), ("great_helm",), "sword", "shield", BIG),
    "spearman": Role(_coat(GREY, tint=(58, 74, 120)), ("tunic", "tabard"), ("hair", "kettle_helm"), "spear",
        "round_shield"),
    "axeman": Role(_coat(BROWN, (92, 76, 60)), ("tunic", "pauldrons"), ("hair", "beard"), "axe", build=BIG),
    "archer": Role(_coat(GREEN, tint=(62, 84, 52)), ("tunic", "cloak", "quiver"), ("hood",), "bow", ways=(("fight",
        "shoot"),)),
    "child": Role(_coat((170, 120, 80)), ("tunic",), ("hair",), build=CHILD),
    # Rulers and their court.
    "queen": Role(_coat(PURPLE, tint=(126, 46, 92)), ("robe", "cloak", "mantle"), ("long_hair", "crown"), build=WOMAN),
    "prince": Role(_coat(WHITE, tint=BLUE), ("tunic", "cloak"), ("hair", "circlet"), "sword"),
    "princess": Role(_coat((186, 188, 214), hair=GOLDEN), ("robe",), ("long_hair", "circlet"), build=WOMAN),
    "lord": Role(_coat((96, 44, 60), tint=BLACK), ("robe", "cloak", "mantle"), ("hair", "cap")),
    "lady": Role(_coat((86, 40, 70)), ("robe", "belt"), ("bun",), build=WOMAN),
    "noble": Role(_coat((92, 56, 112), tint=BLACK), ("tunic", "cloak", "mantle"), ("hair", "feather_hat")),
    "mayor": Role(_coat((104, 64, 46)), ("tunic", "mantle", "belt"), ("hair", "brim_hat"), "stick", build=STOUT),
    # Those who fight.
    "paladin": Role(_coat(WHITE, tint=GOLDEN), ("plate", "tabard", "cloak"), ("hair",), "hammer", "shield", BIG),
    "death_knight": Role(Coat((190, 200, 190), BLACK, BLACK, BLACK, (60, 40, 70)), ("plate", "tabard", "cloak"),
        ("skull", "horn_helm"), "greatsword", build=BIG),
    "guard": Role(_coat(GREY, tint=(66, 80, 124)), ("tunic", "tabard"), ("hair", "kettle_helm"), "spear", "shield"),
    "captain": Role(_coat(GREY, tint=RED), ("plate", "cloak"), ("face", "crest_helm"), "sword", build=BIG),
    "mercenary": Role(_coat((106, 92, 78)), ("tunic", "pauldrons", "belt"), ("hair",), "greatsword", build=BIG),
    "barbarian": Role(Coat((196, 138, 104), BROWN, (128, 100, 72), (120, 66, 34)), ("bare", "barelegs", "rags",
        "belt"), ("long_hair", "beard"), "axe", build=Build(1.32, thick=1.36, head=0.94)),
    "viking": Role(_coat((112, 96, 84), hair=GOLDEN), ("tunic", "cloak"), ("hair", "beard", "horn_helm"), "axe",
        "round_shield", BIG),
    "bandit": Role(_coat((92, 84, 64), (70, 60, 50), (74, 62, 52)), ("tunic", "cloak", "belt"), ("hair", "kerchief"),
        "cutlass"),
    "pirate": Role(_coat((150, 52, 48), (50, 46, 56), (60, 46, 58)), ("tunic", "belt", "cloak"), ("long_hair", "beard",
        "tricorn"), "cutlass"),
    "jailer": Role(_coat((74, 60, 58), BLACK), ("bare", "rags", "belt"), ("hood",), "axe", build=Build(1.35, thick=1.3,
        belly=1.3)),
    "ranger": Role(_coat(GREEN, (88, 78, 56), (56, 82, 50)), ("tunic", "cloak", "quiver"), ("hood",), "bow",
        ways=(("fight", "shoot"),)),
    "hunter": Role(_coat((126, 98, 66), tint=(110, 92, 70)), ("tunic", "cloak", "quiver"), ("hair", "beard", "cap"),
        "bow", build=BIG, ways=(("fight", "shoot"),)),
    # Magic, faith and the wilds.
    "sorcerer": Role(_coat((120, 40, 70), tint=(190, 120, 255)), _MAGE, ("long_hair", "circlet"), pose="cast"),
    "witch": Role(_coat((66, 56, 82), tint=(140, 240, 120), hair=(60, 50, 50)), ("robe", "cloak"), ("long_hair",
        "point_hat"), "stick", build=Build(0.84, thick=0.84, stoop=6)),
    "hag": Role(_coat((84, 92, 70), hair=GREY, tint=(80, 84, 64)), ("robe", "cloak"), ("long_hair",), "stick",
        build=Build(0.95, legs=0.8, stoop=34, neck=1.6)),
    "seer": Role(_coat(PURPLE, (150, 130, 180)), ("robe", "belt"), ("face", "veil"), build=WOMAN, pose="cast"),
    "necromancer": Role(_coat(BLACK, tint=(110, 235, 120)), ("robe", "cloak"), ("hood",), "staff", pose="cast"),
    "vampire": Role(Coat((220, 216, 214), BLACK, BLACK, (24, 20, 24), (120, 24, 34)), ("tunic", "cloak", "mantle"),
        ("hair",)),
    "lich": Role(Coat((206, 210, 190), (72, 52, 92), BLACK, BLACK, (120, 255, 170)), ("robe", "cloak"), ("skull",
        "crown"), "staff"),
    "mind_flayer": Role(Coat((150, 120, 160), (56, 44, 76), BLACK, BLACK, (70, 50, 96)), ("robe", "cloak", "mantle"),
        ("feelers",), pose="cast"),
    "priest": Role(_coat(WHITE, tint=GOLDEN), ("robe", "tabard"), ("bald",), "mace"),
    "healer": Role(_coat((150, 170, 150), WHITE), ("robe", "apron"), ("hair", "kerchief"), build=WOMAN),
    "druid": Role(_coat((92, 98, 60), tint=(140, 230, 110), hair=(110, 84, 56)), _MAGE, ("long_hair", "beard",
        "antlers"), "staff"),
    "hermit": Role(_coat((124, 110, 88), hair=GREY), ("robe",), ("bald", "beard"), "stick", build=OLD),
    "monk": Role(_coat((140, 96, 54)), ("robe", "belt"), ("bald",), ways=(("fight", "strike"),)),
    "pilgrim": Role(_coat((128, 112, 92), (104, 92, 76), (110, 98, 82)), ("robe", "cloak"), ("hair", "brim_hat"),
        "stick"),
    "cult": Role(_coat((120, 30, 34), tint=(96, 22, 30)), ("robe",), ("point_hood",), "dagger"),
    "drow": Role(Coat((92, 84, 110), NIGHT, BLACK, WHITE, (70, 50, 96)), ("tunic", "cloak", "belt"), ("elven",),
        "cutlass", "dagger", ELF),
    "elf": Role(_coat((86, 120, 82), (96, 92, 66), (62, 96, 66), GOLDEN), ("tunic", "cloak", "quiver"), ("elven",),
        "bow", build=ELF, ways=(("fight", "shoot"),)),
    "dwarf": Role(_coat((112, 76, 58), hair=(168, 84, 40)), ("tunic", "pauldrons", "belt"), ("hair", "beard",
        "horn_helm"), "hammer", "round_shield", DWARF),
    "gnome": Role(_coat((130, 84, 120), hair=WHITE, tint=GOLDEN), ("tunic", "belt"), ("hair", "beard", "point_hat"),
        "stick", build=SMALL),
    "halfling": Role(_coat((126, 128, 70), (116, 80, 52), hair=(130, 84, 44)), ("tunic", "barefoot", "pack"),
        ("hair",), "stick", build=SMALL),
    "dryad": Role(Coat((156, 172, 120), (98, 132, 74), BROWN, (84, 130, 60)), ("robe",), ("long_hair", "antlers"),
        build=ELF),
    # Those who keep to the shadows.
    "rogue": Role(_coat((70, 66, 70), BLACK, (56, 58, 66)), ("tunic", "cloak", "belt"), ("hood",), "dagger", "dagger",
        WOMAN, "lurk"),
    "assassin": Role(_coat(BLACK, BLACK, (52, 44, 58)), ("tunic", "cloak", "belt"), ("hood",), "dagger", pose="lurk"),
    "beggar": Role(_coat((108, 98, 84)), ("robe",), ("hood",), "mug", build=OLD, pose="kneel"),
    # At work.
    "bard": Role(_coat((160, 62, 60), (74, 84, 60), (220, 176, 70)), ("tunic", "cloak"), ("hair", "feather_hat"),
        "lute", pose="play", ways=(("cast", "play"),)),
    "jester": Role(_coat((176, 52, 60), (60, 110, 110), (226, 184, 70)), ("tunic",), ("face", "jester_cap"),
        pose="dance"),
    "dancer": Role(_coat((196, 96, 70)), ("robe",), ("long_hair",), build=WOMAN, pose="dance"),
    "sailor": Role(_coat((196, 188, 170), (66, 80, 110)), ("tunic", "belt"), ("hair", "kerchief")),
    "fisherman": Role(_coat((110, 112, 100), (76, 82, 84)), ("tunic", "pack"), ("hair", "beard", "cap"), "stick"),
    "merchant": Role(_coat((148, 96, 60), (126, 60, 70)), ("robe", "belt", "pack"), ("hair", "beard", "cap"), "stick",
        build=STOUT),
    "alchemist": Role(_coat((106, 112, 84)), ("robe", "apron"), ("bald", "beard"), "book"),
    "scholar": Role(_coat((84, 80, 98), hair=GREY), ("robe",), ("hair", "cap"), "book"),
    "innkeeper": Role(_coat((150, 110, 76)), ("tunic", "apron"), ("bald",), "mug", build=STOUT),
    "barmaid": Role(_coat((146, 84, 70)), ("robe", "apron"), ("bun",), "mug", "mug", WOMAN),
    "cook": Role(_coat(WHITE), ("tunic", "apron"), ("hair", "cap"), "dagger", build=STOUT),
    "smith": Role(_coat((90, 74, 64)), ("bare", "apron", "belt"), ("bald", "beard"), "hammer", build=BIG),
    "miner": Role(_coat((104, 96, 86)), ("tunic", "belt"), ("hair", "cap"), "pick", "lantern", BIG),
    "gravedigger": Role(_coat((76, 74, 74)), ("tunic",), ("hair", "brim_hat"), "fork", "lantern", OLD),
    "farmer": Role(_coat((150, 130, 88), (104, 86, 62)), ("tunic", "belt"), ("hair", "straw_hat"), "fork"),
    "traveler": Role(_coat((122, 104, 80), (98, 82, 66), (98, 90, 76)), ("tunic", "cloak", "pack"), ("hair",
        "brim_hat"), "stick", pose="walk"),
    "prisoner": Role(_coat((150, 140, 124)), ("tunic", "barelegs", "barefoot"), ("long_hair", "beard"), pose="kneel"),
    "old_man": Role(_coat((112, 100, 92), hair=_SILVER), ("robe",), ("bald", "beard"), "stick", build=OLD),
    "old_woman": Role(_coat((70, 64, 72), (60, 54, 60)), ("robe", "apron"), ("face", "kerchief"), "stick",
        build=Build(0.95, legs=0.82, stoop=16, neck=0.8)),
    "girl": Role(_coat((176, 92, 92)), ("robe",), ("long_hair",), build=CHILD),
    "satyr": Role(Coat((190, 140, 104), BROWN, (110, 78, 52), (110, 78, 52)), ("bare", "hooves", "rags"), ("hair",
        "beard", "horn_helm"), pose="dance"),
    "scarecrow": Role(_coat((146, 112, 70), (104, 92, 70)), ("tunic", "rags"), ("pumpkin",), pose="float"),
    # Of later times and other worlds.
    "cowboy": Role(_coat((150, 110, 76), (72, 82, 110), (112, 76, 50)), ("tunic", "belt"), ("hair", "stetson"),
        "pistol"),
    "sheriff": Role(_coat((96, 84, 76), (66, 60, 60), (88, 66, 48)), ("tunic", "cloak", "belt"), ("hair", "beard",
        "stetson"), "rifle"),
    "detective": Role(_coat((136, 116, 90), (96, 82, 66), (84, 72, 60)), ("robe", "belt"), ("hair", "brim_hat"),
        "pistol"),
    "officer": Role(_coat((52, 66, 110), (40, 48, 78)), ("tunic", "belt"), ("hair", "peaked_cap"), "lantern"),
    "doctor": Role(_coat(WHITE, (104, 112, 120)), ("robe",), ("hair",), "book"),
    "astronaut": Role(_coat((224, 226, 228), (206, 208, 212), (210, 120, 60)), ("tunic", "pack", "belt"), ("visor",),
        build=Build(1.25, thick=1.4, head=1.05)),
    "marine": Role(_coat((92, 104, 96), (72, 80, 76)), ("plate", "pauldrons"), ("visor",), "rifle", build=BIG),
    "hacker": Role(_coat((48, 50, 60), (60, 66, 84), (120, 235, 200)), ("tunic", "pack"), ("hood",), "book"),
    "ninja": Role(_coat(BLACK, BLACK, BLACK), ("tunic", "belt"), ("wrapped",), "sword", pose="lurk"),
    "samurai": Role(_coat((120, 36, 40), (44, 42, 52), (60, 50, 56)), ("plate", "tabard"), ("hair", "horn_helm"),
        "greatsword"),
    "robot": Role(Coat((176, 186, 196), (150, 160, 172), (120, 130, 144), STEEL_GREY, (255, 110, 80)), ("plate",),
        ("robot",), build=Build(1.2, thick=1.3, head=1.15)),
    "alien": Role(Coat((150, 178, 150), (96, 104, 124), (80, 88, 108), GREY, (120, 235, 160)), ("robe",), ("alien",),
        build=ELF),
    "angel": Role(Coat((240, 224, 204), (244, 240, 226), (250, 248, 240), GOLDEN), ("robe", "feathers"),
        ("long_hair",), "greatsword", build=ELF, pose="float"),
    "succubus": Role(Coat((206, 130, 120), (96, 30, 50), (74, 30, 50), BLACK), ("robe", "wings", "tail"), ("long_hair",
        "horned"), build=WOMAN),
}  # fmt: skip
"""By the lexicon's id where somebody has a look of their own, else by its ``motif``."""

_ALIASES = {
    "king": "crowned", "witch_hunter": "hunter", "soldier": "spearman", "stranger": "cloaked", "spy": "cloaked",
    "cultist": "cult", "villager": "figure", "crowd": "figure", "boy": "child", "woman": "robed",
}  # fmt: skip

PARTY = ("knight", "wizard", "ranger", "rogue")
"""Who the party are when nobody says so: a great one, a pointed hat, a bow and a hood."""

CROWD = ("farmer", "old_woman", "merchant", "girl", "figure", "lady", "smith", "robed", "traveler")


def role(entry_id: str, motif: str) -> Role | None:
    """The role of a lexicon entry; None for what has no two legs of a person."""
    name = _ALIASES.get(entry_id, entry_id)
    return ROLES.get(name) or ROLES.get(motif)


def person(who: Role, way: str = "", *, lead: str = "", rear: str = "") -> Callable[[Stencil], None]:
    """How to draw ``who`` in the pose ``way``, with other things in their hands where those are named."""
    way = "run" if way == "flee" else way
    name = dict(who.ways).get(way, way) or who.pose
    pose = POSES.get(name) or POSES["cheer" if name == "roar" else who.pose]
    if name == "stand" and who.build.stoop > 10:
        pose = replace(pose, lead_arm=(40, 40), rear_arm=(10, 24))

    def draw(s: Stencil) -> None:
        held = lead or who.lead
        if name == "sit":
            # Whoever sits, sits on something.
            s.shape((84, 62, 44), (-0.16, 0.0), (0.12, 0.0), (0.1, 0.26), (-0.14, 0.26))
            s.blob((120, 92, 64), -0.02, 0.26, 0.125, 0.03)
        if name == "shoot" and held == "bow":
            held = "drawn_bow"
        elif name == "play" and not lead:
            held = "lute"
        if name == "climb":
            held = ""
        b = body(s, who.build, pose, who.coat, wear=who.wear, heads=who.heads, lead=held, rear=rear or who.rear)
        if name == "climb":
            x = b.lead_arm[2][0]
            s.line((176, 150, 108), 0.022, (x - 0.05, 0.1), (x, b.lead_arm[2][1]), (x + 0.03, 1.9))

    return draw


def posed(pose: str) -> Pose:
    """A pose by its name. Raises ``KeyError``."""
    return POSES[pose]
