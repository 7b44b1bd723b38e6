"""The workbench as a browser meets it: a user who opens sessions at servers on loopback and answers what is asked.

The servers are on loopback, which the platform refuses to dial; so the operator has allowed it here.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
import websockets
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from harness.sshd import Sshd
from support import browsing, login, make_renter
from zuka.app import main
from zuka.context import Ctx
from zuka.identity import auth
from zuka.workbench.dialing import Resolve
from zuka.workbench.live import Workbench
from zuka.workbench.sockets import PROTOCOL

SECONDS = 20.0
"""No test takes so long; what does is stuck."""
WAITING = frozenset({"connecting"})
Json = dict[str, Any]


def with_workbench(ctx: Ctx, **changes: Any) -> Ctx:
    """The same parts under other settings of the workbench; loopback is allowed unless they say otherwise."""
    update = {"allowed_networks": "127.0.0.0/8", **changes}
    workbench = ctx.settings.workbench.model_copy(update=update)
    return replace(ctx, settings=ctx.settings.model_copy(update={"workbench": workbench}))


async def until(true: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait for something that happens by itself."""
    async with asyncio.timeout(SECONDS):
        while not await _value(true()):  # noqa: ASYNC110  # It happens on another machine.
            await asyncio.sleep(0.01)


async def _value(given: bool | Awaitable[bool]) -> bool:
    return given if isinstance(given, bool) else await given


class Desk:
    """One user's calls, below `/api/v1/workbench`."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def call(self, verb: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = await self.client.request(verb, f"/api/v1/workbench{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def refusal(self, verb: str, path: str, body: Any = None) -> str:
        answer = await self.client.request(verb, f"/api/v1/workbench{path}", json=body)
        assert answer.status_code >= 400, answer.text
        code: str = answer.json()["code"]
        return code

    async def open(self, *, trial: bool = False, **what: Any) -> Json:
        """Open a session and come back once it waits for its user, or for nothing."""
        made = await self.call("POST", "/sessions", {**what, "trial": trial}, status=201)
        return await self.settled(made["id"])

    async def draft(self, server: Any, *, trial: bool = False, **fields: Any) -> Json:
        """Open a session by a draft for this server."""
        body: Json = {"host": server.host, "port": server.port, "username": "root", **fields}
        if isinstance(server, Sshd) and "auth" not in fields:
            body |= {"username": server.user, "auth": "key", "private_key": server.private_key}
        return await self.open(draft=body, trial=trial)

    async def settled(self, session_id: str, *, but: Mapping[str, Any] | None = None) -> Json:
        """The session once it is not being connected any more; `but` is the question that is answered already."""
        found: Json = {}

        async def is_settled() -> bool:
            found.update(await self.call("GET", f"/sessions/{session_id}"))
            return found["state"] not in WAITING and (but is None or found["question"] != but)

        await until(is_settled)
        return found

    async def waits_for(self, session_id: str, state: str) -> Json:
        """The session once it is in this state."""
        found: Json = {}

        async def is_there() -> bool:
            found.update(await self.call("GET", f"/sessions/{session_id}"))
            return bool(found["state"] == state)

        await until(is_there)
        return found

    async def answer(self, session: Json, **body: Any) -> Json:
        """Answer what the session asks, and come back once it waits for something else, or for nothing."""
        asked = {"question_id": session["question"]["id"], **body}
        await self.call("POST", f"/sessions/{session['id']}/answer", asked)
        return await self.settled(session["id"], but=session["question"])

    async def connected(self, server: Any, **fields: Any) -> Json:
        """A session at this server, its host key saved."""
        session = await self.draft(server, **fields)
        assert session["question"]["kind"] == "host_key", session
        session = await self.answer(session, accept="save")
        assert session["state"] == "connected", session
        return session


@asynccontextmanager
async def working(
    ctx: Ctx, name: str = "ann", *, resolve: Resolve | None = None, **changes: Any
) -> AsyncIterator[Desk]:
    """Somebody new, logged in to an application with these settings of the workbench."""
    parts = with_workbench(ctx, **changes)
    app = main.create(parts)
    app.state.workbench = Workbench(parts, resolve=resolve)
    await make_renter(ctx, name)
    try:
        async with browsing(app) as client:
            await login(client, name)
            yield Desk(client)
    finally:
        await app.state.workbench.aclose()


@contextmanager
def ssh_agent(path: Path, server: Sshd) -> Iterator[None]:
    """A real agent on `path` that holds the key for this server."""
    running = subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + SECONDS
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        environment = {"SSH_AUTH_SOCK": str(path), "PATH": os.environ["PATH"]}
        subprocess.run(
            ["ssh-add", "-q", str(server.client_key)], env=environment, check=True, capture_output=True
        )
        yield
    finally:
        running.terminate()
        running.wait()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[int]:
    """The application behind a real server, as `zuka serve` sets it up, on a port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_config=None,
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[method-assign,assignment]
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await until(lambda: server.started)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await running
        listener.close()


class Page:
    """A page of the console in a browser: it opens WebSockets with its own origin and its user's cookie."""

    def __init__(self, desk: Desk, port: int) -> None:
        self._desk, self._port = desk, port

    async def ticket(self) -> str:
        made = await self._desk.call("POST", "/tickets", status=201)
        ticket: str = made["ticket"]
        return ticket

    def socket(
        self, path: str, ticket: str, *, origin: str | None = "", cookie: bool = True
    ) -> websockets.connect:
        """Use it as a context. `origin`: empty is our own, None is none."""
        own = f"http://127.0.0.1:{self._port}"
        sent = {"Cookie": f"{auth.COOKIE}={self._desk.client.cookies[auth.COOKIE]}"} if cookie else {}
        return websockets.connect(
            f"ws://127.0.0.1:{self._port}/api/v1/workbench{path}",
            subprotocols=[Subprotocol(PROTOCOL), Subprotocol(f"ticket.{ticket}")],
            origin=None if origin is None else Origin(origin or own),
            additional_headers=sent,
            compression=None,
        )


async def close_code(connecting: websockets.connect) -> int | None:
    """With which code the server ends a socket that it does not want."""
    async with connecting as connection:
        return await ended(connection)


async def ended(connection: websockets.ClientConnection) -> int | None:
    """The code with which the server ends it; what it says before that is not listened to."""
    async with asyncio.timeout(SECONDS):
        with suppress(ConnectionClosed):
            while True:
                await connection.recv()
        return connection.close_code


async def hears(connection: websockets.ClientConnection, event: str) -> Json:
    """The next thing of this kind that a socket says."""
    async with asyncio.timeout(SECONDS):
        while True:
            said: Json = json.loads(await connection.recv())
            if said["event"] == event:
                return said
