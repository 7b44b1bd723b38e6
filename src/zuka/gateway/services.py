"""What stands behind a web origin: a port of an instance, or a tunnel of the workbench. The gateway serves both alike.

An instance's service is reached over the network, a tunnel's on a unix socket of this machine, on which whoever holds
the SSH session listens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import aiohttp

from zuka.context import Ctx
from zuka.errors import DomainError
from zuka.gateway.gate import Service
from zuka.gateway.relay import Address
from zuka.identity import service as identity
from zuka.instances import access
from zuka.instances.access import JUPYTER_PORT, WebTarget
from zuka.instances.states import State
from zuka.workbench import tunnel_access

Place = Address | str
"""Where to dial: an address, or the path of a unix socket."""
_SOON = frozenset({State.CREATING, State.STARTING, State.RESTARTING})


@dataclass(frozen=True, slots=True)
class Behind:
    """What the gateway may know of one origin. `inside` is what the service there calls itself, `home` where a visitor
    begins, `soon` that it will be running in a moment. `find` says where to dial at this moment, None for nowhere;
    `socket` is a tunnel's, which has no other place. `logins` are the owner's that hold; where it is not `public`, only
    they get in."""

    public: bool
    inside: str
    running: bool
    find: Callable[[], Place | None]
    home: str = "/"
    soon: bool = False
    logins: frozenset[str] = frozenset()
    socket: str | None = None
    jupyter_token: str | None = field(default=None, repr=False)


async def behind(ctx: Ctx, service: Service) -> Behind | None:
    """None for what is not there, was closed, or was never opened."""
    async with ctx.db.read() as session:
        if tunnel_access.is_tunnel(service.service_id):
            tunnel = await tunnel_access.find(session, tunnel_id=service.service_id, port=service.port)
            if tunnel is None:
                return None
            return _tunnel(tunnel, await identity.holding(session, ctx, user_id=tunnel.owner_id))
        target = await access.web_target(session, ctx, instance_id=service.service_id, port=service.port)
        if target is None:
            return None
        return _instance(ctx, target, await identity.holding(session, ctx, user_id=target.owner_id))


def _tunnel(tunnel: tunnel_access.OpenTunnel, logins: frozenset[str]) -> Behind:
    return Behind(
        public=False,
        inside=tunnel.inside,
        running=True,
        find=lambda: tunnel.socket,
        logins=logins,
        socket=tunnel.socket,
    )


def _instance(ctx: Ctx, target: WebTarget, logins: frozenset[str]) -> Behind:
    return Behind(
        public=target.public,
        inside=f"localhost:{target.port}",
        running=target.running,
        find=partial(_address, ctx, target),
        home="/lab" if target.port == JUPYTER_PORT else "/",
        soon=target.state in _SOON,
        logins=logins,
        jupyter_token=target.jupyter_token,
    )


def _address(ctx: Ctx, target: WebTarget) -> Address | None:
    try:
        engine = ctx.engine(target.region)
    except DomainError:
        return None
    return Address(*engine.endpoint(target.instance_id, target.address, target.port))


class Clients:
    """HTTP clients: one for everything on the network, one for each unix socket, for as long as it is there."""

    def __init__(self, *, dial_seconds: float, header_bytes: int) -> None:
        self._dial_seconds, self._header_bytes = dial_seconds, header_bytes
        self._clients: dict[str, aiohttp.ClientSession] = {}

    def of(self, place: Place) -> aiohttp.ClientSession:
        path = "" if isinstance(place, Address) else place
        if path not in self._clients:
            self._clients[path] = self._client(path)
        return self._clients[path]

    async def keep(self, paths: set[str]) -> None:
        """Close those of sockets that are not among these."""
        for path in [one for one in self._clients if one and one not in paths]:
            await self._clients.pop(path).close()

    async def close(self) -> None:
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    def _client(self, path: str) -> aiohttp.ClientSession:
        connector: aiohttp.BaseConnector = (
            aiohttp.UnixConnector(path, limit=0, keepalive_timeout=4.0)
            if path
            else aiohttp.TCPConnector(limit=0, keepalive_timeout=4.0)
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._dial_seconds),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            max_line_size=self._header_bytes,
            max_field_size=self._header_bytes,
        )
