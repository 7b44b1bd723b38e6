"""A world outlives the engine object and, with a file, the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from zuka.engine.port import ImageFacts, InstanceSpec, InstanceState, Limits, VolumeMount
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost, World
from zuka.errors import EngineRefused
from zuka.kit.clock import ManualClock

GIB = 1 << 30
HOST = SimulatedHost.with_cards("h1", 2)
IMAGE = ImageFacts("base", "f00d", GIB, {"os": "debian"})
SPEC = InstanceSpec(
    name="one",
    host="h1",
    image="base",
    limits=Limits(2000, 4 * GIB, 500),
    root_bytes=30 * GIB,
    address="10.0.0.2",
    mounts=(VolumeMount("one-data", "/data"),),
    pci_addresses=(HOST.cards[0].pci_address,),
)


async def test_another_engine_on_the_same_world_sees_the_same() -> None:
    clock, world = ManualClock(), World([HOST], [IMAGE])
    first = SimulatedEngine(clock, world=world)
    await first.create_volume("h1", "one-data", 50 * GIB)
    await first.create_instance(SPEC)
    second = SimulatedEngine(clock, world=world)
    assert await second.instances() == await first.instances()


async def test_a_world_in_a_file_is_found_again_as_it_was(tmp_path: Path) -> None:
    clock = ManualClock()
    first = SimulatedEngine(clock, world=World.at(tmp_path / "sub" / "world.json", [HOST], [IMAGE]))
    await first.create_volume("h1", "one-data", 50 * GIB)
    await first.create_instance(SPEC)
    first.break_boot("one")

    # Nothing was closed: the process might have been killed here.
    second = SimulatedEngine(clock, world=World.at(tmp_path / "sub" / "world.json"))
    assert second.world.state == first.world.state
    assert await second.hosts() == await first.hosts()
    assert await second.images() == [IMAGE]
    assert not await second.answers("one", "10.0.0.2", 22)


async def test_processes_that_share_a_file_see_each_other(tmp_path: Path) -> None:
    clock, path = ManualClock(), tmp_path / "world.json"
    server = SimulatedEngine(clock, world=World.at(path, [HOST], [IMAGE]))
    outside = SimulatedEngine(clock, world=World.at(path))
    await server.create_volume("h1", "one-data", 50 * GIB)
    await server.create_instance(SPEC)
    outside.shutdown_inside("one")
    seen = await server.instance("one")
    assert seen is not None
    assert seen.state is InstanceState.STOPPED
    await server.start_instance("one")
    assert (await outside.instances())[0].state is InstanceState.RUNNING


async def test_a_refused_change_is_not_written(tmp_path: Path) -> None:
    clock, path = ManualClock(), tmp_path / "world.json"
    engine = SimulatedEngine(clock, world=World.at(path, [HOST], [IMAGE]))
    before = path.read_bytes()
    with pytest.raises(EngineRefused):
        await engine.create_instance(SPEC)
    assert path.read_bytes() == before


def test_a_host_that_is_declared_again_gets_new_facts(tmp_path: Path) -> None:
    World.at(tmp_path / "world.json", [HOST])
    world = World.at(tmp_path / "world.json", [SimulatedHost("h1", cpu_threads=8), SimulatedHost("h2")])
    assert {name: host.cpu_threads for name, host in world.view().hosts.items()} == {"h1": 8, "h2": 64}
