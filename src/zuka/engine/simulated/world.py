"""The simulated world: what hosts, instances, volumes and images there are, apart from any engine that looks at it.

A `World` outlives the `SimulatedEngine` objects on it, as real hosts outlive the platform: a test restarts the platform
by making another engine on the same world. `World.at(path)` also outlives the process: every change is written to
one JSON file by atomic rename before the call that made it returns, and several processes may share the file.
It must never decide anything: what is allowed is the engine's business.
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from zuka.engine.port import CardFacts, EngineEvent, ImageFacts, InstanceSpec, InstanceState

if TYPE_CHECKING:
    import asyncio

GIB: Final = 1 << 30
INSTANCE_BYTES: Final = 64 << 20
"""What a fresh instance takes of its pool: its image's content is shared."""

_NAMESPACE = uuid.UUID("6b1f6c1e-55ab-4f6e-9d3c-6d0a3f0f7a11")


@dataclass(frozen=True, slots=True)
class SimulatedHost:
    """A host as it was bought: what does not change while it serves. Its cards are attached like real ones."""

    name: str
    address: str = "192.0.2.1"
    cpu_model: str = "Simulated CPU"
    cpu_threads: int = 64
    memory_bytes: int = 512 * GIB
    cards: tuple[CardFacts, ...] = ()
    pool_driver: str = "btrfs"
    pool_bytes: int = 4096 * GIB

    @classmethod
    def with_cards(
        cls,
        name: str,
        count: int,
        *,
        model: str = "NVIDIA GeForce RTX 3090",
        memory_gib: int = 24,
        cpu_threads: int = 64,
        memory_bytes: int = 512 * GIB,
    ) -> SimulatedHost:
        """A host with `count` equal cards that have PCI addresses and UUIDs like real ones."""
        cards = tuple(
            CardFacts(
                uuid=f"GPU-{uuid.uuid5(_NAMESPACE, f'{name}/{index}')}",
                pci_address=f"0000:{index + 1:02x}:00.0",
                model=model,
                driver_version="550.163.01",
                cuda_version="12.4",
                memory_bytes=memory_gib * GIB,
            )
            for index in range(count)
        )
        return cls(name=name, cpu_threads=cpu_threads, memory_bytes=memory_bytes, cards=cards)


@dataclass(slots=True)
class SimulatedInstance:
    """An instance as it is, whether or not its host can be reached."""

    spec: InstanceSpec
    state: InstanceState = InstanceState.STOPPED
    started_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def running(self) -> bool:
        return self.state is InstanceState.RUNNING


@dataclass(slots=True)
class SimulatedVolume:
    host: str
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class DoubleAttachment:
    """A card that was handed to an instance while another running one had it: must never happen."""

    host: str
    pci_address: str
    first: str
    second: str


@dataclass(slots=True)
class State:
    """Everything that is written to the file."""

    hosts: dict[str, SimulatedHost] = field(default_factory=dict)
    instances: dict[str, SimulatedInstance] = field(default_factory=dict)
    volumes: dict[str, SimulatedVolume] = field(default_factory=dict)
    images: dict[str, ImageFacts] = field(default_factory=dict)
    region_lost: bool = False
    lost_hosts: set[str] = field(default_factory=set)
    full_pools: set[str] = field(default_factory=set)
    broken_boots: set[str] = field(default_factory=set)
    stubborn: set[str] = field(default_factory=set)
    double_attachments: list[DoubleAttachment] = field(default_factory=list)


_STATE = TypeAdapter(State)


class World:
    """The state, its file if it has one, and who listens to events in this process."""

    def __init__(self, hosts: Iterable[SimulatedHost] = (), images: Iterable[ImageFacts] = ()) -> None:
        self.state = State()
        self.events_forgotten = False
        self._path: Path | None = None
        self._seen: tuple[int, int] | None = None
        self._listeners: set[asyncio.Queue[EngineEvent | None]] = set()
        self.put(hosts, images)

    @classmethod
    def at(cls, path: Path, hosts: Iterable[SimulatedHost] = (), images: Iterable[ImageFacts] = ()) -> World:
        """The world kept in the file `path`, which is made when there is none; `hosts` and `images` are put in."""
        world = cls()
        path.parent.mkdir(parents=True, exist_ok=True)
        world._path = path
        world.put(hosts, images)
        return world

    def put(self, hosts: Iterable[SimulatedHost], images: Iterable[ImageFacts]) -> None:
        """Add hosts and images, or give those of the same name new facts. What runs on a host stays."""
        with self.change() as state:
            state.hosts.update({host.name: host for host in hosts})
            state.images.update({image.alias: image for image in images})

    def view(self) -> State:
        """The state as it is now, another process's changes included. Do not change it, and do not keep it."""
        if self._path is not None:
            try:
                stat = self._path.stat()
            except FileNotFoundError:
                return self.state
            if self._seen != (stat.st_ino, stat.st_mtime_ns):
                self.state = _STATE.validate_json(self._path.read_bytes())
                self._seen = (stat.st_ino, stat.st_mtime_ns)
        return self.state

    @contextmanager
    def change(self) -> Iterator[State]:
        """The state to be changed, without awaiting in between; written when the block ends without an error.

        Whoever raises must do so before changing anything.
        """
        if self._path is None:
            yield self.state
            return
        with self._path.with_suffix(".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.view()
            self._write(self._path)

    def _write(self, path: Path) -> None:
        # No fsync: the file must survive the death of the process, not of the machine.
        fresh = path.with_suffix(".new")
        fresh.write_bytes(_STATE.dump_json(self.state))
        stat = fresh.stat()
        self._seen = (stat.st_ino, stat.st_mtime_ns)
        os.replace(fresh, path)

    def listen(self, queue: asyncio.Queue[EngineEvent | None]) -> None:
        self._listeners.add(queue)

    def leave(self, queue: asyncio.Queue[EngineEvent | None]) -> None:
        self._listeners.discard(queue)

    def emit(self, event: EngineEvent, host: str | None = None) -> None:
        """Tell the listeners, unless the news cannot get here from that host."""
        if self.events_forgotten or self.state.region_lost or host in self.state.lost_hosts:
            return
        for queue in self._listeners:
            queue.put_nowait(event)
