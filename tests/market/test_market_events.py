"""The market's live stream, and what anybody may read without an account."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace

import httpx2
import pytest

from fleet.rig import Rig
from market.conftest import set_price
from support import refused
from zuka.app import main
from zuka.context import Ctx
from zuka.errors import TooMany
from zuka.fleet import service as fleet
from zuka.kit import sse
from zuka.kit.clock import ManualClock
from zuka.kit.loop import Bell
from zuka.market.events import Board
from zuka.notices.events import SHUTDOWN

HOME = "192.0.2.7"


def parse(frame: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in frame.strip().splitlines() if not line.startswith(":"))


class Page:
    """An open market page."""

    def __init__(self, board: Board, clock: ManualClock, last_id: str | None = None) -> None:
        self.stream: AsyncGenerator[str, None] = board.stream(address=HOME, last_id=last_id)
        self._clock = clock

    async def next(self) -> dict[str, str]:
        """The next event, while time goes by."""
        waiting = asyncio.ensure_future(self._event())
        async with asyncio.timeout(10):
            while not waiting.done():
                self._clock.advance(0.5)
                await asyncio.sleep(0)
        return waiting.result()

    async def _event(self) -> dict[str, str]:
        while True:
            found = parse(await anext(self.stream))
            if "event" in found:
                return found


@pytest.fixture
def board(rig: Rig) -> Board:
    return Board(rig.ctx)


async def take_one(rig: Rig) -> None:
    await rig.take("h1", 1)


async def give_back(rig: Rig) -> None:
    async with rig.db.transaction() as session:
        await fleet.end_leases(session, instance_id="i-0", now=rig.clock.now())


async def close_host(rig: Rig) -> None:
    host_id = (await rig.host("h1")).id
    async with rig.db.transaction() as session:
        await fleet.close_host(session, rig.ctx, host_id=host_id, actor_id=rig.operator)


async def cordon(rig: Rig) -> None:
    *_, card = await rig.cards("h2")
    async with rig.db.transaction() as session:
        await fleet.cordon_card(session, rig.ctx, card_id=card.id, cordoned=True, actor_id=rig.operator)


async def new_price(rig: Rig) -> None:
    await set_price(rig, "RTX 3090", "1.60")


async def lose_host(rig: Rig) -> None:
    rig.engine.lose_host("h1")
    await rig.look()


@pytest.mark.parametrize("change", [take_one, give_back, close_host, cordon, new_price, lose_host])
async def test_pages_are_told_of_whatever_changes_the_market(
    rig: Rig, board: Board, clock: ManualClock, change: Callable[[Rig], Awaitable[None]]
) -> None:
    await rig.take("h2", 1, instance="i-0", model="RTX 4090")
    page = Page(board, clock)
    async with aclosing(page.stream):
        first = await page.next()
        await change(rig)
        told = await page.next()
    assert (first["event"], told["event"]) == ("market", "market")
    assert first["id"] != told["id"]
    assert json.loads(told["data"])["at"].endswith("Z")


async def test_what_another_process_changed_is_found_by_looking(
    rig: Rig, board: Board, clock: ManualClock
) -> None:
    elsewhere = replace(rig, ctx=replace(rig.ctx, bell=Bell()))
    page = Page(board, clock)
    async with aclosing(page.stream):
        await page.next()
        await new_price(elsewhere)
        assert (await page.next())["event"] == "market"


async def test_a_page_that_was_away_is_told_only_if_it_missed_something(
    rig: Rig, board: Board, clock: ManualClock
) -> None:
    page = Page(board, clock)
    async with aclosing(page.stream):
        known = (await page.next())["id"]
    back = Page(board, clock, last_id=known)
    async with aclosing(back.stream):
        assert await anext(back.stream) == sse.WELCOME
        await new_price(rig)
        assert (await back.next())["id"] != known
    late = Page(board, clock, last_id=known)
    async with aclosing(late.stream):
        assert (await late.next())["id"] != known


async def test_a_quiet_line_is_kept_alive(rig: Rig, board: Board, clock: ManualClock) -> None:
    page = Page(board, clock)
    async with aclosing(page.stream):
        await page.next()
        waiting = asyncio.ensure_future(anext(page.stream))
        async with asyncio.timeout(10):
            while not waiting.done():
                clock.advance(1)
                await asyncio.sleep(0)
        assert waiting.result() == sse.BEAT


async def test_one_address_cannot_take_every_stream(rig: Rig, clock: ManualClock) -> None:
    http = rig.settings.http.model_copy(update={"market_streams_per_address": 2})
    ctx = replace(rig.ctx, settings=rig.settings.model_copy(update={"http": http}))
    board = Board(ctx)
    pages = [Page(board, clock) for _ in range(2)]
    for page in pages:
        board.check_room(HOME)
        await page.next()
    with pytest.raises(TooMany):
        board.check_room(HOME)
    board.check_room("192.0.2.8")
    for page in pages:
        await page.stream.aclose()
    board.check_room(HOME)


async def test_a_server_that_stops_ends_every_stream(rig: Rig, board: Board, clock: ManualClock) -> None:
    page = Page(board, clock)
    await page.next()
    rig.ctx.bell.ring(SHUTDOWN)
    assert [one async for one in page.stream if "event" in parse(one)] == []


async def test_too_many_streams_are_refused_as_a_problem(ctx: Ctx) -> None:
    http = ctx.settings.http.model_copy(update={"market_streams_per_address": 1})
    app = main.create(replace(ctx, settings=ctx.settings.model_copy(update={"http": http})))
    transport = httpx2.ASGITransport(app=app, client=(HOME, 1))
    async with aclosing(app.state.board.stream(address=HOME, last_id=None)) as held:
        await anext(held)
        async with httpx2.AsyncClient(transport=transport, base_url="http://zuka.test") as client:
            answer = await client.get("/api/v1/market/events")
    refused(answer, 429, "request.rate_limited")
    assert answer.headers["retry-after"]


async def test_anybody_may_look_around(rig: Rig, client: httpx2.AsyncClient) -> None:
    about = (await client.get("/api/v1/about")).json()
    assert (about["simulated"], about["registration_open"]) == (True, True)
    assert about["rules"]["data_disk_price_per_gb_day"] == "0.0066"
    assert (about["rules"]["system_disk_gb"], about["rules"]["data_disk_free_gb"]) == (30, 50)
    assert (about["rules"]["retention_days"], about["rules"]["session_hours"]) == (15, 336)
    offers = (await client.get("/api/v1/offers")).json()
    assert {one["model"] for one in offers} == {"RTX 3090", "RTX 4090"}
    assert [one["model"] for one in (await client.get("/api/v1/models")).json()] == ["RTX 3090", "RTX 4090"]
    assert [one["name"] for one in (await client.get("/api/v1/regions")).json()] == ["local"]
    assert (await client.get("/api/v1/images")).status_code == 200
    refused(await client.post("/api/v1/quotes", json={}), 401, "identity.not_logged_in")
