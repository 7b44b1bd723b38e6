"""A fake server and the real engine code that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.incus.fake_incus import FakeIncus
from zuka.engine.incus.engine import IncusEngine


@pytest.fixture
async def incus(tmp_path: Path) -> AsyncIterator[FakeIncus]:
    server = FakeIncus(tmp_path / "incus.socket")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def real(incus: FakeIncus) -> AsyncIterator[IncusEngine]:
    """The engine itself; only what it talks to is not real."""
    engine = IncusEngine(incus.settings)
    yield engine
    await engine.aclose()
