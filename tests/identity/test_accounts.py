"""Accounts: registering, logging in and out, passwords, and what the operator may do to them."""

from __future__ import annotations

import httpx2
import pytest

from support import (
    PASSWORD,
    Browser,
    both_databases,
    browsing,
    login,
    make_operator,
    make_renter,
    refused,
    with_security,
)
from zuka.app import main
from zuka.context import Ctx
from zuka.identity import loops, service
from zuka.identity.auth import COOKIE
from zuka.kit.clock import ManualClock


async def register(client: httpx2.AsyncClient, name: str, password: str = PASSWORD) -> httpx2.Response:
    return await client.post("/api/v1/users", json={"name": name, "password": password})


async def test_somebody_registers_logs_in_and_is_known(client: httpx2.AsyncClient) -> None:
    made = await register(client, "小明")
    assert made.status_code == 201
    assert made.json()["role"] == "renter"
    refused(await client.get("/api/v1/me"), 401, "identity.not_logged_in")
    await login(client, "小明")
    assert (await client.get("/api/v1/me")).json() == {**made.json(), "acting": None}


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: httpx2.AsyncClient) -> None:
    await register(client, "ann")
    answer = await client.post("/api/v1/sessions", json={"name": "ann", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert PASSWORD not in answer.text


@both_databases
@pytest.mark.parametrize("second", ["ann", "ANN", "Ａｎｎ"])
async def test_a_name_that_looks_taken_is_taken(client: httpx2.AsyncClient, second: str) -> None:
    await register(client, "Ann")
    refused(await register(client, second), 409, "identity.name_taken")


@pytest.mark.parametrize("name", ["a", "-ann", "an n", "ann/..", "a" * 33, "", "ann\n", "<b>ann"])
async def test_names_that_would_confuse_people_are_refused(client: httpx2.AsyncClient, name: str) -> None:
    facts = refused(await register(client, name), 422, "request.invalid")
    assert facts["fields"][0]["field"] == "name"


async def test_a_short_password_is_refused(client: httpx2.AsyncClient) -> None:
    refused(await register(client, "ann", "short"), 422, "request.invalid")


async def test_a_wrong_password_and_an_unknown_name_answer_alike(client: httpx2.AsyncClient) -> None:
    await register(client, "ann")
    answers = []
    for name, password in (("ann", "not the password"), ("nobody", PASSWORD)):
        answer = await client.post("/api/v1/sessions", json={"name": name, "password": password})
        refused(answer, 401, "identity.bad_credentials")
        answers.append({**answer.json(), "request_id": ""})
    assert answers[0] == answers[1]


async def test_logging_out_ends_the_session_and_not_only_the_cookie(client: httpx2.AsyncClient) -> None:
    await register(client, "ann")
    await login(client, "ann")
    stolen = client.cookies[COOKIE]
    assert (await client.delete("/api/v1/sessions/current")).status_code == 204
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, stolen)
    refused(await client.get("/api/v1/me"), 401, "identity.not_logged_in")


async def test_a_log_in_ends_after_its_days(client: httpx2.AsyncClient, ctx: Ctx, clock: ManualClock) -> None:
    await register(client, "ann")
    await login(client, "ann")
    clock.advance(days=ctx.settings.http.session_days)
    client.cookies.set(COOKIE, client.cookies.get(COOKIE) or "")
    refused(await client.get("/api/v1/me"), 401, "identity.not_logged_in")


async def test_one_browser_logs_another_out(browser: Browser) -> None:
    here, there = await browser(), await browser()
    await register(here, "ann")
    await login(here, "ann")
    await login(there, "ann")
    listed = (await here.get("/api/v1/sessions")).json()
    assert sorted(one["current"] for one in listed) == [False, True]
    other = next(one["id"] for one in listed if not one["current"])
    assert (await here.delete(f"/api/v1/sessions/{other}")).status_code == 204
    refused(await there.get("/api/v1/me"), 401, "identity.not_logged_in")
    assert (await here.get("/api/v1/me")).status_code == 200


async def test_nobody_ends_a_strangers_session(browser: Browser) -> None:
    ann, eve = await browser(), await browser()
    for client, name in ((ann, "ann"), (eve, "eve")):
        await register(client, name)
        await login(client, name)
    target = (await ann.get("/api/v1/sessions")).json()[0]["id"]
    refused(await eve.delete(f"/api/v1/sessions/{target}"), 404, "identity.session_not_found")
    assert (await ann.get("/api/v1/me")).status_code == 200


async def test_a_new_password_logs_the_other_browsers_out(browser: Browser) -> None:
    here, there = await browser(), await browser()
    await register(here, "ann")
    await login(here, "ann")
    await login(there, "ann")
    wrong = {"old": "not the password", "new": "another long password"}
    refused(await here.post("/api/v1/me/password", json=wrong), 401, "identity.bad_credentials")
    right = {"old": PASSWORD, "new": "another long password"}
    assert (await here.post("/api/v1/me/password", json=right)).status_code == 204
    assert (await here.get("/api/v1/me")).status_code == 200
    refused(await there.get("/api/v1/me"), 401, "identity.not_logged_in")
    await login(there, "ann", "another long password")


async def test_the_operator_locks_an_account_out_and_lets_it_in_again(ctx: Ctx, browser: Browser) -> None:
    ann, operator = await browser(), await browser()
    user = await make_renter(ctx, "ann")
    await make_operator(ctx, "olga")
    await login(ann, "ann")
    await login(operator, "olga")
    assert (await operator.post(f"/api/v1/admin/users/{user.id}/disable")).json()["disabled"] is True
    refused(await ann.get("/api/v1/me"), 401, "identity.not_logged_in")
    again = await ann.post("/api/v1/sessions", json={"name": "ann", "password": PASSWORD})
    refused(again, 403, "identity.disabled")
    await operator.post(f"/api/v1/admin/users/{user.id}/enable")
    await login(ann, "ann")
    acts = (await operator.get("/api/v1/admin/audit", params={"target": user.id})).json()["items"]
    assert {act["action"] for act in acts} == {"user.disable", "user.enable"}


async def test_an_operator_does_not_lock_themselves_out(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    olga = await make_operator(ctx, "olga")
    await login(client, "olga")
    answer = await client.post(f"/api/v1/admin/users/{olga.id}/disable")
    refused(answer, 409, "identity.not_yourself")


async def test_the_operators_pages_are_closed_to_renters(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    for path in ("users", "audit"):
        refused(await client.get(f"/api/v1/admin/{path}"), 403, "identity.forbidden")


@both_databases
async def test_the_operator_finds_accounts_page_by_page(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await make_operator(ctx, "olga")
    for number in range(5):
        clock.advance(1)
        await make_renter(ctx, f"Student_{number}")
    await login(client, "olga")
    names: list[str] = []
    params = {"query": "STUDENT_", "limit": "2"}
    while True:
        page = (await client.get("/api/v1/admin/users", params=params)).json()
        names += [user["name"] for user in page["items"]]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert names == [f"Student_{number}" for number in (4, 3, 2, 1, 0)]


async def test_closed_registration_leaves_accounts_to_the_operator(ctx: Ctx) -> None:
    await make_operator(ctx, "olga")
    async with browsing(main.create(with_security(ctx, open_registration=False))) as client:
        refused(await register(client, "ann"), 403, "identity.registration_closed")
        await login(client, "olga")
        made = await client.post(
            "/api/v1/admin/users", json={"name": "ann", "password": PASSWORD, "role": "renter"}
        )
        assert made.status_code == 201
        await login(client, "ann")


async def test_the_first_operator_is_made_once(ctx: Ctx) -> None:
    async with ctx.db.transaction() as session:
        first = await service.ensure_operator(session, ctx, name="admin", password=PASSWORD)
    async with ctx.db.transaction() as session:
        second = await service.ensure_operator(session, ctx, name="other", password=PASSWORD)
    assert first is not None
    assert second is None
    assert (await service.authenticate(ctx, name="admin", password=PASSWORD)).role == "operator"


async def test_hashes_follow_the_settings_at_the_next_log_in(ctx: Ctx) -> None:
    user = await make_renter(ctx, "ann")
    await service.authenticate(with_security(ctx, argon2_memory_kib=16), name="ann", password=PASSWORD)
    async with ctx.db.read() as session:
        fresh = await service.get_user(session, user_id=user.id)
    assert "m=16," in fresh.password_hash
    await service.authenticate(ctx, name="ann", password=PASSWORD)


async def test_expired_log_ins_are_forgotten(
    client: httpx2.AsyncClient, ctx: Ctx, clock: ManualClock
) -> None:
    await register(client, "ann")
    await login(client, "ann")
    assert await loops.LOOPS[0].once(ctx) == 0
    clock.advance(days=ctx.settings.http.session_days + 1)
    assert await loops.LOOPS[0].once(ctx) == 1
    assert await loops.LOOPS[0].once(ctx) == 0
