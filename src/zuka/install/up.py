"""`zuka up`: from a bare machine to an open market, and on every later start whatever is missing, which is quick.

Every step looks before it acts, so that an `up` that was cut off is finished by the next one. Everything it makes
outside the data directory is written down in `made.json` for `zuka down --purge`.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from zuka import bootstrap, settings
from zuka.context import Ctx
from zuka.errors import DomainError, Unavailable
from zuka.install import (
    apt,
    base_image,
    console,
    firewall,
    incusd,
    machine,
    opening,
    region,
    settings_file,
    words,
)
from zuka.install.api import Api
from zuka.install.processes import of_pid
from zuka.install.shell import Say, say, step
from zuka.install.state import Made
from zuka.migrations import upgrade
from zuka.settings import RegionSettings, Settings

REGION = "local"
CARDS = "RTX 3090:24GiB:8"
"""What a host without cards of its own is given, clearly marked as simulated."""


class Serve(Protocol):
    """`zuka.cli.serve.serve`: serves until SIGINT or SIGTERM; `ready` is called once the API answers."""

    def __call__(self, settings: Settings, *, ready: Callable[[Ctx], None]) -> None: ...


@dataclass(frozen=True)
class Options:
    """`data_dir` None: the usual place. `serve` False: set everything up and leave."""

    simulated: bool = False
    data_dir: Path | None = None
    serve: bool = True


def run(
    options: Options, serve: Serve, *, tell: Say = say, pages: Callable[[Say], None] = console.HERE.ensure
) -> int:
    """Set up what is missing and serve until told to stop; `pages` builds the console. The exit status: 0, or 1 after
    saying what is wrong."""
    data_dir = where(options)
    try:
        with only_one(data_dir):
            loaded = _set_up(options, data_dir, tell)
            opened = asyncio.run(_open(loaded, Made(data_dir), tell))
            _build(pages, tell)
            if not options.serve:
                return 0
            made = Made(data_dir)
            myself = of_pid(os.getpid())
            assert myself is not None, "we are running"
            made.replace("serve", f"{myself.pid} {myself.started}")
            try:
                serve(loaded, ready=partial(_greet, opened, options.simulated, tell))
            finally:
                made.forget("serve")
            tell(words.STOPPED_SIMULATED if options.simulated else words.STOPPED)
            return 0
    except (DomainError, ValueError) as error:
        print(f"zuka: {error.detail if isinstance(error, DomainError) else error}", file=sys.stderr)
        return 1


def where(options: Options) -> Path:
    """The data directory: as asked for, as the environment says, or the usual place. A simulated installation has its
    own, so that nothing simulated is ever taken for real."""
    asked = options.data_dir or os.environ.get("ZUKA_DATA_DIR")
    if asked:
        return Path(asked).absolute()
    usual = settings_file.DEFAULT_DATA_DIR
    if not options.simulated:
        return usual
    if os.geteuid() == 0:
        return usual.with_name("zuka-simulated")
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    return home / "zuka-simulated"


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Raises `Unavailable` when another `up` holds this data directory."""
    fresh = not data_dir.exists()
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
        lock = (data_dir / "up.lock").open("ab")
    except PermissionError as error:
        missing = machine.lacks(machine.look(incusd.DEFAULT_DIRECTORY)) or [f"the right to write {data_dir}"]
        raise Unavailable("install.unsupported", machine.refusal(missing)) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unavailable(
                "install.failed",
                f"Zuka already runs on this machine from {data_dir}; `./zuka down` stops it.",
            ) from error
        if fresh:
            Made(data_dir).add("directory", str(data_dir))
        yield


def _set_up(options: Options, data_dir: Path, tell: Say) -> Settings:
    """Everything up to the settings; an installation that is complete passes through in a moment."""
    os.environ["ZUKA_DATA_DIR"] = str(data_dir)
    file = data_dir / settings_file.NAME
    settings_file.apply(file)
    if options.simulated:
        if not file.exists():
            settings_file.write(file, _region_values(engine="simulated", cards=CARDS))
            settings_file.apply(file)
        tell(words.SIMULATED)
        return _load(simulated=True)
    known = settings.load().regions.get(REGION, RegionSettings())
    if known.engine == "simulated":
        raise Unavailable("install.failed", words.MIXED)
    prepare(known, file, Made(data_dir), tell)
    settings_file.apply(file)
    return _load(simulated=False)


def _load(*, simulated: bool) -> Settings:
    loaded = settings.load()
    if simulated and any(one.engine != "simulated" for one in loaded.regions.values()):
        raise Unavailable("install.failed", words.MIXED)
    return loaded


def prepare(known: RegionSettings, file: Path, made: Made, tell: Say) -> None:
    """The machine, from its packages to the settings file. Idempotent."""
    if not known.endpoint.startswith("unix:"):
        # Somebody else's server or cluster: it is reached, not set up.
        return
    socket = Path(known.endpoint.removeprefix("unix:"))
    daemon = incusd.Daemon(socket.parent)
    tell(f"• {words.CHECKING}")
    machine.check(daemon.directory)
    packages: tuple[str, ...] = apt.SUPPORT_PACKAGES
    answers = _answers(daemon)
    if not answers and not (daemon.directory / "database").exists():
        # Before the packages: theirs may start a daemon, which makes it.
        made.add("database", str(daemon.directory))
    if not answers and not incusd.installed_elsewhere():
        packages = (*apt.ENGINE_PACKAGES, *packages)
    if apt.missing(packages):
        incusd.ensure_subids(made.add)
        with step(tell, words.PACKAGES):
            apt.ensure(packages, tell, made=made.add)
    with step(tell, words.ENGINE):
        incusd.ensure(daemon, tell, made=made.note)
    with Api(daemon.socket) as api:
        plan = _plan(api, known, daemon)
        with step(tell, words.REGION):
            region.ensure(api, plan, tell, made=made.add)
        has_cards = bool(region.nvidia_cards(api))
    with step(tell, words.FIREWALL):
        if not firewall.loaded():
            made.add("firewall", firewall.TABLE)
        firewall.apply(firewall.here(plan.network, plan.gateway, allowed=_split(known.allowed_networks)))
        if firewall.pass_docker(plan.network):
            made.add("docker", plan.network)
    if not file.exists():
        settings_file.write(file, _region_values(subnet=plan.subnet, cards="" if has_cards else CARDS))
    for remark in machine.remarks():
        tell(f"  note: {remark}")


def _split(joined: str) -> list[str]:
    return [part.strip() for part in joined.split(",") if part.strip()]


def _answers(daemon: incusd.Daemon) -> bool:
    with Api(daemon.socket) as api:
        return api.answers()


def _plan(api: Api, known: RegionSettings, daemon: incusd.Daemon) -> region.Plan:
    """The region as the settings want it; an address range that is in use here gives way to one that is not."""
    if api.exists(f"/1.0/networks/{known.network}"):
        config = api.call("GET", f"/1.0/networks/{known.network}")["config"]
        subnet = region.subnet_of(config.get("ipv4.address", "")) or known.subnet
    else:
        subnet = region.free_subnet(known.subnet, machine.routes())
    there = api.exists(f"/1.0/storage-pools/{known.pool}")
    size = 0 if there else region.pool_bytes(daemon.directory)
    return region.Plan(known.project, known.pool, known.network, subnet, size)


def _region_values(*, engine: str = "incus", subnet: str = "", cards: str = "") -> dict[str, str]:
    prefix = f"ZUKA_REGIONS__{REGION.upper()}__"
    values = {f"{prefix}ENGINE": engine}
    if subnet:
        values[f"{prefix}SUBNET"] = subnet
    if cards:
        values[f"{prefix}SIMULATED_CARDS"] = cards
    return values


async def _open(loaded: Settings, made: Made, tell: Say) -> opening.Opened:
    ctx = bootstrap.build(loaded)
    try:
        with step(tell, words.DATABASE):
            await upgrade.upgrade(ctx.db)
        opened = await opening.open_shop(ctx, made)
        if opened.password is not None:
            # At once: what follows takes minutes, may be interrupted, and nobody could ever tell it again.
            tell(f"  {words.first_login(opened.password)}")
        for name in ctx.engines:
            await base_image.ensure(ctx, name, tell)
        return opened
    finally:
        await ctx.aclose()


def _build(pages: Callable[[Say], None], tell: Say) -> None:
    """A console that cannot be built is told and not raised: everything but its pages works without it."""
    try:
        pages(tell)
    except Unavailable as error:
        tell(f"  {error.detail}")
        tell(f"  {words.NO_CONSOLE}")


def _greet(opened: opening.Opened, simulated: bool, tell: Say, ctx: Ctx) -> None:
    tell(words.greeting(opened, ctx.settings, simulated=simulated))
