"""Waiting for what the platform does: an operation's steps as they happen.

The event stream makes us quick, asking makes us right: every event, and every two seconds without one, the operation
itself is fetched. When the stream breaks it is opened again where it was; when there is none, asking is enough.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import httpx2

from zuka.cli.client import AsyncApi, Json
from zuka.cli.config import Login
from zuka.cli.failures import UNAVAILABLE, Failure

ASK_EVERY_S = 2.0
PATIENCE = 60
"""How many times in a row the platform may fail to answer before we stop waiting; the operation goes on without us."""
_ENDED = frozenset({"succeeded", "failed"})

Seen = Callable[[Json], None]
"""Called with the operation whenever it was fetched."""


def operation(login: Login, operation_id: str, seen: Seen) -> Json:
    """Wait until the operation has ended and return it, ended well or not."""

    async def run() -> Json:
        async with AsyncApi(login) as api:
            return await operation_async(api, operation_id, seen)

    return asyncio.run(run())


async def operation_async(
    api: AsyncApi, operation_id: str, seen: Seen, *, ask_every_s: float = ASK_EVERY_S
) -> Json:
    """`operation`, for code that is asynchronous itself."""
    nudge = asyncio.Event()
    listener = asyncio.create_task(_listen(api, nudge))
    try:
        return await _ask_until_ended(api, operation_id, seen, nudge, ask_every_s)
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


async def _ask_until_ended(
    api: AsyncApi, operation_id: str, seen: Seen, nudge: asyncio.Event, ask_every_s: float
) -> Json:
    failures = 0
    while True:
        nudge.clear()
        try:
            current: Json = await api.get(f"/operations/{operation_id}")
            failures = 0
        except Failure as failure:
            failures += 1
            if failure.exit_code != UNAVAILABLE or failures == PATIENCE:
                raise
        else:
            seen(current)
            if current["state"] in _ENDED:
                return current
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ask_every_s):
                await nudge.wait()


async def _listen(api: AsyncApi, nudge: asyncio.Event) -> None:
    last_id = ""
    while True:
        with contextlib.suppress(httpx2.TransportError):
            async for topic, event_id in events(api, last_id):
                last_id = event_id or last_id
                if topic in {"operation", "instance"}:
                    nudge.set()
        await asyncio.sleep(1)


async def events(api: AsyncApi, last_id: str = "") -> AsyncIterator[tuple[str, str]]:
    """(topic, id) of each event until the stream ends. Ends at once where there is no stream."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
    # The platform sends a sign of life every 15 seconds; three missed ones are a dead line.
    timeout = httpx2.Timeout(5, read=50)
    async with api.http.stream("GET", "/events", headers=headers, timeout=timeout) as response:
        if not response.headers.get("content-type", "").startswith("text/event-stream"):
            return
        topic, event_id = "", ""
        async for line in response.aiter_lines():
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "event":
                topic = value
            elif name == "id":
                event_id = value
            elif not line and topic:
                yield topic, event_id
                topic = ""
