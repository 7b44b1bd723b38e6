"""The platform on this machine as a target: who has its data directory needs no password of an operator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from zuka import bootstrap
from zuka.cli.demo.target import Target
from zuka.cli.failures import REFUSED, Failure
from zuka.context import Ctx
from zuka.identity import service as identity
from zuka.identity import tokens
from zuka.settings import Settings


@asynccontextmanager
async def target_of(settings: Settings, wish: Target) -> AsyncIterator[Target]:
    """`wish` with an operator's token that lives as long as the block, and a look into the engines themselves."""
    ctx = bootstrap.build(settings)
    try:
        user_id, token_id, secret = await _token(ctx)
        try:
            yield replace(
                wish,
                url=wish.url or address(settings),
                operator_token=secret,
                dial=loopback(settings.gateway.host),
                engine_objects=lambda: objects(ctx),
            )
        finally:
            async with ctx.db.transaction() as session:
                await tokens.revoke(session, ctx, user_id=user_id, token_id=token_id)
    finally:
        await ctx.aclose()


async def objects(ctx: Ctx) -> list[str]:
    """Names of all instances and volumes in every engine, as the engines say."""
    names: list[str] = []
    for engine in ctx.engines.values():
        names += [one.name for one in await engine.instances()]
        names += [name for _, name in await engine.volumes()]
    return names


def address(settings: Settings) -> str:
    return f"http://{loopback(settings.http.host)}:{settings.http.port}"


def loopback(listen: str) -> str:
    """Where to reach, on this machine, what listens on `listen`."""
    return "127.0.0.1" if listen in {"", "0.0.0.0", "::"} else listen  # noqa: S104  # Compared, not bound.


async def _token(ctx: Ctx) -> tuple[str, str, str]:
    async with ctx.db.transaction() as session:
        ids = await identity.operators(session)
        if not ids:
            raise Failure(
                "cli.no_operator", "There is no operator yet; run `zuka up` first.", exit_code=REFUSED
            )
        user = await identity.get_user(session, user_id=ids[0])
        made = await tokens.make(session, ctx, user=user, name="zuka demo", scopes=("all",))
        return user.id, made.row.id, made.secret
