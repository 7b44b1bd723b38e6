"""The SQL of sessions, their tickets, and the host keys that they meet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit.db import claim, won
from zuka.workbench.models import HostKey, SavedSession, SavedTerminal, SocketTicket

# Host keys.


async def host_keys(session: AsyncSession, *, user_id: str, host: str, port: int) -> list[HostKey]:
    guard = (HostKey.user_id == user_id, HostKey.host == host, HostKey.port == port)
    return list((await session.scalars(select(HostKey).where(*guard).order_by(HostKey.algorithm))).all())


async def save_host_key(session: AsyncSession, row: dict[str, Any], *, alone: bool) -> None:
    """In place of the key of the same kind; `alone`: of every key of that host and port."""
    guard = [HostKey.user_id == row["user_id"], HostKey.host == row["host"], HostKey.port == row["port"]]
    if not alone:
        guard.append(HostKey.algorithm == row["algorithm"])
    await session.execute(delete(HostKey).where(*guard))
    await claim(session, HostKey, [row])


# Sessions.


async def saved_sessions(session: AsyncSession) -> list[SavedSession]:
    """Everybody's, oldest first."""
    statement = select(SavedSession).order_by(SavedSession.opened_at, SavedSession.id)
    return list((await session.scalars(statement)).all())


async def save_session(session: AsyncSession, row: dict[str, Any]) -> None:
    """Nothing happens when it is there already."""
    await claim(session, SavedSession, [row])


async def see_sessions(session: AsyncSession, seen: dict[str, datetime]) -> None:
    for session_id, at in seen.items():
        await session.execute(update(SavedSession).where(SavedSession.id == session_id).values(seen_at=at))


async def forget_sessions(session: AsyncSession, session_ids: Collection[str]) -> None:
    """With their terminals."""
    await session.execute(delete(SavedTerminal).where(SavedTerminal.session_id.in_(session_ids)))
    await session.execute(delete(SavedSession).where(SavedSession.id.in_(session_ids)))


# Tickets.


async def add_ticket(session: AsyncSession, ticket: SocketTicket) -> None:
    session.add(ticket)
    await session.flush()


async def ticket(session: AsyncSession, *, fingerprint: str, now: datetime) -> SocketTicket | None:
    guard = (SocketTicket.fingerprint == fingerprint, SocketTicket.expires_at > now)
    return await session.scalar(select(SocketTicket).where(*guard))


async def use_ticket(session: AsyncSession, *, fingerprint: str) -> bool:
    """False when somebody has used it before."""
    return await won(session, delete(SocketTicket).where(SocketTicket.fingerprint == fingerprint))


async def forget_tickets(session: AsyncSession, *, now: datetime) -> None:
    await session.execute(delete(SocketTicket).where(SocketTicket.expires_at <= now))
