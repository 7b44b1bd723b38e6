"""What the doctor says of healthy and of sick installations."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.conftest import Person
from zuka.cli.checkup import machine, platform
from zuka.cli.checkup.findings import Finding
from zuka.context import Ctx
from zuka.engine.port import HostFacts, PoolUsage
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.twins import EngineTwin
from zuka.errors import EngineUnavailable
from zuka.fleet import service as fleet
from zuka.fleet.sync import apply, observe
from zuka.migrations import upgrade
from zuka.settings import HttpSettings, Settings

GIB = 1 << 30


class OtherHosts(EngineTwin):
    """An engine whose hosts are as a test wants them."""

    def __init__(self, inner: SimulatedEngine, hosts: list[HostFacts]) -> None:
        super().__init__(inner)
        self._hosts = hosts

    async def hosts(self) -> list[HostFacts]:
        return self._hosts


class Silent(EngineTwin):
    """An engine that does not answer."""

    async def hosts(self) -> list[HostFacts]:
        raise EngineUnavailable("connection refused")


async def examined(ctx: Ctx) -> Mapping[str, list[Finding]]:
    """What was found, by what it is about."""
    by_name: dict[str, list[Finding]] = {}
    async for finding in platform.look(ctx):
        by_name.setdefault(finding.name, []).append(finding)
    return by_name


@pytest.fixture
async def migrated(settings: Settings, ctx: Ctx, tmp_path: Path) -> Ctx:
    """The parts on a database that was migrated as an installation's is."""
    fresh = type(ctx.db)(f"sqlite+aiosqlite:///{tmp_path / 'migrated.db'}")
    await upgrade.upgrade(fresh)
    await ctx.db.aclose()
    return replace(ctx, db=fresh)


async def test_a_healthy_platform_has_nothing_bad(migrated: Ctx) -> None:
    began = migrated.clock.now()
    facts = await observe(migrated, "local")
    async with migrated.db.transaction() as session:
        await apply(session, migrated, "local", facts, began)
    async with migrated.db.transaction() as session:
        for host in await fleet.hosts_of(session):
            await fleet.open_host(session, migrated, host_id=host.id, actor_id=None)
    found = await examined(migrated)
    await migrated.db.aclose()
    assert [one for several in found.values() for one in several if one.level == "bad"] == []
    assert found["market"][0].says == "2 of 2 hosts can be rented."
    assert found["database"][0].level == "ok"
    assert "simulated" in found["region local"][0].says
    assert found["ledger"][0].level == "ok"


async def test_an_old_database_is_told_and_not_asked_any_further(ctx: Ctx) -> None:
    found = await examined(ctx)
    assert found["database"][0].level == "bad"
    assert "zuka migrate" in found["database"][0].todo
    assert "ledger" not in found


async def test_a_database_that_is_not_there_is_told(ctx: Ctx, tmp_path: Path) -> None:
    lost = type(ctx.db)(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'folder' / 'zuka.db'}")
    found = await examined(replace(ctx, db=lost))
    await lost.aclose()
    assert "does not answer" in found["database"][0].says


async def test_a_silent_engine_is_told(ctx: Ctx, engine: SimulatedEngine) -> None:
    found = await examined(replace(ctx, engines={"local": Silent(engine)}))
    assert found["region local"][0].level == "bad"


@pytest.mark.parametrize(
    ("host", "level", "says"),
    [
        (HostFacts("h1", reachable=False), "bad", "does not answer"),
        (HostFacts("h1", True, pool=PoolUsage("dir", 100 * GIB, 0)), "bad", "`dir`"),
        (HostFacts("h1", True, pool=PoolUsage("btrfs", 100 * GIB, 95 * GIB)), "bad", "Only 5 of 100 GiB"),
        (HostFacts("h1", True, pool=None), "bad", "storage pool is not there"),
        (HostFacts("h1", True, pool=PoolUsage("zfs", 100 * GIB, 0)), "ok", "100 of 100 GiB"),
    ],
)
async def test_a_hosts_trouble_is_told(
    ctx: Ctx, engine: SimulatedEngine, host: HostFacts, level: str, says: str
) -> None:
    found = await examined(replace(ctx, engines={"local": OtherHosts(engine, [host])}))
    first = found["host local/h1"][0]
    assert (first.level, says in first.says) == (level, True), first


async def test_a_broken_card_is_told_with_its_fault(ctx: Ctx, engine: SimulatedEngine) -> None:
    (host, *_) = await engine.hosts()
    sick = replace(host, cards=(replace(host.cards[0], fault="It fell off the bus."), *host.cards[1:]))
    found = await examined(replace(ctx, engines={"local": OtherHosts(engine, [sick])}))
    warnings = [one for one in found["host local/h1"] if one.level == "warn"]
    assert len(warnings) == 1
    assert "fell off the bus" in warnings[0].says


def test_a_data_directory_that_is_missing_is_told(tmp_path: Path) -> None:
    assert machine.data_dir(tmp_path).level == "ok"
    assert machine.data_dir(tmp_path / "nowhere").level == "bad"


class Stranger(BaseHTTPRequestHandler):
    """Some other web server."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>welcome</html>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # The name is the base class's.
        """Says nothing into the test's output."""


@pytest.mark.enable_socket
def test_a_port_that_somebody_else_has_is_told(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as other:
        port = other.server_port
        settings = Settings(data_dir=tmp_path, http=HttpSettings(host="127.0.0.1", port=port))
        serving = threading.Thread(target=other.serve_forever)
        serving.start()
        assert machine.api_port(settings).says == f"Something else listens on port {port}."
        assert machine.plain_port("web gateway", "127.0.0.1", port).level == "ok"
        other.shutdown()
        serving.join()
    assert machine.api_port(settings).level == "warn"


@pytest.mark.enable_socket
def test_the_doctor_looks_and_installs_nothing(nobody: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZUKA_DATA_DIR", str(nobody.home / "nowhere"))
    monkeypatch.setenv("ZUKA_REGIONS", json.dumps({"local": {"engine": "simulated"}}))
    monkeypatch.setenv("ZUKA_HTTP__PORT", "1")
    monkeypatch.setenv("ZUKA_GATEWAY__WEB_PORT", "1")
    said = nobody("doctor", "--json", code=1)
    assert said.document["ok"] is False
    assert not (nobody.home / "nowhere").exists()


def test_the_doctor_names_a_setting_that_does_not_exist(
    nobody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZUKA_DATA_DIR", str(nobody.home))
    monkeypatch.setenv("ZUKA_HTPP__PORT", "1")
    assert "ZUKA_HTPP__PORT" in nobody("doctor", code=1).out


def test_settings_are_listed_and_secrets_are_not(nobody: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZUKA_DATA_DIR", str(nobody.home))
    monkeypatch.setenv("ZUKA_DATABASE_URL", "postgresql+psycopg://zuka:hunter2@db/zuka")
    monkeypatch.setenv("ZUKA_SECURITY__SECRET_KEY", "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I=")
    said = nobody("settings", "--json")
    by_name = {row["name"]: row for row in said.document}
    assert by_name["ZUKA_DATABASE_URL"]["value"] == "postgresql+psycopg://zuka:•••@db/zuka"
    assert by_name["ZUKA_SECURITY__SECRET_KEY"]["value"] == "•••"
    assert by_name["ZUKA_HTTP__PORT"]["is_default"] is True
    assert by_name["ZUKA_REGIONS__LOCAL__POOL"]["value"] == "zuka"
    assert "hunter2" not in nobody("settings").out
    assert all(row["description"] for row in said.document)
