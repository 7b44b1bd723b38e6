"""An open shop on a simulated region, and a renter with money in front of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from support import login, make_operator, make_renter, token_headers
from zuka.context import Ctx
from zuka.fleet import service as fleet
from zuka.fleet.sync import apply, observe
from zuka.images.making import ensure_simulated
from zuka.instances import arrears, operations, retention, sweep
from zuka.kit.clock import ManualClock
from zuka.kit.money import parse_yuan
from zuka.market import service as market

MODEL = "RTX 3090"
PRICE = "1.58"


async def open_shop(ctx: Ctx) -> list[str]:
    """See the hosts, price the cards, open everything; the hosts' ids by name."""
    began = ctx.clock.now()
    facts = await observe(ctx, "local")
    async with ctx.db.transaction() as session:
        await apply(session, ctx, "local", facts, began)
    async with ctx.db.transaction() as session:
        await market.set_price(session, ctx, model=MODEL, list_price_micros=parse_yuan(PRICE), actor_id=None)
        hosts = await fleet.hosts_of(session)
        for host in hosts:
            await fleet.open_host(session, ctx, host_id=host.id, actor_id=None)
    await ensure_simulated(ctx, "local")
    return [host.id for host in hosts]


@dataclass
class Renter:
    """A logged-in renter and what they do."""

    http: httpx2.AsyncClient
    user_id: str
    host_id: str
    ctx: Ctx

    async def order(self, *, count: int = 2, **wanted: Any) -> httpx2.Response:
        body = {"host_id": self.host_id, "count": count, "image_id": "base", **wanted}
        return await self.http.post("/api/v1/instances", json=body)

    async def rent(self, *, count: int = 2, **wanted: Any) -> str:
        """Order and wait until it runs; the instance's id."""
        answer = await self.order(count=count, **wanted)
        assert answer.status_code == 202, answer.text
        await work(self.ctx)
        instance_id: str = answer.json()["instance"]["id"]
        assert (await self.show(instance_id))["state"] == "running"
        return instance_id

    async def show(self, instance_id: str) -> dict[str, Any]:
        answer = await self.http.get(f"/api/v1/instances/{instance_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def do(self, instance_id: str, verb: str, **body: Any) -> httpx2.Response:
        return await self.http.post(f"/api/v1/instances/{instance_id}/{verb}", json=body)

    async def done(self, instance_id: str, verb: str, **body: Any) -> dict[str, Any]:
        """Ask for it and see it through; the instance after it."""
        answer = await self.do(instance_id, verb, **body)
        assert answer.status_code == 202, answer.text
        await work(self.ctx)
        return await self.show(instance_id)

    async def get(self, path: str) -> Any:
        answer = await self.http.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def idle(self) -> int:
        """Idle cards of the host, as the market shows them; 0 when it is not shown at all."""
        offers = await self.get("/offers")
        return sum(offer["idle"] for offer in offers if offer["host_id"] == self.host_id)


async def work(ctx: Ctx) -> None:
    """Carry on every operation that is due."""
    await operations.LOOP.once(ctx)


async def look(ctx: Ctx) -> None:
    """What the platform does by itself every few seconds, once."""
    await sweep.sweep(ctx, "local")
    await arrears.LOOP.once(ctx)
    await retention.LOOP.once(ctx)
    await work(ctx)


@pytest.fixture
async def host_ids(ctx: Ctx) -> list[str]:
    return await open_shop(ctx)


NewRenter = Callable[..., Awaitable[Renter]]


@pytest.fixture
def new_renter(ctx: Ctx, browser: Any, host_ids: list[str]) -> NewRenter:
    """Makes one more renter, logged in, with money."""

    async def another(name: str, *, yuan: str = "100") -> Renter:
        user = await make_renter(ctx, name, yuan=yuan)
        http = await browser()
        http.headers.update(await token_headers(ctx, user))
        return Renter(http, user.id, host_ids[0], ctx)

    return another


@pytest.fixture
async def renter(new_renter: NewRenter) -> Renter:
    return await new_renter("ann")


@pytest.fixture
async def operator(ctx: Ctx, browser: Any) -> httpx2.AsyncClient:
    await make_operator(ctx)
    http: httpx2.AsyncClient = await browser()
    await login(http, "olga")
    return http


def pass_time(clock: ManualClock, *, seconds: float = 0, hours: float = 0) -> None:
    clock.advance(seconds + hours * 3600)
