"""Operators' open pages hear of every card that is taken or given back, and of what cards cost."""

from __future__ import annotations

import httpx2
from sqlalchemy import select

from instances.conftest import MODEL, Renter
from support import both_databases
from zuka.context import Ctx
from zuka.notices.models import Event

pytestmark = both_databases


async def heard(ctx: Ctx, user_id: str) -> list[str]:
    """The subjects of the `host` events that somebody has been sent, oldest first."""
    statement = select(Event.subject).where(Event.user_id == user_id, Event.topic == "host")
    async with ctx.db.read() as session:
        return list((await session.scalars(statement.order_by(Event.seq))).all())


async def test_taking_and_giving_back_cards_is_heard_by_operators_alone(
    renter: Renter, operator: httpx2.AsyncClient
) -> None:
    ctx, olga = renter.ctx, (await operator.get("/api/v1/me")).json()["id"]
    assert await heard(ctx, olga) == []
    instance_id = await renter.rent(count=1)
    assert await heard(ctx, olga) == [renter.host_id]
    await renter.done(instance_id, "stop")
    assert await heard(ctx, olga) == [renter.host_id] * 2
    await renter.done(instance_id, "start", cards=True)
    assert await heard(ctx, olga) == [renter.host_id] * 3
    assert await heard(ctx, renter.user_id) == []


async def test_an_order_that_comes_to_nothing_is_not_heard(
    renter: Renter, operator: httpx2.AsyncClient
) -> None:
    olga = (await operator.get("/api/v1/me")).json()["id"]
    assert (await renter.order(count=9)).status_code == 409
    assert await heard(renter.ctx, olga) == []


async def test_a_new_price_is_heard(renter: Renter, operator: httpx2.AsyncClient) -> None:
    olga = (await operator.get("/api/v1/me")).json()["id"]
    answer = await operator.put(f"/api/v1/admin/prices/{MODEL}", json={"price_per_hour": "2"})
    assert answer.status_code == 200, answer.text
    assert await heard(renter.ctx, olga) == [MODEL]
