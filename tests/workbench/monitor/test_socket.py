"""The monitor's WebSocket, as a page of the console uses it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from harness.sshd import Sshd
from workbench.monitor.rig import passing
from workbench.rig import Desk, Page, close_code, hears, served
from zuka.kit.clock import ManualClock

pytestmark = pytest.mark.enable_socket


@pytest.fixture
async def page(near: FastAPI, desk: Desk) -> AsyncIterator[Page]:
    """Ann's."""
    async with served(near) as port:
        yield Page(desk, port)


async def test_tells_how_the_machine_is_doing(
    page: Page, desk: Desk, server: Sshd, clock: ManualClock
) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/monitor/socket?interval=1"
    async with page.socket(path, await page.ticket()) as connection:
        with passing(clock):
            sample = (await hears(connection, "sample"))["sample"]
        assert sample["cpu"]["count"] >= 1
        assert sample["latency_ms"] > 0


async def test_ends_when_the_session_is_closed(
    page: Page, desk: Desk, server: Sshd, clock: ManualClock
) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/monitor/socket?interval=1"
    async with page.socket(path, await page.ticket()) as connection:
        with passing(clock):
            await hears(connection, "sample")
        await desk.call("DELETE", f"/sessions/{session['id']}", status=204)
        async with asyncio.timeout(20):
            await connection.wait_closed()


async def test_nobody_watches_anothers_machine(page: Page, another: Desk, server: Sshd) -> None:
    session = await another.connected(server)
    path = f"/sessions/{session['id']}/monitor/socket"
    assert await close_code(page.socket(path, await page.ticket())) == 4404
