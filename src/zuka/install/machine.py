"""Whether this machine can carry the real engine, and if not, exactly what is missing."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zuka.errors import Unavailable
from zuka.install import apt, region
from zuka.install.shell import run, works

OFFER = (
    "To look at everything without it, type `./zuka up --simulated`: a simulated engine in memory, clearly marked; "
    "nothing real is rented and nobody can log in to anything."
)


@dataclass(frozen=True)
class Facts:
    """What the check looks at; gathered by `look`, so that the judgement can be tried on any machine."""

    system: str
    is_root: bool
    release: apt.Release | None
    has_apt: bool
    engine_there: bool
    """An Incus that we need not install: its program or its socket is there."""
    may_mount: bool
    may_network: bool
    has_sys: bool
    free_bytes: int
    pool_there: bool


def look(incus_directory: Path) -> Facts:
    place = incus_directory
    while not place.exists():
        place = place.parent
    try:
        release = apt.release()
    except Unavailable:
        release = None
    return Facts(
        system=platform.system(),
        is_root=os.geteuid() == 0,
        release=release,
        has_apt=shutil.which("apt-get") is not None,
        engine_there=(incus_directory / "unix.socket").exists() or Path("/usr/libexec/incus/incusd").exists(),
        may_mount=works(["unshare", "--mount", "true"]),
        may_network=works(["unshare", "--net", "true"]),
        has_sys=Path("/sys/fs/cgroup").is_dir(),
        free_bytes=shutil.disk_usage(place).free,
        pool_there=(incus_directory / "storage-pools/zuka").exists(),
    )


def lacks(facts: Facts) -> list[str]:
    """One sentence for each thing that is missing; empty when the real engine can run here."""
    if facts.system != "Linux":
        return [f"a Linux kernel: this is {facts.system}"]
    missing = []
    if not facts.is_root:
        missing.append("root: start it again with sudo, or as root")
    missing += _packages(facts)
    if facts.is_root:
        if not facts.may_mount:
            missing.append("the right to mount: inside another container, that one must be privileged")
        elif not facts.may_network:
            missing.append("the right to make network namespaces (CAP_SYS_ADMIN, CAP_NET_ADMIN)")
        if not facts.has_sys:
            missing.append(
                "/sys: mount it (mount -t sysfs sysfs /sys), the control groups are reached through it"
            )
    needed = region.LEAST_POOL + region.KEPT_FREE
    if not facts.pool_there and facts.free_bytes < needed:
        missing.append(
            f"disk space: {facts.free_bytes >> 30} GiB are free under /var/lib/incus, {needed >> 30} GiB are needed"
        )
    return missing


def _packages(facts: Facts) -> list[str]:
    if facts.engine_there and facts.has_apt:
        return []
    release = facts.release
    if release is None or not release.apt or not facts.has_apt:
        name = "this system" if release is None else release.pretty
        return [f"Debian 12 or later, or Ubuntu 24.04 or later: {name} has another package manager"]
    if release.codename in {"buster", "bullseye", "bionic", "focal", "jammy"}:
        return [f"a newer release: {release.pretty} has no Incus 6.0; Debian 12 and Ubuntu 24.04 have"]
    return []


def check(incus_directory: Path) -> None:
    """Raises `Unavailable` install.unsupported with everything that is missing at once."""
    missing = lacks(look(incus_directory))
    if missing:
        raise Unavailable("install.unsupported", refusal(missing))


def refusal(missing: Sequence[str]) -> str:
    lines = "\n".join(f"  - {one}" for one in missing)
    return f"This machine cannot run the real engine yet. Missing:\n{lines}\n{OFFER}"


def remarks() -> list[str]:
    """What works, and would work better with a word to the operator."""
    said = []
    if Path("/proc/driver/nvidia/version").exists() and shutil.which("nvidia-container-cli") is None:
        said.append(
            "There is an NVIDIA driver but no nvidia-container-cli: install NVIDIA's package "
            "libnvidia-container-tools, or instances with real cards cannot start."
        )
    if not Path("/sys/kernel/security/apparmor").exists():
        said.append("The kernel has AppArmor off: instances are confined by namespaces and seccomp alone.")
    return said


def routes() -> str:
    return run(["ip", "-4", "route"]).stdout
