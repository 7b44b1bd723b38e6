"""Server-sent events: how a stream of them looks on the wire, and how it waits. Knows no topic and no table."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi.responses import StreamingResponse

from zuka.kit.clock import Clock

WELCOME = "retry: 2000\n: welcome\n\n"
BEAT = ": still here\n\n"
"""Says nothing; it shows both ends, and every proxy in between, that the line is alive."""
HEARTBEAT_SECONDS = 15.0
MEDIA_TYPE = "text/event-stream"
DESCRIBED: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {}}}}
"""`responses=` of a route that answers with a stream."""


def frame(event: str, data: str | dict[str, Any]) -> str:
    """One event; `data` is JSON, as text or to be made of a mapping."""
    text = data if isinstance(data, str) else json.dumps(data)
    return f"event: {event}\ndata: {text}\n\n"


def answer(stream: AsyncIterator[str]) -> StreamingResponse:
    """The response that carries `stream`, kept by no cache and held back by no proxy."""
    return StreamingResponse(
        stream,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def first(clock: Clock, seconds: float, *events: asyncio.Event) -> None:
    """Until one of `events` is set, or `seconds` have passed."""
    waits = [
        asyncio.ensure_future(clock.sleep(seconds)),
        *(asyncio.ensure_future(event.wait()) for event in events),
    ]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
