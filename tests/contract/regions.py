"""The same region twice: in memory and on a real daemon, with what a test does to either from outside."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from harness.incusd import IncusHarness
from zuka.engine.port import Engine, ExecResult, InstanceSpec, InstanceState, Limits
from zuka.engine.simulated.engine import Executed, SimulatedEngine

GIB = 1 << 30
PATIENCE = 600
"""Looks until a test gives up; a real instance needs a handful."""


class Outside(Protocol):
    """What happens to a region without the platform."""

    def poweroff_inside(self, name: str) -> None: ...

    def reboot_inside(self, name: str) -> None: ...

    def ignore_shutdown(self, name: str) -> None: ...

    async def pause(self) -> None: ...


@dataclass
class Region:
    """An engine, its only host, an image in it, and the files of other images.

    `another` makes one more engine that looks at the same region.
    """

    engine: Engine
    host: str
    image: str
    address: Callable[[int], str]
    outside: Outside
    another: Callable[[], Engine]
    variant: Callable[[str], tuple[Path, Path]]
    made: list[str] = field(default_factory=list)

    def spec(self, name: str, last: int = 20, **more: Any) -> InstanceSpec:
        """A small instance; its name is remembered, to be deleted after the test."""
        self.made.append(name)
        limits = Limits(cpu_millis=500, memory_bytes=GIB // 4, processes=200)
        return replace(InstanceSpec(name, self.host, self.image, limits, GIB, self.address(last)), **more)

    async def state(self, name: str) -> InstanceState | None:
        found = await self.engine.instance(name)
        return None if found is None else found.state

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Look again and again until it holds."""
        for _ in range(PATIENCE):
            if await holds():
                return
            await self.outside.pause()
        raise AssertionError("it never came to hold")

    async def up(self, spec: InstanceSpec) -> None:
        """Wait until SSH inside answers."""
        await self.until(lambda: self.engine.answers(spec.name, spec.address, 22))

    async def clear(self) -> None:
        for name in self.made:
            await self.engine.delete_instance(name)
        for host, volume in await self.engine.volumes():
            await self.engine.delete_volume(host, volume)


class InMemory:
    """The outside of a simulated region."""

    def __init__(self, engine: SimulatedEngine) -> None:
        self._engine = engine

    def poweroff_inside(self, name: str) -> None:
        self._engine.shutdown_inside(name)

    def reboot_inside(self, name: str) -> None:
        self._engine.reboot_inside(name)

    def ignore_shutdown(self, name: str) -> None:
        self._engine.ignore_shutdown(name)

    async def pause(self) -> None:
        await asyncio.sleep(0)


def run_here(executed: Executed) -> ExecResult:
    """Stands for the inside of simulated instances: the command runs on this machine."""
    done = subprocess.run(
        executed.command, input=executed.stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return ExecResult(done.returncode, done.stdout)


class OnIncus:
    """The outside of a real region: the tenant's side is its own shell."""

    def __init__(self, harness: IncusHarness) -> None:
        self._harness = harness

    def poweroff_inside(self, name: str) -> None:
        self._inside(name, "kill -PWR 1")

    def reboot_inside(self, name: str) -> None:
        self._inside(name, "kill -INT 1")

    def ignore_shutdown(self, name: str) -> None:
        self._inside(name, "touch /run/stubborn")

    async def pause(self) -> None:
        await asyncio.sleep(0.05)

    def _inside(self, name: str, script: str) -> None:
        self._harness.incus("exec", name, "--", "sh", "-c", script)
