"""What a painter is asked for one scene: gently after a refusal, with portraits, beside a sketch, and who pays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest
from fakes.evening import Evening
from fakes.scripted_engines import Act, steady
from fakes.virtual_time import virtual

from pipeline import events
from pipeline.call import NO_ONES, Bill, Call, Purse, Stage, Usage
from pipeline.errors import EngineError, RefusedError, SpendCapError
from pipeline.graph import Engines
from pipeline.model import Character, Image, Portrait, SceneDecision
from pipeline.painting import REFUSED
from pipeline.softening import SOFTENED, WITHOUT_PEOPLE, ladder, soften


@dataclass
class Picky:
    """Refuses what ``refuses`` says and remembers what it was asked."""

    refuses: Callable[[str], bool] = lambda _prompt: False
    name: str = "picky"
    asked: list[str] = field(default_factory=list[str])
    portraits: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    takes_s: float = 1.0

    async def paint(
        self, prompt: str, *, style: str = "", portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Image:
        self.asked.append(prompt)
        self.portraits.append(tuple(portrait.name for portrait in portraits))
        async with call.purse.pay("picky", "brush-1", "paint", 5_000) as bill:
            await asyncio.sleep(self.takes_s)
            bill.charge(4_000, Usage(images=1))
            if self.refuses(prompt):
                raise RefusedError("Not this.")
        return Image(b"picture", "webp", 1280, 720)


@dataclass
class Wallet:
    """A purse that writes down what is paid, up to a cap."""

    cap: int = 10**9
    spent: int = 0

    @asynccontextmanager
    async def pay(self, provider: str, model: str, stage: Stage, most: int) -> AsyncIterator[Bill]:
        if self.spent + most > self.cap:
            raise SpendCapError("The cap of this session is reached.")
        charged = [most]

        class Paper:
            def charge(self, nano_usd: int, usage: Usage) -> None:
                charged[0] = nano_usd

        try:
            yield Paper()
        finally:
            self.spent += charged[0]


class Wallets:
    """One wallet for each unit of work."""

    def __init__(self, cap: int = 10**9) -> None:
        self.cap = cap
        self.given: list[tuple[UUID, UUID, int | None, int | None]] = []

    def purse(self, tenant: UUID, session: UUID, *, utterance: int | None = None, scene: int | None = None) -> Purse:
        self.given.append((tenant, session, utterance, scene))
        return Wallet(self.cap)


class Table(Evening):
    """An evening with a painter, a treasury and characters of its own."""

    def __init__(self, painter: Picky, treasury: Wallets | None = None, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.picky = painter
        self.treasury = treasury or Wallets()

    @property
    def engines(self) -> Engines:
        return replace(super().engines, painter=self.picky, treasury=self.treasury)


@virtual
async def test_a_refused_scene_is_softened_then_emptied() -> None:
    table = Table(Picky(lambda prompt: not prompt.startswith(WITHOUT_PEOPLE)))
    await table.life(1)
    assert table.picky.asked == ["picture 1", soften("picture 1"), WITHOUT_PEOPLE + "Place 0."]
    assert [event.scene for event in table.recorded(events.ImagePublished)] == [1]
    assert table.recorded(events.ImagePublished)[0].cost_usd == pytest.approx(12_000 / 1e9)


@virtual
async def test_a_softened_scene_is_enough() -> None:
    table = Table(Picky(lambda prompt: not prompt.startswith(SOFTENED)))
    await table.life(1)
    assert len(table.picky.asked) == 2
    assert len(table.recorded(events.ImagePublished)) == 1


@virtual
async def test_what_is_refused_in_every_form_leaves_the_picture_as_it_is() -> None:
    table = Table(Picky(lambda _prompt: True))
    await table.life(1)
    assert len(table.picky.asked) == 3
    assert table.recorded(events.ImageFailed) == [events.ImageFailed(1, "refused", REFUSED, 12_000 / 1e9)]
    assert not table.recorded(events.ImagePublished)


@virtual
async def test_the_sketch_is_there_before_the_picture() -> None:
    table = Table(Picky(takes_s=6), sketch=steady(0.1))
    await table.life(1)
    assert [event.quality for event in table.recorded(events.ImagePublished)] == ["sketch", "final"]


@virtual
async def test_a_sketch_that_is_late_is_not_shown() -> None:
    table = Table(Picky(takes_s=1), sketch=steady(30))
    await table.life(1)
    assert [event.quality for event in table.recorded(events.ImagePublished)] == ["final"]
    assert asyncio.get_running_loop().time() < 20


@virtual
async def test_a_sketch_that_fails_is_left_out() -> None:
    table = Table(Picky(), sketch=lambda _which, _attempt: Act(0.1, EngineError("No.")))
    await table.life(1)
    assert [event.quality for event in table.recorded(events.ImagePublished)] == ["final"]


@virtual
async def test_portraits_of_those_in_the_picture_are_shown_to_the_painter() -> None:
    table = Table(Picky())
    account = table.store.accounts[table.user_id]
    names = [f"Hero {n}" for n in range(6)]
    account.characters = tuple(Character(name, "tall", f"portraits/{name[-1]}.webp") for name in names)
    for name in names[1:]:
        table.blobs.blobs[f"portraits/{name[-1]}.webp"] = b"face"

    scene = table.storyteller.scene

    async def composed(*given: object, **named: object) -> SceneDecision:
        decision = await scene(*given, **named)  # type: ignore[arg-type]
        return replace(decision, characters=("Hero 2", "Somebody", "Hero 0", "Hero 1"))

    table.storyteller.scene = composed  # type: ignore[method-assign]
    await table.life(1)
    # The portrait of the first cannot be read; nobody knows Somebody.
    assert table.picky.portraits == [("Hero 2", "Hero 1")]


@virtual
async def test_every_call_is_paid_from_the_purse_of_its_work() -> None:
    treasury = Wallets()
    table = Table(Picky(), treasury)
    await table.life(1)
    tenant, session = table.user_id, table.session_id
    # The utterance is being committed when its call begins; the scene has a purse for telling and one for painting.
    assert treasury.given == [(tenant, session, None, None), (tenant, session, None, 1), (tenant, session, None, 1)]
    assert table.recorded(events.ImagePublished)[0].cost_usd == pytest.approx(4_000 / 1e9)
    assert table.recorded(events.TranscriptFinal)[0].cost_usd == 0


@virtual
async def test_what_would_overshoot_the_cap_is_not_asked() -> None:
    table = Table(Picky(), Wallets(cap=4_999))
    await table.life(1)
    assert [event.code for event in table.recorded(events.ImageFailed)] == ["spend_cap"]


def test_softening_keeps_the_moment_and_drops_the_gore() -> None:
    softened = soften("The knight, naked and bloodied, stabs the dying troll; severed heads and corpses all around.")
    for word in ("naked", "blood", "stab", "dying", "severed", "corpse"):
        assert word not in softened.lower()
    for word in ("knight", "troll"):
        assert word in softened


def test_without_a_known_place_there_is_no_last_rung() -> None:
    assert list(ladder("A duel.", "  ")) == ["A duel.", soften("A duel.")]
