"""Posting what closed clock hours have cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zuka.billing import meters, store
from zuka.billing.models import Meter
from zuka.context import Ctx
from zuka.kit.loop import Loop

_BATCH = 2000


async def _claim(ctx: Ctx, _limit: int) -> Sequence[Meter]:
    async with ctx.db.read() as session:
        return await store.unsettled(session, boundary=meters.hour_of(ctx.clock.now()), limit=_BATCH)


async def settle(ctx: Ctx, meter: Meter) -> None:
    """Post every closed hour of one meter. Several workers may try: the watermark lets one of them win."""
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        fresh = await store.get(session, meter.id)
        if fresh is not None and fresh.ended_at is None:
            await meters.settle(session, fresh, upto=meters.hour_of(now), now=now)


LOOPS: list[Loop[Ctx, Any]] = [
    Loop(
        name="settle",
        every=lambda ctx: ctx.settings.loops.settle,
        claim=_claim,
        act=settle,
        periodic=True,
    )
]
