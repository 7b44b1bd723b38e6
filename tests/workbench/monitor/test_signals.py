"""Signals to processes of a real machine, and what is refused before anything is sent."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.sshd import Sshd
from workbench.rig import Desk
from zuka.errors import Invalid
from zuka.workbench.monitor import parse_proc, signals

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours."""
    with subprocess.Popen(["sleep", "300"]) as process:
        yield process
        process.kill()


def _started(pid: int) -> int:
    started = parse_proc.ticks_of_start(Path(f"/proc/{pid}/stat").read_text())
    assert started is not None
    return started


async def test_ends_a_process(desk: Desk, server: Sshd, sleeper: subprocess.Popen[bytes]) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/processes/{sleeper.pid}/signal"
    await desk.call("POST", path, {"signal": "TERM", "started": _started(sleeper.pid)}, status=204)
    assert sleeper.wait(timeout=10) == -signal.SIGTERM
    assert await desk.refusal("POST", path, {"signal": "TERM"}) == "workbench.process_gone"


async def test_a_number_that_has_passed_to_another_process_is_left_alone(
    desk: Desk, server: Sshd, sleeper: subprocess.Popen[bytes]
) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/processes/{sleeper.pid}/signal"
    body = {"signal": "KILL", "started": _started(sleeper.pid) - 1}
    assert await desk.refusal("POST", path, body) == "workbench.process_gone"
    assert sleeper.poll() is None


async def test_pauses_and_goes_on(desk: Desk, server: Sshd, sleeper: subprocess.Popen[bytes]) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/processes/{sleeper.pid}/signal"
    for name, letter in (("STOP", "T"), ("CONT", "S")):
        await desk.call("POST", path, {"signal": name}, status=204)
        _becomes(sleeper.pid, letter)


def _becomes(pid: int, letter: str) -> None:
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != letter:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("pid", [-1, 0, 1, 1 << 23])
async def test_never_sends_anything_to_more_than_one_process(desk: Desk, server: Sshd, pid: int) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/processes/{pid}/signal"
    assert await desk.refusal("POST", path, {"signal": "CONT"}) == "workbench.bad_process"


async def test_knows_only_plain_signals(desk: Desk, server: Sshd) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/processes/2/signal"
    assert await desk.refusal("POST", path, {"signal": "TERM; reboot"}) == "request.invalid"
    with pytest.raises(Invalid):
        signals.command(2, "TERM; reboot", None)


async def test_nobody_sends_signals_through_anothers_session(desk: Desk, another: Desk, server: Sshd) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/processes/4242/signal"
    assert await another.refusal("POST", path, {"signal": "CONT"}) == "workbench.session_not_found"


@pytest.mark.skipif(os.geteuid() != 0, reason="somebody else can only be played by root")
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_says_whether_it_is_gone_or_forbidden(shell: str, sleeper: subprocess.Popen[bytes]) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid

    def run(pid: int) -> str:
        line = signals.command(pid, "TERM", None)
        done = subprocess.run(
            [shell, "-c", line], capture_output=True, text=True, user=nobody, check=False, cwd="/"
        )
        return done.stdout.strip()

    assert run(sleeper.pid) == "forbidden"
    assert run((1 << 22) - 1) == "gone"
