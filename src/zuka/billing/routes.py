"""HTTP of what time has cost; statements, which name instances, are in `reports`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from zuka.billing import schemas, service
from zuka.context import WithCtx
from zuka.identity.auth import Renter
from zuka.kit.sheet import UtcOffset
from zuka.kit.web import Read

router = APIRouter(prefix="/api/v1", tags=["billing"])


@router.get("/wallet/spending")
async def get_spending(
    caller: Renter,
    session: Read,
    ctx: WithCtx,
    days: Annotated[int, Query(ge=1, le=366, description="How many days, today included.")] = 14,
    utc_offset_minutes: UtcOffset = 0,
) -> schemas.SpendingOut:
    """What each of the latest days cost."""
    offset = timedelta(minutes=utc_offset_minutes)
    return await service.spending(
        session, user_id=caller.user_id, days=days, utc_offset=offset, now=ctx.clock.now()
    )


@router.get("/instances/{instance_id}/runs")
async def list_instance_runs(
    instance_id: str, caller: Renter, session: Read, ctx: WithCtx
) -> list[schemas.RunOut]:
    """Every boot and what it cost, newest first."""
    return await service.runs(session, instance_id=instance_id, user_id=caller.user_id, now=ctx.clock.now())
