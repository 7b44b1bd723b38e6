"""The wallet keeps its promises: no overdraft by ordering, nothing moved twice, running dry foretold to the millisecond."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from support import books_are_right, both_databases, fund, make_renter, view
from zuka.context import Ctx
from zuka.errors import Conflict, DomainError
from zuka.kit.clock import ManualClock
from zuka.kit.money import MS_PER_HOUR, parse_yuan
from zuka.wallet import service as wallets

pytestmark = both_databases
YUAN = 1_000_000


async def hold(ctx: Ctx, user_id: str, yuan: str) -> None:
    async with ctx.db.transaction() as session:
        micros = parse_yuan(yuan)
        await wallets.hold(
            session, user_id=user_id, micros=micros, required_micros=micros, now=ctx.clock.now()
        )


async def burn(ctx: Ctx, user_id: str, micros_per_hour: int, *, owed_micro_ms: int = 0) -> None:
    async with ctx.db.transaction() as session:
        await wallets.change_burn(
            session,
            user_id=user_id,
            rate_delta=micros_per_hour,
            owed_delta_micro_ms=owed_micro_ms,
            now=ctx.clock.now(),
        )


async def charge(ctx: Ctx, user_id: str, key: str, micros: int) -> bool:
    async with ctx.db.transaction() as session:
        return await wallets.post_charge(
            session,
            user_id=user_id,
            key=key,
            micros=micros,
            description="1 x RTX 3090",
            reference="i-1",
            now=ctx.clock.now(),
        )


async def due(ctx: Ctx) -> list[wallets.Due]:
    async with ctx.db.read() as session:
        return await wallets.due(session, ctx, now=ctx.clock.now(), limit=100)


async def told(ctx: Ctx, one: wallets.Due, **quiet: float) -> bool:
    until = ctx.clock.now() + timedelta(**quiet) if quiet else None
    async with ctx.db.transaction() as session:
        return await wallets.mark_told(session, one, quiet_until=until)


async def test_money_from_the_operator_is_there(ctx: Ctx) -> None:
    ann = await make_renter(ctx, yuan="12.345678")
    wallet = await view(ctx, ann.id)
    assert (wallet.balance, wallet.available, wallet.runs_dry_at) == (12_345_678, 12_345_678, None)
    await books_are_right(ctx)


async def test_an_order_is_refused_with_what_is_missing(ctx: Ctx) -> None:
    ann = await make_renter(ctx, yuan="1")
    with pytest.raises(Conflict) as caught:
        await hold(ctx, ann.id, "1.58")
    assert caught.value.code == "wallet.insufficient"
    assert caught.value.facts == {"available": "1.00", "required": "1.58", "missing": "0.58"}
    assert (await view(ctx, ann.id)).held == 0


async def test_somebody_who_never_had_money_can_only_order_what_is_free(ctx: Ctx) -> None:
    ann = await make_renter(ctx)
    await hold(ctx, ann.id, "0")
    with pytest.raises(Conflict):
        await hold(ctx, ann.id, "0.000001")


async def test_a_hundred_orders_at_once_never_hold_more_than_there_is(ctx: Ctx) -> None:
    ann = await make_renter(ctx, yuan="10")
    results = await asyncio.gather(*(hold(ctx, ann.id, "1.58") for _ in range(100)), return_exceptions=True)
    refusals = [result for result in results if result is not None]
    assert all(isinstance(one, DomainError) and one.code == "wallet.insufficient" for one in refusals)
    assert len(results) - len(refusals) == 6
    wallet = await view(ctx, ann.id)
    assert (wallet.held, wallet.available) == (6 * 1_580_000, 520_000)


async def test_what_runs_already_keeps_its_next_hour(ctx: Ctx) -> None:
    ann = await make_renter(ctx, yuan="5")
    await burn(ctx, ann.id, 2 * YUAN)
    with pytest.raises(Conflict):
        await hold(ctx, ann.id, "3.000001")
    await hold(ctx, ann.id, "3")


async def test_a_hold_is_given_back_once(ctx: Ctx) -> None:
    ann = await make_renter(ctx, yuan="2")
    await hold(ctx, ann.id, "2")
    for _ in range(2):
        async with ctx.db.transaction() as session:
            await wallets.release_hold(session, user_id=ann.id, micros=YUAN, now=ctx.clock.now())
    with pytest.raises(ValueError, match="more was released"):
        async with ctx.db.transaction() as session:
            await wallets.release_hold(session, user_id=ann.id, micros=1, now=ctx.clock.now())
    assert (await view(ctx, ann.id)).available == 2 * YUAN


async def test_what_is_owed_grows_by_itself_and_is_shown_live(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan="10")
    await burn(ctx, ann.id, 1_580_000)
    clock.advance(0.001)
    assert (await view(ctx, ann.id)).owed == 0
    clock.advance(1799.999)
    wallet = await view(ctx, ann.id)
    assert (wallet.balance, wallet.owed, wallet.available) == (10 * YUAN, 790_000, 9_210_000)


async def test_posting_a_charge_moves_nothing_else(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan="10")
    await burn(ctx, ann.id, 1_580_000)
    clock.advance(3600)
    before = await view(ctx, ann.id)
    assert await charge(ctx, ann.id, "run:1:0", 1_580_000)
    after = await view(ctx, ann.id)
    assert (after.balance, after.owed) == (before.balance - 1_580_000, 0)
    assert (after.available, after.runs_dry_at) == (before.available, before.runs_dry_at)
    await books_are_right(ctx)


async def test_a_charge_is_posted_once_however_often_it_is_tried(ctx: Ctx) -> None:
    ann = await make_renter(ctx, yuan="10")
    results = await asyncio.gather(*(charge(ctx, ann.id, "run:1:0", 500_000) for _ in range(20)))
    assert sorted(results) == [False] * 19 + [True]
    assert (await view(ctx, ann.id)).balance == 9_500_000
    await books_are_right(ctx)


async def test_a_correction_gives_money_back(ctx: Ctx) -> None:
    ann = await make_renter(ctx, yuan="10")
    await charge(ctx, ann.id, "run:1:0", 500_000)
    await charge(ctx, ann.id, "run:1:1", -200_000)
    assert (await view(ctx, ann.id)).balance == 9_700_000
    await books_are_right(ctx)


async def test_warnings_come_at_a_day_an_hour_and_ten_minutes_and_then_it_is_dry(
    ctx: Ctx, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, yuan="30")
    await burn(ctx, ann.id, YUAN)
    start = clock.now()
    heard: list[tuple[float, int, bool]] = []
    while clock.now() < start + timedelta(hours=31):
        for one in await due(ctx):
            heard.append(((clock.now() - start) / timedelta(hours=1), one.minutes, one.dry))
            assert one.runs_dry_at == start + timedelta(hours=30)
            assert await told(ctx, one, **({"hours": 2} if one.dry else {}))
        clock.advance(600)
    assert heard == [(6, 1440, False), (29, 60, False), (pytest.approx(29 + 5 / 6), 10, False), (30, 0, True)]


async def test_a_dry_wallet_is_due_again_after_its_quiet_time(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan="1")
    await burn(ctx, ann.id, YUAN)
    clock.advance(3600)
    (one,) = await due(ctx)
    assert one.dry
    await told(ctx, one, seconds=5)
    assert await due(ctx) == []
    clock.advance(5)
    assert [again.dry for again in await due(ctx)] == [True]


async def test_after_a_top_up_the_warnings_start_over(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan="1")
    await burn(ctx, ann.id, YUAN)
    clock.advance(minutes=55)
    (one,) = await due(ctx)
    assert one.minutes == 10
    await told(ctx, one)
    assert await due(ctx) == []
    await fund(ctx, ann.id, "100")
    assert await due(ctx) == []
    clock.advance(hours=80)
    (again,) = await due(ctx)
    assert again.minutes == 1440
    assert again.key != one.key


async def test_a_warning_that_was_overtaken_by_a_top_up_is_not_noted(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan="1")
    await burn(ctx, ann.id, YUAN)
    (one,) = await due(ctx)
    await fund(ctx, ann.id, "100")
    assert not await told(ctx, one)


async def test_posting_hours_does_not_repeat_a_warning(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan="20")
    await burn(ctx, ann.id, YUAN)
    (one,) = await due(ctx)
    await told(ctx, one)
    for hour in range(5):
        clock.advance(hours=1)
        await charge(ctx, ann.id, f"run:1:{hour}", YUAN)
        assert await due(ctx) == []


async def test_nothing_is_due_of_a_wallet_that_does_not_burn(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx)
    await burn(ctx, ann.id, YUAN)
    await burn(ctx, ann.id, -YUAN)
    clock.advance(days=100)
    assert await due(ctx) == []


async def test_the_most_urgent_wallets_come_first(ctx: Ctx, clock: ManualClock) -> None:
    users = [await make_renter(ctx, f"user{number}", yuan=str(5 - number)) for number in range(3)]
    for user in users:
        await burn(ctx, user.id, YUAN)
    assert [one.user_id for one in await due(ctx)] == [user.id for user in reversed(users)]


async def test_rounding_down_of_many_meters_forgives_exactly(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, yuan="1")
    await burn(ctx, ann.id, 7)
    clock.advance(1)
    await burn(ctx, ann.id, -7, owed_micro_ms=-7000)
    wallet = await view(ctx, ann.id)
    assert (wallet.owed, wallet.available) == (0, YUAN)
    assert MS_PER_HOUR > 7000
