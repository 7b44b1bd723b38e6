"""A platform around the gateway, fresh for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from gateway.browser import Browser
from gateway.world import World, world
from zuka.gateway.web import WebGateway


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, connections_per_instance=3, connections_per_source=3) as made:
        yield made


@pytest.fixture
async def gateway(place: World) -> AsyncIterator[WebGateway]:
    made = WebGateway(place.ctx)
    yield made
    await made.close()


@pytest.fixture
async def browser(gateway: WebGateway) -> AsyncIterator[Browser]:
    port = await gateway.start()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False) as client:
        yield Browser(port, client)
