"""Engines that fail on purpose, around any other engine: slow, lost answers, flaky.

`EngineTwin` passes every call of the port through `around`; a twin says only what happens there.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from zuka.engine.port import (
    MOST_OUTPUT,
    CardReading,
    Engine,
    EngineEvent,
    ExecResult,
    HostFacts,
    ImageFacts,
    InstanceFacts,
    InstanceSpec,
    Progress,
    Usage,
)
from zuka.errors import EngineUnavailable
from zuka.kit.clock import Clock

T = TypeVar("T")


class EngineTwin:
    """An engine that does what `inner` does, each call inside `around`."""

    def __init__(self, inner: Engine) -> None:
        self.inner = inner

    async def around(self, method: str, act: Callable[[], Awaitable[T]]) -> T:
        """Overridden by twins: call `act` or do not, before or after mischief."""
        return await act()

    async def hosts(self) -> list[HostFacts]:
        return await self.around("hosts", self.inner.hosts)

    async def instances(self) -> list[InstanceFacts]:
        return await self.around("instances", self.inner.instances)

    async def instance(self, name: str) -> InstanceFacts | None:
        return await self.around("instance", lambda: self.inner.instance(name))

    async def create_volume(self, host: str, name: str, size_bytes: int) -> None:
        await self.around("create_volume", lambda: self.inner.create_volume(host, name, size_bytes))

    async def resize_volume(self, host: str, name: str, size_bytes: int) -> None:
        await self.around("resize_volume", lambda: self.inner.resize_volume(host, name, size_bytes))

    async def delete_volume(self, host: str, name: str) -> None:
        await self.around("delete_volume", lambda: self.inner.delete_volume(host, name))

    async def volumes(self) -> list[tuple[str, str]]:
        return await self.around("volumes", self.inner.volumes)

    async def create_instance(self, spec: InstanceSpec) -> None:
        await self.around("create_instance", lambda: self.inner.create_instance(spec))

    async def configure_instance(self, spec: InstanceSpec) -> None:
        await self.around("configure_instance", lambda: self.inner.configure_instance(spec))

    async def start_instance(self, name: str) -> None:
        await self.around("start_instance", lambda: self.inner.start_instance(name))

    async def stop_instance(
        self, name: str, *, force: bool = False, timeout_s: float = 30
    ) -> datetime | None:
        return await self.around(
            "stop_instance", lambda: self.inner.stop_instance(name, force=force, timeout_s=timeout_s)
        )

    async def restart_instance(self, name: str, *, timeout_s: float = 30) -> None:
        await self.around("restart_instance", lambda: self.inner.restart_instance(name, timeout_s=timeout_s))

    async def delete_instance(self, name: str) -> None:
        await self.around("delete_instance", lambda: self.inner.delete_instance(name))

    async def exec(
        self,
        name: str,
        command: Sequence[str],
        *,
        stdin: bytes = b"",
        timeout_s: float = 60,
        most_bytes: int = MOST_OUTPUT,
    ) -> ExecResult:
        return await self.around(
            "exec",
            lambda: self.inner.exec(name, command, stdin=stdin, timeout_s=timeout_s, most_bytes=most_bytes),
        )

    def endpoint(self, name: str, address: str, port: int) -> tuple[str, int]:
        return self.inner.endpoint(name, address, port)

    async def answers(self, name: str, address: str, port: int) -> bool:
        return await self.around("answers", lambda: self.inner.answers(name, address, port))

    async def usage(self, names: Collection[str] | None = None) -> dict[str, Usage]:
        return await self.around("usage", lambda: self.inner.usage(names))

    async def card_readings(self, name: str, uuids: Collection[str]) -> list[CardReading]:
        return await self.around("card_readings", lambda: self.inner.card_readings(name, uuids))

    async def images(self) -> list[ImageFacts]:
        return await self.around("images", self.inner.images)

    async def import_image(
        self, alias: str, metadata: Path, rootfs: Path, properties: Mapping[str, str], progress: Progress
    ) -> ImageFacts:
        return await self.around(
            "import_image", lambda: self.inner.import_image(alias, metadata, rootfs, properties, progress)
        )

    async def delete_image(self, alias: str) -> None:
        await self.around("delete_image", lambda: self.inner.delete_image(alias))

    def events(self) -> AsyncIterator[EngineEvent]:
        return self.inner.events()

    async def aclose(self) -> None:
        await self.inner.aclose()


class SlowEngine(EngineTwin):
    """Every call takes `delay` seconds of the clock longer, before it acts."""

    def __init__(self, inner: Engine, clock: Clock, delay: float) -> None:
        super().__init__(inner)
        self._clock = clock
        self._delay = delay

    async def around(self, method: str, act: Callable[[], Awaitable[T]]) -> T:
        await self._clock.sleep(self._delay)
        return await act()


class LostEngine(EngineTwin):
    """Calls whose name fits `pattern` take effect, and the answer is lost; only the first `times`, if given."""

    def __init__(self, inner: Engine, pattern: str = "*", *, times: int | None = None) -> None:
        super().__init__(inner)
        self.pattern = pattern
        self.times_left = times

    async def around(self, method: str, act: Callable[[], Awaitable[T]]) -> T:
        result = await act()
        if self.times_left == 0 or not fnmatchcase(method, self.pattern):
            return result
        if self.times_left is not None:
            self.times_left -= 1
        raise EngineUnavailable(f"The answer to {method} was lost.")


class FlakyEngine(EngineTwin):
    """A share `rate` of the calls (0 to 1) raises before acting, the same ones for the same `seed`."""

    def __init__(self, inner: Engine, seed: int, rate: float) -> None:
        super().__init__(inner)
        self._random = random.Random(seed)  # noqa: S311  # Repeatable failures, no secret.
        self._rate = rate

    async def around(self, method: str, act: Callable[[], Awaitable[T]]) -> T:
        if self._random.random() < self._rate:
            raise EngineUnavailable(f"The engine did not answer {method}.")
        return await act()
