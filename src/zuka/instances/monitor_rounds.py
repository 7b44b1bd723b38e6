"""Once a minute, what every running instance uses: one look at each region, one small row for each instance.

A minute in which the engine did not answer has no samples, and nothing is made up for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from zuka.context import Ctx
from zuka.engine.port import CardReading, Engine
from zuka.errors import EngineError
from zuka.instances import monitor, monitor_store, store
from zuka.instances.monitor import Counters, Subject
from zuka.instances.states import State
from zuka.kit import log
from zuka.kit.clock import EPOCH
from zuka.kit.loop import Loop

KEPT = timedelta(days=1)
_BATCH = timedelta(hours=1)
_LOOKS_PER_ROUND = 4
_CARDS_AT_ONCE = 8
_AT_ONCE = 256
_log = log.get("monitor")


def interval(ctx: Ctx) -> timedelta:
    """The time from one round to the next."""
    return timedelta(seconds=ctx.settings.loops.monitor)


def present_round(ctx: Ctx) -> datetime:
    length = interval(ctx)
    return EPOCH + (ctx.clock.now() - EPOCH) // length * length


async def _due(ctx: Ctx, limit: int) -> Sequence[str]:
    """The regions whose present round nobody has taken; they are ours now."""
    at = present_round(ctx)
    async with ctx.db.read() as session:
        known = await monitor_store.rounds(session)
    due = [name for name in ctx.engines if known.get(name, EPOCH) < at][:limit]
    if not due:
        return []
    async with ctx.db.transaction() as session:
        return [name for name in due if await monitor_store.take_round(session, region=name, at=at)]


async def take(ctx: Ctx, region: str) -> None:
    """Look at what runs in `region` and write down what it uses."""
    at, engine = present_round(ctx), ctx.engine(region)
    async with ctx.db.read() as session:
        rows = await store.alive(session, region=region, states=[State.RUNNING])
        subjects = await monitor.subjects(session, ctx, rows)
        before = await monitor_store.newest(session, instance_ids=[row.id for row in rows])
    if not subjects:
        return
    try:
        used = await engine.usage()
    except EngineError as error:
        _log.warning("no samples this time", region=region, error=str(error))
        return
    read_at = ctx.clock.now()
    seen = [one for one in subjects if one.id in used]
    readings = await _read_cards(engine, seen)
    new = []
    for subject, said in zip(seen, readings, strict=True):
        usage, last = used[subject.id], before.get(subject.id)
        sample = monitor.measure(
            subject, usage, said, at=read_at, before=None if last is None else Counters.of_sample(last)
        )
        counters = Counters.of(usage, read_at)
        new.append(monitor.to_row(sample, counters, instance_id=subject.id, at=at))
    async with ctx.db.transaction() as session:
        await monitor_store.add(session, new)


async def _read_cards(engine: Engine, subjects: Sequence[Subject]) -> list[list[CardReading]]:
    room = asyncio.Semaphore(_CARDS_AT_ONCE)

    async def one(subject: Subject) -> list[CardReading]:
        async with room:
            return await monitor.read_cards(engine, subject)

    return list(await asyncio.gather(*(one(subject) for subject in subjects)))


async def _old(ctx: Ctx, limit: int) -> Sequence[datetime]:
    async with ctx.db.read() as session:
        oldest = await monitor_store.oldest_at(session, before=ctx.clock.now() - KEPT)
    return [] if oldest is None else [oldest]


async def _forget(ctx: Ctx, oldest: datetime) -> None:
    """An hour of them at a time: writers stand in line behind a transaction."""
    end = ctx.clock.now() - KEPT
    before = min(end, oldest + _BATCH)
    async with ctx.db.transaction() as session:
        await monitor_store.forget(session, before=before)
    if before < end:
        ctx.bell.ring("monitor.purge")


ROUNDS: Loop[Ctx, str] = Loop(
    name="monitor",
    every=lambda ctx: ctx.settings.loops.monitor / _LOOKS_PER_ROUND,
    claim=_due,
    act=take,
    concurrency=_AT_ONCE,
    periodic=True,
)
"""It looks more often than there are rounds, so that none is missed because the one before took its time."""

PURGE: Loop[Ctx, datetime] = Loop("monitor.purge", lambda ctx: ctx.settings.loops.purge, _old, _forget)
