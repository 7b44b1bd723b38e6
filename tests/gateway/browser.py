"""A browser in front of the web gateway, and renters' programs behind it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from yarl import URL

from zuka.gateway.relay import Address
from zuka.instances.models import Instance

JUPYTER = 8888
PORT = 6006
MIB = 1 << 20


@dataclass
class Browser:
    """Speaks to the gateway as a browser would that resolves `*.localhost`; keeps one cookie jar per origin."""

    port: int
    client: aiohttp.ClientSession
    jar: dict[str, str] = field(default_factory=dict)

    def host(self, instance: Instance, port: int) -> str:
        return f"{port}-{instance.id}.localhost"

    def origin(self, instance: Instance, port: int) -> str:
        return f"http://{self.host(instance, port)}"

    def headers(self, instance: Instance, port: int, extra: dict[str, str]) -> dict[str, str]:
        host = self.host(instance, port)
        cookie = "; ".join(part for part in (self.jar.get(host, ""), extra.pop("Cookie", "")) if part)
        return {"Host": host, **({"Cookie": cookie} if cookie else {}), **extra}

    @contextlib.asynccontextmanager
    async def ask(
        self,
        instance: Instance,
        port: int,
        path: str = "/",
        *,
        method: str = "GET",
        data: object = None,
        **headers: str,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.request(
            method,
            URL(f"http://127.0.0.1:{self.port}{path}", encoded=True),
            headers=self.headers(instance, port, named),
            data=data,
            allow_redirects=False,
        ) as answer:
            yield answer

    async def get(self, instance: Instance, port: int, path: str = "/", **headers: str) -> tuple[int, str]:
        async with self.ask(instance, port, path, **headers) as answer:
            return answer.status, await answer.text()

    async def enter(self, instance: Instance, port: int, ticket: str) -> str:
        """Follow a one-time link; where it leads."""
        async with self.ask(instance, port, ticket) as answer:
            assert answer.status == 303, await answer.text()
            cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie
            assert "Domain" not in cookie
            self.jar[self.host(instance, port)] = cookie.partition(";")[0]
            return answer.headers["Location"]

    def websocket(
        self, instance: Instance, port: int, path: str = "/ws", **headers: str
    ) -> Awaitable[aiohttp.ClientWebSocketResponse]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.ws_connect(
            f"http://127.0.0.1:{self.port}{path}",
            headers=self.headers(instance, port, named),
            protocols=("v1.kernel",),
        )


@dataclass
class Inside:
    """A renter's web program: what it saw, and what it answers."""

    address: Address
    seen: list[web.BaseRequest] = field(default_factory=list)

    @property
    def last(self) -> web.BaseRequest:
        return self.seen[-1]


Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


async def hello(request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(text=f"{request.method} {request.raw_path}")


@contextlib.asynccontextmanager
async def program(answer: Answer = hello) -> AsyncIterator[Inside]:
    seen: list[web.BaseRequest] = []

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        seen.append(request)
        return await answer(request)

    runner = web.ServerRunner(web.Server(handle, auto_decompress=False), shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield Inside(Address(*runner.addresses[0][:2]), seen)
    await runner.cleanup()
