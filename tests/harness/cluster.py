"""Two private Incus daemons that are one cluster, each with its own network, processes and pool."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from harness.incusd import IncusHarness

FIRST: Final = "m1"
SECOND: Final = "m2"
_PORT: Final = 8443
_POOL: Final = "4GiB"


@dataclass(frozen=True)
class IncusCluster:
    """The members; the region is reached through the first."""

    first: IncusHarness
    second: IncusHarness

    def cut(self) -> None:
        """The cable between the members is pulled: packets vanish without a word."""
        _run(*self.first.inside(["ip", "link", "set", "members", "down"]))

    def mend(self) -> None:
        """Undoes `cut`."""
        _run(*self.first.inside(["ip", "link", "set", "members", "up"]))


@contextmanager
def private_cluster() -> Iterator[IncusCluster]:
    """A cluster that is closed at the end of the block."""
    with ExitStack() as stack:
        first, second = IncusHarness(), None
        stack.callback(first.close)
        second = IncusHarness(region=False)
        stack.callback(second.close)
        _link(first, second)
        _join(first, second)
        yield IncusCluster(first, second)


def _address(member: int) -> str:
    return f"198.19.0.{member}"


def _link(first: IncusHarness, second: IncusHarness) -> None:
    pair = ["name", "members", "netns"]
    _run("ip", "link", "add", *pair, str(first.pid), "type", "veth", "peer", *pair, str(second.pid))
    for number, member in enumerate((first, second), start=1):
        _run(*member.inside(["ip", "address", "add", f"{_address(number)}/24", "dev", "members"]))
        _run(*member.inside(["ip", "link", "set", "members", "up"]))


def _join(first: IncusHarness, second: IncusHarness) -> None:
    first.incus("config", "set", f"core.https_address={_address(1)}:{_PORT}")
    first.incus("cluster", "enable", FIRST)
    first.incus("config", "set", "cluster.offline_threshold=11")
    token = first.incus("cluster", "add", SECOND).strip().splitlines()[-1]
    pool = {"entity": "storage-pool", "name": "zuka"}
    cluster = {
        "enabled": True,
        "server_name": SECOND,
        "server_address": f"{_address(2)}:{_PORT}",
        "cluster_token": token,
        "member_config": [pool | {"key": "size", "value": _POOL}, pool | {"key": "source", "value": ""}],
    }
    # In its own network: the command itself looks at the first member's certificate.
    second.run_inside(
        ["env", f"INCUS_DIR={second.directory}", "incus", "admin", "init", "--preseed"],
        input=json.dumps({"cluster": cluster}).encode(),
    )


def _run(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)


def offline(cluster: IncusCluster) -> bool:
    """Whether the first member has noticed that the second is away."""
    with suppress(subprocess.CalledProcessError):
        members = json.loads(cluster.first.incus("cluster", "list", "--format=json"))
        return any(member["status"] == "Offline" for member in members)
    return False
