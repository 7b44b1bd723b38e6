"""The moment a machine has stopped, whoever stopped it: the meter ends, the cards go back, retention begins.

Only ever called after the engine itself has said that the machine is stopped or gone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import meters
from zuka.context import Ctx
from zuka.fleet import service as fleet
from zuka.instances import store
from zuka.instances.models import Instance
from zuka.instances.states import State
from zuka.kit.db import after_commit
from zuka.notices import events

GATEWAY_BELL = "gateway"
"""Wakes the gateways of this process; those of others look by themselves."""


async def stopped(
    session: AsyncSession,
    ctx: Ctx,
    instance: Instance,
    *,
    from_: Collection[State],
    at: datetime,
    reason: str,
) -> bool:
    """Record that `instance` stopped at `at` (the engine's time). False when it is in none of `from_` by now."""
    now = ctx.clock.now()
    at = min(at, now)
    moved = await store.move(
        session,
        instance.id,
        from_,
        State.STOPPED,
        stopped_at=at,
        stop_reason=reason,
        release_at=now + timedelta(days=ctx.settings.billing.retention_days),
        release_stage=0,
    )
    if moved:
        await meters.end_run(session, instance_id=instance.id, at=at, now=now)
        await give_back(session, ctx, instance)
    return moved


async def lost(session: AsyncSession, ctx: Ctx, instance: Instance, *, at: datetime, failure: str) -> bool:
    """Record that the engine has no such machine any more; everything that it was charged for ends at `at`."""
    now = ctx.clock.now()
    release_at = now + timedelta(days=ctx.settings.billing.retention_days)
    moved = await store.move(
        session,
        instance.id,
        {State.RUNNING, State.STOPPED},
        State.FAILED,
        stopped_at=min(at, now),
        failure=failure,
        release_at=release_at,
    )
    if moved:
        await meters.end_all(session, instance_id=instance.id, at=min(at, now), now=now)
        await give_back(session, ctx, instance)
    return moved


async def give_back(session: AsyncSession, ctx: Ctx, instance: Instance) -> None:
    """End the leases, and tell whoever looks at the instance or the wallet."""
    await fleet.end_leases(session, instance_id=instance.id, now=ctx.clock.now())
    await fleet.announce(session, ctx, host_id=instance.host_id)
    await announce(session, ctx, instance.id)


async def announce(session: AsyncSession, ctx: Ctx, instance_id: str) -> None:
    """Something about the instance, what it costs, or whether it can be reached has changed."""
    after_commit(session, partial(ctx.bell.ring, GATEWAY_BELL))
    after_commit(session, partial(ctx.bell.ring, fleet.STOCK_BELL))
    instance = await store.get(session, instance_id)
    assert instance is not None, "instances are never deleted"
    for topic, subject in (("instance", instance.id), ("wallet", instance.user_id)):
        await events.announce(session, ctx, user_id=instance.user_id, topic=topic, subject=subject)
