"""The SQL of terminals: what each showed when it was last written down."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit.db import claim, won
from zuka.workbench.models import SavedSession, SavedTerminal


async def save(session: AsyncSession, **values: Any) -> None:
    """Put the terminal as it is now in place of what was saved. Nothing is kept for a session that is gone."""
    known = await session.scalar(select(SavedSession.id).where(SavedSession.id == values["session_id"]))
    if known is None:
        return
    statement = update(SavedTerminal).where(SavedTerminal.id == values["id"]).values(**values)
    if not await won(session, statement):
        await claim(session, SavedTerminal, [values])


async def saved(session: AsyncSession, session_ids: Collection[str]) -> list[SavedTerminal]:
    """In the order in which they were opened."""
    statement = select(SavedTerminal).where(SavedTerminal.session_id.in_(set(session_ids)))
    return list((await session.scalars(statement.order_by(SavedTerminal.opened_at, SavedTerminal.id))).all())


async def forget(session: AsyncSession, terminal_ids: Collection[str]) -> None:
    await session.execute(delete(SavedTerminal).where(SavedTerminal.id.in_(set(terminal_ids))))
