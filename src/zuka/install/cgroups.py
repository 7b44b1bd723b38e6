"""Control groups where no systemd has prepared them: mounted, and with the controllers handed down.

A machine that has them mounted is left as it is, apart from enabling controllers at the root of a unified hierarchy.
"""

from __future__ import annotations

import errno
from pathlib import Path

from zuka.errors import Unavailable
from zuka.install.shell import Say, run

ROOT = Path("/sys/fs/cgroup")
WANTED = ("cpuset", "cpu", "io", "memory", "pids")


def ensure(tell: Say, root: Path = ROOT) -> None:
    """Raises `Unavailable` where they can neither be found nor mounted."""
    kinds = mounted(Path("/proc/self/mountinfo").read_text(), root)
    if not kinds:
        tell("  mounting the control groups")
        if not root.is_dir():
            raise Unavailable(
                "install.unsupported", "/sys is not mounted: the kernel's control groups are out of reach."
            )
        run(["mount", "-t", "cgroup2", "cgroup2", str(root)])
        kinds = {"cgroup2"}
    if "cgroup" not in kinds:
        _hand_down(root)


def mounted(mountinfo: str, root: Path = ROOT) -> set[str]:
    """The kinds of control groups mounted at or below `root`: `cgroup2`, `cgroup` (the old kind), or both."""
    kinds = set()
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        if Path(left.split()[4]).is_relative_to(root) and right.split()[0] in {"cgroup", "cgroup2"}:
            kinds.add(right.split()[0])
    return kinds


def _hand_down(root: Path) -> None:
    """Enable the controllers for children. In a namespace whose root is not the machine's, processes must first
    leave it ("no internal processes")."""
    offered = set((root / "cgroup.controllers").read_text().split())
    enabled = set((root / "cgroup.subtree_control").read_text().split())
    for controller in WANTED:
        if controller not in offered or controller in enabled:
            continue
        try:
            (root / "cgroup.subtree_control").write_text(f"+{controller}")
        except OSError as error:
            if error.errno != errno.EBUSY:
                continue
            _move_out(root)
            (root / "cgroup.subtree_control").write_text(f"+{controller}")


def _move_out(root: Path) -> None:
    leaf = root / "machine"
    leaf.mkdir(exist_ok=True)
    for pid in (root / "cgroup.procs").read_text().split():
        try:
            (leaf / "cgroup.procs").write_text(pid)
        except OSError:
            # Kernel threads and processes that have just ended cannot be moved, and need not be.
            continue
