"""What keeps tenants away from the host, its neighbours and each other: one nftables table of our own.

It stands before every other table (priority -10), independent of Incus's, so nothing that Incus or Docker accepts can
let through what is dropped here. Port isolation on each nic closes the bridge itself; this closes what is routed.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass

from zuka.errors import Unavailable
from zuka.install.shell import run, works

TABLE = "zuka"
PRIVATE = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip
"""Everything that is not the internet: private, shared, link-local with the cloud's metadata service, multicast."""


@dataclass(frozen=True)
class Rules:
    """`lan` are networks this machine is attached to, public or not; `allowed` the operator's exceptions, e.g. a
    package mirror inside the private ranges."""

    network: str
    gateway: str
    lan: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()

    def text(self) -> str:
        """The whole table as `nft -f` reads it: it replaces what was there in one transaction."""
        address = self.gateway.partition("/")[0]
        closed = ", ".join(_collapsed((*PRIVATE, *self.lan)))
        bridge = f'"{self.network}"'
        exceptions = (
            [f"iifname {bridge} ip daddr {{ {', '.join(_collapsed(self.allowed))} }} accept"]
            if self.allowed
            else []
        )
        incoming = [
            f"iifname {bridge} ct state established,related accept",
            f"iifname {bridge} udp dport 67 accept",
            f"iifname {bridge} ip daddr {address} udp dport 53 accept",
            f"iifname {bridge} ip daddr {address} tcp dport 53 accept",
            f"iifname {bridge} ip daddr {address} icmp type echo-request accept",
            f"iifname {bridge} counter drop",
        ]
        routed = [
            f"iifname {bridge} oifname {bridge} counter drop",
            f"iifname {bridge} meta nfproto ipv6 counter drop",
            f"oifname {bridge} meta nfproto ipv6 counter drop",
            f"iifname {bridge} ct state established,related accept",
            f"oifname {bridge} ct state established,related accept",
            *exceptions,
            f"iifname {bridge} ip daddr {{ {closed} }} counter drop",
            # A port that the engine forwards to an instance; anything else from outside has no business there.
            f"oifname {bridge} ct status dnat accept",
            f"oifname {bridge} counter drop",
        ]
        return "\n".join(
            [
                f"table inet {TABLE}",
                f"delete table inet {TABLE}",
                f"table inet {TABLE} {{",
                *_chain("input", "input", incoming),
                *_chain("forward", "forward", routed),
                "}",
                "",
            ]
        )


def apply(rules: Rules, *, prefix: Sequence[str] = ()) -> None:
    """Load the table, replacing an older one at once. `prefix` runs it elsewhere, e.g. in a network namespace.
    Raises `Unavailable` where the kernel or the tool has no nftables."""
    try:
        run([*prefix, "nft", "--file", "-"], stdin=rules.text())
    except FileNotFoundError as error:
        raise Unavailable("install.unsupported", "nft is not installed (package nftables).") from error


def loaded(*, prefix: Sequence[str] = ()) -> bool:
    return works([*prefix, "nft", "list", "table", "inet", TABLE])


def remove(*, prefix: Sequence[str] = ()) -> None:
    """Take the table away; nothing when there is none."""
    if loaded(prefix=prefix):
        run([*prefix, "nft", "delete", "table", "inet", TABLE])


def lan_networks(routes: str, *, besides: str) -> tuple[str, ...]:
    """The networks this machine is directly attached to, from `ip -json -4 route show scope link`, without the
    bridge `besides`."""
    found = {
        str(ipaddress.ip_network(one["dst"], strict=False))
        for one in json.loads(routes or "[]")
        if one.get("dev") != besides and one["dst"] != "default"
    }
    return tuple(sorted(found))


def here(network: str, gateway: str, *, allowed: Sequence[str] = ()) -> Rules:
    """The rules for this machine as it is now."""
    routes = run(["ip", "-json", "-4", "route", "show", "scope", "link"]).stdout
    return Rules(network, gateway, lan_networks(routes, besides=network), tuple(allowed))


def docker_rules(network: str) -> list[list[str]]:
    """What must be let through Docker's own chain, whose policy would otherwise stop instances' way out."""
    return [
        ["-i", network, "-j", "ACCEPT"],
        ["-o", network, "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"],
    ]


def pass_docker(network: str) -> bool:
    """Let instances out on a machine that runs Docker, which drops what it does not know. True when it changed
    anything; our own table has decided before, so this opens nothing that is closed there."""
    if not works(["iptables", "--wait", "--list-rules", "DOCKER-USER"]):
        return False
    changed = False
    for rule in docker_rules(network):
        if not works(["iptables", "--wait", "--check", "DOCKER-USER", *rule]):
            run(["iptables", "--wait", "--insert", "DOCKER-USER", *rule])
            changed = True
    return changed


def unpass_docker(network: str) -> None:
    for rule in docker_rules(network):
        while works(["iptables", "--wait", "--check", "DOCKER-USER", *rule]):
            run(["iptables", "--wait", "--delete", "DOCKER-USER", *rule])


def _collapsed(networks: Sequence[str]) -> list[str]:
    """nft refuses sets whose ranges overlap."""
    return [
        str(one) for one in ipaddress.collapse_addresses(ipaddress.IPv4Network(text) for text in networks)
    ]


def _chain(name: str, hook: str, rules: Sequence[str]) -> list[str]:
    return [
        f"  chain {name} {{",
        f"    type filter hook {hook} priority -10; policy accept;",
        *(f"    {rule}" for rule in rules),
        "  }",
    ]
