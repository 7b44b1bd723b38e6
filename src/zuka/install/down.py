"""`zuka down`: power everything off; `--purge`: remove exactly what `up` made, by its own record, and nothing else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zuka.errors import DomainError, Unavailable
from zuka.install import apt, firewall, incusd, region, settings_file, up
from zuka.install.api import Api
from zuka.install.processes import Process, end
from zuka.install.shell import Say, interactive, run, say, step
from zuka.install.state import Made
from zuka.settings import RegionSettings, load

_SERVE_GRACE_S = 20
_DAEMON_LEFTOVERS = ("/var/log/incus", "/run/incus", "/var/cache/incus")
_OURS = (
    "zuka.env", "zuka.new", "made.json", "made.new", "up.lock", "secret.key*", "zuka.db*", "simulated-*",
    "builds", "images",
)  # fmt: skip
"""What the platform keeps in its data directory."""


@dataclass(frozen=True)
class Options:
    """`purge` also deletes; `yes` answers the question whether renters' data may go; `keep_packages` leaves the
    distribution's packages that `up` installed."""

    purge: bool = False
    yes: bool = False
    keep_packages: bool = False
    simulated: bool = False
    data_dir: Path | None = None


def down(options: Options, *, tell: Say = say, ask: Callable[[str], str] = input) -> int:
    """The exit status: 0, or 1 after saying what is wrong."""
    data_dir = up.where(up.Options(simulated=options.simulated, data_dir=options.data_dir))
    if not (data_dir / "made.json").exists():
        tell(f"Nothing was set up from {data_dir}.")
        return 0
    try:
        _Down(data_dir, options, tell, ask).all()
    except (DomainError, ValueError) as error:
        print(f"zuka: {error.detail if isinstance(error, DomainError) else error}", file=sys.stderr)
        return 1
    return 0


class _Down:
    """One taking-down, in the reverse order of `up`."""

    def __init__(self, data_dir: Path, options: Options, tell: Say, ask: Callable[[str], str]) -> None:
        self.options, self.tell, self.ask = options, tell, ask
        self.data_dir, self.made = data_dir, Made(data_dir)
        self.engine_stays = False
        """Somebody else uses it too."""
        os.environ["ZUKA_DATA_DIR"] = str(data_dir)
        settings_file.apply(data_dir / settings_file.NAME)
        known = load().regions.get(up.REGION, RegionSettings())
        self.real = known.engine == "incus" and known.endpoint.startswith("unix:")
        self.daemon = incusd.Daemon(Path(known.endpoint.removeprefix("unix:")).parent)
        self.plan = region.Plan(known.project, known.pool, known.network, known.subnet)

    def all(self) -> None:
        if self.real and os.geteuid() != 0:
            raise Unavailable("install.unsupported", "What was set up as root is taken down as root.")
        if self.options.purge and not self._agreed():
            self.tell("Nothing was touched.")
            return
        self._stop_serving()
        if self.real:
            self._engine()
        if self.options.purge:
            self._purge_machine()
            self._purge_data()
            kept = ", but for the engine and its packages, which others use" if self.engine_stays else ""
            self.tell(f"Everything that zuka had made is gone{kept}.")
        else:
            self.tell("Powered off. Everything is kept; `./zuka up` starts it again.")

    def _agreed(self) -> bool:
        """Renters' disks are only deleted by somebody who was told what will go, and said so."""
        what = self._at_stake()
        if not what or self.options.yes:
            return True
        if not interactive():
            raise Unavailable(
                "install.failed", f"This deletes {what}. Say so with `./zuka down --purge --yes`."
            )
        return self.ask(f"This deletes {what}. Type `purge` to go on: ").strip() == "purge"

    def _at_stake(self) -> str:
        """What of renters' would be deleted, in words; empty when there is nothing."""
        if not self.real or not self._has_region():
            return ""
        if not self._revive():
            return "storage whose engine does not answer, with whatever is in it"
        with Api(self.daemon.socket) as api:
            names = [name for name, _ in region.instances(api, self.plan)]
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        return f"{len(names)} instance(s) with their disks: {', '.join(names[:5])}{more}" if names else ""

    def _has_region(self) -> bool:
        return any(self.made.of(kind) for kind in ("pool", "project", "network"))

    def _revive(self) -> bool:
        """Whether the daemon answers, started again where it is down: only it knows what is in its pool."""
        if self._answers():
            return True
        if not self._has_region() or not Path(incusd.INCUSD).exists():
            return False
        incusd.ensure(self.daemon, self.tell, made=self.made.note)
        return True

    def _stop_serving(self) -> None:
        process = self._process("serve")
        if process is not None and process.pid != os.getpid():
            with step(self.tell, "stopping the platform"):
                end(process, grace_s=_SERVE_GRACE_S)
        self.made.forget("serve")

    def _engine(self) -> None:
        """Power instances off and, with `--purge`, delete what is ours; then stop the daemon where we started it."""
        alive = (
            self._revive() if self.options.purge else self._process("incusd") is not None or self._answers()
        )
        foreign: list[str] = []
        if alive:
            with step(self.tell, "powering instances off"), Api(self.daemon.socket) as api:
                if self.options.purge:
                    region.remove(api, self.plan, self.tell, self.made.facts)
                else:
                    region.stop_instances(api, self.plan, self.tell)
                foreign = region.foreign(api, self.plan)
        if self.options.purge:
            for kind in ("project", "network", "pool"):
                self.made.forget(kind)
        if foreign:
            self.engine_stays = True
            self.tell(f"  the engine stays, since it also has {', '.join(foreign)}")
            return
        self._stop_daemon()

    def _stop_daemon(self) -> None:
        process = self._process("incusd")
        if process is not None:
            incusd.stop(self.daemon, process, self.tell)
        elif self.options.purge and ("package", "incus-base") in self.made:
            incusd.stop_units()
        self.made.forget("incusd")
        lxcfs = self._process("lxcfs")
        if lxcfs is not None and not incusd.containers_run():
            incusd.stop_lxcfs(lxcfs)
            self.made.forget("lxcfs")
        if self.options.purge and self.made.of("database") and not self._answers():
            incusd.wipe(self.daemon)
            for place in _DAEMON_LEFTOVERS:
                empty_directory(Path(place))
            for family in ("inet", "bridge"):
                run(["nft", "delete", "table", family, "incus"], check=False)
            self.made.forget("database")

    def _purge_machine(self) -> None:
        """The firewall, our lines in the system's files, and packages that nothing else needs by now."""
        if self.made.of("firewall"):
            firewall.remove()
            self.made.forget("firewall")
        for network in self.made.of("docker"):
            firewall.unpass_docker(network)
        if self.engine_stays:
            return
        for line in self.made.of("line"):
            remove_line(*line.split(" ", 1))
        self.made.forget("line")
        self._purge_packages()
        for file in self.made.of("file"):
            Path(file).unlink(missing_ok=True)
        self.made.forget("file")

    def _purge_packages(self) -> None:
        packages = self.made.of("package")
        if not packages or self.options.keep_packages or self.engine_stays:
            return
        present = [one for one in packages if not apt.missing([one])]
        if present and not apt.removable(present):
            self.tell(f"  packages stay, since others need them by now: {', '.join(present)}")
        elif present:
            with step(self.tell, f"removing {len(present)} packages that were installed for this"):
                apt.purge(present, self.tell)
        self.made.forget("package")

    def _purge_data(self) -> None:
        """The data directory as a whole where we made it, else the files in it that are ours."""
        if self.made.of("directory"):
            shutil.rmtree(self.data_dir)
            return
        for pattern in _OURS:
            for found in self.data_dir.glob(pattern):
                remove(found)

    def _process(self, kind: str) -> Process | None:
        names = self.made.of(kind)
        return incusd.remembered(names[-1]) if names else None

    def _answers(self) -> bool:
        with Api(self.daemon.socket) as api:
            return api.answers()


def empty_directory(place: Path) -> None:
    """Remove what is in a directory, and leave it, since a package owns it."""
    for child in place.iterdir() if place.is_dir() else ():
        remove(child)


def remove(path: Path) -> None:
    """A file, a link (never what it points to), or a directory with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def remove_line(file: str, line: str) -> None:
    """Take one line of ours out of a system file."""
    path = Path(file)
    if path.exists():
        kept = [one for one in path.read_text().splitlines() if one != line]
        path.write_text("".join(f"{one}\n" for one in kept))
