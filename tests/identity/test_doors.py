"""The doors: origins, addresses, tokens and their scopes, limits."""

from __future__ import annotations

import asyncio

import httpx2
import pytest
from starlette.requests import HTTPConnection

from support import (
    ORIGIN,
    PASSWORD,
    Browser,
    both_databases,
    browsing,
    login,
    make_operator,
    make_renter,
    refused,
    token_headers,
    with_security,
)
from zuka.app import main
from zuka.context import Ctx
from zuka.errors import DomainError, Forbidden, TooMany
from zuka.identity import auth, limits
from zuka.kit.clock import ManualClock

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ann@laptop"


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": ORIGIN}, True),
        ({"Origin": "http://evil.test"}, False),
        ({"Origin": "http://zuka.test:8081"}, False),
        ({"Origin": "http://zuka.test.evil.test"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
    ],
)
async def test_another_site_cannot_act_with_the_cookie(
    ctx: Ctx, client: httpx2.AsyncClient, headers: dict[str, str], allowed: bool
) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    answer = await client.post("/api/v1/keys", json={"name": "k", "public_key": KEY}, headers=headers)
    if allowed:
        assert answer.status_code == 201
    else:
        refused(answer, 403, "request.forbidden_origin")
        assert (await client.get("/api/v1/keys")).json() == []


async def test_another_site_cannot_log_a_browser_in(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    await make_renter(ctx, "eve")
    answer = await client.post(
        "/api/v1/sessions",
        json={"name": "eve", "password": PASSWORD},
        headers={"Origin": "http://evil.test"},
    )
    refused(answer, 403, "request.forbidden_origin")
    assert auth.COOKIE not in client.cookies


def websocket(ctx_cookie: str, origin: str | None) -> HTTPConnection:
    headers = [(b"host", b"zuka.test"), (b"cookie", f"{auth.COOKIE}={ctx_cookie}".encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    return HTTPConnection({"type": "websocket", "headers": headers, "client": ("192.0.2.7", 5)})


async def test_a_websocket_is_let_in_from_our_own_pages_only(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    user = await make_renter(ctx, "ann")
    await login(client, "ann")
    cookie = client.cookies[auth.COOKIE]
    caller = await auth.caller_of(ctx, websocket(cookie, ORIGIN))
    assert (caller.user_id, caller.address) == (user.id, "192.0.2.7")
    with pytest.raises(Forbidden, match="forbidden_origin"):
        await auth.caller_of(ctx, websocket(cookie, "http://evil.test"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1, 127.0.0.1", "127.0.0.1"),
        ("::ffff:198.51.100.1", "", "198.51.100.1"),
    ],
)
def test_only_our_own_proxies_say_where_somebody_comes_from(
    ctx: Ctx, peer: str, forwarded: str, seen: str
) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    connection = HTTPConnection({"type": "http", "method": "GET", "headers": headers, "client": (peer, 5)})
    assert auth.address_of(ctx.settings, connection) == seen


async def test_a_token_opens_the_api_until_it_is_revoked(ctx: Ctx, browser: Browser) -> None:
    await make_renter(ctx, "ann")
    ann, program = await browser(), await browser()
    await login(ann, "ann")
    made = (await ann.post("/api/v1/tokens", json={"name": "laptop", "scopes": ["all"]})).json()
    assert made["secret"].startswith("zk_")
    program.headers["Authorization"] = f"Bearer {made['secret']}"
    # No browser sends a bearer token by itself, so a foreign origin does not matter.
    added = await program.post(
        "/api/v1/keys", json={"name": "k", "public_key": KEY}, headers={"Origin": "http://other.test"}
    )
    assert added.status_code == 201
    listed = (await ann.get("/api/v1/tokens")).json()
    assert "secret" not in listed[0]
    assert listed[0]["last_used_at"] is not None
    assert (await ann.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
    refused(await program.get("/api/v1/me"), 401, "identity.not_logged_in")
    refused(await ann.delete(f"/api/v1/tokens/{made['id']}"), 404, "identity.token_not_found")


@pytest.mark.parametrize("secret", ["", "zk_", "zk_unknown", "something else"])
async def test_a_made_up_token_opens_nothing(client: httpx2.AsyncClient, secret: str) -> None:
    answer = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    refused(answer, 401, "identity.not_logged_in")


async def test_a_token_does_what_its_scopes_say_and_no_more(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann")
    read, rent = await token_headers(ctx, ann, "read"), await token_headers(ctx, ann, "rent")
    read_all = {"ids": None}
    key = {"name": "k", "public_key": KEY}
    for headers in (read, rent):
        assert (await client.get("/api/v1/wallet", headers=headers)).status_code == 200
        refused(await client.post("/api/v1/keys", json=key, headers=headers), 403, "identity.forbidden")
        escalation = {"name": "t", "scopes": ["all"]}
        refused(
            await client.post("/api/v1/tokens", json=escalation, headers=headers), 403, "identity.forbidden"
        )
        refused(await client.get("/api/v1/admin/users", headers=headers), 403, "identity.forbidden")
    refused(await client.post("/api/v1/notices/read", json=read_all, headers=read), 403, "identity.forbidden")
    answer = await client.post("/api/v1/notices/read", json=read_all, headers=rent)
    assert answer.status_code == 204


async def test_an_operators_token_needs_the_scope_to_operate(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    olga, ann = await make_operator(ctx, "olga"), await make_renter(ctx, "ann")
    look, act = await token_headers(ctx, olga, "read"), await token_headers(ctx, olga, "operate")
    rent = await token_headers(ctx, olga, "rent")
    path = f"/api/v1/admin/users/{ann.id}/disable"
    assert (await client.get("/api/v1/admin/users", headers=look)).status_code == 200
    refused(await client.get("/api/v1/admin/users", headers=rent), 403, "identity.forbidden")
    refused(await client.post(path, headers=look), 403, "identity.forbidden")
    assert (await client.post(path, headers=act)).status_code == 200


async def test_a_renter_cannot_make_a_token_that_operates(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    answer = await client.post("/api/v1/tokens", json={"name": "t", "scopes": ["operate"]})
    refused(answer, 403, "identity.forbidden")


async def test_a_locked_out_account_is_locked_out_with_its_tokens(
    ctx: Ctx, client: httpx2.AsyncClient
) -> None:
    ann, olga = await make_renter(ctx, "ann"), await make_operator(ctx, "olga")
    headers = await token_headers(ctx, ann)
    operator = await token_headers(ctx, olga)
    await client.post(f"/api/v1/admin/users/{ann.id}/disable", headers=operator)
    refused(await client.get("/api/v1/me", headers=headers), 403, "identity.disabled")


@both_databases
async def test_guessing_is_slowed_down_and_the_wait_is_told(ctx: Ctx, clock: ManualClock) -> None:
    clock.advance(15)
    for _ in range(3):
        await limits.spend(ctx, what="guess", who="eve", limit=3, seconds=60)
    with pytest.raises(TooMany) as caught:
        await limits.spend(ctx, what="guess", who="eve", limit=3, seconds=60)
    assert caught.value.retry_after == 45
    await limits.spend(ctx, what="guess", who="ann", limit=3, seconds=60)
    clock.advance(45)
    await limits.spend(ctx, what="guess", who="eve", limit=3, seconds=60)


@both_databases
async def test_guesses_at_the_same_time_are_all_counted(ctx: Ctx) -> None:
    tries = [limits.spend(ctx, what="guess", who="eve", limit=10, seconds=60) for _ in range(30)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(result is None for result in results) == 10
    assert all(result is None or isinstance(result, DomainError) for result in results)


async def test_wrong_passwords_are_counted_although_the_request_fails(ctx: Ctx) -> None:
    await make_renter(ctx, "ann")
    wrong = {"name": "ann", "password": "not the password"}
    async with browsing(main.create(with_security(ctx, login_attempts_per_minute=2))) as client:
        for _ in range(2):
            refused(await client.post("/api/v1/sessions", json=wrong), 401, "identity.bad_credentials")
        right = await client.post("/api/v1/sessions", json={"name": "ann", "password": PASSWORD})
    refused(right, 429, "request.rate_limited")
    assert right.headers["retry-after"] == "60"


def test_one_household_on_ipv6_counts_as_one() -> None:
    assert limits.network_of("2001:db8:1:2::5") == limits.network_of("2001:db8:1:2:ffff::9")
    assert limits.network_of("2001:db8:1:2::5") != limits.network_of("2001:db8:1:3::5")
