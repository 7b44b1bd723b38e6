"""What a control group allows and has used: the truth inside a container, where `/proc` speaks of the host. Pure.

Both versions are read. Which files there are is found out once (`candidates`); each sample has their lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from zuka.workbench.monitor.frames import Frame
from zuka.workbench.monitor.parse_text import whole

ROOT: Final = "/sys/fs/cgroup"
_UNLIMITED: Final = 1 << 60
"""Version 1 says "no limit" with the largest number of pages."""
_V2: Final = (
    "memory.max",
    "memory.current",
    "memory.stat",
    "memory.swap.max",
    "memory.swap.current",
    "cpu.max",
    "cpu.stat",
    "cpuset.cpus.effective",
    "io.stat",
)
_V1: Final = (
    ("memory", "memory.limit_in_bytes"),
    ("memory", "memory.usage_in_bytes"),
    ("memory", "memory.stat"),
    ("cpu", "cpu.cfs_quota_us"),
    ("cpu", "cpu.cfs_period_us"),
    ("cpuacct", "cpuacct.usage"),
    ("cpuset", "cpuset.cpus"),
    ("blkio", "blkio.throttle.io_service_bytes"),
)
_SAFE: Final = re.compile(r"/[A-Za-z0-9._:@/-]{0,300}")


@dataclass(frozen=True)
class Group:
    """None where it says nothing, or does not limit."""

    memory_limit: int | None = None
    memory_used: int | None = None
    """Without file cache that is given back as soon as somebody wants memory."""
    swap_limit: int | None = None
    swap_used: int | None = None
    cores: float | None = None
    """How many cores' worth of time it may use."""
    cpus: frozenset[int] | None = None
    """On which it may run."""
    cpu_seconds: float | None = None
    io: tuple[int, int] | None = None
    """Bytes read and written."""


def candidates(first_process: Iterable[str]) -> list[str]:
    """Paths that may exist: the group's own root, as a container sees it, and else where `/proc/1/cgroup` says. A
    systemd in a container has put itself one step deeper, where nothing is limited."""
    names = [f"{ROOT}/{name}" for name in _V2]
    names += [f"{ROOT}/{controller}/{name}" for controller, name in _V1]
    for line in first_process:
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        path = path.removesuffix("/init.scope").rstrip("/")
        if not _SAFE.fullmatch(path) or ".." in path:
            continue
        if controllers == "":
            names += [f"{ROOT}{path}/{name}" for name in _V2]
        for controller, name in _V1:
            if controller in controllers.split(","):
                names.append(f"{ROOT}/{controller}{path}/{name}")
    return names


def chosen(existing: Collection[str]) -> dict[str, str]:
    """Of the files that exist the one to read of each kind, by name: what a container has at the root is its own.
    Version 2 wins where a machine has both, once it has a limit or a use to tell."""
    best: dict[str, str] = {}
    for path in sorted(existing, key=len, reverse=True):
        if path.startswith(ROOT):
            best[_kind(path)] = path
    second = any(f"2/{name}" in best for name in ("memory.current", "cpu.max", "cpuset.cpus.effective"))
    wanted = "2/" if second else "1/"
    return {kind.removeprefix(wanted): path for kind, path in best.items() if kind.startswith(wanted)}


def _kind(path: str) -> str:
    """ "1/memory.stat": the version that the file belongs to, and its name."""
    rest = path.removeprefix(f"{ROOT}/")
    first = rest.partition("/")[0]
    version = 1 if any(first in {controller, "cpu,cpuacct"} for controller, _ in _V1) else 2
    return f"{version}/{rest.rpartition('/')[2]}"


def read(frame: Frame, files: dict[str, str]) -> Group:
    """The group as `frame` has it; `files` is what was `chosen`."""

    def line(name: str) -> str:
        return frame.first(files[name]).strip() if name in files else ""

    def lines(name: str) -> Iterable[str]:
        return frame.lines(files[name]) if name in files else ()

    second = "memory.current" in files or "cpu.max" in files or "cpuset.cpus.effective" in files
    stat = _table(lines("memory.stat"))
    cache = stat.get("inactive_file" if second else "total_inactive_file", 0)
    used = whole(line("memory.current" if second else "memory.usage_in_bytes"))
    usage = _table(lines("cpu.stat")).get("usage_usec") if second else None
    nanoseconds = None if second else whole(line("cpuacct.usage"))
    return Group(
        memory_limit=_limit(line("memory.max" if second else "memory.limit_in_bytes")),
        memory_used=None if used is None else max(0, used - cache),
        swap_limit=_limit(line("memory.swap.max")) if second else None,
        swap_used=whole(line("memory.swap.current")) if second else None,
        cores=_share(line("cpu.max"))
        if second
        else _quota(line("cpu.cfs_quota_us"), line("cpu.cfs_period_us")),
        cpus=cpu_set(line("cpuset.cpus.effective" if second else "cpuset.cpus")),
        cpu_seconds=usage / 1e6 if usage is not None else None if nanoseconds is None else nanoseconds / 1e9,
        io=_io_v2(lines("io.stat")) if second else _io_v1(lines("blkio.throttle.io_service_bytes")),
    )


def cpu_set(text: str) -> frozenset[int] | None:
    """ "0-3,8" as numbers; None where it is something else."""
    found: set[int] = set()
    for part in text.split(",")[:512]:
        low, _, high = part.partition("-")
        first, last = whole(low, 8191), whole(high or low, 8191)
        if first is None or last is None or last < first:
            return None
        found.update(range(first, last + 1))
    return frozenset(found) or None


def _limit(text: str) -> int | None:
    value = whole(text)
    return value if value is not None and value < _UNLIMITED else None


def _share(text: str) -> float | None:
    quota, _, period = text.partition(" ")
    return _quota(quota, period)


def _quota(quota: str, period: str) -> float | None:
    allowed, of = whole(quota), whole(period)
    return round(allowed / of, 2) if allowed and of else None


def _table(lines: Iterable[str]) -> dict[str, int]:
    found = {}
    for line in lines:
        name, _, text = line.partition(" ")
        value = whole(text.strip())
        if value is not None:
            found[name] = value
    return found


def _io_v2(lines: Iterable[str]) -> tuple[int, int] | None:
    read = written = 0
    for line in lines:
        for part in line.split()[1:]:
            name, _, text = part.partition("=")
            value = whole(text) or 0
            read += value if name == "rbytes" else 0
            written += value if name == "wbytes" else 0
    return (read, written)


def _io_v1(lines: Iterable[str]) -> tuple[int, int] | None:
    totals = {"Read": 0, "Write": 0}
    rows = [line.split() for line in lines]
    for row in rows:
        if len(row) == 3 and row[1] in totals:
            totals[row[1]] += whole(row[2]) or 0
    return (totals["Read"], totals["Write"]) if rows else None
