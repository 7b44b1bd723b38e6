"""The Incus daemon: found running, started through systemd, or started by ourselves where there is no systemd.

Starting one by ourselves means doing what the packaged units do, and surviving what is left of an earlier life: a
stale lxcfs mount, a stale socket, a bridge without a daemon. Nothing here makes pools, networks or projects.
"""

from __future__ import annotations

import os
import shlex
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from zuka.errors import EngineUnavailable, Unavailable
from zuka.install import cgroups
from zuka.install.api import Api
from zuka.install.processes import Process, end, launch, of_pid, wait_gone
from zuka.install.shell import Say, run, works

INCUSD = "/usr/libexec/incus/incusd"
DEFAULT_DIRECTORY = Path("/var/lib/incus")
LXCFS = Path("/var/lib/lxcfs")
LXCFS_LOG = Path("/var/log/zuka-lxcfs.log")
_TOOLS = "/usr/libexec/incus:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
_SUBIDS = "root:1000000:1000000000"
"""A billion ids for instances with id maps of their own; what the Debian package itself writes."""


class Origin(StrEnum):
    """Who runs the daemon that answers."""

    FOUND = "found"
    SYSTEMD = "systemd"
    OURS = "ours"


@dataclass(frozen=True)
class Daemon:
    """Where a daemon lives. `netns` names a network namespace under /run/netns that it and its bridges live in."""

    directory: Path = DEFAULT_DIRECTORY
    log: Path = Path("/var/log/incus/incus.log")
    netns: str | None = None

    @property
    def socket(self) -> Path:
        return self.directory / "unix.socket"


def ensure(
    daemon: Daemon, tell: Say, *, made: Callable[[str, str], None] = lambda _kind, _name: None
) -> tuple[Origin, Process | None]:
    """A daemon that is ready, and its process when it is ours. Raises `Unavailable` when none can be had."""
    with Api(daemon.socket) as api:
        if api.answers():
            return Origin.FOUND, None
    if Path("/run/systemd/system").is_dir() and daemon.directory == DEFAULT_DIRECTORY:
        run(["systemctl", "start", "lxcfs.service"], check=False)
        run(["systemctl", "start", "incus.socket", "incus.service"], timeout_s=120)
        wait_ready(daemon, 60)
        return Origin.SYSTEMD, None
    prepare_machine(tell, made=made)
    process = start(daemon, tell)
    made("incusd", f"{process.pid} {process.started}")
    return Origin.OURS, process


def installed_elsewhere() -> bool:
    """Whether Incus came from somewhere else than the distribution's own package."""
    return not Path(INCUSD).exists() and shutil.which("incusd") is not None


def prepare_machine(tell: Say, *, made: Callable[[str, str], None] = lambda _kind, _name: None) -> None:
    """What every daemon on this machine needs once: modules, control groups, sub-ids, lxcfs. Safe to repeat."""
    _modules()
    _devices()
    cgroups.ensure(tell)
    ensure_subids(made)
    _apparmor()
    if (process := ensure_lxcfs(tell)) is not None:
        made("lxcfs", f"{process.pid} {process.started}")


def start(daemon: Daemon, tell: Say, *, ready_s: float = 60) -> Process:
    """Start the daemon in a session of its own and wait until it serves. The machine must have been prepared.
    Raises `Unavailable` with the end of its log when it does not come up."""
    if not Path(INCUSD).exists():
        raise Unavailable("install.unsupported", f"{INCUSD} is not installed (package incus-base).")
    daemon.directory.mkdir(parents=True, exist_ok=True, mode=0o711)
    environment = {
        **os.environ,
        "PATH": _TOOLS,
        "INCUS_LXC_TEMPLATE_CONFIG": "/usr/share/lxc/config",
        "LC_ALL": "C.UTF-8",
    }
    # Without INCUS_DIR the daemon uses /var/lib/incus, /var/log/incus and /run/incus, as under systemd.
    if daemon.directory != DEFAULT_DIRECTORY:
        environment["INCUS_DIR"] = str(daemon.directory)
    daemon.log.parent.mkdir(parents=True, exist_ok=True)
    command = [INCUSD, "--logfile", str(daemon.log)]
    if works(["getent", "group", "incus-admin"]):
        command += ["--group", "incus-admin"]
    if daemon.netns is not None:
        command = _inside(daemon.netns, command)
    process = launch(command, log=daemon.log.with_suffix(".out"), env=environment)
    try:
        wait_ready(daemon, ready_s, process)
    except (EngineUnavailable, Unavailable):
        end(process)
        raise
    tell(f"  incusd runs (process {process.pid})")
    return process


def wait_ready(daemon: Daemon, seconds: float, process: Process | None = None) -> None:
    """Until the daemon has finished starting: it answers earlier, and then says "not ready yet" to much."""
    until = time.monotonic() + seconds
    with Api(daemon.socket) as api:
        while not (api.answers() and api.answers("/internal/ready")):
            if process is not None and not process.alive:
                raise Unavailable("install.failed", f"incusd ended while starting:\n{_tail(daemon)}")
            if time.monotonic() > until:
                raise EngineUnavailable(f"incusd is not ready after {seconds:.0f} s:\n{_tail(daemon)}")
            time.sleep(0.1)


def stop(daemon: Daemon, process: Process, tell: Say, *, timeout_s: float = 60) -> None:
    """Shut the daemon down with its instances, networks and pools: nothing of it is left running or mounted."""
    if not process.alive:
        return
    environment = {**os.environ, "PATH": _TOOLS}
    if daemon.directory != DEFAULT_DIRECTORY:
        environment["INCUS_DIR"] = str(daemon.directory)
    tell("  stopping incusd")
    run(
        [INCUSD, "shutdown", "--timeout", str(int(timeout_s))],
        env=environment,
        check=False,
        timeout_s=timeout_s + 30,
    )
    wait_gone(process, 15)
    end(process)


def ensure_subids(made: Callable[[str, str], None]) -> None:
    """Ids for instances; the engine's package would write the same line, and leave it behind when it goes."""
    for file in (Path("/etc/subuid"), Path("/etc/subgid")):
        text = file.read_text() if file.exists() else ""
        if not any(line.startswith("root:") for line in text.splitlines()):
            file.write_text(f"{text}{_SUBIDS}\n")
            made("line", f"{file} {_SUBIDS}")


def containers_run() -> bool:
    """Whether any container on this machine, whoever's, still runs and may look at lxcfs."""
    for cmdline in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if cmdline.read_bytes().startswith(b"[lxc monitor]"):
                return True
        except OSError:
            continue
    return False


def wipe(daemon: Daemon) -> None:
    """Remove everything below the directory of a daemon that has been stopped, mounts first."""
    places = sorted(_mounts_below(daemon.directory), key=len, reverse=True)
    for place in places:
        run(["umount", "--lazy", place], check=False)
    for child in daemon.directory.iterdir() if daemon.directory.is_dir() else ():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()


def _mounts_below(directory: Path) -> list[str]:
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    places = [line.split()[4] for line in lines]
    return [one for one in places if directory in Path(one).parents]


def stop_units() -> None:
    """Stop the packaged units, for a daemon that came with packages which are about to go."""
    if Path("/run/systemd/system").is_dir():
        run(["systemctl", "stop", "incus.service", "incus.socket"], check=False, timeout_s=120)


def ensure_lxcfs(tell: Say) -> Process | None:
    """lxcfs makes an instance see its own limits as the machine's size. The process when we started it."""
    if _lxcfs_answers():
        return None
    # A killed lxcfs leaves a mount on which every access fails; instances would then see the whole host.
    while _mounted(LXCFS):
        run(["umount", "--lazy", str(LXCFS)])
    if not works(["lxcfs", "--version"]):
        raise Unavailable("install.unsupported", "lxcfs is not installed.")
    LXCFS.mkdir(parents=True, exist_ok=True)
    process = launch(["lxcfs", "--pidfile", "/run/lxcfs-zuka.pid", str(LXCFS)], log=LXCFS_LOG)
    until = time.monotonic() + 10
    while not _lxcfs_answers():
        if not process.alive or time.monotonic() > until:
            end(process)
            raise Unavailable("install.failed", f"lxcfs does not start:\n{_last_lines(LXCFS_LOG)}")
        time.sleep(0.05)
    tell(f"  lxcfs runs (process {process.pid})")
    return process


def stop_lxcfs(process: Process) -> None:
    end(process)
    while _mounted(LXCFS):
        run(["umount", "--lazy", str(LXCFS)])


def remembered(text: str) -> Process | None:
    """A process that `made` was told of as `<pid> <start time>`, if it still runs."""
    pid, _, started = text.partition(" ")
    process = of_pid(int(pid))
    return process if process is not None and str(process.started) == started else None


def _lxcfs_answers() -> bool:
    try:
        return (LXCFS / "proc/meminfo").read_text() != ""
    except OSError:
        return False


def _mounted(place: Path) -> bool:
    return any(
        line.split()[4] == str(place) for line in Path("/proc/self/mountinfo").read_text().splitlines()
    )


def _modules() -> None:
    """Best effort: a kernel that has them built in, or a machine without modprobe, is told apart by what follows."""
    for module in ("loop", "btrfs", "fuse", "bridge", "veth", "br_netfilter", "nf_tables", "tun"):
        works(["modprobe", "--quiet", module])


def _devices() -> None:
    """A bare root file system lacks these; the kernel does not."""
    for name, major, minor in (("fuse", 10, 229), ("loop-control", 10, 237), ("net/tun", 10, 200)):
        node = Path("/dev") / name
        if not node.exists():
            node.parent.mkdir(exist_ok=True)
            os.mknod(node, 0o600 | 0o020000, os.makedev(major, minor))


def _apparmor() -> None:
    """Load LXC's profiles where the kernel has AppArmor; without it, instances have one barrier less."""
    if Path("/sys/kernel/security/apparmor/profiles").exists():
        run(["/usr/libexec/incus/incus-apparmor-load"], check=False)


def _inside(netns: str, command: list[str]) -> list[str]:
    """Run in a network namespace with a /sys of its own, so that the daemon sees its own interfaces; the control
    groups are carried over, since a fresh sysfs hides them and instances would die at their start."""
    script = (
        "set -e; mount --make-rprivate /; keep=$(mktemp -d); mount --rbind /sys/fs/cgroup $keep; "
        "mount -t sysfs sysfs /sys; mount --rbind $keep /sys/fs/cgroup; umount -l $keep; rmdir $keep; "
        f"exec {shlex.join(command)}"
    )
    return ["nsenter", f"--net=/run/netns/{netns}", "unshare", "--mount", "sh", "-c", script]


def _tail(daemon: Daemon) -> str:
    return "\n".join(_last_lines(file) for file in (daemon.log.with_suffix(".out"), daemon.log))


def _last_lines(file: Path) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-8:]) if file.exists() else ""
