"""What the tests need from the distribution, installed by `./zuka test` before pytest starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from zuka.errors import DomainError
from zuka.install import apt
from zuka.install.shell import say, step

PACKAGES = (
    *apt.ENGINE_PACKAGES, *apt.SUPPORT_PACKAGES,
    "busybox-static", "chromium", "debootstrap", "fish", "fonts-noto-cjk", "lrzsz", "make", "openssh-client",
    "openssh-server", "postgresql", "procps", "rsync", "sshpass", "tmux", "util-linux", "zsh",
)  # fmt: skip
"""PostgreSQL is started by the tests themselves, on a socket of their own; Chromium looks at the console, whose Chinese
would be boxes without the font; the workbench goes to OpenSSH servers of the tests' own, starts each kind of log-in
shell there, keeps shells in tmux, and meets `rz` and `sz`."""
BENCH_PACKAGES = ("haproxy",)


def main(arguments: list[str]) -> int:
    """Install what is missing; 0 also where that is impossible, after saying which tests cannot run."""
    wanted = (*PACKAGES, *(BENCH_PACKAGES if "bench" in arguments else ()))
    if not Path("/usr/bin/dpkg-query").exists():
        say("zuka: no dpkg here: tests that need Incus or PostgreSQL find them only if you installed them.")
        return 0
    lacking = apt.missing(wanted)
    if not lacking:
        return 0
    if os.geteuid() != 0:
        say(
            f"zuka: not root, so these are not installed: {', '.join(lacking)}. Tests that need them cannot run."
        )
        return 0
    try:
        with step(say, f"installing what the tests need: {', '.join(lacking)}"):
            apt.ensure(lacking, say, start_services=False)
    except DomainError as error:
        say(f"zuka: {error.detail}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
