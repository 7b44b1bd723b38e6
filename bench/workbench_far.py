"""A long way on one machine: a relay in a process of its own that holds every byte back for half a round trip."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator

import uvloop

HALF_TRIP = 0.025
_FLIGHT_BYTES = 4 * 1024 * 1024
"""What a long line holds: as much as TCP lets be on its way."""


@contextlib.contextmanager
def far(port: int) -> Iterator[int]:
    """Another port that leads to `port` of loopback, and takes 50 ms there and back."""
    command = [sys.executable, "-m", "bench.workbench_far", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


async def _be_far(port: int) -> None:
    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        further, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_slowly(reader, back), _slowly(further, writer), return_exceptions=True)

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes, each piece after half a trip, as many at once as a long line holds."""
    flying: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    landed = asyncio.Event()
    bytes_flying = 0

    async def land() -> None:
        nonlocal bytes_flying
        while True:
            due, data = await flying.get()
            await asyncio.sleep(due - time.monotonic())
            writer.write(data)
            await writer.drain()
            bytes_flying -= len(data)
            landed.set()

    landing = asyncio.create_task(land())
    try:
        while data := await reader.read(256 * 1024):
            bytes_flying += len(data)
            flying.put_nowait((time.monotonic() + HALF_TRIP, data))
            while bytes_flying > _FLIGHT_BYTES:
                landed.clear()
                await landed.wait()
    finally:
        landing.cancel()
        writer.close()


if __name__ == "__main__":
    uvloop.run(_be_far(int(sys.argv[1])))
