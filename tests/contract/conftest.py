"""Every test of this suite runs on both engines; on the real one with the marker `incus`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from contract.regions import InMemory, OnIncus, Region, run_here
from harness import tiny
from harness.incusd import IncusHarness, private_incus
from zuka.engine.incus.engine import IncusEngine
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.kit.clock import ManualClock, SystemClock

BOTH = ["simulated", pytest.param("incus", marks=[pytest.mark.incus, pytest.mark.enable_socket])]


@pytest.fixture(scope="session")
def contract_daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncusHarness]:
    """A daemon of this suite's own: its tests count what is there, and kill it."""
    if os.geteuid() != 0:
        pytest.skip("a real daemon needs root")
    with private_incus() as harness:
        harness.import_image(tiny.ALIAS, *tiny.build(tmp_path_factory.mktemp("tiny")))
        yield harness


@pytest.fixture(params=BOTH)
async def region(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Region]:
    if request.param == "simulated":
        made = _in_memory(tmp_path)
    else:
        made = await on_incus(request.getfixturevalue("contract_daemon"), tmp_path)
    yield made
    await made.clear()
    await made.engine.aclose()


@pytest.fixture
async def real(contract_daemon: IncusHarness, tmp_path: Path) -> AsyncIterator[Region]:
    """The real region alone."""
    made = await on_incus(contract_daemon, tmp_path)
    yield made
    await made.clear()
    await made.engine.aclose()


def _in_memory(tmp_path: Path) -> Region:
    clock = ManualClock(SystemClock().now())
    engine = SimulatedEngine(clock, [SimulatedHost("h1", cards=())], on_exec=run_here)
    engine.add_image(tiny.ALIAS)
    return Region(
        engine=engine,
        host="h1",
        image=tiny.ALIAS,
        address=lambda last: f"10.0.0.{last}",
        outside=InMemory(engine),
        another=lambda: SimulatedEngine(clock, world=engine.world),
        variant=lambda text: tiny.variant(tmp_path, text),
    )


async def on_incus(harness: IncusHarness, tmp_path: Path) -> Region:
    engine = IncusEngine(harness.settings)
    host, *_ = await engine.hosts()
    return Region(
        engine=engine,
        host=host.name,
        image=tiny.ALIAS,
        address=harness.address,
        outside=OnIncus(harness),
        another=lambda: IncusEngine(harness.settings),
        variant=lambda text: tiny.variant(tmp_path, text),
    )
