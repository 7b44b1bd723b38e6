"""A platform around the gateway, fresh for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.world import World, world


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, connections_per_instance=3, connections_per_source=3) as made:
        yield made
