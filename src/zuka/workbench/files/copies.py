"""Copies between two machines, or within one: jobs that run here while their sessions are connected."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zuka.errors import Conflict, DomainError, NotFound, TooMany
from zuka.kit import ids, log
from zuka.workbench.files.copying import Copy, Copying
from zuka.workbench.files.rooms import Room

RUNNING = 3
"""How many copies of one user run at once; others wait."""
_MOST_KEPT = 50
_TELL_SECONDS = 0.25
_SPEED_SECONDS = 3.0
_log = log.get("workbench.files")

Tell = Callable[[str, str, Mapping[str, Any]], None]


class Copies:
    """All copies of one application, each its user's own."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._copies: dict[str, Copy] = {}
        self._turns: dict[str, asyncio.Semaphore] = {}

    def start(self, source: Room, target: Room, paths: Sequence[bytes], to_path: bytes) -> Copy:
        """Begins at once, or when the user's others are done. Raises `TooMany` for more than anybody looks at."""
        user_id = target.session.user_id
        mine = self.of(user_id)
        ended = [one for one in mine if one.task is None or one.task.done()]
        if len(mine) >= _MOST_KEPT:
            if not ended:
                raise TooMany("workbench.transfers_busy", retry_after=30)
            del self._copies[ended[0].id]
        copy = Copy(ids.new_id("cpy"), user_id, source, target, list(paths), to_path)
        self._copies[copy.id] = copy
        copy.task = asyncio.create_task(self._run(copy))
        return copy

    def of(self, user_id: str) -> list[Copy]:
        """In the order in which they were asked for."""
        return [one for one in self._copies.values() if one.user_id == user_id]

    async def remove(self, user_id: str, copy_id: str) -> None:
        """Ends it if it still runs, and forgets it. What has been copied stays."""
        copy = self._copies.get(copy_id)
        if copy is None or copy.user_id != user_id:
            raise NotFound("workbench.copy_not_found")
        if copy.task is not None and not copy.task.done():
            copy.task.cancel()
            await asyncio.gather(copy.task, return_exceptions=True)
            return
        del self._copies[copy_id]

    async def _run(self, copy: Copy) -> None:
        turn = self._turns.setdefault(copy.user_id, asyncio.Semaphore(RUNNING))
        work: asyncio.Task[None] | None = None
        undo: list[Callable[[], None]] = []

        def lost() -> None:
            copy.failure = Conflict("workbench.not_connected")
            if work is not None:
                work.cancel()

        try:
            async with turn:
                copy.state = "running"
                self._say(copy, now=True)
                work = asyncio.ensure_future(Copying(copy, self._say).run())
                undo = [room.at_end(lost) for room in {copy.source, copy.target}]
                await work
            copy.state = "done"
        except DomainError as error:
            copy.state, copy.failure = "failed", error
        except asyncio.CancelledError:
            copy.state = "cancelled" if copy.failure is None else "failed"
        except Exception:
            _log.exception("a copy broke", copy=copy.id)
            copy.state, copy.failure = "failed", DomainError("request.internal")
        finally:
            if work is not None:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
            for one in undo:
                one()
            self._say(copy, now=True)

    def _say(self, copy: Copy, *, now: bool = False) -> None:
        moment = time.monotonic()
        if now or moment - copy.told_at >= _TELL_SECONDS:
            copy.told_at = moment
            copy.seen = [one for one in copy.seen if moment - one[0] <= _SPEED_SECONDS]
            copy.seen.append((moment, copy.bytes_done))
            self._tell(copy.user_id, "copy", {"copy": copy.out()})
