"""Uploads: a part file beside the target that grows chunk by chunk, and takes its place when it is whole.

What has begun is remembered here, with a running checksum. After this process has started anew the part file itself
tells where to go on: its access time, which writing does not change, is the source's modification time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from zuka.errors import Conflict, DomainError, Invalid, NotFound
from zuka.workbench.files import digests
from zuka.workbench.files.changes import there
from zuka.workbench.files.disk import Disk, Facts, Writer
from zuka.workbench.files.names import numbered, part_of, to_text
from zuka.workbench.files.rooms import Room

Choice = Literal["ask", "overwrite", "skip", "rename", "resume"]
_PIECE = 1 << 20
_UNSURE = 8 << 20
"""After a restart the end of a part file may have gaps: servers need not write in order."""
_IDLE_SECONDS = 60.0
_MOST_BEGUN = 200
"""In one session; those that were begun before these and never ended are forgotten."""
_MOST_NAMES = 1000


@dataclass
class Upload:
    """One file on its way. `marks` are states of the checksum at offsets that may not have arrived yet."""

    path: bytes
    size: int
    modified: int | None
    offset: int = 0
    writer: Writer | None = None
    room: Room | None = None
    marks: deque[tuple[int, Any]] = field(default_factory=deque)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    idle: asyncio.TimerHandle | None = None

    @property
    def part(self) -> bytes:
        return part_of(self.path)

    def rewind(self) -> None:
        """Back to what has surely arrived; the open file is given up."""
        if self.writer is None:
            return
        safe = self.writer.safe
        self.writer.abandon()
        self.writer = None
        while self.marks and self.marks[-1][0] > safe:
            self.marks.pop()
        self.offset = self.marks[-1][0] if self.marks else safe

    def mark(self, hasher: Any) -> None:
        """Remember the checksum so far; forget those that are not needed to go back to any more."""
        self.marks.append((self.offset, hasher))
        safe = self.writer.safe if self.writer is not None else 0
        while len(self.marks) > 1 and self.marks[1][0] <= safe:
            self.marks.popleft()


@dataclass(frozen=True)
class Begun:
    """Where an upload goes, and how much of it is there. `exists`: its name was taken."""

    path: bytes
    offset: int
    exists: bool


async def begin(
    room: Room,
    path: bytes,
    *,
    size: int,
    modified: int | None,
    conflict: Choice,
    verify: bool = True,
) -> Begun:
    """Opens the way for a file; with `verify` a checksum is kept of what comes.

    Raises `Conflict` workbench.file_exists when there is one and nobody has decided, and workbench.upload_begun when
    there is none but part of this very file."""
    disk = await room.disk()
    old = await there(disk, path)
    if old is not None and old.kind == "link":
        path = await disk.real(path)
        old = await there(disk, path)
    if old is not None and old.kind == "folder":
        raise Conflict("workbench.is_a_folder", path=to_text(path))
    found = await _resumed(room, disk, path, size, modified) if conflict in {"ask", "resume"} else None
    if conflict == "resume" and found is not None:
        return Begun(path, found.offset, old is not None)
    part = 0 if found is None else found.offset
    if old is not None:
        if conflict in {"ask", "resume"}:
            raise Conflict(
                "workbench.file_exists",
                path=to_text(path), kind=old.kind, size=old.size, modified=old.modified, part=part,
            )  # fmt: skip
        if conflict == "skip":
            return Begun(path, 0, exists=True)
        if conflict == "rename":
            path = await _free_name(disk, path)
    elif conflict == "ask" and part > 0:
        raise Conflict("workbench.upload_begun", path=to_text(path), part=part)
    upload = Upload(path, size, modified, room=room)
    if verify:
        upload.marks.append((0, hashlib.sha256()))
    await _anew(room, disk, upload, old if conflict == "overwrite" else None)
    return Begun(path, 0, old is not None)


async def _free_name(disk: Disk, path: bytes) -> bytes:
    for number in range(2, _MOST_NAMES):
        free = numbered(path, number)
        if await there(disk, free) is None and await there(disk, part_of(free)) is None:
            return free
    raise Conflict("workbench.file_exists", path=to_text(path))


async def _anew(room: Room, disk: Disk, upload: Upload, old: Facts | None) -> None:
    path, modified = upload.path, upload.modified
    _forget(room, path)
    for old_path in [one for one, begun in room.uploads.items() if not begun.lock.locked()]:
        if len(room.uploads) >= _MOST_BEGUN:
            _forget(room, old_path)
    mode = None if old is None else old.mode & 0o777
    if await there(disk, upload.part) is not None:
        # It may be somebody's link to somewhere else, and it has the mode of what it was for.
        await disk.remove(upload.part)
    upload.writer = await disk.writer(upload.part, mode=mode)
    room.uploads[path] = upload
    _set_idle(upload)
    try:
        await disk.change_times(upload.part, accessed=modified or 0, modified=modified or 0)
    except DomainError:
        # Without the mark it cannot be taken up after a restart; that is all.
        return


async def _resumed(room: Room, disk: Disk, path: bytes, size: int, modified: int | None) -> Upload | None:
    """The upload that this file has begun already, at the place that has arrived; None where there is none."""
    part = await there(disk, part_of(path))
    if part is None or part.kind != "file":
        return None
    upload = room.uploads.get(path)
    if upload is not None and (upload.size, upload.modified) == (size, modified):
        async with upload.lock:
            if upload.writer is not None and (upload.room is not room or _is_cut(upload)):
                upload.rewind()
            upload.room = room
            if upload.offset <= await _arrived(disk, upload):
                return upload
    if modified is None or part.accessed != modified or part.size > size:
        return None
    upload = Upload(path, size, modified, offset=max(0, part.size - _UNSURE), room=room)
    if upload.offset == 0:
        upload.marks.append((0, hashlib.sha256()))
    room.uploads[path] = upload
    return upload


async def _arrived(disk: Disk, upload: Upload) -> int:
    """How long the part is, with what is still under way to it."""
    if upload.writer is not None:
        await upload.writer.flush()
    part = await there(disk, upload.part)
    return 0 if part is None else part.size


def _is_cut(upload: Upload) -> bool:
    return upload.room is None or upload.room.gone


async def take(room: Room, path: bytes, offset: int, body: AsyncIterator[bytes]) -> int:
    """Takes the next chunk of an upload; how far it is now. Raises `Conflict` workbench.upload_offset, with where it
    has to go on."""
    upload = _known(room, path)
    if upload.lock.locked() or upload.offset != offset:
        raise Conflict("workbench.upload_offset", offset=upload.offset)
    async with _held(room, upload) as disk:
        if upload.offset != offset:
            raise Conflict("workbench.upload_offset", offset=upload.offset)
        await _open_again(room, disk, upload)
        try:
            await _feed(upload, body)
        except BaseException:
            # Whoever sent it may be gone in the middle of a piece; what counts is what has arrived.
            upload.rewind()
            raise
        finally:
            _set_idle(upload)
        return upload.offset


async def _feed(upload: Upload, body: AsyncIterator[bytes]) -> None:
    gathered: list[bytes] = []
    length = 0
    async for data in body:
        gathered.append(data)
        length += len(data)
        if length >= _PIECE:
            await _put(upload, b"".join(gathered))
            gathered, length = [], 0
    if length:
        await _put(upload, b"".join(gathered))


async def _put(upload: Upload, data: bytes) -> None:
    if upload.offset + len(data) > upload.size:
        raise Invalid("workbench.upload_size", size=upload.size)
    if upload.writer is None:
        # Somebody has begun to send the same file anew.
        raise Conflict("workbench.upload_offset", offset=0)
    if not upload.marks or upload.marks[-1][0] != upload.offset:
        await upload.writer.write(data)
        upload.offset += len(data)
        return
    hasher = upload.marks[-1][1].copy()
    hashing = asyncio.get_running_loop().run_in_executor(None, hasher.update, data)
    await upload.writer.write(data)
    await hashing
    upload.offset += len(data)
    upload.mark(hasher)


def _known(room: Room, path: bytes) -> Upload:
    upload = room.uploads.get(path)
    if upload is None:
        raise NotFound("workbench.upload_not_found", path=to_text(path))
    return upload


@asynccontextmanager
async def _held(room: Room, upload: Upload) -> AsyncIterator[Disk]:
    """Nobody else sends it, or ends it, in the block. Raises `NotFound` where somebody has just done that."""
    async with upload.lock, room.turn():
        if _known(room, upload.path) is not upload:
            raise NotFound("workbench.upload_not_found", path=to_text(upload.path))
        disk = await room.disk()
        if upload.room is not room:
            upload.rewind()
            upload.room = room
        yield disk


async def _open_again(room: Room, disk: Disk, upload: Upload) -> None:
    """So that it can be written to from its offset on. What was there before must still be: a file with a hole in it
    is as long as a whole one."""
    if upload.writer is not None:
        return
    part = await there(disk, upload.part)
    if part is None or part.kind != "file" or part.size < upload.offset:
        _forget(room, upload.path)
        raise NotFound("workbench.upload_not_found", path=to_text(upload.path))
    upload.writer = await disk.writer(upload.part, offset=upload.offset, fresh=False)


def _forget(room: Room, path: bytes) -> None:
    upload = room.uploads.pop(path, None)
    if upload is not None:
        if upload.idle is not None:
            upload.idle.cancel()
        upload.rewind()


def _set_idle(upload: Upload) -> None:
    """Nobody keeps a file of a machine open and then goes away."""
    if upload.idle is not None:
        upload.idle.cancel()

    def let_go() -> None:
        if not upload.lock.locked():
            upload.rewind()

    upload.idle = asyncio.get_running_loop().call_later(_IDLE_SECONDS, let_go)


async def finish(room: Room, path: bytes, *, size: int, modified: int | None, verify: bool) -> bool | None:
    """Puts the whole file in its place; whether the checksum of what arrived is that of what was sent, and None where
    it cannot be told. A file with another checksum is thrown away."""
    upload = _known(room, path)
    async with _held(room, upload) as disk:
        if upload.offset != size or upload.size != size:
            raise Conflict("workbench.upload_offset", offset=upload.offset)
        await _open_again(room, disk, upload)
        await _settled(upload)
        arrived = (await disk.facts(upload.part)).size
        if arrived != size:
            raise Conflict("workbench.upload_size", size=size, arrived=arrived)
        verified = await _verified(room, upload) if verify else None
        if verified is False:
            await disk.remove(upload.part)
        else:
            await _placed(disk, upload, modified)
        if room.uploads.get(path) is upload:
            _forget(room, path)
    return verified


async def _settled(upload: Upload) -> None:
    writer = upload.writer
    assert writer is not None, "opened before"
    try:
        await writer.flush()
        await writer.close(sync=True)
    except DomainError:
        upload.rewind()
        raise
    upload.writer = None


async def _verified(room: Room, upload: Upload) -> bool | None:
    if not upload.marks or upload.marks[-1][0] != upload.size:
        return None
    found = await digests.by_tools(room.shell, upload.part, "sha256")
    return None if found is None else found == upload.marks[-1][1].hexdigest()


async def _placed(disk: Disk, upload: Upload, modified: int | None) -> None:
    if modified is not None:
        await disk.change_times(upload.part, accessed=modified, modified=modified)
    old = await there(disk, upload.path)
    if old is not None and old.kind == "file":
        await disk.change_mode(upload.part, old.mode)
    await disk.rename(upload.part, upload.path, overwrite=True)
