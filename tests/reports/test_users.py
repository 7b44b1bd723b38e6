"""Accounts as the operator lists them: with their money, their instances, and when they were last there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx2

from instances.conftest import PRICE, Renter
from support import Browser, both_databases, login, make_renter, refused, token_headers
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.kit.money import format_yuan, parse_yuan

pytestmark = both_databases

USERS = "/api/v1/admin/users"


async def one(operator: httpx2.AsyncClient, user_id: str) -> dict[str, Any]:
    answer = await operator.get(f"{USERS}/{user_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_account_shows_its_money_and_what_it_rents(
    renter: Renter, operator: httpx2.AsyncClient
) -> None:
    first, _ = await renter.rent(count=1), await renter.rent(count=2)
    page = (await operator.get(USERS, params={"query": "ann"})).json()["items"]
    assert page == [await one(operator, renter.user_id)]
    assert (page[0]["balance"], page[0]["instances"]) == ("100.00", 2)
    assert page[0]["burn_per_hour"] == format_yuan(3 * parse_yuan(PRICE))
    assert page[0]["disabled"] is False
    await renter.done(first, "stop")
    assert (await one(operator, renter.user_id))["instances"] == 2
    await renter.done(first, "release", confirm=(await renter.show(first))["name"])
    assert (await one(operator, renter.user_id))["instances"] == 1


async def test_an_account_without_a_wallet_has_nothing(operator: httpx2.AsyncClient) -> None:
    (olga,) = (await operator.get(USERS, params={"query": "olga"})).json()["items"]
    assert (olga["balance"], olga["burn_per_hour"], olga["instances"]) == ("0.00", "0.00", 0)


async def test_an_account_was_last_seen_when_it_last_asked_for_anything(
    ctx: Ctx, browser: Browser, operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann")

    async def last_seen() -> datetime | None:
        at = (await one(operator, ann.id))["last_seen_at"]
        return None if at is None else datetime.fromisoformat(at)

    assert await last_seen() is None
    page, program = await browser(), await browser()
    await login(page, "ann")
    assert await last_seen() == clock.now()
    clock.advance(minutes=10)
    await page.get("/api/v1/me")
    assert await last_seen() == clock.now()
    clock.advance(minutes=10)
    program.headers.update(await token_headers(ctx, ann))
    await program.get("/api/v1/me")
    there = clock.now()
    assert await last_seen() == there
    await page.delete("/api/v1/sessions/current")
    clock.advance(minutes=10)
    assert await last_seen() == there


async def test_nobody_is_shown_who_is_not_there(operator: httpx2.AsyncClient) -> None:
    refused(await operator.get(f"{USERS}/u-nobody"), 404, "identity.user_not_found")
