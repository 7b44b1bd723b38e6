"""Fixtures of the fleet's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fleet.rig import Rig, build
from zuka.engine.simulated.world import SimulatedHost
from zuka.kit.db import Db


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    made = Db(f"sqlite+aiosqlite:///{tmp_path / 'zuka.db'}")
    await made.create_all()
    yield made
    await made.aclose()


@pytest.fixture
async def rig(db: Db) -> Rig:
    """Two hosts: `h1` with four cards, `h2` with two. Nobody has looked at them yet."""
    return await build(db, [SimulatedHost.with_cards("h1", 4), SimulatedHost.with_cards("h2", 2)])
