"""`./zuka up` from a bare Debian root file system to the open market, and the second start.

The bare machine has no Python, no Incus and no image: everything is downloaded, installed and built, at the speed of
the package mirror that this machine uses.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.row import Row
from setup.bare import Bare, bare_machine
from setup.test_bare_machine import Served

_FIRST_MINUTES, _SECOND_SECONDS = 6.0, 8.0


def run() -> list[Row]:
    """Takes the minutes that it measures."""
    with bare_machine() as machine, tempfile.TemporaryDirectory() as folder:
        first = _open(machine, Path(folder) / "first.log") / 60
        second = _open(machine, Path(folder) / "second.log")
        machine.run("./zuka", "down", "--purge", "--yes", check=False)
    return [
        Row("`./zuka up` on a fresh machine → market open", "min", first, "≤ 6", first <= _FIRST_MINUTES),
        Row("`./zuka up` again → ready", "s", second, "≤ 8", second <= _SECOND_SECONDS),
    ]


def _open(machine: Bare, log: Path) -> float:
    started = time.perf_counter()
    served = Served(machine, log)
    served.wait_open(1200)
    seconds = time.perf_counter() - started
    served.stop()
    return seconds
