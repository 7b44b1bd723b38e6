"""The event stream: hints that something happened to an instance. Nothing is ever decided by them alone."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from zuka.engine.incus.client import Client
from zuka.engine.incus.documents import moment
from zuka.engine.incus.images import WARM_PREFIX
from zuka.engine.port import EngineEvent, EventKind
from zuka.kit.clock import Clock

_KINDS: Final = {
    "instance-started": EventKind.STARTED,
    "instance-stopped": EventKind.STOPPED,
    "instance-shutdown": EventKind.STOPPED,
    "instance-restarted": EventKind.RESTARTED,
}
_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 5.0


class Events:
    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._open: set[ClientConnection] = set()
        self._closing = asyncio.Event()

    async def stream(self) -> AsyncIterator[EngineEvent]:
        """Until `aclose`. Every connection, the first too, begins with a CONNECTED event: events in between are lost."""
        pause = _FIRST_PAUSE_S
        while not self._closing.is_set():
            try:
                async with self._client.websocket("/1.0/events", {"type": "lifecycle"}) as socket:
                    self._open.add(socket)
                    pause = _FIRST_PAUSE_S
                    try:
                        yield EngineEvent(EventKind.CONNECTED, self._clock.now())
                        async for frame in socket:
                            if (event := read(frame, self._client.project)) is not None:
                                yield event
                    finally:
                        self._open.discard(socket)
            except (OSError, TimeoutError, WebSocketException):
                pass
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._closing.wait()
            pause = min(_LONGEST_PAUSE_S, pause * 2)

    async def aclose(self) -> None:
        self._closing.set()
        for socket in list(self._open):
            await socket.close()


def read(frame: str | bytes, project: str) -> EngineEvent | None:
    """An event of ours, or None for whatever else comes along, or came malformed."""
    try:
        document = json.loads(frame)
        return _event(document, project)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _event(document: Mapping[str, Any], project: str) -> EngineEvent | None:
    details = document["metadata"]
    kind = _KINDS.get(details.get("action", ""))
    at = moment(document.get("timestamp"))
    if document.get("type") != "lifecycle" or kind is None or at is None:
        return None
    name = str(details.get("name") or details["source"].partition("?")[0].rsplit("/", 1)[1])
    if (document.get("project") or project) != project or name.startswith(WARM_PREFIX):
        return None
    return EngineEvent(kind, at, name, by_request=bool(details.get("requestor")))
