"""What goes wrong between the steps: lost engines, lost hosts, broken boots, lost events, dead processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx2

from instances.conftest import Renter, look, pass_time, work
from support import books_are_right, view
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.errors import EngineRefused, EngineUnavailable
from zuka.instances import operations, store, watch
from zuka.kit.clock import ManualClock
from zuka.kit.money import charge, parse_yuan

ONE = parse_yuan("1.58")


async def test_a_boot_that_fails_costs_nothing_and_gives_the_cards_back(
    renter: Renter, engine: SimulatedEngine, operator: httpx2.AsyncClient
) -> None:
    engine.fail_next("create_instance", EngineRefused("The image is broken."))
    answer = await renter.order(count=2)
    await work(renter.ctx)
    shown = await renter.show(answer.json()["instance"]["id"])
    assert (shown["state"], shown["failure"]) == ("failed", "The image is broken.")
    operation = await renter.get(f"/operations/{answer.json()['operation']['id']}")
    assert (operation["state"], operation["error"]["code"]) == ("failed", "engine.refused")
    wallet = await view(renter.ctx, renter.user_id)
    assert (wallet.balance, wallet.held, wallet.owed, wallet.burn_per_hour) == (parse_yuan("100"), 0, 0, 0)
    assert await renter.idle() == 8
    assert await engine.instances() == []
    assert await engine.volumes() == []
    told = (await operator.get("/api/v1/notices")).json()["items"]
    assert "operation_failed" in {one["kind"] for one in told}


async def test_a_later_boot_that_fails_leaves_it_off_with_its_data(
    renter: Renter, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=2)
    await renter.done(instance_id, "stop")
    before = await view(renter.ctx, renter.user_id)
    engine.fail_next("exec", EngineRefused("No such program."))
    failed = await renter.done(instance_id, "start", cards=True)
    assert (failed["state"], failed["stop_reason"]) == ("stopped", "boot_failed")
    assert await renter.idle() == 8
    assert len(await engine.volumes()) == 1
    assert await view(renter.ctx, renter.user_id) == before
    assert (await renter.done(instance_id, "start", cards=True))["state"] == "running"


async def test_an_engine_that_is_away_for_a_moment_only_delays(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    engine.fail_next("create_instance", EngineUnavailable(), times=2)
    answer = await renter.order(count=1)
    instance_id = answer.json()["instance"]["id"]
    for _ in range(3):
        await work(renter.ctx)
        pass_time(clock, seconds=5)
    assert (await renter.show(instance_id))["state"] == "running"


async def test_an_engine_that_stays_away_undoes_the_order(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    answer = await renter.order(count=1)
    engine.lose_region()
    for _ in range(10):
        await work(renter.ctx)
        pass_time(clock, seconds=60)
    assert await view(renter.ctx, renter.user_id) is not None
    engine.return_region()
    pass_time(clock, seconds=60)
    await work(renter.ctx)
    shown = await renter.show(answer.json()["instance"]["id"])
    assert shown["state"] == "failed"
    assert await renter.idle() == 8
    assert await engine.instances() == []


async def test_a_stop_is_done_as_soon_as_it_can_be(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    engine.lose_region()
    asked = await renter.do(instance_id, "stop")
    assert asked.status_code == 202
    for _ in range(20):
        await work(renter.ctx)
        pass_time(clock, seconds=61)
    assert (await renter.show(instance_id))["state"] == "stopping"
    engine.return_region()
    await work(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "stopped"
    await books_are_right(renter.ctx)


async def test_a_missed_event_is_found_by_the_sweep(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    pass_time(clock, seconds=100)
    await look(renter.ctx)
    engine.forget_events()
    pass_time(clock, seconds=5)
    engine.shutdown_inside(instance_id)
    pass_time(clock, seconds=30)
    await look(renter.ctx)
    run = (await renter.get(f"/instances/{instance_id}/runs"))[0]
    assert run["billable_ms"] == 100_000, "nobody pays for what nobody saw"
    assert (await renter.show(instance_id))["state"] == "stopped"


async def test_an_event_stops_the_meter_at_the_engines_own_time(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    stream = engine.events()
    await anext(stream)
    pass_time(clock, seconds=33.25)
    engine.shutdown_inside(instance_id)
    pass_time(clock, seconds=3)
    await watch.heed(renter.ctx, "local", await anext(stream))
    run = (await renter.get(f"/instances/{instance_id}/runs"))[0]
    assert run["billable_ms"] == 33_250
    shown = await renter.show(instance_id)
    assert (shown["state"], shown["stop_reason"]) == ("stopped", "shutdown_inside")


async def test_a_late_event_of_an_earlier_run_stops_nothing(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    stream = engine.events()
    await anext(stream)
    pass_time(clock, seconds=10)
    engine.shutdown_inside(instance_id)
    late = await anext(stream)
    await look(renter.ctx)
    pass_time(clock, seconds=10)
    assert (await renter.done(instance_id, "start", cards=True))["state"] == "running"
    await watch.heed(renter.ctx, "local", late)
    assert (await renter.show(instance_id))["state"] == "running"


async def test_a_lost_host_is_unknown_and_its_time_is_free(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    pass_time(clock, seconds=60)
    await look(renter.ctx)
    engine.lose_host("h1")
    pass_time(clock, hours=3)
    await look(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "unknown"
    assert (await view(renter.ctx, renter.user_id)).burn_per_hour == 0
    engine.return_host("h1")
    pass_time(clock, seconds=10)
    await look(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "running"
    pass_time(clock, seconds=40)
    await renter.done(instance_id, "stop")
    run = (await renter.get(f"/instances/{instance_id}/runs"))[0]
    assert (run["billable_ms"], parse_yuan(run["amount"])) == (100_000, charge(ONE, 100_000))
    await books_are_right(renter.ctx)


async def test_a_host_that_died_and_came_back_off_ends_the_run_where_it_was_last_seen(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    pass_time(clock, seconds=60)
    await look(renter.ctx)
    engine.lose_host("h1")
    pass_time(clock, hours=1)
    await look(renter.ctx)
    engine.return_host("h1", rebooted=True)
    pass_time(clock, hours=1)
    await look(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "stopped"
    run = (await renter.get(f"/instances/{instance_id}/runs"))[0]
    assert run["billable_ms"] == 60_000


async def test_a_region_that_does_not_answer_stops_no_clock_but_the_meters(
    renter: Renter, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    await look(renter.ctx)
    engine.lose_region()
    pass_time(clock, hours=2)
    await look(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "unknown"
    engine.return_region()
    await look(renter.ctx)
    shown = await renter.show(instance_id)
    assert (shown["state"], shown["run"]["owed"]) == ("running", "0.00")


async def test_a_machine_that_is_gone_is_said_to_be_gone(
    renter: Renter, engine: SimulatedEngine, operator: httpx2.AsyncClient
) -> None:
    instance_id = await renter.rent(count=2)
    await look(renter.ctx)
    await engine.delete_instance(instance_id)
    await look(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "failed"
    assert await renter.idle() == 8
    told = (await operator.get("/api/v1/notices")).json()["items"]
    assert "instance_lost" in {one["kind"] for one in told}


async def test_an_unknown_machine_is_shown_and_left_alone(
    renter: Renter, engine: SimulatedEngine, operator: httpx2.AsyncClient
) -> None:
    instance_id = await renter.rent(count=1)
    spec = engine.world.view().instances[instance_id].spec
    await engine.create_volume("h1", "somebodys-disk", 1 << 30)
    await engine.create_instance(replace(spec, name="somebodys", address="10.101.3.77", mounts=()))
    await look(renter.ctx)
    strays = (await operator.get("/api/v1/admin/strays")).json()
    assert {one["name"] for one in strays} == {"somebodys", "somebodys-disk"}
    assert {one.name for one in await engine.instances()} == {instance_id, "somebodys"}


async def test_a_machine_that_runs_although_it_is_off_is_put_off(
    renter: Renter, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    await engine.start_instance(instance_id)
    await look(renter.ctx)
    facts = await engine.instance(instance_id)
    assert facts is not None
    assert facts.state.value == "stopped"


async def test_what_a_dead_worker_held_is_carried_on_by_the_next(renter: Renter, clock: ManualClock) -> None:
    answer = await renter.order(count=1)
    async with renter.ctx.db.transaction() as session:
        held = await store.claim_operations(session, now=clock.now(), lease=timedelta(seconds=15), limit=10)
    await work(renter.ctx)
    instance_id = answer.json()["instance"]["id"]
    assert (await renter.show(instance_id))["state"] == "creating", "it is still claimed"
    pass_time(clock, seconds=16)
    await work(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "running"
    await operations.carry_on(renter.ctx, held[0])
    runs = await renter.get(f"/instances/{instance_id}/runs")
    assert len(runs) == 1, "the dead worker's late result is dropped"
