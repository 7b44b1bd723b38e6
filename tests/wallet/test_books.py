"""The ledger is added up every hour, by whichever worker comes first, and operators hear of it when it is wrong."""

from __future__ import annotations

import asyncio

import httpx2
from sqlalchemy import update

from support import both_databases, login, make_operator, make_renter
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.wallet import service
from zuka.wallet.loops import LOOPS
from zuka.wallet.models import Wallet

pytestmark = both_databases

(BOOKS,) = LOOPS


async def falsify(ctx: Ctx, user_id: str, micros: int) -> None:
    """What nothing of ours does: change a balance without an entry."""
    async with ctx.db.transaction() as session:
        statement = update(Wallet).where(Wallet.user_id == user_id)
        await session.execute(statement.values(balance_micros=Wallet.balance_micros + micros))


async def told(client: httpx2.AsyncClient) -> list[str]:
    return [one["kind"] for one in (await client.get("/api/v1/notices")).json()["items"]]


async def test_right_books_are_checked_once_an_hour_and_nobody_is_told(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await make_operator(ctx)
    await make_renter(ctx, "ann", yuan="5")
    assert sum(await asyncio.gather(*(BOOKS.once(ctx) for _ in range(4)))) == 1
    clock.advance(minutes=59)
    assert await BOOKS.once(ctx) == 0
    clock.advance(minutes=1)
    assert await BOOKS.once(ctx) == 1
    await login(client, "olga")
    assert await told(client) == []


async def test_wrong_books_are_told_once_and_stay_known_until_they_are_right(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await make_operator(ctx)
    ann = await make_renter(ctx, "ann", yuan="5")
    await falsify(ctx, ann.id, 1)
    began = clock.now()
    await login(client, "olga")
    for _ in range(3):
        await BOOKS.once(ctx)
        async with ctx.db.read() as session:
            problems, since = await service.known_problems(session)
        assert ann.id in problems[0]
        assert since == began
        assert await told(client) == ["ledger_problem"]
        clock.advance(hours=1)
    await falsify(ctx, ann.id, -1)
    await BOOKS.once(ctx)
    async with ctx.db.read() as session:
        assert await service.known_problems(session) == ([], None)
    await falsify(ctx, ann.id, 1)
    clock.advance(hours=1)
    await BOOKS.once(ctx)
    assert await told(client) == ["ledger_problem"] * 2
