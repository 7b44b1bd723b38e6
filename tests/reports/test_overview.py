"""The operator's first page: what is rented, earned and owed, what is in trouble, and how it has been."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx2
from sqlalchemy import update

from instances.conftest import PRICE, Renter, look, work
from support import both_databases, refused, view
from zuka.billing import loops as billing
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.errors import EngineRefused, EngineUnavailable
from zuka.fleet.loops import HOSTS, SAMPLES
from zuka.kit.clock import ManualClock
from zuka.kit.money import format_yuan, parse_yuan
from zuka.wallet import loops as wallet
from zuka.wallet.models import Wallet

pytestmark = both_databases

ONE = parse_yuan(PRICE)


async def seen(operator: httpx2.AsyncClient) -> dict[str, Any]:
    answer = await operator.get("/api/v1/admin/overview")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def alerts(operator: httpx2.AsyncClient) -> dict[str, dict[str, Any]]:
    """What is in trouble, by kind; no kind twice."""
    found = (await seen(operator))["alerts"]
    by_kind = {one["kind"]: one for one in found}
    assert len(by_kind) == len(found), found
    return by_kind


async def series(operator: httpx2.AsyncClient, **params: int) -> dict[str, Any]:
    answer = await operator.get("/api/v1/admin/overview/series", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_everything_at_a_glance(
    renter: Renter, operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await renter.rent(count=3)
    clock.advance(hours=2)
    await billing.LOOPS[0].once(renter.ctx)
    found = await seen(operator)
    assert found["cards"] == {"total": 16, "rented": 3, "idle": 13, "broken": 0, "cordoned": 0}
    assert found["hosts"] == {"total": 2, "open": 2, "draining": 0, "closed": 0, "unreachable": 0}
    assert found["users"] == 2
    assert parse_yuan(found["burn_per_hour"]) == 3 * ONE
    assert parse_yuan(found["charged_today"]) == 2 * 3 * ONE
    assert parse_yuan(found["balance_owed"]) == (await view(renter.ctx, renter.user_id)).balance
    assert found["instances"] == {"running": 1}
    assert found["alerts"] == []


async def test_a_host_and_a_card_in_trouble_are_named(
    ctx: Ctx, host_ids: list[str], operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    host = engine.world.view().hosts["h1"]
    engine.world.put([replace(host, cards=host.cards[:-1])], [])
    engine.lose_host("h2")
    clock.advance(minutes=1)
    await HOSTS.once(ctx)
    found = await alerts(operator)
    assert set(found) == {"card_fault", "host_unreachable"}
    assert found["card_fault"]["facts"]["host"] == "h1"
    assert found["card_fault"]["facts"]["model"] == "RTX 3090"
    assert datetime.fromisoformat(found["card_fault"]["since"]) == clock.now()
    assert found["host_unreachable"]["subject"] == host_ids[1]
    assert (await seen(operator))["hosts"]["unreachable"] == 1
    engine.return_host("h2")
    engine.world.put([host], [])
    await HOSTS.once(ctx)
    assert await alerts(operator) == {}


async def test_a_silent_region_is_one_trouble_and_not_one_for_each_host(
    ctx: Ctx, host_ids: list[str], operator: httpx2.AsyncClient, engine: SimulatedEngine
) -> None:
    engine.lose_region()
    await HOSTS.once(ctx)
    found = await alerts(operator)
    assert list(found) == ["region_unreachable"]
    assert found["region_unreachable"]["facts"] == {"region": "local"}


async def test_a_failed_operation_is_in_trouble_until_another_follows_or_a_day_is_over(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    clock.advance(1)
    engine.fail_next("exec", EngineRefused("No such program."))
    await renter.done(instance_id, "start", cards=True)
    found = (await alerts(operator))["operation_failed"]
    assert found["subject"] == instance_id
    assert found["facts"]["error"] == "No such program."
    assert found["facts"]["operation"] == "start"
    clock.advance(1)
    await renter.done(instance_id, "start", cards=True)
    assert await alerts(operator) == {}
    await renter.done(instance_id, "stop")
    clock.advance(1)
    engine.fail_next("exec", EngineRefused("No such program."))
    await renter.done(instance_id, "start", cards=True)
    clock.advance(hours=23)
    assert list(await alerts(operator)) == ["operation_failed"]
    clock.advance(hours=2)
    assert await alerts(operator) == {}


async def test_an_operation_that_does_not_get_on_is_in_trouble_while_it_lasts(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    engine.fail_next("stop_instance", EngineUnavailable(), times=20)
    await renter.do(instance_id, "stop")
    for _ in range(6):
        await work(renter.ctx)
        clock.advance(minutes=2)
    found = (await alerts(operator))["operation_stuck"]
    assert (found["subject"], found["facts"]["operation"]) == (instance_id, "stop")
    for _ in range(30):
        await work(renter.ctx)
        clock.advance(minutes=2)
    assert await alerts(operator) == {}


async def test_strays_and_wrong_books_are_in_trouble(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine
) -> None:
    ctx = renter.ctx
    await engine.create_volume("h1", "somebody-elses", 1 << 30)
    await look(ctx)
    async with ctx.db.transaction() as session:
        mine = update(Wallet).where(Wallet.user_id == renter.user_id)
        await session.execute(mine.values(balance_micros=Wallet.balance_micros + 1))
    assert list(await alerts(operator)) == ["stray"]
    await wallet.LOOPS[0].once(ctx)
    found = await alerts(operator)
    assert list(found) == ["ledger_problem", "stray"]
    assert found["stray"]["subject"] == "somebody-elses"
    assert found["ledger_problem"]["facts"]["problems"] == 1


async def test_how_it_has_been_hour_by_hour(
    renter: Renter, operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await SAMPLES.once(renter.ctx)
    clock.advance(minutes=5)
    await renter.rent(count=2)
    await SAMPLES.once(renter.ctx)
    clock.advance(hours=2)
    await SAMPLES.once(renter.ctx)
    await billing.LOOPS[0].once(renter.ctx)
    found = await series(operator, hours=3)
    assert found["step_seconds"] == 300
    assert [(one["at"], one["rented"], one["idle"]) for one in found["cards"]] == [
        ("2026-01-01T00:00:00Z", 0, 16),
        ("2026-01-01T00:05:00Z", 2, 14),
        ("2026-01-01T02:05:00Z", 2, 14),
    ]
    assert found["revenue"] == [
        {"at": "2026-01-01T00:00:00Z", "amount": format_yuan(2 * ONE * 55 // 60)},
        {"at": "2026-01-01T01:00:00Z", "amount": format_yuan(2 * ONE)},
        {"at": "2026-01-01T02:00:00Z", "amount": "0.00"},
    ]
    assert [one["rented"] for one in (await series(operator, hours=1))["cards"]] == [2]


async def test_a_month_has_no_more_points_than_a_day(
    ctx: Ctx, host_ids: list[str], operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    for _ in range(300):
        await SAMPLES.once(ctx)
        clock.advance(minutes=10)
    day, month = await series(operator, hours=24), await series(operator, hours=720)
    assert (day["step_seconds"], month["step_seconds"]) == (300, 9000)
    assert len(day["cards"]) == 144
    assert len(month["cards"]) in {20, 21}, "fifty hours in steps of two and a half"
    assert len(month["revenue"]) == 720
    times = [one["at"] for one in month["cards"]]
    assert times == sorted(times)
    refused(
        await operator.get("/api/v1/admin/overview/series", params={"hours": 721}), 422, "request.invalid"
    )
