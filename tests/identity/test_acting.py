"""An operator who acts as a renter: sees and does what the renter could, for an hour, and leaves a trace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import httpx2
import pytest
from sqlalchemy import update
from starlette.requests import HTTPConnection

from support import (
    PASSWORD,
    Browser,
    both_databases,
    login,
    make_operator,
    make_renter,
    refused,
    token_headers,
)
from zuka.context import Ctx
from zuka.errors import Forbidden
from zuka.identity import auth
from zuka.identity.auth import COOKIE
from zuka.identity.models import User
from zuka.kit.clock import ManualClock
from zuka.notices import events

HOUR = 3600
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ann@laptop"


@pytest.fixture
async def ann(ctx: Ctx) -> User:
    return await make_renter(ctx, "ann", yuan="5")


@pytest.fixture
async def olga(ctx: Ctx, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """An operator's browser."""
    await make_operator(ctx, "olga")
    await login(client, "olga")
    return client


async def act(olga: httpx2.AsyncClient, user: User) -> dict[str, Any]:
    answer = await olga.post(f"/api/v1/admin/users/{user.id}/act-as")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def me(browser: httpx2.AsyncClient) -> dict[str, Any]:
    answer = await browser.get("/api/v1/me")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def trail(browser: httpx2.AsyncClient, target: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.get(f"/api/v1/admin/audit?target={target}")).json()["items"]
    return found


@both_databases
async def test_an_operator_sees_what_the_renter_sees_and_comes_back(
    ctx: Ctx, olga: httpx2.AsyncClient, ann: User
) -> None:
    herself = await me(olga)
    assert herself["acting"] is None
    answered = await act(olga, ann)
    assert answered == await me(olga)
    assert (answered["id"], answered["role"]) == (ann.id, "renter")
    assert answered["acting"] == {
        "operator_id": herself["id"],
        "operator_name": "olga",
        "until": "2026-01-01T01:00:00Z",
    }
    assert (await olga.get("/api/v1/wallet")).json()["balance"] == "5.00"
    back = await olga.delete("/api/v1/sessions/current/acting")
    assert (back.status_code, back.json()) == (200, herself)
    assert await me(olga) == herself
    assert (await olga.get("/api/v1/admin/hosts")).status_code == 200
    again = await olga.delete("/api/v1/sessions/current/acting")
    assert (again.status_code, again.json()) == (200, herself)


async def test_whoever_acts_is_no_operator(olga: httpx2.AsyncClient, ctx: Ctx, ann: User) -> None:
    bob = await make_renter(ctx, "bob")
    await act(olga, ann)
    for verb, path in (
        ("GET", "hosts"),
        ("GET", "audit"),
        ("POST", f"users/{ann.id}/credit"),
        ("POST", f"users/{bob.id}/act-as"),
        ("POST", f"users/{ann.id}/act-as"),
        ("POST", f"users/{bob.id}/disable"),
    ):
        refused(await olga.request(verb, f"/api/v1/admin/{path}"), 403, "identity.acting")


async def test_the_account_itself_stays_its_owners(
    olga: httpx2.AsyncClient, browser: Browser, ann: User
) -> None:
    await act(olga, ann)
    key = {"name": "k", "public_key": KEY}
    for verb, path, body in (
        ("POST", "me/password", {"old": PASSWORD, "new": "another password"}),
        ("POST", "tokens", {"name": "t", "scopes": ["all"]}),
        ("DELETE", "tokens/tok-1", None),
        ("POST", "keys", key),
        ("DELETE", "keys/key-1", None),
        ("POST", "wallet/redeem", {"code": "ABCD-EFGH"}),
        ("DELETE", "sessions/ses-1", None),
        ("GET", "instances/i-1/secrets", None),
        ("POST", "instances/i-1/password", {}),
        ("POST", "instances/i-1/open", {}),
        ("POST", "instances/i-1/ports", {"port": 6006, "public": True}),
    ):
        refused(await olga.request(verb, f"/api/v1/{path}", json=body), 403, "identity.acting")
    await login(await browser(), "ann")


async def test_the_hour_ends_it(olga: httpx2.AsyncClient, clock: ManualClock, ann: User) -> None:
    await act(olga, ann)
    clock.advance(HOUR - 1)
    assert (await me(olga))["id"] == ann.id
    clock.advance(1)
    shown = await me(olga)
    assert (shown["name"], shown["acting"]) == ("olga", None)
    assert (await act(olga, ann))["acting"]["until"] == "2026-01-01T02:00:00Z", "she may begin anew"


async def test_what_was_meant_for_the_renter_is_not_done_as_the_operator(
    olga: httpx2.AsyncClient, clock: ManualClock, ann: User
) -> None:
    await act(olga, ann)
    clock.advance(HOUR)
    everything = {"ids": None}
    refused(await olga.post("/api/v1/notices/read", json=everything), 403, "identity.acting_over")
    assert (await olga.post("/api/v1/notices/read", json=everything)).status_code == 204, "told once"


async def test_the_renters_lock_out_ends_it(
    olga: httpx2.AsyncClient, ctx: Ctx, browser: Browser, ann: User
) -> None:
    await make_operator(ctx, "otto")
    otto = await browser()
    await login(otto, "otto")
    await act(olga, ann)
    await otto.post(f"/api/v1/admin/users/{ann.id}/disable")
    assert (await me(olga))["name"] == "olga"
    refused(await olga.post(f"/api/v1/admin/users/{ann.id}/act-as"), 403, "identity.disabled")


async def test_the_operators_lock_out_ends_it(
    olga: httpx2.AsyncClient, ctx: Ctx, browser: Browser, ann: User
) -> None:
    await make_operator(ctx, "otto")
    otto = await browser()
    await login(otto, "otto")
    herself = await me(olga)
    await act(olga, ann)
    await otto.post(f"/api/v1/admin/users/{herself['id']}/disable")
    refused(await olga.get("/api/v1/me"), 401, "identity.not_logged_in")


async def test_losing_the_role_ends_it(olga: httpx2.AsyncClient, ctx: Ctx, ann: User) -> None:
    herself = await me(olga)
    await act(olga, ann)
    async with ctx.db.transaction() as session:
        await session.execute(update(User).where(User.id == herself["id"]).values(role="renter"))
    shown = await me(olga)
    assert (shown["name"], shown["role"], shown["acting"]) == ("olga", "renter", None)
    refused(await olga.get("/api/v1/admin/hosts"), 403, "identity.forbidden")


async def test_nobody_acts_as_somebody_who_became_an_operator(
    olga: httpx2.AsyncClient, ctx: Ctx, ann: User
) -> None:
    await act(olga, ann)
    async with ctx.db.transaction() as session:
        await session.execute(update(User).where(User.id == ann.id).values(role="operator"))
    assert (await me(olga))["name"] == "olga"


async def test_a_socket_is_opened_in_the_operators_name(
    olga: httpx2.AsyncClient, ctx: Ctx, ann: User, clock: ManualClock
) -> None:
    await act(olga, ann)
    caller = await auth.caller_of(ctx, _seen_by(olga, socket=True))
    assert (caller.user_id, caller.is_operator) == (ann.id, False)
    clock.advance(HOUR)
    with pytest.raises(Forbidden, match="acting_over"):
        await auth.caller_of(ctx, _seen_by(olga, socket=True))
    asked = [one["facts"] for one in await trail(olga, ann.id) if one["action"] == "user.acted"]
    assert asked == [{"request": "SOCKET /api/v1/me"}]


async def test_logging_out_logs_the_operator_out(olga: httpx2.AsyncClient, ann: User) -> None:
    await act(olga, ann)
    stolen = olga.cookies[COOKIE]
    assert (await olga.delete("/api/v1/sessions/current")).status_code == 204
    olga.cookies.set(COOKIE, stolen)
    refused(await olga.get("/api/v1/me"), 401, "identity.not_logged_in")


async def test_only_a_renter_can_be_acted_as_and_only_from_a_log_in(
    olga: httpx2.AsyncClient, ctx: Ctx, browser: Browser, ann: User
) -> None:
    otto = await make_operator(ctx, "otto")
    refused(await olga.post(f"/api/v1/admin/users/{otto.id}/act-as"), 403, "identity.forbidden")
    refused(await olga.post("/api/v1/admin/users/u-nobody/act-as"), 404, "identity.user_not_found")
    program = await browser()
    program.headers.update(await token_headers(ctx, otto))
    refused(await program.post(f"/api/v1/admin/users/{ann.id}/act-as"), 403, "identity.forbidden")
    assert (await me(program))["name"] == "otto"
    renter = await browser()
    await login(renter, "ann")
    refused(await renter.post(f"/api/v1/admin/users/{ann.id}/act-as"), 403, "identity.forbidden")


async def test_another_browser_of_the_operator_stays_an_operators(
    olga: httpx2.AsyncClient, browser: Browser, ann: User
) -> None:
    other = await browser()
    await login(other, "olga")
    await act(olga, ann)
    assert (await me(other))["name"] == "olga"
    renter = await browser()
    await login(renter, "ann")
    assert (await me(renter))["acting"] is None


async def test_everything_is_audited_in_the_operators_name(olga: httpx2.AsyncClient, ann: User) -> None:
    herself = await me(olga)
    await act(olga, ann)
    await olga.post("/api/v1/notices/read", json={"ids": None})
    await olga.post("/api/v1/wallet/redeem", json={"code": "ABCD-EFGH"})
    await olga.get("/api/v1/wallet")
    await olga.delete("/api/v1/sessions/current/acting")
    found = [one for one in await trail(olga, ann.id) if one["action"].startswith("user.act")]
    assert {one["actor_id"] for one in found} == {herself["id"]}
    said = sorted((one["action"], one["facts"].get("request")) for one in found)
    assert said == [
        ("user.act_as", None),
        ("user.act_as_end", None),
        ("user.acted", "POST /api/v1/notices/read"),
        ("user.acted", "POST /api/v1/wallet/redeem"),
    ]


async def tell(ctx: Ctx, user: User, subject: str) -> None:
    async with ctx.db.transaction() as session:
        await events.announce(session, ctx, user_id=user.id, topic="instance", subject=subject)


async def open_stream(ctx: Ctx, olga: httpx2.AsyncClient) -> AsyncGenerator[str, None]:
    """The event stream as this browser would open it; it has been welcomed."""
    caller = await auth.caller_of(ctx, _seen_by(olga))
    stream = events.stream(ctx, user_id=caller.user_id, last_seq=None)
    allowed = auth.as_long_as_allowed(ctx, caller, stream)
    await anext(allowed)
    return allowed


async def the_hour_ends(olga: httpx2.AsyncClient, clock: ManualClock) -> None:
    clock.advance(HOUR)


async def she_comes_back(olga: httpx2.AsyncClient, clock: ManualClock) -> None:
    await olga.delete("/api/v1/sessions/current/acting")


async def she_logs_out(olga: httpx2.AsyncClient, clock: ManualClock) -> None:
    await olga.delete("/api/v1/sessions/current")


@pytest.mark.parametrize("end", [the_hour_ends, she_comes_back, she_logs_out])
async def test_an_open_stream_ends_with_the_acting(
    ctx: Ctx, olga: httpx2.AsyncClient, clock: ManualClock, ann: User, end: Any
) -> None:
    await act(olga, ann)
    async with aclosing(await open_stream(ctx, olga)) as stream, asyncio.timeout(10):
        await tell(ctx, ann, "i-1")
        assert "i-1" in await anext(stream)
        await end(olga, clock)
        await tell(ctx, ann, "i-2")
        assert [frame async for frame in stream] == []


async def test_a_renters_own_stream_goes_on(
    ctx: Ctx, browser: Browser, clock: ManualClock, ann: User
) -> None:
    renter = await browser()
    await login(renter, "ann")
    async with aclosing(await open_stream(ctx, renter)) as stream, asyncio.timeout(10):
        clock.advance(HOUR)
        await tell(ctx, ann, "i-1")
        assert "i-1" in await anext(stream)


def _seen_by(browser: httpx2.AsyncClient, *, socket: bool = False) -> HTTPConnection:
    """A GET of this browser, or a WebSocket that it opens, as a route sees it."""
    headers = [(b"host", b"zuka.test"), (b"cookie", f"{COOKIE}={browser.cookies[COOKIE]}".encode())]
    kind: dict[str, Any] = {"type": "websocket"} if socket else {"type": "http", "method": "GET"}
    where = {"path": "/api/v1/me", "headers": headers, "client": ("192.0.2.7", 5)}
    return HTTPConnection(kind | where)
