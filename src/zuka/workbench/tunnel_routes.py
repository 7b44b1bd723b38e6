"""HTTP of tunnels: ports of a session's machine, opened to the browser of its user."""

from __future__ import annotations

from fastapi import APIRouter, Response, status

from zuka.identity.auth import InPerson, Renter
from zuka.workbench.live import WithWorkbench
from zuka.workbench.tunnels import LinkOut, TunnelIn, TunnelOut, WithTunnels

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])


@router.get("/sessions/{session_id}/tunnels")
async def list_tunnels(
    tunnels: WithTunnels, workbench: WithWorkbench, caller: Renter, session_id: str
) -> list[TunnelOut]:
    """The session's open tunnels."""
    return tunnels.of_session(workbench.session(caller.user_id, session_id))


@router.post("/sessions/{session_id}/tunnels", status_code=status.HTTP_201_CREATED)
async def open_tunnel(
    tunnels: WithTunnels, workbench: WithWorkbench, caller: InPerson, session_id: str, body: TunnelIn
) -> TunnelOut:
    """Open a port of the session's machine, or of its network. Nobody but its user gets in."""
    return await tunnels.open(caller, workbench.session(caller.user_id, session_id), body)


@router.delete("/tunnels/{tunnel_id}", status_code=status.HTTP_204_NO_CONTENT)
async def close_tunnel(tunnels: WithTunnels, caller: Renter, tunnel_id: str) -> Response:
    """Close a tunnel; whoever is connected through it is cut off."""
    await tunnels.close(user_id=caller.user_id, tunnel_id=tunnel_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/tunnels/{tunnel_id}/open", status_code=status.HTTP_201_CREATED)
async def link_tunnel(tunnels: WithTunnels, caller: InPerson, tunnel_id: str) -> LinkOut:
    """A one-time link into the tunnel, through the web gateway, to the path that it was opened with."""
    return LinkOut.model_validate(await tunnels.link(caller, tunnel_id=tunnel_id))
