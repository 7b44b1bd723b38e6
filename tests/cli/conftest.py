"""A whole platform in a thread, on a simulated region, behind a unix socket; and the command line in front of it."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from typer.main import get_command
from typer.testing import CliRunner

from support import PASSWORD
from zuka.app import main as app
from zuka.cli import main
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.fleet import service as fleet
from zuka.fleet.sync import apply, observe
from zuka.identity import service as identity
from zuka.images.making import ensure_simulated
from zuka.kit.clock import SystemClock
from zuka.kit.crypt import Vault
from zuka.kit.db import Db
from zuka.kit.loop import Bell
from zuka.kit.money import parse_yuan
from zuka.market import service as market
from zuka.settings import GatewaySettings, RegionSettings, SecuritySettings, Settings
from zuka.worker import main as worker

MODEL, PRICE = "RTX 3090", "1.58"

_COMMAND = get_command(main.app)
"""Made once: reading every command's options takes longer than running one."""


@dataclass
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output, which must be exactly one JSON document."""
        return json.loads(self.out)


@dataclass
class Person:
    """Somebody at a terminal of their own: home directory, saved login, language."""

    home: Path
    language: str = "C.UTF-8"
    extra: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, typed: str = "", code: int = 0) -> Said:
        """Run `zuka …`; fails the test unless the exit code is `code`."""
        environment = {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "LC_ALL": self.language,
            "TZ": "UTC",
            **self.extra,
        }
        with CliRunner().isolation(input=typed, env=environment) as (out, err, _):
            try:
                ended = _COMMAND.main(args=list(words), prog_name="zuka", standalone_mode=True)
            except SystemExit as leaving:
                ended = leaving.code
            sys.stdout.flush()
            said = Said(int(ended or 0), out.getvalue().decode(), err.getvalue().decode())
        assert said.code == code, f"zuka {' '.join(words)}\n{said}"
        return said


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


class Shop:
    """The platform. `ctx` belongs to its thread: tests look at it through the API only."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.socket = directory / "api.sock"
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="shop", daemon=True)

    @property
    def url(self) -> str:
        return f"unix:{self.socket}"

    def open(self) -> None:
        self._thread.start()
        assert self._ready.wait(30), "the platform did not come up"
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        assert self._loop is not None
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._error = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        ctx = _parts(self.directory)
        try:
            await ctx.db.create_all()
            await _open(ctx)
            config = uvicorn.Config(
                app.create(ctx), uds=str(self.socket), log_config=None, access_log=False, ws="none", lifespan="off",
                timeout_graceful_shutdown=1,
            )  # fmt: skip
            server = _Server(config, self._ready)
            working = asyncio.create_task(worker.run(ctx))
            serving = asyncio.create_task(server.serve())
            await self._stop.wait()
            server.should_exit = True
            await serving
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        finally:
            await ctx.aclose()


def _parts(directory: Path) -> Ctx:
    settings = Settings(
        data_dir=directory,
        regions={"local": RegionSettings(engine="simulated")},
        gateway=GatewaySettings(ssh_host="connect.example.com"),
        security=SecuritySettings(
            argon2_memory_kib=8, argon2_iterations=1, login_attempts_per_minute=1000, registrations_per_hour=1000,
            redeem_attempts_per_minute=1000,
        ),
    )  # fmt: skip
    clock = SystemClock()
    hosts = [SimulatedHost.with_cards("h1", 8), SimulatedHost.with_cards("h2", 4)]
    return Ctx(
        settings=settings,
        db=Db(settings.effective_database_url),
        clock=clock,
        vault=Vault(bytes(range(32))),
        bell=Bell(),
        engines={"local": SimulatedEngine(clock, hosts)},
    )


async def _open(ctx: Ctx) -> None:
    began = ctx.clock.now()
    facts = await observe(ctx, "local")
    async with ctx.db.transaction() as session:
        await apply(session, ctx, "local", facts, began)
    async with ctx.db.transaction() as session:
        await identity.ensure_operator(session, ctx, name="olga", password=PASSWORD)
    async with ctx.db.transaction() as session:
        await market.set_price(session, ctx, model=MODEL, list_price_micros=parse_yuan(PRICE), actor_id=None)
        for host in await fleet.hosts_of(session):
            await fleet.open_host(session, ctx, host_id=host.id, actor_id=None)
    await ensure_simulated(ctx, "local")


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One platform for all tests of the command line; each test is somebody else on it."""
    made = Shop(tmp_path_factory.mktemp("shop"))
    made.open()
    yield made
    made.close()


@pytest.fixture
def nobody(tmp_path: Path) -> Person:
    """Somebody who is not logged in anywhere."""
    return Person(tmp_path)


@pytest.fixture
def operator(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Person:
    """The operator, logged in."""
    person = Person(tmp_path_factory.mktemp("operator"))
    person("login", shop.url, "--name", "olga", "--password-stdin", typed=PASSWORD)
    return person


@pytest.fixture
def renter(shop: Shop, tmp_path: Path, request: pytest.FixtureRequest) -> Person:
    """A new renter without money, logged in."""
    person = Person(tmp_path)
    name = f"r{abs(hash(request.node.nodeid)) % 10**12}"
    person("register", shop.url, "--name", name, "--password-stdin", typed=PASSWORD)
    return person


@pytest.fixture
def rich(renter: Person, operator: Person) -> Person:
    """A renter with a hundred yuan."""
    code = operator("admin", "codes", "make", "100").out.strip()
    renter("redeem", code)
    return renter


def answer(body: Any, status: int = 200, **headers: str) -> httpx2.Response:
    """An answer of some server, as the client gets it."""
    return httpx2.Response(
        status, json=body, headers=headers, request=httpx2.Request("GET", "http://zuka.test/x")
    )
