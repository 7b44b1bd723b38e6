"""A bare Debian machine in a directory: a minimal root file system with its own mounts, processes and network.

It is what somebody has who types `./zuka up` on a fresh server, as near as one machine can come to another: no
Python, no Incus, no systemd running. The machine's own apt, pip and npm configuration is lent to it at run time.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from zuka.install import apt

PROJECT = Path(__file__).parents[2]
CACHE = Path("/var/cache/zuka-test")
TREE = "/srv/zuka"
LINK = "zksetup"
OUTER, INNER = "198.18.254.1", "198.18.254.2"
"""Outside of what tenants are kept from on a real machine's own network; the link between the two."""
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_FIRST_PROCESS = """
set -eu
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount -t sysfs sysfs "$ROOT/sys"
mount --rbind /sys/fs/cgroup "$ROOT/sys/fs/cgroup"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs tmpfs "$ROOT/run"
mkdir -p "$ROOT/run/lock"
for place in $LENT; do
  mkdir -p "$ROOT$place"
  mount --bind -o ro "$place" "$ROOT$place"
done
ip link set lo up
mkdir "$ROOT/.old"
cd "$ROOT"
pivot_root . .old
cd /
umount -l /.old
rmdir /.old
echo ready
while :; do sleep 1; done
"""


@dataclass(frozen=True)
class Lent:
    """What the bare machine borrows: environment for pip, npm and proxies, and directories that it may read."""

    environment: dict[str, str]
    places: tuple[str, ...]


class Bare:
    """The running machine. `pid` is its first process; when that is killed, everything in it is gone."""

    def __init__(self, root: Path, pid: int, environment: dict[str, str]) -> None:
        self.root, self.pid = root, pid
        self._environment = environment

    def command(self, argv: Sequence[str]) -> list[str]:
        """The command line that runs `argv` in there, in the project's directory."""
        settings = [f"{name}={value}" for name, value in self._environment.items()]
        inside = ["env", "-i", *settings, "sh", "-c", f'cd {TREE} && exec "$@"', "sh", *argv]
        return ["nsenter", f"--target={self.pid}", "--mount", "--pid", "--net", "--uts", "--ipc",
                "--root", "--wd", "--", *inside]  # fmt: skip

    def run(self, *argv: str, stdin: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run to the end; on failure, raises with what the command said."""
        done = subprocess.run(
            self.command(argv), input=stdin, capture_output=True, text=True, check=False, timeout=600
        )
        if check and done.returncode:
            raise AssertionError(
                f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
            )
        return done

    def start(self, *argv: str, output: IO[str]) -> subprocess.Popen[str]:
        """Run in the background, its output into `output`."""
        return subprocess.Popen(
            self.command(argv), stdin=subprocess.DEVNULL, stdout=output, stderr=output, text=True
        )

    def packages(self) -> set[str]:
        shown = self.run("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n").stdout
        return {line.split()[0] for line in shown.splitlines() if line.endswith(" installed")}

    def processes(self) -> list[str]:
        """The names of everything that runs in there, but for the first process and what asks."""
        names = []
        for status in Path(f"/proc/{self.pid}/root/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if "\nState:\tZ" not in text:
                names.append(text.split("\n", 1)[0].removeprefix("Name:\t"))
        return [name for name in names if name not in {"sh", "sleep"}]


@contextmanager
def bare_machine() -> Iterator[Bare]:
    """A fresh one, gone without a trace at the end. Needs root."""
    lent = _lent()
    with ExitStack() as stack:
        # A disk, not memory: the storage pool will be in there.
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zuka-setup-", dir="/var/tmp")))
        subprocess.run(["tar", "-C", str(root), "-xf", str(_root_file_system())], check=True)
        _furnish(root, lent)
        _copy_project(root / TREE.lstrip("/"))
        first = stack.enter_context(_first_process(root, lent.places))
        stack.enter_context(_uplink(first))
        (root / "etc/resolv.conf").write_text(Path("/etc/resolv.conf").read_text())
        yield Bare(root, first, lent.environment)


def _root_file_system() -> Path:
    """A tar of the smallest Debian of this machine's own release, from its own mirror; made once a week."""
    release = apt.release()
    sources = [file for file in _sources_files() if file.name != apt.OWN_SOURCE.name]
    text = "".join(file.read_text() for file in sources) + release.codename
    week = subprocess.run(["date", "+%G-%V"], check=True, capture_output=True, text=True).stdout.strip()
    tar = CACHE / f"bare-{release.codename}-{hashlib.sha256(text.encode()).hexdigest()[:12]}-{week}.tar"
    if not tar.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        draft = tar.with_suffix(f".{os.getpid()}.tar")
        subprocess.run(
            ["mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--aptopt=Apt::Install-Recommends \"false\"",
             release.codename, str(draft), *map(str, sources)],
            check=True,
        )  # fmt: skip
        draft.rename(tar)
    return tar


def _sources_files() -> list[Path]:
    apt_directory = Path("/etc/apt")
    files = [apt_directory / "sources.list", *sorted((apt_directory / "sources.list.d").iterdir())]
    return [file for file in files if file.is_file() and file.suffix in {".list", ".sources"}]


def _furnish(root: Path, lent: Lent) -> None:
    """The machine's own ways to its mirror, in place of what the maker of the root file system left there."""
    shutil.rmtree(root / "etc/apt")
    shutil.copytree("/etc/apt", root / "etc/apt", symlinks=True)
    (root / apt.OWN_SOURCE).unlink(missing_ok=True)
    for source in apt.sources():
        for key in source.options.get("Signed-By", "").split():
            if key.startswith("/") and Path(key).is_file() and not (root / key.lstrip("/")).exists():
                (root / key.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(key, root / key.lstrip("/"))
    shutil.copy("/etc/hosts", root / "etc/hosts")
    # Where npm gets its packages, as far as it is the user's to say; the rest is in the environment.
    if (own := Path.home() / ".npmrc").is_file():
        shutil.copy(own, root / "root/.npmrc")
    for name, value in lent.environment.items():
        # A file that pip or npm is pointed at, apart from the directories that are bound.
        for path in re.findall(r"(?<![\w/])/[\w./-]+", value) if _is_for_packages(name) else ():
            if Path(path).is_file():
                (root / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, root / path.lstrip("/"))


def _lent() -> Lent:
    """pip's and npm's configuration as this machine has it, as environment variables; paths in it that are
    directories."""
    environment = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8"}
    for name, value in os.environ.items():
        if name.lower() in {"http_proxy", "https_proxy", "no_proxy"} or name.lower().startswith(
            "npm_config_"
        ):
            environment[name] = value
    shown = subprocess.run(
        ["python3", "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    for line in shown.splitlines():
        match = re.match(r"(?:global|install|user|site|:env:)\.([\w-]+)='(.*)'$", line)
        if match is not None:
            environment[f"PIP_{match[1].upper().replace('-', '_')}"] = match[2].replace("\\n", " ")
    environment |= _npm_trust()
    for name in ("PIP_CERT", "NODE_EXTRA_CA_CERTS", "npm_config_cafile"):
        if bundle := environment.get(name):
            # Installing ca-certificates rewrites the usual bundle; a copy elsewhere keeps what this machine trusts.
            environment[name] = _kept_bundle(bundle)
    values = " ".join(value for name, value in environment.items() if name.startswith("PIP_"))
    # An index on disk points to files beside itself.
    paths = {
        Path(path).parent if Path(path).name == "simple" else Path(path)
        for path in re.findall(r"(?:file://|(?<![\w/:]))(/[\w./-]+)", values)
    }
    return Lent(environment, tuple(sorted(str(path) for path in paths if path.is_dir())))


def _npm_trust() -> dict[str, str]:
    """The files of authorities that npm is told to trust beside or in place of those that Node.js knows."""
    found = {}
    if bundle := os.environ.get("NODE_EXTRA_CA_CERTS"):
        found["NODE_EXTRA_CA_CERTS"] = bundle
    own = Path.home() / ".npmrc"
    named = (
        re.search(r"^cafile\s*=\s*\"?([^\s\"]+)", own.read_text(), re.MULTILINE) if own.is_file() else None
    )
    if named is not None:
        found["npm_config_cafile"] = named[1]
    return found


def _is_for_packages(name: str) -> bool:
    return name.startswith(("PIP_", "NODE_EXTRA_CA_CERTS", "npm_config_"))


def _kept_bundle(bundle: str) -> str:
    CACHE.mkdir(parents=True, exist_ok=True)
    kept = CACHE / f"ca-bundle-{hashlib.sha256(bundle.encode()).hexdigest()[:8]}.crt"
    shutil.copy(bundle, kept)
    return str(kept)


def _copy_project(target: Path) -> None:
    """What a clone would have, with what has been changed since: no environment, no caches."""
    target.mkdir(parents=True)
    listed = subprocess.run(
        ["git", "-C", str(PROJECT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, target / name, follow_symlinks=False)


@contextmanager
def _first_process(root: Path, places: Sequence[str]) -> Iterator[int]:
    """The namespaces and their first process; its id as seen from here."""
    holder = subprocess.Popen(
        ["unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child",
         "sh", "-c", _FIRST_PROCESS],
        env={"PATH": PATH, "ROOT": str(root), "LENT": " ".join(places)},
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n", "the namespaces could not be made"
        children = Path(f"/proc/{holder.pid}/task/{holder.pid}/children").read_text().split()
        yield int(children[0])
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert holder.stdout is not None
        holder.stdout.close()


@contextmanager
def _uplink(pid: int) -> Iterator[None]:
    """A wire to the machine's own network, with the machine as router; undone at the end."""
    forwarding = Path("/proc/sys/net/ipv4/ip_forward")
    before = forwarding.read_text()
    inside = ["nsenter", f"--target={pid}", "--net", "--", "ip"]
    nat = f"""
        table ip {LINK} {{
          chain postrouting {{
            type nat hook postrouting priority srcnat; policy accept;
            ip saddr {INNER} masquerade
          }}
        }}
    """
    for argv in (
        ["ip", "link", "add", LINK, "type", "veth", "peer", "name", "eth0", "netns", str(pid)],
        ["ip", "address", "add", f"{OUTER}/30", "dev", LINK],
        ["ip", "link", "set", LINK, "up"],
        [*inside, "address", "add", f"{INNER}/30", "dev", "eth0"],
        [*inside, "link", "set", "eth0", "up"],
        [*inside, "route", "add", "default", "via", OUTER],
    ):
        subprocess.run(argv, check=True)
    subprocess.run(["nft", "--file", "-"], input=nat, text=True, check=True)
    forwarding.write_text("1")
    try:
        yield
    finally:
        forwarding.write_text(before)
        subprocess.run(["nft", "delete", "table", "ip", LINK], check=False)
        subprocess.run(["ip", "link", "delete", LINK], check=False, stderr=subprocess.DEVNULL)
