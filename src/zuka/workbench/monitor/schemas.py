"""What the console is told of a watched machine. Sizes are bytes, rates bytes a second; null is what nobody knows."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from zuka.kit.web import Wire

GpuState = Literal["none", "ok", "unreadable", "simulated"]


class CpuOut(Wire):
    """`percent` is of all that the machine, or the container, may use; `cores` are left out where they are the host's."""

    percent: float
    cores: list[float]
    count: int
    limit_cores: float | None


class MemoryOut(Wire):
    """`limit` is a container's: then `used` and `available` are its own."""

    total: int
    used: int
    available: int
    cached: int
    swap_total: int
    swap_used: int
    limit: int | None


class InterfaceOut(Wire):
    """The first of a sample leads out."""

    name: str
    rx_rate: float
    tx_rate: float
    rx_total: int
    tx_total: int


class DiskOut(Wire):
    """One file system. `shared` is a pool in which a container has a part of unknown size: what is told is the pool's.
    A rented instance's own disks are told by the platform; `used` is null before it has measured them."""

    mount: str
    device: str
    total: int
    used: int | None
    shared: bool


class DiskIoOut(Wire):
    """All disks together."""

    read_rate: float
    write_rate: float


class ProcessOut(Wire):
    """`cpu_percent` is of one core; `started` names the process together with `pid`, since numbers are used again."""

    pid: int
    started: int
    user: str
    cpu_percent: float
    memory_bytes: int
    command: str
    name: str
    state: str


class GpuProcessOut(Wire):
    """In a container `pid` may be the host's number."""

    pid: int
    memory: int | None
    command: str


class GpuOut(Wire):
    """One card."""

    index: int
    name: str
    utilization: int | None
    memory_used: int | None
    memory_total: int | None
    temperature: int | None
    power: float | None
    power_limit: float | None
    fan: int | None
    processes: list[GpuProcessOut]


class MonitorSample(Wire):
    """How a machine is doing at a moment."""

    at: datetime
    hostname: str
    os: str
    kernel: str
    uptime_seconds: float | None
    in_container: bool
    load: list[float]
    cpu: CpuOut | None
    memory: MemoryOut | None
    network: list[InterfaceOut]
    disks: list[DiskOut]
    disk_io: DiskIoOut | None
    processes: list[ProcessOut]
    processes_total: int
    processes_hidden: bool
    """Whether the machine shows this user its own processes only."""
    gpus: list[GpuOut]
    gpu_state: GpuState
    latency_ms: float | None
    cost_percent: float | None
    """What looking costs the machine, of one core."""


class SignalIn(Wire):
    """`started`, from a sample, makes sure that the number has not passed to another process."""

    signal: Literal["TERM", "KILL", "INT", "HUP", "STOP", "CONT"]
    started: int | None = Field(default=None, ge=0, le=(1 << 63) - 1)
