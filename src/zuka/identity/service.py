"""Accounts and their log-ins: register, authenticate, disable.

Password hashing is done before the first statement of a transaction, never inside one: pass a session that has not
been used yet. Nothing here knows money or machines.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, Forbidden, Invalid, NotFound, Unauthorized
from zuka.identity import audit, passwords, store
from zuka.identity.models import LoginSession, User
from zuka.identity.schemas import Role
from zuka.kit import ids
from zuka.kit.crypt import fingerprint
from zuka.kit.db import after_commit

ENDED_BELL = "identity.ended"
"""Rings in this process when log-ins have ended; what other processes end is found by whoever looks now and then."""
_NAME = re.compile(r"\w[\w.\-]{1,31}")
_SHORTEST_PASSWORD, _LONGEST_PASSWORD = 8, 256


@dataclass(frozen=True)
class Opened:
    """A log-in that was just made; the secret goes into the cookie and is kept nowhere."""

    id: str
    secret: str
    expires_at: datetime


def name_key(name: str) -> str:
    """What makes two user names the same."""
    return unicodedata.normalize("NFKC", name).casefold()


async def register(
    session: AsyncSession, ctx: Ctx, *, name: str, password: str, role: Role = "renter"
) -> User:
    """A new account. Raises `identity.name_taken`, or `request.invalid` for a name or password that will not do."""
    _check_name(name)
    _check_password(password)
    password_hash = await passwords.hash_password(ctx.settings.security, password)
    return await add_user(session, ctx, name=name, password_hash=password_hash, role=role)


async def add_user(
    session: AsyncSession, ctx: Ctx, *, name: str, password_hash: str, role: Role = "renter"
) -> User:
    """The writing half of `register`, for callers that hashed beforehand."""
    user_id = ids.new_id("u")
    added = await store.add_user(
        session,
        id=user_id,
        name=name,
        name_key=name_key(name),
        password_hash=password_hash,
        role=role,
        created_at=ctx.clock.now(),
    )
    if not added:
        raise Conflict("identity.name_taken")
    return await get_user(session, user_id=user_id)


async def ensure_operator(session: AsyncSession, ctx: Ctx, *, name: str, password: str) -> User | None:
    """The first operator of an installation. None, and nothing changed, when there is an operator already."""
    _check_name(name)
    _check_password(password)
    password_hash = await passwords.hash_password(ctx.settings.security, password)
    if await store.operator_ids(session):
        return None
    user = await add_user(session, ctx, name=name, password_hash=password_hash, role="operator")
    await audit.record(
        session, now=ctx.clock.now(), actor_id=None, action="user.first_operator", target=user.id, facts={}
    )
    return user


async def get_user(session: AsyncSession, *, user_id: str) -> User:
    """Raises `identity.user_not_found`."""
    user = await store.user(session, user_id)
    if user is None:
        raise NotFound("identity.user_not_found")
    return user


async def find_user(session: AsyncSession, *, name: str) -> User:
    """By name or id. Raises `identity.user_not_found`."""
    user = await store.user_by_name(session, name_key(name)) or await store.user(session, name)
    if user is None:
        raise NotFound("identity.user_not_found")
    return user


async def users_page(
    session: AsyncSession, *, query: str, cursor: str | None, limit: int
) -> tuple[list[User], str | None]:
    """Accounts whose name contains `query`, or whose id it is, newest first."""
    return await store.users(session, query=name_key(query), cursor=cursor, limit=limit)


async def operators(session: AsyncSession) -> list[str]:
    """Ids of the operators who are not disabled."""
    return await store.operator_ids(session)


async def public_keys(session: AsyncSession, *, user_id: str) -> list[str]:
    """The OpenSSH lines that are let into every instance of this account."""
    return [key.public_key for key in await store.keys(session, user_id)]


async def authenticate(ctx: Ctx, *, name: str, password: str) -> User:
    """The account with this name and password; opens its own transactions. Raises `identity.bad_credentials` for
    either being wrong, and `identity.disabled` only to whoever knows the password."""
    async with ctx.db.read() as session:
        user = await store.user_by_name(session, name_key(name))
    right, new_hash = await passwords.verify(
        ctx.settings.security, password, user.password_hash if user else None
    )
    if user is None or not right:
        raise Unauthorized("identity.bad_credentials")
    if user.disabled_at is not None:
        raise Forbidden("identity.disabled")
    if new_hash is not None:
        async with ctx.db.transaction() as session:
            await store.set_password(session, user.id, new_hash, was=user.password_hash)
    return user


async def make_session(
    session: AsyncSession, ctx: Ctx, *, user_id: str, user_agent: str, address: str
) -> Opened:
    """Log somebody in who has been authenticated."""
    now, secret = ctx.clock.now(), ids.new_secret()
    row = LoginSession(
        id=ids.new_id("ses"),
        user_id=user_id,
        secret_hash=fingerprint(secret),
        user_agent=user_agent[:256],
        address=address[:64],
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=ctx.settings.http.session_days),
    )
    await store.add_session(session, row)
    return Opened(row.id, secret, row.expires_at)


async def sessions(session: AsyncSession, ctx: Ctx, *, user_id: str) -> list[LoginSession]:
    return await store.sessions(session, user_id, ctx.clock.now())


async def holding(session: AsyncSession, ctx: Ctx, *, user_id: str) -> frozenset[str]:
    """Ids of the log-ins and API tokens that let somebody in as `user_id` now; none for an account that is locked."""
    if (await get_user(session, user_id=user_id)).disabled_at is not None:
        return frozenset()
    browsers = await store.sessions(session, user_id, ctx.clock.now())
    tokens = await store.tokens(session, user_id)
    return frozenset({one.id for one in browsers} | {one.id for one in tokens})


def announce_ended(session: AsyncSession, ctx: Ctx) -> None:
    """Some log-ins end with this transaction: whoever keeps something open for them looks at once."""
    after_commit(session, partial(ctx.bell.ring, ENDED_BELL))


async def end_session(session: AsyncSession, ctx: Ctx, *, user_id: str, session_id: str) -> None:
    """Log one browser out. Raises `identity.session_not_found`."""
    if not await store.drop_session(session, user_id, session_id):
        raise NotFound("identity.session_not_found")
    announce_ended(session, ctx)


async def change_password(
    ctx: Ctx, *, user_id: str, old: str, new: str, session_id: str | None, address: str = ""
) -> None:
    """Change the password and log every other browser out; opens its own transactions."""
    _check_password(new)
    async with ctx.db.read() as session:
        user = await get_user(session, user_id=user_id)
    right, _ = await passwords.verify(ctx.settings.security, old, user.password_hash)
    if not right:
        raise Unauthorized("identity.bad_credentials", "The old password is wrong.")
    fresh = await passwords.hash_password(ctx.settings.security, new)
    async with ctx.db.transaction() as session:
        await _replace_password(
            session,
            ctx,
            user_id=user_id,
            password_hash=fresh,
            actor_id=user_id,
            but=session_id,
            address=address,
        )


async def set_password(
    session: AsyncSession, ctx: Ctx, *, user_id: str, password: str, actor_id: str | None, address: str = ""
) -> None:
    """Give an account a new password and log every browser out: what the operator does for who forgot it."""
    _check_password(password)
    fresh = await passwords.hash_password(ctx.settings.security, password)
    await get_user(session, user_id=user_id)
    await _replace_password(
        session, ctx, user_id=user_id, password_hash=fresh, actor_id=actor_id, but=None, address=address
    )


async def _replace_password(
    session: AsyncSession,
    ctx: Ctx,
    *,
    user_id: str,
    password_hash: str,
    actor_id: str | None,
    but: str | None,
    address: str,
) -> None:
    await store.set_password(session, user_id, password_hash)
    await store.drop_sessions(session, user_id, but=but)
    announce_ended(session, ctx)
    await audit.record(
        session,
        now=ctx.clock.now(),
        actor_id=actor_id,
        action="user.password",
        target=user_id,
        facts={},
        address=address,
    )


async def disable(session: AsyncSession, ctx: Ctx, *, user_id: str, actor_id: str, address: str = "") -> User:
    """Lock an account out: its log-ins end and its tokens are refused. What it rents goes on and is not touched."""
    await get_user(session, user_id=user_id)
    if user_id == actor_id:
        raise Conflict("identity.not_yourself")
    if await store.disable(session, user_id, ctx.clock.now()):
        await store.drop_sessions(session, user_id)
        announce_ended(session, ctx)
        await _audited(
            session, ctx, action="user.disable", target=user_id, actor_id=actor_id, address=address
        )
    return await get_user(session, user_id=user_id)


async def enable(session: AsyncSession, ctx: Ctx, *, user_id: str, actor_id: str, address: str = "") -> User:
    await get_user(session, user_id=user_id)
    if await store.enable(session, user_id):
        await _audited(session, ctx, action="user.enable", target=user_id, actor_id=actor_id, address=address)
    return await get_user(session, user_id=user_id)


async def _audited(
    session: AsyncSession, ctx: Ctx, *, action: str, target: str, actor_id: str, address: str
) -> None:
    await audit.record(
        session,
        now=ctx.clock.now(),
        actor_id=actor_id,
        action=action,
        target=target,
        facts={},
        address=address,
    )


def _check_name(name: str) -> None:
    if _NAME.fullmatch(name) is None or len(name_key(name)) > 128:
        detail = "A user name has 2 to 32 letters, digits, dots, hyphens or underscores, and no dot or hyphen in front."
        raise Invalid("request.invalid", detail, fields=[{"field": "name", "problem": detail}])


def _check_password(password: str) -> None:
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        detail = f"A password has {_SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters."
        raise Invalid("request.invalid", detail, fields=[{"field": "password", "problem": detail}])
