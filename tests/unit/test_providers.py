"""Breaker, retries, places and chain: what is asked when, in virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import pytest
from fakes.virtual_time import virtual
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError, RefusedError, SpendCapError
from pipeline.providers.breaker import Breaker, BreakerSettings
from pipeline.providers.chain import WARM_S, Chain, Provider, chain_of
from pipeline.providers.patience import KNOWN, Patience
from pipeline.providers.retries import Retries
from pipeline.providers.slots import Slots


class Scripted:
    """Answers its name, or fails as ``script`` says: an error, or seconds to be silent for."""

    def __init__(self, name: str, script: Sequence[EngineError | float] = (), *, forever: bool = False) -> None:
        self.name = name
        self.script = list(script)
        self.forever = forever
        self.calls: list[float] = []
        self.probes: list[float] = []

    async def ask(self) -> str:
        self.calls.append(asyncio.get_running_loop().time())
        step = (self.script[0] if self.forever else self.script.pop(0)) if self.script else 0.0
        if isinstance(step, EngineError):
            raise step
        await asyncio.sleep(step)
        return self.name

    async def probe(self) -> None:
        self.probes.append(asyncio.get_running_loop().time())
        if self.script:
            raise EngineError("Still away.", code="unavailable")


class Painter(Scripted):
    """Takes its time. Its list of models is there or, with ``gone``, as silent as itself."""

    gone = False

    async def probe(self) -> None:
        self.probes.append(asyncio.get_running_loop().time())
        if self.gone:
            await asyncio.sleep(1000)


async def request(engine: Scripted, call: Call) -> str:
    return await engine.ask()


AHEAD = Call(ahead=True)
"""One that may be in vain."""


@virtual
async def test_what_may_be_in_vain_is_asked_once_and_of_the_first_alone() -> None:
    first, second = Scripted("first", [EngineError("It broke.", code="unavailable")]), Scripted("second")
    asked = chain(first, second)
    with pytest.raises(EngineError):
        await asked.ask(request, AHEAD)
    assert (len(first.calls), len(second.calls)) == (1, 0)
    assert (await asked.ask(request, AHEAD)).engine == "first"
    asked.providers[0].breaker.failed(away("bad_key"), asyncio.get_running_loop().time())
    assert (await asked.ask(request, AHEAD)).engine == "second"


@virtual
async def test_who_has_no_time_is_not_asked_what_may_be_in_vain() -> None:
    engine = Scripted("busy")
    asked = Chain([Provider(engine, spare=lambda: False)])
    assert not asked.spare(AHEAD)
    with pytest.raises(EngineError) as caught:
        await asked.ask(request, AHEAD)
    assert (caught.value.code, engine.calls) == ("busy", [])
    assert (await asked.ask(request, NO_ONES)).engine == "busy"


@virtual
async def test_half_of_the_places_are_kept_free_of_what_may_be_in_vain() -> None:
    slots, mine, yours = Slots(6, 4), Call(uuid4()), Call(uuid4())
    assert slots.spare(mine.tenant)
    async with slots.turn(mine):
        assert slots.spare(mine.tenant)
        async with slots.turn(mine):
            # A third one would leave this account less than half of its places.
            assert not slots.spare(mine.tenant)
            assert slots.spare(yours.tenant)
            async with slots.turn(yours):
                assert not slots.spare(yours.tenant)
    assert slots.spare(mine.tenant)


@virtual
async def test_where_somebody_waits_nothing_is_asked_in_vain() -> None:
    slots, mine = Slots(100, 4), Call(uuid4())
    async with asyncio.TaskGroup() as tasks:
        held = [asyncio.Event() for _ in range(5)]

        async def hold(until: asyncio.Event) -> None:
            async with slots.turn(mine):
                await until.wait()

        for until in held:
            tasks.create_task(hold(until))
        await asyncio.sleep(0)
        assert slots.waiting == 1
        assert not slots.spare(uuid4())
        for until in held:
            until.set()
    assert slots.spare(uuid4())


def away(code: str = "unavailable", retry_after_s: float | None = None) -> EngineError:
    return EngineError("It is away.", code=code, retry_after_s=retry_after_s)


def chain(*engines: Scripted, attempt_s: float = 8.0, **given: object) -> Chain[Scripted]:
    providers = [Provider(engine, attempt_s, probe=engine.probe) for engine in engines[:-1]]
    return Chain([*providers, Provider(engines[-1])], dice=lambda: 0.5, **given)  # type: ignore[arg-type]


def within(seconds: float) -> Call:
    return Call(deadline=asyncio.get_running_loop().time() + seconds)


@virtual
async def test_the_first_answers() -> None:
    first, last = Scripted("first"), Scripted("last")
    answer = await chain(first, last).ask(request, within(30))
    assert (answer.value, answer.engine) == ("first", "first")
    assert not last.calls


@virtual
async def test_an_error_that_passes_is_tried_again_after_a_growing_pause() -> None:
    first, last = Scripted("first", [away(), away("rate_limited"), away("engine_failed")]), Scripted("last")
    assert (await chain(first, last).ask(request, within(30))).engine == "first"
    # Half of 0.4, of 0.8 and of 1.6 s.
    assert first.calls == pytest.approx([0.0, 0.2, 0.6, 1.4])


@virtual
async def test_what_a_vendor_asks_for_is_waited() -> None:
    first, last = Scripted("first", [away("rate_limited", 3.0)]), Scripted("last")
    assert (await chain(first, last).ask(request, within(30))).engine == "first"
    assert first.calls == pytest.approx([0.0, 3.5])


@virtual
async def test_a_pause_that_is_too_long_is_spent_with_another() -> None:
    switched: list[tuple[str, str, str]] = []
    first, last = Scripted("first", [away("rate_limited", 60.0)]), Scripted("last")
    asked = chain(first, last, on_switch=lambda *told: switched.append(told))
    assert (await asked.ask(request, within(120))).engine == "last"
    assert asyncio.get_running_loop().time() == 0
    assert switched == [("first", "last", "rate_limited")]


@virtual
async def test_silence_is_waited_for_once() -> None:
    first, last = Painter("first", [1000.0], forever=True), Scripted("last")
    asked = chain(first, last)
    assert (await asked.ask(request, within(60))).engine == "last"
    assert asyncio.get_running_loop().time() == pytest.approx(8.0)
    for _ in range(2):
        await asked.ask(request, within(60))
    assert asked.providers[0].breaker.state == "open"
    silent = len(first.calls)
    await asked.ask(request, within(60))
    assert len(first.calls) == silent == 3


@virtual
async def test_where_nobody_answers_a_probe_either_the_next_is_asked_at_once() -> None:
    """A picture may take a minute; a vendor that is away is not waited for so long."""
    told: list[tuple[str, str]] = []
    first, last = Painter("first", [1000.0], forever=True), Scripted("last", [0.3] * 9)
    first.gone = True
    asked = chain(first, last, attempt_s=60.0, on_probe=lambda name, code: told.append((name, code)))
    assert (await asked.ask(request, within(120))).engine == "last"
    assert asyncio.get_running_loop().time() == pytest.approx(7.8)
    assert first.probes == [5.0]
    assert told == [("first", "timeout")]
    # Once is enough: nobody else waits for it.
    assert asked.providers[0].breaker.state == "open"
    began = asyncio.get_running_loop().time()
    assert (await asked.ask(request, within(120))).engine == "last"
    assert asyncio.get_running_loop().time() - began < 1
    watching = asyncio.create_task(asked.watch())
    first.gone, first.script = False, []
    await asyncio.sleep(30)
    assert (await asked.ask(request, within(120))).engine == "first"
    watching.cancel()


@virtual
async def test_who_is_slow_and_there_is_waited_for() -> None:
    first, last = Painter("first", [40.0]), Scripted("last")
    asked = chain(first, last, attempt_s=60.0)
    assert (await asked.ask(request, within(120))).engine == "first"
    assert first.probes == [5.0]
    assert asked.providers[0].breaker.state == "closed"


@virtual
async def test_a_server_without_a_list_of_models_is_there() -> None:
    class Compatible(Scripted):
        async def probe(self) -> None:
            raise away("bad_request")

    first, last = Compatible("first", [40.0]), Scripted("last")
    assert (await chain(first, last, attempt_s=60.0).ask(request, within(120))).engine == "first"


@virtual
async def test_who_is_alone_is_waited_for() -> None:
    only = Painter("only", [40.0])
    only.gone = True
    asked = Chain([Provider(only, 60.0, probe=only.probe)])
    assert (await asked.ask(request, within(120))).engine == "only"
    assert not only.probes


@virtual
async def test_who_is_given_up_while_it_is_doubted_leaves_no_task() -> None:
    first, last = Painter("first", [1000.0]), Scripted("last")
    first.gone = True
    asking = asyncio.create_task(chain(first, last, attempt_s=60.0).ask(request, within(120)))
    await asyncio.sleep(7)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert asyncio.all_tasks() == {asyncio.current_task()}


@virtual
async def test_who_takes_far_longer_than_it_does_is_silent() -> None:
    """Its list of models is there, its pictures are not: known by how long they took until now."""
    loop = asyncio.get_running_loop()
    first, last = Painter("first", [4.0] * KNOWN), Scripted("last")
    asked = chain(first, last, attempt_s=60.0)
    for _ in range(KNOWN):
        assert (await asked.ask(request, within(120))).engine == "first"
    first.script, first.forever = list[EngineError | float]([1000.0]), True
    waited: list[float] = []
    while asked.providers[0].breaker.state == "closed":
        began = loop.time()
        assert (await asked.ask(request, within(120))).engine == "last"
        waited.append(loop.time() - began)
    assert waited == pytest.approx([8, 16, 32])


@virtual
async def test_who_has_become_slower_is_learned_again() -> None:
    first, last = Painter("first", [4.0] * KNOWN + [15.0] * 3), Scripted("last")
    asked = chain(first, last, attempt_s=60.0)
    served = [(await asked.ask(request, within(120))).engine for _ in range(KNOWN + 3)]
    assert served == ["first"] * KNOWN + ["last"] + ["first"] * 2


def test_patience_ends_at_the_bound_and_begins_with_knowledge() -> None:
    patience = Patience()
    for _ in range(KNOWN - 1):
        patience.answered(1.0)
    assert patience.seconds(60) == 60
    patience.answered(20.0)
    assert patience.seconds(60) == 40
    assert patience.seconds(float("inf")) == float("inf")
    for _ in range(3000):
        patience.missed()
    assert patience.seconds(60) == 60


@virtual
async def test_idle_connections_are_opened_before_they_are_needed() -> None:
    first, second, last = Scripted("first"), Scripted("second"), Scripted("last")
    providers = [Provider(one, 8.0, probe=one.probe) for one in (first, second)]
    asked = Chain([*providers, Provider(last)])
    watching = asyncio.create_task(asked.watch())
    await asyncio.sleep(1)
    assert (first.probes, second.probes) == ([0.0], [0.0])
    asked.stir()
    await asyncio.sleep(WARM_S)
    assert len(first.probes) == 1, "it was used a moment ago"
    asked.stir()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(first.probes) == 2, "at once, and not at the next look"
    await asyncio.sleep(WARM_S - 1)
    await asked.ask(request, within(30))
    await asyncio.sleep(2)
    asked.stir()
    await asyncio.sleep(2)
    assert len(first.probes) == 2, "a call keeps it open, too"
    assert len(second.probes) == 1, "only who is asked next"
    providers[0].breaker.failed(away("bad_key"), asyncio.get_running_loop().time())
    asked.stir()
    await asyncio.sleep(2)
    assert len(second.probes) == 2
    watching.cancel()


@virtual
async def test_a_dead_one_is_left_and_comes_back_unaided() -> None:
    first, last = Scripted("first", [away()], forever=True), Scripted("last")
    asked = chain(first, last)
    watching = asyncio.create_task(asked.watch())
    loop = asyncio.get_running_loop()
    served: list[tuple[float, str]] = []
    for _ in range(40):
        began = loop.time()
        engine = (await asked.ask(request, within(30))).engine
        assert loop.time() - began < 10
        served.append((loop.time(), engine))
        await asyncio.sleep(1)
        if loop.time() > 15:
            first.script = []
    watching.cancel()
    assert served[0][1] == "last"
    assert served[-1][1] == "first"
    # Greeted at the start, then probed at 5, 10, 20 … seconds after it was left, and used once a probe succeeded.
    assert first.probes[2] - first.probes[1] == pytest.approx(10, abs=1.1)
    assert len([at for at in first.calls if at < 15]) <= 8


@virtual
async def test_who_is_away_at_the_start_is_known_before_anybody_asks() -> None:
    told: list[tuple[str, str]] = []
    first, last = Scripted("first"), Scripted("last")

    async def wrong() -> None:
        raise away("bad_key")

    asked = Chain(
        [Provider(first, 8.0, probe=wrong), Provider(last)], on_probe=lambda name, code: told.append((name, code))
    )
    watching = asyncio.create_task(asked.watch())
    await asyncio.sleep(0.1)
    assert told == [("first", "bad_key")]
    assert (await asked.ask(request, within(30))).engine == "last"
    assert not first.calls
    watching.cancel()


def test_a_probe_that_is_answered_proves_little() -> None:
    """The list of models is there, what was asked for is not: it is left for longer, till a call is answered."""
    breaker, now, pauses = Breaker(), 0.0, []
    for _ in range(6):
        for _ in range(5):
            breaker.failed(away(), now)
        pauses.append(breaker.probe_at - now)
        now = breaker.probe_at
        breaker.probed()
        assert breaker.state == "closed"
    assert pauses == [5, 10, 20, 40, 60, 60]
    breaker.succeeded()
    for _ in range(5):
        breaker.failed(away(), now)
    assert breaker.probe_at - now == 5
    breaker.probed()
    breaker.failed(away("timeout"), now)
    assert breaker.state == "open", "what was just there and is silent again is not asked twice more"


def test_what_is_asked_for_is_obeyed_within_reason() -> None:
    """One header does not end an engine for a day, and "at once" is no pause."""
    breaker = Breaker()
    for _ in range(5):
        breaker.failed(away("rate_limited", 86_400), 0)
    assert breaker.probe_at == 600
    for _ in range(5):
        now = breaker.probe_at
        breaker.failed(away("unavailable", 1e300), now)
    assert breaker.probe_at < 10_000
    retries = Retries()
    assert retries.pause(away("rate_limited", 0.0), 3, left_s=10, alone=False, dice=0.5) == pytest.approx(0.8)
    assert retries.pause(away("rate_limited", 2.0), 1, left_s=10, alone=False, dice=0.5) == pytest.approx(2.5)


@virtual
async def test_a_probe_that_stumbles_ends_nobody() -> None:
    """Whoever watches for the others goes on, whatever an SDK makes of an answer."""
    told: list[tuple[str, str]] = []

    async def stumble() -> None:
        raise AttributeError("'str' object has no attribute 'data'")

    first, second = Scripted("first"), Scripted("second")
    providers = [Provider(first, probe=stumble), Provider(second, probe=second.probe)]
    watching = asyncio.create_task(Chain(providers, on_probe=lambda name, code: told.append((name, code))).watch())
    await asyncio.sleep(3)
    assert not watching.done()
    watching.cancel()
    assert told == [("first", "engine_failed"), ("second", "")]


@virtual
async def test_errors_that_nothing_mends_shut_it_at_once() -> None:
    for code in ("bad_key", "no_credit"):
        first, last = Scripted("first", [away(code)], forever=True), Scripted("last")
        asked = chain(first, last)
        assert (await asked.ask(request, within(30))).engine == "last"
        await asked.ask(request, within(30))
        assert len(first.calls) == 1


@virtual
async def test_what_it_cannot_do_goes_to_the_next_and_leaves_it_trusted() -> None:
    for error in (away("malformed"), away("bad_request"), SpendCapError("Enough."), RefusedError("No.")):
        first, last = Scripted("first", [error] * 30), Scripted("last")
        asked = chain(first, last)
        for _ in range(10):
            assert (await asked.ask(request, within(30))).engine == "last"
        assert asked.providers[0].breaker.state == "closed"
        assert len(first.calls) == 10


@virtual
async def test_a_refusal_ends_it_where_the_request_is_to_be_changed() -> None:
    first, last = Scripted("first", [RefusedError("No.")]), Scripted("last")
    with pytest.raises(RefusedError):
        await chain(first, last).ask(request, within(30), refusal_ends=True)
    assert not last.calls


@virtual
async def test_with_everyone_away_the_last_is_asked_all_the_same() -> None:
    last = Scripted("last", [away("bad_key")] * 2)
    asked = chain_of(last)
    for _ in range(2):
        with pytest.raises(EngineError, match="away"):
            await asked.ask(request, within(30))
    assert (await asked.ask(request, within(30))).engine == "last"


@virtual
async def test_time_is_left_for_those_behind() -> None:
    first, last = Scripted("first", [away()] * 99), Scripted("last", [4.0])
    asked = Chain(
        [
            Provider(first, 8.0, retries=Retries(attempts=99), breaker=Breaker(BreakerSettings(strikes=99))),
            Provider(last),
        ],
        dice=lambda: 0.9,
    )
    assert (await asked.ask(request, within(9))).engine == "last"
    assert asyncio.get_running_loop().time() < 9


@virtual
async def test_a_bug_in_an_engine_is_its_error() -> None:
    class Broken(Scripted):
        async def ask(self) -> str:
            raise KeyError("secret")

    with pytest.raises(EngineError, match=r"broken broke: KeyError\.") as caught:
        await chain_of(Broken("broken")).ask(request, within(5))
    assert "secret" not in str(caught.value)


@virtual
async def test_who_stops_waiting_stops_the_call() -> None:
    first = Scripted("first", [1000.0])
    with pytest.raises(EngineError) as caught:
        await chain_of(first).ask(request, within(3))
    assert caught.value.code == "timeout"
    assert asyncio.get_running_loop().time() == pytest.approx(3)


@virtual
async def test_at_thirty_per_cent_faults_nearly_all_is_answered_for_few_calls() -> None:
    """The floor is 1/0.7 = 1.43 calls for each answer of the first."""
    dice = random.Random(7)
    codes = ("rate_limited", "unavailable", "timeout", "engine_failed")

    class Chaotic(Scripted):
        async def ask(self) -> str:
            self.calls.append(0)
            await asyncio.sleep(0.8)
            if dice.random() < 0.3:
                raise away(dice.choice(codes))
            return self.name

    first, last = Chaotic("first"), Scripted("last")
    asked = Chain([Provider(first, 8.0, probe=first.probe), Provider(last)], dice=dice.random)
    watching = asyncio.create_task(asked.watch())
    served: list[str] = []
    for _ in range(3000):
        served.append((await asked.ask(request, within(30))).engine)
        await asyncio.sleep(1)
    watching.cancel()
    assert len(first.calls) / len(served) <= 1.6
    assert served.count("first") / len(served) > 0.8


class Crowd:
    """Callers of a ``Slots`` that each stay one second."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.order: list[UUID] = []
        self.most = 0

    async def stay(self, call: Call) -> None:
        async with self.slots.turn(call):
            self.order.append(call.tenant)
            self.most = max(self.most, self.slots.under_way)
            await asyncio.sleep(1)


@virtual
async def test_tenants_take_turns_whoever_asks_most() -> None:
    busy, quiet = uuid4(), uuid4()
    crowd = Crowd(Slots(1, 1))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(10):
            tasks.create_task(crowd.stay(Call(busy)))
        await asyncio.sleep(0.5)
        for _ in range(3):
            tasks.create_task(crowd.stay(Call(quiet)))
    assert crowd.order.index(quiet) <= 2
    assert [crowd.order[i] for i in range(1, 7)].count(quiet) == 3


@virtual
async def test_those_at_a_table_go_before_uploads() -> None:
    live, upload = uuid4(), uuid4()
    crowd = Crowd(Slots(1, 1))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(5):
            tasks.create_task(crowd.stay(Call(upload, background=True)))
        await asyncio.sleep(0.5)
        for _ in range(3):
            tasks.create_task(crowd.stay(Call(live)))
    assert crowd.order == [upload, live, live, live, upload, upload, upload, upload]


@virtual
async def test_one_tenant_never_has_all_places() -> None:
    busy, quiet = uuid4(), uuid4()
    crowd = Crowd(Slots(4, 3))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(9):
            tasks.create_task(crowd.stay(Call(busy)))
        await asyncio.sleep(0.5)
        assert crowd.slots.under_way == 3
        tasks.create_task(crowd.stay(Call(quiet)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert crowd.order[-1] == quiet


Steps = st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.floats(0, 5), st.floats(0, 5)), max_size=30)


@settings(deadline=None)
@given(Steps, st.integers(1, 4), st.integers(1, 4))
def test_no_place_is_lost_whoever_gives_up_when(
    steps: Sequence[tuple[int, bool, float, float]], n: int, m: int
) -> None:
    tenants = [UUID(int=i + 1) for i in range(5)]

    @virtual
    async def run() -> None:
        slots = Slots(n, m)

        async def one(tenant: UUID, background: bool, comes: float, stays: float) -> None:
            await asyncio.sleep(comes)
            async with asyncio.timeout(3), slots.turn(Call(tenant, background=background)):
                assert slots.under_way <= n
                await asyncio.sleep(stays)

        await asyncio.gather(
            *(one(tenants[who], background, comes, stays) for who, background, comes, stays in steps),
            return_exceptions=True,
        )
        assert slots.under_way == slots.waiting == 0
        async with asyncio.timeout(1), slots.turn(NO_ONES):
            assert slots.under_way == 1

    run()


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["timeout", "unavailable", "refused", "malformed", "ok", "busy", "bad_key"]), max_size=60)
)
def test_a_breaker_only_opens_for_failures_in_a_row(outcomes: list[str]) -> None:
    breaker = Breaker()
    weight = 0
    for now, outcome in enumerate(outcomes):
        was = breaker.state
        if outcome == "ok":
            breaker.succeeded()
        else:
            breaker.failed(EngineError("", code=outcome), float(now))
        # An answer while it is open is a probe's: it is asked again, and then one silence is enough.
        answered = 3 if was == "open" and outcome in ("refused", "malformed") else 0
        weight = {"timeout": weight + 2, "unavailable": weight + 1, "busy": weight}.get(outcome, answered)
        if outcome == "bad_key" or (was == "closed" and weight >= 5):
            assert breaker.state == "open"
            assert breaker.probe_at > now
        elif was == "closed":
            assert breaker.state == "closed"
        if breaker.state == "open" and was == "closed":
            weight = 0


def test_watchers_are_told() -> None:
    told: list[tuple[int, int]] = []
    watch: Callable[[int, int], None] = lambda running, waiting: told.append((running, waiting))  # noqa: E731

    @virtual
    async def run() -> None:
        slots = Slots(1, 1, watch)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(2):
                tasks.create_task(Crowd(slots).stay(Call(uuid4())))

    run()
    assert (1, 1) in told
    assert told[-1] == (0, 0)
