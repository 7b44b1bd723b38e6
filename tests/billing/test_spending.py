"""What each day cost, by the reader's own calendar, to the last micro-yuan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx2
import pytest

from support import both_databases, login, make_renter, refused
from zuka.billing import loops, meters
from zuka.billing.models import MeterKind
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.kit.money import MS_PER_HOUR, charge, format_yuan, parse_yuan

pytestmark = both_databases

PRICE = 1_580_001


async def start(ctx: Ctx, user_id: str) -> None:
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        await meters.start(
            session, instance_id="i-1", user_id=user_id, kind=MeterKind.CARDS, what="1 x RTX 3090",
            price_per_hour=PRICE, started_at=now, now=now,
        )  # fmt: skip


async def end(ctx: Ctx, at: datetime) -> None:
    async with ctx.db.transaction() as session:
        await meters.end_run(session, instance_id="i-1", at=at, now=ctx.clock.now())


async def spending(client: httpx2.AsyncClient, **params: int) -> dict[str, Any]:
    answer = await client.get("/api/v1/wallet/spending", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert parse_yuan(found["total"]) == sum(parse_yuan(day["amount"]) for day in found["days"])
    return found


async def test_days_are_the_readers_and_those_that_cost_nothing_are_there(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann", yuan="1000")
    await login(client, "ann")
    # In China it is the first of January until 16:00 UTC.
    clock.advance(hours=14)
    await start(ctx, ann.id)
    clock.advance(hours=4)
    await loops.LOOPS[0].once(ctx)
    china = await spending(client, days=3, utc_offset_minutes=480)
    assert china["days"] == [
        {"date": "2025-12-31", "amount": "0.00"},
        {"date": "2026-01-01", "amount": format_yuan(2 * PRICE)},
        {"date": "2026-01-02", "amount": format_yuan(2 * PRICE)},
    ]
    london = await spending(client, days=1)
    assert london == {
        "days": [{"date": "2026-01-01", "amount": format_yuan(4 * PRICE)}],
        "total": format_yuan(4 * PRICE),
    }


async def test_what_is_not_posted_yet_counts_and_it_adds_up_to_the_statement(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann", yuan="1000")
    await login(client, "ann")
    clock.advance(minutes=41)
    await start(ctx, ann.id)
    clock.advance(hours=30, minutes=7)
    for settled in (False, True):
        if settled:
            await loops.LOOPS[0].once(ctx)
        found = await spending(client, days=14, utc_offset_minutes=330)
        assert found["total"] == (await client.get("/api/v1/statement")).json()["total"]
        assert parse_yuan(found["total"]) == charge(PRICE, 30 * MS_PER_HOUR + 7 * 60_000)
        assert len(found["days"]) == 14


async def test_days_before_the_span_do_not_count(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann", yuan="1000")
    await login(client, "ann")
    await start(ctx, ann.id)
    clock.advance(hours=2)
    await end(ctx, clock.now())
    clock.advance(days=5)
    assert (await spending(client, days=5))["total"] == "0.00"
    assert (await spending(client, days=6))["total"] == format_yuan(2 * PRICE)


@pytest.mark.parametrize("params", [{"days": 0}, {"days": 367}, {"utc_offset_minutes": 900}])
async def test_what_is_no_span_is_refused(
    ctx: Ctx, client: httpx2.AsyncClient, params: dict[str, int]
) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    refused(await client.get("/api/v1/wallet/spending", params=params), 422, "request.invalid")
