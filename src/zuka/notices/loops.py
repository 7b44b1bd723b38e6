"""Forgets old events. Notices are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from zuka.context import Ctx
from zuka.kit.loop import Loop
from zuka.notices import store

_KEPT = timedelta(days=1)
"""A page that was away for longer loads everything anew anyway."""
_BATCH = 5000


async def _claim(ctx: Ctx, limit: int) -> Sequence[datetime]:
    before = ctx.clock.now() - _KEPT
    async with ctx.db.read() as session:
        return [before] if await store.has_events_before(session, before=before) else []


async def _act(ctx: Ctx, before: datetime) -> None:
    async with ctx.db.transaction() as session:
        gone = await store.purge_events(session, before=before, limit=_BATCH)
    if gone == _BATCH:
        ctx.bell.ring("notices.purge")


LOOPS: list[Loop[Ctx, Any]] = [
    Loop("notices.purge", lambda ctx: ctx.settings.loops.purge, _claim, _act),
]
