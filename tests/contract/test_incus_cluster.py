"""A region of two real members: each is a host, and one that is cut off is unknown, never stopped and never gone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from contract.conftest import on_incus
from contract.regions import GIB, Region
from harness import tiny
from harness.cluster import FIRST, SECOND, IncusCluster, offline, private_cluster
from zuka.engine.port import EventKind, InstanceState, VolumeMount
from zuka.errors import EngineGone, EngineUnavailable

pytestmark = [pytest.mark.incus, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncusCluster]:
    if os.geteuid() != 0:
        pytest.skip("a real daemon needs root")
    with private_cluster() as made:
        made.first.import_image(tiny.ALIAS, *tiny.build(tmp_path_factory.mktemp("tiny")))
        yield made


@pytest.fixture
async def region(cluster: IncusCluster, tmp_path: Path) -> AsyncIterator[Region]:
    made = await on_incus(cluster.first, tmp_path)
    yield made
    await made.clear()
    await made.engine.aclose()


async def test_every_member_is_a_host(region: Region) -> None:
    engine = region.engine
    assert [(host.name, host.reachable) for host in await engine.hosts()] == [(FIRST, True), (SECOND, True)]
    assert all(host.pool is not None and host.cpu_threads > 0 for host in await engine.hosts())
    stream = engine.events()
    assert (await anext(stream)).kind is EventKind.CONNECTED
    mounts = (VolumeMount("data", "/data"),)
    for last, host in enumerate((FIRST, SECOND), start=20):
        # The same name on both: names of volumes are per host.
        await engine.create_volume(host, "data", GIB)
        await engine.create_instance(region.spec(f"on-{host}", last, host=host, mounts=mounts))
        event = await anext(stream)
        assert (event.kind, event.instance) == (EventKind.STARTED, f"on-{host}")
    assert {(facts.name, facts.host) for facts in await engine.instances()} == {
        (f"on-{host}", host) for host in (FIRST, SECOND)
    }
    assert sorted(await engine.volumes()) == [(FIRST, "data"), (SECOND, "data")]
    # Each member is asked for what it has.
    for used in (await engine.usage(), await engine.usage([f"on-{host}" for host in (FIRST, SECOND)])):
        assert set(used) == {f"on-{host}" for host in (FIRST, SECOND)}
        assert all(0 < one.memory_bytes < GIB // 8 and one.volume_bytes for one in used.values())
    # Commands, stops, new limits and starts find their member by themselves.
    name = f"on-{SECOND}"
    assert (await engine.exec(name, ["cat"], stdin=b"far away")).output == b"far away"
    assert await engine.stop_instance(name) is not None
    await engine.configure_instance(region.spec(name, 21, host=SECOND))
    await engine.start_instance(name)
    await engine.restart_instance(name)
    await engine.resize_volume(SECOND, "data", 2 * GIB)
    with pytest.raises(EngineGone):
        await engine.create_instance(region.spec("nowhere", 22, host="m9"))


async def test_an_image_is_ready_on_every_member(region: Region) -> None:
    await region.engine.import_image("system", *region.variant("both"), {}, lambda _: None)
    assert await region.engine.instances() == []
    await region.engine.create_instance(region.spec("one", 20, host=SECOND, image="system"))
    assert await region.state("one") is InstanceState.RUNNING
    await region.engine.delete_instance("one")
    await region.engine.delete_image("system")


async def test_what_is_on_a_member_that_is_cut_off_is_unknown(region: Region, cluster: IncusCluster) -> None:
    engine = region.engine
    await engine.create_volume(SECOND, "data", GIB)
    await engine.create_instance(region.spec("near", 20, host=FIRST))
    await engine.create_instance(region.spec("far", 21, host=SECOND))
    cluster.cut()
    try:
        # The cluster takes its time to notice; until then nothing may be claimed.
        with pytest.raises(EngineUnavailable):
            await engine.stop_instance("far")

        async def noticed() -> bool:
            return await asyncio.to_thread(offline, cluster)

        await region.until(noticed)
        states = {facts.name: facts.state for facts in await engine.instances()}
        assert states == {"near": InstanceState.RUNNING, "far": InstanceState.UNKNOWN}
        assert [(host.name, host.reachable) for host in await engine.hosts()] == [
            (FIRST, True),
            (SECOND, False),
        ]
        for call in (
            engine.instance("far"),
            engine.start_instance("far"),
            engine.delete_volume(SECOND, "data"),
        ):
            with pytest.raises(EngineUnavailable):
                await call
        assert set(await engine.usage(["near", "far"])) == {"near"}
        assert set(await engine.usage()) == {"near"}
        await engine.create_instance(region.spec("newcomer", 22, host=FIRST))
    finally:
        cluster.mend()

    async def back() -> bool:
        return {facts.state for facts in await engine.instances()} == {InstanceState.RUNNING}

    await region.until(back)
