"""Changes of names, modes and folders. A link is changed itself, and never what it leads to."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

from zuka.errors import Conflict, DomainError, Invalid
from zuka.workbench.files.disk import Disk, Facts
from zuka.workbench.files.names import LONGEST_NAME, to_text
from zuka.workbench.files.shell import Shell

AT_ONCE = 32
MOST_VISITED = 1_000_000
_MOST_IN_ONE = 400_000
_MOST_PATH_BYTES = 256 << 20
"""Of all of them; whoever makes a plan of a walk keeps them."""
_DEEPEST = 200
T = TypeVar("T")
_DELETE_SECONDS = 600.0


async def rename(disk: Disk, path: bytes, to: bytes, *, overwrite: bool) -> None:
    """Raises `Conflict` workbench.file_exists unless what is there may be replaced."""
    if not overwrite and await there(disk, to) is not None:
        raise Conflict("workbench.file_exists", path=to_text(to))
    await disk.rename(path, to, overwrite=overwrite)


async def there(disk: Disk, path: bytes) -> Facts | None:
    """What is at `path`, the link itself where it is one; None where nothing is."""
    try:
        return await disk.facts(path, follow=False)
    except DomainError as error:
        if error.code == "workbench.file_not_found":
            return None
        raise


async def change_mode(disk: Disk, paths: Iterable[bytes], mode: int, *, recursive: bool) -> None:
    """Below a folder, folders get the right to be entered wherever `mode` gives the right to read: without it nobody
    could look at what was just made readable."""
    for path in paths:
        await disk.change_mode(path, mode if not recursive else _for_kind(await disk.facts(path), mode))
        if recursive and (await disk.facts(path, follow=False)).kind == "folder":
            await each(
                walk(disk, path),
                lambda found: disk.change_mode(found[0], _for_kind(found[1], mode)),
                wanted=lambda found: found[1].kind in {"file", "folder"},
            )


def _for_kind(facts: Facts, mode: int) -> int:
    return mode | (mode & 0o444) >> 2 if facts.kind == "folder" else mode


async def walk(disk: Disk, top: bytes) -> AsyncIterator[tuple[bytes, Facts]]:
    """Everything below a folder, each folder before what is in it. Links are told of and not followed, and a depth or
    a number that no real tree has ends it with an error."""
    waiting: list[tuple[bytes, int]] = [(top, 0)]
    count = length = 0
    while waiting:
        folder, depth = waiting.pop()
        entries, truncated = await disk.scan(folder, most=_MOST_IN_ONE)
        count += len(entries)
        if truncated or count > MOST_VISITED or depth > _DEEPEST:
            raise Conflict("workbench.too_many_files", path=to_text(folder))
        for entry in entries:
            path = posixpath.join(folder, entry.name)
            length += len(path)
            if len(path) > LONGEST_NAME or length > _MOST_PATH_BYTES:
                raise Conflict("workbench.too_many_files", path=to_text(folder[:LONGEST_NAME]))
            yield path, entry.facts
            if entry.facts.kind == "folder":
                waiting.append((path, depth + 1))


async def each(
    found: AsyncIterator[T],
    act: Callable[[T], Awaitable[object]],
    *,
    at_once: int = AT_ONCE,
    wanted: Callable[[T], bool] = lambda _: True,
) -> None:
    """Acts on everything that is found, several at a time; the first failure ends it."""
    slots = asyncio.Semaphore(at_once)

    async def one(thing: T) -> None:
        try:
            await act(thing)
        finally:
            slots.release()

    try:
        async with asyncio.TaskGroup() as group:
            async for thing in found:
                if wanted(thing):
                    await slots.acquire()
                    group.create_task(one(thing))
    except BaseExceptionGroup as many:
        raise many.exceptions[0] from None


async def delete(disk: Disk, shell: Shell, paths: Iterable[bytes], home: bytes) -> None:
    """Deletes files, links, and folders with all that is in them. Never the root, the home, or what holds the home."""
    wanted = list(paths)
    for path in wanted:
        await _check_deletable(disk, path, home)
    folders = []
    for path in wanted:
        if (await disk.facts(path, follow=False)).kind == "folder":
            folders.append(path)
        else:
            await disk.remove(path)
    for path in folders:
        await _delete_folder(disk, shell, path)


async def _check_deletable(disk: Disk, path: bytes, home: bytes) -> None:
    real = posixpath.join(await disk.real(posixpath.dirname(path)), posixpath.basename(path))
    if real.strip(b"/") == b"" or home == real or home.startswith(real.rstrip(b"/") + b"/"):
        raise Invalid("workbench.not_deletable", path=to_text(path))


async def _delete_folder(disk: Disk, shell: Shell, path: bytes) -> None:
    if await shell.has(b"rm"):
        done = await shell.run('rm -rf -- "$1"', path, seconds=_DELETE_SECONDS)
        done.check(path)
    else:
        await _delete_slowly(disk, path)


async def _delete_slowly(disk: Disk, top: bytes) -> None:
    """For machines whose account may use SFTP and nothing else."""
    folders = [top]

    async def act(found: tuple[bytes, Facts]) -> None:
        if found[1].kind == "folder":
            folders.append(found[0])
        else:
            await disk.remove(found[0])

    await each(walk(disk, top), act)
    for folder in sorted(folders, key=lambda one: one.count(b"/"), reverse=True):
        await disk.remove_folder(folder)
