"""What `/proc` says of the whole machine: processors, memory, load, network, block devices. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zuka.workbench.monitor.parse_text import clean, decimal, whole, wholes

MOST_CORES: Final = 1024
MOST_INTERFACES: Final = 32
_SECTOR: Final = 512
_MOST_AGE: Final = 1e10
_CORE: Final = re.compile(r"cpu([0-9]{1,5})")
_PART: Final = re.compile(
    r"(?:[shv]d[a-z]+|xvd[a-z]+)[0-9]+|(?:nvme[0-9]+n[0-9]+|mmcblk[0-9]+|nbd[0-9]+)p[0-9]+"
)
"""Partitions: their disk has counted what they did. A lone partition, as some clouds have it, is seen to below."""
_STACKED: Final = re.compile(r"(?:loop|ram|zram|dm-|md|sr|fd|nbd|bcache)[0-9]*")
_VIRTUAL: Final = re.compile(
    r"(?:docker|br-|virbr|incusbr|lxdbr|lxcbr|veth|tap|tun|ifb|dummy|kube|cni|flannel|cali)"
)


@dataclass(frozen=True)
class CpuTicks:
    """Clock ticks since the machine's start."""

    busy: int
    total: int


@dataclass(frozen=True)
class Cpu:
    """All cores together, and each by its number."""

    all: CpuTicks
    cores: Mapping[int, CpuTicks]


@dataclass(frozen=True)
class Memory:
    """Bytes. `used` is what programs hold and could not be had by others."""

    total: int
    used: int
    available: int
    cached: int
    swap_total: int
    swap_used: int


@dataclass(frozen=True)
class Interface:
    """Bytes since it came up."""

    name: str
    received: int
    sent: int


def cpu(lines: Iterable[str]) -> Cpu | None:
    """`/proc/stat`; None where it says nothing of processors."""
    every: CpuTicks | None = None
    cores: dict[int, CpuTicks] = {}
    for line in lines:
        name, _, rest = line.partition(" ")
        numbers = wholes(rest, 4)
        if numbers is None:
            continue
        if name == "cpu":
            every = _ticks(numbers)
        elif (match := _CORE.fullmatch(name)) and len(cores) < MOST_CORES:
            cores[int(match[1])] = _ticks(numbers)
    return None if every is None else Cpu(every, cores)


def _ticks(numbers: Sequence[int]) -> CpuTicks:
    # Guests' time is in user time already; waiting for a disk is not work.
    total = sum(numbers[:8])
    idle = numbers[3] + (numbers[4] if len(numbers) > 4 else 0)
    return CpuTicks(total - idle, total)


def memory(lines: Iterable[str]) -> Memory | None:
    """`/proc/meminfo`; None where it has no total. Kernels before 3.14 do not say what is available."""
    found = dict[str, int]()
    for line in lines:
        name, _, rest = line.partition(":")
        kibibytes = whole(rest.split()[0], 1 << 53) if rest.split() else None
        if kibibytes is not None:
            found[name] = kibibytes << 10
    total = found.get("MemTotal")
    if not total:
        return None
    cached = sum(found.get(name, 0) for name in ("Buffers", "Cached", "SReclaimable"))
    cached = max(0, min(total, cached - found.get("Shmem", 0)))
    available = min(total, found.get("MemAvailable", found.get("MemFree", 0) + cached))
    swap = found.get("SwapTotal", 0)
    return Memory(
        total=total,
        used=total - available,
        available=available,
        cached=cached,
        swap_total=swap,
        swap_used=max(0, swap - found.get("SwapFree", 0)),
    )


def load(line: str) -> list[float] | None:
    """The three averages of `/proc/loadavg`."""
    found = [decimal(part, 1e6) for part in line.split()[:3]]
    numbers = [one for one in found if one is not None]
    return numbers if len(numbers) == 3 else None


def uptime(line: str) -> float | None:
    """Seconds, the first number of `/proc/uptime`."""
    return decimal(line.split(" ", 1)[0], _MOST_AGE)


def ticks_of_start(stat: str) -> int | None:
    """When the process began whose `/proc/N/stat` this is, in clock ticks since the machine's start."""
    fields = stat.rpartition(") ")[2].split()
    return whole(fields[19]) if len(fields) > 19 else None


def default_interface(lines: Iterable[str]) -> str | None:
    """Where `/proc/net/route` sends what is for nobody near by."""
    for line in lines:
        fields = line.split()
        if len(fields) > 2 and fields[1] == "00000000":
            return clean(fields[0], 32)
    return None


def interfaces(lines: Iterable[str], default: str | None) -> list[Interface]:
    """`/proc/net/dev` without the loopback: first the one that leads out, then real ones, then those made of others."""
    found = []
    for line in lines:
        name, colon, rest = line.partition(":")
        numbers = wholes(rest, 16) if colon else None
        if numbers is not None and name.strip() != "lo":
            found.append(Interface(clean(name, 32), numbers[0], numbers[8]))
    found.sort(key=lambda one: (one.name != default, bool(_VIRTUAL.match(one.name)), one.received == 0))
    return found[:MOST_INTERFACES]


def disk_bytes(lines: Iterable[str]) -> tuple[int, int]:
    """Bytes read and written by whole disks, of `/proc/diskstats`. Layers above a disk would count everything twice."""
    rows: dict[str, tuple[int, int]] = {}
    for line in lines:
        fields = line.split()
        if len(fields) < 10 or _STACKED.fullmatch(fields[2]):
            continue
        read, written = whole(fields[5]), whole(fields[9])
        if read is not None and written is not None:
            rows[fields[2]] = (read * _SECTOR, written * _SECTOR)
    disks = {name: row for name, row in rows.items() if not _is_part(name, rows)}
    return sum(row[0] for row in disks.values()), sum(row[1] for row in disks.values())


def _is_part(name: str, rows: Mapping[str, object]) -> bool:
    # Some clouds and containers show a partition without its disk: then it is what there is.
    return _PART.fullmatch(name) is not None and re.sub(r"(?:(?<=[0-9])p)?[0-9]+$", "", name) in rows
