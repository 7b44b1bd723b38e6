"""Fixtures of the market's tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleet.rig import Rig, build
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.kit.clock import ManualClock
from zuka.kit.money import parse_yuan
from zuka.market import service as market


@pytest.fixture
def engine(clock: ManualClock) -> SimulatedEngine:
    """`h1` with four RTX 3090, `h2` with two RTX 4090, `h3` with one of each."""
    mixed = SimulatedHost.with_cards("h3", 2)
    other = replace(mixed.cards[1], model="NVIDIA GeForce RTX 4090")
    return SimulatedEngine(
        clock,
        [
            SimulatedHost.with_cards("h1", 4),
            SimulatedHost.with_cards("h2", 2, model="NVIDIA GeForce RTX 4090"),
            replace(mixed, cards=(mixed.cards[0], other)),
        ],
    )


@pytest.fixture
async def rig(ctx: Ctx, clock: ManualClock, engine: SimulatedEngine) -> Rig:
    """Every host is open; an RTX 3090 costs 1.58 an hour, an RTX 4090 2.00 less five per cent."""
    made = await build(ctx, clock, engine)
    await made.open("h1", "h2", "h3")
    await set_price(made, "RTX 3090", "1.58")
    await set_price(made, "RTX 4090", "2.00", discount=5)
    return made


async def set_price(rig: Rig, model: str, yuan: str, *, discount: int = 0) -> None:
    async with rig.db.transaction() as session:
        await market.set_price(
            session,
            rig.ctx,
            model=model,
            list_price_micros=parse_yuan(yuan),
            discount_percent=discount,
            actor_id=rig.operator,
        )
