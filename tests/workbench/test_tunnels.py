"""Ports of a machine in the browser: a real OpenSSH server with a web program beside it, and the real web gateway."""

from __future__ import annotations

import asyncio
import contextlib
import io
import socket
import stat
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from fastapi import FastAPI
from sqlalchemy import text

from harness.sshd import Sshd
from support import browsing, login, make_renter
from workbench.rig import Desk, until
from zuka.context import Ctx
from zuka.gateway.web import WebGateway
from zuka.kit.clock import ManualClock
from zuka.workbench import tunnel_line

pytestmark = pytest.mark.enable_socket
MIB = 1 << 20


@dataclass
class Tab:
    """A browser's tab at one tunnel's origin."""

    client: aiohttp.ClientSession
    port: int
    origin: str
    cookie: str = ""
    seen: list[str] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def ask(
        self, path: str = "/", *, method: str = "GET", data: Any = None, **headers: str
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        async with self.client.request(
            method, self._url(path), headers=self._headers(headers), data=data, allow_redirects=False
        ) as answer:
            yield answer

    async def get(self, path: str = "/", **headers: str) -> tuple[int, str]:
        async with self.ask(path, **headers) as answer:
            return answer.status, await answer.text()

    async def enter(self, url: str, *, lands: str = "/") -> None:
        assert url.startswith(f"{self.origin}/")
        async with self.ask(url.removeprefix(self.origin)) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, lands), await answer.text()
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]

    async def websocket(self) -> aiohttp.ClientWebSocketResponse:
        return await self.client.ws_connect(
            self._url("/socket"), headers=self._headers({"Origin": self.origin}), max_msg_size=0
        )

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {"Host": urlsplit(self.origin).netloc}
        named |= {name.replace("_", "-"): value for name, value in more.items()}
        return named | ({"Cookie": self.cookie} if self.cookie else {})


@pytest.fixture
async def tab(ctx: Ctx) -> AsyncIterator[Callable[[Mapping[str, Any]], Tab]]:
    """Opens a tab at a tunnel, through a gateway of its own."""
    settings = ctx.settings.model_copy(
        update={"gateway": ctx.settings.gateway.model_copy(update={"drain_seconds": 0.0})}
    )
    gateway = WebGateway(replace(ctx, settings=settings))
    port = await gateway.start(socket.create_server(("127.0.0.1", 0)))
    running = asyncio.create_task(gateway.run())
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield lambda tunnel: Tab(client, port, tunnel["origin"])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await gateway.close()


@dataclass
class Program:
    """A web program on the machine: what it was asked."""

    port: int
    seen: list[web.Request] = field(default_factory=list)


@pytest.fixture
async def program() -> AsyncIterator[Program]:
    app = web.Application(client_max_size=64 * MIB)
    made = Program(0)

    async def hello(request: web.Request) -> web.StreamResponse:
        made.seen.append(request)
        return web.Response(text=f"{request.method} {request.raw_path}")

    async def take(request: web.Request) -> web.StreamResponse:
        size = 0
        async for chunk in request.content.iter_any():
            size += len(chunk)
        return web.Response(text=str(size))

    async def give(request: web.Request) -> web.StreamResponse:
        return web.Response(body=bytes(range(256)) * (16 * MIB // 256))

    async def move(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"http://localhost:{made.port}/there")

    async def parrot(request: web.Request) -> web.StreamResponse:
        made.seen.append(request)
        one = web.WebSocketResponse(max_msg_size=0)
        await one.prepare(request)
        async for message in one:
            await one.send_str(f"{message.data}!")
        return one

    app.router.add_post("/take", take)
    app.router.add_get("/give", give)
    app.router.add_get("/move", move)
    app.router.add_get("/socket", parrot)
    app.router.add_get("/{path:.*}", hello)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


@dataclass
class Scene:
    """A machine with a web program on it, its user, and the gateway in between."""

    desk: Desk
    server: Sshd
    program: Program
    tab: Callable[[Mapping[str, Any]], Tab]
    ctx: Ctx
    clock: ManualClock


@pytest.fixture
def scene(desk: Desk, server: Sshd, program: Program, tab: Any, near: FastAPI) -> Scene:
    ctx: Ctx = near.state.ctx
    clock = ctx.clock
    assert isinstance(clock, ManualClock)
    return Scene(desk, server, program, tab, ctx, clock)


async def opened(desk: Desk, session: dict[str, Any], port: int, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = await desk.call(
        "POST", f"/sessions/{session['id']}/tunnels", {"port": port, **more}, status=201
    )
    return made


async def linked(desk: Desk, tunnel: dict[str, Any]) -> str:
    link: str = (await desk.call("POST", f"/tunnels/{tunnel['id']}/open", status=201))["url"]
    return link


async def test_a_port_of_the_machine_opens_in_a_tab(scene: Scene) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    tunnel = await opened(desk, session, program.port, name="board")
    assert tunnel["origin"] == f"http://{program.port}-{tunnel['id']}.localhost:8081"
    page = scene.tab(tunnel)
    assert (await page.get())[0] == 401
    await page.enter(await linked(desk, tunnel))
    assert await page.get("/a?b=%20") == (200, "GET /a?b=%20")
    assert program.seen[-1].headers["Host"] == f"localhost:{program.port}"
    assert "zuka_pass" not in program.seen[-1].headers.get("Cookie", "")
    async with page.ask("/move") as moved:
        assert moved.headers["Location"] == f"{tunnel['origin']}/there"
    async with page.ask(
        "/take", method="POST", data=io.BytesIO(bytes(8 * MIB)), Origin=tunnel["origin"]
    ) as taken:
        assert await taken.text() == str(8 * MIB)
    async with page.ask("/give") as given:
        assert await given.read() == bytes(range(256)) * (16 * MIB // 256)
    (listed,) = await desk.call("GET", f"/sessions/{session['id']}/tunnels")
    assert listed["bytes"] > 24 * MIB
    assert (await desk.call("GET", f"/sessions/{session['id']}"))["tunnels_count"] == 1


@pytest.mark.parametrize(
    ("path", "lands"),
    [
        ("/#scalars", "/#scalars"),
        ("/lab?token=a%20b&x=1", "/lab?token=a%20b&x=1"),
        ("tree", "/tree"),
        ("//evil.example/x", "/evil.example/x"),
        ("/\\evil.example", "/%5Cevil.example"),
        ("/a\r\nSet-Cookie: x", "/a%0D%0ASet-Cookie:%20x"),
        ("/图?q=值", "/%E5%9B%BE?q=%E5%80%BC"),
    ],
)
async def test_a_link_leads_where_the_page_begins(scene: Scene, path: str, lands: str) -> None:
    desk, program = scene.desk, scene.program
    session = await desk.connected(scene.server)
    tunnel = await opened(desk, session, program.port, path=path)
    assert tunnel["path"] == lands
    await scene.tab(tunnel).enter(await linked(desk, tunnel), lands=lands)
    again = await opened(desk, session, program.port)
    assert (again["id"], again["path"]) == (tunnel["id"], "")
    await scene.tab(tunnel).enter(await linked(desk, tunnel))


@pytest.mark.parametrize("onwards", ["//evil.example", "/%5Cevil.example", "https://evil.example", "/a%0Ab"])
async def test_no_link_leads_to_another_machine(scene: Scene, onwards: str) -> None:
    session = await scene.desk.connected(scene.server)
    tunnel = await opened(scene.desk, session, scene.program.port)
    await scene.tab(tunnel).enter(f"{await linked(scene.desk, tunnel)}&to={onwards}")


async def test_a_log_in_that_ends_takes_its_way_into_a_tunnel_along(scene: Scene, near: FastAPI) -> None:
    desk, program = scene.desk, scene.program
    session = await desk.connected(scene.server)
    tunnel = await opened(desk, session, program.port)
    async with browsing(near) as client:
        await login(client, "ann")
        page = scene.tab(tunnel)
        await page.enter(await linked(Desk(client), tunnel))
        assert (await page.get())[0] == 200
        talking = await page.websocket()
        await client.delete("/api/v1/sessions/current")
        await talking.receive()
        await talking.close()
    scene.clock.advance(5)
    assert (await page.get())[0] == 401
    # Their other log-in goes on in the same tunnel.
    await page.enter(await linked(desk, tunnel))
    assert (await page.get())[0] == 200


async def test_websockets_pass_and_end_with_the_tunnel(scene: Scene) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    tunnel = await opened(desk, session, program.port)
    page = scene.tab(tunnel)
    await page.enter(await linked(desk, tunnel))
    talking = await page.websocket()
    await talking.send_str("hello")
    assert await talking.receive_str() == "hello!"
    assert program.seen[-1].headers["Origin"] == f"http://localhost:{program.port}"
    (listed,) = await desk.call("GET", f"/sessions/{session['id']}/tunnels")
    assert listed["connections"] >= 1
    await desk.call("DELETE", f"/tunnels/{tunnel['id']}", status=204)
    assert (await talking.receive()).type in {
        aiohttp.WSMsgType.CLOSED,
        aiohttp.WSMsgType.CLOSE,
        aiohttp.WSMsgType.ERROR,
    }
    await talking.close()
    assert await desk.call("GET", f"/sessions/{session['id']}/tunnels") == []


async def test_a_closed_tunnel_is_gone(scene: Scene) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    tunnel = await opened(desk, session, program.port)
    page = scene.tab(tunnel)
    await page.enter(await linked(desk, tunnel))
    unused = await linked(desk, tunnel)
    await desk.call("DELETE", f"/tunnels/{tunnel['id']}", status=204)
    # At once: the gateway still remembers where it was, and nobody listens there.
    status, page_text = await page.get(Accept="text/html")
    assert (status, "端口" in page_text) == (404, True)
    scene.clock.advance(5)
    assert (await page.get())[0] == 404
    async with page.ask(unused.removeprefix(tunnel["origin"])) as late:
        assert late.status == 303
    assert (await page.get())[0] == 404
    assert await desk.refusal("POST", f"/tunnels/{tunnel['id']}/open") == "workbench.tunnel_not_found"
    assert await desk.refusal("DELETE", f"/tunnels/{tunnel['id']}") == "workbench.tunnel_not_found"


async def test_a_tunnel_ends_with_its_session(scene: Scene) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    tunnel = await opened(desk, session, program.port)
    page = scene.tab(tunnel)
    await page.enter(await linked(desk, tunnel))
    await desk.call("DELETE", f"/sessions/{session['id']}", status=204)
    scene.clock.advance(5)

    async def is_gone() -> bool:
        async with scene.ctx.db.read() as db:
            return (await db.execute(text("SELECT id FROM workbench_tunnels"))).first() is None

    await until(is_gone)
    scene.clock.advance(5)
    assert (await page.get())[0] == 404
    assert await desk.refusal("POST", f"/tunnels/{tunnel['id']}/open") == "workbench.tunnel_not_found"


async def test_a_lost_connection_takes_its_tunnels_along(scene: Scene) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    await opened(desk, session, program.port)
    server.drop_connections()

    async def is_lost() -> bool:
        found = await desk.call("GET", f"/sessions/{session['id']}")
        return bool(found["state"] == "lost" and found["tunnels_count"] == 0)

    await until(is_lost)
    path = f"/sessions/{session['id']}/tunnels"
    assert await desk.call("GET", path) == []
    assert await desk.refusal("POST", path, {"port": program.port}) == "workbench.not_connected"
    await desk.call("POST", f"/sessions/{session['id']}/reconnect")
    assert (await desk.settled(session["id"]))["state"] == "connected"
    await opened(desk, session, program.port)


async def test_nobody_else_gets_in(scene: Scene, near: FastAPI) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    tunnel = await opened(desk, session, program.port)
    mine = scene.tab(tunnel)
    await mine.enter(await linked(desk, tunnel))
    await make_renter(scene.ctx, "bob")
    async with browsing(near) as client:
        await login(client, "bob")
        bob = Desk(client)
        path = f"/sessions/{session['id']}/tunnels"
        assert await bob.refusal("GET", path) == "workbench.session_not_found"
        assert await bob.refusal("POST", path, {"port": 22}) == "workbench.session_not_found"
        assert await bob.refusal("POST", f"/tunnels/{tunnel['id']}/open") == "workbench.tunnel_not_found"
        assert await bob.refusal("DELETE", f"/tunnels/{tunnel['id']}") == "workbench.tunnel_not_found"
        theirs = await bob.connected(server)
        other = await opened(bob, theirs, program.port)
        elsewhere = scene.tab(other)
        await elsewhere.enter(await linked(bob, other))
        # Bob's pass is for Bob's tunnel, and so is his ticket.
        stranger = scene.tab(tunnel)
        assert (await stranger.get(Cookie=elsewhere.cookie))[0] == 401
        async with stranger.ask((await linked(bob, other)).removeprefix(other["origin"])) as answer:
            assert (answer.status, "Set-Cookie" in answer.headers) == (401, False)
    program.seen.clear()
    assert (await mine.get(Origin=other["origin"], Sec_Fetch_Site="same-site"))[0] == 403
    async with mine.ask("/take", method="POST", data=b"x", Origin=other["origin"]) as foreign:
        assert foreign.status == 403
    refused = {"Origin": other["origin"]}
    with pytest.raises(aiohttp.WSServerHandshakeError) as shut:
        await mine.client.ws_connect(mine._url("/socket"), headers=mine._headers(refused))
    assert shut.value.status == 403


async def test_another_port_of_the_same_tunnel_is_nothing(scene: Scene) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    tunnel = await opened(desk, session, program.port)
    other = {"origin": tunnel["origin"].replace(f"{program.port}-", "22-")}
    assert (await scene.tab(other).get())[0] == 404
    unknown = {"origin": "http://6006-tun-nobody.localhost:8081"}
    assert (await scene.tab(unknown).get())[0] == 404


async def test_a_port_where_nothing_listens_says_so(scene: Scene) -> None:
    desk, server = scene.desk, scene.server
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    session = await desk.connected(server)
    tunnel = await opened(desk, session, closed)
    page = scene.tab(tunnel)
    await page.enter(await linked(desk, tunnel))
    status, words = await page.get(Accept="text/html")
    assert status == 502
    assert f"localhost:{closed} 上没有服务" in words
    assert "Try again" in words
    with pytest.raises(aiohttp.WSServerHandshakeError) as shut:
        await page.websocket()
    assert shut.value.status == 502


async def test_nothing_listens_on_a_port_of_ours(scene: Scene) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    await opened(desk, session, program.port)
    async with scene.ctx.db.read() as db:
        (path,) = (await db.execute(text("SELECT socket FROM workbench_tunnels"))).one()
    assert [mode(one) for one in (Path(path), Path(path).parent)] == [0o600, 0o700]
    assert tunnel_line.is_alive(path)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_the_same_port_is_opened_once_and_there_is_an_end(scene: Scene) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    first = await opened(desk, session, program.port)
    assert (await opened(desk, session, program.port))["id"] == first["id"]
    for port in range(2001, 2032):
        await opened(desk, session, port)
    path = f"/sessions/{session['id']}/tunnels"
    assert await desk.refusal("POST", path, {"port": 3000}) == "workbench.too_many_tunnels"


async def test_what_a_process_left_behind_is_swept_up(scene: Scene, tmp_path: Path) -> None:
    desk, server, program = scene.desk, scene.server, scene.program
    session = await desk.connected(server)
    user = (await desk.client.get("/api/v1/me")).json()["id"]
    async with scene.ctx.db.transaction() as db:
        await db.execute(
            text(
                "INSERT INTO workbench_tunnels (id, user_id, session_id, name, host, port, socket, opened_at)"
                " VALUES ('tun-old', :user, 'ses-old', '', 'localhost', 80, :path, 1)"
            ),
            {"user": user, "path": str(tmp_path / "gone")},
        )
    tunnel = await opened(desk, session, program.port)
    async with scene.ctx.db.read() as db:
        rows = (await db.execute(text("SELECT id FROM workbench_tunnels"))).all()
    assert [row.id for row in rows] == [tunnel["id"]]


async def test_a_refused_place_is_refused_by_the_route(scene: Scene) -> None:
    desk, server = scene.desk, scene.server
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/tunnels"
    assert (
        await desk.refusal("POST", path, {"host": "169.254.169.254", "port": 80})
        == "workbench.tunnel_refused"
    )
    for port in (0, 65536, -1):
        assert await desk.refusal("POST", path, {"port": port}) == "request.invalid"


def test_a_long_data_directory_gets_short_sockets(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90)
    found = tunnel_line.directory(deep)
    assert len(str(found)) < 80
    assert mode(found) == 0o700
    assert tunnel_line.directory(deep) == found
    assert tunnel_line.directory(tmp_path / "near") != found
    found.rmdir()
