"""What happens to an instance that stays off: its renter is told, and told again, and then it is released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict
from zuka.instances import service, store
from zuka.instances.models import Instance
from zuka.kit import log
from zuka.kit.loop import Loop
from zuka.notices import service as notices

_BATCH = 100
_log = log.get("retention")


async def _due(ctx: Ctx, _limit: int) -> Sequence[Instance]:
    hours = ctx.settings.billing.retention_notices_hours
    horizon = ctx.clock.now() + timedelta(hours=max(hours, default=0))
    async with ctx.db.read() as session:
        return await store.release_due(
            session, before=horizon, stages=len(hours), now=ctx.clock.now(), limit=_BATCH
        )


async def keep_or_release(ctx: Ctx, instance: Instance) -> None:
    """Release it if its time is over, else tell its renter of the latest hour mark that has been passed."""
    assert instance.release_at is not None, "only instances that are off are looked at"
    now = ctx.clock.now()
    if instance.release_at <= now:
        try:
            await service.release(ctx, instance_id=instance.id, by=service.By("retention"), confirm=None)
        except Conflict as error:
            _log.info("not released", instance=instance.id, why=error.code)
        return
    passed = _marks_passed(ctx, instance.release_at, now)
    if passed <= instance.release_stage:
        return
    async with ctx.db.transaction() as session:
        await _tell(session, ctx, instance, passed, now)


def _marks_passed(ctx: Ctx, release_at: datetime, now: datetime) -> int:
    marks = sorted(ctx.settings.billing.retention_notices_hours, reverse=True)
    return sum(release_at - now <= timedelta(hours=hours) for hours in marks)


async def _tell(session: AsyncSession, ctx: Ctx, instance: Instance, passed: int, now: datetime) -> None:
    assert instance.release_at is not None, "checked by the caller"
    if not await store.tell_release(session, instance, stage=passed):
        return
    await notices.give(
        session,
        ctx,
        user_id=instance.user_id,
        key=f"retention:{instance.id}:{instance.release_at.isoformat()}:{passed}",
        kind="retention",
        subject=instance.id,
        facts={"instance": instance.id, "name": instance.name, "release_at": instance.release_at.isoformat()},
        now=now,
    )


LOOP: Loop[Ctx, Instance] = Loop(
    name="retention",
    every=lambda ctx: ctx.settings.loops.retention,
    claim=_due,
    act=keep_or_release,
    periodic=True,
)
