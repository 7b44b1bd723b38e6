"""Fixtures of the workbench: an application that may dial loopback, and somebody who is logged in to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from harness.sshd import Sshd, sshd
from support import browsing, login, make_renter
from workbench.rig import Desk, with_workbench
from zuka.app import main
from zuka.context import Ctx


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sshd]:
    """A real OpenSSH server."""
    with sshd(tmp_path / "sshd") as made:
        yield made


@pytest.fixture
async def near(ctx: Ctx) -> AsyncIterator[FastAPI]:
    """The whole API, whose operator has allowed loopback."""
    made = main.create(with_workbench(ctx))
    yield made
    await made.state.workbench.aclose()


@pytest.fixture
async def desk(near: FastAPI, ctx: Ctx) -> AsyncIterator[Desk]:
    """Ann's."""
    await make_renter(ctx, "ann")
    async with browsing(near) as client:
        await login(client, "ann")
        yield Desk(client)


@pytest.fixture
async def another(near: FastAPI, ctx: Ctx) -> AsyncIterator[Desk]:
    """Bob's."""
    await make_renter(ctx, "bob")
    async with browsing(near) as client:
        await login(client, "bob")
        yield Desk(client)
