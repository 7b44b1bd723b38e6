"""Notices: everybody is told once, in their own inbox."""

from __future__ import annotations

import asyncio

import httpx2

from support import both_databases, login, make_operator, make_renter
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.notices import service


async def give(ctx: Ctx, user_id: str, key: str) -> bool:
    async with ctx.db.transaction() as session:
        return await service.give(
            session,
            ctx,
            user_id=user_id,
            key=key,
            kind="wallet_runs_dry",
            subject=user_id,
            facts={"minutes": 60},
            now=ctx.clock.now(),
        )


@both_databases
async def test_a_thing_is_told_once_however_many_tell_it(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann")
    results = await asyncio.gather(*(give(ctx, ann.id, "dry:1") for _ in range(10)))
    assert sorted(results) == [False] * 9 + [True]
    await login(client, "ann")
    (notice,) = (await client.get("/api/v1/notices")).json()["items"]
    assert (notice["kind"], notice["facts"], notice["read_at"]) == ("wallet_runs_dry", {"minutes": 60}, None)


async def test_the_inbox_is_newest_first_and_read_notices_leave_the_unread_ones(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann")
    for number in range(3):
        clock.advance(1)
        await give(ctx, ann.id, f"n:{number}")
    await login(client, "ann")

    async def unread() -> list[str]:
        page = (await client.get("/api/v1/notices", params={"unread": "true"})).json()
        return [one["id"] for one in page["items"]]

    newest, middle, oldest = await unread()
    answer = await client.post("/api/v1/notices/read", json={"ids": [middle]})
    assert answer.status_code == 204
    assert await unread() == [newest, oldest]
    await client.post("/api/v1/notices/read", json={"ids": None})
    assert await unread() == []
    assert len((await client.get("/api/v1/notices")).json()["items"]) == 3


async def test_nobody_reads_or_marks_a_strangers_notices(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann")
    await make_renter(ctx, "eve")
    await give(ctx, ann.id, "n:1")
    await login(client, "ann")
    (notice,) = (await client.get("/api/v1/notices")).json()["items"]
    await login(client, "eve")
    assert (await client.get("/api/v1/notices")).json()["items"] == []
    await client.post("/api/v1/notices/read", json={"ids": [notice["id"]]})
    await login(client, "ann")
    assert (await client.get("/api/v1/notices")).json()["items"][0]["read_at"] is None


async def test_every_operator_is_told_and_no_renter(ctx: Ctx) -> None:
    ann = await make_renter(ctx, "ann")
    operators = [await make_operator(ctx, name) for name in ("olga", "otto")]
    for _ in range(2):
        async with ctx.db.transaction() as session:
            await service.tell_operators(
                session, ctx, key="pool:h1", kind="pool_full", subject="h1", facts={}, now=ctx.clock.now()
            )
    async with ctx.db.read() as session:
        for user, count in ((ann, 0), (operators[0], 1), (operators[1], 1)):
            rows, _ = await service.page(session, user_id=user.id, unread=True, cursor=None, limit=10)
            assert len(rows) == count
