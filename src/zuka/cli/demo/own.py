"""The platform for the demo's own time: the one that is served here already, or one that is set up and served until
the demo is over."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from zuka.cli import local
from zuka.cli.demo.here import address
from zuka.cli.failures import ERROR, Failure
from zuka.cli.output import note
from zuka.settings import Settings

_POLL_SECONDS = 0.5
_STOP_SECONDS = 30


@asynccontextmanager
async def platform() -> AsyncIterator[Settings]:
    """The settings of a platform that answers for as long as the block lasts. What `zuka up` sets up on a machine
    that had nothing stays; only the serving ends."""
    settings = local.load()
    if await _answers(settings):
        yield settings
        return
    note("Nothing is served here, so `zuka up` runs for the time of the demo.")
    serving = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "zuka.cli.main", "up", stdout=sys.stderr, start_new_session=True
    )
    try:
        while not await _answers(local.load()):
            if serving.returncode is not None:
                raise Failure("cli.up", "`zuka up` ended; what it said is above.", exit_code=ERROR)
            await asyncio.sleep(_POLL_SECONDS)
        yield local.load()
    finally:
        if serving.returncode is None:
            serving.send_signal(signal.SIGINT)
            async with asyncio.timeout(_STOP_SECONDS):
                await serving.wait()


async def _answers(settings: Settings) -> bool:
    async with httpx2.AsyncClient(timeout=2) as client:
        try:
            return (await client.get(f"{address(settings)}/health")).status_code == httpx2.codes.OK
        except httpx2.TransportError:
            return False
