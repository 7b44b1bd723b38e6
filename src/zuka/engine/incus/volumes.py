"""Volumes that outlive instances' roots. Their names are per host, so every call says which host."""

from __future__ import annotations

from zuka.engine.incus.client import Client
from zuka.engine.incus.documents import check_name
from zuka.engine.incus.hosts import Hosts
from zuka.engine.incus.refusals import Exists, says_absent
from zuka.errors import EngineGone, EngineRefused, EngineUnavailable
from zuka.settings import RegionSettings


class Volumes:
    def __init__(self, client: Client, hosts: Hosts, region: RegionSettings) -> None:
        self._client = client
        self._hosts = hosts
        self._root = f"/1.0/storage-pools/{region.pool}/volumes/custom"

    async def look(self) -> list[tuple[str, str]]:
        found = await self._client.listed(self._root)
        server = await self._hosts.server_name()
        return [
            (server if volume.get("location") in {None, "", "none"} else volume["location"], volume["name"])
            for volume in found
            # Snapshots are listed too, as volume/snapshot.
            if "/" not in volume["name"]
        ]

    async def create(self, host: str, name: str, size_bytes: int) -> None:
        target = await self._hosts.target(host)
        body = {
            "name": name,
            "type": "custom",
            "content_type": "filesystem",
            # Shifted: whichever instance it is attached to, its owners inside stay the same.
            "config": {"size": _size(name, size_bytes), "security.shifted": "true"},
        }
        try:
            await self._client.call("POST", self._root, body, query=target)
        except Exists:
            return

    async def resize(self, host: str, name: str, size_bytes: int) -> None:
        target = await self._hosts.target(host)
        body = {"config": {"size": _size(name, size_bytes)}}
        await self._client.call("PATCH", f"{self._root}/{name}", body, query=target)

    async def delete(self, host: str, name: str) -> None:
        check_name(name)
        target = await self._hosts.target(host)
        try:
            await self._client.call("DELETE", f"{self._root}/{name}", query=target)
        except EngineGone as gone:
            if not says_absent(gone, "volume"):
                raise EngineUnavailable(gone.detail) from gone


def _size(name: str, size_bytes: int) -> str:
    check_name(name)
    if size_bytes <= 0:
        raise EngineRefused(f"The volume {name} cannot have {size_bytes} bytes.")
    return str(size_bytes)
