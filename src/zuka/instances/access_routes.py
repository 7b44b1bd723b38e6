"""HTTP of the ways into an instance: opened ports and one-time links. Only the owner's: an operator has
no way in, not even one who acts as the owner."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from zuka.context import WithCtx
from zuka.identity.auth import InPerson, Renter
from zuka.instances import access, service
from zuka.kit.web import Read, Wire, Write

router = APIRouter(prefix="/api/v1/instances/{instance_id}", tags=["access"])

Port = Annotated[int, Field(ge=1, le=65535, description="TCP port inside the instance.")]


class PortIn(Wire):
    """A port to open. `public`: for everybody, else for the owner alone."""

    port: Port
    public: bool = False


class PortOut(Wire):
    """A port that is open, and where browsers find it."""

    port: int
    public: bool
    url: str


class OpenIn(Wire):
    """Which service to open: 8888 is JupyterLab, any other must be an open port."""

    port: Port = access.JUPYTER_PORT


class OpenOut(Wire):
    """A link that works once."""

    url: str
    expires_at: datetime


@router.get("/ports")
async def list_ports(session: Read, ctx: WithCtx, caller: Renter, instance_id: str) -> list[PortOut]:
    """The ports that are open on the web gateway."""
    instance = await service.get(session, instance_id=instance_id, user_id=caller.user_id)
    return [PortOut.model_validate(one) for one in await access.ports_of(session, ctx, instance=instance)]


@router.post("/ports", status_code=201)
async def expose_port(
    session: Write, ctx: WithCtx, caller: InPerson, instance_id: str, body: PortIn
) -> PortOut:
    """Open a port on the web gateway, or change who may see an open one."""
    instance = await service.get(session, instance_id=instance_id, user_id=caller.user_id)
    opened = await access.expose(
        session, ctx, instance=instance, port=body.port, public=body.public, address=caller.address
    )
    return PortOut.model_validate(opened)


@router.delete("/ports/{port}", status_code=204)
async def unexpose_port(
    session: Write, ctx: WithCtx, caller: Renter, instance_id: str, port: Annotated[int, Path(ge=1, le=65535)]
) -> Response:
    """Close a port again; whoever is connected is cut off within seconds."""
    instance = await service.get(session, instance_id=instance_id, user_id=caller.user_id)
    await access.unexpose(
        session, ctx, instance=instance, port=port, actor_id=caller.actor_id, address=caller.address
    )
    return Response(status_code=204)


@router.post("/open", status_code=201)
async def open_service(
    session: Write, ctx: WithCtx, caller: InPerson, instance_id: str, body: OpenIn
) -> OpenOut:
    """A one-time link into JupyterLab or an open port; no token is typed."""
    instance = await service.get(session, instance_id=instance_id, user_id=caller.user_id)
    ticket = await access.open_ticket(
        session, ctx, instance=instance, port=body.port, login_id=caller.login_id
    )
    return OpenOut.model_validate(ticket)
