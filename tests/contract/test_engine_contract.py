"""What the platform relies on in every engine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from contract.regions import GIB, Region
from zuka.engine.port import EngineEvent, EventKind, InstanceSpec, InstanceState, Limits, VolumeMount
from zuka.errors import EngineGone, EngineRefused

RUNNING, STOPPED = InstanceState.RUNNING, InstanceState.STOPPED


async def names(region: Region) -> set[str]:
    return {facts.name for facts in await region.engine.instances()}


async def test_the_region_has_a_host_with_facts(region: Region) -> None:
    (host,) = await region.engine.hosts()
    assert host.name == region.host
    assert host.reachable
    assert host.cpu_model
    assert host.cpu_threads > 0
    assert host.memory_bytes > GIB
    assert host.cards == ()
    assert host.pool is not None
    assert host.pool.driver == "btrfs"
    assert 0 < host.pool.free_bytes <= host.pool.total_bytes


async def test_create_starts_and_can_be_repeated(region: Region) -> None:
    spec = region.spec("one")
    await region.engine.create_instance(spec)
    await region.engine.create_instance(spec)
    assert await region.state("one") is RUNNING
    (facts,) = await region.engine.instances()
    assert (facts.name, facts.host, facts.state) == ("one", region.host, RUNNING)
    assert facts.started_at is not None
    assert facts == await region.engine.instance("one")
    await region.up(spec)


async def test_creating_a_stopped_one_starts_it_with_what_is_on_it(region: Region) -> None:
    spec = region.spec("one")
    await region.engine.create_instance(spec)
    await region.engine.stop_instance("one", force=True)
    await region.engine.create_instance(spec)
    assert await region.state("one") is RUNNING
    assert await names(region) == {"one"}


async def test_creating_at_the_same_time_makes_one(region: Region) -> None:
    spec = region.spec("one")
    await asyncio.gather(*(region.engine.create_instance(spec) for _ in range(3)), return_exceptions=True)
    await region.engine.create_instance(spec)
    assert await region.state("one") is RUNNING
    assert await names(region) == {"one"}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda r: r.spec("one", image="no-such-image"), id="image"),
        pytest.param(lambda r: r.spec("one", mounts=(VolumeMount("no-such-volume", "/data"),)), id="volume"),
        pytest.param(lambda r: r.spec("one", pci_addresses=("0000:77:00.0",)), id="card"),
        pytest.param(lambda r: r.spec("one", limits=Limits(0, GIB, 10)), id="limits"),
        pytest.param(lambda r: r.spec("one", 21), id="address"),
    ],
)
async def test_a_refused_create_leaves_nothing(
    region: Region, wrong: Callable[[Region], InstanceSpec]
) -> None:
    await region.engine.create_instance(region.spec("other", 21))
    with pytest.raises(EngineRefused):
        await region.engine.create_instance(wrong(region))
    assert await names(region) == {"other"}


async def test_a_refused_create_spares_an_older_instance_of_that_name(region: Region) -> None:
    await region.engine.create_instance(region.spec("one"))
    await region.engine.stop_instance("one", force=True)
    with contextlib.suppress(EngineRefused):
        await region.engine.create_instance(region.spec("one", image="no-such-image"))
    assert await names(region) == {"one"}


async def test_an_unknown_host_is_gone_and_a_bad_name_refused(region: Region) -> None:
    with pytest.raises(EngineGone):
        await region.engine.create_instance(region.spec("one", host="nowhere"))
    with pytest.raises(EngineGone):
        await region.engine.create_volume("nowhere", "v", GIB)
    with pytest.raises(EngineRefused):
        await region.engine.create_volume(region.host, "under_score", GIB)
    region.made.clear()
    bad = region.spec("under_score")
    region.made.clear()
    with pytest.raises(EngineRefused):
        await region.engine.create_instance(bad)


async def test_stop_and_start_can_be_repeated(region: Region) -> None:
    spec = region.spec("one")
    await region.engine.create_instance(spec)
    await region.up(spec)
    started = await region.engine.instance("one")
    stopped_at = await region.engine.stop_instance("one", timeout_s=10)
    assert started is not None
    assert started.started_at is not None
    assert stopped_at is not None
    assert stopped_at >= started.started_at
    assert await region.state("one") is STOPPED
    assert not await region.engine.answers("one", spec.address, 22)
    # An engine that keeps the stop time may say it again; it never says another.
    assert await region.engine.stop_instance("one") in {None, stopped_at}
    assert await region.engine.stop_instance("one", force=True) in {None, stopped_at}

    await region.engine.start_instance("one")
    await region.engine.start_instance("one")
    assert await region.state("one") is RUNNING
    again = await region.engine.instance("one")
    assert again is not None
    assert again.started_at is not None
    assert again.started_at >= stopped_at
    await region.up(spec)


async def test_restart(region: Region) -> None:
    spec = region.spec("one")
    await region.engine.create_instance(spec)
    await region.up(spec)
    stream = region.engine.events()
    await connected(stream)
    await region.engine.restart_instance("one", timeout_s=10)
    assert await region.state("one") is RUNNING
    event = await next_of(stream, EventKind.RESTARTED)
    assert (event.instance, event.by_request) == ("one", True)
    await region.up(spec)
    await region.engine.stop_instance("one", force=True)
    with pytest.raises(EngineRefused):
        await region.engine.restart_instance("one")
    assert await region.state("one") is STOPPED


async def test_delete_takes_a_running_one_and_can_be_repeated(region: Region) -> None:
    await region.engine.create_instance(region.spec("one"))
    await region.engine.delete_instance("one")
    await region.engine.delete_instance("one")
    assert await region.engine.instance("one") is None
    assert await region.engine.instances() == []


async def test_what_is_not_there_is_gone(region: Region) -> None:
    assert await region.engine.instance("none") is None
    with pytest.raises(EngineGone):
        await region.engine.start_instance("none")
    with pytest.raises(EngineGone):
        await region.engine.stop_instance("none")
    with pytest.raises(EngineGone):
        await region.engine.restart_instance("none")
    with pytest.raises(EngineGone):
        await region.engine.configure_instance(region.spec("none"))
    with pytest.raises(EngineGone):
        await region.engine.exec("none", ["true"])
    with pytest.raises(EngineGone):
        await region.engine.resize_volume(region.host, "none", GIB)
    assert not await region.engine.answers("none", region.address(99), 22)


async def test_volumes_come_grow_and_go(region: Region) -> None:
    engine, host = region.engine, region.host
    await engine.create_volume(host, "data", GIB)
    await engine.create_volume(host, "data", GIB)
    assert await engine.volumes() == [(host, "data")]
    await engine.resize_volume(host, "data", 2 * GIB)
    await engine.resize_volume(host, "data", 2 * GIB)
    await engine.create_instance(region.spec("one", mounts=(VolumeMount("data", "/data"),)))
    with pytest.raises(EngineRefused):
        await engine.delete_volume(host, "data")
    await engine.delete_instance("one")
    assert await engine.volumes() == [(host, "data")]
    await engine.delete_volume(host, "data")
    await engine.delete_volume(host, "data")
    assert await engine.volumes() == []


async def test_limits_change_while_it_is_stopped(region: Region) -> None:
    spec = region.spec("one")
    await region.engine.create_instance(spec)
    more = region.spec("one", limits=Limits(1000, GIB // 2, 300))
    with pytest.raises(EngineRefused):
        await region.engine.configure_instance(more)
    await region.engine.stop_instance("one", force=True)
    await region.engine.configure_instance(more)
    await region.engine.configure_instance(more)
    await region.engine.start_instance("one")
    assert await region.state("one") is RUNNING


async def test_a_card_that_is_not_there_fails_the_start_and_leaves_the_instance(region: Region) -> None:
    await region.engine.create_instance(region.spec("one"))
    await region.engine.stop_instance("one", force=True)

    async def start_with_it() -> None:
        # On a host without the tools for cards, the engine refuses already here.
        await region.engine.configure_instance(region.spec("one", pci_addresses=("0000:77:00.0",)))
        await region.engine.start_instance("one")

    with pytest.raises(EngineRefused):
        await start_with_it()
    assert await region.state("one") is STOPPED
    await region.engine.configure_instance(region.spec("one"))
    await region.engine.start_instance("one")
    assert await region.state("one") is RUNNING


async def test_exec_carries_input_output_and_exit_code(region: Region) -> None:
    await region.engine.create_instance(region.spec("one"))
    done = await region.engine.exec("one", ["sh", "-c", "cat; echo trouble >&2; exit 3"], stdin=b"secret\n")
    assert done.exit_code == 3
    assert sorted(done.output.splitlines()) == [b"secret", b"trouble"]
    big = bytes(range(256)) * 2000
    assert (await region.engine.exec("one", ["cat"], stdin=big)).output == big
    # A command that does not read its input ends all the same.
    assert (await region.engine.exec("one", ["true"], stdin=big)).exit_code == 0


async def test_exec_in_a_stopped_instance_is_refused(region: Region) -> None:
    await region.engine.create_instance(region.spec("one"))
    await region.engine.stop_instance("one", force=True)
    with pytest.raises(EngineRefused):
        await region.engine.exec("one", ["true"])


async def test_usage_names_what_runs(region: Region) -> None:
    spec = region.spec("one")
    await region.engine.create_instance(spec)
    await region.engine.create_instance(region.spec("off", 22))
    await region.engine.stop_instance("off", force=True)

    async def counted() -> bool:
        return "one" in await region.engine.usage()

    await region.until(counted)
    assert "none" not in await region.engine.usage()
    used = (await region.engine.usage())["one"]
    assert 0 < used.memory_bytes <= spec.limits.memory_bytes
    assert used.processes > 0


async def test_usage_of_a_few_is_usage_of_those(region: Region) -> None:
    for last, name in enumerate(("one", "two", "off"), start=20):
        await region.engine.create_instance(region.spec(name, last))
    await region.engine.stop_instance("off", force=True)
    assert set(await region.engine.usage(["one", "off", "none"])) == {"one"}
    assert set(await region.engine.usage(["one", "two"])) == {"one", "two"}
    assert await region.engine.usage([]) == {}


async def test_usage_counts_disks_by_their_quota(region: Region) -> None:
    await region.engine.create_volume(region.host, "data", GIB)
    spec = region.spec("one", mounts=(VolumeMount("data", "/root/data"),))
    await region.engine.create_instance(spec)
    for used in (
        (await region.engine.usage())["one"],
        (await region.engine.usage(["one"]))["one"],
    ):
        assert used.root_bytes is not None
        assert 0 < used.root_bytes <= spec.root_bytes
        assert len(used.volume_bytes) == 1
        assert 0 < used.volume_bytes[0] <= GIB


async def test_cards_that_are_not_there_say_nothing(region: Region) -> None:
    await region.engine.create_instance(region.spec("one"))
    assert await region.engine.card_readings("one", ["GPU-00000000-0000-4000-8000-000000000000"]) == []
    await region.engine.stop_instance("one", force=True)
    with pytest.raises(EngineRefused):
        await region.engine.card_readings("one", [])
    with pytest.raises(EngineGone):
        await region.engine.card_readings("none", [])


async def test_output_is_kept_up_to_a_limit(region: Region) -> None:
    await region.engine.create_instance(region.spec("one"))
    done = await region.engine.exec("one", ["cat"], stdin=b"x" * 300_000, most_bytes=1000)
    assert done.output == b"x" * 1000


async def test_an_image_is_imported_moved_and_deleted(region: Region) -> None:
    percents: list[int] = []
    first = await region.engine.import_image(
        "system", *region.variant("first"), {"title": "First 一"}, percents.append
    )
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    assert first.alias == "system"
    assert first.size_bytes > 0
    assert first.properties["title"] == "First 一"
    again = await region.engine.import_image(
        "system", *region.variant("first"), {"title": "First 一"}, percents.append
    )
    assert again.fingerprint == first.fingerprint

    await region.engine.create_instance(region.spec("one", image="system"))
    await region.engine.delete_instance("one")
    second = await region.engine.import_image("system", *region.variant("second"), {}, percents.append)
    assert second.fingerprint != first.fingerprint
    assert {
        image.alias: image.fingerprint for image in await region.engine.images() if image.alias == "system"
    } == {"system": second.fingerprint}
    assert await names(region) == set()

    await region.engine.delete_image("system")
    await region.engine.delete_image("system")
    assert [image.alias for image in await region.engine.images()] == [region.image]
    with pytest.raises(EngineRefused):
        await region.engine.create_instance(region.spec("one", image="system"))


async def connected(stream: AsyncIterator[EngineEvent]) -> None:
    assert (await anext(stream)).kind is EventKind.CONNECTED


async def next_of(stream: AsyncIterator[EngineEvent], kind: EventKind) -> EngineEvent:
    async with asyncio.timeout(30):
        while (event := await anext(stream)).kind is not kind:
            pass
    return event


async def test_events_tell_who_stopped_it_and_when(region: Region) -> None:
    spec = region.spec("one")
    stream = region.engine.events()
    await connected(stream)
    await region.engine.create_instance(spec)
    started = await next_of(stream, EventKind.STARTED)
    assert (started.instance, started.by_request) == ("one", True)
    await region.up(spec)

    stopped_at = await region.engine.stop_instance("one", timeout_s=10)
    stopped = await next_of(stream, EventKind.STOPPED)
    assert (stopped.instance, stopped.by_request) == ("one", True)
    assert stopped_at is not None
    assert abs(stopped.at - stopped_at) < timedelta(seconds=2)

    await region.engine.start_instance("one")
    await region.up(spec)
    region.outside.poweroff_inside("one")
    inside = await next_of(stream, EventKind.STOPPED)
    assert (inside.instance, inside.by_request) == ("one", False)
    assert await region.state("one") is STOPPED


async def test_a_reboot_from_inside_keeps_it_running(region: Region) -> None:
    spec = region.spec("one")
    await region.engine.create_instance(spec)
    await region.up(spec)
    stream = region.engine.events()
    await connected(stream)
    region.outside.reboot_inside("one")
    event = await next_of(stream, EventKind.RESTARTED)
    assert (event.instance, event.by_request) == ("one", False)
    await region.up(spec)
    assert await region.state("one") is RUNNING


async def test_closing_ends_the_stream(region: Region) -> None:
    engine = region.another()
    stream = engine.events()
    await connected(stream)
    await engine.aclose()
    assert [event async for event in stream] == []
