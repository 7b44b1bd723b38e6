"""The SQL of price plans."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit.db import claim
from zuka.market.models import PricePlan


async def plan(session: AsyncSession, model: str) -> PricePlan | None:
    return await session.get(PricePlan, model, populate_existing=True)


async def plans(session: AsyncSession) -> list[PricePlan]:
    return list((await session.scalars(select(PricePlan).order_by(PricePlan.model))).all())


async def put_plan(
    session: AsyncSession, *, model: str, list_price_micros: int, discount_percent: int, now: datetime
) -> None:
    values = {
        "list_price_micros": list_price_micros,
        "discount_percent": discount_percent,
        "updated_at": now,
    }
    if not await claim(session, PricePlan, [{"model": model, **values}]):
        await session.execute(update(PricePlan).where(PricePlan.model == model).values(**values))
