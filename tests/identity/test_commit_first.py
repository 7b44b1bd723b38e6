"""An answer is sent after its commit: what could not be kept is never called done."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from support import browsing, refused
from zuka.context import Ctx
from zuka.identity import service as identity
from zuka.kit import web
from zuka.kit.web import Read, Write
from zuka.wallet import service as wallets


@pytest.fixture
def app(ctx: Ctx) -> FastAPI:
    """Two routes like every other one; the database refuses what `break_it` did only when it is asked to commit."""
    made = FastAPI()
    made.state.ctx, made.state.db = ctx, ctx.db
    web.install(made)

    @made.post("/break", status_code=201)
    async def break_it(session: Write) -> dict[str, str]:
        await session.execute(text("PRAGMA defer_foreign_keys=ON"))
        await wallets.ensure(session, user_id="u-nobody", now=ctx.clock.now())
        return {"done": "yes"}

    @made.get("/read-only", status_code=200)
    async def write_while_reading(session: Read) -> dict[str, str]:
        await identity.register(session, ctx, name="ghost", password="a good long password")
        return {"done": "yes"}

    return made


async def test_a_commit_that_fails_is_not_answered_with_created(app: FastAPI, ctx: Ctx) -> None:
    async with browsing(app) as client:
        answer = await client.post("/break")
    refused(answer, 500, "request.internal")
    async with ctx.db.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM wallets"))).scalar() == 0


async def test_what_a_reading_request_writes_is_thrown_away(app: FastAPI, ctx: Ctx) -> None:
    async with browsing(app) as client:
        await client.get("/read-only")
    async with ctx.db.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM users"))).scalar() == 0
