"""Who is asking, and may they: the guards that every route and WebSocket goes through.

A guard opens its own short transactions and holds none while the handler runs. A cookie is believed on an unsafe
request only together with our own web origin; a bearer token needs no origin, because no browser sends it by itself.

A log-in that acts as somebody (`acting`) is that renter here, never an operator, until its time is up; whatever it
changes is written down before it is done.
"""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from zuka.context import Ctx, WithCtx
from zuka.errors import Forbidden, Unauthorized
from zuka.identity import acting, store, tokens
from zuka.identity.acting import Acting
from zuka.identity.models import User
from zuka.kit.crypt import fingerprint
from zuka.settings import Settings

COOKIE = "zuka_session"
EVERYTHING = frozenset({"all"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """Somebody who is logged in. `session_id` is None when a token was used, and then `token_id` says which.

    `acting`: an operator who acts as this renter; `acting_over`: an operator who did, and has not been told since that
    it is over."""

    user_id: str
    name: str
    role: str
    scopes: frozenset[str]
    address: str
    session_id: str | None
    acting: Acting | None = None
    acting_over: bool = False
    token_id: str | None = None

    @property
    def login_id(self) -> str:
        """What they came in by, and what lets them out when it is revoked: the browser's log-in or the token."""
        return self.session_id or self.token_id or ""

    @property
    def is_operator(self) -> bool:
        return self.role == "operator" and self.acting is None

    @property
    def actor_id(self) -> str:
        """Who answers for what is done: the audit log's actor, and whose the log-in is."""
        return self.user_id if self.acting is None else self.acting.operator_id


async def caller_of(ctx: Ctx, connection: HTTPConnection, *, leaving: bool = False) -> Caller:
    """Who opened this request or WebSocket. Raises `Unauthorized`, or `Forbidden` for a foreign web origin.

    What an acting operator is about to change is put into the audit log. A change meant for somebody whom they do not
    act as any more is refused, once, with identity.acting_over. `leaving`: neither, because the caller ends it anyway.
    """
    address = address_of(ctx.settings, connection)
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await _by_token(ctx, secret.strip(), address)
    cookie = connection.cookies.get(COOKIE)
    if not cookie:
        raise Unauthorized("identity.not_logged_in")
    if not _is_unsafe(connection):
        return await _by_cookie(ctx, cookie, address)
    check_origin(ctx.settings, connection)
    caller = await _by_cookie(ctx, cookie, address)
    if not leaving:
        await _answer_for(ctx, connection, caller)
    return caller


async def _answer_for(ctx: Ctx, connection: HTTPConnection, caller: Caller) -> None:
    if caller.acting_over:
        await leave_acting(ctx, caller)
        raise Forbidden("identity.acting_over")
    if caller.acting is not None:
        async with ctx.db.transaction() as session:
            await acting.record(
                session,
                ctx,
                acting=caller.acting,
                user_id=caller.user_id,
                did=f"{connection.scope.get('method', 'SOCKET')} {connection.url.path}",
                address=caller.address,
            )


async def leave_acting(ctx: Ctx, caller: Caller) -> None:
    """From now on an operator's log-in is their own again; nothing happens when it is."""
    if caller.session_id is not None and (caller.acting is not None or caller.acting_over):
        async with ctx.db.transaction() as session:
            await acting.end(session, ctx, session_id=caller.session_id, address=caller.address)


async def as_long_as_allowed(
    ctx: Ctx, caller: Caller, stream: AsyncGenerator[str, None]
) -> AsyncGenerator[str, None]:
    """What `caller` opened, word by word; an operator's who acts as somebody ends with the acting."""
    async with aclosing(stream):
        async for text in stream:
            if caller.acting is not None and not await _still_acts(ctx, caller):
                return
            yield text


async def _still_acts(ctx: Ctx, caller: Caller) -> bool:
    assert caller.session_id is not None, "tokens do not act"
    now = ctx.clock.now()
    async with ctx.db.read() as session:
        found = await store.session_by_id(session, caller.session_id, now)
    if found is None or found[0].acting_as != caller.user_id or found[1].disabled_at is not None:
        return False
    return acting.of(*found, now=now) == caller.acting


def address_of(settings: Settings, connection: HTTPConnection) -> str:
    """The caller's address: the nearest one that is not a proxy of ours, in plain form."""
    peer = connection.client.host if connection.client else ""
    trusted = {part.strip() for part in settings.http.trusted_proxies.split(",")}
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while peer in trusted and hops:
        peer = hops.pop()
    try:
        parsed = ipaddress.ip_address(peer)
    except ValueError:
        return peer[:64]
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def check_origin(settings: Settings, connection: HTTPConnection) -> None:
    """Raises `request.forbidden_origin` unless the request came from our own pages, or not from a page at all.

    Browsers always name the origin of an unsafe request and of a WebSocket. What names none is a program, and a
    program that has the cookie has it from its owner.
    """
    origin = connection.headers.get("origin")
    if origin is None:
        if connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise Forbidden("request.forbidden_origin")
        return
    given = urlsplit(origin)
    public = urlsplit(settings.http.public_url)
    is_public = bool(public.netloc) and (given.scheme, given.netloc) == (public.scheme, public.netloc)
    is_host = given.scheme in {"http", "https"} and given.netloc == connection.headers.get("host")
    if not (is_public or is_host):
        raise Forbidden("request.forbidden_origin")


def _is_unsafe(connection: HTTPConnection) -> bool:
    return connection.scope["type"] == "websocket" or connection.scope["method"] not in _SAFE


async def _by_cookie(ctx: Ctx, secret: str, address: str) -> Caller:
    now = ctx.clock.now()
    async with ctx.db.read() as session:
        found = await store.session_of(session, fingerprint(secret), now)
    if found is None:
        raise Unauthorized("identity.not_logged_in")
    row, owner, other = found
    _check_enabled(owner)
    if _is_stale(row.last_seen_at, now):
        async with ctx.db.transaction() as session:
            await store.see_session(session, row.id, now=now, address=address)
    present = acting.of(row, owner, other, now=now)
    if present is None or other is None:
        over = row.acting_as is not None
        return Caller(owner.id, owner.name, owner.role, EVERYTHING, address, row.id, acting_over=over)
    return Caller(other.id, other.name, other.role, EVERYTHING, address, row.id, acting=present)


async def _by_token(ctx: Ctx, secret: str, address: str) -> Caller:
    if not secret.startswith(tokens.PREFIX):
        raise Unauthorized("identity.not_logged_in")
    now = ctx.clock.now()
    async with ctx.db.read() as session:
        found = await store.token_of(session, fingerprint(secret))
    if found is None:
        raise Unauthorized("identity.not_logged_in", "The API token is unknown or has been revoked.")
    row, user = found
    _check_enabled(user)
    if _is_stale(row.last_used_at, now):
        async with ctx.db.transaction() as session:
            await store.see_token(session, row.id, now=now)
    return Caller(user.id, user.name, user.role, frozenset(row.scopes), address, None, token_id=row.id)


def _is_stale(seen_at: datetime | None, now: datetime) -> bool:
    return seen_at is None or now - seen_at >= _SEEN_EVERY


def _check_enabled(user: User) -> None:
    if user.disabled_at is not None:
        raise Forbidden("identity.disabled")


def allow(caller: Caller, *, scope: str, unsafe: bool) -> None:
    """Raises `identity.forbidden` unless the caller has `scope`. Reading is open to every scope but `operate`'s
    own pages, which take `operate` or an operator's `read`."""
    if "all" in caller.scopes or scope in caller.scopes:
        return
    if not unsafe and ("read" in caller.scopes or scope == "rent"):
        return
    raise Forbidden("identity.forbidden", f"This API token does not have the scope `{scope}`.")


def _guard(
    scope: str, *, operator: bool = False, in_person: bool = False, leaving: bool = False
) -> Callable[..., Awaitable[Caller]]:
    async def guard(request: Request, ctx: WithCtx) -> Caller:
        caller = await caller_of(ctx, request, leaving=leaving)
        if caller.acting is not None and (operator or in_person):
            raise Forbidden("identity.acting")
        if operator and not caller.is_operator:
            raise Forbidden("identity.forbidden")
        allow(caller, scope=scope, unsafe=_is_unsafe(request))
        return caller

    return guard


Renter = Annotated[Caller, Depends(_guard("rent"))]
"""Anybody who is logged in; changing something takes the scope `rent`."""
InPerson = Annotated[Caller, Depends(_guard("rent", in_person=True))]
"""As `Renter`, but nobody who acts as one: for secrets, for ways in, and for redeeming what is worth money."""
Leaving = Annotated[Caller, Depends(_guard("rent", leaving=True))]
"""Anybody who is logged in and ends that, or ends acting as somebody."""
Owner = Annotated[Caller, Depends(_guard("all", in_person=True))]
"""Whoever manages the account itself: its password, tokens, keys. A limited token may only look."""
OperatorOnly = Annotated[Caller, Depends(_guard("operate", operator=True))]
"""An operator; changing something takes the scope `operate`."""
