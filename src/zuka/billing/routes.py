"""HTTP of statements."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from zuka.billing import schemas, service
from zuka.context import WithCtx
from zuka.identity.auth import Renter
from zuka.kit.web import Read

router = APIRouter(prefix="/api/v1", tags=["billing"])

Start = Annotated[AwareDatetime | None, Query(alias="from", description="First clock hour.")]
End = Annotated[AwareDatetime | None, Query(alias="to", description="Clock hour that is no longer included.")]


@router.get("/statement")
async def get_statement(
    caller: Renter,
    session: Read,
    ctx: WithCtx,
    instance_id: str | None = None,
    start: Start = None,
    end: End = None,
) -> schemas.Statement:
    """What was charged, per instance and clock hour, newest first."""
    return await service.statement(
        session, user_id=caller.user_id, instance_id=instance_id, start=start, end=end, now=ctx.clock.now()
    )


@router.get("/instances/{instance_id}/runs")
async def list_instance_runs(
    instance_id: str, caller: Renter, session: Read, ctx: WithCtx
) -> list[schemas.RunOut]:
    """Every boot and what it cost, newest first."""
    return await service.runs(session, instance_id=instance_id, user_id=caller.user_id, now=ctx.clock.now())
