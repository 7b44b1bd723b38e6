"""A private Incus daemon for one test session.

Its processes, mounts and network live in namespaces of their own, tied to the life of the process that started it:
when that is killed, the kernel takes away everything but a directory, and the next harness removes that. The
machine's own Incus, if it has one, is never touched. Needs root on Linux; knows nothing of what it is used for.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any, Final

from harness.packages import require_packages
from zuka.settings import RegionSettings

ROOT: Final = Path("/var/tmp/zuka-incus")  # Socket paths must be short, and the pool must be on a disk.
SLOTS: Final = 64
POOL_GIB: Final = 12
PROJECT: Final = "zuka"
_READY_SECONDS: Final = 60.0

_INSIDE: Final = """
set -eu
mount --make-rprivate /
mkdir -p "$INCUS_DIR/cgroup"
mount --rbind /sys/fs/cgroup "$INCUS_DIR/cgroup"
mount -t sysfs sysfs /sys
mount --rbind "$INCUS_DIR/cgroup" /sys/fs/cgroup
umount -l "$INCUS_DIR/cgroup"
mount -t tmpfs tmpfs /run
mkdir -p /run/lock
while umount -l /var/lib/lxcfs 2>/dev/null; do :; done # One that was killed leaves a mount that answers nothing.
mkdir -p /var/lib/lxcfs
ip link set lo up
sysctl -qw net.ipv4.ip_forward=1
lxcfs /var/lib/lxcfs >"$INCUS_DIR/lxcfs.log" 2>&1 &
while ! mountpoint -q /var/lib/lxcfs; do sleep 0.02; done
while true; do
  if [ ! -e "$INCUS_DIR/hold" ]; then
    /usr/libexec/incus/incusd --group root >>"$INCUS_DIR/incusd.log" 2>&1 &
    echo $! >"$INCUS_DIR/incusd.pid"
    wait $! || true
  fi
  sleep 0.1
done
"""

_MAKE_REGION: Final = """
import sys
from pathlib import Path
from zuka.install.api import Api
from zuka.install.region import Plan, ensure
with Api(Path(sys.argv[1])) as api:
    ensure(api, Plan(subnet=sys.argv[2], pool_bytes=int(sys.argv[3])), lambda line: None)
    api.call("PATCH", "/1.0", {"config": {"images.auto_update_interval": "0"}})
"""


@dataclass(frozen=True, slots=True)
class _Slot:
    """One of the places that harnesses on this machine share out: a directory and two networks."""

    number: int
    lock: IO[bytes]

    @property
    def directory(self) -> Path:
        return ROOT / f"s{self.number}"

    @property
    def subnet(self) -> str:
        return f"10.231.{self.number}.0/24"

    @property
    def link(self) -> str:
        return f"zkt{self.number}"

    @property
    def outer_address(self) -> str:
        # Not a private range: renters are kept out of those, and the gateway must not look like one of them.
        return f"198.18.{self.number}.1"

    @property
    def inner_address(self) -> str:
        return f"198.18.{self.number}.2"


class IncusHarness:
    """A running private daemon with pool `zuka`, network `zukabr0` and project `zuka`.

    `settings` is how the platform reaches it; instances' addresses are routed from this process's own network.
    Make it in the main thread: when the thread that made it ends, the daemon does. Without `region` it is bare.
    """

    def __init__(self, *, region: bool = True) -> None:
        require_packages()
        self._slot = _claim_slot()
        self._daemon = _spawn(self._slot.directory)
        try:
            self.pid = self._inner_pid()
            self._link()
            self.server = self._wait_until_ready()
            if region:
                self._make_region()
        except BaseException:
            self.close()
            raise

    @property
    def directory(self) -> Path:
        return self._slot.directory

    @property
    def socket_path(self) -> Path:
        return self.directory / "unix.socket"

    @property
    def subnet(self) -> str:
        return self._slot.subnet

    @property
    def settings(self) -> RegionSettings:
        return RegionSettings(endpoint=f"unix:{self.socket_path}", subnet=self.subnet)

    @property
    def outside_address(self) -> str:
        """The daemon's own address in a network that it shares with this process."""
        return self._slot.inner_address

    @property
    def link(self) -> str:
        """This side of the cable to the daemon's host."""
        return self._slot.link

    @property
    def outer_address(self) -> str:
        """This machine's address on that cable."""
        return self._slot.outer_address

    def address(self, last: int) -> str:
        """An address for an instance: the network's with the given last byte, 2 to 254."""
        return self.subnet.replace("0/24", str(last))

    def run_inside(self, argv: Sequence[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        """Run a command in the daemon's namespaces (network, mounts, processes); raises when it fails."""
        command = ["nsenter", "--target", str(self.pid), "--mount", "--net", "--pid", "--", *argv]
        return subprocess.run(command, check=True, capture_output=True, **options)

    def inside(self, argv: Sequence[str]) -> list[str]:
        """The command line that runs `argv` in the daemon's network, for processes a test starts itself."""
        return ["nsenter", "--target", str(self.pid), "--net", "--", *argv]

    def incus(self, *arguments: str, stdin: bytes = b"") -> str:
        """The `incus` command on this daemon, in the project `zuka`; returns what it prints."""
        done = subprocess.run(
            ["incus", *arguments],
            input=stdin,
            check=True,
            capture_output=True,
            env=os.environ | {"INCUS_DIR": str(self.directory), "INCUS_PROJECT": PROJECT},
        )
        return done.stdout.decode()

    def import_image(self, alias: str, metadata: Path, rootfs: Path) -> None:
        """Make an image there, once; importing the same content again only moves the alias."""
        listed = json.loads(self.incus("image", "list", "--format=json"))
        if not any(entry["name"] == alias for image in listed for entry in image["aliases"]):
            self.incus("image", "import", str(metadata), str(rootfs), "--alias", alias)

    def kill_daemon(self) -> None:
        """As if the daemon crashed: instances go on running, the API does not answer."""
        (self.directory / "hold").touch()
        self.run_inside(["kill", "-KILL", (self.directory / "incusd.pid").read_text().strip()])

    def start_daemon(self) -> None:
        """Undoes `kill_daemon`, and waits until the API answers."""
        (self.directory / "hold").unlink(missing_ok=True)
        self._wait_until_ready()

    def wipe_instances(self) -> None:
        """Delete every instance and volume, so that the next test begins with none."""
        for entry in json.loads(self.incus("list", "--format=json")):
            self.incus("delete", "--force", entry["name"])
        for volume in json.loads(self.incus("storage", "volume", "list", "zuka", "--format=json")):
            if volume["type"] == "custom":
                self.incus("storage", "volume", "delete", "zuka", volume["name"])

    def close(self) -> None:
        """Kill it all and remove its files. Safe to repeat."""
        if self._daemon.poll() is None:
            self._daemon.kill()
        self._daemon.wait()
        _unplug(self._slot.link)
        _remove(self.directory)
        self._slot.lock.close()

    def _inner_pid(self) -> int:
        # The process whose parent is `unshare` is the first of the new process namespace.
        children = Path(f"/proc/{self._daemon.pid}/task/{self._daemon.pid}/children")
        for _ in _polling("the daemon's namespaces", self._check_alive):
            text = children.read_text().split()
            if text and os.readlink(f"/proc/{text[0]}/ns/net") != os.readlink("/proc/self/ns/net"):
                return int(text[0])
        raise AssertionError("unreachable")

    def _link(self) -> None:
        slot = self._slot
        # The kernel takes a dead namespace down in its own time; its end of an older cable may still be here.
        _unplug(slot.link)
        _run(
            "ip", "link", "add", slot.link, "type", "veth", "peer", "name", "outside", "netns", str(self.pid)
        )
        _run("ip", "address", "add", f"{slot.outer_address}/30", "dev", slot.link)
        _run("ip", "link", "set", slot.link, "up")
        _run(*self.inside(["ip", "address", "add", f"{slot.inner_address}/30", "dev", "outside"]))
        _run(*self.inside(["ip", "link", "set", "outside", "up"]))
        _run(*self.inside(["ip", "route", "add", "default", "via", slot.outer_address]))
        _run("ip", "route", "replace", slot.subnet, "via", slot.inner_address)

    def _check_alive(self) -> None:
        if self._daemon.poll() is not None:
            raise RuntimeError(f"the daemon ended: {self._log()}")

    def _log(self) -> str:
        logs = [self.directory / name for name in ("inside.log", "incusd.log")]
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in logs if path.exists())

    def _wait_until_ready(self) -> dict[str, Any]:
        for _ in _polling("the daemon", self._check_alive):
            try:
                answer = get(self.socket_path, "/1.0")
            except (OSError, ValueError):
                continue
            if answer.get("status_code") == 200:
                metadata: dict[str, Any] = answer["metadata"]
                return metadata
        raise AssertionError("unreachable")

    def _make_region(self) -> None:
        # In the daemon's own network, where the bridge of that name is nobody else's.
        python = [sys.executable, "-c", _MAKE_REGION, str(self.socket_path), self.subnet, str(POOL_GIB << 30)]
        subprocess.run(self.inside(python), check=True, capture_output=True)


@contextmanager
def private_incus() -> Iterator[IncusHarness]:
    """A harness that is closed at the end of the block."""
    harness = IncusHarness()
    try:
        yield harness
    finally:
        harness.close()


def get(socket_path: Path, path: str) -> dict[str, Any]:
    """One GET on a daemon's socket, for what the platform's own client has no call for."""
    connection = HTTPConnection("incus", timeout=30)
    connection.sock = socket.socket(socket.AF_UNIX)
    try:
        connection.sock.settimeout(30)
        connection.sock.connect(str(socket_path))
        connection.request("GET", path)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        return answer
    finally:
        connection.close()


def _claim_slot() -> _Slot:
    """A free slot, cleaned of what a killed harness left in it. The lock ends with its process."""
    ROOT.mkdir(parents=True, exist_ok=True)
    for number in range(SLOTS):
        lock = (ROOT / f"s{number}.lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        slot = _Slot(number, lock)
        _end_leftover(slot)
        _remove(slot.directory)
        slot.directory.mkdir(mode=0o711)
        return slot
    raise RuntimeError(f"all {SLOTS} places for private daemons are taken; see {ROOT}")


def _end_leftover(slot: _Slot) -> None:
    record = slot.directory / "pid"
    if not record.exists():
        return
    pid, born = record.read_text().split()
    if _born(int(pid)) == born:
        os.kill(int(pid), signal.SIGKILL)
        for _ in _polling(f"the end of process {pid}", lambda: None):
            if _born(int(pid)) != born:
                return


def _remove(directory: Path) -> None:
    for _ in _polling(f"the removal of {directory}", lambda: None):
        # A pool that was mounted a moment ago may still be on its way out.
        shutil.rmtree(directory, ignore_errors=True)
        if not directory.exists():
            return


def _spawn(directory: Path) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "INCUS_DIR": str(directory),
        "INCUS_LXC_TEMPLATE_CONFIG": "/usr/share/lxc/config",
    }
    namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    with (directory / "inside.log").open("wb") as log:
        daemon = subprocess.Popen(
            ["unshare", *namespaces, "bash", "-c", _INSIDE],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  # One system call between fork and exec.
            start_new_session=True,
        )
    (directory / "pid").write_text(f"{daemon.pid} {_born(daemon.pid)}")
    return daemon


def _die_with_parent() -> None:
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def _born(pid: int) -> str:
    """When the process began, in the kernel's ticks; empty when there is none, or it is only waiting to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _polling(what: str, check: Any) -> Iterator[None]:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        check()
        yield
        time.sleep(0.02)
    raise TimeoutError(f"{what} did not come in {_READY_SECONDS:.0f} s")


def _run(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)


def _unplug(link: str) -> None:
    subprocess.run(["ip", "link", "delete", link], check=False, capture_output=True)
