"""What the operators are told about the fleet: live hints for open pages, and notices for what needs a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.fleet import store
from zuka.fleet.diff import Broken
from zuka.kit.clock import to_millis
from zuka.kit.db import after_commit
from zuka.notices import events
from zuka.notices import service as notices

TOPIC = "host"
STOCK_BELL = "stock"
"""Rung, once it is true, when what can be rented may have changed."""


async def changed(session: AsyncSession, ctx: Ctx, *, region: str, host_ids: Collection[str]) -> None:
    """Pages that show hosts should look again; many hosts at once are one hint about their region."""
    if not host_ids:
        return
    after_commit(session, partial(ctx.bell.ring, STOCK_BELL))
    subject = next(iter(host_ids)) if len(host_ids) == 1 else region
    await events.announce_to_operators(session, ctx, topic=TOPIC, subject=subject)


async def prices_changed(session: AsyncSession, ctx: Ctx, *, model: str) -> None:
    """The same when it is a card model's price that is another one; the subject is the model."""
    await events.announce_to_operators(session, ctx, topic=TOPIC, subject=model)


async def alarms(session: AsyncSession, ctx: Ctx, *, region: str, now: datetime) -> None:
    """Tell once that a region or a host stopped answering, and once that it answers again, whoever noticed it first.

    While the region's engine is silent nothing is known of its hosts, and one notice says so for all of them.
    """
    row = await store.region(session, region)
    assert row is not None, "it has just been looked at"
    if not row.reachable:
        if await store.raise_alarm(session, row, now=now):
            await _tell(session, ctx, "region_unreachable", region, at=now, now=now, region=region)
        return
    if (since := row.alarmed_at) is not None and await store.end_alarm(session, row):
        await _tell(session, ctx, "region_back", region, at=since, now=now, region=region)
    for host in await store.hosts_to_tell_of(session, region=region):
        facts = {"host": host.name, "region": host.region}
        if not host.reachable and await store.raise_alarm(session, host, now=now):
            seen_at = host.last_seen_at.isoformat() if host.last_seen_at else None
            await _tell(
                session, ctx, "host_unreachable", host.id, at=now, now=now, last_seen_at=seen_at, **facts
            )
        elif (
            host.reachable and (since := host.alarmed_at) is not None and await store.end_alarm(session, host)
        ):
            await _tell(
                session, ctx, "host_back", host.id, at=since, now=now, since=since.isoformat(), **facts
            )


async def _tell(
    session: AsyncSession,
    ctx: Ctx,
    kind: str,
    subject: str,
    *,
    at: datetime,
    now: datetime,
    **facts: str | None,
) -> None:
    key = f"{kind}:{subject}:{to_millis(at)}"
    await notices.tell_operators(session, ctx, key=key, kind=kind, subject=subject, facts=facts, now=now)


async def card_failed(session: AsyncSession, ctx: Ctx, *, broken: Broken, now: datetime) -> None:
    """Tell that a card broke or is not in its host any more."""
    host, card = broken.host, broken.card
    facts = {
        "host": host.name,
        "region": host.region,
        "model": card.model,
        "uuid": card.uuid,
        "fault": broken.fault,
    }
    key = f"card_fault:{card.id}:{to_millis(now)}"
    await notices.tell_operators(
        session, ctx, key=key, kind="card_fault", subject=card.id, facts=facts, now=now
    )
