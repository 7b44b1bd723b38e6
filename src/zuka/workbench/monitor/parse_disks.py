"""Which file systems are worth showing, and how full they are. Pure.

A network file system whose server is gone hangs whoever asks for it, so those are asked for apart from the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from zuka.workbench.monitor.parse_text import clean, whole

MOST: Final = 16
_LOCAL: Final = re.compile(
    r"ext[234]|xfs|btrfs|zfs|f2fs|bcachefs|jfs|reiserfs|ntfs3?|exfat|vfat|ubifs|overlay|fuseblk"
)
_REMOTE: Final = re.compile(
    r"nfs4?|cifs|smb3|smbfs|ceph|glusterfs|lustre|beegfs|gpfs|9p|virtiofs|afs"
    r"|fuse\.(?:sshfs|juicefs|glusterfs|ceph|cephfs|s3fs|goofys|rclone|geesefs|mfs)"
)
_POOLED: Final = frozenset({"overlay", "btrfs"})
_BORING: Final = (
    "/boot",
    "/etc",
    "/proc",
    "/sys",
    "/dev",
    "/run",
    "/snap",
    "/usr",
    "/var/lib",
    "/var/snap",
)
"""Places where other programs mount what is theirs, or bits of what is shown already."""
_PLAIN: Final = re.compile(r"/[^\s*?\[\]\\\x00-\x20\x7f]{0,300}")
"""What goes back over the channel as one word."""


@dataclass(frozen=True)
class Mount:
    """A file system and where it is to be found."""

    device: str
    point: str
    remote: bool
    pooled: bool = False
    """Of a kind in which a container's part is not told apart from the whole."""


@dataclass(frozen=True)
class Filled:
    """Bytes. What is kept back for root counts as neither used nor free, as `df` has it."""

    device: str
    point: str
    total: int
    used: int


def mounts(lines: Iterable[str]) -> list[Mount]:
    """Of `/proc/mounts`: the root first, then each device once, where it was mounted first."""
    found: dict[str, Mount] = {}
    for line in lines:
        fields = line.split()
        device, point, kind = [*fields, "", "", ""][:3]
        remote = _REMOTE.fullmatch(kind) is not None
        if (
            not (remote or _LOCAL.fullmatch(kind))
            or not _PLAIN.fullmatch(point)
            or _is_boring(point)
            or (kind == "overlay" and point != "/")
        ):
            continue
        key = device if device.startswith("/dev/") else f"{device} {point}"
        # What was mounted over something else hides it.
        if point == "/" or key not in found:
            found[key] = Mount(device, point, remote, kind in _POOLED)
    return sorted(found.values(), key=lambda one: one.point != "/")[:MOST]


def _is_boring(point: str) -> bool:
    return point != "/" and any(point == place or point.startswith(f"{place}/") for place in _BORING)


def df(lines: Iterable[str]) -> list[Filled]:
    """The output of `df -kP`; names may hold blanks, so it is read from the middle."""
    found = []
    for line in lines:
        # With one blank between words the pattern has only one way to go on from each place.
        match = _DF.fullmatch(" ".join(line.split()))
        if match is None:
            continue
        total, used = whole(match["total"], 1 << 53), whole(match["used"], 1 << 53)
        if total and used is not None:
            found.append(
                Filled(clean(match["device"], 120), clean(match["point"], 200), total << 10, used << 10)
            )
    return found[:MOST]


_DF: Final = re.compile(
    r"(?P<device>\S.{0,300}?) (?P<total>[0-9]{1,17}) (?P<used>[0-9]{1,17}) -?[0-9]{1,17} [0-9]{1,4}% (?P<point>/.{0,300})"
)
