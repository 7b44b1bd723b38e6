"""Forgets log-ins that have expired and attempts that nobody counts any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from zuka.context import Ctx
from zuka.identity import store
from zuka.kit.loop import Loop

_ATTEMPTS_KEPT = timedelta(days=1)
"""Longer than the longest window."""


async def _claim(ctx: Ctx, limit: int) -> Sequence[datetime]:
    now = ctx.clock.now()
    async with ctx.db.read() as session:
        is_due = await store.purge_is_due(session, now=now, attempts_before=now - _ATTEMPTS_KEPT)
    return [now] if is_due else []


async def _act(ctx: Ctx, now: datetime) -> None:
    async with ctx.db.transaction() as session:
        await store.purge(session, now=now, attempts_before=now - _ATTEMPTS_KEPT)


LOOPS: list[Loop[Ctx, Any]] = [
    Loop("identity.purge", lambda ctx: ctx.settings.loops.purge, _claim, _act),
]
