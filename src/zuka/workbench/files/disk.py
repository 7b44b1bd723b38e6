"""A machine's files as the rest of this package sees them, however they are reached: by SFTP, or by a shell's commands."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

MOST_ENTRIES = 20_000
MOST_NAME_BYTES = 8 << 20


def kind_of(mode: int | None) -> str:
    """file, folder, link or other, as the wire calls them."""
    if mode is None:
        return "other"
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "other"


@dataclass(slots=True)
class Facts:
    """What is known about one file. `mode` has the kind's bits too."""

    mode: int
    size: int
    modified: int
    accessed: int
    owner: str
    group: str

    @property
    def kind(self) -> str:
        return kind_of(self.mode)


@dataclass(slots=True)
class Entry:
    """One name of a directory; `facts` are the link's own where it is one."""

    name: bytes
    facts: Facts


class Writer(Protocol):
    """A remote file being written, from one offset onwards."""

    @property
    def safe(self) -> int:
        """Up to here everything has arrived."""

    async def write(self, data: bytes) -> None:
        """Hand over the next bytes; waits while too much is under way."""

    async def flush(self) -> None:
        """Until all of it has arrived."""

    async def close(self, *, sync: bool = False) -> None:
        """Let go of the file; with `sync` it is on the disk first, where the machine can say so."""

    def abandon(self) -> None:
        """Let go without waiting: whoever wrote has gone, or the line has."""


class Disk(Protocol):
    """Files of one machine. Every method raises our errors, and returns within a bounded time."""

    async def home(self) -> bytes: ...
    async def real(self, path: bytes) -> bytes: ...
    async def facts(self, path: bytes, *, follow: bool = True) -> Facts: ...
    async def scan(self, path: bytes, *, most: int = MOST_ENTRIES) -> tuple[list[Entry], bool]:
        """Entries of a directory, and whether there are more than were asked for."""

    async def target(self, path: bytes) -> bytes: ...
    async def free(self, path: bytes) -> int | None: ...
    async def make_folder(self, path: bytes) -> None: ...
    async def make_file(self, path: bytes) -> None: ...
    async def remove(self, path: bytes) -> None: ...
    async def remove_folder(self, path: bytes) -> None: ...
    async def rename(self, path: bytes, to: bytes, *, overwrite: bool) -> None: ...
    async def change_mode(self, path: bytes, mode: int) -> None: ...
    async def change_owner(self, path: bytes, like: Facts) -> None: ...
    async def change_times(self, path: bytes, *, accessed: int, modified: int) -> None: ...
    def blocks(self, path: bytes, *, offset: int = 0, size: int | None = None) -> AsyncIterator[bytes]:
        """The file's bytes in order, read ahead as far as a slow reader allows."""

    async def writer(
        self, path: bytes, *, offset: int = 0, fresh: bool = True, mode: int | None = None
    ) -> Writer:
        """`fresh`: what was there is gone."""
