"""Running programs as root in a system that is being built, so that nothing of them outlives the builder.

Every program runs in its own mount and process namespaces: its mounts are seen by nobody else and vanish with it,
and when the builder dies, by whatever signal, the kernel kills everything below it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from zuka.errors import Conflict

_ALONE = (
    "setpriv", "--pdeathsig", "KILL", "--",
    "unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=KILL", "--mount-proc", "--",
)  # fmt: skip
_IN_ROOT = """\
set -eu
root=$1; shift
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
mkdir -p "$root/dev/pts" "$root/dev/shm"
for node in null zero full random urandom tty; do : >"$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
while [ "$1" != -- ]; do mkdir -p "$root/run/$2"; mount --bind "$1" "$root/run/$2"; shift 2; done; shift
exec chroot "$root" "$@"
"""
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}

Line = Callable[[str], None]
"""Called with every line that a program writes."""


def run_alone(command: Sequence[str], line: Line, *, env: Mapping[str, str] | None = None) -> None:
    """Run `command` on this machine, in namespaces of its own. Raises `Conflict` images.build_failed."""
    _stream([*_ALONE, *command], line, env)


def run_inside(
    root: Path, command: Sequence[str], line: Line, *, show: Mapping[str, Path] | None = None
) -> None:
    """Run `command` in the system under `root`; `show` puts folders of this machine at `/run/<name>`. The environment
    is the new system's, nothing of this machine's. Raises `Conflict` images.build_failed."""
    shown = [text for name, path in (show or {}).items() for text in (str(path), name)]
    _stream([*_ALONE, "sh", "-c", _IN_ROOT, "sh", str(root), *shown, "--", *command], line, _ENVIRONMENT)


def _stream(command: Sequence[str], line: Line, env: Mapping[str, str] | None) -> None:
    with subprocess.Popen(
        command,
        env=None if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        last = ""
        for text in process.stdout:
            line(text.rstrip())
            last = text.strip() or last
    if process.returncode != 0:
        name = os.path.basename(command[-1] if len(command) == 1 else _name_of(command))
        raise Conflict("images.build_failed", f"{name} ended with {process.returncode}: {last}")


def _name_of(command: Sequence[str]) -> str:
    """The program that was meant, behind the wrappers."""
    return command[len(command) - command[::-1].index("--")] if "--" in command else command[0]
