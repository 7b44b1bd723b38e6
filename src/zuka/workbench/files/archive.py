"""Files and folders as one archive that streams: the machine's own `tar` where it has one, else file by file.

Names are made safe to unpack anywhere, a second member of one name gets another, links and devices are left out. What
could not be read stands in a text file at the archive's end, so that nobody takes an incomplete one for the whole.
"""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Literal, Protocol

from fastapi import Response

from zuka.errors import Conflict, DomainError
from zuka.workbench.files import streams, tar
from zuka.workbench.files.changes import walk
from zuka.workbench.files.disk import Disk, Facts
from zuka.workbench.files.names import LONGEST_NAME, disposition, inside, shown
from zuka.workbench.files.rooms import Room
from zuka.workbench.files.shell import Process
from zuka.workbench.files.zips import Zip

Format = Literal["zip", "tar"]
_PIECE = 256 << 10
_STALL_SECONDS = 120.0
_MOST_MEMBERS = 1_000_000
_MOST_NAME_BYTES = 64 << 20
"""In all; they are kept until the end, for the table of contents."""
_MOST_COMPLAINTS = 64 << 10
_MEDIA_TYPES = {"zip": "application/zip", "tar": "application/x-tar"}
_COMPLAINTS = "zuka-not-included.txt"


class _Writer(Protocol):
    def member(self, name: str, facts: Facts) -> bytes: ...
    def data(self, piece: bytes | memoryview) -> None: ...
    def end_member(self) -> bytes: ...
    def end(self) -> bytes: ...


class _ZipWriter:
    def __init__(self) -> None:
        self._zip = Zip()

    def member(self, name: str, facts: Facts) -> bytes:
        folder = facts.kind == "folder"
        return self._zip.member(
            name, size=0 if folder else facts.size, mode=facts.mode, modified=facts.modified, folder=folder
        )

    def data(self, piece: bytes | memoryview) -> None:
        self._zip.data(piece)

    def end_member(self) -> bytes:
        return self._zip.end_member()

    def end(self) -> bytes:
        return self._zip.end()


class _TarWriter:
    def __init__(self) -> None:
        self._size = 0

    def member(self, name: str, facts: Facts) -> bytes:
        folder = facts.kind == "folder"
        self._size = 0 if folder else facts.size
        raw = (name + "/" if folder else name).encode()
        return tar.header(
            raw, size=self._size, mode=facts.mode & 0o777, modified=facts.modified, folder=folder
        )

    def data(self, piece: bytes | memoryview) -> None:
        pass

    def end_member(self) -> bytes:
        return tar.padding(self._size)

    def end(self) -> bytes:
        return tar.TRAILER


class _Names:
    """Names inside the archive: safe, and each only once."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        """With the number that the next one of the same name gets."""
        self._length = 0

    def of(self, raw: bytes, *, folder: bool) -> str | None:
        """None for what has no name left, and for a folder that is there already. Raises `Conflict` beyond any sensible
        number."""
        wanted = inside(raw[:LONGEST_NAME])
        if not wanted or (folder and wanted in self._used):
            return None
        name = wanted
        while name in self._used:
            number = self._used[wanted]
            self._used[wanted] = number + 1
            name = _another(wanted, number)
        self._used[name] = 2
        self._length += len(name)
        if len(self._used) > _MOST_MEMBERS or self._length > _MOST_NAME_BYTES:
            raise Conflict("workbench.too_many_files")
        return name


def _another(name: str, number: int) -> str:
    folder, last = posixpath.split(name)
    stem, ending = posixpath.splitext(last)
    return posixpath.join(folder, f"{stem} ({number}){ending}")


class Archive:
    """One archive on its way to a browser."""

    def __init__(self, room: Room, disk: Disk, paths: Sequence[bytes], form: Format) -> None:
        self._room, self._disk, self._paths = room, disk, paths
        self._writer: _Writer = _ZipWriter() if form == "zip" else _TarWriter()
        self._names = _Names()
        self._complaints = bytearray()

    async def blocks(self) -> AsyncIterator[bytes]:
        """The archive's bytes."""
        with_tar = await self._room.shell.has(b"tar")
        for folder, names in self._groups():
            parts = self._by_tar(folder, names) if with_tar else self._by_disk(folder, names)
            async for part in parts:
                yield part
        if self._complaints:
            text = bytes(self._complaints[:_MOST_COMPLAINTS]).decode(errors="replace").encode()
            for part in self._whole(_COMPLAINTS.encode(), text):
                yield part
        yield self._writer.end()

    def _groups(self) -> Iterator[tuple[bytes, list[bytes]]]:
        """What is asked for, by the folder that it is in."""
        found: dict[bytes, list[bytes]] = {}
        for path in self._paths:
            folder, name = posixpath.split(path)
            found.setdefault(folder, []).append(name or b".")
        return iter(found.items())

    async def _by_tar(self, folder: bytes, names: Sequence[bytes]) -> AsyncIterator[bytes]:
        script = 'cd -- "$1" && shift && exec tar -cf - "$@"'
        async with self._room.shell.open(script, folder, *(b"./" + one for one in names)) as process:
            complaints = asyncio.ensure_future(_complaints(process))
            source = tar.Bytes(_output(process))
            try:
                while (member := await tar.next_member(source)) is not None:
                    async for part in self._member(folder, member, source):
                        yield part
                await source.drain()
                self._complaints += await complaints
            except tar.BadTar as error:
                raise Conflict("workbench.file_failed", said=str(error)) from error
            finally:
                complaints.cancel()

    async def _member(self, folder: bytes, member: tar.Member, source: tar.Bytes) -> AsyncIterator[bytes]:
        facts = Facts(0o100000 | member.mode, member.size, member.modified, 0, "", "")
        if member.is_folder:
            facts.mode, facts.size = 0o040000 | member.mode, 0
        elif member.kind == b"1":
            # A second name of a file that came before: its bytes are asked for once more.
            path = posixpath.normpath(posixpath.join(folder, member.name))
            async for part in self._file(path, within=folder):
                yield part
            return
        name = self._names.of(member.name, folder=member.is_folder) if self._is_wanted(member) else None
        if name is None:
            async for _ in source.through(tar.padded(member.size)):
                pass
            return
        yield self._writer.member(name, facts)
        async for piece in source.through(facts.size):
            self._writer.data(piece)
            yield bytes(piece)
        yield self._writer.end_member()
        await source.exactly(len(tar.padding(member.size)))

    @staticmethod
    def _is_wanted(member: tar.Member) -> bool:
        return member.is_file or member.is_folder

    async def _by_disk(self, folder: bytes, names: Sequence[bytes]) -> AsyncIterator[bytes]:
        for name in names:
            top = posixpath.join(folder, name)
            async for part in self._file(top, within=folder):
                yield part
            if (await self._disk.facts(top, follow=False)).kind != "folder":
                continue
            async for path, facts in walk(self._disk, top):
                if facts.kind in {"file", "folder"}:
                    async for part in self._file(path, within=folder):
                        yield part

    async def _file(self, path: bytes, *, within: bytes) -> AsyncIterator[bytes]:
        try:
            facts = await self._disk.facts(path, follow=False)
        except DomainError as error:
            self._complain(path, error)
            return
        if facts.kind not in {"file", "folder"}:
            return
        name = self._names.of(posixpath.relpath(path, within), folder=facts.kind == "folder")
        if name is None:
            return
        if facts.kind == "folder":
            yield self._writer.member(name, facts) + self._writer.end_member()
            return
        async for part in self._bytes_of(path, name, facts):
            yield part

    async def _bytes_of(self, path: bytes, name: str, facts: Facts) -> AsyncIterator[bytes]:
        blocks = self._disk.blocks(path, size=facts.size)
        try:
            first = await anext(blocks, b"")
        except DomainError as error:
            if error.code != "workbench.permission_denied":
                raise
            self._complain(path, error)
            return
        yield self._writer.member(name, facts)
        left = facts.size
        while first:
            left -= len(first)
            self._writer.data(first)
            yield first
            first = await anext(blocks, b"")
        if left:
            raise Conflict("workbench.file_failed", said="a file became shorter while it was read")
        yield self._writer.end_member()

    def _complain(self, path: bytes, error: DomainError) -> None:
        self._complaints += f"{shown(path)}: {error.detail}\n".encode()

    def _whole(self, name: bytes, data: bytes) -> Iterator[bytes]:
        facts = Facts(0o100644, len(data), 0, 0, "", "")
        yield self._writer.member(self._names.of(name, folder=False) or _COMPLAINTS, facts)
        self._writer.data(data)
        yield data
        yield self._writer.end_member()


async def _output(process: Process) -> AsyncIterator[bytes]:
    while True:
        async with asyncio.timeout(_STALL_SECONDS):
            piece = await process.stdout.read(_PIECE)
        if not piece:
            return
        yield piece


async def _complaints(process: Process) -> bytes:
    """Not everything that tar says is kept, but all of it is read: it would stop otherwise."""
    kept = bytearray()
    while piece := await process.stderr.read(_PIECE):
        kept += piece[: max(0, _MOST_COMPLAINTS - len(kept))]
    return bytes(kept)


async def response(room: Room, paths: Sequence[bytes], form: Format) -> Response:
    """The archive as an answer, named after what is in it. Raises our errors for what is not there at all."""
    disk = await room.disk()
    for path in paths:
        await disk.facts(path, follow=False)
    over = await room.slot()
    try:
        blocks = await streams.begun(_gathered(Archive(room, disk, paths, form).blocks()))
    except BaseException:
        over()
        raise
    name = shown(posixpath.basename(paths[0])) if len(paths) == 1 else ""
    headers = {
        "Content-Disposition": disposition(f"{name or 'files'}.{form}"),
        "Content-Security-Policy": "sandbox",
    }
    return streams.Stream(blocks, over=over, headers=headers, media_type=_MEDIA_TYPES[form])


async def _gathered(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in larger pieces: a thousand small files must not be a thousand writes."""
    buffer = bytearray()
    try:
        async for part in parts:
            buffer += part
            if len(buffer) >= _PIECE:
                yield bytes(buffer)
                buffer.clear()
    finally:
        await streams.close(parts)
    if buffer:
        yield bytes(buffer)
