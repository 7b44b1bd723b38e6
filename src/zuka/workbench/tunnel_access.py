"""What the web gateway may know of a tunnel: whose it is, and the unix socket on which its SSH session listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.workbench import tunnel_store
from zuka.workbench.tunnel_targets import authority

PREFIX: Final = "tun"


@dataclass(frozen=True, slots=True)
class OpenTunnel:
    """`inside` is what the service at the far end calls itself."""

    owner_id: str
    inside: str
    socket: str


def is_tunnel(service_id: str) -> bool:
    return service_id.startswith(f"{PREFIX}-")


async def find(session: AsyncSession, *, tunnel_id: str, port: int) -> OpenTunnel | None:
    """None when there is none, or when it leads to another port."""
    row = await tunnel_store.get(session, tunnel_id)
    if row is None or row.port != port:
        return None
    return OpenTunnel(row.user_id, authority(row.host, row.port), row.socket)
