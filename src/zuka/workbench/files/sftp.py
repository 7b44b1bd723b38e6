"""A machine's files by SFTP: many requests under way at once, whatever the distance, and never more than a few MiB."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import asyncssh
from asyncssh.constants import FXF_CREAT, FXF_EXCL, FXF_READ, FXF_TRUNC, FXF_WRITE
from asyncssh.sftp import SFTPClientHandler

from zuka.errors import Conflict, DomainError, Forbidden, Unavailable
from zuka.workbench.files import wire_sftp
from zuka.workbench.files.disk import MOST_ENTRIES, MOST_NAME_BYTES, Entry, Facts
from zuka.workbench.files.names import checked_name
from zuka.workbench.files.trouble import FAILURES, remote_call, translated

_AHEAD_BYTES = 4 << 20
"""How much of one file may be under way: enough for the window of an SSH channel twice over."""
_SMALL_BLOCK = 32 << 10
_LARGEST_BLOCK = 1 << 20
_STALL_SECONDS = 60.0
"""How long a transfer may stand still."""
_READ_ONLY = 1
_OWN_NAMES = 2
"""`.` and `..`, which every folder has and nobody is shown."""
T = TypeVar("T")

Later = Callable[[Coroutine[Any, Any, Any]], None]
"""Runs something in the background, for what must still happen when whoever asked has gone."""


Gate = Callable[[], Awaitable[None]]
"""Where the pieces of a file wait for what is more urgent."""


async def _open() -> None:
    return


class SftpDisk:
    """Files by one SFTP client. Handles are given back in the background, also when a request is cancelled."""

    def __init__(self, client: asyncssh.SFTPClient, later: Later, gate: Gate = _open) -> None:
        self._client, self._later, self.gate = client, later, gate
        self._handler = wire_sftp.handler_of(client)

    async def home(self) -> bytes:
        return await self.real(b".")

    async def real(self, path: bytes) -> bytes:
        async with remote_call(path):
            return await self._client.realpath(path)

    async def facts(self, path: bytes, *, follow: bool = True) -> Facts:
        async with remote_call(path):
            attrs = await (self._client.stat(path) if follow else self._client.lstat(path))
            return wire_sftp.facts_of(attrs)

    async def scan(self, path: bytes, *, most: int = MOST_ENTRIES) -> tuple[list[Entry], bool]:
        async with remote_call(path):
            handle = await self._handler.opendir(path)
        try:
            async with remote_call(path):
                return await self._entries(handle, most)
        finally:
            self._later(self._handler.close(handle))

    async def _entries(self, handle: bytes, most: int) -> tuple[list[Entry], bool]:
        found: dict[bytes, Entry] = {}
        count, length, odd = 0, 0, False
        while True:
            batches = list(await wire_sftp.batches(self._client, handle))
            for entry in itertools.chain.from_iterable(batches):
                # Those that are none and those that come again count as well: they must not come for ever.
                count += 1
                length += len(entry.name)
                if checked_name(entry.name):
                    found[entry.name] = entry
                else:
                    odd = odd or entry.name not in {b".", b".."}
            if count > most + _OWN_NAMES or length > MOST_NAME_BYTES:
                return list(found.values())[:most], True
            if not batches:
                return list(found.values()), odd

    async def target(self, path: bytes) -> bytes:
        async with remote_call(path):
            return await self._client.readlink(path)

    async def free(self, path: bytes) -> int | None:
        try:
            async with remote_call(path):
                found = await self._client.statvfs(path)
        except DomainError:
            return None
        return found.bavail * found.frsize

    async def make_folder(self, path: bytes) -> None:
        await self._made(path, self._client.mkdir(path))

    async def make_file(self, path: bytes) -> None:
        await self._made(path, self._open_and_close(path, FXF_WRITE | FXF_CREAT | FXF_EXCL))

    async def remove(self, path: bytes) -> None:
        await self._explained(path, self._client.remove(path))

    async def remove_folder(self, path: bytes) -> None:
        await self._explained(path, self._client.rmdir(path))

    async def rename(self, path: bytes, to: bytes, *, overwrite: bool) -> None:
        if not overwrite:
            await self._made(to, self._client.rename(path, to))
            return
        try:
            async with remote_call(path):
                await self._client.posix_rename(path, to)
        except DomainError as error:
            if not isinstance(error.__cause__, asyncssh.SFTPOpUnsupported):
                raise
            await self._replace(path, to)

    async def _replace(self, path: bytes, to: bytes) -> None:
        """For servers that cannot replace: there is a moment without a file, and no way around it."""
        if await self._there(to):
            await self.remove(to)
        async with remote_call(path):
            await self._client.rename(path, to)

    async def change_mode(self, path: bytes, mode: int) -> None:
        await self._explained(path, self._client.chmod(path, mode & 0o7777))

    async def change_owner(self, path: bytes, like: Facts) -> None:
        if like.owner.isdigit() and like.group.isdigit():
            await self._explained(path, self._client.chown(path, int(like.owner), int(like.group)))

    async def change_times(self, path: bytes, *, accessed: int, modified: int) -> None:
        await self._explained(path, self._client.utime(path, (accessed, modified)))

    async def blocks(self, path: bytes, *, offset: int = 0, size: int | None = None) -> AsyncIterator[bytes]:
        async with remote_call(path):
            handle = await self._handler.open(path, FXF_READ, asyncssh.SFTPAttrs())
        block = _block(self._client.limits.max_read_len)
        end = None if size is None else offset + size
        under_way: deque[tuple[int, int, asyncio.Task[bytes]]] = deque()
        try:
            while True:
                while len(under_way) < _AHEAD_BYTES // block and (end is None or offset < end):
                    length = block if end is None else min(block, end - offset)
                    task = asyncio.ensure_future(self._read(path, handle, offset, length))
                    task.add_done_callback(_heard)
                    under_way.append((offset, length, task))
                    offset += length
                if not under_way:
                    return
                start, length, task = under_way.popleft()
                data = await task
                await self.gate()
                if data:
                    yield data
                if len(data) < length:
                    # A short answer leaves a gap before what has been asked for already; at the end it is empty.
                    if not data:
                        return
                    rest = asyncio.ensure_future(
                        self._read(path, handle, start + len(data), length - len(data))
                    )
                    under_way.appendleft((start + len(data), length - len(data), rest))
        finally:
            for _, _, task in under_way:
                task.cancel()
            self._later(self._handler.close(handle))

    async def _read(self, path: bytes, handle: bytes, offset: int, length: int) -> bytes:
        try:
            async with asyncio.timeout(_STALL_SECONDS):
                data, _ = await self._handler.read(handle, offset, length)
        except asyncssh.SFTPEOFError:
            return b""
        except FAILURES as error:
            raise translated(error, path) from error
        return data[:length]

    async def writer(
        self, path: bytes, *, offset: int = 0, fresh: bool = True, mode: int | None = None
    ) -> SftpWriter:
        attrs = asyncssh.SFTPAttrs() if mode is None else asyncssh.SFTPAttrs(permissions=mode & 0o7777)
        flags = FXF_WRITE | (FXF_CREAT | FXF_TRUNC if fresh else 0)
        handle = await self._explained(path, self._handler.open(path, flags, attrs))
        return SftpWriter(self, path, handle, offset)

    async def _open_and_close(self, path: bytes, flags: int) -> None:
        handle = await self._handler.open(path, flags, asyncssh.SFTPAttrs())
        await self._handler.close(handle)

    async def _made(self, path: bytes, making: Coroutine[Any, Any, Any]) -> None:
        """Servers only say "failure" where something is in the way."""
        try:
            await self._explained(path, making)
        except DomainError as error:
            if error.code == "workbench.file_failed" and await self._there(path):
                raise Conflict("workbench.file_exists", path=error.facts.get("path")) from error
            raise

    async def _there(self, path: bytes) -> bool:
        try:
            await self.facts(path, follow=False)
        except DomainError:
            return False
        return True

    async def _explained(self, path: bytes, doing: Coroutine[Any, Any, T]) -> T:
        try:
            async with remote_call(path):
                return await doing
        except DomainError as error:
            raise await self.explained(error, path) from error

    async def explained(self, error: DomainError, path: bytes) -> DomainError:
        """A better error than "failure", when the file system is full or cannot be written to."""
        if error.code != "workbench.file_failed":
            return error
        folder = path.rpartition(b"/")[0] or b"/"
        try:
            async with remote_call(path, seconds=10):
                found = await self._client.statvfs(folder)
        except DomainError:
            return error
        if found.flags & _READ_ONLY:
            return Forbidden("workbench.permission_denied", **error.facts)
        if found.bavail * found.frsize < _LARGEST_BLOCK or found.favail == 0 < found.files:
            return Conflict("workbench.no_space", **error.facts)
        return error

    def later(self, doing: Coroutine[Any, Any, Any]) -> None:
        self._later(doing)

    @property
    def handler(self) -> SFTPClientHandler:
        return self._handler

    @property
    def write_block(self) -> int:
        return _block(self._client.limits.max_write_len)


class SftpWriter:
    """An open file and the writes that are under way to it."""

    def __init__(self, disk: SftpDisk, path: bytes, handle: bytes, offset: int) -> None:
        self._disk, self._path, self._handle = disk, path, handle
        self._block = disk.write_block
        self._offset = self.safe = offset
        self._rest = bytearray()
        self._under_way: deque[tuple[int, asyncio.Task[None]]] = deque()
        self._open = True

    async def write(self, data: bytes) -> None:
        # Bytes are handed on as views of what came: at these speeds every copy is felt.
        view, block = memoryview(data), self._block
        if self._rest:
            missing = block - len(self._rest)
            self._rest += view[:missing]
            view = view[missing:]
            if len(self._rest) < block:
                return
            await self._send(memoryview(bytes(self._rest)))
            self._rest.clear()
        while len(view) >= block:
            await self._send(view[:block])
            view = view[block:]
        self._rest += view

    async def _send(self, data: memoryview) -> None:
        await self._disk.gate()
        while len(self._under_way) >= _AHEAD_BYTES // self._block or (
            self._under_way and self._under_way[0][1].done()
        ):
            await self._settle_one()
        task = asyncio.ensure_future(self._put(self._offset, data))
        task.add_done_callback(_heard)
        self._offset += len(data)
        self._under_way.append((self._offset, task))

    async def _put(self, offset: int, data: memoryview) -> None:
        async with asyncio.timeout(_STALL_SECONDS):
            await wire_sftp.write(self._disk.handler, self._handle, offset, data)

    async def _settle_one(self) -> None:
        end, task = self._under_way.popleft()
        try:
            await task
        except FAILURES as error:
            self._drop()
            raise await self._disk.explained(translated(error, self._path), self._path) from error
        self.safe = end

    def _drop(self) -> None:
        for _, task in self._under_way:
            task.cancel()
        self._under_way.clear()

    async def flush(self) -> None:
        if self._rest:
            data = bytes(self._rest)
            self._rest.clear()
            await self._send(memoryview(data))
        while self._under_way:
            await self._settle_one()

    async def close(self, *, sync: bool = False) -> None:
        if not self._open:
            return
        self._open = False
        if sync:
            try:
                async with remote_call(self._path):
                    await self._disk.handler.fsync(self._handle)
            except DomainError as error:
                if isinstance(error, Unavailable):
                    self.abandon()
                    raise
        async with remote_call(self._path):
            await self._disk.handler.close(self._handle)

    def abandon(self) -> None:
        """Let go without waiting: whoever wrote has gone, or the line has."""
        self._drop()
        if self._open:
            self._open = False
            self._disk.later(self._disk.handler.close(self._handle))


def _block(limit: int) -> int:
    """As large as the server allows; a server that says nothing gets what all of them take."""
    return min(limit or _SMALL_BLOCK, _LARGEST_BLOCK)


def _heard(task: asyncio.Task[Any]) -> None:
    """A failure of a request that nobody waits for any more is no news."""
    if not task.cancelled():
        task.exception()
