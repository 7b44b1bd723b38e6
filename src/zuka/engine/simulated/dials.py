"""What a test or a demo does to a simulated region from outside: tenants' acts, lost hosts, full pools, lost events.

None of it is part of the engine port, and nothing outside tests, demos and benchmarks may touch it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zuka.engine.port import EngineEvent, EventKind, ImageFacts, InstanceState
from zuka.engine.simulated.world import DoubleAttachment, SimulatedInstance, State, World
from zuka.errors import EngineUnavailable
from zuka.kit.clock import Clock

ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds of virtual time that a call takes before it has its effect; fields are named like the calls.

    `boot` is the time from a start until the ports inside answer; `look` goes for every call not named here.
    """

    create_instance: float = 0.0
    configure_instance: float = 0.0
    start_instance: float = 0.0
    stop_instance: float = 0.0
    restart_instance: float = 0.0
    delete_instance: float = 0.0
    create_volume: float = 0.0
    resize_volume: float = 0.0
    delete_volume: float = 0.0
    exec: float = 0.0
    import_image: float = 0.0
    delete_image: float = 0.0
    look: float = 0.0
    boot: float = 0.0


class Dials:
    """The outside half of `SimulatedEngine`. `calls` counts the port's calls by name."""

    def __init__(self, clock: Clock, world: World, delays: Delays) -> None:
        self.clock = clock
        self.world = world
        self.delays = delays
        self.calls: Counter[str] = Counter()
        self._failures: defaultdict[str, deque[Exception]] = defaultdict(deque)

    async def begin(self, method: str) -> None:
        """Every call of the port starts here: counted, failed if a test asked for it, delayed, cut off if lost."""
        self.calls[method] += 1
        if self._failures[method]:
            raise self._failures[method].popleft()
        seconds: float = getattr(self.delays, method, self.delays.look)
        if seconds > 0:
            await self.clock.sleep(seconds)
        else:
            # A real call always lets others run; races must show here too.
            await asyncio.sleep(0)
        if self.world.view().region_lost:
            raise EngineUnavailable("The region's engine does not answer.")

    # What tenants do.

    def shutdown_inside(self, name: str) -> datetime:
        """As if the tenant typed `shutdown`; returns the moment."""
        with self.world.change() as state:
            instance = _running(state, name)
            instance.state = InstanceState.STOPPED
            instance.stopped_at = now = self.clock.now()
        self.world.emit(EngineEvent(EventKind.STOPPED, now, name), instance.spec.host)
        return now

    def reboot_inside(self, name: str) -> None:
        """As if the tenant typed `reboot`."""
        with self.world.change() as state:
            instance = _running(state, name)
            instance.started_at = now = self.clock.now()
        self.world.emit(EngineEvent(EventKind.RESTARTED, now, name), instance.spec.host)

    def ignore_shutdown(self, name: str = ALL) -> None:
        """The instance, or every one, takes no notice of a graceful stop: it is forced after its time."""
        with self.world.change() as state:
            state.stubborn.add(name)

    # What hosts do.

    def lose_host(self, name: str) -> None:
        """The host is not reached any more; what runs there goes on running."""
        with self.world.change() as state:
            _known_host(state, name)
            state.lost_hosts.add(name)

    def return_host(self, name: str, *, rebooted: bool = False) -> None:
        """The host is reached again; `rebooted`: it went down, and nothing on it runs."""
        with self.world.change() as state:
            state.lost_hosts.discard(name)
            if rebooted:
                for instance in state.instances.values():
                    if instance.spec.host == name and instance.running:
                        instance.state = InstanceState.STOPPED
                        instance.stopped_at = self.clock.now()

    def lose_region(self) -> None:
        """The engine's API does not answer at all."""
        with self.world.change() as state:
            state.region_lost = True

    def return_region(self) -> None:
        with self.world.change() as state:
            state.region_lost = False
        self.reconnect_events()

    def fill_pool(self, host: str) -> None:
        with self.world.change() as state:
            _known_host(state, host)
            state.full_pools.add(host)

    def empty_pool(self, host: str) -> None:
        """Undoes `fill_pool`."""
        with self.world.change() as state:
            state.full_pools.discard(host)

    def break_boot(self, name: str = ALL) -> None:
        """The instance, or every one, starts and runs, and nothing inside it ever answers."""
        with self.world.change() as state:
            state.broken_boots.add(name)

    def mend_boot(self, name: str = ALL) -> None:
        """Undoes `break_boot` of the same name."""
        with self.world.change() as state:
            state.broken_boots.discard(name)

    def add_image(
        self, alias: str, *, size_bytes: int = 300 << 20, properties: dict[str, str] | None = None
    ) -> None:
        """An image that is simply there."""
        self.world.put((), [ImageFacts(alias, f"{alias}-fingerprint", size_bytes, properties or {})])

    # What goes wrong on the way.

    def fail_next(self, method: str, error: Exception, times: int = 1) -> None:
        """The next `times` calls of `method` raise `error` and have no effect."""
        if not callable(getattr(self, method, None)):
            raise ValueError(f"the engine has no method {method}")
        self._failures[method].extend([error] * times)

    def forget_events(self, forget: bool = True) -> None:
        """From now on no event arrives; `False` undoes it."""
        self.world.events_forgotten = forget

    def reconnect_events(self) -> None:
        """The event stream breaks and connects again."""
        self.world.emit(EngineEvent(EventKind.CONNECTED, self.clock.now()))

    # What tests ask.

    def double_attached(self) -> list[DoubleAttachment]:
        """Every time that a card was started in an instance while another running one had it: must be empty."""
        return list(self.world.view().double_attachments)


def matches(names: set[str], name: str) -> bool:
    """Whether a dial that takes one name or all of them is set for `name`."""
    return name in names or ALL in names


def _running(state: State, name: str) -> SimulatedInstance:
    instance = state.instances.get(name)
    if instance is None or not instance.running:
        raise ValueError(f"{name} is not running: its tenant can do nothing")
    return instance


def _known_host(state: State, name: str) -> None:
    if name not in state.hosts:
        raise ValueError(f"there is no simulated host {name}")
