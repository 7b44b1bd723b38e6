"""What comes with a card, how large a disk may be, and what happens when the pool is full."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fleet.rig import Rig
from zuka.engine.port import PoolUsage
from zuka.engine.simulated.world import GIB, SimulatedHost
from zuka.errors import Conflict, NotFound
from zuka.fleet import service as fleet
from zuka.fleet.models import Host, HostState
from zuka.settings import InstanceSettings, Settings

SETTINGS = Settings(instances=InstanceSettings(host_memory_reserve_gb=2, pool_reserve_percent=10))


def host(*, cards: int, threads: int = 64, memory_gb: int = 512, pool: PoolUsage | None = None) -> Host:
    usage = pool or PoolUsage("btrfs", 1000 * GIB, 0)
    return Host(
        name="h",
        state=HostState.OPEN,
        reachable=True,
        card_count=cards,
        cpu_threads=threads,
        memory_bytes=memory_gb * GIB,
        pool_total_bytes=usage.total_bytes,
        pool_free_bytes=usage.free_bytes,
    )


def test_each_card_brings_an_equal_part_of_what_the_host_can_spare() -> None:
    share = fleet.per_card(host(cards=8), SETTINGS)
    assert share.cpu_threads == 8
    assert share.memory_bytes == 510 * GIB // 8
    two = fleet.limits_for(host(cards=8), SETTINGS, count=2)
    assert (two.cpu_millis, two.memory_bytes, two.processes) == (16_000, 2 * share.memory_bytes, 4096)


@pytest.mark.parametrize(
    ("cards", "threads", "memory_gb"), [(8, 64, 512), (7, 36, 125), (8, 2, 8), (1, 1, 1), (3, 96, 64)]
)
def test_all_cards_together_never_get_more_memory_than_the_host_has(
    cards: int, threads: int, memory_gb: int
) -> None:
    one = host(cards=cards, threads=threads, memory_gb=memory_gb)
    everything = fleet.limits_for(one, SETTINGS, count=cards)
    assert 0 < everything.memory_bytes < one.memory_bytes
    assert 0 < everything.cpu_millis <= threads * 1000
    assert fleet.limits_for(one, SETTINGS, count=1).memory_bytes * cards <= everything.memory_bytes


def test_a_boot_without_cards_gets_little_and_a_host_without_cards_is_shared_by_eight() -> None:
    limits = fleet.limits_for(host(cards=8), SETTINGS, count=0)
    assert (limits.cpu_millis, limits.memory_bytes) == (500, 2 * GIB)
    assert fleet.per_card(host(cards=0), SETTINGS) == fleet.per_card(host(cards=8), SETTINGS)


def test_a_data_disk_may_take_what_the_pool_can_spare_and_is_never_smaller_than_the_free_one() -> None:
    roomy = host(cards=8, pool=PoolUsage("zfs", 9000 * GIB, 0))
    assert fleet.max_data_disk_gb(roomy, SETTINGS) == 2000, "the operator's limit"
    used = host(cards=8, pool=PoolUsage("zfs", 1000 * GIB, 700 * GIB))
    assert fleet.max_data_disk_gb(used, SETTINGS) == 200
    assert fleet.has_space(used, SETTINGS, disk_bytes=200 * GIB)
    assert not fleet.has_space(used, SETTINGS, disk_bytes=201 * GIB)
    full = host(cards=8, pool=PoolUsage("zfs", 1000 * GIB, 950 * GIB))
    assert fleet.max_data_disk_gb(full, SETTINGS) == 50
    assert not fleet.has_space(full, SETTINGS)


def test_a_host_whose_pool_is_not_known_has_no_space() -> None:
    assert not fleet.has_space(host(cards=8, pool=PoolUsage("", 0, 0)), SETTINGS)


async def test_a_full_pool_refuses_and_tells_the_operator_once_a_day(rig: Rig) -> None:
    await rig.open("h1")
    host_id = (await rig.host("h1")).id
    await fleet.check_space(rig.ctx, host_id=host_id, disk_bytes=50 * GIB)
    rig.engine.fill_pool("h1")
    await rig.look()
    for _ in range(3):
        with pytest.raises(Conflict) as refused:
            await fleet.check_space(rig.ctx, host_id=host_id)
        assert refused.value.code == "engine.pool_full"
        rig.clock.advance(minutes=1)
    (notice,) = await rig.told()
    assert (notice.kind, notice.subject, notice.facts["free_gb"]) == ("pool_full", host_id, 0)
    rig.clock.advance(timedelta(days=1).total_seconds())
    with pytest.raises(Conflict):
        await fleet.check_space(rig.ctx, host_id=host_id)
    assert len(await rig.told()) == 2
    rig.engine.empty_pool("h1")
    await rig.look()
    await fleet.check_space(rig.ctx, host_id=host_id)


async def test_only_the_disk_that_does_not_fit_is_refused_and_nobody_is_woken_for_it(rig: Rig) -> None:
    rig.replace_host(replace(SimulatedHost.with_cards("h1", 4), pool_bytes=500 * GIB))
    await rig.open("h1")
    host_id = (await rig.host("h1")).id
    with pytest.raises(Conflict) as refused:
        await fleet.check_space(rig.ctx, host_id=host_id, disk_bytes=451 * GIB)
    assert refused.value.code == "instances.disk_too_large"
    assert refused.value.facts == {"max_gb": 450}
    await fleet.check_space(rig.ctx, host_id=host_id, disk_bytes=450 * GIB)
    assert await rig.told() == []
    with pytest.raises(NotFound):
        await fleet.check_space(rig.ctx, host_id="host-none")
