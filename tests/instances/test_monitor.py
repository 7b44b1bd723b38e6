"""What an instance uses: a sample a minute for a day, disks and stock beside it, and never a figure made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from instances.conftest import NewRenter, Renter, look, work
from support import both_databases, refused
from zuka.context import Ctx
from zuka.engine.cards import parse_simulated_cards, simulated_cards
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.errors import EngineRefused, EngineUnavailable
from zuka.fleet.loops import HOSTS
from zuka.instances import inside, monitor_rounds
from zuka.kit.clock import ManualClock
from zuka.settings import RegionSettings

GIB = 1 << 30
MINUTE = 60.0


async def minutes(ctx: Ctx, clock: ManualClock, count: int) -> None:
    """Let minutes pass, with the monitor looking as often as it does."""
    for _ in range(count):
        clock.advance(MINUTE)
        await monitor_rounds.ROUNDS.once(ctx)


async def history(renter: Renter, instance_id: str, back: int = 60) -> dict[str, Any]:
    found: dict[str, Any] = await renter.get(f"/instances/{instance_id}/monitor?minutes={back}")
    return found


@both_databases
async def test_a_running_instance_has_a_sample_every_minute(
    renter: Renter, ctx: Ctx, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=2)
    await minutes(ctx, clock, 5)
    shown = await history(renter, instance_id)
    assert (shown["available"], shown["reason"], shown["interval_seconds"]) == (True, "", 60)
    samples = shown["samples"]
    assert [one["at"] for one in samples] == [f"2026-01-01T00:0{number}:00Z" for number in range(1, 6)]
    assert len({one["cpu_percent"] for one in samples}) > 1
    for one in samples:
        assert 5 < one["cpu_percent"] < 70
        assert 0 < one["memory_bytes"] < one["memory_limit_bytes"]
        assert 0 < one["system_disk_bytes"] < one["system_disk_limit_bytes"] == 30 * GIB
        assert 0 < one["data_disk_bytes"] < one["data_disk_limit_bytes"] == 50 * GIB
        assert one["network_received_per_second"] > one["network_sent_per_second"] > 0
        assert one["cpu_threads"] == 16
        assert [(card["index"], card["model"], card["simulated"]) for card in one["cards"]] == [
            (0, "RTX 3090", True),
            (1, "RTX 3090", True),
        ]
        assert all(0 < card["utilisation_percent"] < 100 for card in one["cards"])
        assert all(
            card["memory_used_bytes"] < card["memory_total_bytes"] == 24 * GIB for card in one["cards"]
        )
        assert all(card["power_watts"] > 0 and card["temperature_celsius"] > 0 for card in one["cards"])


async def test_what_the_workbench_is_told_of_an_instance(
    renter: Renter, ctx: Ctx, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=2)

    async def known() -> inside.Inside:
        async with ctx.db.read() as session:
            found = await inside.known(session, ctx, instance_id=instance_id)
        assert found is not None
        return found

    assert await known() == inside.Inside(
        ("RTX 3090", "RTX 3090"),
        (inside.OwnDisk("/", 30 * GIB, None), inside.OwnDisk("/root/zuka-tmp", 50 * GIB, None)),
    )
    await minutes(ctx, clock, 1)
    assert all(0 < (disk.used or 0) < disk.total for disk in (await known()).disks)
    async with ctx.db.read() as session:
        assert await inside.known(session, ctx, instance_id="ins-none") is None


async def test_one_look_at_the_region_serves_every_instance(
    new_renter: NewRenter, ctx: Ctx, clock: ManualClock, engine: SimulatedEngine
) -> None:
    ann, ben = await new_renter("ann"), await new_renter("ben")
    names = [await ann.rent(count=1), await ann.rent(count=1), await ben.rent(count=1)]
    before = engine.calls["usage"]
    await minutes(ctx, clock, 1)
    assert engine.calls["usage"] == before + 1
    for renter, name in zip((ann, ann, ben), names, strict=True):
        assert len((await history(renter, name))["samples"]) == 1


@both_databases
async def test_two_workers_take_a_minute_once(renter: Renter, ctx: Ctx, clock: ManualClock) -> None:
    instance_id = await renter.rent(count=1)
    clock.advance(MINUTE)
    first, second = [await monitor_rounds.ROUNDS.claim(ctx, 10) for _ in range(2)]
    assert (list(first), list(second)) == (["local"], [])
    await monitor_rounds.take(ctx, "local")
    # Even one that was claimed and came late puts nothing in twice.
    await monitor_rounds.take(ctx, "local")
    assert len((await history(renter, instance_id))["samples"]) == 1


async def test_an_instance_that_is_off_keeps_its_past(renter: Renter, ctx: Ctx, clock: ManualClock) -> None:
    instance_id = await renter.rent(count=1)
    await minutes(ctx, clock, 2)
    await renter.done(instance_id, "stop")
    await minutes(ctx, clock, 2)
    shown = await history(renter, instance_id)
    assert (shown["available"], shown["reason"]) == (False, "not_running")
    assert len(shown["samples"]) == 2


async def test_a_region_that_does_not_answer_leaves_a_gap(
    renter: Renter, ctx: Ctx, clock: ManualClock, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=1)
    await minutes(ctx, clock, 1)
    engine.lose_region()
    await look(ctx)
    await minutes(ctx, clock, 2)
    shown = await history(renter, instance_id)
    assert (shown["available"], shown["reason"]) == (False, "unknown")
    engine.return_region()
    await look(ctx)
    await minutes(ctx, clock, 1)
    shown = await history(renter, instance_id)
    assert [one["at"][14:16] for one in shown["samples"]] == ["01", "04"]
    # What was used in the gap is spread over it, and no rate jumps.
    assert shown["samples"][-1]["cpu_percent"] < 70


async def test_after_a_restart_counters_begin_anew_and_no_rate_is_wrong(
    renter: Renter, ctx: Ctx, clock: ManualClock, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=1)
    await minutes(ctx, clock, 10)
    engine.reboot_inside(instance_id)
    await minutes(ctx, clock, 1)
    await renter.done(instance_id, "stop")
    await renter.done(instance_id, "start", cards=True)
    await minutes(ctx, clock, 1)
    samples = (await history(renter, instance_id))["samples"]
    assert len(samples) == 12
    assert all(0 <= one["cpu_percent"] < 70 for one in samples)


async def test_long_times_are_told_by_averages(renter: Renter, ctx: Ctx, clock: ManualClock) -> None:
    instance_id = await renter.rent(count=1)
    await minutes(ctx, clock, 30)
    fine, coarse = await history(renter, instance_id), await history(renter, instance_id, 1440)
    assert (fine["interval_seconds"], coarse["interval_seconds"]) == (60, 360)
    assert len(fine["samples"]) == 30
    assert [one["at"][14:16] for one in coarse["samples"]] == ["00", "06", "12", "18", "24", "30"]
    six = fine["samples"][5:11]
    one = coarse["samples"][1]
    assert one["cpu_percent"] == pytest.approx(sum(each["cpu_percent"] for each in six) / 6, abs=0.1)
    assert one["system_disk_bytes"] == six[-1]["system_disk_bytes"]
    busy = [each["cards"][0]["utilisation_percent"] for each in six]
    assert one["cards"][0]["utilisation_percent"] == round(sum(busy) / 6)


@both_databases
async def test_a_day_later_all_but_the_newest_is_forgotten(
    renter: Renter, ctx: Ctx, clock: ManualClock
) -> None:
    kept, released = await renter.rent(count=1), await renter.rent(count=1)
    await minutes(ctx, clock, 65)
    for instance_id in (kept, released):
        await renter.done(instance_id, "stop")
    full = (await renter.show(kept))["disk_usage"]
    name = (await renter.show(released))["name"]
    await renter.done(released, "release", confirm=name)
    clock.advance(timedelta(days=2).total_seconds())
    while items := await monitor_rounds.PURGE.claim(ctx, 1):
        await monitor_rounds.PURGE.act(ctx, items[0])
    assert (await history(renter, kept, 1440))["samples"] == []
    # How full the disks of an instance are that is off is still known.
    assert (await renter.show(kept))["disk_usage"] == full
    assert (await renter.show(released))["disk_usage"] is None


async def test_disks_and_stock_are_shown_with_the_instance(
    renter: Renter, ctx: Ctx, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=3)
    shown = await renter.show(instance_id)
    assert (shown["disk_usage"], shown["stock"]) == (None, {"idle": 5, "total": 8})
    await minutes(ctx, clock, 1)
    shown = await renter.show(instance_id)
    newest = (await history(renter, instance_id))["samples"][-1]
    assert shown["disk_usage"] == {
        "system_bytes": newest["system_disk_bytes"],
        "data_bytes": newest["data_disk_bytes"],
        "at": "2026-01-01T00:01:00Z",
    }
    await renter.done(instance_id, "stop")
    assert (await renter.show(instance_id))["stock"] == {"idle": 8, "total": 8}
    assert [one["stock"] for one in await renter.get("/instances")] == [{"idle": 8, "total": 8}]


async def test_nobody_looks_at_another_s_but_an_operator(
    new_renter: NewRenter, ctx: Ctx, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    ann, eve = await new_renter("ann"), await new_renter("eve")
    instance_id = await ann.rent(count=1)
    await minutes(ctx, clock, 1)
    for path in ("monitor", "monitor/stream"):
        answer = await eve.http.get(f"/api/v1/instances/{instance_id}/{path}")
        refused(answer, 404, "instances.not_found")
    answer = await operator.get(f"/api/v1/instances/{instance_id}/monitor")
    assert len(answer.json()["samples"]) == 1
    for minutes_back in (0, 1441):
        answer = await ann.http.get(f"/api/v1/instances/{instance_id}/monitor?minutes={minutes_back}")
        refused(answer, 422, "request.invalid")


async def test_a_boot_without_cards_has_its_own_share_and_no_cards(
    renter: Renter, ctx: Ctx, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    await renter.done(instance_id, "start", cards=False)
    await minutes(ctx, clock, 2)
    newest = (await history(renter, instance_id))["samples"][-1]
    assert (newest["cards"], newest["cpu_threads"], newest["memory_limit_bytes"]) == ([], 1, 2 * GIB)
    assert 5 < newest["cpu_percent"] < 70


@pytest.mark.parametrize("error", [EngineRefused("no such program"), EngineUnavailable("too slow")])
async def test_cards_that_say_nothing_cost_only_their_own_figures(
    renter: Renter, ctx: Ctx, clock: ManualClock, engine: SimulatedEngine, error: Exception
) -> None:
    instance_id = await renter.rent(count=1)
    engine.fail_next("card_readings", error)
    await minutes(ctx, clock, 1)
    (sample,) = (await history(renter, instance_id))["samples"]
    (card,) = sample["cards"]
    assert (card["utilisation_percent"], card["memory_total_bytes"], card["power_watts"]) == (
        None,
        None,
        None,
    )
    assert sample["memory_bytes"] > 0


async def on_a_real_engine(ctx: Ctx, engine: SimulatedEngine) -> Ctx:
    """The same parts, as if the engine were a real one whose host has simulated cards."""
    cards = simulated_cards("local", "h1", parse_simulated_cards("RTX 3090:24GiB:8"))
    engine.world.put([SimulatedHost("h1", cards=cards)], ())
    real = {"local": RegionSettings(engine="incus", simulated_cards="RTX 3090:24GiB:8")}
    return replace(ctx, settings=ctx.settings.model_copy(update={"regions": real}))


async def test_no_reading_is_made_up_for_a_simulated_card_on_a_real_host(
    renter: Renter, ctx: Ctx, clock: ManualClock, engine: SimulatedEngine
) -> None:
    parts = await on_a_real_engine(ctx, engine)
    await HOSTS.once(parts)
    instance_id = await renter.rent(count=1)
    await work(parts)
    asked = engine.calls["card_readings"]
    await minutes(parts, clock, 1)
    assert engine.calls["card_readings"] == asked
    (sample,) = (await history(renter, instance_id))["samples"]
    assert sample["cards"] == [
        {
            "index": 0,
            "model": "RTX 3090",
            "simulated": True,
            "utilisation_percent": None,
            "memory_used_bytes": None,
            "memory_total_bytes": None,
            "temperature_celsius": None,
            "power_watts": None,
        }
    ]
