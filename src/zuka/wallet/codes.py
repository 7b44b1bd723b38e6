"""Redeem codes: money in an envelope. Made in batches, shown once, kept as hashes, opened once."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, NotFound
from zuka.identity import audit
from zuka.kit import ids
from zuka.kit.crypt import fingerprint
from zuka.kit.money import format_yuan
from zuka.wallet import ledger, service, store
from zuka.wallet.models import RedeemBatch
from zuka.wallet.schemas import CodeBatch, MadeCodes, Redeemed

_GROUPS, _GROUP = 4, 4
"""Sixteen characters hold 79 bits: with limited attempts nobody guesses one."""


async def make(
    session: AsyncSession,
    ctx: Ctx,
    *,
    micros: int,
    count: int,
    days: int,
    note: str,
    actor_id: str | None,
    address: str = "",
) -> MadeCodes:
    """`count` codes worth `micros` each, valid for `days`."""
    service.check_amount(micros)
    now = ctx.clock.now()
    batch = RedeemBatch(
        id=ids.new_id("rb"),
        micros=micros,
        note=note,
        expires_at=now + timedelta(days=days),
        created_at=now,
        created_by=actor_id,
    )
    codes = ["-".join(ids.random_text(_GROUP) for _ in range(_GROUPS)).upper() for _ in range(count)]
    await store.add_batch(session, batch, {ids.new_id("rc", 14): _hash(code) for code in codes})
    await audit.record(
        session,
        now=now,
        actor_id=actor_id,
        action="codes.make",
        target=batch.id,
        facts={"amount": format_yuan(micros), "count": count, "days": days, "note": note},
        address=address,
    )
    return MadeCodes(batch_id=batch.id, codes=codes)


async def redeem(session: AsyncSession, ctx: Ctx, *, user_id: str, code: str) -> Redeemed:
    """Turn a code into money. Raises `wallet.code_unknown`, `wallet.code_used` or `wallet.code_expired`."""
    now = ctx.clock.now()
    found = await store.code(session, _hash(code))
    if found is None:
        raise NotFound("wallet.code_unknown")
    if not await store.use_code(session, found.id, user_id=user_id, now=now):
        raise Conflict(
            "wallet.code_expired" if found.used_at is None and found.expires_at <= now else "wallet.code_used"
        )
    await service.deposit(
        session,
        ctx,
        user_id=user_id,
        micros=found.micros,
        key=f"redeem:{found.id}",
        kind="redeem",
        source=ledger.CODES,
        description="",
        reference=found.batch_id,
        actor_id=user_id,
    )
    view = await service.view(session, user_id=user_id, now=now)
    return Redeemed(amount=found.micros, balance=view.balance)


async def batches(session: AsyncSession, *, batch_id: str | None = None) -> list[CodeBatch]:
    """Every batch, or one, with how many of its codes are used, newest first."""
    return [
        CodeBatch(
            id=batch.id,
            amount=batch.micros,
            count=count,
            used=used,
            expires_at=batch.expires_at,
            note=batch.note,
        )
        for batch, count, used in await store.batches(session, batch_id=batch_id)
    ]


def _hash(code: str) -> str:
    """However it was typed: without regard to case, spaces and hyphens."""
    return fingerprint(re.sub(r"[\s\-]", "", code).casefold())
