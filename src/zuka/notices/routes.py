"""HTTP of notices: the inbox and the live stream."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, status
from fastapi.responses import StreamingResponse

from zuka.context import WithCtx
from zuka.identity import auth
from zuka.identity.auth import Renter
from zuka.kit.page import Cursor, Limit, Page
from zuka.kit.web import Read, Write
from zuka.notices import events, schemas, service

router = APIRouter(prefix="/api/v1", tags=["notices"])


@router.get("/notices")
async def list_notices(
    caller: Renter,
    session: Read,
    unread: Annotated[bool, Query(description="Only those not read yet.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.Notice]:
    """What this account has been told, newest first."""
    rows, following = await service.page(
        session, user_id=caller.user_id, unread=unread, cursor=cursor, limit=limit
    )
    return Page(items=[schemas.Notice.model_validate(row) for row in rows], next=following)


@router.post("/notices/read", status_code=status.HTTP_204_NO_CONTENT)
async def read_notices(body: schemas.ReadNotices, caller: Renter, session: Write, ctx: WithCtx) -> None:
    """Mark notices as read."""
    await service.mark_read(session, ctx, user_id=caller.user_id, ids=body.ids, now=ctx.clock.now())


@router.get(
    "/events", response_class=StreamingResponse, responses={200: {"content": {"text/event-stream": {}}}}
)
async def stream_events(
    caller: Renter,
    ctx: WithCtx,
    last_event_id: Annotated[str | None, Header(description="Number of the last event that arrived.")] = None,
) -> StreamingResponse:
    """Server-sent events: `event` is a topic, `data` has the subject that changed. Resumes by Last-Event-ID."""
    known = last_event_id is not None and last_event_id.isdigit() and len(last_event_id) < 19
    last_seq = int(last_event_id) if known and last_event_id is not None else None
    stream = events.stream(ctx, user_id=caller.user_id, last_seq=last_seq)
    return StreamingResponse(
        auth.as_long_as_allowed(ctx, caller, stream),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
