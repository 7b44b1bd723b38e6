"""The loops that keep regions, hosts and cards as the engines say they are, and count the cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zuka.context import Ctx
from zuka.fleet import counts, service, sync
from zuka.kit.loop import Loop

_AT_ONCE = 256
"""More than there are regions: every region is looked at in every turn, at the same time as the others."""


async def _every_region(ctx: Ctx, limit: int) -> Sequence[str]:
    return sorted(ctx.engines)[:limit]


async def _look(ctx: Ctx, region: str) -> None:
    began_at = ctx.clock.now()
    facts = await sync.observe(ctx, region)
    async with ctx.db.transaction() as session:
        await sync.apply(session, ctx, region, facts, began_at)


HOSTS: Loop[Ctx, str] = Loop(
    name=service.BELL,
    every=lambda ctx: ctx.settings.loops.hosts,
    claim=_every_region,
    act=_look,
    concurrency=_AT_ONCE,
    periodic=True,
)
"""Several workers may run it: a look that comes in late is dropped, and everything it tells is told once."""


async def _sample_due(ctx: Ctx, _limit: int) -> Sequence[datetime]:
    return await counts.due(ctx)


SAMPLES: Loop[Ctx, datetime] = Loop(
    name="card_samples",
    every=lambda ctx: ctx.settings.loops.card_samples,
    claim=_sample_due,
    act=counts.sample,
    periodic=True,
)

LOOPS: list[Loop[Ctx, Any]] = [HOSTS, SAMPLES]
