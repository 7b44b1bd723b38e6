"""What is in a folder: ten thousand entries at once, and no more of an endless one than anybody would read."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

from zuka.errors import DomainError
from zuka.instances.inside import OwnDisk
from zuka.workbench.files.disk import Disk, Entry, Facts, kind_of
from zuka.workbench.files.names import to_text

_MOST_LINKS = 2_000
"""So many links are looked up; where the others lead is not told."""
_AT_ONCE = 32
LINK_SECONDS = 10.0
"""For all of them together; a folder is not kept back for the sake of its links."""
_Target = tuple[str, str | None]


async def listed(
    disk: Disk, path: bytes, *, own: Sequence[OwnDisk] = (), link_seconds: float = LINK_SECONDS
) -> bytes:
    """The folder as JSON of the form `FolderOut`; made without a model, for the sake of large ones. `own` are the disks
    of a rented instance."""
    # None of the three needs what another one finds, so they cost one round trip together.
    scanning = asyncio.ensure_future(disk.scan(path))
    try:
        real, free = await asyncio.gather(disk.real(path), disk.free(path))
        entries, truncated = await scanning
    finally:
        scanning.cancel()
        await asyncio.gather(scanning, return_exceptions=True)
    links = [one.name for one in entries if one.facts.kind == "link"]
    targets = await _targets(disk, path, links, seconds=link_seconds)
    body = {
        "path": to_text(real),
        "parent": None if real == b"/" else to_text(posixpath.dirname(real)),
        "entries": [_entry(one, targets) for one in entries],
        "truncated": truncated,
        "free_bytes": _left(free, to_text(real), own),
    }
    return await asyncio.to_thread(to_json, body)


def _left(free: int | None, path: str, own: Sequence[OwnDisk]) -> int | None:
    """Bytes that may still be written below `path`. An instance sees what is free in the pool of all of its host's
    instances; its own disk may be fuller."""
    around = [one for one in own if f"{path}/".startswith(f"{one.mount.rstrip('/')}/")]
    if free is None or not around:
        return free
    disk = max(around, key=lambda one: len(one.mount))
    return min(free, max(0, disk.total - (disk.used or 0)))


def _entry(entry: Entry, targets: dict[bytes, _Target]) -> dict[str, Any]:
    target, target_kind = targets.get(entry.name, (None, None))
    facts = entry.facts
    return {
        "name": to_text(entry.name),
        "kind": kind_of(facts.mode),
        "size": facts.size,
        "modified": facts.modified,
        "mode": facts.mode & 0o7777,
        "owner": facts.owner,
        "group": facts.group,
        "target": target,
        "target_kind": target_kind,
    }


async def one(disk: Disk, path: bytes) -> dict[str, Any]:
    """One file as an entry of its folder."""
    facts = await disk.facts(path, follow=False)
    found = await _targets(disk, b"", [path]) if facts.kind == "link" else {}
    return {**_entry(Entry(path, facts), found), "name": to_text(posixpath.basename(path) or b"/")}


async def _targets(
    disk: Disk, folder: bytes, names: Sequence[bytes], *, seconds: float = LINK_SECONDS
) -> dict[bytes, _Target]:
    """Where they lead, as far as the machine says so in time."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def look(name: bytes) -> tuple[bytes, _Target]:
        path = posixpath.join(folder, name)
        async with slots:
            to, facts = await asyncio.gather(disk.target(path), disk.facts(path), return_exceptions=True)
        return name, (_shown(to), facts.kind if isinstance(facts, Facts) else None)

    looks = [asyncio.ensure_future(look(name)) for name in names[:_MOST_LINKS]]
    if not looks:
        return {}
    try:
        done, _ = await asyncio.wait(looks, timeout=seconds)
    finally:
        for one in looks:
            one.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
    return dict(one.result() for one in done)


def _shown(target: bytes | BaseException) -> str:
    if isinstance(target, bytes):
        return to_text(target)
    if isinstance(target, DomainError):
        return ""
    raise target
