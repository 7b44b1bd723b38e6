"""Instances as Incus writes them: a spec as its document, and its document as facts. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from zuka.engine.port import InstanceFacts, InstanceSpec, InstanceState, Limits
from zuka.errors import EngineRefused
from zuka.kit.clock import from_millis, to_millis
from zuka.settings import RegionSettings

ATTEMPT: Final = "user.attempt"
_NAME: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_STATES: Final = {"Running": InstanceState.RUNNING, "Stopped": InstanceState.STOPPED}
_FIXED_CONFIG: Final = {
    # Docker runs inside, and every renter's root is another nobody of the host.
    "security.nesting": "true",
    "security.idmap.isolated": "true",
    # Otherwise a renter could read the configuration, pools and host names from inside.
    "security.guestapi": "false",
    # What may run after a host came back is not the engine's to decide.
    "boot.autostart": "false",
    "cluster.evacuate": "stop",
}
_CARD_CONFIG: Final = {
    "nvidia.runtime": "true",
    "nvidia.driver.capabilities": "compute,utility,graphics,video",
}
_CARD: Final = "gpu"
DISK: Final = "disk"
"""Volumes are the devices `disk0`, `disk1`, … in the order of the mounts."""
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")


def check_name(name: str) -> None:
    """Raises `EngineRefused` for what Incus would refuse, or read as another path."""
    if not _NAME.fullmatch(name):
        raise EngineRefused(f"Nothing in the engine can be called {name!r}.")


def creation(spec: InstanceSpec, region: RegionSettings, attempt: str) -> dict[str, Any]:
    """The body that makes the instance and starts it, marked with the attempt that made it."""
    return {
        "name": spec.name,
        "type": "container",
        "start": True,
        # Nothing is taken from profiles: an instance is what its spec says.
        "profiles": [],
        "source": {"type": "image", "alias": spec.image},
        "config": _FIXED_CONFIG | {ATTEMPT: attempt} | _changing_config(spec),
        "devices": _disks(spec, region) | {"eth0": _nic(spec, region)} | _cards(spec),
    }


def reconfigured(document: Mapping[str, Any], spec: InstanceSpec) -> dict[str, Any]:
    """The instance's own document with the limits and cards of `spec`; all the rest as it was."""
    changing = {"limits.cpu.allowance", *_CARD_CONFIG}
    config = {key: value for key, value in document["config"].items() if key not in changing}
    devices = {name: device for name, device in document["devices"].items() if device["type"] != "gpu"}
    kept = {
        key: document[key]
        for key in ("architecture", "description", "ephemeral", "profiles")
        if key in document
    }
    return kept | {"config": config | _changing_config(spec), "devices": devices | _cards(spec)}


def _changing_config(spec: InstanceSpec) -> dict[str, str]:
    limits = spec.limits
    if min(limits.cpu_millis, limits.memory_bytes, limits.processes) <= 0:
        raise EngineRefused("Every limit of an instance must be positive.")
    config = {
        "limits.cpu": str(limits.cpu_threads),
        "limits.memory": str(limits.memory_bytes),
        "limits.memory.swap": "false",
        "limits.processes": str(limits.processes),
    }
    if allowance := _allowance(limits):
        config["limits.cpu.allowance"] = allowance
    return config | (_CARD_CONFIG if spec.pci_addresses else {})


def _allowance(limits: Limits) -> str:
    """Part of a core is a share of time; whole cores are limited by their number."""
    if limits.cpu_millis % 1000 == 0:
        return ""
    return f"{max(1, limits.cpu_millis // 10)}ms/100ms"


def _disks(spec: InstanceSpec, region: RegionSettings) -> dict[str, dict[str, str]]:
    root = {"type": "disk", "path": "/", "pool": region.pool, "size": str(spec.root_bytes)}
    mounts = {
        f"{DISK}{index}": {
            "type": "disk",
            "pool": region.pool,
            "source": mount.volume,
            "path": mount.path,
        }
        for index, mount in enumerate(spec.mounts)
    }
    return {"root": root} | mounts


def _nic(spec: InstanceSpec, region: RegionSettings) -> dict[str, str]:
    # Changing any of these later would tear the cable out of a running instance, so all of it is decided here.
    return {
        "type": "nic",
        "name": "eth0",
        "network": region.network,
        "ipv4.address": spec.address,
        "security.port_isolation": "true",
        "security.mac_filtering": "true",
        "security.ipv4_filtering": "true",
        "security.ipv6_filtering": "true",
    }


def _cards(spec: InstanceSpec) -> dict[str, dict[str, str]]:
    # A gpu device without an address would pass every card of the host.
    if not all(spec.pci_addresses):
        raise EngineRefused("A card without a PCI address cannot be attached.")
    return {
        f"{_CARD}{index}": {"type": "gpu", "gputype": "physical", "pci": address, "mode": "0666"}
        for index, address in enumerate(spec.pci_addresses)
    }


def facts(document: Mapping[str, Any], server: str) -> InstanceFacts:
    """`server` is the host's name where the document has none, on a server that is no cluster.

    Anything but a plain yes or no is UNKNOWN: an absent member, a frozen or a failing instance.
    """
    location = document.get("location") or ""
    return InstanceFacts(
        name=document["name"],
        host=server if location in {"", "none"} else location,
        state=_STATES.get(document.get("status") or "", InstanceState.UNKNOWN),
        started_at=moment(document.get("last_used_at")),
    )


def moment(text: str | None) -> datetime | None:
    """Incus's time, in whole milliseconds; None for its "never", which is the year 1 or 1970."""
    match = _MOMENT.fullmatch(text or "")
    if match is None:
        return None
    seconds, fraction, zone = match.groups()
    at = datetime.fromisoformat(f"{seconds}.{(fraction or '0')[:6]:0<6}{zone.replace('Z', '+00:00')}")
    return None if at.year <= 1970 else from_millis(to_millis(at.astimezone(UTC)))
