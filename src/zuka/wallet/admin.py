"""HTTP of the wallet for the operator: other people's wallets, codes, and the books."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, status

from zuka.context import WithCtx
from zuka.identity import service as identity
from zuka.identity.auth import OperatorOnly
from zuka.kit.page import Cursor, From, Limit, Page, To
from zuka.kit.web import Read, Write
from zuka.wallet import codes, schemas, search, service
from zuka.wallet.service import Wanted

router = APIRouter(prefix="/api/v1/admin", tags=["wallet"])

Kind = Annotated[
    str | None, Query(max_length=32, description="`credit`, `debit`, `redeem` or `usage`; all when left out.")
]
OnceKey = Annotated[
    str | None, Header(alias="Idempotency-Key", max_length=64, description="The same key moves money once.")
]


@router.get("/users/{user_id}/wallet")
async def get_user_wallet(user_id: str, caller: OperatorOnly, session: Read, ctx: WithCtx) -> schemas.Wallet:
    """Somebody's wallet."""
    await identity.get_user(session, user_id=user_id)
    view = await service.view(session, user_id=user_id, now=ctx.clock.now())
    return schemas.Wallet.model_validate(view)


@router.get("/users/{user_id}/wallet/entries")
async def list_user_entries(
    *,
    user_id: str,
    caller: OperatorOnly,
    session: Read,
    kind: Kind = None,
    start: From = None,
    end: To = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.Entry]:
    """Every move of somebody's wallet, newest first."""
    await identity.get_user(session, user_id=user_id)
    items, following = await service.entries_page(
        session, user_id=user_id, wanted=Wanted(kind or None, start, end), cursor=cursor, limit=limit
    )
    return Page(items=items, next=following)


@router.post("/users/{user_id}/credit")
async def credit_user(
    *,
    user_id: str,
    body: schemas.Adjustment,
    caller: OperatorOnly,
    session: Write,
    ctx: WithCtx,
    idempotency_key: OnceKey = None,
) -> schemas.Entry:
    """Give somebody money."""
    return await service.credit(
        session,
        ctx,
        user_id=user_id,
        micros=body.amount,
        reason=body.reason,
        actor_id=caller.user_id,
        key=idempotency_key,
        address=caller.address,
    )


@router.post("/users/{user_id}/debit")
async def debit_user(
    *,
    user_id: str,
    body: schemas.Adjustment,
    caller: OperatorOnly,
    session: Write,
    ctx: WithCtx,
    idempotency_key: OnceKey = None,
) -> schemas.Entry:
    """Take money back, at most what is available."""
    return await service.debit(
        session,
        ctx,
        user_id=user_id,
        micros=body.amount,
        reason=body.reason,
        actor_id=caller.user_id,
        key=idempotency_key,
        address=caller.address,
    )


@router.post("/codes", status_code=status.HTTP_201_CREATED)
async def make_codes(
    body: schemas.NewCodes, caller: OperatorOnly, session: Write, ctx: WithCtx
) -> schemas.MadeCodes:
    """Make redeem codes. They are in this answer and nowhere else."""
    return await codes.make(
        session,
        ctx,
        micros=body.amount,
        count=body.count,
        days=body.days,
        note=body.note,
        actor_id=caller.user_id,
        address=caller.address,
    )


@router.get("/codes")
async def list_codes(caller: OperatorOnly, session: Read) -> list[schemas.CodeBatch]:
    """Batches of redeem codes, newest first."""
    return await codes.batches(session)


@router.get("/ledger/entries")
async def search_ledger(
    *,
    caller: OperatorOnly,
    session: Read,
    query: Annotated[
        str, Query(max_length=200, description="An id, a name, an amount, or a part of a key or description.")
    ] = "",
    user_id: Annotated[str | None, Query(max_length=64, description="Whose wallet it moved.")] = None,
    reference: Annotated[str | None, Query(max_length=64, description="Id of what it is about.")] = None,
    kind: Kind = None,
    start: From = None,
    end: To = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.LedgerLine]:
    """Every move of money there was, newest first, or those that meet everything asked for."""
    items, following = await search.page(
        session,
        query=query,
        user_id=user_id or None,
        wanted=Wanted(kind or None, start, end, reference=reference or None),
        cursor=cursor,
        limit=limit,
    )
    return Page(items=items, next=following)


@router.get("/ledger/verify")
async def verify_ledger(caller: OperatorOnly, session: Read) -> schemas.Verdict:
    """Check the books."""
    return await service.verify(session)
