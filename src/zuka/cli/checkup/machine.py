"""This machine: directory, clock, network, ports. Needs neither database nor engine."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2

from zuka.cli.checkup.findings import Finding, bad, ok, warn
from zuka.install import firewall
from zuka.settings import GIB, RegionSettings, Settings

_TIMEX_BYTES = 208
_TIME_ERROR = 5
_LEAST_FREE_GIB = 2
_TABLE_HINT = "Run `zuka up`: it loads the table that keeps tenants away from this machine and its network."


def look(settings: Settings) -> Iterator[Finding]:
    """Every check of this machine, in the order in which one would put things right."""
    yield data_dir(settings.data_dir)
    yield clock()
    local = {name: one for name, one in settings.regions.items() if is_local(one)}
    if local:
        yield forwarding()
    for name, region in local.items():
        yield bridge(name, region)
    if local:
        yield tenant_wall()
    yield api_port(settings)
    yield plain_port("web gateway", settings.gateway.host, settings.gateway.web_port)


def is_local(region: RegionSettings) -> bool:
    """Whether a region's real engine runs on this machine."""
    return region.engine == "incus" and region.endpoint.startswith("unix:")


def data_dir(place: Path) -> Finding:
    name = "data directory"
    if not place.is_dir():
        return bad(name, f"{place} does not exist.", "Run `zuka up`, or set ZUKA_DATA_DIR to where it is.")
    if not os.access(place, os.W_OK):
        return bad(
            name, f"{place} cannot be written by this user.", "Run as the user that runs the platform."
        )
    free = shutil.disk_usage(place).free
    if free < _LEAST_FREE_GIB * GIB:
        return warn(
            name,
            f"{place} has only {free / GIB:.1f} GiB free.",
            "Make space; the database stops when it is full.",
        )
    return ok(name, f"{place}, {free / GIB:.0f} GiB free.")


def clock() -> Finding:
    """The kernel knows whether anything keeps its clock right; bills are made of this clock."""
    name = "clock"
    state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    if state == _TIME_ERROR:
        return warn(
            name,
            "Nothing keeps this machine's clock right.",
            "Install and start a time service, e.g. chrony.",
        )
    if state < 0:
        return warn(
            name, "The kernel does not say whether its clock is right.", "Check that a time service runs."
        )
    return ok(name, "A time service keeps it right.")


def forwarding() -> Finding:
    name = "IP forwarding"
    switch = Path("/proc/sys/net/ipv4/ip_forward")
    if not switch.exists() or switch.read_text().strip() != "1":
        return bad(
            name,
            "Off: instances have no internet.",
            "Run `sysctl -w net.ipv4.ip_forward=1`, or `zuka up` again.",
        )
    return ok(name, "On.")


def bridge(region_name: str, region: RegionSettings) -> Finding:
    name = f"bridge of {region_name}"
    if not Path("/sys/class/net", region.network).exists():
        return bad(
            name, f"There is no interface {region.network}.", "Run `zuka up`: it makes the region's network."
        )
    return ok(name, f"{region.network} is there.")


def tenant_wall() -> Finding:
    name = "tenant firewall"
    if shutil.which("nft") is None:
        return bad(name, "nft is not installed.", "Install the package nftables, then run `zuka up`.")
    if not firewall.loaded():
        return bad(name, f"The nftables table `{firewall.TABLE}` is not loaded.", _TABLE_HINT)
    return ok(name, f"The nftables table `{firewall.TABLE}` is loaded.")


def api_port(settings: Settings) -> Finding:
    """Ours and answering, free, or somebody else's."""
    name, port = "API", settings.http.port
    host = _reachable(settings.http.host)
    if not _listens(host, port):
        return warn(
            name,
            f"Nothing listens on port {port}.",
            "The platform is not running here; start it with `zuka up`.",
        )
    try:
        with httpx2.Client(trust_env=False, timeout=5) as client:
            health = client.get(f"http://{host}:{port}/health").json()
    except (httpx2.HTTPError, ValueError):
        health = {}
    if health.get("status") != "ok":
        return bad(
            name,
            f"Something else listens on port {port}.",
            "Stop it, or set ZUKA_HTTP__PORT to another port.",
        )
    return ok(name, f"Version {health['version']} answers on port {port}.")


def plain_port(what: str, listen: str, port: int) -> Finding:
    if _listens(_reachable(listen), port):
        return ok(what, f"Port {port} answers.")
    return warn(
        what, f"Nothing listens on port {port}.", "The gateway is not running here; start it with `zuka up`."
    )


def _reachable(listen: str) -> str:
    return "127.0.0.1" if listen in {"0.0.0.0", "::", ""} else listen  # noqa: S104  # An address to look at, not to bind.


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False
