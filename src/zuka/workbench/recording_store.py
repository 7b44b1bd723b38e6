"""The SQL of recordings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit.db import won
from zuka.workbench.models import Recording


async def add(session: AsyncSession, recording: Recording) -> None:
    session.add(recording)
    await session.flush()


async def of_user(session: AsyncSession, *, user_id: str) -> list[Recording]:
    """A user's own, newest first; `start` sees to it that they do not become too many."""
    statement = select(Recording).where(Recording.user_id == user_id)
    newest = statement.order_by(Recording.started_at.desc(), Recording.id.desc())
    return list((await session.scalars(newest)).all())


async def one(session: AsyncSession, *, user_id: str, recording_id: str) -> Recording | None:
    return await session.scalar(
        select(Recording).where(Recording.id == recording_id, Recording.user_id == user_id)
    )


async def taken(session: AsyncSession, *, user_id: str, unfinished: int) -> tuple[int, int]:
    """How many recordings a user has, and what they take together; one that goes on counts as `unfinished` bytes."""
    size = case((Recording.ended_at.is_(None), unfinished), else_=Recording.bytes)
    statement = select(func.count(), func.coalesce(func.sum(size), 0))
    count, size = (await session.execute(statement.where(Recording.user_id == user_id))).one()
    return int(count), int(size)


async def unfinished(session: AsyncSession) -> list[Recording]:
    return list((await session.scalars(select(Recording).where(Recording.ended_at.is_(None)))).all())


async def change(session: AsyncSession, *, recording_id: str, **values: Any) -> bool:
    """False when it is gone."""
    return await won(session, update(Recording).where(Recording.id == recording_id).values(**values))


async def remove(session: AsyncSession, *, user_id: str, recording_id: str) -> bool:
    """False when there was none."""
    statement = delete(Recording).where(Recording.id == recording_id, Recording.user_id == user_id)
    return await won(session, statement)
