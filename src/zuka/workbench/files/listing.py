"""What is in a folder: ten thousand entries at once, and no more of an endless one than anybody would read."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

from zuka.errors import DomainError
from zuka.workbench.files.disk import Disk, Entry, Facts, kind_of
from zuka.workbench.files.names import to_text

_MOST_LINKS = 2_000
"""So many links are looked up; where the others lead is not told."""
_AT_ONCE = 32
_Target = tuple[str, str | None]


async def listed(disk: Disk, path: bytes) -> bytes:
    """The folder as JSON of the form `ListingOut`; made without a model, for the sake of large ones."""
    # None of the three needs what another one finds, so they cost one round trip together.
    scanning = asyncio.ensure_future(disk.scan(path))
    try:
        real, free = await asyncio.gather(disk.real(path), disk.free(path))
        entries, truncated = await scanning
    finally:
        scanning.cancel()
        await asyncio.gather(scanning, return_exceptions=True)
    targets = await _targets(disk, path, [one.name for one in entries if one.facts.kind == "link"])
    body = {
        "path": to_text(real),
        "parent": None if real == b"/" else to_text(posixpath.dirname(real)),
        "entries": [_entry(one, targets) for one in entries],
        "truncated": truncated,
        "free_bytes": free,
    }
    return await asyncio.to_thread(to_json, body)


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


async def _targets(disk: Disk, folder: bytes, names: Sequence[bytes]) -> dict[bytes, _Target]:
    slots = asyncio.Semaphore(_AT_ONCE)

    async def look(name: bytes) -> tuple[bytes, _Target]:
        path = posixpath.join(folder, name)
        async with slots:
            to, facts = await asyncio.gather(disk.target(path), disk.facts(path), return_exceptions=True)
        return name, (_shown(to), facts.kind if isinstance(facts, Facts) else None)

    return dict(await asyncio.gather(*map(look, names[:_MOST_LINKS])))


def _shown(target: bytes | BaseException) -> str:
    if isinstance(target, bytes):
        return to_text(target)
    if isinstance(target, DomainError):
        return ""
    raise target
