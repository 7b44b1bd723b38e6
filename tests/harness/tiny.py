"""A very small image for tests that need an instance and not a system: a busybox that answers on port 22.

It is built in a moment, from a package, without a network. It takes its address by DHCP, says an SSH banner to whoever
connects to port 22, says `pong` on port 80, and goes down when it is asked to. There is no SSH behind the banner.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path
from typing import Final

ALIAS: Final = "tiny"
BANNER: Final = "SSH-2.0-tiny"

_INIT: Final = """#!/bin/sh
# Signals as for systemd's predecessors: the engine asks for a power-off by SIGPWR and for a reboot by SIGINT.
# Whoever makes /run/stubborn gets an instance that takes no notice of a power-off.
export PATH=/bin
trap '[ -e /run/stubborn ] || poweroff -f' PWR TERM
trap 'reboot -f' INT
ip link set lo up
udhcpc -f -i eth0 -s /etc/udhcpc >/dev/null 2>&1 &
nc -ll -p 22 -e /etc/banner &
nc -ll -p 80 -e /bin/echo pong &
while true; do sleep 3600 & wait $!; done
"""

_UDHCPC: Final = """#!/bin/sh
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip address replace "$ip/$mask" dev "$interface"
for router in $router; do ip route replace default via "$router"; done
"""

_BANNER: Final = f"""#!/bin/sh
printf '{BANNER}\\r\\n'
read line
"""

_DIRECTORIES: Final = ("bin", "sbin", "dev", "etc", "proc", "root", "run", "sys", "tmp", "usr", "var")
_APPLETS: Final = (
    "cat", "chmod", "chown", "dd", "df", "echo", "env", "false", "free", "hostname", "id", "ip", "kill", "ls",
    "mkdir", "mount", "nc", "nproc", "ping", "poweroff", "printf", "ps", "reboot", "rm", "sh", "sleep", "stat",
    "stat", "sync", "test", "touch", "true", "udhcpc", "uname", "wc", "wget",
)  # fmt: skip


def build(directory: Path) -> tuple[Path, Path]:
    """Writes the image's metadata and root file system into `directory` and returns their paths.

    The same busybox gives the same image, byte for byte.
    """
    busybox = shutil.which("busybox")
    if busybox is None:
        raise FileNotFoundError("busybox-static is not installed")
    directory.mkdir(parents=True, exist_ok=True)
    rootfs = directory / "rootfs.tar"
    with tarfile.open(rootfs, "w") as tar:
        for name in _DIRECTORIES:
            _add_directory(tar, name)
        _add_file(tar, "bin/busybox", Path(busybox).read_bytes())
        for name in _APPLETS:
            _add_link(tar, f"bin/{name}", "busybox")
        for name, text in {"sbin/init": _INIT, "etc/udhcpc": _UDHCPC, "etc/banner": _BANNER}.items():
            _add_file(tar, name, text.encode())
    metadata = directory / "metadata.tar"
    facts = {"architecture": "x86_64", "creation_date": 1, "properties": {"description": "tiny test image"}}
    with tarfile.open(metadata, "w") as tar:
        # JSON is YAML too.
        _add_file(tar, "metadata.yaml", json.dumps(facts).encode(), mode=0o644)
    return metadata, rootfs


def variant(directory: Path, text: str) -> tuple[Path, Path]:
    """The same image with another fingerprint: `text` lies in `/etc/variant`."""
    metadata, rootfs = build(directory / hashlib.sha256(text.encode()).hexdigest()[:12])
    with tarfile.open(rootfs, "a") as tar:
        _add_file(tar, "etc/variant", text.encode(), mode=0o644)
    return metadata, rootfs


def _add_directory(tar: tarfile.TarFile, name: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.type = tarfile.DIRTYPE
    entry.mode = 0o1777 if name == "tmp" else 0o755
    tar.addfile(entry)


def _add_file(tar: tarfile.TarFile, name: str, content: bytes, mode: int = 0o755) -> None:
    entry = tarfile.TarInfo(name)
    entry.mode = mode
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def _add_link(tar: tarfile.TarFile, name: str, target: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.type = tarfile.SYMTYPE
    entry.linkname = target
    tar.addfile(entry)
