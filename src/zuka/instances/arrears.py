"""What happens when the money runs out: its owner is warned, and at zero their instances stop.

The wallet knows the instant at which it runs dry; this loop looks often enough that the overdraft is the seconds that
stopping takes, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict
from zuka.instances import service, store
from zuka.instances.states import State
from zuka.kit import log
from zuka.kit.loop import Loop
from zuka.notices import service as notices
from zuka.wallet import service as wallets
from zuka.wallet.service import Due

_BATCH = 200
_AGAIN_WHILE_RUNNING = timedelta(seconds=5)
_AGAIN_WHILE_OFF = timedelta(hours=1)
"""Disks that cost go on costing when everything is off; retention ends that, not this loop."""

_log = log.get("arrears")


async def _due(ctx: Ctx, _limit: int) -> Sequence[Due]:
    async with ctx.db.read() as session:
        return await wallets.due(session, ctx, now=ctx.clock.now(), limit=_BATCH)


async def warn_or_stop(ctx: Ctx, due: Due) -> None:
    """Tell the owner how long the money lasts; when it has run out, stop what runs."""
    running = False
    if due.dry:
        running = await _stop_everything(ctx, due.user_id)
    now = ctx.clock.now()
    quiet = now + (_AGAIN_WHILE_RUNNING if running else _AGAIN_WHILE_OFF) if due.dry else None
    async with ctx.db.transaction() as session:
        # A wallet that was filled or emptied since then is due again, or is not due any more.
        if await wallets.mark_told(session, due, quiet_until=quiet):
            await _tell(session, ctx, due)


async def _stop_everything(ctx: Ctx, user_id: str) -> bool:
    """Ask every instance that runs to stop; whether one still has to be asked again."""
    async with ctx.db.read() as session:
        alive = await store.alive(session, user_id=user_id)
    unsettled = {State.CREATING, State.STARTING, State.RESTARTING}
    again = any(one.state in unsettled for one in alive)
    for instance in alive:
        if instance.state != State.RUNNING:
            continue
        try:
            await service.stop(ctx, instance_id=instance.id, by=service.By("arrears"))
        except Conflict as error:
            _log.info("not stopped yet", instance=instance.id, why=error.code)
            again = True
    return again


async def _tell(session: AsyncSession, ctx: Ctx, due: Due) -> None:
    await notices.give(
        session,
        ctx,
        user_id=due.user_id,
        key=due.key,
        kind="wallet_dry" if due.dry else "wallet_runs_dry",
        subject=due.user_id,
        facts={"runs_dry_at": due.runs_dry_at.isoformat(), "minutes": due.minutes},
        now=ctx.clock.now(),
    )


LOOP: Loop[Ctx, Due] = Loop(
    name="arrears",
    every=lambda ctx: ctx.settings.loops.arrears,
    claim=_due,
    act=warn_or_stop,
    periodic=True,
)
