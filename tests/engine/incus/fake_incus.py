"""A server that speaks Incus's envelope on a unix socket and answers what a test tells it to.

For what a real daemon does only on a bad day. It knows no rules of its own: an unexpected call is a 404.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from zuka.settings import RegionSettings

TRUSTED = {"auth": "trusted", "environment": {"server_name": "h1", "server_clustered": False}}


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: an envelope with its HTTP status, or nothing but a broken connection."""

    status: int = 200
    envelope: dict[str, Any] = field(default_factory=dict)
    etag: str = ""
    broken: bool = False


def sync(metadata: Any = None, *, etag: str = "") -> Answer:
    return Answer(envelope={"type": "sync", "status_code": 200, "metadata": metadata}, etag=etag)


def error(code: int, text: str, *, status: int | None = None) -> Answer:
    """`status` is the HTTP status where it differs from the code in the body."""
    envelope = {"type": "error", "error_code": code, "error": text, "metadata": None}
    return Answer(status or code, envelope)


def started(operation: str = "op-1", *, url_query: str = "") -> Answer:
    """An accepted change; a cluster adds a query to the operation's address."""
    envelope = {
        "type": "async",
        "operation": f"/1.0/operations/{operation}{url_query}",
        "metadata": {"id": operation, "status": "Running", "status_code": 103},
    }
    return Answer(202, envelope)


def finished(status_code: int = 200, **more: Any) -> Answer:
    """What waiting for an operation answers."""
    return sync({"id": "op-1", "status": "Success", "status_code": status_code, "metadata": None} | more)


BROKEN = Answer(broken=True)
"""The connection breaks before an answer comes."""


class FakeIncus:
    """`on[method, path]` is an answer, a list of answers of which the last stays, or a function that answers.

    `calls` are what came.
    """

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self.on: dict[tuple[str, str], Answer | list[Answer] | Callable[[], Answer]] = {
            ("GET", "/1.0"): sync(TRUSTED)
        }
        self.calls: list[Call] = []
        self.streams: list[list[str | bytes]] = []
        """What each connection to the event stream is told before it is cut off; the last one stays open."""
        self._runner: web.AppRunner | None = None

    @property
    def settings(self) -> RegionSettings:
        return RegionSettings(endpoint=f"unix:{self._socket}")

    def called(self, method: str, path: str) -> list[Call]:
        return [call for call in self.calls if (call.method, call.path) == (method, path)]

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/1.0/events", self._events)
        app.router.add_route("*", "/{rest:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.UnixSite(self._runner, str(self._socket)).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _answer(self, request: web.Request) -> web.Response:
        text = await request.text()
        body = json.loads(text) if text else None
        call = Call(request.method, request.path, dict(request.query), body, dict(request.headers))
        self.calls.append(call)
        answer = self._next(call)
        if answer.broken:
            assert request.transport is not None
            request.transport.abort()
        headers = {"ETag": answer.etag} if answer.etag else {}
        return web.json_response(answer.envelope, status=answer.status, headers=headers)

    def _next(self, call: Call) -> Answer:
        found = self.on.get((call.method, call.path), error(404, "not found"))
        if isinstance(found, Answer):
            return found
        if not isinstance(found, list):
            return found()
        return found.pop(0) if len(found) > 1 else found[0]

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        self.calls.append(Call("GET", request.path, dict(request.query), None, dict(request.headers)))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for frame in self.streams.pop(0) if self.streams else []:
            await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_str(frame))
        if not self.streams:
            async for _ in socket:
                pass
        return socket
