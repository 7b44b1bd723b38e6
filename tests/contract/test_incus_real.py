"""What only a real daemon can show: limits that hold, data that stay, a daemon that dies, and HTTPS."""

from __future__ import annotations

import asyncio
import json
import os
import select
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from contract.regions import GIB, Region
from harness.incusd import IncusHarness, get, private_incus
from zuka.engine.incus.engine import IncusEngine
from zuka.engine.port import CardReading, EventKind, InstanceState, Limits, VolumeMount
from zuka.errors import EngineRefused, EngineUnavailable

pytestmark = [pytest.mark.incus, pytest.mark.enable_socket]
MIB = 1 << 20


async def inside(region: Region, name: str, script: str) -> str:
    done = await region.engine.exec(name, ["sh", "-c", script])
    return done.output.decode()


async def test_limits_are_seen_and_kept_inside(real: Region) -> None:
    spec = real.spec("one", limits=Limits(1000, GIB // 4, 60), root_bytes=64 * MIB)
    await real.engine.create_instance(spec)
    assert (await inside(real, "one", "nproc")).strip() == "1"
    assert "MemTotal:         262144 kB" in await inside(real, "one", "cat /proc/meminfo")
    written = await inside(real, "one", "dd if=/dev/zero of=/big bs=1M count=200 2>&1; wc -c </big")
    assert "quota exceeded" in written.lower()
    assert int(written.split()[-1]) < 64 * MIB
    # The command's output does not need the disk that is full.
    assert await inside(real, "one", "echo well") == "well\n"
    forks = await inside(real, "one", "i=0; while [ $i -lt 100 ]; do sleep 5 & i=$((i+1)); done 2>&1")
    assert "fork" in forks


async def test_root_inside_is_nobody_outside_and_another_one_in_each_instance(real: Region) -> None:
    await real.engine.create_instance(real.spec("one", 20))
    await real.engine.create_instance(real.spec("two", 21))
    maps = [(await inside(real, name, "cat /proc/self/uid_map")).split() for name in ("one", "two")]
    assert all(int(outside) >= 1_000_000 and int(count) == 65536 for _, outside, count in maps)
    assert maps[0][1] != maps[1][1]


async def test_neighbours_do_not_reach_each_other(real: Region) -> None:
    one, two = real.spec("one", 20), real.spec("two", 21)
    for spec in (one, two):
        await real.engine.create_instance(spec)
    for spec in (one, two):
        await real.up(spec)
    assert "0 packets received" in await inside(real, "one", f"ping -c 2 -W 1 {two.address}")
    assert "2 packets received" in await inside(real, "one", f"ping -c 2 -W 1 {real.address(1)}")
    # Another source address than its own is not let out.
    stolen = await inside(
        real,
        "one",
        f"ip address add {two.address}/24 dev eth0; ping -c 2 -W 1 -I {two.address} {real.address(1)}",
    )
    assert "0 packets received" in stolen


async def test_a_data_volume_outlives_its_instance_and_grows_under_it(real: Region) -> None:
    await real.engine.create_volume(real.host, "data", 16 * MIB)
    mounts = (VolumeMount("data", "/root/data"),)
    await real.engine.create_instance(real.spec("one", mounts=mounts))
    await inside(real, "one", "echo mine >/root/data/note; chmod 600 /root/data/note")
    full = await inside(
        real, "one", "dd if=/dev/zero of=/root/data/big bs=1M count=64 2>&1; rm /root/data/big"
    )
    assert "quota exceeded" in full.lower()
    await real.engine.resize_volume(real.host, "data", 128 * MIB)
    grown = await inside(
        real, "one", "dd if=/dev/zero of=/root/data/big bs=1M count=64 2>&1; rm /root/data/big"
    )
    assert "quota exceeded" not in grown.lower()

    await real.engine.delete_instance("one")
    await real.engine.create_instance(real.spec("two", mounts=mounts))
    assert await inside(real, "two", "cat /root/data/note; stat -c %u /root/data/note") == "mine\n0\n"


async def test_a_changed_limit_holds_after_the_next_start(real: Region) -> None:
    await real.engine.create_instance(real.spec("one"))
    await inside(real, "one", "echo kept >/note")
    await real.engine.stop_instance("one", force=True)
    await real.engine.configure_instance(real.spec("one", limits=Limits(2000, GIB // 2, 300)))
    await real.engine.start_instance("one")
    assert "MemTotal:         524288 kB" in await inside(real, "one", "cat /proc/meminfo")
    assert await inside(real, "one", "cat /note") == "kept\n"


async def test_an_instance_that_ignores_its_shutdown_is_forced(real: Region) -> None:
    spec = real.spec("one")
    await real.engine.create_instance(spec)
    await real.up(spec)
    real.outside.ignore_shutdown("one")
    assert isinstance(await real.engine.stop_instance("one", timeout_s=1), datetime)
    assert await real.state("one") is InstanceState.STOPPED


async def test_a_command_that_does_not_end_is_killed(real: Region) -> None:
    await real.engine.create_instance(real.spec("one"))
    with pytest.raises(EngineUnavailable):
        await real.engine.exec("one", ["sleep", "1234"], timeout_s=0.5)

    async def gone() -> bool:
        return "sleep 1234" not in await inside(real, "one", "ps")

    await real.until(gone)


async def test_a_dead_daemon_is_unknown_and_its_instances_run_on(
    real: Region, contract_daemon: IncusHarness
) -> None:
    spec = real.spec("one")
    await real.engine.create_instance(spec)
    await real.up(spec)
    before = await real.engine.instance("one")
    stream = real.engine.events()
    assert (await anext(stream)).kind is EventKind.CONNECTED
    contract_daemon.kill_daemon()
    try:
        with pytest.raises(EngineUnavailable):
            await real.engine.instances()
        with pytest.raises(EngineUnavailable):
            await real.engine.stop_instance("one")
        assert await real.engine.answers("one", spec.address, 22)
    finally:
        contract_daemon.start_daemon()
    async with asyncio.timeout(30):
        while (await anext(stream)).kind is not EventKind.CONNECTED:
            pass

    async def known() -> bool:
        try:
            return await real.engine.instance("one") == before
        except EngineUnavailable:
            return False

    await real.until(known)


SMI = """#!/bin/sh
echo "Persistence mode is off"
echo "GPU-00000000-0000-4000-8000-000000000000, 87, 20480, 24576, 71, 318.42"
echo "GPU-00000000-0000-4000-8000-000000000001, [N/A], 1, 24576, [N/A], [N/A]"
echo "GPU-00000000-0000-4000-8000-000000000002, 1, 1, 1, 1, 1"
"""


async def test_cards_are_read_inside_and_only_those_that_are_the_instance_s_own(real: Region) -> None:
    uuids = [f"GPU-00000000-0000-4000-8000-00000000000{number}" for number in range(2)]
    await real.engine.create_instance(real.spec("one"))
    await real.engine.exec(
        "one", ["sh", "-c", "cat >/bin/nvidia-smi; chmod 755 /bin/nvidia-smi"], stdin=SMI.encode()
    )
    assert await real.engine.card_readings("one", uuids) == [
        CardReading(uuids[0], 87, 20480 * MIB, 24576 * MIB, 71, 318.42),
        CardReading(uuids[1], None, 1 * MIB, 24576 * MIB, None, None),
    ]


async def test_a_program_that_never_ends_or_never_stops_talking_harms_nobody(real: Region) -> None:
    await real.engine.create_instance(real.spec("one"))
    await real.engine.exec(
        "one", ["sh", "-c", "cat >/bin/nvidia-smi; chmod 755 /bin/nvidia-smi"], stdin=b"#!/bin/sh\nexec yes\n"
    )
    with pytest.raises(EngineUnavailable):
        await real.engine.card_readings("one", ["GPU-1"])


async def test_usage_moves_with_what_is_done_inside(real: Region) -> None:
    await real.engine.create_volume(real.host, "data", 256 * MIB)
    await real.engine.create_instance(real.spec("one", mounts=(VolumeMount("data", "/root/data"),)))
    before = (await real.engine.usage(["one"]))["one"]
    await inside(
        real,
        "one",
        "dd if=/dev/zero of=/big bs=1M count=40; dd if=/dev/zero of=/root/data/big bs=1M count=20",
    )
    await inside(real, "one", "sync; i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done")
    await inside(real, "one", f"ping -c 20 -i 0.01 -s 1000 {real.address(1)}")
    after = (await real.engine.usage(["one"]))["one"]
    assert after.cpu_seconds > before.cpu_seconds
    assert after.network_sent_bytes - before.network_sent_bytes >= 20_000
    assert after.network_received_bytes - before.network_received_bytes >= 20_000
    assert before.root_bytes is not None
    assert after.root_bytes is not None
    assert after.root_bytes - before.root_bytes >= 40 * MIB
    assert after.volume_bytes[0] - before.volume_bytes[0] >= 20 * MIB


async def test_an_image_that_does_not_unpack_is_refused_and_the_old_one_stays(
    real: Region, tmp_path: Path
) -> None:
    good = await real.engine.import_image("system", *real.variant("good"), {}, lambda _: None)
    metadata, rootfs = real.variant("bad")
    rootfs.write_bytes(b"no archive at all" * 100)
    with pytest.raises(EngineRefused):
        await real.engine.import_image("system", metadata, rootfs, {}, lambda _: None)
    assert {image.alias: image.fingerprint for image in await real.engine.images()}[
        "system"
    ] == good.fingerprint
    assert await real.engine.instances() == []
    await real.engine.delete_image("system")


async def test_an_image_in_use_is_kept_until_nothing_uses_it(
    real: Region, contract_daemon: IncusHarness
) -> None:
    old = await real.engine.import_image("system", *real.variant("old"), {}, lambda _: None)
    await real.engine.create_instance(real.spec("one", image="system"))

    def fingerprints() -> set[str]:
        listed = json.loads(contract_daemon.incus("image", "list", "--format=json"))
        return {image["fingerprint"] for image in listed}

    await real.engine.import_image("system", *real.variant("new"), {}, lambda _: None)
    assert old.fingerprint in fingerprints()
    await real.engine.delete_instance("one")
    await real.engine.import_image("system", *real.variant("newer"), {}, lambda _: None)
    assert old.fingerprint not in fingerprints()
    await real.engine.delete_image("system")


async def test_over_https_with_both_sides_pinned(
    real: Region, contract_daemon: IncusHarness, tmp_path: Path
) -> None:
    certificate, key = certify(tmp_path)
    listen = f"{contract_daemon.outside_address}:8443"
    contract_daemon.incus("config", "set", "core.https_address", listen)
    server = tmp_path / "server.crt"
    server.write_text(get(contract_daemon.socket_path, "/1.0")["metadata"]["environment"]["certificate"])
    settings = contract_daemon.settings.model_copy(
        update={
            "endpoint": f"https://{listen}",
            "server_certificate": server,
            "client_certificate": certificate,
            "client_key": key,
        }
    )
    stranger = IncusEngine(settings)
    with pytest.raises(EngineUnavailable):
        await stranger.instances()
    with pytest.raises(EngineUnavailable):
        await stranger.hosts()
    await stranger.aclose()

    contract_daemon.incus("config", "trust", "add-certificate", str(certificate))
    engine = IncusEngine(settings)
    (host,) = await engine.hosts()
    assert host.address == contract_daemon.outside_address
    stream = engine.events()
    assert (await anext(stream)).kind is EventKind.CONNECTED
    await engine.create_instance(real.spec("one"))
    assert (await anext(stream)).kind is EventKind.STARTED
    assert (await engine.exec("one", ["cat"], stdin=b"over TLS")).output == b"over TLS"
    await engine.aclose()

    # Another server's certificate is not this server's, whatever it says of itself.
    impostor = IncusEngine(settings.model_copy(update={"server_certificate": certificate}))
    with pytest.raises(EngineUnavailable):
        await impostor.instances()
    await impostor.aclose()


def certify(directory: Path) -> tuple[Path, Path]:
    """A self-signed certificate and its key."""
    certificate, key = directory / "client.crt", directory / "client.key"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-subj", "/CN=zuka"]
    subprocess.run(
        ["openssl", "req", "-x509", *curve, "-keyout", key, "-out", certificate, "-days", "2"],
        check=True,
        capture_output=True,
    )
    return certificate, key


_VICTIM = """
import time
from harness.incusd import IncusHarness
harness = IncusHarness()
print(harness.pid, flush=True)
time.sleep(600)
"""


def test_a_killed_session_takes_its_daemon_with_it() -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    victim = subprocess.Popen([sys.executable, "-c", _VICTIM], stdout=subprocess.PIPE, env=environment)
    assert victim.stdout is not None
    with victim.stdout:
        inner = int(victim.stdout.readline())
    # The first process of the daemon's namespace: with it goes every other one, and every mount.
    handle = os.pidfd_open(inner)
    victim.kill()
    victim.wait()
    ended, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    assert ended
    with private_incus() as harness:
        assert harness.server["auth"] == "trusted"
