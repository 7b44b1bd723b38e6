"""Many small files from one machine to another as one stream: a `tar` there writes what a `tar` here unpacks.

Only plain files that were asked for by name pass, under just this name. Whatever else comes up in the stream is left out, and whoever asked
sees by what has arrived which files are still to come another way.
"""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from zuka.errors import Conflict, DomainError
from zuka.workbench.files import pack, tar
from zuka.workbench.files.disk import Facts
from zuka.workbench.files.rooms import Room
from zuka.workbench.files.shell import Done, Process
from zuka.workbench.files.trouble import FAILURES

Wanted = Mapping[bytes, Facts]
"""Files by their names below the folder that they are copied from."""
_PIECE = 128 << 10
_STALL_SECONDS = 120.0
_ENDING_SECONDS = 300.0
_UNLISTED = b"\n\\"
"""A list for `tar` has a name per line, and GNU's takes backslashes for more than they are."""


def can_name(name: bytes) -> bool:
    """Whether a list for `tar` can have it."""
    return not any(byte in name for byte in _UNLISTED)


async def is_possible(source: Room, target: Room) -> bool:
    """Whether both machines have what it takes."""
    return await source.shell.has(b"tar") and await target.shell.has(b"tar")


class Stream:
    """One stream. `passed` hears of bytes on their way, `arrived` of each file that is through."""

    def __init__(
        self, source: Room, target: Room, *, passed: Callable[[int], None], arrived: Callable[[], None]
    ) -> None:
        self._source, self._target = source, target
        self._passed, self._arrived = passed, arrived
        self._through: set[bytes] = set()

    async def run(self, base: bytes, to: bytes, wanted: Wanted) -> set[bytes]:
        """Brings what is `wanted` below `base` over to below `to`; which of it has come. Raises our errors for what
        either machine complains of, except for files that could not be read: these have not come."""
        writing = self._target.shell.open('cd -- "$1" && exec tar -xof -', to)
        reading = self._source.shell.open('cd -- "$1" && exec tar -cf - -T -', base)
        async with reading as reader, writing as writer:
            listing = asyncio.create_task(_list(reader, wanted))
            complaining = asyncio.create_task(_read(reader))
            try:
                await self._through_both(reader, writer, wanted, base, to)
                complaints = await complaining
            finally:
                for task in (listing, complaining):
                    task.cancel()
                await asyncio.gather(listing, complaining, return_exceptions=True)
            unpacked = await self._target.shell.ended(writer, seconds=_ENDING_SECONDS)
            read = await self._source.shell.ended(reader)
        unpacked.check(to)
        if self._through == set(wanted):
            # It has read everything: what it complains of is a file that changed under its hands.
            Done(read.status, read.output, complaints or read.errors).check(base)
        return self._through

    async def _through_both(
        self, reader: Process, writer: Process, wanted: Wanted, base: bytes, to: bytes
    ) -> None:
        source = tar.Bytes(_output(reader))
        buffer = bytearray()
        try:
            while (member := await tar.next_member(source)) is not None:
                name = posixpath.normpath(member.name)
                if not member.is_file or name not in wanted or name in self._through:
                    await source.exactly(tar.padded(member.size))
                    continue
                buffer += tar.retold(replace(member, name=name))
                async for piece in source.through(tar.padded(member.size)):
                    buffer += piece
                    if len(buffer) >= _PIECE:
                        await pack.pass_on(writer, buffer)
                self._through.add(name)
                self._passed(member.size)
                self._arrived()
            await source.drain()
            await pack.pass_on(writer, buffer + tar.TRAILER)
        except tar.BadTar as error:
            (await self._source.shell.ended(reader, seconds=5)).check(base)
            raise Conflict("workbench.file_failed", said=str(error)) from error
        except (*FAILURES, DomainError) as error:
            await pack.explain(self._target, writer, error, to)


async def _list(reader: Process, names: Iterable[bytes]) -> None:
    """Tells the reading `tar` which files are meant, as fast as it takes them."""
    # One that has given up takes no more; what it wrote until then says so.
    with suppress(*FAILURES):
        lines = bytearray()
        for name in names:
            lines += b"./" + name + b"\n"
            if len(lines) >= _PIECE:
                await pack.pass_on(reader, lines)
        await pack.pass_on(reader, lines)
        reader.stdin.write_eof()


async def _output(process: Process) -> AsyncIterator[bytes]:
    while True:
        async with asyncio.timeout(_STALL_SECONDS):
            piece = await process.stdout.read(_PIECE)
        if not piece:
            return
        yield piece


async def _read(process: Process) -> bytes:
    """What it complains of, from the start; all of it is read, or it would stop."""
    kept = bytearray()
    while piece := await process.stderr.read(_PIECE):
        kept += piece[: max(0, _PIECE - len(kept))]
    return bytes(kept)
