"""What was charged and why: statements and runs. Reads only; `meters` moves money."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import meters, schemas, store
from zuka.billing.models import Meter


async def statement(
    session: AsyncSession,
    *,
    user_id: str,
    instance_id: str | None,
    start: datetime | None,
    end: datetime | None,
    now: datetime,
) -> schemas.Statement:
    """Lines newest first, the hours that are not posted yet included, so that the total is what is owed now."""
    by_id = await store.meters_touching(session, user_id=user_id, instance_id=instance_id)
    charges = await store.charges(session, user_id=user_id, instance_id=instance_id, start=start, end=end)
    lines = [
        schemas.StatementLine(
            instance_id=one.instance_id,
            hour=one.hour,
            what=by_id[one.meter_id].what,
            billable_ms=one.billable_ms,
            price_per_hour=by_id[one.meter_id].price_per_hour,
            amount=one.micros,
            posted=True,
        )
        for one in charges
    ]
    lines += [line for meter in by_id.values() for line in _unposted(meter, now=now, start=start, end=end)]
    lines.sort(key=lambda line: (line.hour, line.instance_id, line.what), reverse=True)
    return schemas.Statement(lines=lines, total=sum(line.amount for line in lines))


def _unposted(
    meter: Meter, *, now: datetime, start: datetime | None, end: datetime | None
) -> list[schemas.StatementLine]:
    """One line for each hour of an open meter that has not been posted, the present one included; it also holds what
    late news took back from the hours before."""
    lines = []
    since, before, before_ms = meter.settled_until, meter.posted_micros, meter.posted_ms
    is_open = meter.ended_at is None
    while is_open:
        hour = meters.hour_of(since)
        until = min(hour + meters.HOUR, now)
        amount = meters.owed(meter, until) - before
        ms = meters.billable_ms(meter, until) - before_ms
        if (ms or amount) and (start is None or hour >= start) and (end is None or hour < end):
            lines.append(
                schemas.StatementLine(
                    instance_id=meter.instance_id,
                    hour=hour,
                    what=meter.what,
                    billable_ms=ms,
                    price_per_hour=meter.price_per_hour,
                    amount=amount,
                    posted=False,
                )
            )
        since, before, before_ms = until, before + amount, before_ms + ms
        is_open = until < now
    return lines


async def runs(
    session: AsyncSession, *, instance_id: str, user_id: str, now: datetime
) -> list[schemas.RunOut]:
    """Every meter that an instance of this renter ever had, newest first."""
    rows = await store.meters_of(session, instance_id=instance_id)
    return [
        schemas.RunOut(
            id=row.id,
            kind=row.kind.value,
            what=row.what,
            price_per_hour=row.price_per_hour,
            started_at=row.started_at,
            ended_at=row.ended_at,
            billable_ms=meters.billable_ms(row, now),
            amount=meters.owed(row, now),
            posted=row.posted_micros,
            paused=row.paused_since is not None,
        )
        for row in rows
        if row.user_id == user_id
    ]


async def charged_since(session: AsyncSession, *, since: datetime) -> int:
    """Micro-yuan charged to anybody for hours from `since` on."""
    return await store.charged_since(session, since=since)
