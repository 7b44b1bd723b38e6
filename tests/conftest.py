"""Fixtures of every suite: settings, a clock that stands still, parts on a simulated region, an API in memory.

A test gets SQLite unless it is marked with `support.both_databases`.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import hypothesis
import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import create_engine

from harness.postgres import PostgresServer, binaries, private_postgres
from support import Browser, browsing
from zuka import tables
from zuka.app import main
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.kit.clock import ManualClock
from zuka.kit.crypt import Vault
from zuka.kit.db import Db
from zuka.kit.loop import Bell
from zuka.settings import GatewaySettings, RegionSettings, SecuritySettings, Settings

pytest_plugins = ["harness.fixtures"]

# Tracebacks with every local variable of a web framework take seconds to draw.
structlog.configure(
    processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
)

# The same examples in every run: what breaks a change is the change. `--hypothesis-profile=default` looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A private PostgreSQL for the whole session."""
    programs = binaries()
    if programs is None:
        pytest.skip("there are no PostgreSQL server programs here: apt-get install postgresql")
    with private_postgres(programs) as server:
        server.prepare(tables.METADATA)
        yield server


@pytest.fixture(scope="session")
def tables_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with every table: copying it takes a hundredth of the time that making it does."""
    path = tmp_path_factory.mktemp("tables") / "zuka.db"
    engine = create_engine(f"sqlite:///{path}")
    tables.METADATA.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with every table that nobody has used."""
    if getattr(request, "param", "sqlite") == "sqlite":
        path = tmp_path / "zuka.db"
        shutil.copy(request.getfixturevalue("tables_file"), path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.fresh() as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    """Settings with passwords that cost nothing and limits that no test meets by accident."""
    return Settings(
        data_dir=tmp_path,
        database_url=database,
        regions={"local": RegionSettings(engine="simulated", simulated_hosts=2)},
        gateway=GatewaySettings(ssh_host="ssh.zuka.test"),
        security=SecuritySettings(
            argon2_memory_kib=8,
            argon2_iterations=1,
            login_attempts_per_minute=1000,
            registrations_per_hour=1000,
        ),
    )


@pytest.fixture
def clock() -> ManualClock:
    """Stands still until a test moves it."""
    return ManualClock()


@pytest.fixture
def engine(clock: ManualClock) -> SimulatedEngine:
    """A simulated region: two hosts with eight RTX 3090 each."""
    return SimulatedEngine(clock, [SimulatedHost.with_cards("h1", 8), SimulatedHost.with_cards("h2", 8)])


@pytest.fixture
async def ctx(settings: Settings, clock: ManualClock, engine: SimulatedEngine) -> AsyncIterator[Ctx]:
    """The parts, with nothing in their tables."""
    parts = Ctx(
        settings=settings,
        db=Db(settings.effective_database_url),
        clock=clock,
        vault=Vault(bytes(range(32))),
        bell=Bell(),
        engines={"local": engine},
    )
    yield parts
    await parts.aclose()


@pytest.fixture
async def app(ctx: Ctx) -> AsyncIterator[FastAPI]:
    """The whole API on those parts. Nobody starts it here, so what it holds open is closed by hand."""
    made = main.create(ctx)
    yield made
    await made.state.workbench.aclose()


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    """Opens one more browser: a client of the API with a cookie jar of its own."""
    async with AsyncExitStack() as stack:

        async def another() -> httpx2.AsyncClient:
            return await stack.enter_async_context(browsing(app))

        yield another


@pytest.fixture
async def client(browser: Browser) -> httpx2.AsyncClient:
    """A browser that is not logged in."""
    return await browser()
