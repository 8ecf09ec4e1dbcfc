"""Who rides, and who is half a horse.

It must not draw horses by themselves.
"""

from __future__ import annotations

from clients.local.painter_beasts import Drawing
from clients.local.painter_body import body
from clients.local.painter_canvas import Rgb
from clients.local.painter_coat import Coat
from clients.local.painter_gear import drawn_bow
from clients.local.painter_heads import HEADS
from clients.local.painter_hoofed import BAY, gait, horse, legs
from clients.local.painter_people import ROLES, Role
from clients.local.painter_pose import POSES
from clients.local.painter_stencil import Stencil, dim


def rider(s: Stencil, way: str) -> None:
    """Somebody in the saddle; a knight where they fight."""
    mounted(s, ROLES["knight" if way in ("fight", "strike", "guard") else "traveler"], way)


def mounted(s: Stencil, who: Role, way: str, *, lead: str = "") -> None:
    """``who`` on a horse, riding. Its height is to the rider's head."""
    steed = s.inner(0, 0, 0.74)
    horse(steed, "run" if way not in ("stand", "sit", "walk") else way if way == "walk" else "stand")
    steed.form((110, 50, 44), (-0.16, 0.7), (0.14, 0.72), (0.16, 0.52), (-0.18, 0.5))
    seat = s.inner(-0.02, 0.17, 0.74)
    wear = tuple(part for part in who.wear if part not in ("robe", "pack"))
    held = lead or ("spear" if who.lead in ("sword", "") and way in ("fight", "strike") else who.lead)
    pose = POSES["ride"]
    body(
        seat,
        who.build,
        pose,
        who.coat,
        wear=wear,
        heads=who.heads,
        lead="" if held in ("stick", "staff") else held,
        rear=who.rear,
    )
    steed.line((60, 40, 30), 0.02, (0.56, 0.84), (0.2, 0.86))


def centaur(s: Stencil, way: str) -> None:
    """A horse to the waist, an archer above."""
    s = s.inner(0, 0, 0.82)
    go = gait(way)
    s.tube((44, 32, 28), (-0.54, 0.62, 0.07), (-0.7, 0.54, 0.13), (-0.74, 0.3, 0.12), (-0.8, 0.12, 0.03))
    legs(s, BAY, go if go != "stand" else "walk", 0.5, 0.05, (-0.38, 0.27), near=False)
    s.form(BAY, (-0.56, 0.56), (-0.48, 0.68), (-0.2, 0.68), (0.1, 0.68), (0.36, 0.78), (0.44, 0.58), (0.32, 0.4),
        (0.04, 0.35), (-0.26, 0.4),
           (-0.5, 0.42))  # fmt: skip
    legs(s, BAY, go if go != "stand" else "walk", 0.5, 0.052, (-0.42, 0.3), near=True)
    skin: Rgb = (196, 146, 110)
    s.limb(dim(skin), (0.24, 1.0, 0.08), (0.1, 0.96, 0.06), (0.34, 1.0, 0.05))
    s.form(skin, (0.16, 0.66), (0.14, 0.86), (0.12, 1.04), (0.26, 1.1), (0.42, 1.04), (0.42, 0.84), (0.42, 0.66))
    s.limb(skin, (0.28, 1.06, 0.08), (0.32, 1.16, 0.07))
    head = s.inner(0.33, 1.2, 0.075)
    for name in ("long_hair", "beard"):
        HEADS[name](head, Coat(skin=skin, hair=(70, 46, 32)))
    drawn_bow(s.inner(0, 0, 1.2), (0.56, 0.86), 90, skin)
    s.limb(skin, (0.38, 1.02, 0.08), (0.54, 1.0, 0.06), (0.66, 1.03, 0.05))


RIDERS: dict[str, Drawing] = {"rider": rider, "messenger": rider, "centaur": centaur}
"""By the lexicon's id or motif."""
