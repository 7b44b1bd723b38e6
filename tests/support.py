"""What tests do over and over: make people, give them money, log them in, open the market.

Everything goes through the services or the API, as in life.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from zuka.context import Ctx
from zuka.identity import service as identity
from zuka.identity import tokens
from zuka.identity.models import User
from zuka.kit.clock import ManualClock
from zuka.kit.money import parse_yuan
from zuka.wallet import service as wallets

PASSWORD = "a good long password"
ORIGIN = "http://zuka.test"

Browser = Callable[[], Awaitable[httpx2.AsyncClient]]
"""Opens one more browser; the fixture `browser` is one."""

both_databases = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
"""Runs a test, or with `pytestmark` a whole file, on SQLite and on a real PostgreSQL."""


def with_security(ctx: Ctx, **changes: Any) -> Ctx:
    """The same parts under other security settings."""
    security = ctx.settings.security.model_copy(update=changes)
    return replace(ctx, settings=ctx.settings.model_copy(update={"security": security}))


@asynccontextmanager
async def browsing(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser: a client of the API with a cookie jar of its own."""
    # An unexpected error is answered as in life, and not raised into the test.
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def make_renter(ctx: Ctx, name: str = "ann", *, yuan: str = "0") -> User:
    """A renter with `yuan` in the wallet."""
    async with ctx.db.transaction() as session:
        user = await identity.register(session, ctx, name=name, password=PASSWORD)
        await wallets.ensure(session, user_id=user.id, now=ctx.clock.now())
    if parse_yuan(yuan):
        await fund(ctx, user.id, yuan)
    return user


async def make_operator(ctx: Ctx, name: str = "olga") -> User:
    async with ctx.db.transaction() as session:
        return await identity.register(session, ctx, name=name, password=PASSWORD, role="operator")


async def fund(ctx: Ctx, user_id: str, yuan: str) -> None:
    """Money from the operator."""
    async with ctx.db.transaction() as session:
        await wallets.credit(
            session, ctx, user_id=user_id, micros=parse_yuan(yuan), reason="test", actor_id=None
        )


async def view(ctx: Ctx, user_id: str) -> wallets.View:
    """The wallet now, in micro-yuan."""
    async with ctx.db.read() as session:
        return await wallets.view(session, user_id=user_id, now=ctx.clock.now())


async def books_are_right(ctx: Ctx) -> None:
    """Fails with every problem that the ledger has."""
    async with ctx.db.read() as session:
        verdict = await wallets.verify(session)
    assert verdict.ok, verdict.problems


async def login(client: httpx2.AsyncClient, name: str, password: str = PASSWORD) -> None:
    """Log a browser in; the cookie stays in the client."""
    answer = await client.post("/api/v1/sessions", json={"name": name, "password": password})
    assert answer.status_code == 201, answer.text


async def token_headers(ctx: Ctx, user: User, *scopes: str) -> dict[str, str]:
    """Headers of a program of `user`; without scopes it may do everything."""
    async with ctx.db.transaction() as session:
        made = await tokens.make(session, ctx, user=user, name="test", scopes=scopes or ("all",))
    return {"Authorization": f"Bearer {made.secret}"}


def refused(answer: httpx2.Response, status: int, code: str) -> Mapping[str, Any]:
    """Asserts that the answer is this refusal, as a problem document; its facts."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    facts: Mapping[str, Any] = answer.json()["facts"]
    return facts


def hours(clock: ManualClock, count: float) -> None:
    """Let hours pass."""
    clock.advance(timedelta(hours=count).total_seconds())
