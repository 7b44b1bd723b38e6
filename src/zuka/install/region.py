"""A region on one Incus server: the project, the storage pool and the bridge that the platform rents from.

Idempotent: what exists is left as it is, what is missing is made, and `made` is told of what was made. Nothing of
another project is touched. Instances get their devices one by one, so there is no profile.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zuka.errors import EngineRefused, Unavailable
from zuka.install.api import Api
from zuka.install.shell import Say, run

GOOD_DRIVERS = frozenset({"btrfs", "zfs", "lvm"})
"""Pools that enforce quotas and share blocks. `dir` silently ignores every limit."""
LEAST_POOL = 20 << 30
"""Bytes below which a pool is not worth having."""
KEPT_FREE = 10 << 30
"""Bytes left to the machine itself."""
_MOST_POOL = 1 << 40
Made = Callable[[str, str], None]


@dataclass(frozen=True)
class Plan:
    """What the region is to be. `pool_bytes` is the size of the loop file, which grows as it is filled."""

    project: str = "zuka"
    pool: str = "zuka"
    network: str = "zukabr0"
    subnet: str = "10.101.0.0/22"
    pool_bytes: int = 100 << 30

    @property
    def gateway(self) -> str:
        """The bridge's own address with the prefix length."""
        network = ipaddress.ip_network(self.subnet)
        return f"{network.network_address + 1}/{network.prefixlen}"


def ensure(
    api: Api, plan: Plan, tell: Say, *, made: Made = lambda _kind, _name: None, netns: str | None = None
) -> None:
    """Make what is missing. Raises from the `EngineError` branch, or `Unavailable` for a pool without quotas."""
    _pool(api, plan, tell, made)
    _network(api, plan, tell, made, netns)
    _project(api, plan, tell, made)


def remove(api: Api, plan: Plan, tell: Say, made: Sequence[tuple[str, str]]) -> None:
    """Remove the project with all that is in it, and the pool and the bridge where we made them."""
    if ("project", plan.project) in made and api.exists(f"/1.0/projects/{plan.project}"):
        empty(api, plan, tell)
        api.call("DELETE", f"/1.0/projects/{plan.project}")
        tell(f"  project {plan.project} removed")
    if ("network", plan.network) in made and api.exists(f"/1.0/networks/{plan.network}"):
        api.call("DELETE", f"/1.0/networks/{plan.network}")
        tell(f"  bridge {plan.network} removed")
    if ("pool", plan.pool) in made and api.exists(f"/1.0/storage-pools/{plan.pool}"):
        api.call("DELETE", f"/1.0/storage-pools/{plan.pool}")
        tell(f"  storage pool {plan.pool} removed")


def instances(api: Api, plan: Plan) -> list[tuple[str, bool]]:
    """(name, whether it runs) of every instance in our project; none when there is no project."""
    if not api.exists(f"/1.0/projects/{plan.project}"):
        return []
    found = api.every("/1.0/instances?recursion=1", project=plan.project)
    return [(one["name"], one["status"] == "Running") for one in found]


def foreign(api: Api, plan: Plan) -> list[str]:
    """What the daemon holds that is not of our region: other projects, pools, managed bridges, and instances."""
    found = []
    for kind, path, ours in (
        ("project", "/1.0/projects", {"default", plan.project}),
        ("pool", "/1.0/storage-pools", {plan.pool}),
    ):
        names = [one["name"] for one in api.every(f"{path}?recursion=1")]
        found += [f"{kind} {name}" for name in names if name not in ours]
    networks = api.every("/1.0/networks?recursion=1")
    found += [f"bridge {one['name']}" for one in networks if one["managed"] and one["name"] != plan.network]
    instances_elsewhere = api.every("/1.0/instances?recursion=1")
    return found + [f"instance {one['name']}" for one in instances_elsewhere]


def stop_instances(api: Api, plan: Plan, tell: Say, *, grace_s: int = 20) -> None:
    """Power every instance of our project off, by force where it does not go in `grace_s`."""
    for name, running in instances(api, plan):
        if running:
            tell(f"  stopping {name}")
            _stop(api, plan, name, grace_s)


def empty(api: Api, plan: Plan, tell: Say) -> None:
    """Delete every instance, image and volume of our project."""
    for name, running in instances(api, plan):
        if running:
            _stop(api, plan, name, 0)
        api.call("DELETE", f"/1.0/instances/{name}", project=plan.project)
        tell(f"  instance {name} removed")
    for url in api.every("/1.0/images", project=plan.project):
        api.call("DELETE", f"/1.0/images/{url.rsplit('/', 1)[1].partition('?')[0]}", project=plan.project)
    volumes = f"/1.0/storage-pools/{plan.pool}/volumes/custom"
    if api.exists(f"/1.0/storage-pools/{plan.pool}"):
        for volume in api.every(f"{volumes}?recursion=1", project=plan.project):
            api.call("DELETE", f"{volumes}/{volume['name']}", project=plan.project)
            tell(f"  volume {volume['name']} removed")


def _stop(api: Api, plan: Plan, name: str, grace_s: int) -> None:
    """Ask for a shutdown and insist after `grace_s`; one that ends by itself meanwhile has done what was asked."""
    body = {"action": "stop", "timeout": grace_s, "force": grace_s == 0}
    try:
        api.call("PUT", f"/1.0/instances/{name}/state", body, project=plan.project, timeout_s=grace_s + 60)
    except EngineRefused:
        if (name, True) not in instances(api, plan):
            return
        if grace_s == 0:
            raise
        _stop(api, plan, name, 0)


def _project(api: Api, plan: Plan, tell: Say, made: Made) -> None:
    if api.exists(f"/1.0/projects/{plan.project}"):
        return
    config = {
        "features.images": "true",
        "features.profiles": "true",
        "features.storage.volumes": "true",
        "features.networks": "false",
    }
    body = {"name": plan.project, "description": "Zuka: everything rented", "config": config}
    api.call("POST", "/1.0/projects", body)
    made("project", plan.project)
    tell(f"  project {plan.project} made")


def _pool(api: Api, plan: Plan, tell: Say, made: Made) -> None:
    path = f"/1.0/storage-pools/{plan.pool}"
    if api.exists(path):
        driver = api.call("GET", path)["driver"]
        if driver not in GOOD_DRIVERS:
            raise Unavailable(
                "install.unsupported",
                f"Storage pool {plan.pool} uses the driver `{driver}`, which enforces no disk limits. "
                "Use btrfs, ZFS or LVM-thin.",
            )
        return
    size = f"{plan.pool_bytes >> 20}MiB"
    body = {"name": plan.pool, "driver": "btrfs", "config": {"size": size}}
    api.call("POST", "/1.0/storage-pools", body)
    made("pool", plan.pool)
    tell(f"  storage pool {plan.pool} made: btrfs, {plan.pool_bytes >> 30} GiB, filled as it is used")


def _network(api: Api, plan: Plan, tell: Say, made: Made, netns: str | None) -> None:
    if (
        api.exists(f"/1.0/networks/{plan.network}")
        and api.call("GET", f"/1.0/networks/{plan.network}")["managed"]
    ):
        return
    # A bridge that outlived its daemon's database is in the way, and nobody else names one so.
    prefix = [] if netns is None else ["ip", "netns", "exec", netns]
    run([*prefix, "ip", "link", "delete", plan.network, "type", "bridge"], check=False)
    config = {
        "ipv4.address": plan.gateway,
        "ipv4.nat": "true",
        "ipv6.address": "none",
        # Otherwise every tenant could look up every other by name.
        "dns.mode": "none",
    }
    api.call("POST", "/1.0/networks", {"name": plan.network, "type": "bridge", "config": config})
    made("network", plan.network)
    tell(f"  bridge {plan.network} made: {plan.gateway}")


def nvidia_cards(api: Api) -> list[str]:
    """PCI addresses of the cards that the engine could hand out."""
    cards = api.call("GET", "/1.0/resources")["gpu"]["cards"] or []
    return [card.get("pci_address", "") for card in cards if card.get("nvidia")]


def subnet_of(gateway: str) -> str | None:
    """The network of a bridge's address with its prefix length; None for a bridge without one."""
    try:
        return str(ipaddress.ip_interface(gateway).network)
    except ValueError:
        return None


def pool_bytes(directory: Path) -> int:
    """A size for the pool's file: what is free where Incus keeps its data, less what the machine keeps, at most a TiB.
    Raises `Unavailable` when that is too little."""
    place = directory
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    size = min(_MOST_POOL, free - KEPT_FREE) >> 30 << 30
    if size < LEAST_POOL:
        raise Unavailable(
            "install.unsupported",
            f"{place} has {free >> 30} GiB free; a region needs {(LEAST_POOL + KEPT_FREE) >> 30} GiB there.",
        )
    return size


def free_subnet(wanted: str, routes: str) -> str:
    """`wanted`, or the next 10.x.0.0/22 that no route of this machine (`ip -4 route` text) overlaps."""
    taken = [
        ipaddress.ip_network(match, strict=False)
        for match in re.findall(r"^(?:\w+ )?(\d+\.\d+\.\d+\.\d+(?:/\d+)?)(?=\s|$)", routes, re.MULTILINE)
    ]
    for candidate in (wanted, *(f"10.{second}.0.0/22" for second in range(102, 250))):
        network = ipaddress.ip_network(candidate)
        if not any(network.overlaps(other) for other in taken):
            return candidate
    raise Unavailable("install.unsupported", "Every 10.x.0.0/22 network is in use on this machine.")
