"""The demo's tools against real programs, and what the demo does when it cannot go on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from aiohttp import WSMsgType, web

from cli.conftest import Person, Shop
from zuka.cli import openssh
from zuka.cli.demo import bill, play
from zuka.cli.demo.browser import Browser
from zuka.cli.demo.failure import StepFailed
from zuka.cli.demo.openssh import Door
from zuka.cli.demo.report import Report, Step
from zuka.cli.demo.target import Target
from zuka.kit import money

PASSWORD = "tr0ub4dor and three"


class Machine(asyncssh.SSHServer):
    """Lets root in by one password or by one key."""

    def __init__(self, public_key: str) -> None:
        self._public_key = public_key

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("root", PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return key.export_public_key().decode().split()[1] == self._public_key.split()[1]


async def _answer(process: asyncssh.SSHServerProcess[str]) -> None:
    """`id -un` works, `shutdown now` drops the line, anything else fails."""
    if process.command == "id -un":
        process.stdout.write("root\n")
        process.exit(0)
    elif process.command == "shutdown now":
        process.channel.get_connection().abort()
    else:
        process.stderr.write("no such thing\n")
        process.exit(7)


@asynccontextmanager
async def machine(folder: Path) -> AsyncIterator[Door]:
    """A real SSH server, and the demo's door to it."""
    host_key = asyncssh.generate_private_key("ssh-ed25519")
    public = host_key.export_public_key().decode().strip()
    here: dict[str, Any] = {"host": "127.0.0.1", "host_key": public}
    here["host_key_fingerprint"] = openssh.fingerprint(public)
    door = Door(folder, {"id": "i-1", "ssh": here}, PASSWORD)
    line = await door.make_key()
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[host_key],
        server_factory=lambda: Machine(line),
        process_factory=_answer,
    )
    here["port"] = server.get_port()
    try:
        yield door
    finally:
        server.close()
        await server.wait_closed()


@pytest.mark.enable_socket
async def test_the_real_client_logs_in_by_password_and_by_key(tmp_path: Path) -> None:
    async with machine(tmp_path) as door:
        assert door.pin().startswith("SHA256:")
        assert await door.run("id -un", with_password=True) == "root\n"
        assert await door.run("id -un") == "root\n"
        with pytest.raises(StepFailed, match="ended with 7: no such thing"):
            await door.run("frobnicate")
        with pytest.raises(StepFailed, match="Permission denied"):
            await Door(tmp_path, door.instance, "wrong").run("id -un", with_password=True)
        assert await door.run("shutdown now", may_drop=True) == ""


@pytest.mark.enable_socket
async def test_another_host_key_than_the_platforms_is_refused(tmp_path: Path) -> None:
    async with machine(tmp_path) as door:
        real = door.instance["ssh"]["host_key"]
        forged = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
        door.instance["ssh"]["host_key"] = forged
        with pytest.raises(StepFailed, match="do not belong together"):
            door.pin()
        door.instance["ssh"]["host_key_fingerprint"] = openssh.fingerprint(forged)
        door.pin()
        with pytest.raises(StepFailed, match="Host key verification failed"):
            await door.run("id -un", with_password=True)
        door.instance["ssh"]["host_key"] = real


class Notebook:
    """Plays JupyterLab behind a one-time link: a pass as a cookie, one kernel, one cell."""

    def __init__(self) -> None:
        self.tickets = {"t-1"}
        self.kernels: set[str] = set()
        self.hosts: set[str] = set()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/.zuka/enter", self.enter)
        app.router.add_get("/lab", self.lab)
        app.router.add_post("/api/kernels", self.make)
        app.router.add_delete("/api/kernels/k-1", self.remove)
        app.router.add_get("/api/kernels/k-1/channels", self.channels)
        return app

    def check(self, request: web.Request) -> None:
        self.hosts.add(request.host.partition(":")[0])
        if request.cookies.get("zuka_pass") != "yes":
            raise web.HTTPForbidden

    async def enter(self, request: web.Request) -> web.Response:
        if request.query["ticket"] not in self.tickets:
            raise web.HTTPGone
        self.tickets.remove(request.query["ticket"])
        answer = web.Response(status=303, headers={"Location": "/lab"})
        answer.set_cookie("zuka_pass", "yes", httponly=True)
        return answer

    async def lab(self, request: web.Request) -> web.Response:
        self.check(request)
        return web.Response(text="JupyterLab")

    async def make(self, request: web.Request) -> web.Response:
        self.check(request)
        assert request.headers["Origin"] == f"http://{request.host}"
        self.kernels.add("k-1")
        return web.json_response({"id": "k-1"}, status=201)

    async def remove(self, request: web.Request) -> web.Response:
        self.check(request)
        self.kernels.remove("k-1")
        return web.Response(status=204)

    async def channels(self, request: web.Request) -> web.WebSocketResponse:
        self.check(request)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                for one in self.run(json.loads(message.data)):
                    await socket.send_json(one)
        return socket

    def run(self, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
        def say(kind: str, parent: str = asked["header"]["msg_id"], **content: Any) -> dict[str, Any]:
            return {"msg_type": kind, "parent_header": {"msg_id": parent}, "content": content}

        yield say("status", "somebody-else", execution_state="idle")
        yield say("status", execution_state="busy")
        if "1/0" in asked["content"]["code"]:
            yield say("error", ename="ZeroDivisionError", evalue="division by zero")
        yield say("stream", name="stdout", text="4")
        yield say("execute_reply", status="ok")
        yield say("stream", name="stdout", text="2\n")
        yield say("status", execution_state="idle")


@asynccontextmanager
async def notebook() -> AsyncIterator[tuple[Notebook, str]]:
    """The stand-in and its origin, a name below `.localhost` that no resolver was told of."""
    stand_in = Notebook()
    runner = web.AppRunner(stand_in.app(), shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield stand_in, f"http://8888-i-1.localhost:{port}"
    finally:
        await runner.cleanup()


@pytest.mark.enable_socket
async def test_a_cell_is_run_behind_a_one_time_link_with_its_cookie() -> None:
    async with notebook() as (stand_in, origin), Browser("127.0.0.1") as browser:
        assert await browser.run_cell(f"{origin}/.zuka/enter?ticket=t-1", "print(6 * 7)") == "42\n"
        assert stand_in.kernels == set(), "the kernel is put away"
        assert stand_in.hosts == {"8888-i-1.localhost"}
        with pytest.raises(StepFailed, match="answered 410"):
            await browser.run_cell(f"{origin}/.zuka/enter?ticket=t-1", "print(6 * 7)")


@pytest.mark.enable_socket
async def test_a_cell_that_raises_fails_the_step() -> None:
    async with notebook() as (stand_in, origin), Browser("127.0.0.1") as browser:
        with pytest.raises(StepFailed, match="ZeroDivisionError: division by zero"):
            await browser.run_cell(f"{origin}/.zuka/enter?ticket=t-1", "1/0")
        assert stand_in.kernels == set()


@pytest.mark.enable_socket
async def test_a_page_without_what_was_put_there_fails_the_step() -> None:
    async with notebook() as (_, origin), Browser("127.0.0.1") as browser:
        with pytest.raises(StepFailed, match="403"):
            await browser.text_when_there(f"{origin}/lab", "JupyterLab", tries=2)


@pytest.mark.parametrize(
    ("price", "ms", "micros"),
    [("3.16", 23_457, 20_590), ("0.1", 3_937, 109), ("0.000001", 3_599_999, 0), ("0.000001", 3_600_000, 1)],
)
def test_the_second_reckoning_agrees_with_the_first(price: str, ms: int, micros: int) -> None:
    assert bill.expected([{"price_per_hour": price, "billable_ms": ms}]) == micros
    assert money.charge(money.parse_yuan(price), ms) == micros


def test_an_amount_finer_than_the_ledger_is_not_taken() -> None:
    with pytest.raises(ValueError, match="finer"):
        bill.micros("0.0000001")


def test_a_report_holds_only_when_everything_does() -> None:
    step = Step("order", "order", 0.1, ok=True)
    assert Report([step], 5, 5).ok
    assert not Report([], 5, 5).ok
    assert not Report([step], 5, 4).ok
    assert not Report([step]).ok
    assert not Report([step], 5, 5, leftovers=["instance i-1"]).ok
    assert not Report([step, Step("train", "train", 0.1, ok=False, says="It fell over.")], 5, 5).ok


async def _played(shop: Shop, operator: Person) -> tuple[Report, list[str]]:
    token = json.loads((operator.home / ".config/zuka/config.json").read_text())["token"]
    told: list[str] = []
    report = await play.run(Target(shop.url, token), told.append)
    return report, told


def test_where_nobody_can_log_in_the_demo_says_so_and_leaves_nothing(shop: Shop, operator: Person) -> None:
    with asyncio.Runner() as runner:
        report, told = runner.run(_played(shop, operator))
    assert [step.name for step in report.steps if step.ok][-1] == "running"
    assert not report.ok
    assert "nobody can log in" in report.steps[-1].says
    assert told[-1].startswith("Tidied up")
    assert report.leftovers == []
    cards = operator("admin", "cards", "--json").document
    assert [card for card in cards if card["instance_id"]] == []


def test_the_demo_does_not_begin_without_an_operator(shop: Shop, renter: Person) -> None:
    said = renter("demo", "--url", shop.url, "--json", code=1)
    last = json.loads(said.out.splitlines()[-1])
    assert [(step["name"], step["ok"]) for step in last["steps"]] == [("register", True), ("redeem", False)]
    assert "identity.forbidden" in last["steps"][-1]["says"]
