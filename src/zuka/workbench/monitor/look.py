"""One look after another at one machine, over one channel: what is asked in each round, and where the answers go."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from zuka.workbench.monitor import machine as machines
from zuka.workbench.monitor import parse_cgroup, parse_disks, parse_gpu, parse_processes
from zuka.workbench.monitor.channel import Blind, Channel
from zuka.workbench.monitor.frames import Frame
from zuka.workbench.monitor.pace import Pace
from zuka.workbench.monitor.parse_disks import Filled, Mount
from zuka.workbench.monitor.sample import Sampler
from zuka.workbench.monitor.schemas import MonitorSample

_DF_SECONDS: Final = "2"
_GPU_SECONDS: Final = "5"
_HUNG_SECONDS: Final = 300.0
_MOST_NAMES: Final = 60
_NO_CARDS: Final = "No devices were found"


class Look:
    """What is known of a machine. `broken` are kinds of questions that once never came back: they are not asked again."""

    def __init__(self, channel: Channel, sampler: Sampler, broken: set[str]) -> None:
        self._channel, self._sampler, self._broken = channel, sampler, broken
        self._pace = Pace()
        self._mounts: Sequence[Mount] = ()
        self._filled: dict[bool, Sequence[Filled]] = {}
        self._fields = 0
        if sampler.machine.has_nvidia and "gpu" in broken:
            sampler.gpu_state = "unreadable"

    @property
    def ready(self) -> bool:
        """Whether there is something to tell."""
        return self._sampler.ready

    async def round(self, at: datetime) -> MonitorSample | None:
        """Ask for all that is due; None as long as there is nothing to compare with. Raises `Blind`."""
        channel, sampler, pace = self._channel, self._sampler, self._pace
        latency = await channel.latency_ms()
        now = time.monotonic()
        questions = list(self._due(now))
        answers = await channel.ask_all(questions)
        for question, answer in zip(questions, answers, strict=True):
            kind = "processes" if question[1:] == ("p",) else question[0]
            self._take(kind, question, answer)
            if kind in {"tick", "processes"}:
                sampler.put(answer, seconds=now)
            pace.measured(self._paced(kind), answer.cost_seconds, time.monotonic())
        await self._names(now)
        if not sampler.ready:
            return None
        return sampler.sample(at=at, latency_ms=latency, cost_percent=pace.cost_percent)

    def _due(self, now: float) -> Iterator[tuple[str, ...]]:
        pace = self._pace
        if pace.due("processes", now):
            pace.asked("processes", now)
            yield ("tick", "p")
        else:
            yield ("tick", "-")
        if pace.due("mounts", now):
            pace.asked("mounts", now)
            yield ("mounts",)
        elif self._mounts and pace.due("df", now):
            pace.asked("df", now)
            yield from self._df(now)
        if self._sampler.machine.has_nvidia and "gpu" not in self._broken and pace.due("gpu", now):
            pace.asked("gpu", now)
            yield ("gpu", _GPU_SECONDS, ",".join(parse_gpu.FIELDS[self._fields]))
            if self._sampler.cards:
                yield ("apps", _GPU_SECONDS, ",".join(parse_gpu.APP_FIELDS))

    def _df(self, now: float) -> Iterator[tuple[str, ...]]:
        for remote in (False, True):
            points = [mount.point for mount in self._mounts if mount.remote is remote]
            if points and self._is_answered(remote, now):
                yield ("df", _DF_SECONDS, *points)

    def _is_answered(self, remote: bool, now: float) -> bool:
        name = "df:remote" if remote else "df:local"
        return name not in self._broken and not self._pace.held(name, now)

    @staticmethod
    def _paced(kind: str) -> str:
        return "gpu" if kind == "apps" else kind

    def _take(self, kind: str, question: Sequence[str], answer: Frame) -> None:
        if kind == "mounts":
            self._mounts = parse_disks.mounts(answer.lines("/proc/mounts"))
            self._sampler.pools = {mount.point for mount in self._mounts if mount.pooled}
        elif kind == "df":
            self._take_df(question, answer)
        elif kind == "gpu":
            self._take_cards(answer)
        elif kind == "apps":
            self._sampler.apps = parse_gpu.apps(answer.lines("apps"))

    def _take_df(self, question: Sequence[str], answer: Frame) -> None:
        points = question[2:]
        remote = any(mount.remote for mount in self._mounts if mount.point == points[0])
        self._filled[remote] = parse_disks.df(answer.lines("df"))
        if not self._filled[remote]:
            self._pace.hold("df:remote" if remote else "df:local", time.monotonic() + _HUNG_SECONDS)
        order = {mount.point: place for place, mount in enumerate(self._mounts)}
        rows = [row for part in self._filled.values() for row in part if row.point in order]
        self._sampler.disks = sorted(rows, key=lambda row: order[row.point])

    def _take_cards(self, answer: Frame) -> None:
        cards = parse_gpu.cards(answer.lines("gpu"))
        sampler = self._sampler
        if cards and not sampler.cards:
            # Their programs are asked for together with them from now on.
            self._pace.forget("gpu")
        sampler.cards = cards
        if cards:
            sampler.gpu_state = "ok"
        elif any(_NO_CARDS in line for line in answer.lines("gpu")):
            sampler.gpu_state = "none"
        else:
            # The driver may be one that does not know all that we have asked for.
            self._fields = (self._fields + 1) % len(parse_gpu.FIELDS)
            sampler.gpu_state = "unreadable" if self._fields == 0 else sampler.gpu_state

    async def _names(self, now: float) -> None:
        unknown = self._sampler.processes.unknown()[:_MOST_NAMES]
        if not unknown or not self._pace.due("names", now):
            return
        self._pace.asked("names", now)
        answer = await self._channel.ask("names", *map(str, unknown))
        self._sampler.processes.learn(unknown, parse_processes.details(answer.lines("names")))
        self._pace.measured("names", answer.cost_seconds, time.monotonic())


async def begin(channel: Channel, first: Frame, broken: set[str]) -> Look:
    """Find out what the machine is and what can be read there. Raises `Blind` where it is nothing that we can read."""
    machine = machines.of(first)
    if machine.system and not machine.readable:
        raise Blind("not_linux")
    if "me" not in first.sections:
        raise Blind("no_proc" if machine.system else "no_tools")
    groups: dict[str, str] = {}
    if machine.in_container:
        answer = await channel.ask("exists", *machine.groups)
        groups = parse_cgroup.chosen(answer.lines("exists"))
    await channel.ask("files", *machine.files(groups))
    return Look(channel, Sampler(machine, groups), broken)
