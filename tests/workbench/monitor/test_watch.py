"""Watching a real OpenSSH server: one program there however many look, none when nobody does, and why when it cannot be."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from harness.sshd import Sshd, sshd
from workbench.monitor.rig import passing
from workbench.rig import SECONDS, until
from zuka.errors import Conflict
from zuka.instances.inside import Inside, OwnDisk
from zuka.kit.clock import ManualClock
from zuka.workbench.monitor.watch import Monitors, Viewer

pytestmark = pytest.mark.enable_socket
_SIMULATED_CARDS = """#!/bin/sh
# Simulated: there is no card behind it.
case $1 in
  --query-gpu=*power.limit*) echo 'Field "power.limit" is not a valid field to query.'; exit 2 ;;
  --query-gpu=*) echo '0, GPU-11111111-2222-3333-4444-555555555555, Simulated, 97, 1024, 24576, 61' ;;
  --query-compute-apps=*) echo 'GPU-11111111-2222-3333-4444-555555555555, 1, 512, python' ;;
esac
"""


class _Session:
    """As much of a session as is watched."""

    id = "s-1"
    instance_id: str | None = None

    def __init__(self, connection: asyncssh.SSHClientConnection) -> None:
        self._connection: asyncssh.SSHClientConnection | None = connection
        self._callbacks: list[Callable[[], None]] = []

    @property
    def ssh(self) -> asyncssh.SSHClientConnection:
        if self._connection is None:
            raise Conflict("workbench.not_connected")
        return self._connection

    def on_close(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def lost(self) -> None:
        self._connection = None
        for callback in self._callbacks:
            callback()


async def _know(instance_id: str) -> Inside | None:
    """Of a rented instance with two simulated cards, whose data disk has not been measured yet."""
    assert instance_id == "ins-1"
    disks = (OwnDisk("/", 30 << 30, 5 << 30), OwnDisk("/root/zuka-tmp", 50 << 30, None))
    return Inside(("RTX 4090", "RTX 4090"), disks)


class _World:
    """One server, and a session at it."""

    def __init__(self, monitors: Monitors, session: _Session, mark: str) -> None:
        self.monitors, self.session = monitors, session
        self._mark = f"ZUKA_MARK={mark}".encode()

    def programs(self) -> int:
        """How many of ours run at the other end."""
        return sum(1 for _ in self.running())

    def running(self) -> Iterator[Path]:
        for place in Path("/proc").glob("[0-9]*"):
            try:
                ours = b"zuka-monitor" in (place / "cmdline").read_bytes()
                if ours and self._mark in (place / "environ").read_bytes().split(b"\0"):
                    yield place
            except OSError:
                continue


@asynccontextmanager
async def _world(folder: Path, clock: ManualClock, *lines: str) -> AsyncIterator[_World]:
    mark = secrets.token_hex(8)
    with sshd(folder / "sshd", f"SetEnv ZUKA_MARK={mark} {' '.join(lines[:1])}", *lines[1:]) as server:
        async with await _connect(server) as connection:
            monitors = Monitors(clock, _know)
            try:
                yield _World(monitors, _Session(connection), mark)
            finally:
                await monitors.aclose()


async def _connect(server: Sshd) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        server.host,
        server.port,
        username=server.user,
        client_keys=[str(server.client_key)],
        known_hosts=([server.host_key], [], []),
        config=[],
        agent_path=None,
    )


async def _hears(
    viewer: Viewer, clock: ManualClock, wanted: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """The first thing that the viewer is told and that is `wanted`."""
    with passing(clock):
        async with asyncio.timeout(SECONDS):
            while True:
                await viewer.news.wait()
                text = viewer.take()
                assert text or not viewer.ended, "the watch has ended"
                if text and wanted(said := json.loads(text)):
                    return said  # type: ignore[no-any-return]


def _is_sample(said: dict[str, Any]) -> bool:
    return bool(said["event"] == "sample")


def _is_unavailable(said: dict[str, Any]) -> bool:
    return bool(said["event"] == "unavailable")


def _programs(folder: Path, name: str, text: str) -> str:
    """What sets the path of the server's shells to a folder with this program in it."""
    folder.mkdir()
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return f"PATH={folder}:/usr/sbin:/usr/bin:/sbin:/bin"


async def test_one_program_for_all_who_look_and_none_for_nobody(tmp_path: Path, clock: ManualClock) -> None:
    async with _world(tmp_path, clock) as world:
        watch = world.monitors.of(world.session)
        assert world.programs() == 0
        first, second = watch.join(5), watch.join(1)
        assert watch.interval == 1
        sample = (await _hears(first, clock, _is_sample))["sample"]
        assert sample["memory"]["total"] > 0
        assert sample["processes"]
        await _hears(second, clock, _is_sample)
        assert world.programs() == 1
        await watch.leave(second)
        assert watch.interval == 5
        await _hears(first, clock, _is_sample)
        await watch.leave(first)
        await until(lambda: world.programs() == 0)
        again = world.monitors.of(world.session).join(2)
        await _hears(again, clock, _is_sample)
        assert world.programs() == 1


async def test_simulated_cards_are_shown_whatever_their_driver_knows(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = _programs(tmp_path / "bin", "nvidia-smi", _SIMULATED_CARDS)
    async with _world(tmp_path, clock, path) as world:
        viewer = world.monitors.of(world.session).join(1)
        said = await _hears(
            viewer,
            clock,
            lambda said: _is_sample(said) and any(one["processes"] for one in said["sample"]["gpus"]),
        )
    (card,) = said["sample"]["gpus"]
    assert said["sample"]["gpu_state"] == "ok"
    assert (card["name"], card["utilization"], card["memory_used"]) == ("Simulated", 97, 1024 << 20)
    assert card["power"] is None
    assert card["processes"][0]["pid"] == 1


async def test_an_instance_is_told_what_only_the_platform_knows(tmp_path: Path, clock: ManualClock) -> None:
    path = _programs(tmp_path / "bin", "nvidia-smi", "#!/bin/sh\necho simulated >&2\nexit 9\n")
    async with _world(tmp_path, clock, path) as world:
        world.session.instance_id = "ins-1"
        viewer = world.monitors.of(world.session).join(1)
        said = await _hears(
            viewer, clock, lambda said: _is_sample(said) and said["sample"]["gpu_state"] == "simulated"
        )
    sample = said["sample"]
    assert [(one["index"], one["name"], one["utilization"]) for one in sample["gpus"]] == [
        (0, "RTX 4090", None),
        (1, "RTX 4090", None),
    ]
    own = [(one["mount"], one["total"] >> 30, one["used"], one["shared"]) for one in sample["disks"]]
    assert own[:2] == [("/", 30, 5 << 30, False), ("/root/zuka-tmp", 50, None, False)]
    assert "/" not in [mount for mount, *_ in own[2:]]


async def test_a_driver_that_does_not_answer_is_no_missing_card(tmp_path: Path, clock: ManualClock) -> None:
    path = _programs(tmp_path / "bin", "nvidia-smi", "#!/bin/sh\necho NVIDIA-SMI has failed\nexit 9\n")
    async with _world(tmp_path, clock, path) as world:
        viewer = world.monitors.of(world.session).join(1)
        said = await _hears(
            viewer, clock, lambda said: _is_sample(said) and said["sample"]["gpu_state"] == "unreadable"
        )
    assert said["sample"]["gpus"] == []


async def test_ends_with_its_session(tmp_path: Path, clock: ManualClock) -> None:
    async with _world(tmp_path, clock) as world:
        viewer = world.monitors.of(world.session).join(1)
        await _hears(viewer, clock, _is_sample)
        world.session.lost()
        await until(lambda: viewer.ended)
        await until(lambda: world.programs() == 0)


async def test_says_that_a_session_is_not_connected(tmp_path: Path, clock: ManualClock) -> None:
    async with _world(tmp_path, clock) as world:
        world.session.lost()
        viewer = world.monitors.of(world.session).join(1)
        assert (await _hears(viewer, clock, _is_unavailable))["reason"] == "not_connected"


async def test_a_machine_that_is_no_linux_is_not_guessed_at(tmp_path: Path, clock: ManualClock) -> None:
    path = _programs(tmp_path / "bin", "uname", "#!/bin/sh\necho FreeBSD\n")
    async with _world(tmp_path, clock, path) as world:
        viewer = world.monitors.of(world.session).join(1)
        assert (await _hears(viewer, clock, _is_unavailable))["reason"] == "not_linux"
        await until(lambda: world.programs() == 0)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("/bin/false", "no_shell"),
        ("exec yes", "too_much"),
        ("exec tr '\\000' x </dev/zero", "too_much"),
        ("echo Welcome; exec /bin/false", "no_shell"),
    ],
)
async def test_an_account_that_runs_something_else(
    tmp_path: Path, clock: ManualClock, command: str, reason: str
) -> None:
    async with _world(tmp_path, clock, "ZUKA_X=1", f"ForceCommand {command}") as world:
        viewer = world.monitors.of(world.session).join(1)
        assert (await _hears(viewer, clock, _is_unavailable))["reason"] == reason


async def test_a_greeting_of_the_log_in_shell_does_no_harm(tmp_path: Path, clock: ManualClock) -> None:
    greeting = 'ForceCommand echo Welcome to =zuka; exec sh -c "$SSH_ORIGINAL_COMMAND"'
    async with _world(tmp_path, clock, "ZUKA_X=1", greeting) as world:
        viewer = world.monitors.of(world.session).join(1)
        assert (await _hears(viewer, clock, _is_sample))["sample"]["processes_total"] > 0


async def test_begins_again_when_its_program_is_ended(tmp_path: Path, clock: ManualClock) -> None:
    async with _world(tmp_path, clock) as world:
        viewer = world.monitors.of(world.session).join(1)
        await _hears(viewer, clock, _is_sample)
        for place in list(world.running()):
            os.kill(int(place.name), signal.SIGKILL)
        assert (await _hears(viewer, clock, _is_unavailable))["reason"] == "ended"
        await _hears(viewer, clock, _is_sample)
