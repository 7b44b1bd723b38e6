"""HTTP of identity for the operator: accounts and the audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from zuka.context import WithCtx
from zuka.identity import audit, schemas, service
from zuka.identity.auth import OperatorOnly
from zuka.identity.models import User
from zuka.kit.page import Cursor, Limit, Page
from zuka.kit.web import Read, Write

router = APIRouter(prefix="/api/v1/admin", tags=["identity"])


@router.get("/users")
async def list_users(
    caller: OperatorOnly,
    session: Read,
    query: Annotated[str, Query(max_length=64, description="Part of a name, or an id.")] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.AdminUser]:
    """Accounts, newest first."""
    rows, following = await service.users_page(session, query=query, cursor=cursor, limit=limit)
    return Page(items=[_shown(row) for row in rows], next=following)


@router.post("/users", status_code=status.HTTP_201_CREATED)
async def make_user(
    body: schemas.NewUser, caller: OperatorOnly, session: Write, ctx: WithCtx
) -> schemas.AdminUser:
    """Make an account for somebody, a renter or another operator."""
    user = await service.register(session, ctx, name=body.name, password=body.password, role=body.role)
    await audit.record(
        session,
        now=ctx.clock.now(),
        actor_id=caller.user_id,
        action="user.make",
        target=user.id,
        facts={"role": user.role},
        address=caller.address,
    )
    return _shown(user)


@router.post("/users/{user_id}/disable")
async def disable_user(user_id: str, caller: OperatorOnly, session: Write, ctx: WithCtx) -> schemas.AdminUser:
    """Lock an account out; what it rents goes on."""
    user = await service.disable(
        session, ctx, user_id=user_id, actor_id=caller.user_id, address=caller.address
    )
    return _shown(user)


@router.post("/users/{user_id}/enable")
async def enable_user(user_id: str, caller: OperatorOnly, session: Write, ctx: WithCtx) -> schemas.AdminUser:
    """Let an account in again."""
    user = await service.enable(
        session, ctx, user_id=user_id, actor_id=caller.user_id, address=caller.address
    )
    return _shown(user)


@router.get("/audit")
async def list_audit(
    caller: OperatorOnly,
    session: Read,
    target: Annotated[str | None, Query(max_length=64, description="Id of what was acted on.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.AuditEntry]:
    """Every privileged or money-moving act, newest first."""
    rows, following = await audit.page(session, target=target, cursor=cursor, limit=limit)
    return Page(items=[schemas.AuditEntry.model_validate(row) for row in rows], next=following)


def _shown(user: User) -> schemas.AdminUser:
    shown = schemas.User.model_validate(user)
    return schemas.AdminUser(**shown.model_dump(), disabled=user.disabled_at is not None)
