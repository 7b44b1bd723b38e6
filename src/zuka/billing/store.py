"""The SQL of meters and charges. Every move is guarded, so that a replay or a race moves nothing twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing.models import Charge, Meter, MeterKind
from zuka.kit.db import claim, won
from zuka.kit.page import page_of


async def add_meter(session: AsyncSession, **values: Any) -> bool:
    """False when the instance has an open run already."""
    return await claim(session, Meter, [values]) == 1


async def open_meters(session: AsyncSession, *, instance_id: str) -> list[Meter]:
    statement = select(Meter).where(Meter.instance_id == instance_id, Meter.ended_at.is_(None))
    return list((await session.scalars(statement)).all())


async def open_run(session: AsyncSession, *, instance_id: str) -> Meter | None:
    return next(
        (m for m in await open_meters(session, instance_id=instance_id) if m.kind != MeterKind.DISK), None
    )


async def meters_of(session: AsyncSession, *, instance_id: str) -> list[Meter]:
    statement = (
        select(Meter).where(Meter.instance_id == instance_id).order_by(Meter.started_at.desc(), Meter.id)
    )
    return list((await session.scalars(statement)).all())


async def unsettled(session: AsyncSession, *, boundary: datetime, limit: int) -> list[Meter]:
    """Open meters that have not been settled up to `boundary`, the end of the last closed clock hour."""
    statement = (
        select(Meter)
        .where(Meter.ended_at.is_(None), Meter.settled_until < boundary, Meter.started_at < boundary)
        .order_by(Meter.settled_until)
        .limit(limit)
    )
    return list((await session.scalars(statement)).all())


async def pause(session: AsyncSession, meter: Meter, *, since: datetime) -> bool:
    guard = (Meter.id == meter.id, Meter.ended_at.is_(None), Meter.paused_since.is_(None))
    return await won(session, update(Meter).where(*guard).values(paused_since=since))


async def resume(session: AsyncSession, meter: Meter, *, excluded_ms: int) -> bool:
    guard = (Meter.id == meter.id, Meter.ended_at.is_(None), Meter.paused_since == meter.paused_since)
    return await won(session, update(Meter).where(*guard).values(paused_since=None, excluded_ms=excluded_ms))


async def take(session: AsyncSession, meter_id: str) -> Meter | None:
    """An open meter as it is now, for this transaction to change: the update makes every other one wait. None when it
    has ended."""
    statement = (
        update(Meter)
        .where(Meter.id == meter_id, Meter.ended_at.is_(None))
        .values(settled_until=Meter.settled_until)
        .returning(Meter)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return (await session.scalars(statement)).one_or_none()


async def close(session: AsyncSession, meter: Meter, *, ended_at: datetime, excluded_ms: int) -> bool:
    values = {"ended_at": ended_at, "paused_since": None, "excluded_ms": excluded_ms}
    return await won(
        session, update(Meter).where(Meter.id == meter.id, Meter.ended_at.is_(None)).values(values)
    )


async def advance(
    session: AsyncSession, meter: Meter, *, settled_until: datetime, amount: int, ms: int
) -> bool:
    """Move the watermark, and what was posted by `amount` micro-yuan and `ms` milliseconds; False when somebody else
    has moved it."""
    guard = (
        Meter.id == meter.id,
        Meter.settled_until == meter.settled_until,
        Meter.posted_micros == meter.posted_micros,
        Meter.posted_ms == meter.posted_ms,
    )
    values = {
        "settled_until": settled_until,
        "posted_micros": meter.posted_micros + amount,
        "posted_ms": meter.posted_ms + ms,
    }
    return await won(session, update(Meter).where(*guard).values(values))


async def add_charge(session: AsyncSession, **values: Any) -> bool:
    return await claim(session, Charge, [values]) == 1


@dataclass(frozen=True)
class Wanted:
    """Which charges of a renter: of one instance or all, for clock hours from `start` on and before `end`."""

    user_id: str
    instance_id: str | None = None
    start: datetime | None = None
    end: datetime | None = None


def _charges(wanted: Wanted) -> Select[Charge]:
    statement = select(Charge).where(Charge.user_id == wanted.user_id)
    if wanted.instance_id is not None:
        statement = statement.where(Charge.instance_id == wanted.instance_id)
    if wanted.start is not None:
        statement = statement.where(Charge.hour >= wanted.start)
    if wanted.end is not None:
        statement = statement.where(Charge.hour < wanted.end)
    return statement


async def charges(session: AsyncSession, wanted: Wanted) -> Sequence[Charge]:
    newest_first = (Charge.hour.desc(), Charge.instance_id, Charge.key)
    return (await session.scalars(_charges(wanted).order_by(*newest_first))).all()


async def charges_page(
    session: AsyncSession, wanted: Wanted, *, until: datetime, cursor: str | None, limit: int
) -> tuple[list[Charge], str | None]:
    """Those that were posted by `until`."""
    statement = _charges(wanted).where(Charge.posted_at <= until)
    return await page_of(session, statement, at=Charge.hour, key=Charge.key, cursor=cursor, limit=limit)


async def charge(session: AsyncSession, key: str) -> Charge | None:
    return await session.get(Charge, key)


async def meters(session: AsyncSession, *, meter_ids: Collection[str]) -> dict[str, Meter]:
    statement = select(Meter).where(Meter.id.in_(meter_ids))
    return {meter.id: meter for meter in (await session.scalars(statement)).all()}


async def open_meters_of(session: AsyncSession, *, user_id: str, instance_id: str | None) -> list[Meter]:
    statement = select(Meter).where(Meter.user_id == user_id, Meter.ended_at.is_(None))
    if instance_id is not None:
        statement = statement.where(Meter.instance_id == instance_id)
    return list((await session.scalars(statement)).all())


async def meters_touching(
    session: AsyncSession, *, user_id: str, instance_id: str | None
) -> dict[str, Meter]:
    """The meters of a user or one instance, by id, for labelling charges and adding what is not yet posted."""
    statement = select(Meter).where(Meter.user_id == user_id)
    if instance_id is not None:
        statement = statement.where(Meter.instance_id == instance_id)
    return {meter.id: meter for meter in (await session.scalars(statement)).all()}


async def charged_since(session: AsyncSession, *, since: datetime) -> int:
    total = select(func.coalesce(func.sum(Charge.micros), 0)).where(Charge.hour >= since)
    return int((await session.scalars(total)).one())


async def charged_by_hour(
    session: AsyncSession, *, since: datetime, user_id: str | None = None
) -> list[tuple[datetime, int]]:
    """Micro-yuan by clock hour, oldest first; hours without a charge are left out."""
    statement = (
        select(Charge.hour, func.sum(Charge.micros))
        .where(Charge.hour >= since)
        .group_by(Charge.hour)
        .order_by(Charge.hour)
    )
    if user_id is not None:
        statement = statement.where(Charge.user_id == user_id)
    return [(hour, int(micros)) for hour, micros in (await session.execute(statement)).all()]


async def get(session: AsyncSession, meter_id: str) -> Meter | None:
    return await session.get(Meter, meter_id, populate_existing=True)
