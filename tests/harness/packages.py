"""The Debian packages that a private Incus daemon needs, installed when they are missing."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

INCUS: Final = ("incus-base", "incus-client")
OTHERS: Final = (
    "attr",
    "btrfs-progs",
    "busybox-static",
    "dnsmasq-base",
    "iproute2",
    "lxcfs",
    "nftables",
    "rsync",
    "squashfs-tools",
    "uidmap",
    "xz-utils",
    "zstd",
)
_TOOLS: Final = ("incus", "lxcfs", "dnsmasq", "mkfs.btrfs", "busybox", "nft", "rsync", "newuidmap", "zstd")
_IDS: Final = "root:1000000:1000000000"


def require_packages() -> None:
    """Install what is missing, once per machine; raises when that fails or this is not root."""
    if os.geteuid() != 0:
        raise PermissionError("a private Incus daemon needs root")
    if not all(shutil.which(tool) for tool in _TOOLS) or not Path("/usr/libexec/incus/incusd").exists():
        with Path("/tmp/apt.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _install()
    for name in ("/etc/subuid", "/etc/subgid"):
        ids = Path(name)
        if not ids.exists() or "root:" not in ids.read_text():
            with ids.open("a") as file:
                file.write(f"{_IDS}\n")


def _install() -> None:
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        # The packages must not start their own daemons: this machine's Incus is none of our business.
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        suite = _incus_suite()
        _apt("update")
        _apt("install", *(["-t", suite] if suite else []), *INCUS)
        _apt("install", *OTHERS)
    finally:
        if ours:
            policy.unlink()


def _incus_suite() -> str:
    """On Debian 12 Incus is in backports, from the mirror that the machine already uses; elsewhere nothing is needed."""
    if "bookworm" not in Path("/etc/os-release").read_text():
        return ""
    suite = "bookworm-backports"
    directory = Path("/etc/apt/sources.list.d")
    if not any(suite in path.read_text() for path in directory.glob("*.sources")):
        main = (directory / "debian.sources").read_text().split("\n\n")[0].splitlines()
        lines = [f"Suites: {suite}" if line.startswith("Suites:") else line for line in main]
        (directory / "backports.sources").write_text("\n".join(lines) + "\n")
    return suite


def _apt(verb: str, *arguments: str) -> None:
    subprocess.run(
        ["apt-get", "-qq", "-y", verb, *(["--no-install-recommends"] if verb == "install" else []), *arguments],
        check=True,
        capture_output=True,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )
