"""The Debian packages that a private Incus daemon needs, installed when they are missing."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from zuka.install import apt

PACKAGES: Final = (*apt.ENGINE_PACKAGES, *apt.SUPPORT_PACKAGES, "busybox-static")
_IDS: Final = "root:1000000:1000000000"


def require_packages() -> None:
    """Install what is missing, once per machine; raises when that fails or this is not root."""
    if os.geteuid() != 0:
        raise PermissionError("a private Incus daemon needs root")
    if apt.missing(PACKAGES):
        with Path("/tmp/apt.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with _no_daemons():
                apt.ensure(PACKAGES, lambda _: None)
    for name in ("/etc/subuid", "/etc/subgid"):
        ids = Path(name)
        if not ids.exists() or "root:" not in ids.read_text():
            with ids.open("a") as file:
                file.write(f"{_IDS}\n")


@contextmanager
def _no_daemons() -> Iterator[None]:
    """Packages must not start their own daemons meanwhile: this machine's Incus is none of our business."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()
