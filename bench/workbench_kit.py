"""What the workbench's benchmarks stand on: a real server, a real OpenSSH server, and a browser's
WebSockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import httpx2
import websockets

from harness.server import Server
from harness.sshd import Sshd, sshd
from zuka.settings import RegionSettings

ACK_BYTES = 64 * 1024
_API = "/api/v1/workbench"


@dataclass(frozen=True)
class Place:
    """A platform, a machine to log in to, and a renter who is logged in."""

    server: Server
    machine: Sshd
    client: httpx2.Client

    def session(self, *, port: int | None = None) -> str:
        """A session at the machine; `port` leads to it another way."""
        draft = {
            "host": self.machine.host,
            "port": port or self.machine.port,
            "username": self.machine.user,
            "auth": "key",
            "private_key": self.machine.private_key,
        }
        made = self.call("POST", "/sessions", {"draft": draft})
        while made["state"] in {"connecting", "asking"}:
            if (question := made["question"]) is not None:
                body = {"question_id": question["id"], "accept": "once"}
                self.call("POST", f"/sessions/{made['id']}/answer", body)
            time.sleep(0.01)
            made = self.call("GET", f"/sessions/{made['id']}")
        assert made["state"] == "connected", made
        return str(made["id"])

    def terminal(self, session_id: str) -> str:
        size = {"columns": 120, "rows": 40}
        return str(self.call("POST", f"/sessions/{session_id}/terminals", size)["id"])

    def call(self, verb: str, path: str, body: Any = None) -> Any:
        answer = self.client.request(verb, f"{_API.removeprefix('/api/v1')}{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def resident(self) -> int:
        """What the server's process holds, in bytes."""
        assert self.server.process is not None
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024


@contextlib.contextmanager
def place(**settings: str) -> Iterator[Place]:
    """All of it, fresh. The shells have a home of their own, so that nobody's settings are measured."""
    with contextlib.suppress(PermissionError):
        # What else this machine does must not decide.
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    with contextlib.ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = directory / "home"
        home.mkdir()
        (home / ".hushlogin").touch()
        machine = stack.enter_context(sshd(directory / "sshd", f"SetEnv HOME={home}"))
        region = RegionSettings(engine="simulated")
        more = {
            "ZUKA_WORKBENCH__ALLOWED_NETWORKS": "127.0.0.0/8",
            "ZUKA_WORKBENCH__LOGINS_PER_MINUTE": "1000",
            **settings,
        }
        server = Server(directory / "zuka", region, more)
        server.open_shop()
        server.start()
        stack.callback(server.stop)
        client = stack.enter_context(contextlib.closing(server.renter("ann")))
        yield Place(server, machine, client)


class Browser:
    """A terminal's WebSocket as the console uses it: counts, acknowledges every 64 KiB, and takes `rate` bytes a second
    as its parser would; 0 is without end."""

    def __init__(self, socket: websockets.ClientConnection, *, rate: float = 0) -> None:
        self._socket, self._rate = socket, rate
        self.received = self._acked = 0

    async def read(self) -> bytes:
        """The next piece of output."""
        # What is text is said about the terminal, not by it.
        while isinstance(frame := await self._socket.recv(), str):
            pass
        if self._rate:
            await asyncio.sleep(len(frame) / self._rate)
        self.received += len(frame)
        if self.received - self._acked >= ACK_BYTES:
            self._acked = self.received
            await self._socket.send(json.dumps({"event": "ack", "offset": self.received}))
        return frame

    async def type(self, data: bytes) -> None:
        await self._socket.send(data)

    async def until(self, text: bytes) -> None:
        """Read until `text` has come."""
        tail = b""
        while text not in tail:
            tail = tail[-len(text) :] + await self.read()


@contextlib.asynccontextmanager
async def browser(
    where: Place, terminal_id: str, *, port: int | None = None, rate: float = 0
) -> AsyncIterator[Browser]:
    """A browser at a terminal; `port` leads to the platform another way."""
    ticket = await asyncio.to_thread(where.call, "POST", "/tickets")
    cookie = "; ".join(f"{one.name}={one.value}" for one in where.client.cookies.jar)
    host = f"127.0.0.1:{port or where.server.http_port}"
    async with websockets.connect(
        f"ws://{host}{_API}/terminals/{terminal_id}/socket?from=0",
        subprotocols=["zuka.workbench", f"ticket.{ticket['ticket']}"],  # type: ignore[list-item]
        origin=f"http://{host}",  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie},
        compression=None,
        max_size=None,
        ping_interval=None,
    ) as socket:
        yield Browser(socket, rate=rate)


@contextlib.asynccontextmanager
async def plain(machine: Sshd) -> AsyncIterator[asyncssh.SSHClientProcess[bytes]]:
    """A shell over asyncssh alone."""
    async with (
        asyncssh.connect(
            machine.host,
            machine.port,
            username=machine.user,
            client_keys=[str(machine.client_key)],
            known_hosts=None,
            config=None,
        ) as ssh,
        ssh.create_process(
            "exec bash -l", term_type="xterm-256color", term_size=(120, 40), encoding=None
        ) as shell,
    ):
        yield shell
