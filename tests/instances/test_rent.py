"""Renting from order to release, as the API shows it."""

from __future__ import annotations

import httpx2

from instances.conftest import NewRenter, Renter, look, pass_time, work
from support import books_are_right, refused, view
from zuka.context import Ctx
from zuka.engine.port import InstanceState
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.kit.clock import ManualClock
from zuka.kit.money import charge, parse_yuan


async def test_an_order_becomes_a_machine_one_can_log_in_to(renter: Renter, engine: SimulatedEngine) -> None:
    ordered = await renter.order(count=2, name="digits")
    assert ordered.status_code == 202
    assert ordered.json()["instance"]["state"] == "creating"
    await work(renter.ctx)
    shown = await renter.show(ordered.json()["instance"]["id"])
    assert (shown["state"], shown["mode"], shown["count"], shown["name"]) == ("running", "cards", 2, "digits")
    assert shown["ssh"]["command"] == f"ssh -p {shown['ssh']['port']} root@{shown['ssh']['host']}"
    assert shown["run"]["price_per_hour"] == "3.16"
    facts = await engine.instance(shown["id"])
    assert facts is not None
    assert facts.state == InstanceState.RUNNING
    operation = await renter.get(f"/operations/{ordered.json()['operation']['id']}")
    assert operation["state"] == "succeeded"
    assert [step["state"] for step in operation["steps"]] == ["done"] * 4
    assert await renter.idle() == 6


async def test_the_bill_is_exact_to_the_micro_yuan(renter: Renter, clock: ManualClock) -> None:
    instance_id = await renter.rent(count=2)
    pass_time(clock, seconds=4321.987)
    await renter.done(instance_id, "stop")
    runs = await renter.get(f"/instances/{instance_id}/runs")
    expected = charge(2 * parse_yuan("1.58"), 4_321_987)
    assert [parse_yuan(run["amount"]) for run in runs] == [expected]
    statement = await renter.get("/statement")
    assert parse_yuan(statement["total"]) == expected
    wallet = await view(renter.ctx, renter.user_id)
    assert wallet.balance == parse_yuan("100") - expected
    assert (wallet.held, wallet.owed, wallet.burn_per_hour) == (0, 0, 0)
    await books_are_right(renter.ctx)


async def test_a_stopped_machine_gives_its_cards_back_and_costs_nothing(
    renter: Renter, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=8)
    assert await renter.idle() == 0
    stopped = await renter.done(instance_id, "stop")
    assert (stopped["state"], stopped["mode"], stopped["run"]) == ("stopped", None, None)
    assert await renter.idle() == 8
    before = await view(renter.ctx, renter.user_id)
    pass_time(clock, hours=5)
    assert (await view(renter.ctx, renter.user_id)).available == before.available


async def test_boots_without_cards_at_their_own_price(renter: Renter, engine: SimulatedEngine) -> None:
    instance_id = await renter.rent(count=2)
    await renter.done(instance_id, "stop")
    up = await renter.done(instance_id, "start", cards=False)
    assert (up["state"], up["mode"], up["run"]["price_per_hour"], up["cards"]) == (
        "running",
        "no_cards",
        "0.10",
        [],
    )
    assert await renter.idle() == 8
    spec = engine.world.view().instances[instance_id].spec
    assert (spec.limits.cpu_millis, spec.limits.memory_bytes >> 30) == (500, 2)
    await renter.done(instance_id, "stop")
    again = await renter.done(instance_id, "start", cards=True)
    assert (again["mode"], len(again["cards"])) == ("cards", 2)


async def test_shutdown_typed_inside_is_a_power_off(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    pass_time(clock, seconds=100)
    engine.shutdown_inside(instance_id)
    await look(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "stopped"
    assert await renter.idle() == 8


async def test_a_released_machine_leaves_nothing(renter: Renter, engine: SimulatedEngine) -> None:
    instance_id = await renter.rent(name="old")
    await renter.done(instance_id, "stop")
    refused(await renter.do(instance_id, "release", confirm="wrong"), 422, "instances.confirm_name")
    released = await renter.done(instance_id, "release", confirm="old")
    assert released["state"] == "released"
    assert await engine.instances() == []
    assert await engine.volumes() == []
    assert await renter.get("/instances") == []


async def test_restart_and_rename_and_a_new_password(renter: Renter, engine: SimulatedEngine) -> None:
    instance_id = await renter.rent()
    assert (await renter.done(instance_id, "restart"))["state"] == "running"
    answer = await renter.http.patch(f"/api/v1/instances/{instance_id}", json={"name": "新机器 2"})
    assert answer.status_code == 202
    await work(renter.ctx)
    assert (await renter.show(instance_id))["name"] == "新机器 2"
    before = await renter.get(f"/instances/{instance_id}/secrets")
    await renter.done(instance_id, "password", password="my own words 1")
    after = await renter.get(f"/instances/{instance_id}/secrets")
    assert after["password"] == "my own words 1"
    assert before["password"] != after["password"]
    assert before["host_key_fingerprint"] == after["host_key_fingerprint"]
    assert b"my own words 1" in engine.executed[-1].stdin


async def test_the_same_order_sent_twice_is_one_order(renter: Renter) -> None:
    body = {"host_id": renter.host_id, "count": 1, "image_id": "base"}
    answers = [
        await renter.http.post("/api/v1/instances", json=body, headers={"Idempotency-Key": "abc"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json()["instance"]["id"] == answers[1].json()["instance"]["id"]
    assert len(await renter.get("/instances")) == 1


async def test_a_bigger_disk_costs_from_the_first_boot_to_the_release(
    renter: Renter, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1, data_disk_gb=150, name="big")
    await renter.done(instance_id, "stop")
    pass_time(clock, hours=24)
    runs = {run["kind"]: run for run in await renter.get(f"/instances/{instance_id}/runs")}
    per_hour = parse_yuan("0.0066") * 100 // 24
    assert parse_yuan(runs["disk"]["amount"]) == per_hour * 24
    await renter.done(instance_id, "release", confirm="big")
    pass_time(clock, hours=24)
    runs = {run["kind"]: run for run in await renter.get(f"/instances/{instance_id}/runs")}
    assert parse_yuan(runs["disk"]["amount"]) == per_hour * 24
    assert (await view(renter.ctx, renter.user_id)).burn_per_hour == 0


async def test_others_see_nothing_of_it(renter: Renter, new_renter: NewRenter) -> None:
    instance_id = await renter.rent()
    eve = await new_renter("eve")
    refused(await eve.http.get(f"/api/v1/instances/{instance_id}"), 404, "instances.not_found")
    refused(await eve.http.get(f"/api/v1/instances/{instance_id}/secrets"), 404, "instances.not_found")
    refused(await eve.do(instance_id, "stop"), 404, "instances.not_found")
    operation = (await renter.get(f"/instances/{instance_id}/operations"))["items"][0]
    refused(await eve.http.get(f"/api/v1/operations/{operation['id']}"), 404, "operations.not_found")
    refused(await eve.http.get("/api/v1/admin/instances"), 403, "identity.forbidden")


async def test_the_operator_sees_and_stops_it(renter: Renter, operator: httpx2.AsyncClient) -> None:
    instance_id = await renter.rent()
    page = (await operator.get("/api/v1/admin/instances")).json()
    assert [one["id"] for one in page["items"]] == [instance_id]
    assert (await operator.post(f"/api/v1/admin/instances/{instance_id}/stop")).status_code == 202
    await work(renter.ctx)
    assert (await renter.show(instance_id))["stop_reason"] == "operator"
    overview = (await operator.get("/api/v1/admin/overview")).json()
    assert overview["instances"] == {"stopped": 1}


async def test_the_operation_history_is_kept(renter: Renter) -> None:
    instance_id = await renter.rent()
    await renter.done(instance_id, "stop")
    history = (await renter.get(f"/instances/{instance_id}/operations"))["items"]
    assert {one["kind"] for one in history} == {"create", "stop"}


async def test_every_secret_is_sealed_where_it_lies(ctx: Ctx, renter: Renter) -> None:
    instance_id = await renter.rent()
    secrets = await renter.get(f"/instances/{instance_id}/secrets")
    lying = b"".join(path.read_bytes() for path in ctx.settings.data_dir.glob("zuka.db*"))
    assert secrets["password"].encode() not in lying
