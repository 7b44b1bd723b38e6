"""The SQL of quick commands, the history of the command box, and the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit.db import claim, won
from zuka.workbench.models import Desk, HistoryEntry, QuickCommand


async def commands(session: AsyncSession, *, user_id: str) -> list[QuickCommand]:
    order = (QuickCommand.position, QuickCommand.id)
    statement = select(QuickCommand).where(QuickCommand.user_id == user_id).order_by(*order)
    return list((await session.scalars(statement)).all())


async def command(session: AsyncSession, *, user_id: str, command_id: str) -> QuickCommand | None:
    guard = (QuickCommand.id == command_id, QuickCommand.user_id == user_id)
    return (await session.scalars(select(QuickCommand).where(*guard))).one_or_none()


async def add_command(session: AsyncSession, row: QuickCommand) -> None:
    session.add(row)
    await session.flush()


async def change_command(session: AsyncSession, command_id: str, **values: Any) -> None:
    await session.execute(update(QuickCommand).where(QuickCommand.id == command_id).values(**values))


async def remove_command(session: AsyncSession, *, user_id: str, command_id: str) -> bool:
    guard = (QuickCommand.id == command_id, QuickCommand.user_id == user_id)
    return await won(session, delete(QuickCommand).where(*guard))


async def use(
    session: AsyncSession, *, user_id: str, target: str, digest: str, now: datetime, **fresh: Any
) -> bool:
    """Count one more use of a command; `fresh` is what a new row has besides. True for the first use."""
    row = {"user_id": user_id, "target": target, "digest": digest, "used": 1, "used_at": now, **fresh}
    if await claim(session, HistoryEntry, [row]):
        return True
    guard = (HistoryEntry.user_id == user_id, HistoryEntry.target == target, HistoryEntry.digest == digest)
    await won(session, update(HistoryEntry).where(*guard).values(used=HistoryEntry.used + 1, used_at=now))
    return False


async def history(
    session: AsyncSession, *, user_id: str, target: str | None, limit: int
) -> list[HistoryEntry]:
    """Newest first."""
    statement = select(HistoryEntry).where(HistoryEntry.user_id == user_id)
    if target is not None:
        statement = statement.where(HistoryEntry.target == target)
    statement = statement.order_by(HistoryEntry.used_at.desc(), HistoryEntry.id.desc()).limit(limit)
    return list((await session.scalars(statement)).all())


async def count_history(session: AsyncSession, *, user_id: str) -> int:
    statement = select(func.count()).select_from(HistoryEntry).where(HistoryEntry.user_id == user_id)
    return await session.scalar(statement) or 0


async def oldest_history(session: AsyncSession, *, user_id: str, limit: int) -> Sequence[str]:
    """Ids of what was used longest ago."""
    statement = select(HistoryEntry.id).where(HistoryEntry.user_id == user_id)
    statement = statement.order_by(HistoryEntry.used_at, HistoryEntry.id).limit(limit)
    return (await session.scalars(statement)).all()


async def remove_history(session: AsyncSession, *, user_id: str, ids: Sequence[str]) -> int:
    """How many of these there were."""
    guard = (HistoryEntry.user_id == user_id, HistoryEntry.id.in_(ids))
    result = await session.execute(
        delete(HistoryEntry).where(*guard), execution_options={"synchronize_session": False}
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


async def clear_history(session: AsyncSession, *, user_id: str, target: str | None) -> None:
    statement = delete(HistoryEntry).where(HistoryEntry.user_id == user_id)
    if target is not None:
        statement = statement.where(HistoryEntry.target == target)
    await session.execute(statement, execution_options={"synchronize_session": False})


async def desk(session: AsyncSession, *, user_id: str) -> Desk | None:
    return await session.get(Desk, user_id)


async def put_desk(session: AsyncSession, *, user_id: str, body: dict[str, Any], now: datetime) -> None:
    row = {"user_id": user_id, "body": body, "updated_at": now}
    if not await claim(session, Desk, [row]):
        await won(session, update(Desk).where(Desk.user_id == user_id).values(body=body, updated_at=now))
