"""Many small files up as one stream: a tar archive that the machine's own `tar` unpacks while it arrives.

Every member's headers are looked at before they pass: relative names below the folder, files and folders only. Where
the machine has no `tar`, or no shell, the files are written from here, many at a time.
"""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import AsyncIterator
from dataclasses import dataclass

from zuka.errors import Conflict, DomainError, Invalid
from zuka.workbench.files import tar
from zuka.workbench.files.changes import AT_ONCE, there
from zuka.workbench.files.disk import Disk
from zuka.workbench.files.names import LONGEST_NAME, checked_name, to_text
from zuka.workbench.files.rooms import Room
from zuka.workbench.files.shell import Process
from zuka.workbench.files.trouble import FAILURES, said, translated

_PIECE = 128 << 10
_STALL_SECONDS = 60.0
_ENDING_SECONDS = 300.0
_LARGEST_IN_MEMORY = 1 << 20


@dataclass
class Packed:
    """How much has been unpacked."""

    files: int = 0
    bytes: int = 0

    def add(self, member: tar.Member) -> None:
        if not member.is_folder:
            self.files += 1
            self.bytes += member.size


async def unpack(room: Room, path: bytes, body: AsyncIterator[bytes]) -> Packed:
    """Unpacks `body` below `path`, over what is there. Raises `Invalid` workbench.bad_pack before anything of a bad
    member is written."""
    disk = await room.disk()
    facts = await disk.facts(path)
    if facts.kind != "folder":
        raise Conflict("workbench.not_a_folder", path=to_text(path))
    source = tar.Bytes(aiter(body))
    try:
        async with room.turn():
            if await room.shell.has(b"tar"):
                return await _by_tar(room, path, source)
            return await _Unpacking(disk, path).run(source)
    except tar.BadTar as error:
        raise Invalid("workbench.bad_pack", str(error)) from error


def _check(member: tar.Member) -> None:
    """Names are relative and stay below; of links and devices there are none."""
    parts = member.name.rstrip(b"/").split(b"/")
    named = parts if parts[0] != b"." else parts[1:]
    if (
        len(member.name) > LONGEST_NAME
        or not all(map(checked_name, named))
        or not (member.is_file or member.is_folder)
    ):
        raise tar.BadTar(f"member {to_text(member.name[:200])!r} is none that may be unpacked")


async def _by_tar(room: Room, path: bytes, source: tar.Bytes) -> Packed:
    packed = Packed()
    # -o: everything belongs to whoever unpacks it, and not to a number from the archive.
    async with room.shell.open('cd -- "$1" && exec tar -xof -', path) as process:
        try:
            buffer = bytearray()
            while (member := await tar.next_member(source)) is not None:
                _check(member)
                buffer += tar.retold(member)
                async for piece in source.through(tar.padded(member.size)):
                    buffer += piece
                    if len(buffer) >= _PIECE:
                        await pass_on(process, buffer)
                packed.add(member)
            await source.drain()
            await pass_on(process, buffer + tar.TRAILER)
        except (*FAILURES, DomainError) as error:
            await explain(room, process, error, path)
        done = await room.shell.ended(process, seconds=_ENDING_SECONDS)
    done.check(path)
    return packed


async def pass_on(process: Process, buffer: bytearray) -> None:
    """Hands the buffer over as soon as the command takes it; it is empty then."""
    async with asyncio.timeout(_STALL_SECONDS):
        process.stdin.write(bytes(buffer))
        await process.stdin.drain()
    buffer.clear()


async def explain(room: Room, process: Process, error: BaseException, path: bytes) -> None:
    """Raises what `error` means: a tar that has given up says why, and that is better than a broken pipe."""
    ours = error if isinstance(error, DomainError) else translated(error, path)
    try:
        done = await room.shell.ended(process, seconds=5)
    except DomainError:
        raise ours from error
    if done.errors:
        raise said(done.errors, path) from error
    raise ours from error


class _Unpacking:
    """Writes members by themselves, small ones many at a time."""

    def __init__(self, disk: Disk, top: bytes) -> None:
        self._disk, self._top = disk, top
        self._folders = {top}
        self._packed = Packed()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self, source: tar.Bytes) -> Packed:
        try:
            async with asyncio.TaskGroup() as group:
                while (member := await tar.next_member(source)) is not None:
                    _check(member)
                    await self._one(group, member, source)
        except BaseExceptionGroup as many:
            raise many.exceptions[0] from None
        return self._packed

    async def _one(self, group: asyncio.TaskGroup, member: tar.Member, source: tar.Bytes) -> None:
        path = posixpath.normpath(posixpath.join(self._top, member.name))
        if member.is_folder:
            await self._make(path)
            return
        await self._make(posixpath.dirname(path))
        if member.size <= _LARGEST_IN_MEMORY:
            data = (await source.exactly(tar.padded(member.size)))[: member.size]
            await self._slots.acquire()
            group.create_task(self._small(path, data, member))
            return
        await self._large(path, member, source)

    async def _make(self, folder: bytes) -> None:
        if folder in self._folders:
            return
        await self._make(posixpath.dirname(folder))
        try:
            await self._disk.make_folder(folder)
        except DomainError as error:
            found = await there(self._disk, folder) if error.code == "workbench.file_exists" else None
            if found is None or found.kind != "folder":
                raise
        self._folders.add(folder)

    async def _small(self, path: bytes, data: bytes, member: tar.Member) -> None:
        try:
            writer = await self._disk.writer(path, mode=member.mode & 0o777)
            await writer.write(data)
            await writer.flush()
            await writer.close()
            self._packed.add(member)
        finally:
            self._slots.release()

    async def _large(self, path: bytes, member: tar.Member, source: tar.Bytes) -> None:
        writer = await self._disk.writer(path, mode=member.mode & 0o777)
        try:
            async for piece in source.through(member.size):
                await writer.write(bytes(piece))
            await source.exactly(len(tar.padding(member.size)))
            await writer.flush()
            await writer.close()
        except BaseException:
            writer.abandon()
            raise
        self._packed.add(member)
