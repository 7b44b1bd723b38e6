"""What running instances use, from Incus's lists, states and metrics, put together.

A state is fresh, comes from whichever member has the instance, and has the disks by quota; the metrics know how much
of the memory is not just cache, and are up to 8 s old.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from zuka.engine.incus import metrics
from zuka.engine.incus.client import Client
from zuka.engine.incus.documents import DISK, check_name
from zuka.engine.incus.hosts import Hosts
from zuka.engine.port import Usage
from zuka.errors import EngineError

_ROOT: Final = "/1.0/instances"
_LIST_S: Final = 30.0
"""The whole list with states: 6 ms for each running instance, and 20 s for a member that has just vanished."""
_ONE_S: Final = 4.0
"""One instance, or one member: whoever takes longer is left out this time, and does not hold up the others."""
_AT_ONCE: Final = 8
_NANO: Final = 1_000_000_000


class Meters:
    def __init__(self, client: Client, hosts: Hosts, project: str) -> None:
        self._client = client
        self._hosts = hosts
        self._project = project

    async def look(self) -> dict[str, Usage]:
        """Every running instance, in one call and one more for each member."""
        found, memory = await asyncio.gather(
            self._client.get(_ROOT, query={"recursion": "2"}, timeout_s=_LIST_S), self._memory()
        )
        return _together({one["name"]: one.get("state") for one in found}, memory)

    async def look_at(self, names: Collection[str]) -> dict[str, Usage]:
        """These alone. Raises `EngineUnavailable` when the region's own API does not answer."""
        room = asyncio.Semaphore(_AT_ONCE)
        memory, *states = await asyncio.gather(
            self._memory(), *(self._state(name, room) for name in sorted(names))
        )
        return _together(dict(zip(sorted(names), states, strict=True)), memory)

    async def _state(self, name: str, room: asyncio.Semaphore) -> dict[str, Any] | None:
        check_name(name)
        async with room:
            try:
                state: dict[str, Any] = await self._client.get(f"{_ROOT}/{name}/state", timeout_s=_ONE_S)
            except EngineError:
                # It is gone, or its host is; the others can still be told.
                return None
        return state

    async def _memory(self) -> dict[str, int]:
        """Memory by instance, as far as members answer. Raises when the one that we talk to does not."""
        if not await self._hosts.clustered():
            return metrics.memory(await self._client.get_text("/1.0/metrics"), self._project)
        members = [one for one in await self._hosts.members() if one.get("status") != "Offline"]
        told: dict[str, int] = {}
        for one in await asyncio.gather(*(self._memory_on(str(one["server_name"])) for one in members)):
            told |= one
        return told

    async def _memory_on(self, member: str) -> dict[str, int]:
        try:
            text = await self._client.get_text("/1.0/metrics", query={"target": member}, timeout_s=_ONE_S)
        except EngineError:
            return {}
        return metrics.memory(text, self._project)


def _together(states: Mapping[str, Mapping[str, Any] | None], memory: Mapping[str, int]) -> dict[str, Usage]:
    return {
        name: replace(found, memory_bytes=memory.get(name, found.memory_bytes))
        for name, state in states.items()
        if (found := usage(state)) is not None
    }


def usage(state: Mapping[str, Any] | None) -> Usage | None:
    """A state document's figures; None when it says nothing, as of an instance that is off or cannot be seen. Memory
    includes the kernel's cache here, for want of better."""
    if state is None or state.get("status") != "Running":
        return None
    links = [
        link.get("counters") or {} for name, link in (state.get("network") or {}).items() if name != "lo"
    ]
    disks = {name: int(disk.get("usage") or 0) for name, disk in (state.get("disk") or {}).items()}
    return Usage(
        cpu_seconds=max(0, (state.get("cpu") or {}).get("usage") or 0) / _NANO,
        memory_bytes=int((state.get("memory") or {}).get("usage") or 0),
        network_received_bytes=sum(int(one.get("bytes_received") or 0) for one in links),
        network_sent_bytes=sum(int(one.get("bytes_sent") or 0) for one in links),
        processes=max(0, int(state.get("processes") or 0)),
        root_bytes=disks.get("root"),
        volume_bytes=_volumes(disks),
    )


def _volumes(disks: Mapping[str, int]) -> tuple[int, ...]:
    """In the order of the mounts, up to the first of which nothing is said."""
    found: list[int] = []
    while (used := disks.get(f"{DISK}{len(found)}")) is not None:
        found.append(used)
    return tuple(found)
