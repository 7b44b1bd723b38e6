"""Debian and Ubuntu packages: which are missing, where they come from, and installing them.

No mirror is ever named here: a suite that is missing (Debian 12 has Incus in backports) is reached through the very
mirror and key that the machine's own Debian entry uses.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from zuka.errors import Unavailable
from zuka.install.shell import Say, follow, run

ENGINE_PACKAGES = ("incus-base", "incus-client")
"""Without the virtual machine parts that the package `incus` would pull in."""
SUPPORT_PACKAGES = (
    "apparmor", "attr", "btrfs-progs", "dnsmasq-base", "iproute2", "lxcfs", "mmdebstrap", "nftables",
    "rsync", "squashfs-tools", "uidmap", "xz-utils", "zstd",
)  # fmt: skip
"""What the engine needs beside itself: bridge services, quotas, our firewall, and what base images are built with."""
OWN_SOURCE = Path("etc/apt/sources.list.d/zuka-backports.sources")


@dataclass(frozen=True)
class Release:
    """The distribution as `os-release` names it."""

    id: str
    codename: str
    pretty: str
    like: tuple[str, ...] = ()

    @property
    def apt(self) -> bool:
        return self.id in {"debian", "ubuntu"} or bool({"debian", "ubuntu"} & set(self.like))


@dataclass(frozen=True)
class Source:
    """One apt entry for binary packages."""

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    options: dict[str, str] = field(default_factory=dict)
    """Deb822 names, e.g. `Signed-By`; a key written into the file keeps its lines."""


def release(root: Path = Path("/")) -> Release:
    """Raises `Unavailable` where there is no `os-release`."""
    for place in ("etc/os-release", "usr/lib/os-release"):
        file = root / place
        if file.is_file():
            break
    else:
        raise Unavailable(
            "install.unsupported", "This is not a Linux distribution we know: no os-release file."
        )
    facts = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', file.read_text(), re.MULTILINE))
    return Release(
        id=facts.get("ID") or "unknown",
        codename=facts.get("VERSION_CODENAME") or facts.get("UBUNTU_CODENAME") or "",
        pretty=facts.get("PRETTY_NAME") or "unknown",
        like=tuple((facts.get("ID_LIKE") or "").split()),
    )


def sources(root: Path = Path("/")) -> list[Source]:
    """Every enabled entry of the machine, in apt's own order: the list, then the directory by name."""
    found: list[Source] = []
    apt = root / "etc/apt"
    for file in [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]:
        if not file.is_file():
            continue
        if file.suffix == ".list":
            found += _one_line(file.read_text())
        elif file.suffix == ".sources":
            found += _deb822(file.read_text())
    return found


def _one_line(text: str) -> list[Source]:
    found = []
    for raw in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)", raw)
        if match is None:
            continue
        bracket, uri, suite, components = match.groups()
        pairs = dict(part.split("=", 1) for part in (bracket or "").split() if "=" in part)
        options = {_DEB822_NAMES.get(key, key.title()): value for key, value in pairs.items()}
        found.append(Source((uri,), (suite,), tuple(components.split()), options))
    return found


_DEB822_NAMES = {
    "arch": "Architectures",
    "signed-by": "Signed-By",
    "trusted": "Trusted",
    "check-valid-until": "Check-Valid-Until",
    "check-date": "Check-Date",
    "allow-insecure": "Allow-Insecure",
}
_CARRIED = ("Architectures", "Signed-By", "Trusted", "Check-Valid-Until", "Check-Date", "Allow-Insecure")


def _deb822(text: str) -> list[Source]:
    found = []
    for block in re.split(r"\n[ \t]*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if line[0] in " \t":
                fields[name] = f"{fields.get(name, '')}\n{line}"
            else:
                name, _, value = line.partition(":")
                name = "-".join(part.capitalize() for part in name.strip().split("-"))
                fields[name] = value.strip()
        if "deb" not in fields.get("Types", "").split() or fields.get("Enabled", "yes") == "no":
            continue
        found.append(
            Source(
                tuple(fields.get("Uris", "").split()),
                tuple(fields.get("Suites", "").split()),
                tuple(fields.get("Components", "").split()),
                {name: fields[name] for name in _CARRIED if name in fields},
            )
        )
    return found


def extra_suite(machine: Release) -> str | None:
    """The suite that this release has Incus in when its main suites have not, else None."""
    return "bookworm-backports" if machine.codename == "bookworm" else None


def backports_text(entries: Sequence[Source], codename: str, suite: str) -> str | None:
    """A deb822 file that adds `suite` from where the machine takes `codename` itself; None when it has the suite
    already. Raises `Unavailable` when no entry carries `codename`."""
    if any(suite in entry.suites for entry in entries):
        return None
    main = next((entry for entry in entries if codename in entry.suites and entry.uris), None)
    if main is None:
        raise Unavailable(
            "install.unsupported",
            f"None of this machine's apt sources carries `{codename}`, so `{suite}` cannot be derived from it. "
            f"Add `{suite}` to /etc/apt/sources.list.d yourself and start again.",
        )
    lines = [
        "# Made by zuka for Incus: the machine's own mirror, one more suite. `zuka down --purge` removes it.",
        "Types: deb",
        f"URIs: {' '.join(main.uris)}",
        f"Suites: {suite}",
        "Components: main",
        *(f"{name}: {value}" if not value.startswith("\n") else f"{name}:{value}"
          for name, value in main.options.items()),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def missing(packages: Sequence[str]) -> list[str]:
    """Those that dpkg has not installed, in their order."""
    done = run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *packages], check=False
    )
    there = {line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed")}
    return [package for package in packages if package not in there]


def ensure(
    packages: Sequence[str],
    tell: Say,
    *,
    machine: Release | None = None,
    made: Callable[[str, str], None] = lambda _kind, _name: None,
    root: Path = Path("/"),
    start_services: bool = True,
) -> list[str]:
    """Install what is missing of `packages`; what was installed. `made` is told of every package and file that was
    not there before. Raises `Unavailable` with apt's last words when it fails."""
    lacking = missing(packages)
    if not lacking:
        return []
    machine = machine or release(root)
    suite = extra_suite(machine) if set(lacking) & set(ENGINE_PACKAGES) else None
    if suite is not None:
        text = backports_text(sources(root), machine.codename, suite)
        if text is not None:
            (root / OWN_SOURCE).write_text(text)
            made("file", f"/{OWN_SOURCE}")
            tell(f"  {suite} added from this machine's own Debian mirror")
    tell("  refreshing the package lists")
    _apt(["update"], tell)
    engine = [one for one in lacking if one in ENGINE_PACKAGES]
    others = [one for one in lacking if one not in ENGINE_PACKAGES]
    tell(f"  installing {', '.join(lacking)}")
    before = _installed()
    # The suite is named for the engine alone: as target release it would upgrade half the system's libraries.
    try:
        with nullcontext() if start_services else _services_kept_down():
            if others:
                _apt(["install", *others], tell)
            if engine:
                _apt(["install", *(f"{one}/{suite}" if suite else one for one in engine)], tell)
    finally:
        for package in sorted(_installed() - before):
            made("package", package)
    return lacking


@contextmanager
def _services_kept_down() -> Iterator[None]:
    """Debian's own way of installing a daemon without starting it; left alone where the machine has a policy."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)


def _installed() -> set[str]:
    done = run(["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n"])
    return {line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed")}


def _apt(arguments: Sequence[str], tell: Say) -> None:
    """`apt-get` without questions and without recommendations. Waits for another apt up to five minutes."""

    def progress(line: str) -> None:
        if line.startswith(("Setting up ", "E:", "Err:")):
            tell(f"    {line}")

    follow(
        ["apt-get", "--yes", "--quiet", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300",
         "-o", "Dpkg::Use-Pty=0", *arguments],
        progress,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


def removable(packages: Sequence[str]) -> bool:
    """Whether apt could remove these without removing anything else."""
    simulated = run(["apt-get", "--simulate", "purge", *packages], check=False)
    gone = set(re.findall(r"^Purg (\S+)", simulated.stdout, re.MULTILINE))
    return simulated.returncode == 0 and gone <= set(packages)


def purge(packages: Sequence[str], tell: Say) -> None:
    """Remove packages with their configuration."""
    _apt(["purge", *packages], tell)
