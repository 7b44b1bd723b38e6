"""Builds the console, the pages in the browser, from `web/`, when its sources have changed since the last build.

A build is made beside the one that is there and put in its place when it is complete. Whoever comes second waits for
the first. An installed package has no sources and keeps the console that it carries.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zuka.errors import DomainError, Unavailable
from zuka.install import node
from zuka.install.node import LOCK, WEB
from zuka.install.shell import Say, quiet, say, step

BUILT = Path(__file__).parents[1] / "app/console"
"""Where `zuka.app.console` serves from."""
STAMP = ".built-from"
BUILDING = "building the console (half a minute or so, whenever its sources have changed)"
PREPARING = "installing what checks and tests the console"
_READ_BY_THE_BUILD = (
    "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts",
    "public/**/*", "scripts/**/*", "src/**/*",
)  # fmt: skip


def ensure(tell: Say = say, *, development: bool = False) -> None:
    """Build the console if it is not what `web/` says; with `development`, install what checks its sources as well.
    Raises `Unavailable` when that cannot be done, with what the tools said; a console that was there before stays."""
    if not WEB.is_dir():
        return
    if is_current() and not (development and node.packages_missing(WEB, development=True)):
        return
    with _alone(WEB):
        if not is_current():
            with step(tell, BUILDING):
                _build(tell, development)
        elif node.packages_missing(WEB, development=development):
            prepare(tell)


def prepare(tell: Say = say) -> Path:
    """Node.js and every package that building, checking and testing need; the path of `node`. Raises `Unavailable`."""
    program = node.ensure(tell)
    if node.packages_missing(WEB, development=True):
        with step(tell, PREPARING):
            node.ensure_packages(program, tell, development=True)
    return program


def is_current() -> bool:
    """Whether what would be served was built from the sources that are here."""
    stamp = BUILT / STAMP
    return stamp.is_file() and stamp.read_text() == checksum(WEB, LOCK)


def checksum(web: Path, lock: Path) -> str:
    """Of everything that decides what a build looks like; tests do not."""
    total = hashlib.sha256(lock.read_bytes())
    for pattern in _READ_BY_THE_BUILD:
        for path in sorted(web.glob(pattern)):
            if path.is_file() and ".test." not in path.name:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                total.update(f"{path.relative_to(web)} {content}\n".encode())
    return total.hexdigest()


def _build(tell: Say, development: bool) -> None:
    source = checksum(WEB, LOCK)
    program = node.ensure(tell)
    node.ensure_packages(program, tell, development=development)
    tell("  compiling")
    fresh, old = (BUILT.with_name(f".console-{one}") for one in ("new", "old"))
    for left in (fresh, old):
        # Of a build that was killed.
        shutil.rmtree(left, ignore_errors=True)
    node.run(program, ["run", "build", "--", "--outDir", str(fresh), "--emptyOutDir"], quiet)
    if not (fresh / "index.html").is_file():
        raise Unavailable("install.failed", "the build of the console ended well and left no page")
    (fresh / STAMP).write_text(source)
    if BUILT.exists():
        BUILT.rename(old)
    fresh.rename(BUILT)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One builder at a time; refuses where this user may not write."""
    for place in (folder, BUILT.parent):
        if not os.access(place, os.W_OK):
            raise Unavailable(
                "install.failed", f"the console is not built, and {place} is not writable for this user"
            )
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def main(arguments: list[str]) -> int:
    """`build` or `build --development` builds what has changed; `packages` installs what checks the sources; `npm`
    passes the rest on to npm in `web/`."""
    try:
        match arguments:
            case ["build"]:
                ensure()
            case ["build", "--development"]:
                ensure(development=True)
            case ["packages"]:
                if node.packages_missing(WEB, development=True):
                    with _alone(WEB):
                        prepare()
            case ["npm", *rest]:
                program = node.ensure(say)
                return subprocess.run(
                    node.command(program, rest), cwd=WEB, env=node.environment(program), check=False
                ).returncode
            case _:
                say("zuka: build [--development], packages, or npm with what it should do")
                return 2
    except DomainError as error:
        say(f"zuka: {error.detail}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
