"""The SQL of notices and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit.db import claim
from zuka.kit.page import page_of
from zuka.notices.models import Event, Notice


async def add_notice(session: AsyncSession, **values: Any) -> bool:
    """False when the key was used before."""
    return await claim(session, Notice, [values]) == 1


async def notices(
    session: AsyncSession, *, user_id: str, unread: bool, cursor: str | None, limit: int
) -> tuple[list[Notice], str | None]:
    statement = select(Notice).where(Notice.user_id == user_id)
    if unread:
        statement = statement.where(Notice.read_at.is_(None))
    return await page_of(session, statement, at=Notice.created_at, key=Notice.id, cursor=cursor, limit=limit)


async def mark_read(session: AsyncSession, *, user_id: str, ids: Sequence[str] | None, now: datetime) -> int:
    """Mark these, or all; how many had not been read."""
    statement = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    if ids is not None:
        statement = statement.where(Notice.id.in_(ids))
    result = await session.execute(
        statement.values(read_at=now), execution_options={"synchronize_session": False}
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


async def add_event(session: AsyncSession, **values: Any) -> None:
    await session.execute(insert(Event).values(**values))


async def last_seq(session: AsyncSession, *, user_id: str) -> int:
    """The number of this user's latest event, 0 when there is none."""
    return await session.scalar(select(func.max(Event.seq)).where(Event.user_id == user_id)) or 0


async def events_after(
    session: AsyncSession, *, user_id: str, seq: int, since: datetime | None, limit: int
) -> list[Event]:
    """Events numbered above `seq`, and those not older than `since` whatever their number."""
    fresh = Event.seq > seq
    wanted = fresh if since is None else or_(fresh, Event.at >= since)
    statement = select(Event).where(Event.user_id == user_id, wanted).order_by(Event.seq).limit(limit)
    return list((await session.scalars(statement)).all())


async def has_events_before(session: AsyncSession, *, before: datetime) -> bool:
    return await session.scalar(select(Event.seq).where(Event.at < before).limit(1)) is not None


async def purge_events(session: AsyncSession, *, before: datetime, limit: int) -> int:
    """Forget at most `limit` events older than `before`."""
    old = select(Event.seq).where(Event.at < before).limit(limit).scalar_subquery()
    result = await session.execute(
        delete(Event).where(Event.seq.in_(old)), execution_options={"synchronize_session": False}
    )
    assert isinstance(result, CursorResult)
    return result.rowcount
