"""The SQL of tunnels."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.workbench.models import Tunnel


async def add(session: AsyncSession, row: Tunnel) -> None:
    session.add(row)
    await session.flush()


async def get(session: AsyncSession, tunnel_id: str) -> Tunnel | None:
    return await session.get(Tunnel, tunnel_id)


async def everybodys(session: AsyncSession) -> list[Tunnel]:
    return list((await session.scalars(select(Tunnel))).all())


async def remove(session: AsyncSession, ids: Sequence[str]) -> None:
    await session.execute(delete(Tunnel).where(Tunnel.id.in_(ids)))
