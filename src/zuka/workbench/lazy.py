"""Work that outlives whoever asked for it: what is made once for everybody who asks, and what must not be broken off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """Holds what `make` made for as long as `usable` says so. Whoever stops waiting takes it from nobody else."""

    def __init__(self, make: Callable[[], Awaitable[T]], usable: Callable[[T], bool]) -> None:
        self._make, self._usable = make, usable
        self._task: asyncio.Task[T] | None = None

    async def get(self) -> T:
        """Raises what `make` raises; the next call tries again."""
        task = self._task
        if task is None or (task.done() and not self._good(task)):
            task = self._task = asyncio.create_task(self._made())
            task.add_done_callback(_heard)
        return await asyncio.shield(task)

    def take(self) -> T | None:
        """What there is, which is the caller's from now on; whatever is still being made is broken off."""
        task, self._task = self._task, None
        if task is None:
            return None
        if not task.done():
            task.cancel()
            return None
        return task.result() if _came(task) else None

    async def _made(self) -> T:
        return await self._make()

    def _good(self, task: asyncio.Task[T]) -> bool:
        return _came(task) and self._usable(task.result())


def _came(task: asyncio.Task[T]) -> bool:
    return not task.cancelled() and task.exception() is None


def _heard(task: asyncio.Task[T]) -> None:
    """Whoever asked may be gone; an exception that nobody has seen is no mistake of ours."""
    if not task.cancelled():
        task.exception()


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns. Whoever is cancelled meanwhile ends only after it: what is broken off in the middle of a
    query leaves a broken connection to the database behind."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        _heard(task)
        raise
