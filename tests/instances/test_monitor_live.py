"""The live stream: the first sample at once, one reading for everybody, nothing when nobody looks, and honest words
about an engine that is slow or gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

import pytest

from instances.conftest import NewRenter, Renter
from zuka.context import Ctx
from zuka.engine.port import Engine
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.twins import EngineTwin, FlakyEngine, LostEngine, SlowEngine
from zuka.instances.monitor_live import Live
from zuka.kit.clock import ManualClock
from zuka.notices.events import SHUTDOWN

Seen = tuple[str, dict[str, Any]]


class Page:
    """Somebody who looks at an instance."""

    def __init__(self, live: Live, clock: ManualClock, instance_id: str) -> None:
        self.stream = live.stream(instance_id=instance_id, region="local")
        self._clock = clock

    async def now(self) -> Seen:
        """The next event, without any time going by."""
        async with asyncio.timeout(10):
            return await self._event()

    async def next(self) -> Seen:
        """The next event, while time goes by."""
        waiting = asyncio.ensure_future(self._event())
        async with asyncio.timeout(10):
            while not waiting.done():
                self._clock.advance(0.25)
                await asyncio.sleep(0.01)
        return waiting.result()

    async def until(self, kind: str) -> dict[str, Any]:
        """The data of the next event of that kind."""
        for _ in range(50):
            seen, data = await self.next()
            if seen == kind:
                return data
        raise AssertionError(f"no {kind} came")

    async def _event(self) -> Seen:
        while True:
            lines = dict(
                line.split(": ", 1) for line in (await anext(self.stream)).splitlines() if ": " in line
            )
            if "event" in lines:
                return lines["event"], json.loads(lines["data"])


async def quiet(clock: ManualClock, seconds: float) -> None:
    """Let time go by with everything that it wakes."""
    for _ in range(round(seconds / 0.5)):
        clock.advance(0.5)
        await asyncio.sleep(0.002)


@pytest.fixture
def live(ctx: Ctx) -> Live:
    return Live(ctx)


def around(ctx: Ctx, engine: Engine) -> Live:
    return Live(replace(ctx, engines={"local": engine}))


async def test_the_first_sample_comes_at_once_and_then_one_every_two_seconds(
    renter: Renter, live: Live, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=2)
    clock.advance(30)
    page = Page(live, clock, instance_id)
    async with aclosing(page.stream):
        kind, first = await page.now()
        assert (kind, first["at"]) == ("sample", "2026-01-01T00:00:30Z")
        assert 5 < first["cpu_percent"] < 70
        assert [card["utilisation_percent"] > 0 for card in first["cards"]] == [True, True]
        clock.advance(2)
        _, second = await page.now()
        assert second["at"] == "2026-01-01T00:00:32Z"
        assert 5 < second["cpu_percent"] < 70
        assert second["network_received_per_second"] > 0
        assert set(first) == set(second)


async def test_however_many_look_the_engine_is_asked_once_a_tick(
    new_renter: NewRenter, live: Live, clock: ManualClock, engine: SimulatedEngine
) -> None:
    ann, ben = await new_renter("ann"), await new_renter("ben")
    names = [await ann.rent(count=1), await ben.rent(count=1)]
    pages = [Page(live, clock, name) for name in names for _ in range(5)]
    for page in pages:
        assert (await page.now())[0] == "sample"
    before = engine.calls["usage"]
    clock.advance(2)
    told = [await page.now() for page in pages]
    assert engine.calls["usage"] == before + 1
    assert {data["at"] for _, data in told} == {"2026-01-01T00:00:02Z"}
    for page in pages:
        await page.stream.aclose()


async def test_nothing_is_read_when_nobody_looks(
    renter: Renter, live: Live, clock: ManualClock, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=1)
    await quiet(clock, 10)
    assert engine.calls["usage"] == 0
    page = Page(live, clock, instance_id)
    await page.now()
    await page.stream.aclose()
    read = engine.calls["usage"]
    assert read == 1
    await quiet(clock, 10)
    assert engine.calls["usage"] == read
    again = Page(live, clock, instance_id)
    async with aclosing(again.stream):
        assert (await again.now())[0] == "sample"


async def test_who_comes_later_is_told_at_once_without_another_reading(
    renter: Renter, live: Live, clock: ManualClock, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=1)
    first, second = Page(live, clock, instance_id), Page(live, clock, instance_id)
    async with aclosing(first.stream), aclosing(second.stream):
        seen = await first.now()
        assert await second.now() == seen
        assert engine.calls["usage"] == 1


async def test_an_instance_that_is_off_says_so_and_speaks_when_it_is_on_again(
    renter: Renter, live: Live, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    page = Page(live, clock, instance_id)
    async with aclosing(page.stream):
        assert await page.now() == ("unavailable", {"reason": "not_running"})
        await renter.done(instance_id, "start", cards=True)
        assert (await page.until("sample"))["memory_bytes"] > 0
        await renter.done(instance_id, "stop")
        assert await page.until("unavailable") == {"reason": "not_running"}


async def test_a_lost_region_and_a_lost_host_are_unknown_and_heal(
    renter: Renter, live: Live, clock: ManualClock, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=1)
    page = Page(live, clock, instance_id)
    async with aclosing(page.stream):
        await page.now()
        engine.lose_region()
        assert await page.until("unavailable") == {"reason": "unknown"}
        engine.return_region()
        assert (await page.until("sample"))["memory_bytes"] > 0
        engine.lose_host("h1")
        assert await page.until("unavailable") == {"reason": "unknown"}
        engine.return_host("h1")
        assert (await page.until("sample"))["memory_bytes"] > 0


async def test_a_host_that_is_lost_takes_nobody_else_s_samples(
    new_renter: NewRenter, live: Live, clock: ManualClock, engine: SimulatedEngine, host_ids: list[str]
) -> None:
    ann, ben = await new_renter("ann"), await new_renter("ben")
    ben.host_id = host_ids[1]
    here, there = await ann.rent(count=1), await ben.rent(count=1)
    engine.lose_host("h1")
    lost, fine = Page(live, clock, here), Page(live, clock, there)
    async with aclosing(lost.stream), aclosing(fine.stream):
        assert await lost.now() == ("unavailable", {"reason": "unknown"})
        assert (await fine.now())[0] == "sample"


async def test_a_slow_engine_is_said_to_be_unknown_until_it_answers(
    renter: Renter, ctx: Ctx, clock: ManualClock, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=1)
    page = Page(around(ctx, SlowEngine(engine, clock, 8)), clock, instance_id)
    async with aclosing(page.stream):
        assert await page.next() == ("unavailable", {"reason": "unknown"})
        assert (await page.next())[0] == "sample"


TWINS: list[Callable[[Engine], EngineTwin]] = [
    lambda engine: LostEngine(engine, "usage", times=3),
    lambda engine: LostEngine(engine, "*", times=5),
    lambda engine: FlakyEngine(engine, seed=3, rate=0.5),
]


@pytest.mark.parametrize("twin", TWINS)
async def test_a_stream_outlives_an_engine_that_fails(
    renter: Renter,
    ctx: Ctx,
    clock: ManualClock,
    engine: SimulatedEngine,
    twin: Callable[[Engine], EngineTwin],
) -> None:
    instance_id = await renter.rent(count=1)
    page = Page(around(ctx, twin(engine)), clock, instance_id)
    async with aclosing(page.stream):
        seen = {(await page.next())[0] for _ in range(12)}
        assert seen == {"sample", "unavailable"}
        assert (await page.until("sample"))["cpu_percent"] > 0


async def test_a_card_that_answers_slowly_holds_nothing_up(
    renter: Renter, ctx: Ctx, clock: ManualClock, engine: SimulatedEngine
) -> None:
    class SlowCards(EngineTwin):
        async def around(self, method: str, act: Callable[[], Any]) -> Any:
            if method == "card_readings":
                await clock.sleep(4)
            return await act()

    instance_id = await renter.rent(count=1)
    page = Page(around(ctx, SlowCards(engine)), clock, instance_id)
    async with aclosing(page.stream):
        samples = [await page.until("sample") for _ in range(8)]
    assert samples[0]["cards"][0]["utilisation_percent"] is None
    assert samples[-1]["cards"][0]["utilisation_percent"] > 0


async def test_a_region_that_the_settings_do_not_name_any_more_is_unknown(
    renter: Renter, ctx: Ctx, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    page = Page(Live(replace(ctx, engines={})), clock, instance_id)
    async with aclosing(page.stream):
        assert await page.now() == ("unavailable", {"reason": "unknown"})


async def test_a_server_that_stops_ends_the_stream(
    renter: Renter, ctx: Ctx, live: Live, clock: ManualClock
) -> None:
    page = Page(live, clock, await renter.rent(count=1))
    await page.now()
    ctx.bell.ring(SHUTDOWN)
    async with asyncio.timeout(10):
        with suppress(StopAsyncIteration):
            while True:
                await anext(page.stream)
    await page.stream.aclose()


async def test_the_route_streams(renter: Renter, ctx: Ctx) -> None:
    """Over HTTP, until the server stops: a client in memory gets its answer when it is complete."""
    instance_id = await renter.rent(count=1)
    asked = asyncio.create_task(renter.http.get(f"/api/v1/instances/{instance_id}/monitor/stream"))
    async with asyncio.timeout(20):
        while not asked.done():
            await asyncio.sleep(0.05)
            ctx.bell.ring(SHUTDOWN)
    answer = await asked
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("retry: ")
