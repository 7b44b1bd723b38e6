"""Processes that outlive us: started in a session of their own, remembered so that only they are ever ended.

A process is its id *and* its start time, since ids are used again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zuka.errors import Unavailable


@dataclass(frozen=True)
class Process:
    """`started` is the kernel's start time in clock ticks since boot."""

    pid: int
    started: int

    @property
    def alive(self) -> bool:
        return _started(self.pid) == self.started


def of_pid(pid: int) -> Process | None:
    """The process of that id, or None when there is none (any more)."""
    started = _started(pid)
    return None if started is None else Process(pid, started)


def _started(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command's name stands in parentheses and may hold anything, also spaces and parentheses.
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in {"Z", "X"} else int(fields[18])


def launch(command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None) -> Process:
    """Start a process that a Ctrl-C at our terminal does not reach; its output goes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            list(command),
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
        )
    _CHILDREN.append(child)
    process = of_pid(child.pid)
    if process is None:
        raise Unavailable("install.failed", f"`{command[0]}` ended at once; {log} says why.")
    return process


_CHILDREN: list[subprocess.Popen[bytes]] = []
"""Kept so that Python neither reaps them behind our back nor warns that they still run when we end."""


def end(process: Process, *, grace_s: float = 10, signal_number: int = signal.SIGTERM) -> None:
    """Ask it to end, insist after `grace_s`; nothing when it has ended already."""
    for number, patience in ((signal_number, grace_s), (signal.SIGKILL, 5.0)):
        if not process.alive:
            break
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            break
        wait_gone(process, patience)
    for child in [one for one in _CHILDREN if one.pid == process.pid]:
        if child.poll() is not None:
            _CHILDREN.remove(child)


def wait_gone(process: Process, seconds: float) -> bool:
    """Whether it ended within `seconds`."""
    until = time.monotonic() + seconds
    while process.alive:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
