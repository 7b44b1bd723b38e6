"""HTTP of acting as somebody: an operator's browser begins it, and ends it."""

from __future__ import annotations

from fastapi import APIRouter

from zuka.context import WithCtx
from zuka.identity import acting, auth, schemas, service
from zuka.identity.auth import Leaving, OperatorOnly
from zuka.kit.web import Write

router = APIRouter(prefix="/api/v1", tags=["identity"])


@router.post("/admin/users/{user_id}/act-as")
async def act_as_user(user_id: str, caller: OperatorOnly, session: Write, ctx: WithCtx) -> schemas.Me:
    """Be this renter in this browser, for an hour at most; everything is audited in the operator's own name."""
    operator = await service.get_user(session, user_id=caller.user_id)
    user, present = await acting.begin(
        session,
        ctx,
        operator=operator,
        session_id=caller.session_id,
        user_id=user_id,
        address=caller.address,
    )
    return schemas.Me.of(user, present)


@router.delete("/sessions/current/acting")
async def stop_acting(caller: Leaving, ctx: WithCtx) -> schemas.Me:
    """Be oneself again."""
    await auth.leave_acting(ctx, caller)
    async with ctx.db.read() as session:
        return schemas.Me.of(await service.get_user(session, user_id=caller.actor_id), None)
