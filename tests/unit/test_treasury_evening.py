"""An evening that meets its cap: what costs money ends, the picture does not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fakes.evening import Evening
from fakes.memory_treasury import MemoryTreasury
from fakes.virtual_time import virtual

from pipeline import events
from pipeline.call import NO_ONES, Call, Usage
from pipeline.gate import Pacing
from pipeline.graph import Engines, GraphSettings
from pipeline.model import Asked, Image
from pipeline.providers.chain import Chain, Provider
from pipeline.spending import Caps, Reached

PRICE = 40_000_000

UNPACED = GraphSettings(pacing=Pacing(interval_s=0, per_hour=10**6, per_session=10**6))


@dataclass
class Vendor:
    """A painter that costs money, or one that does not."""

    name: str
    price: int
    asked: int = 0

    async def paint(self, prompt: str, *, call: Call = NO_ONES, **_given: Any) -> Image:
        async with call.purse.pay(self.name, "brush-1", "paint", self.price) as bill:
            self.asked += 1
            bill.charge(self.price, Usage(images=1))
        return Image(self.name.encode(), "webp", 1280, 720)


class Table(Evening):
    """Two painters behind one another, and a cap."""

    def __init__(self, caps: Caps, **given: Any) -> None:
        super().__init__(**given)
        self.dear, self.free = Vendor("dear", PRICE), Vendor("free", 0)
        self.treasury = MemoryTreasury(caps)

    @property
    def engines(self) -> Engines:
        painters: Chain[Any] = Chain([Provider(self.dear), Provider(self.free)])
        return replace(super().engines, painter=painters, treasury=self.treasury)


@virtual
async def test_behind_the_cap_the_free_engines_go_on() -> None:
    table = Table(Caps(session=2 * PRICE), settings=UNPACED)
    await table.life(4)
    published = table.recorded(events.ImagePublished)
    assert [event.cost_usd for event in published] == pytest.approx([0.04, 0.04, 0, 0])
    assert (table.dear.asked, table.free.asked) == (2, 2)
    spending = await table.treasury.spending(table.user_id, table.session_id)
    assert spending.session.spent == 2 * PRICE
    assert spending.reached(table.treasury.caps) == Reached("session", None)


@virtual
async def test_with_nothing_to_spend_nothing_is_asked_that_costs_money() -> None:
    table = Table(Caps(call=0), settings=UNPACED)
    await table.life(2)
    assert (table.dear.asked, table.free.asked) == (0, 2)
    assert {event.cost_usd for event in table.recorded(events.ImagePublished)} == {0.0}
    assert table.treasury.entries == []


@virtual
async def test_what_a_person_asks_for_passes_the_gate_and_not_the_cap() -> None:
    table = Table(Caps(session=2 * PRICE), settings=GraphSettings(pacing=Pacing(interval_s=600)))
    graph = table.graph(table.claim())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        for wish in ("A red dragon", "An old bridge", "Rats in the cellar", "The king is dead"):
            table.store.ask(table.session_id, Asked(wish))
        graph.more_asked()
        while graph.busy:  # noqa: ASYNC110 - as the owner looks, at each beat
            await asyncio.sleep(0.1)
        graph.close()
    costs = [event.cost_usd for event in table.recorded(events.ImagePublished)]
    assert sorted(costs) == pytest.approx([0, 0, 0.04, 0.04])
    assert (table.dear.asked, table.free.asked) == (2, 2)
