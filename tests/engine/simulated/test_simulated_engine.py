"""The simulated engine keeps the real one's rules, and its dials do what hosts and tenants do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from zuka.engine.port import (
    Engine,
    EngineEvent,
    EventKind,
    ExecResult,
    InstanceSpec,
    InstanceState,
    Limits,
    VolumeMount,
)
from zuka.engine.simulated.dials import Delays
from zuka.engine.simulated.engine import Executed, SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.errors import EngineGone, EngineRefused, EngineUnavailable, PoolFull
from zuka.kit.clock import ManualClock

GIB = 1 << 30


def spec(name: str = "one", address: str = "10.0.0.2", host: str = "h1", **more: object) -> InstanceSpec:
    made = InstanceSpec(name, host, "base", Limits(2000, 4 * GIB, 500), 30 * GIB, address)
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def engine(clock: ManualClock) -> SimulatedEngine:
    made = SimulatedEngine(clock, [SimulatedHost.with_cards("h1", 2), SimulatedHost.with_cards("h2", 1)])
    made.add_image("base")
    return made


async def state_of(engine: Engine, name: str = "one") -> InstanceState:
    facts = await engine.instance(name)
    assert facts is not None
    return facts.state


async def listen(engine: Engine) -> AsyncIterator[EngineEvent]:
    """A stream whose first event, CONNECTED, has been taken."""
    stream = engine.events()
    assert (await anext(stream)).kind is EventKind.CONNECTED
    return stream


async def test_an_instance_lives_from_create_to_delete(engine: SimulatedEngine, clock: ManualClock) -> None:
    await engine.create_volume("h1", "one-data", 50 * GIB)
    await engine.create_instance(spec(mounts=(VolumeMount("one-data", "/data"),)))
    assert await state_of(engine) is InstanceState.RUNNING
    assert await engine.answers("one", "10.0.0.2", 22)
    clock.advance(60)
    assert (await engine.usage())["one"].cpu_seconds > 0

    assert await engine.stop_instance("one") == clock.now()
    stopped_at = clock.now()
    clock.advance(5)
    assert await engine.stop_instance("one") == stopped_at
    assert not await engine.answers("one", "10.0.0.2", 22)
    await engine.start_instance("one")
    await engine.start_instance("one")

    with pytest.raises(EngineRefused, match="in use"):
        await engine.delete_volume("h1", "one-data")
    await engine.delete_instance("one")
    await engine.delete_instance("one")
    await engine.delete_volume("h1", "one-data")
    await engine.delete_volume("h1", "one-data")
    assert await engine.instances() == []
    assert await engine.volumes() == []


async def test_creating_again_adopts_and_starts(engine: SimulatedEngine) -> None:
    await engine.create_instance(spec())
    await engine.stop_instance("one")
    await engine.create_instance(spec())
    assert [facts.state for facts in await engine.instances()] == [InstanceState.RUNNING]


async def test_what_is_absent_is_gone(engine: SimulatedEngine) -> None:
    assert await engine.instance("one") is None
    with pytest.raises(EngineGone):
        await engine.stop_instance("one")
    with pytest.raises(EngineGone):
        await engine.start_instance("one")
    with pytest.raises(EngineGone):
        await engine.configure_instance(spec())
    with pytest.raises(EngineGone):
        await engine.resize_volume("h1", "none", GIB)
    with pytest.raises(EngineGone):
        await engine.create_instance(spec(host="nowhere"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"image": "none"},
        {"name": "under_score"},
        {"limits": Limits(0, GIB, 10)},
        {"address": "10.0.0.9"},
        {"pci_addresses": ("0000:77:00.0",)},
        {"mounts": (VolumeMount("none", "/data"),)},
    ],
)
async def test_a_refused_create_leaves_nothing(engine: SimulatedEngine, wrong: dict[str, object]) -> None:
    await engine.create_instance(spec("other", "10.0.0.9"))
    with pytest.raises(EngineRefused):
        await engine.create_instance(spec(**wrong))  # type: ignore[arg-type]
    assert [facts.name for facts in await engine.instances()] == ["other"]


async def test_cards_are_set_while_stopped_and_checked_at_start(engine: SimulatedEngine) -> None:
    await engine.create_instance(spec())
    with pytest.raises(EngineRefused):
        await engine.configure_instance(spec())
    await engine.stop_instance("one")
    await engine.configure_instance(spec(pci_addresses=("0000:77:00.0",)))
    with pytest.raises(EngineRefused, match="0000:77"):
        await engine.start_instance("one")
    assert await state_of(engine) is InstanceState.STOPPED


async def test_one_card_in_two_instances_is_allowed_and_noticed(engine: SimulatedEngine) -> None:
    card = ("0000:01:00.0",)
    await engine.create_instance(spec("one", "10.0.0.2", pci_addresses=card))
    await engine.create_instance(spec("far", "10.0.0.2", host="h2", pci_addresses=card))
    assert engine.double_attached() == []
    await engine.create_instance(spec("two", "10.0.0.3", pci_addresses=card))
    await engine.delete_instance("two")
    [seen] = engine.double_attached()
    assert (seen.host, seen.pci_address, seen.first, seen.second) == ("h1", card[0], "one", "two")


async def test_a_full_pool_starts_nothing(engine: SimulatedEngine) -> None:
    await engine.create_instance(spec())
    await engine.stop_instance("one")
    engine.fill_pool("h1")
    pools = {facts.name: facts.pool for facts in await engine.hosts()}
    assert pools["h1"] is not None
    assert pools["h1"].free_bytes == 0
    with pytest.raises(PoolFull):
        await engine.start_instance("one")
    with pytest.raises(PoolFull):
        await engine.create_instance(spec("two", "10.0.0.3"))
    engine.empty_pool("h1")
    await engine.start_instance("one")


async def test_events_say_who_caused_them(engine: SimulatedEngine, clock: ManualClock) -> None:
    stream = await listen(engine)
    await engine.create_instance(spec())
    assert await anext(stream) == EngineEvent(EventKind.STARTED, clock.now(), "one", by_request=True)
    engine.reboot_inside("one")
    assert await anext(stream) == EngineEvent(EventKind.RESTARTED, clock.now(), "one", by_request=False)
    clock.advance(1)
    assert engine.shutdown_inside("one") == clock.now()
    assert await anext(stream) == EngineEvent(EventKind.STOPPED, clock.now(), "one", by_request=False)
    assert await state_of(engine) is InstanceState.STOPPED
    await engine.aclose()
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_forgotten_events_do_not_come(engine: SimulatedEngine) -> None:
    await engine.create_instance(spec())
    stream = await listen(engine)
    engine.forget_events()
    engine.shutdown_inside("one")
    engine.forget_events(False)
    engine.reconnect_events()
    assert (await anext(stream)).kind is EventKind.CONNECTED


async def test_a_lost_host_is_unknown_and_its_instances_go_on(engine: SimulatedEngine) -> None:
    await engine.create_instance(spec())
    engine.lose_host("h1")
    assert {facts.name: facts.reachable for facts in await engine.hosts()} == {"h1": False, "h2": True}
    assert await state_of(engine) is InstanceState.UNKNOWN
    assert [facts.state for facts in await engine.instances()] == [InstanceState.UNKNOWN]
    assert await engine.usage() == {}
    assert not await engine.answers("one", "10.0.0.2", 22)
    with pytest.raises(EngineUnavailable):
        await engine.stop_instance("one")
    with pytest.raises(EngineUnavailable):
        await engine.delete_instance("one")
    engine.return_host("h1")
    assert await state_of(engine) is InstanceState.RUNNING
    engine.lose_host("h1")
    engine.return_host("h1", rebooted=True)
    assert await state_of(engine) is InstanceState.STOPPED


async def test_a_lost_region_answers_nothing_and_reconnects(engine: SimulatedEngine) -> None:
    stream = await listen(engine)
    engine.lose_region()
    with pytest.raises(EngineUnavailable):
        await engine.hosts()
    engine.return_region()
    assert (await anext(stream)).kind is EventKind.CONNECTED
    assert len(await engine.hosts()) == 2


async def test_calls_fail_when_told_to(engine: SimulatedEngine) -> None:
    engine.fail_next("create_instance", EngineRefused("No."))
    with pytest.raises(EngineRefused, match=r"No\."):
        await engine.create_instance(spec())
    assert await engine.instances() == []
    await engine.create_instance(spec())
    with pytest.raises(ValueError, match="no method"):
        engine.fail_next("make_coffee", EngineRefused("No."))


async def test_a_broken_boot_runs_and_never_answers(engine: SimulatedEngine) -> None:
    engine.break_boot("one")
    await engine.create_instance(spec())
    await engine.create_instance(spec("two", "10.0.0.3"))
    assert await state_of(engine) is InstanceState.RUNNING
    assert not await engine.answers("one", "10.0.0.2", 22)
    assert await engine.answers("two", "10.0.0.3", 22)


async def test_delays_pass_in_virtual_time(clock: ManualClock) -> None:
    engine = SimulatedEngine(
        clock, [SimulatedHost("h1")], delays=Delays(create_instance=10, stop_instance=1, boot=3)
    )
    engine.add_image("base")
    creating = asyncio.create_task(engine.create_instance(spec()))
    await asyncio.sleep(0)
    assert await engine.instances() == []
    clock.advance(10)
    await creating
    assert not await engine.answers("one", "10.0.0.2", 22)
    clock.advance(3)
    assert await engine.answers("one", "10.0.0.2", 22)

    engine.ignore_shutdown("one")
    stopping = asyncio.create_task(engine.stop_instance("one", timeout_s=20))
    await asyncio.sleep(0)
    clock.advance(1)
    assert await state_of(engine) is InstanceState.RUNNING
    clock.advance(20)
    assert await stopping == clock.now()


async def test_commands_are_remembered_and_answered(engine: SimulatedEngine) -> None:
    await engine.create_instance(spec())
    engine.on_exec = lambda executed: ExecResult(3, executed.stdin.upper())
    assert await engine.exec("one", ["chpasswd"], stdin=b"root:x") == ExecResult(3, b"ROOT:X")
    assert list(engine.executed) == [Executed("one", ("chpasswd",), b"root:x")]
    await engine.stop_instance("one")
    with pytest.raises(EngineRefused):
        await engine.exec("one", ["true"])


async def test_images_are_imported_and_deleted(engine: SimulatedEngine, tmp_path: Path) -> None:
    metadata, rootfs = tmp_path / "metadata", tmp_path / "rootfs"
    metadata.write_bytes(b"m")
    rootfs.write_bytes(b"root")
    seen: list[int] = []
    facts = await engine.import_image("new", metadata, rootfs, {"os": "debian"}, seen.append)
    assert (facts.alias, facts.size_bytes, facts.properties) == ("new", 5, {"os": "debian"})
    assert seen == sorted(seen)
    assert seen[-1] == 100
    assert facts in await engine.images()
    await engine.delete_image("new")
    await engine.delete_image("new")
    assert facts not in await engine.images()


async def test_thousands_of_instances(clock: ManualClock) -> None:
    engine = SimulatedEngine(clock, [SimulatedHost(f"h{number}") for number in range(1000)])
    engine.add_image("base")
    for number in range(3000):
        await engine.create_instance(spec(f"i{number}", f"10.0.0.{number}", host=f"h{number % 1000}"))
    assert len(await engine.instances()) == 3000
    assert len(await engine.hosts()) == 1000
    assert engine.calls["create_instance"] == 3000
