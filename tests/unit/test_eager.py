"""A transcription that begins when the speaker falls silent: sooner where that was the end, in vain where not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from fakes.evening import Evening
from fakes.invariants import check_finished
from fakes.memory_treasury import MemoryTreasury
from fakes.scripted_engines import Act, ScriptedTranscriber, at, steady, words
from fakes.speech import utterance
from fakes.virtual_time import virtual

from pipeline import events
from pipeline.call import NO_ONES, Call, Usage
from pipeline.eager import MOST_KEPT
from pipeline.errors import EngineError
from pipeline.graph import MOST_IN_VAIN, Engines, GraphSettings
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE, Lull
from pipeline.providers.chain import Chain, Provider
from pipeline.spending import Caps

EAGER = GraphSettings(eager=True)
LULL_S = 0.4
SPOKEN_S = 1.0
EVERY_S = 2.0


def texts(evening: Evening) -> list[str]:
    return [event.text for event in evening.recorded(events.TranscriptFinal)]


def ends(n: int) -> float:
    """When utterance ``n`` is cut."""
    return n * EVERY_S + SPOKEN_S


@virtual
async def test_the_call_begins_in_the_lull_and_is_made_once() -> None:
    evening = Evening(transcribe=steady(0.5), settings=EAGER, lull_s=LULL_S)
    await evening.life(4)
    assert [call.begun for call in evening.transcriber.calls] == pytest.approx([ends(n) - LULL_S for n in range(4)])
    assert texts(evening) == [words(n) for n in range(4)]
    check_finished(evening.store)


@virtual
async def test_without_the_setting_nothing_is_asked_in_a_lull() -> None:
    evening = Evening(transcribe=steady(0.5), lull_s=LULL_S)
    await evening.life(2)
    assert [call.begun for call in evening.transcriber.calls] == pytest.approx([ends(n) for n in range(2)])


@virtual
async def test_an_answer_before_the_cut_waits_until_the_utterance_is_stored() -> None:
    evening = Evening(transcribe=steady(0.1), settings=EAGER, lull_s=LULL_S)
    evening.store.faults.delay_s = 3
    await evening.life(2)
    stored = [call for call in evening.store.calls if call[0] in ("commit_utterance", "commit_heard")]
    assert [name for name, *_ in stored].index("commit_utterance") == 0
    assert texts(evening) == [words(0), words(1)]
    check_finished(evening.store)


class Busy(Evening):
    """Its transcriber has time only for ``first`` lulls."""

    first = 2

    @property
    def engines(self) -> Engines:
        def spare() -> bool:
            self.first -= 1
            return self.first >= 0

        return replace(super().engines, transcriber=Chain([Provider(self.transcriber, spare=spare)]))


@virtual
async def test_whoever_has_other_things_to_do_is_not_asked_in_a_lull() -> None:
    evening = Busy(transcribe=steady(0.5), settings=EAGER, lull_s=LULL_S)
    await evening.life(4)
    begun = [ends(0) - LULL_S, ends(1) - LULL_S, ends(2), ends(3)]
    assert [call.begun for call in evening.transcriber.calls] == pytest.approx(begun)


@virtual
async def test_who_is_asked_next_tells_whether_there_is_time() -> None:
    first, second = (
        Provider(ScriptedTranscriber(steady()), spare=lambda: False),
        Provider(ScriptedTranscriber(steady())),
    )
    chain = Chain([first, second])
    assert not chain.spare
    first.breaker.failed(EngineError("No.", code="bad_key"), asyncio.get_running_loop().time())
    assert chain.spare


@virtual
async def test_a_cut_that_waits_for_the_database_keeps_its_call() -> None:
    """Each commit takes longer than the next utterance: the calls were begun in the lulls all the same, and once."""
    evening = Evening(transcribe=steady(0.5), settings=EAGER)
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        await journal.open_stream(evening.stream_id, "live")
        cuts = [utterance(n) for n in range(MOST_KEPT + 2)]
        for cut in cuts:
            graph.hear_lull(0, Lull(cut.start_sample, cut.pcm))
            await asyncio.sleep(1)
        for cut in cuts:
            job = tasks.create_task(journal.commit_utterance(evening.stream_id, cut))
            await graph.hear("live", 0, cut, lambda job=job: asyncio.shield(job))
        graph.hush()
        await graph.settled()
        graph.close()
    assert [len(evening.transcriber.about(n)) for n in range(len(cuts))] == [1] * len(cuts)
    assert texts(evening) == [words(n) for n in range(len(cuts))]


@virtual
async def test_however_often_somebody_pauses_the_last_lull_counts() -> None:
    evening = Evening(transcribe=steady(0.1), settings=EAGER)
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        await journal.open_stream(evening.stream_id, "live")
        cut = utterance(0, seconds=20)
        for n in range(2, 2 * MOST_KEPT):
            graph.hear_lull(0, Lull(0, cut.pcm[: n * SAMPLE_RATE * BYTES_PER_SAMPLE]))
            await asyncio.sleep(1)
        graph.hear_lull(0, Lull(0, cut.pcm))
        await asyncio.sleep(0.05)
        asked = len(evening.transcriber.calls)
        job = tasks.create_task(journal.commit_utterance(evening.stream_id, cut))
        await graph.hear("live", 0, cut, lambda: asyncio.shield(job))
        graph.hush()
        await graph.settled()
        graph.close()
    assert len(evening.transcriber.calls) == asked
    assert texts(evening) == [words(0)]


class Interrupted(Evening):
    """Each speaker pauses once in the middle of what they say."""

    async def lulls(self) -> None:
        """Three utterances, each with a lull in its middle that does not last."""
        journal = self.claim()
        graph = self.graph(journal)
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(graph.run())
            await graph.recovered()
            await journal.open_stream(self.stream_id, "live")
            for n in range(3):
                cut = utterance(n)
                half = Lull(cut.start_sample, cut.pcm[: SAMPLE_RATE * BYTES_PER_SAMPLE // 2])
                await asyncio.sleep(max(0.0, ends(n) - 0.5 - loop.time()))
                graph.hear_lull(0, half)
                await asyncio.sleep(max(0.0, ends(n) - loop.time()))
                job = tasks.create_task(journal.commit_utterance(self.stream_id, cut))
                await graph.hear("live", 0, cut, lambda job=job: asyncio.shield(job))
            graph.hush()
            await graph.settled()
            graph.close()


@virtual
async def test_who_goes_on_is_heard_whole() -> None:
    evening = Interrupted(transcribe=steady(0.2), settings=EAGER)
    await evening.lulls()
    assert [len(evening.transcriber.about(n)) for n in range(3)] == [2, 2, 2]
    assert [evening.transcriber.about(n)[1].begun for n in range(3)] == pytest.approx([ends(n) for n in range(3)])
    assert texts(evening) == [words(n) for n in range(3)]
    check_finished(evening.store)


@virtual
async def test_calls_in_vain_that_never_end_hold_nobody_up() -> None:
    """Behind two that hang there is no third."""
    evening = Interrupted(
        transcribe=lambda which, attempt: Act(hang=attempt == 1 and which < MOST_IN_VAIN, seconds=0.2), settings=EAGER
    )
    await evening.lulls()
    assert texts(evening) == [words(n) for n in range(3)]
    assert [len(evening.transcriber.about(n)) for n in range(3)] == [2, 2, 1]
    ended = [evening.transcriber.about(n)[-1].ended for n in range(3)]
    assert ended == pytest.approx([ends(n) + 0.2 for n in range(3)])
    check_finished(evening.store)


@virtual
async def test_a_failed_call_of_a_lull_is_the_first_try() -> None:
    broken = EngineError("It broke.")
    evening = Evening(transcribe=at(1, Act(0.1, broken), attempts=1), settings=EAGER, lull_s=LULL_S)
    await evening.life(3)
    assert [call.outcome for call in evening.transcriber.about(1)] == ["failed", "answered"]
    assert evening.store.jobs[2].failures == 1
    assert texts(evening) == [words(n) for n in range(3)]


@virtual
async def test_who_fails_in_the_lull_and_again_is_quarantined() -> None:
    evening = Evening(transcribe=at(1, Act(0.1, EngineError("It broke."))), settings=EAGER, lull_s=LULL_S)
    await evening.life(3)
    assert len(evening.transcriber.about(1)) == 2
    assert [event.reason for event in evening.recorded(events.TranscriptDropped)] == ["quarantined"]


PRICE = 3_000_000


class Paid(Interrupted):
    """Each transcription costs the same."""

    def __init__(self) -> None:
        super().__init__(transcribe=steady(0.2), settings=EAGER)
        self.treasury = MemoryTreasury(Caps())
        free = self.transcriber.transcribe

        async def transcribe(pcm: bytes, *, glossary: object = (), call: Call = NO_ONES) -> tuple[str, float | None]:
            async with call.purse.pay("ears", "ear-1", "transcribe", PRICE) as bill:
                answer = await free(pcm)
                bill.charge(PRICE, Usage(audio_s=1))
            return answer

        self.transcriber.transcribe = transcribe  # type: ignore[method-assign]

    @property
    def engines(self) -> Engines:
        return replace(super().engines, treasury=self.treasury)


@virtual
async def test_a_call_in_vain_is_paid_and_no_utterance_is_charged_with_it() -> None:
    evening = Paid()
    await evening.lulls()
    spending = await evening.treasury.spending(evening.user_id, evening.session_id)
    assert spending.session.spent == 6 * PRICE
    assert [event.cost_usd for event in evening.recorded(events.TranscriptFinal)] == [0.003] * 3
