"""Where packages come from while an image is built: what this machine itself uses.

The machine's apt sources and pip configuration serve the build and stay out of the image; what the finished system
asks later is the site's decision (`Site`), or else the distribution's own default.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zuka.errors import Conflict
from zuka.images.chroot import Line, run_alone


@dataclass(frozen=True)
class Site:
    """What the operator puts into every image. Empty: the distribution's defaults."""

    ca_bundle: Path | None = None
    apt_mirror: str = ""
    pip_index: str = ""


def debian_sources(
    suite: str, *, apt: Path = Path("/etc/apt"), os_release: Path = Path("/etc/os-release")
) -> list[str]:
    """apt source lines for `suite` on the mirrors that this machine uses; empty when it is not a Debian, and then the
    builder's own default serves."""
    facts = dict(re.findall(r'^(\w+)="?([^"\n]*)', os_release.read_text(), re.MULTILINE))
    own = facts.get("VERSION_CODENAME", "")
    if facts.get("ID") != "debian" or not own:
        return []
    lines: dict[str, None] = {}
    for uri, name in _entries(apt):
        if name in {own, f"{own}-updates", f"{own}-security"}:
            lines[f"deb {uri} {suite}{name.removeprefix(own)} main"] = None
    return list(lines)


def _entries(apt: Path) -> Iterable[tuple[str, str]]:
    """(URI, suite) of every enabled entry whose component is `main` and whose suite is a name, not a path."""
    for path in [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.list"))]:
        for line in path.read_text().splitlines() if path.is_file() else ():
            match = re.match(r"deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)", line)
            if match and "main" in match[3].split():
                yield match[1], match[2]
    for path in sorted((apt / "sources.list.d").glob("*.sources")):
        for paragraph in re.split(r"\n\s*\n", path.read_text()):
            fields = dict(re.findall(r"^([\w-]+):[ \t]*(.*)$", paragraph, re.MULTILINE))
            if "deb" not in fields.get("Types", "").split() or fields.get("Enabled", "yes") == "no":
                continue
            if "main" in fields.get("Components", "").split():
                yield from (
                    (u, s) for u in fields.get("URIs", "").split() for s in fields.get("Suites", "").split()
                )


def download_wheels(requirements: Path, into: Path, *, python: str, machine: str, line: Line) -> None:
    """Fetch what `requirements` names as wheels for the image's Python, by this machine's own pip and its
    configuration. Raises `Conflict` images.build_failed."""
    into.mkdir(parents=True, exist_ok=True)
    tags = [tag for minor in range(36, 4, -1) for tag in (f"manylinux_2_{minor}_{machine}",)]
    platforms = [*tags, f"manylinux2014_{machine}", f"linux_{machine}"]
    run_alone(
        [
            *_pip(), "download", "--quiet", "--no-cache-dir", "--only-binary=:all:", "--dest", str(into),
            "--python-version", python, "--implementation", "cp", "--abi", f"cp{python.replace('.', '')}",
            "--abi", "abi3", "--abi", "none", *(f"--platform={name}" for name in platforms),
            "--requirement", str(requirements),
        ],
        line,
    )  # fmt: skip


def _pip() -> list[str]:
    """A pip of this machine: a virtual environment made by uv has none of its own."""
    for python in (sys.executable, "/usr/bin/python3", "python3"):
        command = [python, "-m", "pip"]
        try:
            if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode == 0:
                return command
        except FileNotFoundError:
            continue
    raise Conflict(
        "images.build_failed", "This machine has no pip to fetch Python packages with: install python3-pip."
    )
