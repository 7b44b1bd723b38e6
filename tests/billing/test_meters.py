"""Time costs exactly what the formula says, whatever happens: pauses, late news, crashes, replays."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import httpx2
import pytest

from support import books_are_right, both_databases, login, make_renter, refused, view
from zuka.billing import loops, meters, service, store
from zuka.billing.models import MeterKind
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.kit.money import MS_PER_HOUR, charge, format_yuan, parse_yuan

pytestmark = both_databases

PRICE = 1_580_001
"""Not divisible by anything nice, so that rounding shows."""
RICH = "1000"


async def start(
    ctx: Ctx, user_id: str, *, price: int = PRICE, instance: str = "i-1", kind: MeterKind = MeterKind.CARDS
) -> None:
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        await meters.start(
            session,
            instance_id=instance,
            user_id=user_id,
            kind=kind,
            what="1 x RTX 3090",
            price_per_hour=price,
            started_at=now,
            now=now,
        )


async def end(ctx: Ctx, *, at: datetime | None = None, instance: str = "i-1") -> bool:
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        return await meters.end_run(session, instance_id=instance, at=at or now, now=now)


async def end_and_die(ctx: Ctx) -> None:
    async with ctx.db.transaction() as session:
        await meters.end_run(session, instance_id="i-1", at=ctx.clock.now(), now=ctx.clock.now())
        raise RuntimeError("the process dies here")


async def pause(ctx: Ctx, since: datetime) -> None:
    async with ctx.db.transaction() as session:
        await meters.pause(session, instance_id="i-1", since=since, now=ctx.clock.now())


async def resume(ctx: Ctx, at: datetime) -> None:
    async with ctx.db.transaction() as session:
        await meters.resume(session, instance_id="i-1", at=at, now=ctx.clock.now())


async def settle(ctx: Ctx) -> None:
    await loops.LOOPS[0].once(ctx)


async def spent(ctx: Ctx, user_id: str) -> int:
    return parse_yuan(RICH) - (await view(ctx, user_id)).balance


async def statement_total(ctx: Ctx, user_id: str) -> int:
    async with ctx.db.read() as session:
        found = await service.statement(
            session, user_id=user_id, instance_id=None, start=None, end=None, now=ctx.clock.now()
        )
    assert sum(line.amount for line in found.lines) == found.total
    return found.total


async def settled(ctx: Ctx, user_id: str, micros: int) -> None:
    """Everything is over, and cost `micros`: in the ledger, in the statement, and nothing is left owing."""
    wallet = await view(ctx, user_id)
    assert parse_yuan(RICH) - wallet.balance == micros
    assert (wallet.owed, wallet.burn_per_hour, wallet.runs_dry_at) == (0, 0, None)
    assert wallet.available == wallet.balance
    assert await statement_total(ctx, user_id) == micros
    await books_are_right(ctx)


async def test_a_run_costs_its_milliseconds_and_is_posted_hour_by_hour(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    clock.advance(minutes=13, milliseconds=7)
    await start(ctx, ann.id)
    clock.advance(hours=3, seconds=1, milliseconds=1)
    await settle(ctx)
    posted = await spent(ctx, ann.id)
    assert posted == charge(PRICE, 3 * MS_PER_HOUR - (13 * 60_000 + 7))
    assert await statement_total(ctx, ann.id) == charge(PRICE, 3 * MS_PER_HOUR + 1001)
    await end(ctx)
    await settled(ctx, ann.id, charge(PRICE, 3 * MS_PER_HOUR + 1001))


async def test_hours_are_rounded_once_and_not_each(ctx: Ctx, clock: ManualClock) -> None:
    """A price of which every hour loses a fraction: after a hundred hours it must not have lost a hundred of them."""
    ann = await make_renter(ctx, yuan=RICH)
    clock.advance(milliseconds=1)
    await start(ctx, ann.id, price=999)
    for _ in range(100):
        clock.advance(minutes=60)
        await settle(ctx)
    await end(ctx)
    await settled(ctx, ann.id, 99_900)


async def test_settling_late_settles_the_same(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(hours=49, minutes=30)
    await settle(ctx)
    async with ctx.db.read() as session:
        lines = await store.charges(session, store.Wanted(ann.id))
    assert [line.micros for line in lines] == [PRICE] * 49
    await end(ctx)
    await settled(ctx, ann.id, charge(PRICE, 49 * MS_PER_HOUR + MS_PER_HOUR // 2))


async def test_many_workers_settle_one_meter_once(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(hours=5)
    async with ctx.db.read() as session:
        (meter,) = await store.open_meters(session, instance_id="i-1")
    await asyncio.gather(*(loops.settle(ctx, meter) for _ in range(8)))
    assert await spent(ctx, ann.id) == 5 * PRICE
    await books_are_right(ctx)


async def test_ending_and_settling_at_once_charges_once(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(hours=5, minutes=30)
    async with ctx.db.read() as session:
        (meter,) = await store.open_meters(session, instance_id="i-1")
    await asyncio.gather(end(ctx), loops.settle(ctx, meter), end(ctx), loops.settle(ctx, meter))
    await settled(ctx, ann.id, charge(PRICE, 5 * MS_PER_HOUR + MS_PER_HOUR // 2))


async def test_a_second_run_of_the_same_instance_is_not_opened(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    await start(ctx, ann.id)
    assert (await view(ctx, ann.id)).burn_per_hour == PRICE
    await start(ctx, ann.id, kind=MeterKind.DISK, price=10)
    assert (await view(ctx, ann.id)).burn_per_hour == PRICE + 10


async def test_a_replayed_end_moves_nothing(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(hours=1, minutes=1)
    assert await end(ctx)
    clock.advance(hours=1)
    assert not await end(ctx)
    await settled(ctx, ann.id, charge(PRICE, 61 * 60_000))


async def test_a_crash_before_the_commit_leaves_nothing_and_the_next_try_is_whole(
    ctx: Ctx, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(hours=2, minutes=1)
    with pytest.raises(RuntimeError):
        await end_and_die(ctx)
    wallet = await view(ctx, ann.id)
    assert (wallet.balance, wallet.burn_per_hour) == (parse_yuan(RICH), PRICE)
    await end(ctx)
    await settled(ctx, ann.id, charge(PRICE, 121 * 60_000))


async def test_the_engines_stop_time_counts_and_not_when_we_heard_of_it(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(minutes=30)
    stopped_at = clock.now()
    clock.advance(minutes=20)
    await end(ctx, at=stopped_at)
    await settled(ctx, ann.id, charge(PRICE, 30 * 60_000))


async def test_a_stop_that_is_heard_of_after_its_hour_was_posted_is_put_right(
    ctx: Ctx, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(minutes=58)
    stopped_at = clock.now()
    clock.advance(hours=2, minutes=7)
    await settle(ctx)
    assert await spent(ctx, ann.id) == 3 * PRICE
    await end(ctx, at=stopped_at)
    await settled(ctx, ann.id, charge(PRICE, 58 * 60_000))


async def test_a_lost_host_is_not_paid_for(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(minutes=20)
    last_seen = clock.now()
    clock.advance(minutes=2)
    await pause(ctx, last_seen)
    wallet = await view(ctx, ann.id)
    assert (wallet.burn_per_hour, wallet.owed) == (0, charge(PRICE, 20 * 60_000))
    clock.advance(hours=5)
    await settle(ctx)
    assert await statement_total(ctx, ann.id) == charge(PRICE, 20 * 60_000)
    seen_again = clock.now()
    clock.advance(seconds=10)
    await resume(ctx, seen_again)
    clock.advance(minutes=10)
    await end(ctx)
    await settled(ctx, ann.id, charge(PRICE, 30 * 60_000 + 10_000))


async def test_a_host_that_was_lost_before_its_hour_was_posted_is_given_back(
    ctx: Ctx, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(minutes=30)
    last_seen = clock.now()
    clock.advance(minutes=31)
    await settle(ctx)
    assert await spent(ctx, ann.id) == PRICE
    await pause(ctx, last_seen)
    assert (await view(ctx, ann.id)).available == parse_yuan(RICH) - charge(PRICE, 30 * 60_000) - 1
    assert await statement_total(ctx, ann.id) == charge(PRICE, 30 * 60_000)
    clock.advance(hours=2)
    await settle(ctx)
    assert await spent(ctx, ann.id) == charge(PRICE, 30 * 60_000)
    await end(ctx, at=last_seen)
    await settled(ctx, ann.id, charge(PRICE, 30 * 60_000))


async def test_a_run_that_ends_while_its_host_is_lost_ends_when_it_was_last_seen(
    ctx: Ctx, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    clock.advance(minutes=30)
    last_seen = clock.now()
    clock.advance(hours=3)
    await pause(ctx, last_seen)
    clock.advance(hours=3)
    await end(ctx, at=last_seen + timedelta(hours=2))
    await settled(ctx, ann.id, charge(PRICE, 30 * 60_000))


async def test_a_span_is_taken_out_of_a_run_that_goes_on(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    begin = clock.now()
    clock.advance(hours=1)
    now = clock.now()
    async with ctx.db.transaction() as session:
        await meters.exclude(
            session,
            instance_id="i-1",
            since=begin + timedelta(minutes=10),
            until=begin + timedelta(minutes=25),
            now=now,
        )
    assert (await view(ctx, ann.id)).owed == charge(PRICE, 45 * 60_000)
    await end(ctx)
    await settled(ctx, ann.id, charge(PRICE, 45 * 60_000))


async def test_a_stop_before_the_start_costs_nothing(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    await end(ctx, at=clock.now() - timedelta(seconds=3))
    await settled(ctx, ann.id, 0)


async def test_everything_of_a_released_instance_ends(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    await start(ctx, ann.id)
    await start(ctx, ann.id, kind=MeterKind.DISK, price=275)
    clock.advance(hours=1, minutes=30)
    await end(ctx)
    clock.advance(hours=10)
    async with ctx.db.transaction() as session:
        await meters.end_all(session, instance_id="i-1", at=clock.now(), now=clock.now())
    disk = charge(275, 11 * MS_PER_HOUR + MS_PER_HOUR // 2)
    await settled(ctx, ann.id, charge(PRICE, MS_PER_HOUR * 3 // 2) + disk)


async def test_statement_lines_add_up_to_the_run_in_money_and_in_time(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan=RICH)
    clock.advance(minutes=41)
    await start(ctx, ann.id)
    clock.advance(hours=1)
    last_seen = clock.now()
    clock.advance(hours=1)
    await settle(ctx)
    await pause(ctx, last_seen)
    clock.advance(hours=1)
    await settle(ctx)
    await resume(ctx, clock.now())
    clock.advance(hours=1)
    for is_over in (False, True):
        if is_over:
            await end(ctx)
        async with ctx.db.read() as session:
            found = await service.statement(
                session, user_id=ann.id, instance_id="i-1", start=None, end=None, now=clock.now()
            )
            (run,) = await service.runs(session, instance_id="i-1", user_id=ann.id, now=clock.now())
        assert run.billable_ms == 2 * MS_PER_HOUR
        assert run.amount == found.total == 2 * PRICE
        assert sum(line.billable_ms for line in found.lines) == run.billable_ms


async def test_a_renter_reads_their_own_statement_only(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann", yuan=RICH)
    await make_renter(ctx, "eve")
    await start(ctx, ann.id)
    clock.advance(minutes=90)
    await settle(ctx)
    await login(client, "ann")
    answer = (await client.get("/api/v1/statement", params={"from": "2026-01-01T01:00:00Z"})).json()
    assert answer["total"] == format_yuan(charge(PRICE, 90 * 60_000) - PRICE)
    nowhere = await client.get("/api/v1/statement", params={"from": "2026-01-01T01:00:00"})
    refused(nowhere, 422, "request.invalid")
    whole = (await client.get("/api/v1/statement")).json()
    assert [line["posted"] for line in whole["lines"]] == [False, True]
    await login(client, "eve")
    assert (await client.get("/api/v1/statement")).json() == {"lines": [], "total": "0.00"}
