"""The engine port on Incus: one object per region, made of the rooms beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from zuka.engine import nvidia
from zuka.engine.incus import dial
from zuka.engine.incus.client import Client
from zuka.engine.incus.events import Events
from zuka.engine.incus.execute import NO_COMMAND, run
from zuka.engine.incus.hosts import Hosts
from zuka.engine.incus.images import Images
from zuka.engine.incus.instances import Instances
from zuka.engine.incus.usage import Meters
from zuka.engine.incus.volumes import Volumes
from zuka.engine.port import (
    MOST_OUTPUT,
    CardReading,
    EngineEvent,
    ExecResult,
    HostFacts,
    ImageFacts,
    InstanceFacts,
    InstanceSpec,
    Progress,
    Usage,
)
from zuka.errors import EngineRefused
from zuka.kit.clock import Clock, SystemClock
from zuka.settings import RegionSettings


class IncusEngine:
    """A region on one Incus server or cluster. Opens nothing before the first call.

    `name` is the region's, and tells simulated cards of equally named hosts apart.
    """

    def __init__(self, settings: RegionSettings, *, name: str = "local", clock: Clock | None = None) -> None:
        self._client = Client(settings)
        self._hosts = Hosts(self._client, settings, name)
        self._instances = Instances(self._client, self._hosts, settings)
        self._volumes = Volumes(self._client, self._hosts, settings)
        self._images = Images(self._client, self._hosts, settings)
        self._meters = Meters(self._client, self._hosts, settings.project)
        self._events = Events(self._client, clock or SystemClock())

    async def hosts(self) -> list[HostFacts]:
        return await self._hosts.look()

    async def instances(self) -> list[InstanceFacts]:
        return await self._instances.look()

    async def instance(self, name: str) -> InstanceFacts | None:
        return await self._instances.look_at(name)

    async def create_volume(self, host: str, name: str, size_bytes: int) -> None:
        await self._volumes.create(host, name, size_bytes)

    async def resize_volume(self, host: str, name: str, size_bytes: int) -> None:
        await self._volumes.resize(host, name, size_bytes)

    async def delete_volume(self, host: str, name: str) -> None:
        await self._volumes.delete(host, name)

    async def volumes(self) -> list[tuple[str, str]]:
        return await self._volumes.look()

    async def create_instance(self, spec: InstanceSpec) -> None:
        await self._instances.create(spec)

    async def configure_instance(self, spec: InstanceSpec) -> None:
        await self._instances.configure(spec)

    async def start_instance(self, name: str) -> None:
        await self._instances.start(name)

    async def stop_instance(
        self, name: str, *, force: bool = False, timeout_s: float = 30
    ) -> datetime | None:
        return await self._instances.stop(name, force=force, timeout_s=timeout_s)

    async def restart_instance(self, name: str, *, timeout_s: float = 30) -> None:
        await self._instances.restart(name, timeout_s=timeout_s)

    async def delete_instance(self, name: str) -> None:
        await self._instances.delete(name)

    async def exec(
        self,
        name: str,
        command: Sequence[str],
        *,
        stdin: bytes = b"",
        timeout_s: float = 60,
        most_bytes: int = MOST_OUTPUT,
    ) -> ExecResult:
        return await run(self._client, name, command, stdin=stdin, timeout_s=timeout_s, most_bytes=most_bytes)

    def endpoint(self, name: str, address: str, port: int) -> tuple[str, int]:
        # Instances' addresses are routed from where the gateway runs: it sits on the host of its region.
        return address, port

    async def answers(self, name: str, address: str, port: int) -> bool:
        return await dial.answers(*self.endpoint(name, address, port), ssh=dial.is_ssh(port))

    async def usage(self, names: Collection[str] | None = None) -> dict[str, Usage]:
        return await (self._meters.look() if names is None else self._meters.look_at(names))

    async def card_readings(self, name: str, uuids: Collection[str]) -> list[CardReading]:
        try:
            told = await self.exec(
                name, nvidia.COMMAND, timeout_s=nvidia.SECONDS, most_bytes=nvidia.MOST_BYTES
            )
        except EngineRefused as refused:
            if NO_COMMAND not in refused.detail:
                raise
            return []
        return [one for one in nvidia.parse(told.output) if one.uuid in uuids]

    async def images(self) -> list[ImageFacts]:
        return await self._images.look()

    async def import_image(
        self, alias: str, metadata: Path, rootfs: Path, properties: Mapping[str, str], progress: Progress
    ) -> ImageFacts:
        return await self._images.put(alias, metadata, rootfs, properties, progress)

    async def delete_image(self, alias: str) -> None:
        await self._images.delete(alias)

    def events(self) -> AsyncIterator[EngineEvent]:
        return self._events.stream()

    async def aclose(self) -> None:
        await self._events.aclose()
        await self._client.aclose()
