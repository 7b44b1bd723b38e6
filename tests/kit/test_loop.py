"""When loops run, how often, and what an item that breaks does to the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from zuka.kit.loop import Bell, Loop, Runner


class Bench:
    """A context that is a list of what is due and a record of what was done."""

    def __init__(self, *due: str) -> None:
        self.due = list(due)
        self.done: list[str] = []
        self.claims = 0
        self.beats: list[str] = []
        self.hold = asyncio.Event()

    async def claim(self, limit: int) -> Sequence[str]:
        self.claims += 1
        taken, self.due = self.due[:limit], self.due[limit:]
        return taken


async def _claim(bench: Bench, limit: int) -> Sequence[str]:
    return await bench.claim(limit)


async def _act(bench: Bench, item: str) -> None:
    if item == "broken":
        raise ValueError(item)
    if item == "slow":
        await bench.hold.wait()
    bench.done.append(item)


async def _beat(bench: Bench, item: str) -> None:
    bench.beats.append(item)


def _loop(**options: Any) -> Loop[Bench, str]:
    return Loop(name="work", every=lambda _: 3600, claim=_claim, act=_act, **options)


@asynccontextmanager
async def running(bench: Bench, loop: Loop[Bench, str]) -> AsyncIterator[Bell]:
    bell = Bell()
    task = asyncio.create_task(Runner(bench, bell, [loop]).run())
    await _idle()
    yield bell
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _idle() -> None:
    """Let everything that can run do so."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_ring_is_answered_at_once_and_not_at_the_next_interval() -> None:
    bench = Bench("a")
    async with running(bench, _loop()) as bell:
        bench.due = ["b"]
        bell.ring("work")
        await _idle()
    assert bench.done == ["a", "b"]


async def test_more_work_than_room_is_done_one_batch_after_the_other() -> None:
    bench = Bench(*"abcde")
    async with running(bench, _loop(concurrency=2)):
        await _idle()
    assert bench.done == list("abcde")


async def test_an_item_that_breaks_stops_nobody_else() -> None:
    bench = Bench("broken", "a")
    async with running(bench, _loop(concurrency=2)) as bell:
        bench.due = ["b"]
        bell.ring("work")
        await _idle()
    assert bench.done == ["a", "b"]


async def test_a_slow_item_does_not_hold_up_the_next() -> None:
    bench = Bench("slow")
    async with running(bench, _loop(concurrency=2)) as bell:
        bench.due = ["a"]
        bell.ring("work")
        await _idle()
        assert bench.done == ["a"]


async def test_a_periodic_loop_rests_between_its_rounds() -> None:
    bench = Bench()

    async def everything(bench: Bench, _limit: int) -> Sequence[str]:
        bench.claims += 1
        return ["a", "b"]

    loop = Loop(name="work", every=lambda _: 3600, claim=everything, act=_act, periodic=True)
    async with running(bench, loop):
        await _idle()
        assert (bench.claims, bench.done) == (1, ["a", "b"])


async def test_a_periodic_loop_does_not_overtake_itself() -> None:
    bench = Bench("slow")
    async with running(bench, _loop(periodic=True)) as bell:
        bench.due = ["a"]
        bell.ring("work")
        await _idle()
        assert bench.done == []


async def test_a_held_item_beats() -> None:
    bench = Bench("slow")
    async with running(bench, _loop(renew=_beat, heartbeat=lambda _: 0)):
        await _idle()
    assert set(bench.beats) == {"slow"}


async def test_once_does_all_that_is_due() -> None:
    bench = Bench(*"abc")
    assert await _loop(concurrency=2).once(bench) == 3
    assert bench.done == list("abc")


async def test_a_ring_nobody_waits_for_is_kept() -> None:
    bell = Bell()
    bell.ring("door")
    await bell.wait("door", 3600)
    watched = bell.watch("door")
    bell.ring("other")
    assert not watched.is_set()
    bell.ring("door")
    assert watched.is_set()
