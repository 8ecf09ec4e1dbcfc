"""Houses, towers, walls, lit windows and ships as silhouettes: what several built places share.

It must not compose a picture.
"""

from __future__ import annotations

from clients.local.painter_canvas import Canvas, Pen, Rgb
from clients.local.painter_recipe import Recipe

LAMP: Rgb = (255, 196, 104)
STONE: Rgb = (118, 114, 122)


def windows(c: Canvas, spots: list[tuple[float, float, float, float]], r: Recipe) -> None:
    """Lit panes at (x, y, half width, half height); by daylight they are dark."""
    lit = lamps_burn(r)
    pen = Pen()
    for x, y, w, h in spots:
        pen.box(x - w, y - h, x + w, y + h)
    c.ink(pen, LAMP if lit else r.palette.local((40, 44, 60), 0.1), 0.95 if lit else 0.7)
    if lit:
        for x, y, w, _ in spots[:: max(1, len(spots) // 12)]:
            c.glow(x, y, 22 + w * 5, (255, 160, 70), 0.45, lights=0.4)


def lamps_burn(r: Recipe) -> bool:
    """Whether it is dark enough for people to have lit their lamps."""
    return r.palette.dark or r.light == "dusk" or r.weather in ("storm", "rain")


def house(pen: Pen, x: float, y: float, w: float, h: float, *, roof: float = 0.7) -> None:
    """A gabled front with its chimney, its foot in the middle at (x, y)."""
    pen.box(x - w / 2, y - h, x + w / 2, y)
    pen.polygon([(x - w * 0.58, y - h), (x, y - h - w * roof), (x + w * 0.58, y - h)])
    pen.box(x + w * 0.2, y - h - w * roof * 0.95, x + w * 0.3, y - h - w * 0.2)


def turret(pen: Pen, x: float, y: float, w: float, h: float, *, cap: bool) -> None:
    """A tower with a pointed cap or with battlements."""
    pen.box(x - w / 2, y - h, x + w / 2, y)
    pen.polygon(
        [(x - w * 0.62, y - h), (x - w * 0.5, y - h + w * 0.2), (x + w * 0.5, y - h + w * 0.2), (x + w * 0.62, y - h)]
    )
    if cap:
        pen.polygon([(x - w * 0.68, y - h), (x, y - h - w * 1.7), (x + w * 0.68, y - h)])
        pen.line([(x, y - h - w * 1.6), (x, y - h - w * 2.1)], 2)
        pen.polygon([(x, y - h - w * 2.1), (x + w * 0.6, y - h - w * 1.95), (x, y - h - w * 1.8)])
    else:
        for k in range(4):
            left = x - w * 0.62 + k * w * 0.345
            pen.box(left, y - h - w * 0.22, left + w * 0.2, y - h + 1)


def wall(pen: Pen, x0: float, x1: float, y: float, h: float) -> None:
    """A curtain wall with battlements."""
    pen.box(x0, y - h, x1, y)
    x = x0
    while x < x1:
        pen.box(x, y - h - 12, x + 11, y - h + 1)
        x += 21


def ship(pen: Pen, x: float, y: float, s: float) -> None:
    """A three-masted ship under sail, ``s`` pixels long."""
    pen.polygon(
        [
            (x - s * 0.5, y - s * 0.16),
            (x - s * 0.36, y - s * 0.1),
            (x + s * 0.34, y - s * 0.1),
            (x + s * 0.52, y - s * 0.17),
            (x + s * 0.4, y + s * 0.02),
            (x - s * 0.4, y + s * 0.02),
        ]
    )
    pen.line([(x + s * 0.45, y - s * 0.14), (x + s * 0.68, y - s * 0.26)], s * 0.015)
    for dx, tall in ((-0.28, 0.55), (0.0, 0.72), (0.24, 0.58)):
        mast = x + dx * s
        pen.line([(mast, y - s * 0.08), (mast, y - s * tall)], s * 0.016)
        for low, high, w in ((0.16, 0.4, 0.15), (0.42, 0.56, 0.12), (0.58, 0.66, 0.09)):
            if high < tall:
                pen.polygon(
                    [
                        (mast - s * w, y - s * low),
                        (mast - s * w * 0.8, y - s * high),
                        (mast + s * w * 0.8, y - s * high),
                        (mast + s * w, y - s * low),
                        (mast + s * 0.02, y - s * (low + 0.03)),
                    ]
                )
    pen.polygon([(x + s * 0.64, y - s * 0.24), (x + s * 0.28, y - s * 0.5), (x + s * 0.32, y - s * 0.18)])
