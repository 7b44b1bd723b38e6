"""The region's servers: one, or the members of a cluster, each asked for itself and all at once."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from zuka.engine.cards import parse_simulated_cards, simulated_cards
from zuka.engine.incus import resources
from zuka.engine.incus.client import Client
from zuka.engine.port import CardFacts, HostFacts, PoolUsage
from zuka.errors import EngineError, EngineGone, EngineUnavailable
from zuka.settings import RegionSettings


class Hosts:
    """Who is in the region, remembered from the last look for calls that only need a name."""

    def __init__(self, client: Client, region: RegionSettings, region_name: str) -> None:
        self._client = client
        self._region = region
        self._region_name = region_name
        self._simulated = parse_simulated_cards(region.simulated_cards)
        self._server: dict[str, Any] | None = None

    async def look(self) -> list[HostFacts]:
        """Every host. Raises `EngineUnavailable` when the region's API does not answer."""
        if not await self.clustered(fresh=True):
            return [await self._facts(await self.server_name(), target=False, address=self._own_address())]
        members = await self.members()
        return list(await asyncio.gather(*(self._member(member) for member in members)))

    async def members(self) -> list[dict[str, Any]]:
        found = await self._client.get("/1.0/cluster/members", query={"recursion": "1"})
        return sorted(found, key=lambda member: str(member["server_name"]))

    async def clustered(self, *, fresh: bool = False) -> bool:
        return bool((await self._about(fresh=fresh))["environment"].get("server_clustered"))

    async def server_name(self) -> str:
        """The name of the server that answers; on a server that is no cluster, of the only host."""
        return str((await self._about())["environment"]["server_name"])

    async def target(self, host: str) -> dict[str, str]:
        """The query that sends a call to `host`; raises `EngineGone` when there is no such host."""
        if await self.clustered():
            return {"target": host}
        if host != await self.server_name():
            raise EngineGone(f"There is no host {host}.")
        return {}

    async def _about(self, *, fresh: bool = False) -> dict[str, Any]:
        if self._server is None or fresh:
            found = await self._client.get("/1.0")
            if found.get("auth") != "trusted":
                raise EngineUnavailable("The engine does not trust our certificate.")
            self._server = found
        return self._server

    def _own_address(self) -> str | None:
        return urlsplit(self._region.endpoint).hostname

    async def _member(self, member: dict[str, Any]) -> HostFacts:
        name = str(member["server_name"])
        if member.get("status") == "Offline":
            return HostFacts(name, reachable=False)
        try:
            return await self._facts(name, target=True, address=urlsplit(member.get("url") or "").hostname)
        except EngineError:
            return HostFacts(name, reachable=False)

    async def _facts(self, name: str, *, target: bool, address: str | None) -> HostFacts:
        at = {"target": name} if target else {}
        document, pool = await asyncio.gather(self._client.get("/1.0/resources", query=at), self._pool(at))
        cpu_model, cpu_threads = resources.cpu(document)
        return HostFacts(
            name=name,
            reachable=True,
            address=address,
            cpu_model=cpu_model,
            cpu_threads=cpu_threads,
            memory_bytes=resources.memory(document),
            cards=resources.cards(name, document) or self._simulated_cards(name),
            pool=pool,
        )

    async def _pool(self, at: dict[str, str]) -> PoolUsage | None:
        path = f"/1.0/storage-pools/{self._region.pool}"
        try:
            about, space = await asyncio.gather(
                self._client.get(path, query=at), self._client.get(f"{path}/resources", query=at)
            )
        except EngineGone:
            return None
        return resources.pool(about["driver"], space)

    def _simulated_cards(self, host: str) -> tuple[CardFacts, ...]:
        return simulated_cards(self._region_name, host, self._simulated)
