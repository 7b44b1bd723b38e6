"""Loops: how anything happens that takes longer than a request.

A loop claims due rows in a short transaction, acts on each outside any transaction, and applies what came of it in
another short transaction that checks that the claim still holds. The parts are the loop's own; the `Runner` owns
when they run, how many at once, heartbeats, and what happens when they raise. A loop that is late is woken by
`Bell.ring`, so the interval is a safety net and not a latency.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from zuka.kit import log

C = TypeVar("C")
"""The context every part of a loop is called with."""
Item = TypeVar("Item")

_log = log.get("loop")


class Bell:
    """Wakes loops and streams of this process by name. A ring that nobody waits for is kept until somebody does."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._watchers: dict[str, set[asyncio.Event]] = defaultdict(set)

    def ring(self, name: str) -> None:
        self._events[name].set()
        for watcher in self._watchers.get(name, ()):
            watcher.set()

    async def wait(self, name: str, seconds: float) -> None:
        """Until the next ring, at most `seconds`."""
        event = self._events[name]
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            pass
        event.clear()

    def watch(self, *names: str) -> asyncio.Event:
        """An event of the caller's own, set at every ring of any of these; give it back with `unwatch`."""
        event = asyncio.Event()
        for name in names:
            self._watchers[name].add(event)
        return event

    def unwatch(self, event: asyncio.Event) -> None:
        for watchers in self._watchers.values():
            watchers.discard(event)
        self._watchers = defaultdict(set, {name: left for name, left in self._watchers.items() if left})


@dataclass(frozen=True)
class Loop(Generic[C, Item]):
    """One kind of work. `claim(ctx, limit)` returns what is due; `act(ctx, item)` does it, acting and applying;
    `renew(ctx, item)` is the heartbeat, called every `heartbeat(ctx)` seconds while `act` runs. The claim of a `periodic`
    loop returns the same items every time, and none is begun again before all of the last time are done."""

    name: str
    every: Callable[[C], float]
    claim: Callable[[C, int], Awaitable[Sequence[Item]]]
    act: Callable[[C, Item], Awaitable[None]]
    renew: Callable[[C, Item], Awaitable[None]] | None = None
    heartbeat: Callable[[C], float] = lambda _: 10.0
    concurrency: int = 1
    periodic: bool = False

    async def once(self, ctx: C) -> int:
        """Claim and do everything that is due now; how many items. What raises, raises: this is for tests."""
        done = 0
        while items := await self.claim(ctx, self.concurrency):
            for item in items:
                await self.act(ctx, item)
            done += len(items)
            if self.periodic or len(items) < self.concurrency:
                break
        return done


class Runner(Generic[C]):
    """Runs loops until cancelled. An item that raises is logged and left to its claim's expiry."""

    def __init__(self, ctx: C, bell: Bell, loops: Sequence[Loop[C, Any]]) -> None:
        self._ctx, self._bell, self._loops = ctx, bell, loops

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for loop in self._loops:
                group.create_task(self._run(loop), name=f"loop:{loop.name}")

    async def _run(self, loop: Loop[C, Any]) -> None:
        running: set[asyncio.Task[None]] = set()
        failures = 0
        try:
            while True:
                try:
                    free = loop.concurrency - len(running)
                    ready = not running if loop.periodic else free > 0
                    items = await loop.claim(self._ctx, free) if ready else []
                    failures = 0
                except Exception:
                    _log.exception("claim failed", loop=loop.name)
                    failures, items = failures + 1, []
                for item in items:
                    task = asyncio.create_task(self._act(loop, item), name=f"{loop.name}:item")
                    running.add(task)
                    task.add_done_callback(running.discard)
                    if len(running) == loop.concurrency and not loop.periodic:
                        # More may be due than there was room for; a periodic loop has seen everything.
                        task.add_done_callback(lambda _: self._bell.ring(loop.name))
                await self._bell.wait(loop.name, min(loop.every(self._ctx) * 2**failures, 300))
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _act(self, loop: Loop[C, Any], item: Any) -> None:
        heartbeat = asyncio.create_task(self._beat(loop, item)) if loop.renew else None
        try:
            await loop.act(self._ctx, item)
        except Exception:
            _log.exception("item failed", loop=loop.name)
        finally:
            if heartbeat is not None:
                heartbeat.cancel()
                await asyncio.gather(heartbeat, return_exceptions=True)

    async def _beat(self, loop: Loop[C, Any], item: Any) -> None:
        assert loop.renew is not None
        while True:
            await asyncio.sleep(loop.heartbeat(self._ctx))
            await loop.renew(self._ctx, item)
