"""Many renters at once: the cards are sold once, and nobody spends what they have not got."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import httpx2
import pytest
from fastapi import FastAPI

from instances.conftest import MODEL, open_shop, work
from support import ORIGIN, books_are_right, make_renter, refused, token_headers, view
from zuka.context import Ctx
from zuka.fleet import service as fleet
from zuka.kit.money import parse_yuan

pytestmark = [
    pytest.mark.race,
    pytest.mark.parametrize(
        "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
    ),
]

RENTERS = 200
CARDS = 8


async def _idle(ctx: Ctx, host_id: str) -> int:
    async with ctx.db.read() as session:
        stock = await fleet.stock(session, host_id=host_id, model=MODEL)
    return stock[0].idle


def _order(client: httpx2.AsyncClient, headers: dict[str, str], host_id: str) -> Awaitable[httpx2.Response]:
    body = {"host_id": host_id, "count": 1, "image_id": "base"}
    return client.post("/api/v1/instances", json=body, headers=headers)


async def test_200_renters_order_the_last_8_cards(ctx: Ctx, app: FastAPI) -> None:
    host_id = (await open_shop(ctx))[0]
    users = [await make_renter(ctx, f"renter{number}", yuan="10") for number in range(RENTERS)]
    headers = [await token_headers(ctx, user) for user in users]
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ORIGIN) as client:
        answers = await asyncio.gather(*(_order(client, one, host_id) for one in headers))
    won = [answer for answer in answers if answer.status_code == 202]
    lost = [answer for answer in answers if answer.status_code != 202]
    assert len(won) == CARDS
    for answer in lost:
        facts = refused(answer, 409, "market.sold_out")
        assert 0 <= facts["idle"] < 1, "what is still free is said, and it was too little"
    assert await _idle(ctx, host_id) == 0
    await work(ctx)
    await _everybody_paid_for_what_they_got(ctx, [user.id for user in users])
    await books_are_right(ctx)


async def _everybody_paid_for_what_they_got(ctx: Ctx, user_ids: list[str]) -> None:
    views = [await view(ctx, user_id) for user_id in user_ids]
    assert sum(one.burn_per_hour == parse_yuan("1.58") for one in views) == CARDS
    assert sum(one.burn_per_hour == 0 for one in views) == RENTERS - CARDS
    assert all(one.held == 0 for one in views)


async def test_100_orders_of_one_renter_never_overdraw(ctx: Ctx, app: FastAPI) -> None:
    """The money is for three instances, the cards would do for eight on each of two hosts."""
    hosts = await open_shop(ctx)
    user = await make_renter(ctx, "greedy", yuan="5.00")
    headers = await token_headers(ctx, user)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ORIGIN) as client:
        answers = await asyncio.gather(
            *(_order(client, headers, hosts[number % len(hosts)]) for number in range(100))
        )
    won = [answer for answer in answers if answer.status_code == 202]
    assert len(won) == 3
    for answer in answers:
        if answer.status_code != 202:
            assert answer.json()["code"] in {"wallet.insufficient", "market.sold_out"}, answer.text
    wallet = await view(ctx, user.id)
    assert wallet.held == 3 * parse_yuan("1.58")
    assert wallet.available >= 0
    idle = [await _idle(ctx, host_id) for host_id in hosts]
    assert sum(idle) == 2 * CARDS - 3, "a refused order keeps no card"
    await work(ctx)
    assert (await view(ctx, user.id)).burn_per_hour == 3 * parse_yuan("1.58")
    await books_are_right(ctx)
