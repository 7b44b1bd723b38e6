"""Running the system's own tools, and saying what is going on while they run.

Everything here is synchronous: the installer does one thing after another and nobody waits beside it. It must never
run a command through a shell string.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from zuka.errors import Unavailable

Say = Callable[[str], None]
"""Tells the operator one line."""


def say(line: str) -> None:
    print(line, flush=True)


def quiet(_line: str) -> None:
    """For callers that have nobody to tell."""


def run(
    command: Sequence[str],
    *,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
    check: bool = True,
    timeout_s: float = 60,
) -> subprocess.CompletedProcess[str]:
    """Run a command and keep its output. Raises `Unavailable` with what it said when `check` and it failed, and
    `FileNotFoundError` when there is no such tool."""
    done = subprocess.run(
        list(command),
        input=stdin,
        env=env,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=timeout_s,
    )
    if check and done.returncode:
        said = (done.stderr.strip() or done.stdout.strip())[-800:]
        raise Unavailable("install.failed", f"`{' '.join(command)}` failed ({done.returncode}): {said}")
    return done


def works(command: Sequence[str], *, timeout_s: float = 30) -> bool:
    """Whether the command exists and ends well."""
    try:
        return run(command, check=False, timeout_s=timeout_s).returncode == 0
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False


def follow(
    command: Sequence[str], tell: Say, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> None:
    """Run a long command, passing on each line it prints. Raises `Unavailable` with its last lines when it fails."""
    last: list[str] = []
    with subprocess.Popen(
        list(command),
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            text = line.rstrip()
            last = [*last[-14:], text]
            tell(text)
    if process.returncode:
        raise Unavailable(
            "install.failed",
            f"`{' '.join(command)}` failed ({process.returncode}):\n" + "\n".join(last),
        )


@contextmanager
def step(tell: Say, what: str) -> Iterator[None]:
    """Name a step before it starts and say how long it took once it has ended well."""
    tell(f"• {what}")
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took >= 1:
        tell(f"  done in {took:.0f} s")


def interactive() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
