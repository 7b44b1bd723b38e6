"""Where a tunnel may lead. Names and addresses mean what they mean on the remote machine, which is its user's own; what
is refused are the addresses where clouds hand out their machines' secrets, whatever way they are written."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote

from zuka.errors import Invalid

_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_NUMBERS = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*")
_ANYWHERE = frozenset({"", "*", "0.0.0.0", "::"})  # noqa: S104  # What servers print who listen everywhere.
_METADATA = frozenset({"metadata.google.internal", "metadata", "instance-data", "instance-data.ec2.internal"})
_SECRETS = frozenset({"fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"})
"""Where clouds answer their machines that is no link-local address."""
_SAFE = "/?#%&=+:;,@!$'()*~[]"
"""What a path keeps as it is. A backslash is not among it: to browsers it is a slash."""
_REFUSED = "workbench.tunnel_refused"


def checked_host(text: str) -> str:
    """The host in plain form. Raises `Invalid` workbench.tunnel_refused."""
    host = text.strip().lower().removeprefix("[").removesuffix("]").rstrip(".")
    if host in _ANYWHERE:
        return "localhost"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _checked_name(host)
    inner = _inside(address)
    if inner.is_link_local or inner.is_multicast or inner.is_unspecified or str(inner) in _SECRETS:
        raise Invalid(_REFUSED)
    return str(address)


def checked_path(text: str) -> str:
    """What a browser is sent to below the tunnel's own origin, and nowhere else, with what follows it: `/lab?token=x`,
    `/#scalars`. Empty where the page begins by itself."""
    path = quote(text.strip(), safe=_SAFE)
    return f"/{path.lstrip('/')}" if path else ""


def authority(host: str, port: int) -> str:
    """`host:port` as URLs have it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _checked_name(host: str) -> str:
    # `2852039166` and `0xa9.0xfe.43518` are addresses to whoever resolves them.
    if _NUMBERS.fullmatch(host) or host in _METADATA or not _NAME.fullmatch(host):
        raise Invalid(_REFUSED)
    return host


def _inside(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for, in any of the ways in which it can."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in ipaddress.ip_network("64:ff9b::/96") or (int(address) >> 32 == 0 and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
