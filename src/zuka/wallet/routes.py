"""HTTP of the wallet for its owner; `router` has the operator's part too."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from zuka.context import WithCtx
from zuka.identity import limits
from zuka.identity.auth import InPerson, Renter
from zuka.kit import sheet
from zuka.kit.page import Cursor, From, Limit, Page, To
from zuka.kit.web import Read
from zuka.wallet import admin, codes, schemas, service, sheets
from zuka.wallet.admin import Kind
from zuka.wallet.service import Wanted

own = APIRouter(prefix="/api/v1/wallet", tags=["wallet"])


@own.get("")
async def get_wallet(caller: Renter, session: Read, ctx: WithCtx) -> schemas.Wallet:
    """What is there, what is owed, and when it runs out."""
    view = await service.view(session, user_id=caller.user_id, now=ctx.clock.now())
    return schemas.Wallet.model_validate(view)


@own.get("/entries")
async def list_entries(
    *,
    caller: Renter,
    session: Read,
    kind: Kind = None,
    start: From = None,
    end: To = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.Entry]:
    """Every move of this wallet, newest first."""
    items, following = await service.entries_page(
        session, user_id=caller.user_id, wanted=Wanted(kind or None, start, end), cursor=cursor, limit=limit
    )
    return Page(items=items, next=following)


@own.get("/entries.csv", response_class=StreamingResponse, responses=sheet.RESPONSES)
async def download_entries(
    *,
    caller: Renter,
    ctx: WithCtx,
    kind: Kind = None,
    start: From = None,
    end: To = None,
    lang: sheet.Language = "en",
    utc_offset_minutes: sheet.UtcOffset = 0,
) -> StreamingResponse:
    """The same as a spreadsheet."""
    return sheets.entries(
        ctx,
        user_id=caller.user_id,
        wanted=Wanted(kind or None, start, end),
        lang=lang,
        utc_offset_minutes=utc_offset_minutes,
    )


@own.post("/redeem")
async def redeem_code(body: schemas.Redemption, caller: InPerson, ctx: WithCtx) -> schemas.Redeemed:
    """Turn a redeem code into money."""
    await limits.redeem(ctx, user_id=caller.user_id)
    async with ctx.db.transaction() as session:
        return await codes.redeem(session, ctx, user_id=caller.user_id, code=body.code)


router = APIRouter()
router.include_router(own)
router.include_router(admin.router)
