"""The work of one copy, from one machine to another or within one.

A copy that was cut is begun again with the same words: files that are there are left, and the one in the middle goes
on where it was. Links and devices are not copied from one machine to another.
"""

from __future__ import annotations

import asyncio
import contextlib
import posixpath
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from zuka.errors import Conflict, DomainError
from zuka.workbench.files import copy_stream
from zuka.workbench.files.changes import MOST_VISITED, each, there, walk
from zuka.workbench.files.disk import Disk, Facts
from zuka.workbench.files.names import part_of, to_text
from zuka.workbench.files.rooms import Room
from zuka.workbench.files.schemas import CopyState

_MOST_FILES = 200_000
_FILES_AT_ONCE = 16
_UNSURE = 8 << 20
_SMALL = 256 << 10
_IN_STREAM = 1 << 20
"""A file of at most this size comes in the stream; larger ones go on where they were when they are cut."""
_MANY = 50
"""So many small files make a stream worth it."""
_ALONE_SECONDS = 6 * 3600.0

_Planned = tuple[bytes, bytes, Facts]


@dataclass
class Copy:
    """One copy, and how far it is."""

    id: str
    user_id: str
    source: Room
    target: Room
    paths: list[bytes]
    to_path: bytes
    state: CopyState = "waiting"
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


class Copying:
    """The work of one copy."""

    def __init__(self, copy: Copy, say: Callable[[Copy], None]) -> None:
        self._copy, self._say = copy, say
        self._known: dict[bytes, dict[bytes, Facts]] = {}
        """What is in folders of the target, as far as it has been looked at."""

    async def run(self) -> None:
        """Until everything is there; raises our errors for what could not be copied."""
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
            files = [one for one in plan if one[2].kind == "file"]
            await self._folders(target, [to for _, to, facts in plan if facts.kind == "folder"])
            if sum(posixpath.dirname(to) == copy.to_path for _, to, _ in files) >= _MANY:
                await self._look(target, copy.to_path)
            left = await self._streamed(await self._missing(target, files))
            await each(_aiter(left), lambda one: self._bytes(source, target, *one), at_once=_FILES_AT_ONCE)

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
        """Makes them, each after the one that it is in, and looks at what is in those that are there."""
        for folder in folders:
            try:
                await disk.make_folder(folder)
            except DomainError as error:
                found = await there(disk, folder) if error.code == "workbench.file_exists" else None
                if found is None or found.kind != "folder":
                    raise
                await self._look(disk, folder)
            else:
                self._known[folder] = {}

    async def _look(self, disk: Disk, folder: bytes) -> None:
        entries, _ = await disk.scan(folder, most=MOST_VISITED)
        self._known[folder] = {entry.name: entry.facts for entry in entries}

    async def _missing(self, disk: Disk, files: Sequence[_Planned]) -> list[_Planned]:
        """Those that are not on the target yet, as they are on the source."""
        missing = []
        for path, to, facts in files:
            old = await self._old(disk, to)
            if old is not None and old.kind == "folder":
                raise Conflict("workbench.is_a_folder", path=to_text(to))
            if old is None or (old.kind, old.size, old.modified) != ("file", facts.size, facts.modified):
                missing.append((path, to, facts))
            else:
                self._passed(facts.size)
                self._done()
        return missing

    async def _old(self, disk: Disk, to: bytes) -> Facts | None:
        folder, name = posixpath.split(to)
        return self._known[folder].get(name) if folder in self._known else await there(disk, to)

    async def _streamed(self, files: Sequence[_Planned]) -> list[_Planned]:
        """Brings many small files over as one stream, where both machines can; what is left for one by one."""
        copy = self._copy
        small: dict[bytes, dict[bytes, Facts]] = {}
        for path, to, facts in files:
            name = posixpath.relpath(to, copy.to_path)
            if facts.size <= _IN_STREAM and copy_stream.can_name(name):
                small.setdefault(path.removesuffix(name), {})[name] = facts
        if sum(map(len, small.values())) < _MANY or not await copy_stream.is_possible(
            copy.source, copy.target
        ):
            return list(files)
        arrived: set[bytes] = set()
        for base, wanted in small.items():
            stream = copy_stream.Stream(copy.source, copy.target, passed=self._passed, arrived=self._done)
            arrived |= {base + name for name in await stream.run(base, copy.to_path, wanted)}
        return [one for one in files if one[0] not in arrived]

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
        self._done()

    def _passed(self, count: int) -> None:
        self._copy.bytes_done += count
        self._say(self._copy)

    def _done(self) -> None:
        self._copy.files_done += 1
        self._say(self._copy)


async def _begun(disk: Disk, part: bytes, facts: Facts) -> int:
    """How much of this very file an earlier copy has brought over."""
    found = await there(disk, part)
    is_same = found is not None and found.kind == "file" and found.accessed == facts.modified
    return max(0, found.size - _UNSURE) if found is not None and is_same and found.size <= facts.size else 0


async def _aiter(things: Sequence[_Planned]) -> AsyncIterator[_Planned]:
    for one in things:
        yield one
