"""What watching a machine costs: there, as the processor time of the program and all that it starts, and here.

A real OpenSSH server on loopback is watched every second, with the processes that happen to run and then with many more.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncssh

from bench.row import Row
from harness.sshd import Sshd, sshd
from zuka.kit.clock import SystemClock
from zuka.workbench.monitor.watch import Monitors, Viewer

_SECONDS = 30
_WARM_SAMPLES = 12
"""Finding out what the machine is comes once, and how often processes are looked at is settled in the first seconds."""
_MANY = 1000
_MOST_PERCENT = 1.0


def run() -> list[Row]:
    """Takes a minute and a half."""
    rows = []
    for extra in (0, _MANY):
        with _sleepers(extra), tempfile.TemporaryDirectory() as folder:
            mark = secrets.token_hex(8)
            with sshd(Path(folder), f"SetEnv ZUKA_MARK={mark}") as server:
                there, here = asyncio.run(_watch(server, mark))
                processes = len(list(Path("/proc").glob("[0-9]*")))
        where = f"Monitor at 1 s, {processes} processes"
        rows += [
            Row(f"{where}: cost on the host", "%", there, "≤ 1", there <= _MOST_PERCENT),
            Row(f"{where}: our own processor time", "%", here, "", True),
        ]
    return rows


class _Session:
    """As much of one as is watched."""

    id = "bench"
    instance_id: str | None = None

    def __init__(self, ssh: asyncssh.SSHClientConnection) -> None:
        self.ssh = ssh

    def on_close(self, callback: Callable[[], None]) -> None:
        """It is not closed before the watch is."""


async def _know(_instance_id: str) -> None:
    """No platform stands behind the machine, which could know more than it says."""


async def _watch(server: Sshd, mark: str) -> tuple[float, float]:
    """Percent of a core there and here."""
    async with asyncssh.connect(
        server.host,
        server.port,
        username=server.user,
        client_keys=[str(server.client_key)],
        known_hosts=([server.host_key], [], []),
        config=[],
        agent_path=None,
    ) as ssh:
        monitors = Monitors(SystemClock(), _know)
        watch = monitors.of(_Session(ssh))
        viewer = watch.join(1)
        for _ in range(_WARM_SAMPLES):
            await _sample(viewer)
        place = _program(mark)
        began, there, here = time.monotonic(), _used(place), time.process_time()
        while time.monotonic() - began < _SECONDS:
            await _sample(viewer)
        took = time.monotonic() - began
        there, here = (_used(place) - there) / took, (time.process_time() - here) / took
        await watch.leave(viewer)
        await monitors.aclose()
    return 100 * there, 100 * here


async def _sample(viewer: Viewer) -> None:
    async with asyncio.timeout(20):
        while '"event": "sample"' not in viewer.take():
            await viewer.news.wait()


def _program(mark: str) -> Path:
    """Where `/proc` has our program at the other end."""
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            ours = b"zuka-monitor" in (place / "cmdline").read_bytes()
            if ours and f"ZUKA_MARK={mark}".encode() in (place / "environ").read_bytes().split(b"\0"):
                return place
    raise FileNotFoundError("the program does not run")


def _used(place: Path) -> float:
    """Seconds of processor time of a process and of all that it has waited for."""
    fields = (place / "stat").read_text().rpartition(") ")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _sleepers(count: int) -> Iterator[None]:
    """So many more processes, which do nothing."""
    command = f"i=0; while [ $i -lt {count} ]; do sleep 600 & i=$((i+1)); done; echo ready; wait"
    shell = subprocess.Popen(["sh", "-c", command], stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert shell.stdout is not None
        shell.stdout.readline()
        yield
    finally:
        os.killpg(shell.pid, 9)
        shell.wait()
        if shell.stdout is not None:
            shell.stdout.close()
