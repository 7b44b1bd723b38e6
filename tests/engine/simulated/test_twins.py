"""Twins fail in the way that they are named for."""

from __future__ import annotations

import asyncio

import pytest

from zuka.engine.port import Engine
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.twins import FlakyEngine, LostEngine, SlowEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.errors import EngineUnavailable
from zuka.kit.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def inner(clock: ManualClock) -> SimulatedEngine:
    return SimulatedEngine(clock, [SimulatedHost("h1")])


async def test_a_slow_engine_takes_its_time(inner: SimulatedEngine, clock: ManualClock) -> None:
    slow: Engine = SlowEngine(inner, clock, 20)
    asked = asyncio.create_task(slow.create_volume("h1", "one", 1))
    await asyncio.sleep(0)
    assert await inner.volumes() == []
    clock.advance(20)
    await asked
    assert await inner.volumes() == [("h1", "one")]


async def test_a_lost_answer_has_had_its_effect(inner: SimulatedEngine) -> None:
    lost: Engine = LostEngine(inner, "create_*", times=1)
    with pytest.raises(EngineUnavailable):
        await lost.create_volume("h1", "one", 1)
    assert await lost.volumes() == [("h1", "one")]
    await lost.create_volume("h1", "two", 1)


async def test_a_flaky_engine_fails_before_acting_and_repeatably(inner: SimulatedEngine) -> None:
    async def made(seed: int) -> set[str]:
        flaky: Engine = FlakyEngine(inner, seed, 0.5)
        names = [f"v{number}" for number in range(50)]
        for name in names:
            await inner.delete_volume("h1", name)
        for name in names:
            try:
                await flaky.create_volume("h1", name, 1)
            except EngineUnavailable:
                continue
        return {name for _, name in await inner.volumes()}

    first = await made(1)
    assert 0 < len(first) < 50
    assert await made(1) == first
    assert await made(2) != first
