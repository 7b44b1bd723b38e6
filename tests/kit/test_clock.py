"""Time that only moves when told to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuka.kit.clock import ManualClock, SystemClock, from_millis, to_millis


@given(st.integers(0, 4_102_444_800_000))
def test_milliseconds_and_moments_are_the_same_thing(millis: int) -> None:
    assert to_millis(from_millis(millis)) == millis


def test_the_systems_clock_is_aware_and_whole_milliseconds() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


async def test_sleepers_wake_in_their_order_and_not_before_their_time() -> None:
    clock, woken = ManualClock(datetime(2026, 1, 1, tzinfo=UTC)), []

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(seconds)

    tasks = [asyncio.create_task(sleep(seconds)) for seconds in (3, 1, 2)]
    await asyncio.sleep(0)
    clock.advance(0.999)
    await asyncio.sleep(0)
    assert woken == []
    clock.advance(minutes=1)
    await asyncio.gather(*tasks)
    assert woken == [1, 2, 3]
    assert clock.now() - datetime(2026, 1, 1, tzinfo=UTC) == timedelta(seconds=60.999)
