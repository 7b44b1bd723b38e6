"""What people are told: each thing once, in their inbox, worded by the console from `kind` and `facts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.identity import service as identity
from zuka.kit import ids
from zuka.notices import events, store
from zuka.notices.models import Notice


async def give(
    session: AsyncSession,
    ctx: Ctx,
    *,
    user_id: str,
    key: str,
    kind: str,
    subject: str,
    facts: Mapping[str, Any],
    now: datetime,
) -> bool:
    """Tell somebody something, once per `key`. False when they have been told. `facts` are JSON-ready."""
    notice_id = ids.new_id("ntc")
    new = await store.add_notice(
        session,
        id=notice_id,
        user_id=user_id,
        key=key,
        kind=kind,
        subject=subject,
        facts=dict(facts),
        created_at=now,
    )
    if new:
        await events.announce(session, ctx, user_id=user_id, topic="notice", subject=notice_id)
    return new


async def tell_operators(
    session: AsyncSession,
    ctx: Ctx,
    *,
    key: str,
    kind: str,
    subject: str,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    """Tell every operator something, once per `key` and operator."""
    for user_id in await identity.operators(session):
        await give(
            session,
            ctx,
            user_id=user_id,
            key=f"{key}:{user_id}",
            kind=kind,
            subject=subject,
            facts=facts,
            now=now,
        )


async def page(
    session: AsyncSession, *, user_id: str, unread: bool, cursor: str | None, limit: int
) -> tuple[list[Notice], str | None]:
    """Somebody's notices, newest first."""
    return await store.notices(session, user_id=user_id, unread=unread, cursor=cursor, limit=limit)


async def mark_read(
    session: AsyncSession, ctx: Ctx, *, user_id: str, ids: Sequence[str] | None, now: datetime
) -> None:
    """These, or all when `ids` is None, have been read; other open pages of the same person hear of it."""
    if await store.mark_read(session, user_id=user_id, ids=ids, now=now):
        await events.announce(session, ctx, user_id=user_id, topic="notice", subject=user_id)
