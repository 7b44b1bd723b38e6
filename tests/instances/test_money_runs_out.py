"""Warnings, the stop at zero, and what happens to machines that stay off."""

from __future__ import annotations

from instances.conftest import NewRenter, Renter, look, pass_time
from support import books_are_right, fund, view
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.kit.clock import ManualClock


async def kinds(renter: Renter) -> list[str]:
    return [one["kind"] for one in (await renter.get("/notices"))["items"]][::-1]


async def test_the_renter_is_told_in_time_and_stopped_at_zero(
    new_renter: NewRenter, clock: ManualClock
) -> None:
    ann = await new_renter("dry", yuan="47.40")
    instance_id = await ann.rent(count=1)
    for hours in (5, 2, 21):
        pass_time(clock, hours=hours)
        await look(ann.ctx)
    assert await kinds(ann) == ["wallet_runs_dry"], "24 hours ahead, once"
    pass_time(clock, hours=1.2)
    await look(ann.ctx)
    pass_time(clock, seconds=2520)
    await look(ann.ctx)
    assert await kinds(ann) == ["wallet_runs_dry"] * 3
    assert (await ann.show(instance_id))["state"] == "running"
    pass_time(clock, seconds=361)
    await look(ann.ctx)
    shown = await ann.show(instance_id)
    assert (shown["state"], shown["stop_reason"]) == ("stopped", "arrears")
    assert (await kinds(ann))[3:] == ["wallet_dry"]
    wallet = await view(ann.ctx, ann.user_id)
    assert -2000 <= wallet.balance <= 0, "at most the seconds that stopping took"
    await books_are_right(ann.ctx)


async def test_a_recharge_in_time_keeps_it_running(new_renter: NewRenter, clock: ManualClock) -> None:
    ann = await new_renter("saved", yuan="2")
    instance_id = await ann.rent(count=1)
    pass_time(clock, hours=1.2)
    await look(ann.ctx)
    await fund(ann.ctx, ann.user_id, "10")
    pass_time(clock, hours=2)
    await look(ann.ctx)
    assert (await ann.show(instance_id))["state"] == "running"


async def test_retention_tells_three_times_and_then_releases(
    renter: Renter, clock: ManualClock, engine: SimulatedEngine
) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    pass_time(clock, hours=24 * 12 - 1)
    await look(renter.ctx)
    assert await kinds(renter) == []
    for hours in (2, 47, 23):
        pass_time(clock, hours=hours)
        await look(renter.ctx)
        await look(renter.ctx)
    assert await kinds(renter) == ["retention"] * 3
    assert (await renter.show(instance_id))["state"] == "stopped"
    pass_time(clock, hours=2)
    await look(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "released"
    assert await engine.volumes() == []


async def test_a_boot_starts_retention_over(renter: Renter, clock: ManualClock) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    pass_time(clock, hours=24 * 14)
    await look(renter.ctx)
    await renter.done(instance_id, "start", cards=False)
    await renter.done(instance_id, "stop")
    pass_time(clock, hours=24 * 14)
    await look(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "stopped"
