"""Fixtures of the fleet's tests."""

from __future__ import annotations

import pytest

from fleet.rig import Rig, build
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.kit.clock import ManualClock


@pytest.fixture
def engine(clock: ManualClock) -> SimulatedEngine:
    """A simulated region: `h1` with four RTX 3090 and `h2` with two."""
    return SimulatedEngine(clock, [SimulatedHost.with_cards("h1", 4), SimulatedHost.with_cards("h2", 2)])


@pytest.fixture
async def rig(ctx: Ctx, clock: ManualClock, engine: SimulatedEngine) -> Rig:
    """Nobody has looked at the hosts yet."""
    return await build(ctx, clock, engine)
