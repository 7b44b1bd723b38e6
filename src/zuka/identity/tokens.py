"""API tokens: a program's way in. The secret is shown once and kept as a hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Forbidden, NotFound
from zuka.identity import audit, service, store
from zuka.identity.models import ApiToken, User
from zuka.kit import ids
from zuka.kit.crypt import fingerprint

PREFIX = "zk_"
_ID = "tok"


@dataclass(frozen=True)
class Made:
    """A new token and its secret."""

    row: ApiToken
    secret: str


def is_token(login_id: str) -> bool:
    """Whether this is a token's id, and not a browser's log-in."""
    return login_id.startswith(f"{_ID}-")


async def make(
    session: AsyncSession, ctx: Ctx, *, user: User, name: str, scopes: Sequence[str], address: str = ""
) -> Made:
    """Raises `identity.forbidden` when somebody who is no operator asks for the scope `operate`."""
    if "operate" in scopes and user.role != "operator":
        raise Forbidden("identity.forbidden", "Only an operator's token can have the scope `operate`.")
    now, secret = ctx.clock.now(), PREFIX + ids.new_secret()
    row = ApiToken(
        id=ids.new_id(_ID),
        user_id=user.id,
        name=name,
        secret_hash=fingerprint(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
    )
    await store.add_token(session, row)
    await audit.record(
        session,
        now=now,
        actor_id=user.id,
        action="token.make",
        target=row.id,
        facts={"scopes": row.scopes},
        address=address,
    )
    return Made(row, secret)


async def revoke(session: AsyncSession, ctx: Ctx, *, user_id: str, token_id: str, address: str = "") -> None:
    """From now on the token opens nothing. Raises `identity.token_not_found`."""
    now = ctx.clock.now()
    if not await store.revoke_token(session, user_id, token_id, now):
        raise NotFound("identity.token_not_found")
    await audit.record(
        session, now=now, actor_id=user_id, action="token.revoke", target=token_id, facts={}, address=address
    )
    service.announce_ended(session, ctx)
