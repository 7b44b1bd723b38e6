"""The workbench as a browser meets it: a user who opens sessions at servers on loopback and answers what is asked.

The servers are on loopback, which the platform refuses to dial; so the operator has allowed it here.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2

from harness.sshd import Sshd
from support import browsing, login, make_renter
from zuka.app import main
from zuka.context import Ctx
from zuka.workbench.dialing import Resolve
from zuka.workbench.live import Workbench

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
def ssh_agent(socket: Path, server: Sshd) -> Iterator[None]:
    """A real agent on `socket` that holds the key for this server."""
    running = subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + SECONDS
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        environment = {"SSH_AUTH_SOCK": str(socket), "PATH": os.environ["PATH"]}
        subprocess.run(
            ["ssh-add", "-q", str(server.client_key)], env=environment, check=True, capture_output=True
        )
        yield
    finally:
        running.terminate()
        running.wait()
