"""The SQL of the ways into instances: SSH routes, exposed ports, one-time tickets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.instances.models import Exposure, Instance, Ticket
from zuka.instances.states import State
from zuka.kit import ids
from zuka.kit.db import claim, won


async def ssh_rows(session: AsyncSession) -> Sequence[Row[str, int, str, str, State]]:
    """Columns and not objects: this is read every second."""
    columns = (Instance.id, Instance.ssh_port, Instance.region, Instance.address, Instance.state)
    return (await session.execute(select(*columns).where(Instance.released_at.is_(None)))).all()


async def owner_rows(
    session: AsyncSession, *, instance_ids: Collection[str]
) -> Sequence[Row[str, str, State]]:
    """Of those that are not released."""
    columns = (Instance.id, Instance.user_id, Instance.state)
    guard = (Instance.id.in_(instance_ids), Instance.released_at.is_(None))
    return (await session.execute(select(*columns).where(*guard))).all()


async def add_exposure(session: AsyncSession, **values: Any) -> bool:
    """False when the instance exposes that port already."""
    return await claim(session, Exposure, [{"id": ids.new_id("exp"), "label": "", **values}]) == 1


async def change_exposure(session: AsyncSession, *, instance_id: str, port: int, public: bool) -> bool:
    """False when it is so already."""
    guard = (Exposure.instance_id == instance_id, Exposure.port == port, Exposure.public.is_not(public))
    return await won(session, update(Exposure).where(*guard).values(public=public))


async def delete_exposure(session: AsyncSession, *, instance_id: str, port: int) -> bool:
    return await won(
        session, delete(Exposure).where(Exposure.instance_id == instance_id, Exposure.port == port)
    )


async def exposure(session: AsyncSession, *, instance_id: str, port: int) -> Exposure | None:
    statement = select(Exposure).where(Exposure.instance_id == instance_id, Exposure.port == port)
    return (await session.scalars(statement)).one_or_none()


async def exposures(session: AsyncSession, *, instance_id: str) -> list[Exposure]:
    statement = select(Exposure).where(Exposure.instance_id == instance_id).order_by(Exposure.port)
    return list((await session.scalars(statement)).all())


async def add_ticket(session: AsyncSession, ticket: Ticket) -> None:
    session.add(ticket)
    await session.flush()


async def use_ticket(session: AsyncSession, *, fingerprint: str, now: datetime) -> bool:
    """True for the first and only time, and only while it is valid."""
    guard = (Ticket.fingerprint == fingerprint, Ticket.used_at.is_(None), Ticket.expires_at > now)
    return await won(session, update(Ticket).where(*guard).values(used_at=now))


async def ticket(session: AsyncSession, *, fingerprint: str) -> Ticket | None:
    return await session.get(Ticket, fingerprint)


async def forget_tickets(session: AsyncSession, *, before: datetime) -> None:
    """Drop tickets that nobody can use any more."""
    await session.execute(delete(Ticket).where(Ticket.expires_at <= before))
