"""How long sessions live: what a restart brings back, and what ends by itself.

A session that nobody looks at, that nobody uses, or that has been open for as long as allowed, loses its connection and
keeps its place; lost ones are forgotten after a week. What ends because somebody may no longer have it is in `leaving`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zuka.errors import NotFound
from zuka.identity.service import ENDED_BELL
from zuka.instances.halt import GATEWAY_BELL
from zuka.kit import log, sse
from zuka.workbench import leaving, session_store, targets
from zuka.workbench.lazy import whole
from zuka.workbench.models import SavedSession
from zuka.workbench.session import Session
from zuka.workbench.states import Failure, SessionState
from zuka.workbench.targets import Target

if TYPE_CHECKING:
    from zuka.workbench.live import Workbench

LOOK_SECONDS = 15.0
"""Between two looks, unless something rings: it does when log-ins end or instances stop in this very process."""
LOST_KEPT = timedelta(days=7)
TRIAL_KEPT = timedelta(minutes=1)
_RESTARTED = Failure("workbench.restarted", "The server was restarted; connect the session again.")
_IDLE = Failure("workbench.idle", "The session was closed because nobody used it for a long time.")
_TOO_LONG = Failure(
    "workbench.too_long", "The session was closed because it was open for as long as allowed."
)
_log = log.get("workbench")


async def restored(workbench: Workbench) -> list[Session]:
    """The sessions of before the last restart, lost."""
    ctx = workbench.ctx
    async with ctx.db.read() as db:
        rows = await session_store.saved_sessions(db)
    sessions = []
    for row in rows:
        try:
            goal = await _goal(workbench, row)
        except (NotFound, ValueError):
            # What it was opened for is gone; the row goes the way of every lost session.
            goal = Target(row.title, row.target, row.connection_id, row.instance_id)
        session = Session(
            session_id=row.id,
            user_id=row.user_id,
            goal=goal,
            opened_at=row.opened_at,
            changed=workbench.changed,
            priority=workbench.priority,
            question_seconds=ctx.settings.workbench.question_seconds,
        )
        session.seen_at = session.used_at = row.seen_at
        session.lost(_RESTARTED)
        sessions.append(session)
    return sessions


async def _goal(workbench: Workbench, row: SavedSession) -> Target:
    if row.connection_id is not None:
        return await targets.of_connection(
            workbench.ctx, user_id=row.user_id, connection_id=row.connection_id
        )
    if row.instance_id is not None:
        return Target(row.title, row.target, instance_id=row.instance_id)
    return targets.of_name(row.title, row.target)


async def keep(workbench: Workbench) -> None:
    """Until cancelled."""
    clock, bell = workbench.ctx.clock, workbench.ctx.bell
    rung = bell.watch(ENDED_BELL, GATEWAY_BELL)
    try:
        while True:
            await sse.first(clock, LOOK_SECONDS, rung)
            rung.clear()
            try:
                await whole(look(workbench))
            except Exception:
                _log.exception("could not look after the sessions")
    finally:
        bell.unwatch(rung)


async def look(workbench: Workbench) -> None:
    """End what has come to its end, and note who is still looked at."""
    ctx, now = workbench.ctx, workbench.ctx.clock.now()
    await close_all(workbench, await leaving.log_out(workbench))
    await close_all(workbench, await leaving.released(workbench))
    seen: dict[str, datetime] = {}
    for session in workbench.everybodys():
        if workbench.is_watched(session):
            session.seen_at = seen[session.id] = now
        if (failure := _over(workbench, session, now)) is not None:
            session.lost(failure)
    async with ctx.db.transaction() as db:
        await session_store.see_sessions(db, seen)
    await close_all(workbench, [one for one in workbench.everybodys() if _is_forgotten(one, now)])


def _over(workbench: Workbench, session: Session, now: datetime) -> Failure | None:
    limits = workbench.ctx.settings.workbench
    if session.state is not SessionState.CONNECTED:
        return None
    if now - session.seen_at >= timedelta(minutes=limits.detached_minutes):
        return _IDLE
    if now - session.used_at >= timedelta(hours=limits.idle_hours):
        return _IDLE
    if now - (session.connected_at or now) >= timedelta(hours=limits.session_hours):
        return _TOO_LONG
    return None


def _is_forgotten(session: Session, now: datetime) -> bool:
    if session.state is SessionState.CLOSED:
        return now - session.opened_at >= TRIAL_KEPT
    return session.state is SessionState.LOST and now - session.seen_at >= LOST_KEPT


async def _close(workbench: Workbench, session: Session) -> None:
    await workbench.terminals.close_session(session)
    workbench.drop(session)
    # It may be writing itself down at this very moment.
    await session.ended()


async def close_all(workbench: Workbench, sessions: Collection[Session]) -> None:
    """Close these for good: nothing of them comes back."""
    if not sessions:
        return
    await asyncio.gather(*(_close(workbench, one) for one in sessions))
    async with workbench.ctx.db.transaction() as db:
        await session_store.forget_sessions(db, [one.id for one in sessions])
