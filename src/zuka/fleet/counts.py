"""How many hosts and cards there are and what they are doing, now and over time. Reads, and writes down samples."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.fleet import counts_store as store
from zuka.fleet.counts_store import CardCounts
from zuka.fleet.models import CardSample
from zuka.kit.clock import EPOCH

__all__ = ["EVERY", "CardCounts", "HostCounts", "broken_cards", "cards", "hosts", "sample", "samples"]

EVERY = timedelta(minutes=5)
"""How far samples are apart."""
KEPT = timedelta(days=31)


@dataclass(frozen=True)
class HostCounts:
    """`open`, `draining` and `closed` are all there are; `unreachable` ones are among them."""

    total: int
    open: int
    draining: int
    closed: int
    unreachable: int


async def cards(session: AsyncSession, *, regions: Collection[str]) -> CardCounts:
    """Every card of these regions, by what it is doing."""
    return await store.cards(session, regions)


async def hosts(session: AsyncSession, *, regions: Collection[str]) -> HostCounts:
    """Every host of these regions, by what the operator allows."""
    by_state, unreachable = await store.hosts(session, regions)
    return HostCounts(
        total=sum(by_state.values()),
        open=by_state.get("open", 0),
        draining=by_state.get("draining", 0),
        closed=by_state.get("closed", 0),
        unreachable=unreachable,
    )


async def broken_cards(
    session: AsyncSession, *, regions: Collection[str], limit: int
) -> list[store.BrokenCard]:
    """Cards that their engines cannot hand out, or that are not in their hosts any more."""
    return await store.broken_cards(session, regions, limit=limit)


async def samples(session: AsyncSession, *, since: datetime) -> Sequence[CardSample]:
    """What was counted from `since` on, oldest first."""
    return await store.samples(session, since=since)


async def due(ctx: Ctx) -> Sequence[datetime]:
    """The instant that the next sample stands for, unless it is there."""
    at = EPOCH + (ctx.clock.now() - EPOCH) // EVERY * EVERY
    async with ctx.db.read() as session:
        return [] if await store.has_sample(session, at) else [at]


async def sample(ctx: Ctx, at: datetime) -> None:
    """Count the cards and write it down, once for all workers; forget what is older than anybody asks for."""
    async with ctx.db.transaction() as session:
        found = await store.cards(session, ctx.engines.keys())
        await store.add_sample(session, at, found)
        await store.forget_samples(session, before=at - KEPT)
