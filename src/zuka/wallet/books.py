"""Checking the whole ledger from time to time, so that an operator who never asks hears of it when it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from zuka.context import Ctx
from zuka.kit.clock import to_millis
from zuka.notices import service as notices
from zuka.wallet import ledger, store

EVERY = timedelta(hours=1)
_PROBLEMS_KEPT = 5


async def due(ctx: Ctx) -> Sequence[datetime]:
    """The instant at which a check begins, or nothing; it is begun for everybody once it is returned."""
    now = ctx.clock.now()
    async with ctx.db.read() as session:
        last = await store.last_check(session)
    if last is not None and last.begun_at > now - EVERY:
        return []
    async with ctx.db.transaction() as session:
        begun = await store.begin_check(session, last=last.begun_at if last else None, now=now)
    return [now] if begun else []


async def check(ctx: Ctx, begun_at: datetime) -> None:
    """Add everything up and write down what is wrong; operators are told when that is new."""
    async with ctx.db.read() as session:
        verdict = await ledger.verify(session)
        last = await store.last_check(session)
    known_since = last.wrong_since if last else None
    wrong_since = None if verdict.ok else known_since or begun_at
    problems = verdict.problems[:_PROBLEMS_KEPT]
    async with ctx.db.transaction() as session:
        written = await store.end_check(
            session, begun_at=begun_at, problems=problems, wrong_since=wrong_since
        )
        if written and wrong_since is not None:
            await notices.tell_operators(
                session,
                ctx,
                key=f"ledger_problem:{to_millis(wrong_since)}",
                kind="ledger_problem",
                subject="ledger",
                facts={"problem": problems[0], "problems": len(verdict.problems)},
                now=ctx.clock.now(),
            )
