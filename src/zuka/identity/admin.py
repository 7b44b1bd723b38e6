"""HTTP of identity for the operator: accounts and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, status
from fastapi.responses import StreamingResponse

from zuka.context import WithCtx
from zuka.identity import audit, schemas, service, sheets
from zuka.identity.auth import OperatorOnly
from zuka.kit import sheet
from zuka.kit.page import Cursor, From, Limit, Page, To
from zuka.kit.web import Read, Write

router = APIRouter(prefix="/api/v1/admin", tags=["identity"])

Target = Annotated[str | None, Query(max_length=64, description="Id of what was acted on.")]
Action = Annotated[
    str | None,
    Query(max_length=64, description="`wallet.credit`, or `wallet` for everything that begins so."),
]
Actor = Annotated[str | None, Query(max_length=64, description="Id of who acted.")]


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
    return schemas.AdminUser.of(user)


@router.post("/users/{user_id}/disable")
async def disable_user(user_id: str, caller: OperatorOnly, session: Write, ctx: WithCtx) -> schemas.AdminUser:
    """Lock an account out; what it rents goes on."""
    user = await service.disable(
        session, ctx, user_id=user_id, actor_id=caller.user_id, address=caller.address
    )
    return schemas.AdminUser.of(user)


@router.post("/users/{user_id}/enable")
async def enable_user(user_id: str, caller: OperatorOnly, session: Write, ctx: WithCtx) -> schemas.AdminUser:
    """Let an account in again."""
    user = await service.enable(
        session, ctx, user_id=user_id, actor_id=caller.user_id, address=caller.address
    )
    return schemas.AdminUser.of(user)


@router.get("/audit")
async def list_audit(
    *,
    caller: OperatorOnly,
    session: Read,
    target: Target = None,
    action: Action = None,
    actor_id: Actor = None,
    start: From = None,
    end: To = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.AuditEntry]:
    """Every privileged or money-moving act, newest first, or those that meet everything asked for."""
    wanted = _wanted(target, action, actor_id, start, end)
    items, following = await audit.page(session, wanted=wanted, cursor=cursor, limit=limit)
    return Page(items=items, next=following)


@router.get("/audit.csv", response_class=StreamingResponse, responses=sheet.RESPONSES)
async def download_audit(
    *,
    caller: OperatorOnly,
    ctx: WithCtx,
    target: Target = None,
    action: Action = None,
    actor_id: Actor = None,
    start: From = None,
    end: To = None,
    lang: sheet.Language = "en",
    utc_offset_minutes: sheet.UtcOffset = 0,
) -> StreamingResponse:
    """The same as a spreadsheet."""
    wanted = _wanted(target, action, actor_id, start, end)
    return sheets.audited(ctx, wanted=wanted, lang=lang, utc_offset_minutes=utc_offset_minutes)


def _wanted(
    target: str | None,
    action: str | None,
    actor_id: str | None,
    start: datetime | None,
    end: datetime | None,
) -> audit.Wanted:
    return audit.Wanted(target or None, action or None, actor_id or None, start, end)
