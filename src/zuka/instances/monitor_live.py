"""What watched instances use, every two seconds: one reading of the engine for each region, however many people look.

Nothing is read while nobody looks. A stream always says how it stands: `sample`, or `unavailable` with the reason,
once, until there are samples again. A slow or lost engine is `unknown`, and never ends a stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from zuka.context import Ctx
from zuka.engine.port import CardReading, Engine
from zuka.errors import EngineError
from zuka.instances import monitor, monitor_store
from zuka.instances.monitor import Counters, Subject
from zuka.kit import log, sse
from zuka.kit.clock import Clock
from zuka.notices.events import SHUTDOWN

TICK_SECONDS = 2.0
PATIENCE_SECONDS = 5.0
"""A reading that takes longer is still waited for, but people are told."""
CARDS_SECONDS = 1.0
"""How long a sample waits for the cards; what comes later is in the next one."""
_CARDS_FRESH = timedelta(seconds=10)
_LEAST_APART = timedelta(seconds=1)
NOT_RUNNING, UNKNOWN = "not_running", "unknown"
_log = log.get("monitor")


@dataclass(eq=False)
class _Watch:
    """One open stream: the newest thing to say, since a slow reader wants no old ones."""

    frame: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, frame: str) -> None:
        self.frame = frame
        self.news.set()


class Live:
    """Everybody's live streams in this process; one per application."""

    def __init__(self, ctx: Ctx) -> None:
        self._ctx = ctx
        self._regions: dict[str, _Region] = {}

    async def stream(self, *, instance_id: str, region: str) -> AsyncGenerator[str, None]:
        """The text of one stream, until shutdown."""
        ctx, watch = self._ctx, _Watch()
        shutdown = ctx.bell.watch(SHUTDOWN)
        watched = self._regions.setdefault(region, _Region(ctx, region))
        try:
            watched.join(instance_id, watch)
            yield sse.WELCOME
            while not shutdown.is_set():
                await sse.first(ctx.clock, sse.HEARTBEAT_SECONDS, watch.news, shutdown)
                if not watch.news.is_set():
                    yield sse.BEAT
                    continue
                watch.news.clear()
                yield watch.frame
        finally:
            ctx.bell.unwatch(shutdown)
            await watched.leave(instance_id, watch)


class _Region:
    """The watched instances of one region, and the task that reads for them while there are any.

    The task is never cancelled: it ends by itself once nobody is left. What is cancelled in the middle of a query
    leaves a broken connection behind; only the engine's part of a reading may be broken off.
    """

    def __init__(self, ctx: Ctx, name: str) -> None:
        self._ctx, self._name = ctx, name
        self._watches: dict[str, set[_Watch]] = {}
        self._said: dict[str, str] = {}
        self._counters: dict[str, Counters] = {}
        self._cards: dict[str, tuple[datetime, list[CardReading]]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._sampling: asyncio.Task[dict[str, str]] | None = None
        self._stir = asyncio.Event()
        """Somebody has joined whom nothing was told yet, or the last one has left."""
        self._calm = asyncio.Event()
        """Set while nothing is being read."""
        self._calm.set()
        self._task: asyncio.Task[None] | None = None

    def join(self, instance_id: str, watch: _Watch) -> None:
        self._watches.setdefault(instance_id, set()).add(watch)
        if instance_id in self._said:
            watch.tell(self._said[instance_id])
        else:
            self._stir.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name=f"monitor:{self._name}")

    async def leave(self, instance_id: str, watch: _Watch) -> None:
        """When this returns and nobody else watches, nothing is being read any more."""
        watches = self._watches.get(instance_id, set())
        watches.discard(watch)
        if not watches:
            self._watches.pop(instance_id, None)
            for memory in (self._said, self._counters, self._cards):
                memory.pop(instance_id, None)
        if not self._watches:
            self._stir.set()
            for task in (self._sampling, *self._asking.values()):
                if task is not None:
                    task.cancel()
            await self._calm.wait()

    async def _run(self) -> None:
        clock = self._ctx.clock
        due = clock.now()
        try:
            while self._watches:
                self._stir.clear()
                names = self._watches.keys() - self._said.keys()
                if clock.now() >= due:
                    due = clock.now() + timedelta(seconds=TICK_SECONDS)
                    names = set(self._watches)
                await self._turn(names)
                left = (due - clock.now()).total_seconds()
                if left > 0 and self._watches:
                    await sse.first(clock, left, self._stir)
        finally:
            self._task = None

    async def _turn(self, names: Collection[str]) -> None:
        """Read `names` and tell whoever watches them."""
        self._calm.clear()
        try:
            frames = await self._read(names)
        except Exception:
            _log.exception("could not look", region=self._name)
            frames = {}
        finally:
            self._calm.set()
        for name in names:
            self._tell(name, frames.get(name) or _unavailable(UNKNOWN))

    def _tell(self, name: str, frame: str) -> None:
        if name not in self._watches or self._said.get(name) == frame:
            return
        self._said[name] = frame
        for watch in self._watches[name]:
            watch.tell(frame)

    async def _read(self, names: Collection[str]) -> dict[str, str]:
        """What there is to say of each."""
        async with self._ctx.db.read() as session:
            rows = await monitor_store.instances(session, instance_ids=names)
            subjects = await monitor.subjects(session, self._ctx, rows)
            unknown = [name for name in names if name not in self._counters]
            stored = await monitor_store.newest(session, instance_ids=unknown)
        for name, row in stored.items():
            if name in self._watches:
                self._counters.setdefault(name, Counters.of_sample(row))
        said = {one.id: _unavailable(NOT_RUNNING) for one in subjects if not one.running}
        running = [one for one in subjects if one.running]
        engine = self._ctx.engines.get(self._name)
        if not running or engine is None or not self._watches:
            return said
        return said | await self._patiently(engine, running)

    async def _patiently(self, engine: Engine, subjects: Collection[Subject]) -> dict[str, str]:
        """Samples of them; while they are long in coming, people are told that nothing is known."""
        self._sampling = sampling = asyncio.create_task(self._sample(engine, subjects))
        await _within(self._ctx.clock, PATIENCE_SECONDS, {sampling})
        if not sampling.done():
            for name in list(self._watches):
                self._tell(name, _unavailable(UNKNOWN))
            await asyncio.wait({sampling})
        self._sampling = None
        return {} if sampling.cancelled() else sampling.result()

    async def _sample(self, engine: Engine, subjects: Collection[Subject]) -> dict[str, str]:
        cards = asyncio.ensure_future(self._ask_cards(engine, subjects))
        try:
            used = await engine.usage([one.id for one in subjects])
            at = self._ctx.clock.now()
            await cards
        except EngineError as error:
            _log.debug("no samples this time", region=self._name, error=str(error))
            return {}
        finally:
            cards.cancel()
        said = {}
        for subject in subjects:
            if (usage := used.get(subject.id)) is None or subject.id not in self._watches:
                continue
            before = self._counters.get(subject.id)
            sample = monitor.measure(subject, usage, self._fresh_cards(subject, at), at=at, before=before)
            if before is None or at - before.at >= _LEAST_APART or usage.cpu_seconds < before.cpu_seconds:
                self._counters[subject.id] = Counters.of(usage, at)
            said[subject.id] = sse.frame("sample", sample.model_dump_json())
        return said

    async def _ask_cards(self, engine: Engine, subjects: Collection[Subject]) -> None:
        """Have the cards asked, each instance at most once at a time: what answers slowly is a tenant's own affair."""
        for subject in subjects:
            if subject.readable and subject.id not in self._asking:
                task = asyncio.create_task(self._ask(engine, subject), name="monitor:cards")
                self._asking[subject.id] = task
                task.add_done_callback(partial(self._asked, subject.id))
        asked = {self._asking[one.id] for one in subjects if one.id in self._asking}
        if asked:
            await _within(self._ctx.clock, CARDS_SECONDS, asked)

    def _asked(self, name: str, task: asyncio.Task[None]) -> None:
        if self._asking.get(name) is task:
            del self._asking[name]

    async def _ask(self, engine: Engine, subject: Subject) -> None:
        readings = await monitor.read_cards(engine, subject)
        if subject.id in self._watches:
            self._cards[subject.id] = (self._ctx.clock.now(), readings)

    def _fresh_cards(self, subject: Subject, at: datetime) -> list[CardReading]:
        asked_at, readings = self._cards.get(subject.id, (at, []))
        return readings if at - asked_at <= _CARDS_FRESH else []


async def _within(clock: Clock, seconds: float, work: Collection[asyncio.Future[Any]]) -> None:
    """Until all of `work` is done, or `seconds` have passed; it goes on all the same."""
    alarm: asyncio.Future[Any] = asyncio.ensure_future(clock.sleep(seconds))
    done: asyncio.Future[Any] = asyncio.ensure_future(asyncio.wait(work))
    try:
        await asyncio.wait({alarm, done}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in (alarm, done):
            one.cancel()
        await asyncio.gather(alarm, done, return_exceptions=True)


def _unavailable(reason: str) -> str:
    return sse.frame("unavailable", {"reason": reason})
