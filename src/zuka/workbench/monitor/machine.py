"""What a machine is, as far as it does not change while one looks: found out once for each channel. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zuka.workbench.monitor import parse_cgroup, parse_proc
from zuka.workbench.monitor.frames import Frame
from zuka.workbench.monitor.parse_text import clean, whole

_TICKS: Final = 100
"""Of a second, on everything that one meets."""
_PAGE: Final = 4096
_CONTAINER: Final = frozenset({"docker", "podman", "systemd", "incus", "lxd"})
_GROUPS: Final = ("docker", "/lxc", "kubepods", "containerd", "libpod", "machine.slice")
_ALWAYS: Final = (
    "/proc/stat",
    "/proc/meminfo",
    "/proc/loadavg",
    "/proc/uptime",
    "/proc/net/dev",
    "/proc/net/route",
    "/proc/diskstats",
    "/proc/self/stat",
    "/proc/1/stat",
)


@dataclass(frozen=True)
class Machine:
    """`faked` are the files of `/proc` that speak of the container instead of the host."""

    system: str
    kernel: str
    hostname: str
    os: str
    ticks_per_second: int
    page_bytes: int
    in_container: bool
    faked: frozenset[str]
    has_nvidia: bool
    users: Mapping[int, str]
    groups: tuple[str, ...]
    """Where its control group may be."""

    @property
    def readable(self) -> bool:
        """Whether it is a Linux."""
        return self.system == "Linux"

    def files(self, groups: Mapping[str, str]) -> list[str]:
        """What is read for a sample."""
        return [*_ALWAYS, *(groups.values())]


def of(frame: Frame) -> Machine:
    """The machine that the program's first frame tells of."""
    system, kernel, hostname = [*frame.lines("uname"), "", "", ""][:3]
    hints = set(frame.lines("hints"))
    faked = frozenset(_faked(frame))
    first_process = frame.lines("/proc/1/cgroup")
    marked = (
        bool(hints & _CONTAINER) or bool(faked) or any(name in "\n".join(first_process) for name in _GROUPS)
    )
    return Machine(
        system=clean(system, 40),
        kernel=clean(kernel, 80),
        hostname=clean(hostname, 80),
        os=_os(frame),
        ticks_per_second=whole(frame.first("tick"), 10_000) or _TICKS,
        page_bytes=whole(frame.first("page"), 1 << 20) or _PAGE,
        # Who sees the kernel's own processes is no container, whatever an image has left lying about.
        in_container=marked and "kernel" not in hints,
        faked=faked,
        has_nvidia=bool(frame.first("nvidia")),
        users=dict(_users(frame)),
        groups=tuple(parse_cgroup.candidates(first_process)),
    )


def _faked(frame: Frame) -> list[str]:
    rows = [line.split() for line in frame.lines("/proc/mounts")]
    return [row[1] for row in rows if len(row) > 2 and row[2] == "fuse.lxcfs" and row[1].startswith("/proc/")]


def _os(frame: Frame) -> str:
    for line in frame.lines("/etc/os-release"):
        name, _, value = line.partition("=")
        if name == "PRETTY_NAME":
            return clean(value.strip("\"'"), 80)
    return ""


def _users(frame: Frame) -> list[tuple[int, str]]:
    found = []
    for line in frame.lines("users"):
        name, _, number = line.rpartition(":")
        uid = whole(number, 1 << 32)
        if uid is not None:
            found.append((uid, clean(name, 32)))
    # The first of several names is the one that tools show.
    return found[::-1]


def age_seconds(machine: Machine, frame: Frame) -> float | None:
    """For how long it has been up. A container's own age where `/proc/uptime` is the host's."""
    up = parse_proc.uptime(frame.first("/proc/uptime"))
    if up is None or not machine.in_container or "/proc/uptime" in machine.faked:
        return up
    began = parse_proc.ticks_of_start(frame.first("/proc/1/stat"))
    return up if began is None else max(0.0, up - began / machine.ticks_per_second)
