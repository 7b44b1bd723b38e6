"""`up` and `down` with the simulated engine: what the operator reads, and what is left behind."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zuka import bootstrap
from zuka.context import Ctx
from zuka.errors import Unavailable
from zuka.fleet import service as fleet
from zuka.install import down, opening, up
from zuka.install.shell import Say
from zuka.install.state import Made
from zuka.kit.money import parse_yuan
from zuka.market import service as market
from zuka.settings import Settings


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`up` puts the installation's settings into its own process's environment; a test must not pass them on."""
    before = dict(os.environ)
    monkeypatch.setenv("ZUKA_HTTP__PUBLIC_URL", "https://zuka.example.com")
    monkeypatch.setenv("ZUKA_SECURITY__ARGON2_MEMORY_KIB", "8")
    monkeypatch.setenv("ZUKA_SECURITY__ARGON2_ITERATIONS", "1")
    yield
    os.environ.clear()
    os.environ.update(before)


class Installation:
    """One data directory, brought up and taken down as often as a test likes; what was said is kept."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.said: list[str] = []
        self.meanwhile: Callable[[Settings], None] = lambda _settings: None
        self.pages: Callable[[Say], None] = lambda _tell: None

    def up(self, *, simulated: bool = True) -> int:
        self.said.clear()
        options = up.Options(simulated=simulated, data_dir=self.directory)
        return up.run(options, self._serve, tell=self.said.append, pages=self.pages)

    def down(self, **options: bool) -> int:
        return down.down(
            down.Options(simulated=True, data_dir=self.directory, **options), tell=self.said.append
        )

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    def _serve(self, settings: Settings, *, ready: Callable[[Ctx], None]) -> None:
        """Serves in the sense that matters here: it is ready, and then it is told to stop."""
        ready(bootstrap.build(settings))
        self.meanwhile(settings)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "zuka")


def test_the_first_start_tells_everything_that_is_needed(installation: Installation) -> None:
    assert installation.up() == 0
    text = installation.text
    assert "SIMULATED" in text
    assert "https://zuka.example.com" in text
    assert re.search(r"operator +password: \w{6}-\w{6}\b", text)
    assert "8 simulated cards" in text
    assert len(re.findall(r"^  \./zuka \w+", text, re.MULTILINE)) == 3


def test_a_console_that_cannot_be_built_holds_up_nothing(installation: Installation) -> None:
    def no_registry(_tell: Say) -> None:
        raise Unavailable("install.failed", "npm reaches no registry")

    installation.pages = no_registry
    assert installation.up() == 0
    told = installation.text
    assert "npm reaches no registry" in told
    assert told.index("npm reaches no registry") < told.index("Zuka is open")


def test_the_password_is_shown_once_and_kept_nowhere(installation: Installation) -> None:
    installation.up()
    found = re.search(r"password: (\S+)", installation.text)
    assert found is not None
    for file in installation.directory.rglob("*"):
        assert not file.is_file() or found[1].encode() not in file.read_bytes()
    assert installation.up() == 0
    assert "password" not in installation.text


async def hosts_and_prices(ctx: Ctx) -> tuple[set[str], list[int]]:
    async with ctx.db.read() as session:
        states = {str(host.state) for host in await fleet.hosts_of(session)}
        return states, [plan.price_micros for plan in await market.prices(session)]


async def test_hosts_are_opened_and_priced_once(ctx: Ctx, tmp_path: Path) -> None:
    made = Made(tmp_path / "made")
    opened = await opening.open_shop(ctx, made)
    states, prices = await hosts_and_prices(ctx)
    assert states == {"open"}
    assert set(prices) == {parse_yuan("1.58")}
    assert opened.password is not None
    async with ctx.db.transaction() as session:
        for host in await fleet.hosts_of(session):
            await fleet.close_host(session, ctx, host_id=host.id, actor_id=None)
        for plan in await market.prices(session):
            await market.set_price(
                session, ctx, model=plan.model, list_price_micros=parse_yuan("2"), actor_id=None
            )
    again = await opening.open_shop(ctx, Made(tmp_path / "made"))
    states, prices = await hosts_and_prices(ctx)
    assert again.password is None
    assert again.hosts == ()
    assert states == {"closed"}
    assert set(prices) == {parse_yuan("2")}


def test_two_at_once_are_one_too_many(installation: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    second: list[int] = []
    installation.meanwhile = lambda _settings: second.append(Installation(installation.directory).up())
    assert installation.up() == 0
    assert second == [1]
    assert "already runs" in capsys.readouterr().err


def test_real_and_simulated_never_share_a_directory(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installation.up()
    assert installation.up(simulated=False) == 1
    assert "other kind" in capsys.readouterr().err


def test_a_typing_error_in_the_settings_is_refused(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installation.up()
    with (installation.directory / "zuka.env").open("a") as file:
        file.write("ZUKA_SITENAME=Lab\n")
    assert installation.up() == 1
    assert "ZUKA_SITENAME" in capsys.readouterr().err


def test_purge_leaves_nothing(installation: Installation) -> None:
    installation.up()
    assert installation.down(purge=True) == 0
    assert not installation.directory.exists()
    assert installation.down(purge=True) == 0
    assert "Nothing was set up" in installation.text


def test_purge_leaves_what_others_put_there(installation: Installation) -> None:
    installation.directory.mkdir()
    (installation.directory / "notes.txt").write_text("mine")
    installation.up()
    assert installation.down(purge=True) == 0
    assert [file.name for file in installation.directory.iterdir()] == ["notes.txt"]


def test_down_keeps_everything(installation: Installation) -> None:
    installation.up()
    assert installation.down() == 0
    assert (installation.directory / "zuka.db").exists()
    assert installation.up() == 0
    assert "password" not in installation.text
