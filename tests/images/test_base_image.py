"""The base image as a renter meets it, booted on a real Incus: how it gets its identity, what answers, what is inside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from harness.incusd import IncusHarness
from zuka.engine.incus.engine import IncusEngine
from zuka.engine.port import InstanceSpec, InstanceState, Limits, VolumeMount
from zuka.errors import EngineError
from zuka.images import build, recipes, sources
from zuka.images.build import Built

pytestmark = [pytest.mark.incus, pytest.mark.enable_socket]

CACHE = Path("/var/cache/zuka-test")
GIB = 1 << 30
PASSWORD = "correct horse"
TOKEN = "a-token"
SECONDS = 30.0


async def eventually(check: Callable[[], Awaitable[bool]]) -> None:
    """Returns when `check` does; fails after a time that nothing here takes."""
    async with asyncio.timeout(SECONDS):
        while True:
            if await check():
                return
            await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Machine:
    """An instance that was started and knows nothing of itself yet."""

    engine: IncusEngine
    name: str
    address: str
    host_key: Ed25519PrivateKey
    renters_key: asyncssh.SSHKey

    @property
    def public_key(self) -> str:
        return self.host_key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

    async def run(self, *command: str) -> str:
        done = await self.engine.exec(self.name, command)
        assert done.exit_code == 0, done.output.decode()
        return done.output.decode().strip()

    async def identify(self) -> None:
        private = self.host_key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
        document = {
            "hostname": "training-1",
            "password": PASSWORD,
            "authorized_keys": [self.renters_key.export_public_key().decode().strip()],
            "host_keys": {"ed25519": {"private": private, "public": self.public_key}},
            "jupyter_token": TOKEN,
            "simulated_cards": [{"model": "RTX 3090", "memory_mib": 24576, "uuid": "GPU-aaaa"}],
        }
        done = await self.engine.exec(
            self.name, ["/usr/local/lib/zuka/identity"], stdin=json.dumps(document).encode()
        )
        assert done.exit_code == 0, done.output.decode()

    async def until_ssh(self) -> None:
        await eventually(lambda: self.engine.answers(self.name, self.address, 22))

    async def is_in(self, state: InstanceState) -> bool:
        facts = await self.engine.instance(self.name)
        return facts is not None and facts.state is state

    def connect(self, **how: Any) -> Any:
        """Log in as a client does that knows the host key beforehand, and no other."""
        known = asyncssh.import_known_hosts(f"{self.address} {self.public_key}\n")
        return asyncssh.connect(
            self.address, username="root", known_hosts=known, config=None, agent_path=None, **how
        )

    def by_password(self) -> Any:
        return self.connect(password=PASSWORD, client_keys=None)


@pytest.fixture(scope="module")
def base() -> Built:
    """Built by whoever needs it first on this machine."""
    return build.build(recipes.default_folder() / "base", CACHE / "base")


@pytest.fixture(scope="module")
def image(incus_daemon: IncusHarness, base: Built) -> Iterator[str]:
    async def put() -> None:
        engine = IncusEngine(incus_daemon.settings)
        await engine.import_image("base-under-test", base.metadata, base.rootfs, {}, lambda _percent: None)
        await engine.aclose()

    asyncio.run(put())
    yield "base-under-test"
    incus_daemon.wipe_instances()


@pytest.fixture
async def blank(
    incus_daemon: IncusHarness, image: str, unused_last_byte: Callable[[], int]
) -> AsyncIterator[Machine]:
    """A machine at its first boot, before its identity."""
    engine = IncusEngine(incus_daemon.settings)
    host = (await engine.hosts())[0].name
    last = unused_last_byte()
    name, address = f"image-{last}", incus_daemon.address(last)
    await engine.create_volume(host, f"{name}-data", GIB)
    await engine.create_instance(
        InstanceSpec(
            name,
            host,
            image,
            Limits(1000, 2 * GIB, 1000),
            5 * GIB,
            address,
            (VolumeMount(f"{name}-data", "/root/zuka-tmp"),),
        )
    )
    yield Machine(
        engine, name, address, Ed25519PrivateKey.generate(), asyncssh.generate_private_key("ssh-ed25519")
    )
    await engine.delete_instance(name)
    await engine.delete_volume(host, f"{name}-data")
    await engine.aclose()


@pytest.fixture(scope="module")
def unused_last_byte() -> Callable[[], int]:
    numbers = iter(range(100, 200))
    return lambda: next(numbers)


@pytest.fixture
async def machine(blank: Machine) -> Machine:
    """A machine that may be logged in to."""
    await blank.identify()
    await blank.until_ssh()
    return blank


async def test_nobody_can_log_in_before_the_platform_has_said_who_it_is(blank: Machine) -> None:
    await blank.run(
        "sh", "-c", "until [ $(systemctl is-active ssh.service) = activating ]; do sleep 0.05; done"
    )

    assert not await blank.engine.answers(blank.name, blank.address, 22)
    assert await blank.run("sh", "-c", "ls /etc/ssh | grep host_key || true") == "", (
        "no key came with the image"
    )
    assert await blank.run("sh", "-c", "grep -c '[$]' /etc/shadow || true") == "0", "nobody has a password"

    await blank.identify()
    await blank.until_ssh()


async def test_password_and_key_both_log_in_and_a_wrong_one_does_not(machine: Machine) -> None:
    async with machine.by_password() as connection:
        said = await connection.run(
            "hostname; id -u; python -c 'import numpy, sklearn; print(sklearn.__version__)'"
        )
        assert str(said.stdout).split() == ["training-1", "0", "1.9.1"]
    async with machine.connect(client_keys=[machine.renters_key]) as connection:
        assert str((await connection.run("nvidia-smi -L")).stdout).startswith("GPU 0: RTX 3090 (simulated)")
    with pytest.raises(asyncssh.PermissionDenied):
        await machine.connect(password="wrong horse", client_keys=None)


async def test_files_and_forwarded_ports_go_through_the_same_door(machine: Machine, tmp_path: Path) -> None:
    sent = tmp_path / "data.bin"
    sent.write_bytes(bytes(range(256)) * 4096)
    async with machine.by_password() as connection:
        async with connection.start_sftp_client() as sftp:
            await sftp.put(str(sent), "/root/zuka-tmp/data.bin")
            await sftp.get("/root/zuka-tmp/data.bin", str(tmp_path / "back.bin"))
        listener = await connection.forward_local_port("127.0.0.1", 0, "127.0.0.1", 8888)
        async with httpx2.AsyncClient(timeout=SECONDS) as client:
            answer = await client.get(f"http://127.0.0.1:{listener.get_port()}/api?token={TOKEN}")
        listener.close()
    assert (tmp_path / "back.bin").read_bytes() == sent.read_bytes()
    assert answer.status_code == 200


async def test_jupyter_costs_nothing_until_it_is_opened_and_lets_in_only_who_has_the_token(
    machine: Machine,
) -> None:
    running = ("sh", "-c", "systemctl is-active jupyter.service || true")
    assert await machine.engine.answers(machine.name, machine.address, 8888), (
        "the port is open from the first second"
    )
    assert await machine.run(*running) == "inactive"

    async with httpx2.AsyncClient(base_url=f"http://{machine.address}:8888", timeout=SECONDS) as client:
        page = await client.get("/lab", headers={"Authorization": f"token {TOKEN}"})
        terminal = await client.post("/api/terminals", headers={"Authorization": f"token {TOKEN}"})

    # Somebody else, without the cookie that the right token earns.
    async with httpx2.AsyncClient(base_url=f"http://{machine.address}:8888", timeout=SECONDS) as client:
        stranger = await client.get("/api/contents")
        foreign = await client.get("/api/contents", headers={"Authorization": "token another"})

    assert (page.status_code, "JupyterLab" in page.text) == (200, True)
    assert {stranger.status_code, foreign.status_code} == {403}
    assert terminal.status_code == 200
    assert await machine.run(*running) == "active"


@pytest.mark.parametrize("command", ["shutdown -h now", "poweroff"])
async def test_shutdown_typed_inside_stops_it_and_the_next_boot_needs_nobody(
    machine: Machine, command: str
) -> None:
    async with machine.by_password() as connection:
        await connection.run(command)
    await eventually(lambda: machine.is_in(InstanceState.STOPPED))

    async def is_up_again() -> bool:
        # For an instant after the power-off Incus still takes it for a running one, so a start is repeated.
        await machine.engine.start_instance(machine.name)
        return await machine.engine.answers(machine.name, machine.address, 22)

    await eventually(is_up_again)

    async with machine.by_password() as connection:
        assert str((await connection.run("hostname")).stdout).strip() == "training-1"


async def test_reboot_typed_inside_brings_it_back(machine: Machine) -> None:
    async with machine.by_password() as connection:
        await connection.run("touch /run/of-this-boot; reboot")

    async def is_back() -> bool:
        command = ["sh", "-c", "ls /run; systemctl is-active ssh.service"]
        try:
            done = await machine.engine.exec(machine.name, command)
        except EngineError:
            return False
        return b"of-this-boot" not in done.output and done.exit_code == 0

    await eventually(is_back)
    async with machine.by_password() as connection:
        assert str((await connection.run("hostname")).stdout).strip() == "training-1"


async def test_nothing_fails_at_boot_and_no_service_has_a_limit_of_its_own(machine: Machine) -> None:
    assert await machine.run("systemctl", "is-system-running", "--wait") == "running"
    assert await machine.run("systemctl", "show", "ssh.service", "-p", "TasksMax", "--value") == "infinity"
    assert await machine.run("systemctl", "show", "ssh.service", "-p", "OOMPolicy", "--value") == "continue"


async def test_the_renter_may_install_packages_and_make_environments(machine: Machine) -> None:
    async with machine.by_password() as connection:
        told = await connection.run(
            "command -v pip; pip --version; python3 -m venv /root/own && /root/own/bin/pip list"
        )
    assert told.exit_status == 0, told.stderr
    assert str(told.stdout).startswith("/opt/zuka/python/bin/pip\n")


async def test_nothing_of_the_machine_that_built_it_is_inside(machine: Machine) -> None:
    mirrors = {line.split()[1] for line in sources.debian_sources("bookworm")}
    asked = await machine.run(
        "sh",
        "-c",
        "cat /etc/apt/sources.list /etc/apt/sources.list.d/* /etc/apt/apt.conf.d/* 2>/dev/null; true",
    )
    defaults = await machine.run("cat", "/usr/share/doc/apt/examples/sources.list")
    own = {mirror for mirror in mirrors if mirror not in defaults}
    assert not [mirror for mirror in own if mirror in asked]
    assert await machine.run("/opt/zuka/python/bin/pip", "config", "list") == ""
    assert (
        await machine.run("sh", "-c", "find /var/log -type f -newer /etc/os-release -name 'apt*' | wc -l")
        == "0"
    )


async def test_two_machines_are_not_twins(machine: Machine, incus_daemon: IncusHarness, image: str) -> None:
    other = incus_daemon.address(99)
    host = (await machine.engine.hosts())[0].name
    await machine.engine.create_instance(
        InstanceSpec("image-99", host, image, Limits(1000, GIB, 500), 5 * GIB, other)
    )
    read = ["sh", "-c", "until [ -s /etc/machine-id ]; do sleep 0.05; done; cat /etc/machine-id"]
    twin = await machine.engine.exec("image-99", read)

    assert twin.output.decode().strip() != await machine.run(*read)
    await machine.engine.delete_instance("image-99")
