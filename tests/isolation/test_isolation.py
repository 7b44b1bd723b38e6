"""What a hostile renter can reach and take from inside their machine: the internet, and what they rented."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from harness.incusd import IncusHarness, private_incus
from harness.server import PASSWORD, Server, settle

pytestmark = [pytest.mark.isolation, pytest.mark.incus, pytest.mark.enable_socket]

INTERNET = "203.0.113.1"
"""A documentation address that is in no private range: it stands for the internet."""
LAN = "192.168.77.1"
PROCESSES = 300

PROBE = """
import json, socket, sys
found = []
for host, port in json.loads(sys.argv[1]):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.5)
        try:
            where = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][4]
            probe.connect(where)
            found.append([host, port])
        except OSError:
            pass
print(json.dumps(found))
"""


@dataclass
class Tenant:
    """A renter's running machine, seen from inside as root."""

    daemon: IncusHarness
    instance: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.instance["id"])

    @property
    def network(self) -> dict[str, Any]:
        shown = json.loads(self.daemon.incus("list", self.name, "--format=json"))[0]
        network: dict[str, Any] = shown["state"]["network"]["eth0"]
        return network

    @property
    def address(self) -> str:
        return next(str(one["address"]) for one in self.network["addresses"] if one["family"] == "inet")

    def run(self, *command: str) -> str:
        return self.daemon.incus("exec", self.name, "--", *command)

    def fails(self, *command: str) -> str:
        """What a command that must fail says."""
        with pytest.raises(subprocess.CalledProcessError) as failure:
            self.run(*command)
        said: bytes = failure.value.stderr + failure.value.stdout
        return said.decode(errors="replace")

    def reaches(self, *targets: tuple[str, int]) -> list[tuple[str, int]]:
        found = json.loads(self.run("python3", "-c", PROBE, json.dumps(targets)))
        return [(host, port) for host, port in found]


@dataclass
class Stage:
    server: Server
    daemon: IncusHarness
    eve: Tenant
    ann: Tenant
    outside: int
    """A port that answers on the internet, on the LAN, and on the machine next door."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The platform on a host with its firewall, as `./zuka up` makes it, and two tenants on one bridge."""
    with private_incus() as daemon, _Listener() as outside:
        _attach_networks(daemon)
        _raise_firewall(daemon)
        daemon.incus("config", "set", "core.https_address=:8443")
        server = Server(
            tmp_path_factory.mktemp("isolation"),
            daemon.settings.model_copy(update={"simulated_cards": "RTX 3090:24GiB:8"}),
            {
                "ZUKA_INSTANCES__SYSTEM_DISK_GB": "2",
                "ZUKA_INSTANCES__DATA_DISK_GB": "1",
                "ZUKA_INSTANCES__PROCESSES": str(PROCESSES),
            },
            address=daemon.outside_address,
            prefix=daemon.inside([]),
        )
        server.open_shop()
        server.start()
        try:
            yield Stage(
                server, daemon, _tenant(server, daemon, "eve"), _tenant(server, daemon, "ann"), outside
            )
        finally:
            server.stop()


def _attach_networks(daemon: IncusHarness) -> None:
    for address in (INTERNET, LAN):
        _ip("address", "add", f"{address}/32", "dev", daemon.link)
    daemon.run_inside(["ip", "route", "add", "192.168.77.0/24", "dev", "outside"])


def _raise_firewall(daemon: IncusHarness) -> None:
    gateway = daemon.subnet.replace("0/24", "1/24")
    load = f"from zuka.install import firewall; firewall.apply(firewall.here('zukabr0', '{gateway}'))"
    subprocess.run(daemon.inside([sys.executable, "-c", load]), check=True)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


class _Listener:
    """Accepts on every address of the machine outside the host, which plays internet, LAN and neighbour."""

    def __enter__(self) -> int:
        self._socket = socket.create_server(("", 0), backlog=64)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        port: int = self._socket.getsockname()[1]
        return port

    def _accept(self) -> None:
        while True:
            try:
                self._socket.accept()[0].close()
            except OSError:
                return

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


def _tenant(server: Server, daemon: IncusHarness, name: str) -> Tenant:
    with closing(server.renter(name)) as api:
        offer = api.get("/offers").json()[0]
        answer = api.post("/instances", json={"host_id": offer["host_id"], "count": 1, "image_id": "base"})
        assert answer.status_code == 202, answer.text
        assert settle(api, answer.json()["operation"])["state"] == "succeeded"
        return Tenant(daemon, api.get(f"/instances/{answer.json()['instance']['id']}").json())


def test_the_internet_is_open(stage: Stage) -> None:
    """Also the proof that the probes of the other tests can find anything."""
    assert stage.eve.reaches((INTERNET, stage.outside)) == [(INTERNET, stage.outside)]


def test_the_platform_reaches_them_and_they_reach_themselves(stage: Stage) -> None:
    assert stage.eve.reaches((stage.eve.address, 22)) == [(stage.eve.address, 22)]
    with socket.create_connection((stage.server.address, stage.eve.instance["ssh"]["port"]), 5) as dialed:
        assert dialed.recv(4) == b"SSH-"


def test_another_tenants_machine_is_not_there(stage: Stage) -> None:
    assert stage.eve.reaches((stage.ann.address, 22), (stage.ann.address, 8888)) == []
    assert stage.ann.reaches((stage.eve.address, 22)) == []


def test_another_tenants_machine_is_not_there_by_ipv6(stage: Stage) -> None:
    octets = [int(part, 16) for part in stage.ann.network["hwaddr"].split(":")]
    octets[0] ^= 2
    link_local = "fe80::{:02x}{:02x}:{:02x}ff:fe{:02x}:{:02x}{:02x}%eth0".format(*octets)
    assert stage.eve.reaches((link_local, 22)) == []


def test_the_hosts_and_the_platforms_ports_are_closed(stage: Stage) -> None:
    bridge = stage.daemon.subnet.replace("0/24", "1")
    ports = [
        stage.server.http_port,
        stage.server.web_port,
        stage.ann.instance["ssh"]["port"],
        stage.eve.instance["ssh"]["port"],
        8443,
        22,
    ]
    addresses = [bridge, stage.daemon.outside_address]
    assert stage.eve.reaches(*[(address, port) for address in addresses for port in ports]) == []


def test_the_lan_and_the_metadata_service_are_closed(stage: Stage) -> None:
    targets = [LAN, stage.daemon.outer_address, "169.254.169.254"]
    assert stage.eve.reaches(*[(address, stage.outside) for address in targets]) == []


def test_a_borrowed_address_carries_nothing(stage: Stage) -> None:
    free = stage.daemon.address(77)
    stage.eve.run("ip", "address", "add", f"{free}/24", "dev", "eth0")
    try:
        stage.eve.fails("ping", "-c", "1", "-W", "1", "-I", free, stage.daemon.subnet.replace("0/24", "1"))
    finally:
        stage.eve.run("ip", "address", "del", f"{free}/24", "dev", "eth0")


def test_the_engine_shows_itself_nowhere_inside(stage: Stage) -> None:
    for path in ("/dev/incus", "/dev/lxd", "/run/incus", "/var/lib/incus"):
        stage.eve.fails("ls", path)


def test_root_inside_is_nobody_outside(stage: Stage) -> None:
    maps = [tenant.run("cat", "/proc/self/uid_map").split() for tenant in (stage.eve, stage.ann)]
    assert all(int(one[1]) >= 65536 for one in maps)
    ranges = [range(int(one[1]), int(one[1]) + int(one[2])) for one in maps]
    assert ranges[0].stop <= ranges[1].start or ranges[1].stop <= ranges[0].start, "the two share no user"


def test_devices_of_the_host_cannot_be_opened(stage: Stage) -> None:
    stage.eve.fails("mknod", "/root/disk", "b", "8", "0")
    stage.eve.fails("sh", "-c", "echo c > /proc/sysrq-trigger")
    stage.eve.fails("sysctl", "-w", "kernel.core_pattern=|/bin/sh")


@pytest.mark.parametrize(("path", "gib"), [("/root/big", 2), ("/root/zuka-tmp/big", 1)])
def test_a_full_disk_is_full_for_its_owner_alone(stage: Stage, path: str, gib: int) -> None:
    fill = f"dd if=/dev/urandom of={path} bs=1M count={(gib + 1) * 1024} status=none && sync {path}"
    assert "No space left" in stage.eve.fails("sh", "-c", fill) or "quota" in stage.eve.fails(
        "sh", "-c", fill
    )
    try:
        stage.ann.run(
            "sh", "-c", "dd if=/dev/urandom of=/root/mine bs=1M count=50 status=none && sync /root/mine"
        )
    finally:
        stage.eve.run("rm", "-f", path)


def test_more_memory_than_rented_is_not_to_be_had(stage: Stage) -> None:
    limit = int(stage.eve.run("sh", "-c", "awk '/MemTotal/ {print $2}' /proc/meminfo")) * 1024
    offered = json.loads(stage.daemon.incus("query", f"/1.0/instances/{stage.eve.name}?project=zuka"))
    assert limit <= 4 << 30
    assert offered["config"]["limits.memory"]
    greedy = (
        f"b = bytearray({limit} + (256 << 20))\nfor i in range(0, len(b), 4096): b[i] = 1\nprint('had it')"
    )
    assert "had it" not in stage.eve.fails("python3", "-c", greedy)
    assert stage.ann.run("echo", "alive").strip() == "alive"


def test_more_processes_than_allowed_cannot_be_started(stage: Stage) -> None:
    bomb = (
        "import os, signal, time\npids = []\ntry:\n"
        "    for _ in range(2000):\n        pid = os.fork()\n"
        "        if pid == 0: time.sleep(60); os._exit(0)\n        pids.append(pid)\n"
        "except OSError as error: print(error.errno, len(pids))\n"
        "for pid in pids: os.kill(pid, signal.SIGKILL)\n"
    )
    errno, started = stage.eve.run("python3", "-c", bomb).split()
    assert errno == "11"
    assert int(started) < PROCESSES
    assert stage.ann.run("echo", "alive").strip() == "alive"


def test_no_more_cores_than_rented_are_seen(stage: Stage) -> None:
    assert int(stage.eve.run("nproc")) == 1


def test_nothing_of_the_platform_lies_inside(stage: Stage) -> None:
    environment = stage.eve.run("sh", "-c", "cat /proc/1/environ | tr '\\0' '\\n'; env")
    assert "ZUKA" not in environment
    config = stage.daemon.incus("query", f"/1.0/instances/{stage.ann.name}?project=zuka")
    with closing(stage.server.client("ann", PASSWORD)) as api:
        secrets = api.get(f"/instances/{stage.ann.name}/secrets").json()
    assert secrets["password"] not in config
    assert "PRIVATE KEY" not in config
