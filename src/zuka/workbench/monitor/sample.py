"""A sample out of frames: what has changed since the frame before, and what has not. Knows no channel and no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from zuka.workbench.monitor import machine as machines
from zuka.workbench.monitor import parse_cgroup, parse_gpu, parse_proc
from zuka.workbench.monitor.frames import Frame
from zuka.workbench.monitor.machine import Machine
from zuka.workbench.monitor.parse_cgroup import Group
from zuka.workbench.monitor.parse_disks import Filled
from zuka.workbench.monitor.parse_gpu import App, Card
from zuka.workbench.monitor.process_table import ProcessTable
from zuka.workbench.monitor.schemas import (
    CpuOut,
    DiskIoOut,
    DiskOut,
    GpuOut,
    GpuProcessOut,
    GpuState,
    InterfaceOut,
    MemoryOut,
    MonitorSample,
)

_LEAST_SECONDS: Final = 0.05
"""Between two frames; nearer ones say nothing of a rate."""


@dataclass(frozen=True)
class _Counters:
    """What only ever grows, at one moment of the machine's own time."""

    seconds: float
    cpu: parse_proc.Cpu | None
    group_seconds: float | None
    network: dict[str, tuple[int, int]]
    io: tuple[int, int] | None


@dataclass
class Sampler:
    """One machine's newest state. Frames are put in as they come; `sample` tells what they say together."""

    machine: Machine
    groups: dict[str, str]
    """The files of its control group, by name."""
    processes: ProcessTable = field(init=False)
    disks: Sequence[Filled] = ()
    pools: Collection[str] = ()
    """Mount points of what a container shares with others."""
    cards: Sequence[Card] = ()
    apps: Sequence[App] = ()
    gpu_state: GpuState = "none"
    _before: _Counters | None = None
    _now: _Counters | None = None
    _frame: Frame = field(default_factory=lambda: Frame(0))
    _group: Group = field(default_factory=Group)

    def __post_init__(self) -> None:
        self.processes = ProcessTable(self.machine.page_bytes)

    def put(self, frame: Frame, *, seconds: float) -> None:
        """The answer to `tick`. `seconds` stands in for the machine's own time where it does not tell it."""
        self._frame = frame
        self._group = parse_cgroup.read(frame, self.groups) if self.machine.in_container else Group()
        stamp = parse_proc.ticks_of_start(frame.first("/proc/self/stat"))
        at = seconds if stamp is None else stamp / self.machine.ticks_per_second
        if "processes" in frame.sections:
            self.processes.put(frame, seconds=at, ticks_per_second=self.machine.ticks_per_second)
        now = self._counters(at)
        if self._now is None or now.seconds - self._now.seconds >= _LEAST_SECONDS:
            self._before, self._now = self._now, now
        elif now.seconds < self._now.seconds:
            # It has been started anew.
            self._before, self._now = None, now

    @property
    def ready(self) -> bool:
        """Whether two frames are there to compare."""
        return self._before is not None and self._now is not None

    def sample(self, *, at: datetime, latency_ms: float | None, cost_percent: float | None) -> MonitorSample:
        """How the machine is doing."""
        frame, machine = self._frame, self.machine
        return MonitorSample(
            at=at,
            hostname=machine.hostname,
            os=machine.os,
            kernel=machine.kernel,
            uptime_seconds=machines.age_seconds(machine, frame),
            in_container=machine.in_container,
            load=parse_proc.load(frame.first("/proc/loadavg")) or [],
            cpu=self._cpu(),
            memory=self._memory(),
            network=self._network(),
            disks=[
                DiskOut(
                    mount=one.point,
                    device=one.device,
                    total=one.total,
                    used=one.used,
                    shared=machine.in_container and one.point in self.pools,
                )
                for one in self.disks
            ],
            disk_io=self._disk_io(),
            processes=self.processes.out(machine.users),
            processes_total=self.processes.total,
            processes_hidden=self.processes.hidden,
            gpus=[self._gpu(card) for card in self.cards],
            gpu_state=self.gpu_state,
            latency_ms=latency_ms,
            cost_percent=cost_percent,
        )

    def _counters(self, seconds: float) -> _Counters:
        frame = self._frame
        default = parse_proc.default_interface(frame.lines("/proc/net/route"))
        rows = parse_proc.interfaces(frame.lines("/proc/net/dev"), default)
        # The host's disks are busy with what other containers do.
        own = self.machine.in_container and "/proc/diskstats" not in self.machine.faked
        disks = frame.lines("/proc/diskstats")
        return _Counters(
            seconds=seconds,
            cpu=parse_proc.cpu(frame.lines("/proc/stat")),
            group_seconds=self._group.cpu_seconds,
            network={one.name: (one.received, one.sent) for one in rows},
            io=self._group.io if own else parse_proc.disk_bytes(disks) if disks else None,
        )

    def _cpu(self) -> CpuOut | None:
        before, now = self._before, self._now
        if before is None or now is None or before.cpu is None or now.cpu is None:
            return None
        cores = now.cpu.cores
        own = self.machine.in_container and "/proc/stat" not in self.machine.faked
        if own and self._group.cpus is not None:
            cores = {number: ticks for number, ticks in cores.items() if number in self._group.cpus}
        count = len(cores) or 1
        limit = self._limit_cores(count)
        percent = _busy(before.cpu.all, now.cpu.all)
        if self.machine.in_container and before.group_seconds is not None and now.group_seconds is not None:
            used = (now.group_seconds - before.group_seconds) / (now.seconds - before.seconds)
            percent = _percent(100 * used / (limit or count))
        # Who may use a part of the host's cores is not told how busy the host's other tenants keep them.
        shown = {} if own and limit is not None else cores
        earlier = before.cpu.cores
        return CpuOut(
            percent=percent,
            cores=[_busy(earlier[one], ticks) for one, ticks in sorted(shown.items()) if one in earlier],
            count=count,
            limit_cores=limit,
        )

    def _limit_cores(self, count: int) -> float | None:
        cores = self._group.cores
        return cores if cores is not None and cores < count else None

    def _memory(self) -> MemoryOut | None:
        memory, group = parse_proc.memory(self._frame.lines("/proc/meminfo")), self._group
        if memory is None:
            return None
        faked = self.machine.in_container and "/proc/meminfo" in self.machine.faked
        out = MemoryOut(**vars(memory), limit=memory.total if faked else None)
        if self.machine.in_container and group.memory_used is not None:
            limit = min(group.memory_limit or memory.total, memory.total)
            out.limit = limit if faked or limit < memory.total else None
            out.used = min(group.memory_used, limit)
            free = limit - out.used
            out.available = free if out.limit is not None else min(memory.available, free)
            out.cached = min(out.cached, limit)
        if self.machine.in_container and group.swap_used is not None and not faked:
            if group.swap_limit is not None:
                out.swap_total = min(out.swap_total, group.swap_limit)
            out.swap_used = min(group.swap_used, out.swap_total)
        return out

    def _network(self) -> list[InterfaceOut]:
        before, now = self._before, self._now
        if before is None or now is None:
            return []
        seconds = now.seconds - before.seconds
        rows = []
        for name, (received, sent) in now.network.items():
            earlier = before.network.get(name, (received, sent))
            rows.append(
                InterfaceOut(
                    name=name,
                    rx_rate=_rate(earlier[0], received, seconds),
                    tx_rate=_rate(earlier[1], sent, seconds),
                    rx_total=received,
                    tx_total=sent,
                )
            )
        return rows

    def _disk_io(self) -> DiskIoOut | None:
        before, now = self._before, self._now
        if before is None or now is None or before.io is None or now.io is None:
            return None
        seconds = now.seconds - before.seconds
        return DiskIoOut(
            read_rate=_rate(before.io[0], now.io[0], seconds),
            write_rate=_rate(before.io[1], now.io[1], seconds),
        )

    def _gpu(self, card: Card) -> GpuOut:
        facts = {name: value for name, value in vars(card).items() if name != "uuid"}
        programs = [
            GpuProcessOut(
                pid=app.pid, memory=app.memory, command=self.processes.name_of(app.pid) or app.command
            )
            for app in parse_gpu.by_card(self.apps, card.uuid)
        ]
        return GpuOut(**facts, processes=programs)


def _busy(before: parse_proc.CpuTicks, now: parse_proc.CpuTicks) -> float:
    total = now.total - before.total
    return _percent(100 * (now.busy - before.busy) / total) if total > 0 else 0.0


def _percent(value: float) -> float:
    return round(min(100.0, max(0.0, value)), 1)


def _rate(before: int, now: int, seconds: float) -> float:
    # A counter that went back has been started anew.
    return round(max(0, now - before) / seconds, 1)
