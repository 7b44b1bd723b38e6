"""What is refused, by which code, and that nothing of it remains."""

from __future__ import annotations

import httpx2
import pytest

from instances.conftest import NewRenter, Renter, work
from support import refused, view
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.fleet import service as fleet
from zuka.fleet.sync import apply, observe


async def nothing_happened(renter: Renter) -> None:
    assert await renter.get("/instances") == []
    assert await renter.idle() == 8
    assert (await view(renter.ctx, renter.user_id)).held == 0


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ({"image_id": "no-such"}, 404, "images.not_found"),
        ({"host_id": "no-such"}, 404, "fleet.host_not_found"),
        ({"count": 9}, 409, "market.too_many_cards"),
        ({"count": 0}, 422, "request.invalid"),
        ({"count": -1}, 422, "request.invalid"),
        ({"data_disk_gb": 0}, 422, "request.invalid"),
        ({"name": "a/b"}, 422, "instances.bad_name"),
        ({"name": "../../etc"}, 422, "instances.bad_name"),
        ({"name": "line\nbreak"}, 422, "instances.bad_name"),
        ({"name": ""}, 422, "instances.bad_name"),
        ({"name": "x" * 41}, 422, "instances.bad_name"),
        ({"surprise": True}, 422, "request.invalid"),
    ],
)
async def test_an_impossible_order_is_refused(
    renter: Renter, wanted: dict[str, object], status: int, code: str
) -> None:
    body = {"host_id": renter.host_id, "count": 1, "image_id": "base", **wanted}
    refused(await renter.http.post("/api/v1/instances", json=body), status, code)
    await nothing_happened(renter)


async def test_more_cards_than_are_idle(renter: Renter, new_renter: NewRenter) -> None:
    bob = await new_renter("bob")
    await bob.rent(count=6)
    facts = refused(await renter.order(count=3), 409, "market.sold_out")
    assert facts["idle"] == 2
    assert (await view(renter.ctx, renter.user_id)).held == 0


async def test_less_than_one_hour_of_money(renter: Renter, new_renter: NewRenter) -> None:
    poor = await new_renter("poor", yuan="3.15")
    facts = refused(await poor.order(count=2), 409, "wallet.insufficient")
    assert facts["missing"] == "0.01"
    await nothing_happened(renter)


async def test_one_hour_of_money_is_enough(new_renter: NewRenter) -> None:
    exact = await new_renter("exact", yuan="3.16")
    await exact.rent(count=2)


async def test_a_second_order_counts_what_runs_already(new_renter: NewRenter) -> None:
    ann = await new_renter("zoe", yuan="4.73")
    await ann.rent(count=1)
    facts = refused(await ann.order(count=2), 409, "wallet.insufficient")
    assert facts["available"] == "3.15"


async def test_actions_in_a_wrong_state_say_what_is_possible(renter: Renter) -> None:
    answer = await renter.order()
    instance_id = answer.json()["instance"]["id"]
    facts = refused(await renter.do(instance_id, "stop"), 409, "instances.wrong_state")
    assert facts == {"state": "creating", "allowed": []}
    await work(renter.ctx)
    facts = refused(await renter.do(instance_id, "start", cards=True), 409, "instances.wrong_state")
    assert facts == {"state": "running", "allowed": ["rename", "reset_password", "restart", "stop"]}
    refused(await renter.do(instance_id, "release", confirm="base"), 422, "instances.confirm_name")
    name = (await renter.show(instance_id))["name"]
    refused(await renter.do(instance_id, "release", confirm=name), 409, "instances.wrong_state")
    refused(await renter.do("i-none", "stop"), 404, "instances.not_found")


async def test_one_operation_at_a_time(renter: Renter) -> None:
    instance_id = await renter.rent()
    assert (await renter.do(instance_id, "password")).status_code == 202
    refused(await renter.do(instance_id, "stop"), 409, "instances.busy")
    await work(renter.ctx)
    assert (await renter.done(instance_id, "stop"))["state"] == "stopped"


@pytest.mark.parametrize("password", ["short", "é" * 10, "with\nbreak", "x" * 65])
async def test_a_password_that_is_none(renter: Renter, password: str) -> None:
    instance_id = await renter.rent()
    refused(await renter.do(instance_id, "password", password=password), 422, "instances.bad_password")


async def test_a_region_that_is_down_loses_nothing(renter: Renter, engine: SimulatedEngine) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    engine.lose_region()
    for answer in (await renter.order(), await renter.do(instance_id, "start", cards=True)):
        refused(answer, 503, "fleet.region_unavailable")
        assert int(answer.headers["retry-after"]) > 0
    engine.return_region()
    assert len(await renter.get("/instances")) == 1
    assert (await view(renter.ctx, renter.user_id)).held == 0
    assert (await renter.done(instance_id, "start", cards=True))["state"] == "running"


async def test_a_full_pool_is_refused_before_anything_starts(
    renter: Renter, engine: SimulatedEngine, operator: httpx2.AsyncClient, ctx: Ctx
) -> None:
    engine.fill_pool("h1")
    began, facts = ctx.clock.now(), await observe(ctx, "local")
    async with ctx.db.transaction() as session:
        await apply(session, ctx, "local", facts, began)
    before = engine.calls["create_volume"]
    refused(await renter.order(), 409, "engine.pool_full")
    assert engine.calls["create_volume"] == before
    told = (await operator.get("/api/v1/notices")).json()
    assert "pool_full" in {one["kind"] for one in told["items"]}


async def test_a_closed_host_takes_no_orders_and_boots_what_it_has(renter: Renter, ctx: Ctx) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    async with ctx.db.transaction() as session:
        await fleet.close_host(session, ctx, host_id=renter.host_id, actor_id=None)
    refused(await renter.order(), 409, "fleet.host_closed")
    assert (await renter.done(instance_id, "start", cards=True))["state"] == "running"


async def test_a_full_host_says_so_at_the_next_boot(renter: Renter, new_renter: NewRenter) -> None:
    instance_id = await renter.rent(count=8)
    await renter.done(instance_id, "stop")
    bob = await new_renter("bob")
    await bob.rent(count=1)
    facts = refused(await renter.do(instance_id, "start", cards=True), 409, "market.sold_out")
    assert facts["idle"] == 7
    assert (await renter.show(instance_id))["state"] == "stopped"
    assert (await renter.done(instance_id, "start", cards=False))["mode"] == "no_cards"


async def test_nobody_without_a_login_gets_anywhere(client: httpx2.AsyncClient) -> None:
    refused(await client.get("/api/v1/instances"), 401, "identity.not_logged_in")
