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
from dataclasses import dataclass
from pathlib import Path

from zuka.errors import DomainError, Unavailable
from zuka.install import node
from zuka.install.shell import Say, quiet, say, step

STAMP = ".built-from"
BUILDING = "building the console (half a minute or so, when its sources have changed)"
PREPARING = "installing what checks and tests the console"
_READ_BY_THE_BUILD = (
    "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts",
    "public/**/*", "scripts/**/*", "src/**/*",
)  # fmt: skip


@dataclass(frozen=True)
class Workshop:
    """Where the console is built: its sources, and the folder that the platform serves."""

    sources: Path
    built: Path

    def ensure(self, tell: Say = say, *, development: bool = False) -> None:
        """Build the console if it is not what the sources say; with `development`, install what checks them as well.
        Raises `Unavailable` when that cannot be done, with what the tools said; a console from before stays."""
        if not self.sources.is_dir():
            return
        if not self.is_current():
            with self._alone():
                # Meanwhile, somebody else may have built it.
                if not self.is_current():
                    with step(tell, BUILDING):
                        self._build(tell, development)
        if development:
            self.prepare(tell)

    def prepare(self, tell: Say = say) -> node.Node:
        """Node.js and every package that building, checking and testing need. Raises `Unavailable`."""
        program = node.ensure(tell)
        if node.packages_missing(self.sources, development=True):
            with self._alone(), step(tell, PREPARING):
                node.ensure_packages(program, self.sources, tell, development=True)
        return program

    def is_current(self) -> bool:
        """Whether what would be served was built from the sources that are here."""
        stamp = self.built / STAMP
        return stamp.is_file() and stamp.read_text() == self.checksum()

    def checksum(self) -> str:
        """Of everything that decides what a build looks like; tests do not."""
        total = hashlib.sha256(node.LOCK.read_bytes())
        for pattern in _READ_BY_THE_BUILD:
            for path in sorted(self.sources.glob(pattern)):
                if path.is_file() and ".test." not in path.name:
                    content = hashlib.sha256(path.read_bytes()).hexdigest()
                    total.update(f"{path.relative_to(self.sources)} {content}\n".encode())
        return total.hexdigest()

    def _build(self, tell: Say, development: bool) -> None:
        source = self.checksum()
        program = node.ensure(tell)
        node.ensure_packages(program, self.sources, tell, development=development)
        tell("  compiling")
        fresh, old = (self.built.with_name(f".{self.built.name}-{one}") for one in ("new", "old"))
        for left in (fresh, old):
            # By a build that was killed.
            shutil.rmtree(left, ignore_errors=True)
        program.run(self.sources, ["run", "build", "--", "--outDir", str(fresh), "--emptyOutDir"], quiet)
        if not (fresh / "index.html").is_file():
            raise Unavailable("install.failed", "the build of the console ended well and left no page")
        (fresh / STAMP).write_text(source)
        if self.built.exists():
            self.built.rename(old)
        fresh.rename(self.built)
        shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One builder at a time; refuses where this user may not write."""
        for place in (self.sources, self.built.parent):
            if not os.access(place, os.W_OK):
                raise Unavailable(
                    "install.failed",
                    f"the console has to be built, and {place} is not writable for this user",
                )
        descriptor = os.open(self.sources, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


HERE = Workshop(Path(__file__).parents[3] / "web", Path(__file__).parents[1] / "app/console")
"""This checkout's. `zuka.app.console` serves from there."""


def main(arguments: list[str]) -> int:
    """`build` or `build --development` builds what has changed; `packages` installs what checks the sources; `npm`
    passes the rest on to npm in `web/`."""
    try:
        match arguments:
            case ["build"]:
                HERE.ensure()
            case ["build", "--development"]:
                HERE.ensure(development=True)
            case ["packages"]:
                HERE.prepare()
            case ["npm", *rest]:
                program = node.ensure(say)
                return subprocess.run(
                    program.npm(rest), cwd=HERE.sources, env=program.environment, check=False
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
