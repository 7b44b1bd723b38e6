"""HTTP of pages that draw on several modules: statements for renters; overview, accounts, the story of an entry and
the settings in force for the operator. Reads only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from zuka.billing.service import Wanted
from zuka.context import WithCtx
from zuka.identity.auth import OperatorOnly, Renter
from zuka.kit import sheet
from zuka.kit.page import Cursor, Limit, Page
from zuka.kit.web import Read
from zuka.reports import overview, schemas, statements, stories, users
from zuka.settings import described

router = APIRouter(prefix="/api/v1")

FirstHour = Annotated[AwareDatetime | None, Query(alias="from", description="First clock hour.")]
EndHour = Annotated[
    AwareDatetime | None, Query(alias="to", description="Clock hour that is no longer included.")
]


@router.get("/statement", tags=["billing"])
async def get_statement(
    *,
    caller: Renter,
    session: Read,
    ctx: WithCtx,
    instance_id: str | None = None,
    start: FirstHour = None,
    end: EndHour = None,
) -> schemas.Statement:
    """What was charged, per instance and clock hour, newest first."""
    return await statements.statement(session, ctx, Wanted(caller.user_id, instance_id or None, start, end))


@router.get("/statement.csv", tags=["billing"], response_class=StreamingResponse, responses=sheet.RESPONSES)
async def download_statement(
    *,
    caller: Renter,
    ctx: WithCtx,
    instance_id: str | None = None,
    start: FirstHour = None,
    end: EndHour = None,
    lang: sheet.Language = "en",
    utc_offset_minutes: sheet.UtcOffset = 0,
) -> StreamingResponse:
    """The same as a spreadsheet; what is not posted yet comes first."""
    wanted = Wanted(caller.user_id, instance_id or None, start, end)
    return statements.download(ctx, wanted, lang=lang, utc_offset_minutes=utc_offset_minutes)


@router.get("/admin/overview", tags=["operator"])
async def get_overview(caller: OperatorOnly, session: Read, ctx: WithCtx) -> schemas.OverviewOut:
    """The platform at a glance, and what is in trouble."""
    return await overview.overview(session, ctx)


@router.get("/admin/overview/series", tags=["operator"])
async def get_overview_series(
    caller: OperatorOnly,
    session: Read,
    ctx: WithCtx,
    hours: Annotated[int, Query(ge=1, le=720, description="How many hours back.")] = 24,
) -> schemas.SeriesOut:
    """How many cards were rented and what was earned, over time."""
    return await overview.series(session, ctx, hours=hours)


@router.get("/admin/users", tags=["operator"])
async def list_users(
    *,
    caller: OperatorOnly,
    session: Read,
    query: Annotated[str, Query(max_length=64, description="Part of a name, or an id.")] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.UserOut]:
    """Accounts, newest first, with their money and how many instances they have."""
    items, following = await users.page(session, query=query, cursor=cursor, limit=limit)
    return Page(items=items, next=following)


@router.get("/admin/users/{user_id}", tags=["operator"])
async def get_user(user_id: str, caller: OperatorOnly, session: Read) -> schemas.UserOut:
    """One account."""
    return await users.user(session, user_id=user_id)


@router.get("/admin/ledger/entries/{entry_id}", tags=["operator"])
async def get_ledger_entry(
    entry_id: str, caller: OperatorOnly, session: Read, ctx: WithCtx
) -> schemas.LedgerEntryOut:
    """One move of money, and how it came about."""
    return await stories.entry(session, ctx, entry_id=entry_id)


@router.get("/admin/settings", tags=["operator"])
async def list_settings(caller: OperatorOnly, ctx: WithCtx) -> list[schemas.SettingOut]:
    """Every setting and what it is now. Secrets are never sent."""
    return [schemas.SettingOut(**asdict(one)) for one in described(ctx.settings)]
