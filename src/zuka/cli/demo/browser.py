"""What a browser does with an instance's web address: follow a one-time link, keep its cookie, run a notebook cell.

Host names below `.localhost` are dialled at an address of ours, because not every resolver knows them; everything
else, the Host header and the cookie's origin included, is as a browser has it.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from types import TracebackType
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect

from zuka.cli.demo.failure import StepFailed, expect

_NEAR = ".localhost"
_PAGE_S = 60


class _Dialler(httpx2.AsyncBaseTransport):
    """Connects to `near` for names below `.localhost`; the request itself keeps its name."""

    def __init__(self, near: str) -> None:
        self._near = near
        self._inner = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.host.endswith(_NEAR):
            # A new request: the client goes on to read cookies and redirects by the name in its own.
            request = httpx2.Request(
                request.method,
                request.url.copy_with(host=self._near),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class Browser:
    """One browser window with its own cookies. Use it in an `async with` block."""

    def __init__(self, near: str) -> None:
        self._near = near
        self._http = httpx2.AsyncClient(
            transport=_Dialler(near), follow_redirects=True, timeout=_PAGE_S, trust_env=False
        )

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def page(self, url: str) -> httpx2.Response:
        return await self._http.get(url)

    async def text_when_there(self, url: str, wanted: str, *, tries: int = 40) -> str:
        """The page at `url` once it holds `wanted`: a server inside needs a moment until it listens."""
        seen = ""
        for _ in range(tries):
            response = await self._http.get(url)
            if response.status_code == 200 and wanted in response.text:
                return response.text
            seen = f"{response.status_code} {response.text[:200]!r}"
            await asyncio.sleep(0.25)
        raise StepFailed(f"{url} does not show what was put there: {seen}")

    async def run_cell(self, link: str, code: str) -> str:
        """What a notebook cell prints, run through JupyterLab's own interface behind a one-time link."""
        entered = await self._http.get(link)
        expect(entered.status_code == 200, f"The one-time link answered {entered.status_code}.")
        expect(bool(entered.history), "The one-time link did not lead anywhere.")
        home = httpx2.URL(link)
        origin = f"{home.scheme}://{home.netloc.decode()}"
        made = await self._http.post(f"{origin}/api/kernels", json={}, headers={"Origin": origin})
        expect(made.status_code == 201, f"JupyterLab made no kernel: {made.status_code} {made.text[:200]}")
        kernel = made.json()["id"]
        try:
            async with self._socket(home, f"/api/kernels/{kernel}/channels") as socket:
                return await _execute(socket, code)
        finally:
            await self._http.delete(f"{origin}/api/kernels/{kernel}", headers={"Origin": origin})

    def _socket(self, home: httpx2.URL, path: str) -> connect:
        secure = home.scheme == "https"
        port = home.port or (443 if secure else 80)
        cookies = "; ".join(f"{one.name}={one.value}" for one in self._http.cookies.jar)
        near: dict[str, Any] = {"host": self._near, "port": port} if home.host.endswith(_NEAR) else {}
        return connect(
            f"{'wss' if secure else 'ws'}://{home.netloc.decode()}{path}",
            origin=f"{home.scheme}://{home.netloc.decode()}",  # type: ignore[arg-type]  # A NewType of str.
            additional_headers={"Cookie": cookies},
            proxy=None,
            max_size=None,
            **near,
        )


async def _execute(socket: ClientConnection, code: str) -> str:
    """Send one cell to a kernel and gather what it prints until it says that it is done."""
    ours = uuid.uuid4().hex
    await socket.send(json.dumps(_request(ours, code)))
    printed, answered, idle = "", False, False
    while not (answered and idle):
        message = json.loads(await socket.recv())
        if message["parent_header"].get("msg_id") != ours:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            printed += content["text"]
        elif kind == "error":
            raise StepFailed(f"The cell raised {content['ename']}: {content['evalue']}")
        elif kind == "execute_reply":
            answered = True
        elif kind == "status":
            idle = content["execution_state"] == "idle"
    return printed


def _request(message_id: str, code: str) -> dict[str, Any]:
    header = {
        "msg_id": message_id,
        "msg_type": "execute_request",
        "username": "demo",
        "session": uuid.uuid4().hex,
        "version": "5.3",
    }
    content = {
        "code": code,
        "silent": False,
        "store_history": False,
        "user_expressions": {},
        "allow_stdin": False,
    }
    return {
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content,
        "channel": "shell",
        "buffers": [],
    }
