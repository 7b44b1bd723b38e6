"""Who may come in: which service a host name means, the pass that a browser carries, and which origins may act.

A pass is a signed cookie of one origin: it names one port of one instance or tunnel and is worth nothing anywhere else,
nor after the log-in that asked for it. All
instances' origins are neighbours under one domain, which is the same *site* to a browser, so the SameSite rule does not
keep one renter's page from acting on another's service; the origin check here does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from zuka.identity.auth import COOKIE as PLATFORM_COOKIE
from zuka.kit.crypt import Vault

_LABEL = re.compile(r"([1-9][0-9]{0,4})-([a-z0-9][a-z0-9-]{0,62})")
_PATH = re.compile(r"/(?!/)[!-\[\]-~]{0,6000}")
_PURPOSE: Final = "web"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_COOKIES = frozenset({PLATFORM_COOKIE, "zuka_pass", "__Host-zuka_pass"})


@dataclass(frozen=True, slots=True)
class Service:
    """One port of one instance, or of one tunnel of the workbench: what one web origin stands for."""

    service_id: str
    port: int


def service_of(host: str, domain: str) -> Service | None:
    """`8888-ins-abc.example.com:8081` → port 8888 of `ins-abc`; None for any other host name."""
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    label, _, parent = name.lower().partition(".")
    match = _LABEL.fullmatch(label)
    if match is None or parent != domain.lower() or int(match[1]) > 65535:
        return None
    return Service(match[2], int(match[1]))


def path_of(text: str) -> str:
    """Where a ticket's link leads on to, below the service's own origin; nothing for what could lead elsewhere.
    Browsers read `//host` and `/\\host` as another machine."""
    return text if _PATH.fullmatch(text) else ""


def cookie_name(*, secure: bool) -> str:
    """Over HTTPS with the prefix that keeps a neighbour from setting it for us."""
    return "__Host-zuka_pass" if secure else "zuka_pass"


def make_pass(
    vault: Vault, service: Service, *, login_id: str, now: datetime, hours: int, secure: bool
) -> str:
    """The `Set-Cookie` value that opens `service` to whoever redeemed the log-in's ticket, for `hours`. Lax, because
    the link that leads here comes from the console's origin."""
    until = now + timedelta(hours=hours)
    facts = {
        "for": _PURPOSE,
        "instance": service.service_id,
        "port": service.port,
        "login": login_id,
    }
    token = vault.sign(facts, until=until)
    suffix = "; Secure" if secure else ""
    name = cookie_name(secure=secure)
    return f"{name}={token}; Path=/; Max-Age={hours * 3600}; HttpOnly; SameSite=Lax{suffix}"


def holder_of(
    vault: Vault, cookie_header: str, service: Service, *, now: datetime, secure: bool
) -> str | None:
    """The log-in's id in a valid pass for exactly `service`, else None. A neighbour may have set cookies of the same
    name, so every one is tried."""
    for name, value in cookies(cookie_header):
        if name != cookie_name(secure=secure) or not value.isascii():
            continue
        facts = vault.verify(value, now=now)
        if facts is not None and (facts.get("for"), facts.get("instance"), facts.get("port")) == (
            _PURPOSE,
            service.service_id,
            service.port,
        ):
            return str(facts.get("login"))
    return None


def cookies(header: str) -> Iterator[tuple[str, str]]:
    """Name and value of each cookie of a `Cookie` header."""
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name:
            yield name, value


def without_our_cookies(header: str) -> str:
    """The `Cookie` header as the service may see it: without the platform's and the gateway's own."""
    return "; ".join(f"{name}={value}" for name, value in cookies(header) if name not in _OWN_COOKIES)


def is_our_cookie(name: str) -> bool:
    return name in _OWN_COOKIES


def may_act(method: str, headers: Mapping[str, str], origin: str, *, websocket: bool) -> bool:
    """Whether a request to a private service comes from its own pages, from a click in the address bar or on a link, or
    from no browser at all. `origin` is the service's own.

    Browsers name the origin of every WebSocket and every unsafe request, and recent ones say of every request how near
    its page is (`Sec-Fetch-Site`); a page of another origin may do nothing but link here.
    """
    given = headers.get("Origin")
    if given is not None and given.lower() != origin and (websocket or method not in _SAFE):
        return False
    if headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
        return True
    follows_link = headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"
    return follows_link and method in _SAFE and not websocket
