"""A session on a real OpenSSH server, and a stand-in for a browser at a terminal: it counts, and acknowledges when told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh
from starlette.websockets import WebSocket

from harness.sshd import Sshd, sshd
from support import make_renter
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.workbench.live import Workbench
from zuka.workbench.models import SavedSession
from zuka.workbench.session import Session
from zuka.workbench.states import Failure
from zuka.workbench.targets import Target
from zuka.workbench.terminal import Terminal
from zuka.workbench.terminal_socket import serve_terminal
from zuka.workbench.terminals import Terminals

SECONDS = 20.0
"""No test takes so long; what does is stuck."""


class Rig:
    """One user's session at one server, without the console and the log-in around it."""

    def __init__(self, ctx: Ctx, server: Sshd, user_id: str, options: dict[str, Any]) -> None:
        self.ctx, self.server, self.user_id, self._options = ctx, server, user_id, options
        self.told: list[dict[str, Any]] = []
        self.workbench, self.terminals, self.session = self._start()

    def _start(self) -> tuple[Workbench, Terminals, Session]:
        workbench = Workbench(self.ctx)
        goal = Target("box", f"{self.server.user}@box:22", options=self._options)
        session = Session(
            session_id="ses-1",
            user_id=self.user_id,
            goal=goal,
            opened_at=self.ctx.clock.now(),
            changed=lambda _: None,
        )
        workbench.add(session)
        return workbench, workbench.terminals, session

    async def save_session(self) -> None:
        async with self.ctx.db.transaction() as db:
            db.add(
                SavedSession(
                    id=self.session.id,
                    user_id=self.user_id,
                    connection_id=None,
                    instance_id=None,
                    title="box",
                    target=self.session.target,
                    opened_at=self.session.opened_at,
                    seen_at=self.session.opened_at,
                )
            )

    async def connect(self) -> None:
        """Log in, for the first time or again."""
        ssh = await asyncssh.connect(
            self.server.host,
            self.server.port,
            username=self.server.user,
            client_keys=[str(self.server.client_key)],
            known_hosts=None,
            config=None,
        )
        self.session.begin()
        self.session.connected(
            ssh, again=self._no, at=self.ctx.clock.now(), address="127.0.0.1", latency_ms=None
        )

    async def _no(self) -> None:
        return None

    def lose(self) -> None:
        self.session.lost(Failure("workbench.connection_lost", ""))

    async def open(self, **options: Any) -> Terminal:
        return await self.terminals.open(self.session, columns=80, rows=24, **options)

    async def restart(self) -> None:
        """Another process, which finds what this one has left."""
        await self.terminals.aclose()
        self.session.closed()
        self.workbench, self.terminals, self.session = self._start()
        self.lose()
        await self.terminals.restore([self.session])

    @asynccontextmanager
    async def look(self, terminal: Terminal, offset: int | None = None) -> AsyncIterator[Look]:
        """A browser at `terminal`, which has everything before `offset`."""
        look = Look()
        await look.socket.accept()
        serving = asyncio.create_task(
            serve_terminal(
                look.socket,
                self.terminals,
                self.session,
                terminal,
                "" if offset is None else str(offset),
            )
        )
        try:
            await look.until(lambda: bool(look.words))
            yield look
        finally:
            look.leave()
            await serving

    async def aclose(self) -> None:
        await self.terminals.aclose()
        self.session.closed()


class Look:
    """A browser's end of a WebSocket, in memory."""

    def __init__(self, *, acknowledges: bool = True) -> None:
        self.acknowledges = acknowledges
        self.words: list[dict[str, Any]] = []
        self.offsets: list[int] = []
        """Of the next byte that it wanted when each word came."""
        self.frames: list[bytes] = []
        self.output = bytearray()
        self.closed: int | None = None
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._change = asyncio.Event()
        scope = {"type": "websocket", "path": "/", "headers": [], "query_string": b"", "subprotocols": []}
        self.socket = WebSocket(scope, self._incoming.get, self._send)
        self._incoming.put_nowait({"type": "websocket.connect"})

    @property
    def welcome(self) -> dict[str, Any]:
        return self.words[0]

    @property
    def offset(self) -> int:
        """Of the next byte that it wants."""
        return int(self.welcome["from"]) + len(self.output)

    def type(self, text: str) -> None:
        self._incoming.put_nowait({"type": "websocket.receive", "bytes": text.encode()})

    def say(self, event: str, **body: Any) -> None:
        self._incoming.put_nowait({"type": "websocket.receive", "text": json.dumps({"event": event, **body})})

    def acknowledge(self) -> None:
        self.say("ack", offset=self.offset)

    def leave(self) -> None:
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})

    def heard(self, event: str) -> list[dict[str, Any]]:
        return [word for word in self.words if word["event"] == event]

    async def until(self, true: Callable[[], bool]) -> None:
        """Until something that has come makes it true."""
        async with asyncio.timeout(SECONDS):
            while not true():
                self._change.clear()
                await self._change.wait()

    async def shows(self, text: str) -> None:
        await self.until(lambda: text.encode() in self.output)

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed = message["code"]
        elif message.get("bytes") is not None:
            self.frames.append(message["bytes"])
            self.output += message["bytes"]
            if self.acknowledges:
                self.acknowledge()
        elif message.get("text") is not None:
            self.words.append(json.loads(message["text"]))
            self.offsets.append(self.offset)
        self._change.set()


@asynccontextmanager
async def rig(
    ctx: Ctx, directory: Path, *lines: str, program: str = "/bin/bash", **options: Any
) -> AsyncIterator[Rig]:
    """A connected session; `lines` are of the server's configuration, `options` the connection's. Whose test this is
    has set up their own shell in their own way, so that the shells here have a home of their own."""
    user = await make_renter(ctx)
    home = directory / "home"
    home.mkdir(exist_ok=True)
    with sshd(directory / "sshd", f"SetEnv HOME={home} SHELL={program}", *lines) as server:
        made = Rig(ctx, server, user.id, options)
        await made.save_session()
        await made.connect()
        try:
            yield made
        finally:
            await made.aclose()


async def until(true: Callable[[], bool], clock: ManualClock | None = None, seconds: float = 0) -> None:
    """Until something in this process has become true that tells nobody; meanwhile `clock` goes on."""
    async with asyncio.timeout(SECONDS):
        while not true():  # Nobody is told.
            if clock is not None:
                clock.advance(seconds)
            await asyncio.sleep(0.01)
