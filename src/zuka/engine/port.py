"""The engine port: what the platform asks of whatever runs its instances.

One `Engine` is one region: a single server or a cluster of *hosts* that share one API. The port knows hosts,
instances, volumes and images; it knows nothing of renters, money or leases, and decides nothing about them.

Every call is safe to repeat: creating what exists adopts it, deleting what is gone succeeds. A call either returns
the truth or raises from the `EngineError` branch of `zuka.errors`; "could not find out" is always
`EngineUnavailable` or `InstanceState.UNKNOWN`, never "stopped" and never "absent".
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

MOST_OUTPUT: Final = 4 << 20
"""Bytes that are kept of a command's output unless the caller says otherwise."""


class InstanceState(StrEnum):
    """What the engine says of an instance; `UNKNOWN` covers an absent host, a frozen or a failing instance."""

    RUNNING = "running"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """One GPU as the engine sees it.

    `uuid` is the stable key (a PCI address is not: it changes when a board is moved). `fault` says in one sentence
    why the card cannot be handed out, or is None. A `simulated` card is a name alone: its `pci_address` is empty and
    nothing is attached for it. `memory_bytes` is 0 where it is not known.
    """

    uuid: str
    pci_address: str
    model: str
    driver_version: str | None = None
    cuda_version: str | None = None
    fault: str | None = None
    memory_bytes: int = 0
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class PoolUsage:
    """Space of the storage pool that instances live in, in bytes. `driver` is the file system's name."""

    driver: str
    total_bytes: int
    used_bytes: int

    @property
    def free_bytes(self) -> int:
        return max(0, self.total_bytes - self.used_bytes)


@dataclass(frozen=True, slots=True)
class HostFacts:
    """One server of the region. An unreachable host keeps its name and has `reachable=False` and no other facts."""

    name: str
    reachable: bool
    address: str | None = None
    cpu_model: str = ""
    cpu_threads: int = 0
    memory_bytes: int = 0
    cards: tuple[CardFacts, ...] = ()
    pool: PoolUsage | None = None


@dataclass(frozen=True, slots=True)
class InstanceFacts:
    """One instance as it is. `started_at` is the engine's record of the last start, None if it never started."""

    name: str
    host: str
    state: InstanceState
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What an instance may use. 1000 `cpu_millis` are one core's time; `cpu_threads` how many cores it sees."""

    cpu_millis: int
    memory_bytes: int
    processes: int

    @property
    def cpu_threads(self) -> int:
        return max(1, -(-self.cpu_millis // 1000))


@dataclass(frozen=True, slots=True)
class VolumeMount:
    """A volume and where it appears inside the instance."""

    volume: str
    path: str


@dataclass(frozen=True, slots=True)
class InstanceSpec:
    """Everything that makes an instance. `image` is an alias; `pci_addresses` the cards to attach, exclusively ours
    to hand out; `address` the fixed IPv4 address inside the region's network."""

    name: str
    host: str
    image: str
    limits: Limits
    root_bytes: int
    address: str
    mounts: tuple[VolumeMount, ...] = ()
    pci_addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExecResult:
    """What a command inside an instance left behind. `output` is stdout and stderr together."""

    exit_code: int
    output: bytes


@dataclass(frozen=True, slots=True)
class Usage:
    """One running instance: counters since its start, and how much of memory and disk is in use now.

    `memory_bytes` leaves out what the kernel would give back at once, its cache of files. Disks are counted by the
    engine's quota: `root_bytes` is None where the engine does not say, and `volume_bytes` has the volumes in the
    order of the specification's mounts, as far as it does.
    """

    cpu_seconds: float = 0.0
    memory_bytes: int = 0
    network_received_bytes: int = 0
    network_sent_bytes: int = 0
    processes: int = 0
    root_bytes: int | None = None
    volume_bytes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CardReading:
    """What a card said of itself from inside an instance; None where it does not say."""

    uuid: str
    utilisation_percent: int | None = None
    memory_used_bytes: int | None = None
    memory_total_bytes: int | None = None
    temperature_celsius: int | None = None
    power_watts: float | None = None


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """An image that instances can be made of."""

    alias: str
    fingerprint: str
    size_bytes: int
    properties: Mapping[str, str] = field(default_factory=dict)


class EventKind(StrEnum):
    STARTED = "started"
    STOPPED = "stopped"
    RESTARTED = "restarted"
    CONNECTED = "connected"
    """The stream has (re)connected: whatever happened before it was not seen. Look at everything once."""


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """A hint that something happened. Events may come late, twice, in another order, or never: act on the state that
    a fresh look gives, and use `at` (the engine's own time) only when that look agrees."""

    kind: EventKind
    at: datetime
    instance: str = ""
    by_request: bool = False
    """True when an API call caused it, False when it came from inside the instance."""


Progress = Callable[[int], None]
"""Called with percent done, 0 to 100, rising."""


class Engine(Protocol):
    """A region's engine. Implementations: `engine.incus` (real), `engine.simulated` (memory only)."""

    async def hosts(self) -> list[HostFacts]: ...

    async def instances(self) -> list[InstanceFacts]:
        """Every instance of our project, ours or not; UNKNOWN where its host does not answer."""
        ...

    async def instance(self, name: str) -> InstanceFacts | None:
        """One instance, or None when the engine itself says that there is none."""
        ...

    async def create_volume(self, host: str, name: str, size_bytes: int) -> None: ...

    async def resize_volume(self, host: str, name: str, size_bytes: int) -> None: ...

    async def delete_volume(self, host: str, name: str) -> None: ...

    async def volumes(self) -> list[tuple[str, str]]:
        """(host, name) of every volume of our project that is not an instance's own root."""
        ...

    async def create_instance(self, spec: InstanceSpec) -> None:
        """Make and start it. Adopts an instance of that name; leaves nothing half-made behind when it raises,
        unless it raises `EngineUnavailable`, after which only a look can tell."""
        ...

    async def configure_instance(self, spec: InstanceSpec) -> None:
        """Set the limits and cards of a *stopped* instance for its next start. Image and disks stay."""
        ...

    async def start_instance(self, name: str) -> None: ...

    async def stop_instance(
        self, name: str, *, force: bool = False, timeout_s: float = 30
    ) -> datetime | None:
        """Stop it; the engine's own stop time where it gives one. Not graceful in `timeout_s`: forced."""
        ...

    async def restart_instance(self, name: str, *, timeout_s: float = 30) -> None: ...

    async def delete_instance(self, name: str) -> None:
        """Delete it, stopping it by force first if need be. Its volumes stay."""
        ...

    async def exec(
        self,
        name: str,
        command: Sequence[str],
        *,
        stdin: bytes = b"",
        timeout_s: float = 60,
        most_bytes: int = MOST_OUTPUT,
    ) -> ExecResult:
        """Run a command as root inside a running instance. Secrets travel by `stdin`, never by argument.

        What runs in there is the tenant's: output beyond `most_bytes` is dropped.
        """
        ...

    def endpoint(self, name: str, address: str, port: int) -> tuple[str, int]:
        """Where the gateway dials to reach `port` inside the instance."""
        ...

    async def answers(self, name: str, address: str, port: int) -> bool:
        """Whether the port inside the instance answers right now; for 22, whether an SSH banner comes."""
        ...

    async def usage(self, names: Collection[str] | None = None) -> dict[str, Usage]:
        """What running instances use: every one of our project, in one look at the region, or those of `names`, each
        looked at for itself, which is quicker for a few. One that is missing does not run or could not be asked."""
        ...

    async def card_readings(self, name: str, uuids: Collection[str]) -> list[CardReading]:
        """What those of the cards `uuids` say that a running instance has; the caller knows that they are real, or
        that the engine is simulated. None of it is to be trusted: it comes from inside the instance. Empty when
        nothing inside can tell. Raises like `exec`."""
        ...

    async def images(self) -> list[ImageFacts]: ...

    async def import_image(
        self, alias: str, metadata: Path, rootfs: Path, properties: Mapping[str, str], progress: Progress
    ) -> ImageFacts:
        """Upload a split image and point `alias` at it, moving the alias from an older one, which is deleted when
        nothing uses it any more."""
        ...

    async def delete_image(self, alias: str) -> None: ...

    def events(self) -> AsyncIterator[EngineEvent]:
        """Hints until cancelled; reconnects by itself, each time with a CONNECTED event."""
        ...

    async def aclose(self) -> None: ...
