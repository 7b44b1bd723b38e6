"""Copies between two machines, or within one: jobs that run here while their sessions are connected.

A copy that was cut is begun again with the same words: files that are there are left, and the one in the middle goes
on where it was. Links and devices are not copied from one machine to another.
"""

from __future__ import annotations

import asyncio
import contextlib
import posixpath
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zuka.errors import Conflict, DomainError, NotFound, TooMany
from zuka.kit import ids, log
from zuka.workbench.files.changes import each, there, walk
from zuka.workbench.files.disk import Disk, Facts
from zuka.workbench.files.names import part_of, to_text
from zuka.workbench.files.rooms import Room

RUNNING = 3
"""How many copies of one user run at once; others wait."""
_MOST_KEPT = 50
_MOST_FILES = 200_000
_FILES_AT_ONCE = 16
_TELL_SECONDS = 0.25
_SPEED_SECONDS = 3.0
_UNSURE = 8 << 20
_SMALL = 256 << 10
_ALONE_SECONDS = 6 * 3600.0
_log = log.get("workbench.files")

_Planned = tuple[bytes, bytes, Facts]
Tell = Callable[[str, str, Mapping[str, Any]], None]


@dataclass
class Copy:
    """One copy, and how far it is. `state`: waiting, running, done, failed or cancelled."""

    id: str
    user_id: str
    source: Room
    target: Room
    paths: list[bytes]
    to_path: bytes
    state: str = "waiting"
    bytes_done: int = 0
    bytes_total: int = 0
    files_done: int = 0
    files_total: int = 0
    failure: DomainError | None = None
    task: asyncio.Task[None] | None = None
    told_at: float = 0.0
    seen: list[tuple[float, int]] = field(default_factory=list)

    @property
    def speed(self) -> int:
        """Bytes per second, of the last few."""
        if self.state != "running" or len(self.seen) < 2:
            return 0
        (first, before), (last, now) = self.seen[0], self.seen[-1]
        return round((now - before) / max(last - first, 0.001))

    def out(self) -> dict[str, Any]:
        """As it travels."""
        return {
            "id": self.id,
            "from_session": self.source.session.id,
            "to_session": self.target.session.id,
            "paths": [to_text(one) for one in self.paths],
            "to_path": to_text(self.to_path),
            "state": self.state,
            "bytes_done": self.bytes_done,
            "bytes_total": self.bytes_total,
            "files_done": self.files_done,
            "files_total": self.files_total,
            "speed": self.speed,
            "failure": None if self.failure is None else self.failure.code,
        }


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
                work = asyncio.ensure_future(_Copying(copy, self._say).run())
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


class _Copying:
    """The work of one copy."""

    def __init__(self, copy: Copy, say: Callable[[Copy], None]) -> None:
        self._copy, self._say = copy, say

    async def run(self) -> None:
        copy = self._copy
        async with contextlib.AsyncExitStack() as stack:
            # Always in one order, so that two copies never wait for each other.
            for room in sorted({copy.source, copy.target}, key=lambda one: one.session.id):
                await stack.enter_async_context(room.turn())
            source, target = await copy.source.disk(), await copy.target.disk()
            if (await target.facts(copy.to_path)).kind != "folder":
                raise Conflict("workbench.not_a_folder", path=to_text(copy.to_path))
            if copy.source is copy.target and await self._alone(source):
                return
            plan = [one async for one in self._plan(source)]
            await self._folders(target, [to for _, to, facts in plan if facts.kind == "folder"])
            files = [one for one in plan if one[2].kind == "file"]
            await each(_aiter(files), lambda one: self._file(source, target, *one), at_once=_FILES_AT_ONCE)

    async def _alone(self, disk: Disk) -> bool:
        """Within one machine it needs nobody's line, where it has the tool."""
        copy = self._copy
        for path in copy.paths:
            if copy.to_path == path or copy.to_path.startswith(path + b"/"):
                raise Conflict("workbench.copy_into_itself", path=to_text(path))
            if posixpath.dirname(path) == copy.to_path:
                raise Conflict("workbench.file_exists", path=to_text(path))
        if not await copy.source.shell.has(b"cp"):
            return False
        async for _ in self._plan(disk):
            pass
        script = 'to=$1; shift; exec cp -a -- "$@" "$to"'
        done = await copy.source.shell.run(script, copy.to_path + b"/", *copy.paths, seconds=_ALONE_SECONDS)
        done.check()
        copy.bytes_done, copy.files_done = copy.bytes_total, copy.files_total
        return True

    async def _plan(self, disk: Disk) -> AsyncIterator[_Planned]:
        """From where, to where, and what; folders before what is in them."""
        copy = self._copy
        for top in copy.paths:
            facts = await disk.facts(top, follow=False)
            to = posixpath.join(copy.to_path, posixpath.basename(top))
            yield self._counted(top, to, facts)
            if facts.kind == "folder":
                async for path, found in walk(disk, top):
                    yield self._counted(path, to + path.removeprefix(top), found)

    def _counted(self, path: bytes, to: bytes, facts: Facts) -> _Planned:
        if facts.kind == "file":
            self._copy.files_total += 1
            self._copy.bytes_total += facts.size
            if self._copy.files_total > _MOST_FILES:
                raise Conflict("workbench.too_many_files", path=to_text(path))
        return path, to, facts

    async def _folders(self, disk: Disk, folders: Sequence[bytes]) -> None:
        for folder in folders:
            try:
                await disk.make_folder(folder)
            except DomainError as error:
                found = await there(disk, folder) if error.code == "workbench.file_exists" else None
                if found is None or found.kind != "folder":
                    raise

    async def _file(self, source: Disk, target: Disk, path: bytes, to: bytes, facts: Facts) -> None:
        old = await there(target, to)
        if old is not None and old.kind == "folder":
            raise Conflict("workbench.is_a_folder", path=to_text(to))
        if old is None or (old.kind, old.size, old.modified) != ("file", facts.size, facts.modified):
            await self._bytes(source, target, path, to, facts)
        else:
            self._passed(facts.size)
        self._copy.files_done += 1
        self._say(self._copy)

    async def _bytes(self, source: Disk, target: Disk, path: bytes, to: bytes, facts: Facts) -> None:
        part = part_of(to)
        offset = 0 if facts.size <= _SMALL else await _begun(target, part, facts)
        writer = await target.writer(part, offset=offset, fresh=offset == 0, mode=facts.mode)
        try:
            if offset == 0 and facts.size > _SMALL:
                await target.change_times(part, accessed=facts.modified, modified=facts.modified)
            self._passed(offset)
            async for block in source.blocks(path, offset=offset, size=facts.size - offset):
                await writer.write(block)
                self._passed(len(block))
                offset += len(block)
            await writer.flush()
            await writer.close()
        except BaseException:
            writer.abandon()
            raise
        if offset != facts.size:
            raise Conflict("workbench.file_changed", path=to_text(path))
        await target.change_times(part, accessed=facts.modified, modified=facts.modified)
        await target.rename(part, to, overwrite=True)

    def _passed(self, count: int) -> None:
        self._copy.bytes_done += count
        self._say(self._copy)


async def _begun(disk: Disk, part: bytes, facts: Facts) -> int:
    """How much of this very file an earlier copy has brought over."""
    found = await there(disk, part)
    is_same = found is not None and found.kind == "file" and found.accessed == facts.modified
    return max(0, found.size - _UNSURE) if found is not None and is_same and found.size <= facts.size else 0


async def _aiter(things: Sequence[_Planned]) -> AsyncIterator[_Planned]:
    for one in things:
        yield one
