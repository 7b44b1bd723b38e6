"""The simulated engine: the engine port on a `World`, with the real engine's rules and virtual time.

It enforces what Incus enforces (names, addresses, volumes in use, cards that are not there, full pools) and, like
Incus, nothing else: it hands one card to two instances without a word. Each change happens in one step, at the end
of its delay; a call cancelled before that changed nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from zuka.engine.port import (
    MOST_OUTPUT,
    CardReading,
    EngineEvent,
    EventKind,
    ExecResult,
    HostFacts,
    ImageFacts,
    InstanceFacts,
    InstanceSpec,
    InstanceState,
    Progress,
    Usage,
)
from zuka.engine.simulated import readings
from zuka.engine.simulated.dials import Delays, Dials, matches
from zuka.engine.simulated.rules import (
    NAME,
    check_limits,
    check_new,
    check_startable,
    doubles,
    host_facts,
    instance_facts,
    need_space,
    reach,
    reach_instance,
    volume_key,
)
from zuka.engine.simulated.world import SimulatedHost, SimulatedInstance, SimulatedVolume, State, World
from zuka.errors import EngineGone, EngineRefused
from zuka.kit.clock import Clock

_REMEMBERED_COMMANDS = 1000


@dataclass(frozen=True, slots=True)
class Executed:
    """A command that was run inside an instance."""

    instance: str
    command: tuple[str, ...]
    stdin: bytes


ExecHandler = Callable[[Executed], ExecResult]
"""Stands for what is inside instances: says what a command answers."""


def _silent_success(_: Executed) -> ExecResult:
    return ExecResult(0, b"")


class SimulatedEngine(Dials):
    """A region of `hosts`, on `world` if one is given; `Dials` holds what tests do to it.

    `executed` are the latest commands run inside instances; `on_exec` answers them.
    """

    def __init__(
        self,
        clock: Clock,
        hosts: Sequence[SimulatedHost] = (),
        *,
        world: World | None = None,
        images: Sequence[ImageFacts] = (),
        delays: Delays | None = None,
        on_exec: ExecHandler = _silent_success,
    ) -> None:
        super().__init__(clock, world or World(), delays or Delays())
        self.on_exec = on_exec
        self.executed: deque[Executed] = deque(maxlen=_REMEMBERED_COMMANDS)
        self._streams: set[asyncio.Queue[EngineEvent | None]] = set()
        if hosts or images:
            self.world.put(hosts, images)

    # Looking.

    async def hosts(self) -> list[HostFacts]:
        await self.begin("hosts")
        state = self.world.view()
        carried = Counter(instance.spec.host for instance in state.instances.values())
        return [host_facts(state, host, carried[host.name]) for host in state.hosts.values()]

    async def instances(self) -> list[InstanceFacts]:
        await self.begin("instances")
        state = self.world.view()
        return [instance_facts(state, instance) for instance in state.instances.values()]

    async def instance(self, name: str) -> InstanceFacts | None:
        await self.begin("instance")
        state = self.world.view()
        found = state.instances.get(name)
        return None if found is None else instance_facts(state, found)

    async def usage(self, names: Collection[str] | None = None) -> dict[str, Usage]:
        await self.begin("usage")
        state = self.world.view()
        now = self.clock.now()
        wanted = state.instances if names is None else names
        return {
            name: readings.usage(state, instance, now)
            for name, instance in state.instances.items()
            if name in wanted and instance.running and instance.spec.host not in state.lost_hosts
        }

    async def card_readings(self, name: str, uuids: Collection[str]) -> list[CardReading]:
        await self.begin("card_readings")
        state = self.world.view()
        instance = reach_instance(state, name)
        if not instance.running:
            raise EngineRefused(f"{name} is not running.")
        return readings.cards(state.hosts[instance.spec.host], uuids, self.clock.now())

    # Volumes.

    async def create_volume(self, host: str, name: str, size_bytes: int) -> None:
        await self.begin("create_volume")
        with self.world.change() as state:
            reach(state, host)
            key = volume_key(host, name)
            if key in state.volumes:
                return
            if not NAME.fullmatch(name) or size_bytes <= 0:
                raise EngineRefused(f"A volume cannot be called {name!r} or have {size_bytes} bytes.")
            need_space(state, host)
            state.volumes[key] = SimulatedVolume(host, name, size_bytes)

    async def resize_volume(self, host: str, name: str, size_bytes: int) -> None:
        await self.begin("resize_volume")
        with self.world.change() as state:
            reach(state, host)
            volume = state.volumes.get(volume_key(host, name))
            if volume is None:
                raise EngineGone(f"There is no volume {name} on {host}.")
            if size_bytes <= 0:
                raise EngineRefused(f"A volume cannot have {size_bytes} bytes.")
            volume.size_bytes = size_bytes

    async def delete_volume(self, host: str, name: str) -> None:
        await self.begin("delete_volume")
        with self.world.change() as state:
            if volume_key(host, name) not in state.volumes:
                return
            reach(state, host)
            for instance in state.instances.values():
                spec = instance.spec
                if spec.host == host and any(mount.volume == name for mount in spec.mounts):
                    raise EngineRefused(f"The volume {name} is still in use by {spec.name}.")
            del state.volumes[volume_key(host, name)]

    async def volumes(self) -> list[tuple[str, str]]:
        await self.begin("volumes")
        return [(volume.host, volume.name) for volume in self.world.view().volumes.values()]

    # Instances.

    async def create_instance(self, spec: InstanceSpec) -> None:
        await self.begin("create_instance")
        with self.world.change() as state:
            found = state.instances.get(spec.name)
            if found is None:
                check_new(state, spec)
            instance = found or SimulatedInstance(spec)
            started = self._start(state, instance)
            state.instances[spec.name] = instance
        self._tell(EventKind.STARTED, instance, started)

    async def configure_instance(self, spec: InstanceSpec) -> None:
        await self.begin("configure_instance")
        with self.world.change() as state:
            instance = reach_instance(state, spec.name)
            if instance.running:
                raise EngineRefused(f"{spec.name} is running; stop it first.")
            check_limits(spec.limits)
            instance.spec = replace(instance.spec, limits=spec.limits, pci_addresses=spec.pci_addresses)

    async def start_instance(self, name: str) -> None:
        await self.begin("start_instance")
        with self.world.change() as state:
            instance = reach_instance(state, name)
            started = self._start(state, instance)
        self._tell(EventKind.STARTED, instance, started)

    async def stop_instance(
        self, name: str, *, force: bool = False, timeout_s: float = 30
    ) -> datetime | None:
        await self.begin("stop_instance")
        await self._wait_for_stubborn(name, force=force, timeout_s=timeout_s)
        with self.world.change() as state:
            instance = reach_instance(state, name)
            stopped = self._stop(instance)
        self._tell(EventKind.STOPPED, instance, stopped)
        return instance.stopped_at

    async def restart_instance(self, name: str, *, timeout_s: float = 30) -> None:
        await self.begin("restart_instance")
        await self._wait_for_stubborn(name, force=False, timeout_s=timeout_s)
        with self.world.change() as state:
            instance = reach_instance(state, name)
            if not instance.running:
                raise EngineRefused(f"{name} is stopped already; start it instead.")
            check_startable(state, instance.spec)
            instance.started_at = now = self.clock.now()
        self._tell(EventKind.RESTARTED, instance, now)

    async def delete_instance(self, name: str) -> None:
        await self.begin("delete_instance")
        with self.world.change() as state:
            if name not in state.instances:
                return
            instance = reach_instance(state, name)
            stopped = self._stop(instance)
            del state.instances[name]
        self._tell(EventKind.STOPPED, instance, stopped)

    async def exec(
        self,
        name: str,
        command: Sequence[str],
        *,
        stdin: bytes = b"",
        timeout_s: float = 60,
        most_bytes: int = MOST_OUTPUT,
    ) -> ExecResult:
        await self.begin("exec")
        instance = reach_instance(self.world.view(), name)
        if not instance.running:
            raise EngineRefused(f"{name} is not running.")
        executed = Executed(name, tuple(command), stdin)
        self.executed.append(executed)
        result = self.on_exec(executed)
        return replace(result, output=result.output[:most_bytes])

    def endpoint(self, name: str, address: str, port: int) -> tuple[str, int]:
        return address, port

    async def answers(self, name: str, address: str, port: int) -> bool:
        await self.begin("answers")
        state = self.world.view()
        instance = state.instances.get(name)
        if instance is None or not instance.running or instance.started_at is None:
            return False
        if instance.spec.host in state.lost_hosts or matches(state.broken_boots, name):
            return False
        return (self.clock.now() - instance.started_at).total_seconds() >= self.delays.boot

    # Images.

    async def images(self) -> list[ImageFacts]:
        await self.begin("images")
        return list(self.world.view().images.values())

    async def import_image(
        self, alias: str, metadata: Path, rootfs: Path, properties: Mapping[str, str], progress: Progress
    ) -> ImageFacts:
        progress(0)
        await self.begin("import_image")
        progress(50)
        fingerprint, size = await asyncio.to_thread(_digest, metadata, rootfs)
        facts = ImageFacts(alias, fingerprint, size, dict(properties))
        self.world.put((), [facts])
        progress(100)
        return facts

    async def delete_image(self, alias: str) -> None:
        await self.begin("delete_image")
        with self.world.change() as state:
            state.images.pop(alias, None)

    # Events.

    async def events(self) -> AsyncIterator[EngineEvent]:
        queue: asyncio.Queue[EngineEvent | None] = asyncio.Queue()
        self._streams.add(queue)
        self.world.listen(queue)
        try:
            yield EngineEvent(EventKind.CONNECTED, self.clock.now())
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self.world.leave(queue)
            self._streams.discard(queue)

    async def aclose(self) -> None:
        for queue in self._streams:
            queue.put_nowait(None)

    # Steps. They change the state inside one `change()` block and return the moment, or None if nothing changed.

    def _start(self, state: State, instance: SimulatedInstance) -> datetime | None:
        reach(state, instance.spec.host)
        if instance.running:
            return None
        check_startable(state, instance.spec)
        state.double_attachments.extend(doubles(state, instance.spec))
        instance.state = InstanceState.RUNNING
        instance.started_at = self.clock.now()
        return instance.started_at

    def _stop(self, instance: SimulatedInstance) -> datetime | None:
        if not instance.running:
            return None
        instance.state = InstanceState.STOPPED
        instance.stopped_at = self.clock.now()
        return instance.stopped_at

    async def _wait_for_stubborn(self, name: str, *, force: bool, timeout_s: float) -> None:
        instance = reach_instance(self.world.view(), name)
        if instance.running and not force and matches(self.world.state.stubborn, name):
            await self.clock.sleep(timeout_s)

    def _tell(self, kind: EventKind, instance: SimulatedInstance, at: datetime | None) -> None:
        if at is not None:
            self.world.emit(EngineEvent(kind, at, instance.spec.name, by_request=True), instance.spec.host)


def _digest(metadata: Path, rootfs: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    for path in (metadata, rootfs):
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
    return digest.hexdigest(), size
