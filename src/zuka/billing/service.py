"""What was charged and why: statements, runs, spending. Reads only; `meters` moves money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import meters, schemas, store
from zuka.billing.models import Charge, Meter

Wanted = store.Wanted


@dataclass(frozen=True)
class Line:
    """One instance, one thing it costs, one clock hour (its beginning, UTC). Micro-yuan."""

    instance_id: str
    hour: datetime
    what: str
    billable_ms: int
    price_per_hour: int
    amount: int
    posted: bool
    """False while the hour is not closed: the amount is still growing."""


@dataclass(frozen=True)
class Bill:
    """Lines newest first, and what they add up to."""

    lines: list[Line]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


async def statement(
    session: AsyncSession,
    *,
    user_id: str,
    instance_id: str | None,
    start: datetime | None,
    end: datetime | None,
    now: datetime,
) -> Bill:
    """Everything, the hours that are not posted yet included, so that the total is what is owed now."""
    wanted = Wanted(user_id, instance_id, start, end)
    by_id = await store.meters_touching(session, user_id=user_id, instance_id=instance_id)
    lines = [_posted(one, by_id[one.meter_id]) for one in await store.charges(session, wanted)]
    lines += [line for meter in by_id.values() for line in _unposted(meter, now=now, start=start, end=end)]
    lines.sort(key=lambda line: (line.hour, line.instance_id, line.what), reverse=True)
    return Bill(lines)


async def unposted(session: AsyncSession, wanted: Wanted, *, now: datetime) -> list[Line]:
    """What has been used and is not in the ledger yet, newest first."""
    found = await store.open_meters_of(session, user_id=wanted.user_id, instance_id=wanted.instance_id)
    lines = [
        line for meter in found for line in _unposted(meter, now=now, start=wanted.start, end=wanted.end)
    ]
    return sorted(lines, key=lambda line: (line.hour, line.instance_id, line.what), reverse=True)


async def posted_page(
    session: AsyncSession, wanted: Wanted, *, until: datetime, cursor: str | None, limit: int
) -> tuple[list[Line], str | None]:
    """What was in the ledger at `until`, newest first, page by page."""
    rows, following = await store.charges_page(session, wanted, until=until, cursor=cursor, limit=limit)
    by_id = await store.meters(session, meter_ids={row.meter_id for row in rows})
    return [_posted(row, by_id[row.meter_id]) for row in rows], following


def _posted(charge: Charge, meter: Meter) -> Line:
    return Line(
        instance_id=charge.instance_id,
        hour=charge.hour,
        what=meter.what,
        billable_ms=charge.billable_ms,
        price_per_hour=meter.price_per_hour,
        amount=charge.micros,
        posted=True,
    )


def _unposted(meter: Meter, *, now: datetime, start: datetime | None, end: datetime | None) -> list[Line]:
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
                Line(
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


async def spending(
    session: AsyncSession, *, user_id: str, days: int, utc_offset: timedelta, now: datetime
) -> schemas.SpendingOut:
    """What each of the latest `days` cost, today included, by a clock that is `utc_offset` ahead of UTC. An hour
    belongs to the day that it begins in."""
    today = _date(now, utc_offset)
    dates = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    amounts = dict.fromkeys(dates, 0)
    start = datetime.combine(dates[0], time(), tzinfo=UTC) - utc_offset
    for hour, micros in await store.charged_by_hour(session, since=start, user_id=user_id):
        amounts[_date(hour, utc_offset)] += micros
    for line in await unposted(session, Wanted(user_id, start=start), now=now):
        amounts[_date(line.hour, utc_offset)] += line.amount
    return schemas.SpendingOut(
        days=[schemas.DayOut(date=one, amount=micros) for one, micros in amounts.items()],
        total=sum(amounts.values()),
    )


def _date(at: datetime, utc_offset: timedelta) -> date:
    return (at + utc_offset).date()


async def runs(
    session: AsyncSession, *, instance_id: str, user_id: str, now: datetime
) -> list[schemas.RunOut]:
    """Every meter that an instance of this renter ever had, newest first."""
    rows = await store.meters_of(session, instance_id=instance_id)
    return [_run(row, now) for row in rows if row.user_id == user_id]


async def charged_for(
    session: AsyncSession, *, key: str, now: datetime
) -> tuple[schemas.RunOut, datetime] | None:
    """The run that the charge with this key is part of, and its clock hour; None when no charge has the key."""
    found = await store.charge(session, key)
    if found is None:
        return None
    meter = await store.get(session, found.meter_id)
    assert meter is not None, "a charge is never without its meter"
    return _run(meter, now), found.hour


def _run(row: Meter, now: datetime) -> schemas.RunOut:
    return schemas.RunOut(
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


async def charged_since(session: AsyncSession, *, since: datetime) -> int:
    """Micro-yuan charged to anybody for hours from `since` on."""
    return await store.charged_since(session, since=since)


async def charged_by_hour(session: AsyncSession, *, since: datetime) -> dict[datetime, int]:
    """Micro-yuan charged to anybody for each hour from `since` on that anything was charged for."""
    return dict(await store.charged_by_hour(session, since=since))
