"""How often something may be tried. Counted in the database, so that every process counts together.

An attempt is counted in a transaction of its own, before the thing is tried: a failed try stays counted.
"""

from __future__ import annotations

import ipaddress
import math
from datetime import timedelta

from zuka.context import Ctx
from zuka.errors import TooMany
from zuka.identity import store
from zuka.kit.clock import EPOCH

MINUTE, HOUR = 60, 3600


async def spend(ctx: Ctx, *, what: str, who: str, limit: int, seconds: int) -> None:
    """Count one attempt of `what` by `who`. Raises `TooMany` beyond `limit` in the present window of `seconds`.

    Must not be called while the caller holds a writing transaction: it opens its own.
    """
    now = ctx.clock.now()
    length = timedelta(seconds=seconds)
    window = EPOCH + (now - EPOCH) // length * length
    async with ctx.db.transaction() as session:
        allowed = await store.spend_attempt(session, key=f"{what}:{who}"[:160], window=window, limit=limit)
    if not allowed:
        wait = max(1, math.ceil((window + length - now).total_seconds()))
        raise TooMany("request.rate_limited", retry_after=wait, seconds=wait)


async def log_in(ctx: Ctx, *, name: str, address: str) -> None:
    limit = ctx.settings.security.login_attempts_per_minute
    await spend(ctx, what="login-address", who=network_of(address), limit=limit, seconds=MINUTE)
    await spend(ctx, what="login-name", who=name, limit=limit, seconds=MINUTE)


async def registration(ctx: Ctx, *, address: str) -> None:
    limit = ctx.settings.security.registrations_per_hour
    await spend(ctx, what="register", who=network_of(address), limit=limit, seconds=HOUR)


async def redeem(ctx: Ctx, *, user_id: str) -> None:
    limit = ctx.settings.security.redeem_attempts_per_minute
    await spend(ctx, what="redeem", who=user_id, limit=limit, seconds=MINUTE)


async def password_change(ctx: Ctx, *, user_id: str) -> None:
    """Guessing the old password through an open session counts like guessing it at the door."""
    limit = ctx.settings.security.login_attempts_per_minute
    await spend(ctx, what="password", who=user_id, limit=limit, seconds=MINUTE)


def network_of(address: str) -> str:
    """The address itself, or for IPv6 its /64, which one household has to itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
