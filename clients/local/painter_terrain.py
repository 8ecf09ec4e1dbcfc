"""What a map of each place under the open sky has on it.

It must not draw.
"""

from __future__ import annotations

from dataclasses import dataclass

from clients.local import painter_landmarks as built
from clients.local import painter_symbols as signs
from clients.local.painter_symbols import Symbol


@dataclass(frozen=True, slots=True)
class Terrain:
    """What is scattered over a map, what stands in its middle, and how much of it is water."""

    scatter: tuple[tuple[Symbol, int, float], ...]
    focal: Symbol
    size: float = 150
    water: float = -9.0
    """Below which height water stands, in deviations."""
    relief: float = 1.0
    river: bool = False


TERRAIN: dict[str, Terrain] = {
    "forest": Terrain(((signs.oak, 130, 66), (signs.fir, 110, 70)), signs.oak, 170, relief=0.6),
    "mountains": Terrain(((signs.peak, 44, 112), (signs.fir, 26, 40)), signs.peak, 240, relief=1.6),
    "canyon": Terrain(((signs.hill, 16, 60), (signs.peak, 16, 70)), signs.peak, 120, relief=2.4, river=True),
    "volcano": Terrain(((signs.peak, 14, 60), (signs.deadwood, 20, 40)), signs.volcano, 230, relief=1.8),
    "plain": Terrain(((signs.tuft, 90, 26), (signs.hill, 12, 70), (signs.oak, 8, 44)), signs.oak, 120, relief=0.5),
    "road": Terrain(((signs.tuft, 40, 24), (signs.oak, 24, 48), (built.house, 6, 44)), built.house, 90, relief=0.6),
    "desert": Terrain(((signs.dune, 60, 62), (signs.shard, 4, 40)), built.columns, 90, relief=0.7),
    "pyramid": Terrain(((signs.dune, 60, 62), (signs.peak, 3, 90)), signs.peak, 220, relief=0.5),
    "mill": Terrain(((signs.tuft, 110, 26), (signs.oak, 16, 46), (built.house, 3, 44)), built.tower, 170, relief=0.5),
    "oasis": Terrain(((signs.dune, 44, 60), (signs.palm, 14, 70)), signs.palm, 160, relief=0.5),
    "snowfield": Terrain(((signs.shard, 34, 60), (signs.fir, 20, 44), (signs.peak, 8, 90)), signs.shard, 150),
    "swamp": Terrain(((signs.reed, 46, 40), (signs.deadwood, 26, 58)), signs.deadwood, 150, water=-0.2, relief=0.4),
    "coast": Terrain(((signs.tuft, 20, 24), (signs.wave, 40, 44), (signs.hill, 8, 60)), built.ship, 120, water=0.0),
    "island": Terrain(((signs.wave, 60, 44), (signs.palm, 16, 60)), signs.palm, 120, water=9.0),
    "sea": Terrain(((signs.wave, 90, 48),), built.ship, 230, water=8.0, relief=0.3),
    "underwater": Terrain(
        ((signs.reed, 40, 60), (signs.wave, 40, 40), (signs.shard, 16, 40)), built.columns, 150, water=8.0
    ),
    "river": Terrain(((signs.oak, 36, 50), (signs.tuft, 30, 24)), signs.oak, 100, river=True, relief=0.6),
    "lake": Terrain(((signs.fir, 44, 50), (signs.peak, 8, 90), (signs.reed, 10, 34)), signs.peak, 120, water=-0.5),
    "waterfall": Terrain(((signs.fir, 40, 50), (signs.peak, 14, 90)), signs.peak, 170, river=True, relief=1.6),
    "town": Terrain(((built.house, 120, 58), (built.tower, 8, 100)), built.castle, 170, relief=0.3, river=True),
    "market": Terrain(((built.house, 70, 62), (built.tent, 30, 54)), built.tent, 130, relief=0.2),
    "square": Terrain(((built.house, 100, 60), (built.tower, 5, 96)), built.columns, 130, relief=0.2),
    "alley": Terrain(((built.house, 130, 54), (built.tower, 4, 90)), built.house, 110, relief=0.3),
    "rooftop": Terrain(((built.house, 130, 54), (built.tower, 10, 96)), built.tower, 150, relief=0.3),
    "arena": Terrain(((built.columns, 26, 60), (signs.tuft, 20, 24)), built.columns, 210, relief=0.3),
    "stones": Terrain(
        ((signs.hill, 16, 60), (signs.tuft, 60, 24), (signs.oak, 12, 44)), built.columns, 190, relief=0.8
    ),
    "village": Terrain(
        ((built.house, 16, 58), (signs.oak, 26, 48), (signs.tuft, 40, 24)), built.house, 110, relief=0.5
    ),
    "harbor": Terrain(((built.house, 34, 50), (signs.wave, 40, 42), (built.ship, 6, 90)), built.ship, 160, water=0.1),
    "castle": Terrain(((signs.hill, 16, 60), (signs.oak, 28, 46), (built.house, 5, 44)), built.castle, 300),
    "tower": Terrain(
        ((signs.hill, 20, 60), (signs.deadwood, 22, 50), (signs.tuft, 30, 24)), built.tower, 290, relief=1.3
    ),
    "ruin": Terrain(((built.columns, 12, 60), (signs.oak, 24, 46), (signs.tuft, 40, 24)), built.columns, 190),
    "graveyard": Terrain(((built.grave, 90, 50), (signs.deadwood, 14, 66)), built.tower, 160, relief=0.4),
    "bridge": Terrain(((signs.peak, 16, 80), (signs.fir, 30, 46)), built.tower, 120, river=True, relief=1.4),
    "camp": Terrain(((signs.fir, 70, 56), (built.tent, 9, 78)), built.fire, 110, relief=0.6),
    "battlefield": Terrain(
        ((built.troops, 34, 62), (signs.hill, 8, 60), (signs.tuft, 20, 24)), built.fire, 90, relief=0.8
    ),
    "garden": Terrain(((signs.oak, 44, 40), (signs.tuft, 40, 20)), built.columns, 130, relief=0.2),
    "sky": Terrain(((signs.cloud, 46, 60), (built.isle_aloft, 7, 110)), built.airship, 210, relief=0.4),
}
"""By the lexicon's ``motif``."""
