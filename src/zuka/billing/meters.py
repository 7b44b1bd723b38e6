"""Opening, pausing and closing meters, and what they owe.

This room decides what time costs and nothing else: it stops nobody and never asks whether the money is there.
Every change moves the wallet's burn rate in the same transaction, by the exact numerator (price x milliseconds),
so that the wallet alone can say when it runs dry.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import store
from zuka.billing.models import Meter, MeterKind
from zuka.kit import ids
from zuka.kit.clock import EPOCH, to_millis
from zuka.kit.money import MS_PER_HOUR, charge
from zuka.wallet import service as wallets

HOUR = timedelta(hours=1)


def hour_of(at: datetime) -> datetime:
    """The beginning of the clock hour that `at` lies in."""
    return EPOCH + (at - EPOCH) // HOUR * HOUR


def billable_ms(meter: Meter, at: datetime) -> int:
    """Milliseconds that count, up to `at`: not before the start, not after the end, no pause."""
    end = min(at, meter.ended_at) if meter.ended_at else at
    if meter.paused_since is not None:
        end = min(end, meter.paused_since)
    return max(0, to_millis(end) - to_millis(meter.started_at) - meter.excluded_ms)


def owed(meter: Meter, at: datetime) -> int:
    """Everything that the meter has cost up to `at`, in micro-yuan, posted or not."""
    return charge(meter.price_per_hour, billable_ms(meter, at))


async def start(
    session: AsyncSession,
    *,
    instance_id: str,
    user_id: str,
    kind: MeterKind,
    what: str,
    price_per_hour: int,
    started_at: datetime,
    now: datetime,
) -> bool:
    """Open a meter. False when the instance has an open run already, which is then left as it is."""
    opened = await store.add_meter(
        session,
        id=ids.new_id("run" if kind != MeterKind.DISK else "disk"),
        instance_id=instance_id,
        user_id=user_id,
        kind=kind,
        what=what,
        price_per_hour=price_per_hour,
        started_at=started_at,
        settled_until=hour_of(started_at),
    )
    if opened:
        owed_now = price_per_hour * _ms(started_at, now)
        await wallets.change_burn(
            session, user_id=user_id, rate_delta=price_per_hour, owed_delta_micro_ms=owed_now, now=now
        )
    return opened


async def pause(session: AsyncSession, *, instance_id: str, since: datetime, now: datetime) -> bool:
    """Stop counting from `since`, the last moment at which the host was seen. True when that changed anything."""
    changed = False
    for meter in await store.open_meters(session, instance_id=instance_id):
        since_here = max(since, meter.started_at)
        if meter.kind == MeterKind.DISK or not await store.pause(session, meter, since=since_here):
            continue
        price = meter.price_per_hour
        await wallets.change_burn(
            session,
            user_id=meter.user_id,
            rate_delta=-price,
            owed_delta_micro_ms=-price * _ms(since_here, now),
            now=now,
        )
        changed = True
    return changed


async def resume(session: AsyncSession, *, instance_id: str, at: datetime, now: datetime) -> bool:
    """Count again from `at`, the moment at which the host was seen again."""
    changed = False
    for meter in await store.open_meters(session, instance_id=instance_id):
        if meter.paused_since is None:
            continue
        excluded = meter.excluded_ms + _ms(meter.paused_since, at)
        if await store.resume(session, meter, excluded_ms=excluded):
            price = meter.price_per_hour
            await wallets.change_burn(
                session,
                user_id=meter.user_id,
                rate_delta=price,
                owed_delta_micro_ms=price * _ms(at, now),
                now=now,
            )
            changed = True
    return changed


async def open_run(session: AsyncSession, *, instance_id: str) -> Meter | None:
    """The run that is under way, if there is one."""
    return await store.open_run(session, instance_id=instance_id)


async def is_paused(session: AsyncSession, *, instance_id: str) -> bool:
    """Whether the instance has an open run that does not count right now."""
    meter = await open_run(session, instance_id=instance_id)
    return meter is not None and meter.paused_since is not None


async def exclude(
    session: AsyncSession, *, instance_id: str, since: datetime, until: datetime, now: datetime
) -> None:
    """Take a span out of a run that goes on: nobody pays for the time between two moments of a lost host."""
    if await pause(session, instance_id=instance_id, since=since, now=now):
        await resume(session, instance_id=instance_id, at=until, now=now)


async def end_run(session: AsyncSession, *, instance_id: str, at: datetime, now: datetime) -> bool:
    """Close the instance's run at `at` and post what is left of it. False when there was none open."""
    meter = await store.open_run(session, instance_id=instance_id)
    return meter is not None and await _end(session, meter.id, at=at, now=now)


async def end_all(session: AsyncSession, *, instance_id: str, at: datetime, now: datetime) -> None:
    """Close everything that the instance is charged for: it is gone."""
    for meter in await store.open_meters(session, instance_id=instance_id):
        await _end(session, meter.id, at=at, now=now)


async def _end(session: AsyncSession, meter_id: str, *, at: datetime, now: datetime) -> bool:
    meter = await store.take(session, meter_id)
    if meter is None:
        return False
    at = max(at, meter.started_at)
    was_burning, counts_until = meter.paused_since is None, meter.paused_since or now
    # What the wallet believes that this meter has cost so far; from now on it has cost what is posted, exactly.
    believed = meter.price_per_hour * (_ms(meter.started_at, counts_until) - meter.excluded_ms)
    excluded = meter.excluded_ms + (0 if was_burning else max(0, _ms(counts_until, at)))
    if not await store.close(session, meter, ended_at=at, excluded_ms=excluded):
        return False
    meter.ended_at, meter.paused_since, meter.excluded_ms = at, None, excluded
    await settle(session, meter, upto=at, now=now)
    # Hours that were posted before the news came may have lasted beyond the end, or through a pause.
    await _post(session, meter, name="end", hour=hour_of(at), until=at, now=now)
    await wallets.change_burn(
        session,
        user_id=meter.user_id,
        rate_delta=-meter.price_per_hour if was_burning else 0,
        owed_delta_micro_ms=meter.posted_micros * MS_PER_HOUR - believed,
        now=now,
    )
    return True


async def settle(session: AsyncSession, meter: Meter, *, upto: datetime, now: datetime) -> int:
    """Post each clock hour that ends by `upto`, and the rest when the meter has ended; micro-yuan moved.

    The amount is always "owed up to then, less posted before", so a correction of the past comes out right.
    """
    moved = 0
    while meter.settled_until < upto:
        hour = hour_of(meter.settled_until)
        until = min(hour + HOUR, upto)
        if until < hour + HOUR and (meter.ended_at is None or until < meter.ended_at):
            break
        amount = await _post(session, meter, name=f"{hour:%Y-%m-%dT%H}", hour=hour, until=until, now=now)
        if amount is None:
            break
        moved += amount
    return moved


async def _post(
    session: AsyncSession, meter: Meter, *, name: str, hour: datetime, until: datetime, now: datetime
) -> int | None:
    """Charge what is owed up to `until` beyond what was charged before, in money and in time; below zero when the
    past has become shorter. None when somebody else has moved the watermark."""
    amount, ms = owed(meter, until) - meter.posted_micros, billable_ms(meter, until) - meter.posted_ms
    settled_until = max(meter.settled_until, until)
    if not await store.advance(session, meter, settled_until=settled_until, amount=amount, ms=ms):
        return None
    meter.settled_until = settled_until
    meter.posted_micros, meter.posted_ms = meter.posted_micros + amount, meter.posted_ms + ms
    if amount == 0 and ms == 0:
        return 0
    key = f"run:{meter.id}:{name}"
    new = await store.add_charge(
        session,
        key=key,
        meter_id=meter.id,
        instance_id=meter.instance_id,
        user_id=meter.user_id,
        hour=hour,
        billable_ms=ms,
        micros=amount,
        posted_at=now,
    )
    assert new, "the watermark lets nobody post an hour twice"
    if amount:
        await wallets.post_charge(
            session,
            user_id=meter.user_id,
            key=key,
            micros=amount,
            description=meter.what,
            reference=meter.instance_id,
            now=now,
        )
    return amount


def _ms(start: datetime, end: datetime) -> int:
    return to_millis(end) - to_millis(start)
