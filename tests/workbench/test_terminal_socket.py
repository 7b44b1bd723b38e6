"""A terminal through a real server and a real WebSocket, as the console uses it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets
from fastapi import FastAPI

from harness.server import Server
from harness.sshd import Sshd, sshd
from workbench.rig import SECONDS, Desk, Page, close_code, served
from zuka.settings import RegionSettings

pytestmark = pytest.mark.enable_socket
_ACK_BYTES = 64 * 1024
_LARGE = 20 * 1024 * 1024
_SIZE = {"columns": 80, "rows": 24}


class Screen:
    """What a page has got of a terminal; it acknowledges as the console does."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.welcome: dict[str, Any] = {}
        self.words: list[dict[str, Any]] = []
        self.output = bytearray()
        self._acknowledged = 0

    @property
    def offset(self) -> int:
        return int(self.welcome["from"]) + len(self.output)

    async def take(self) -> None:
        """The next message."""
        frame = await self.socket.recv()
        if isinstance(frame, bytes):
            self.output += frame
            if len(self.output) - self._acknowledged >= _ACK_BYTES:
                self._acknowledged = len(self.output)
                await self.socket.send(json.dumps({"event": "ack", "offset": self.offset}))
            return
        word = json.loads(frame)
        self.words.append(word)
        if word["event"] == "attached":
            self.welcome = word

    async def shows(self, text: str, *, seconds: float = SECONDS) -> None:
        async with asyncio.timeout(seconds):
            while text.encode() not in self.output[-_ACK_BYTES:]:
                await self.take()

    async def hears(self, event: str) -> dict[str, Any]:
        async with asyncio.timeout(SECONDS):
            while not (heard := [word for word in self.words if word["event"] == event]):
                await self.take()
        return heard[-1]


@asynccontextmanager
async def screen(page: Page, terminal_id: str, offset: int | str = "") -> AsyncIterator[Screen]:
    ticket = await page.ticket()
    async with page.socket(f"/terminals/{terminal_id}/socket?from={offset}", ticket) as socket:
        made = Screen(socket)
        await made.hears("attached")
        yield made


async def opened(desk: Desk, server: Sshd, **options: Any) -> str:
    session = await desk.connected(server)
    made = await desk.call("POST", f"/sessions/{session['id']}/terminals", {**_SIZE, **options}, status=201)
    return str(made["id"])


async def test_twenty_megabytes_come_whole(near: FastAPI, desk: Desk, server: Sshd, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_bytes(os.urandom(_LARGE // 2).hex().encode())
    terminal = await opened(desk, server, follow=False)
    async with served(near) as port, screen(Page(desk, port), terminal) as page:
        await page.socket.send(f"stty -echo -onlcr; printf 'be''gin'; cat {text}; echo 'e''nd'\r".encode())
        await page.shows("end\n", seconds=100)
    body = bytes(page.output).partition(b"begin")[2].partition(b"end\n")[0]
    assert hashlib.sha256(body).digest() == hashlib.sha256(text.read_bytes()).digest()


async def test_a_page_that_is_loaded_again_goes_on(near: FastAPI, desk: Desk, server: Sshd) -> None:
    terminal = await opened(desk, server, directory="/usr")
    async with served(near) as port:
        page = Page(desk, port)
        async with screen(page, terminal) as before:
            await before.socket.send(b"echo one-$((0+1))\r")
            await before.shows("one-1")
            assert (await before.hears("directory"))["directory"] == "/usr"
        async with screen(page, terminal, before.offset) as after:
            assert (after.welcome["from"], after.welcome["cut"]) == (before.offset, False)
            await after.socket.send(b"echo two-$((1+1))\r")
            await after.shows("two-2")
            assert b"one-1" not in after.output
        async with screen(page, terminal, "nonsense") as fresh:
            await fresh.shows("two-2")
            assert fresh.welcome["from"] == 0


async def test_two_pages_at_one_terminal(near: FastAPI, desk: Desk, server: Sshd) -> None:
    terminal = await opened(desk, server)
    async with served(near) as port:
        page = Page(desk, port)
        async with screen(page, terminal) as one, screen(page, terminal) as two:
            await one.socket.send(b"echo seen-$((1+1)) $COLUMNS\r")
            await one.shows("seen-2 80")
            await two.shows("seen-2 80")
            await two.socket.send(json.dumps({"event": "size", "columns": 99, "rows": 30}))
            await two.socket.send(b"stty size\r")
            await one.shows("30 99")


async def test_the_end_of_the_shell_is_told(near: FastAPI, desk: Desk, server: Sshd) -> None:
    terminal = await opened(desk, server)
    async with served(near) as port, screen(Page(desk, port), terminal) as page:
        await page.socket.send(b"exit 3\r")
        told = await page.hears("state")
        assert (told["state"], told["exit_status"]) == ("ended", 3)


async def test_nobody_elses_terminal_is_shown(near: FastAPI, desk: Desk, another: Desk, server: Sshd) -> None:
    terminal = await opened(desk, server)
    async with served(near) as port:
        stranger = Page(another, port)
        for wanted in (terminal, "trm-none"):
            ticket = await stranger.ticket()
            assert await close_code(stranger.socket(f"/terminals/{wanted}/socket", ticket)) == 4404
    assert await another.refusal("DELETE", f"/terminals/{terminal}") == "workbench.terminal_not_found"
    assert await another.refusal("PATCH", f"/terminals/{terminal}", {"title": "x"}) == (
        "workbench.terminal_not_found"
    )


async def test_titles_and_the_end_over_http(near: FastAPI, desk: Desk, server: Sshd) -> None:
    terminal = await opened(desk, server)
    renamed = await desk.call("PATCH", f"/terminals/{terminal}", {"title": "训练\x1b[31m"})
    assert renamed["title"] == "训练[31m"
    switched = await desk.call("PUT", f"/terminals/{terminal}/recording", {"on": True})
    assert switched["recording"] is True
    switched = await desk.call("PUT", f"/terminals/{terminal}/recording", {"on": False})
    assert switched["recording"] is False
    (recorded,) = await desk.call("GET", "/recordings")
    assert recorded["title"] == "训练[31m"
    await desk.call("DELETE", f"/terminals/{terminal}", status=204)
    (session,) = await desk.call("GET", "/sessions")
    assert session["terminals"] == []


class Process:
    """A `zuka serve` of its own, and somebody's page at it."""

    def __init__(self, server: Server, client: httpx2.Client) -> None:
        self._server, self._client = server, client

    def call(self, verb: str, path: str, body: Any = None) -> Any:
        answer = self._client.request(verb, f"/workbench{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def session(self, session_id: str, state: str) -> dict[str, Any]:
        """The session once it is in this state; a host key is accepted on the way."""
        async with asyncio.timeout(SECONDS):
            while (found := self.call("GET", f"/sessions/{session_id}"))["state"] != state:
                if (question := found["question"]) is not None:
                    answer = {"question_id": question["id"], "accept": "save"}
                    self.call("POST", f"/sessions/{session_id}/answer", answer)
                await asyncio.sleep(0.02)
        return dict(found)

    @asynccontextmanager
    async def screen(self, terminal_id: str) -> AsyncIterator[Screen]:
        ticket = self.call("POST", "/tickets")["ticket"]
        cookie = "; ".join(f"{one.name}={one.value}" for one in self._client.cookies.jar)
        url = self._server.url.replace("http://", "ws://")
        async with websockets.connect(
            f"{url}/api/v1/workbench/terminals/{terminal_id}/socket",
            subprotocols=["zuka.workbench", f"ticket.{ticket}"],  # type: ignore[list-item]
            origin=self._server.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
            compression=None,
        ) as socket:
            made = Screen(socket)
            await made.hears("attached")
            yield made


async def test_what_was_shown_outlives_the_server(tmp_path: Path) -> None:
    with sshd(tmp_path / "sshd") as machine:
        settings = {"ZUKA_WORKBENCH__ALLOWED_NETWORKS": "127.0.0.0/8"}
        server = Server(tmp_path / "zuka", RegionSettings(engine="simulated"), settings)
        await asyncio.to_thread(server.open_shop)
        await asyncio.to_thread(server.start)
        try:
            with closing(await asyncio.to_thread(server.renter, "ann")) as client:
                await _outlives(server, Process(server, client), machine)
        finally:
            await asyncio.to_thread(server.stop)


async def _outlives(server: Server, process: Process, machine: Sshd) -> None:
    login = {
        "host": machine.host,
        "port": machine.port,
        "username": machine.user,
        "auth": "key",
        "private_key": machine.private_key,
    }
    connection = process.call("POST", "/connections", login)
    session = process.call("POST", "/sessions", {"connection_id": connection["id"]})
    await process.session(session["id"], "connected")
    made = process.call("POST", f"/sessions/{session['id']}/terminals", {**_SIZE, "directory": "/usr"})
    async with process.screen(made["id"]) as before:
        await before.hears("directory")
        await before.socket.send(b"echo before-$((1+1))\r")
        await before.shows("before-2")
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    found = await process.session(session["id"], "lost")
    assert [(one["id"], one["state"], one["directory"]) for one in found["terminals"]] == [
        (made["id"], "lost", "/usr")
    ]
    async with process.screen(made["id"]) as after:
        await after.shows("before-2")
        process.call("POST", f"/sessions/{session['id']}/reconnect")
        await process.session(session["id"], "connected")
        await after.hears("state")
        await after.socket.send(b"echo after-$PWD-$((1+1))\r")
        await after.shows("after-/usr-2")
