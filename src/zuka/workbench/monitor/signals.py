"""Sending a signal to a process at the other end: one command, checked before and understood afterwards."""

from __future__ import annotations

import asyncio
from typing import Final

import asyncssh

from zuka.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from zuka.workbench.monitor.parse_processes import MOST_PID

SECONDS: Final = 10.0
_READ: Final = 64 << 10
_SIGNALS: Final = frozenset({"TERM", "KILL", "INT", "HUP", "STOP", "CONT"})
# All of it on one line and between single quotes, and without an exclamation mark: so every log-in shell takes it for
# one word. `$1` is the process, `$2` the signal, `$3` when the process began, or a minus.
_PROGRAM: Final = (
    "p=$1; s=$2; b=$3; if [ -d /proc/1 ]; then [ -d /proc/$p ] || { echo gone; exit; }; fi; "
    'if [ "$b" = - ]; then :; else now=$(sed "s/.*) //" /proc/$p/stat 2>/dev/null | cut -d" " -f20); '
    '[ "$now" = "$b" ] || { echo gone; exit; }; fi; '
    "why=$(LC_ALL=C kill -$s $p 2>&1) && { echo done; exit; }; "
    "case $why in *ermi*|*denied*) echo forbidden;; *uch*process*) echo gone;; *) echo failed;; esac"
)


def command(pid: int, signal: str, started: int | None) -> str:
    """What is run there. Raises `Invalid` workbench.bad_process: nothing is ever sent to the first process, to a group
    or to all of them."""
    if not 1 < pid <= MOST_PID or signal not in _SIGNALS:
        raise Invalid("workbench.bad_process")
    return f"exec sh -c '{_PROGRAM}' zuka {pid} {signal} {'-' if started is None else started}"


async def send(ssh: asyncssh.SSHClientConnection, *, pid: int, signal: str, started: int | None) -> None:
    """Raises `NotFound` workbench.process_gone, `Forbidden` workbench.process_forbidden, `Unavailable`
    workbench.timed_out, `Conflict` workbench.not_connected."""
    line = command(pid, signal, started)
    try:
        async with asyncio.timeout(SECONDS):
            process = await ssh.create_process(
                line, encoding=None, stdin=asyncssh.DEVNULL, stderr=asyncssh.DEVNULL
            )
            try:
                words = (await _last_words(process.stdout)).split()
            finally:
                process.close()
    except TimeoutError as error:
        raise Unavailable("workbench.timed_out") from error
    except (OSError, asyncssh.Error) as error:
        raise Conflict("workbench.not_connected") from error
    match words[-1] if words else b"":
        case b"done":
            return
        case b"gone":
            raise NotFound("workbench.process_gone")
        case b"forbidden":
            raise Forbidden("workbench.process_forbidden")
        case _:
            raise Unavailable("workbench.signal_failed")


async def _last_words(stdout: asyncssh.SSHReader[bytes]) -> bytes:
    """The end of what is said. Log-in shells may speak first, and not all of them ever stop."""
    said = b""
    while data := await stdout.read(_READ):
        said = (said + data)[-4096:]
    return said
