"""What a service may hear of a request and a browser of a response.

The service sees itself as `localhost`, which every development server accepts, or as the name that a tunnel was made
for, and its visitors' origin rewritten to
match where the gateway has checked it. It never sees a credential of the platform, and it cannot set, clear or spread
cookies beyond its own origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from multidict import CIMultiDict

from zuka.gateway import gate
from zuka.identity.tokens import PREFIX as TOKEN_PREFIX

_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_NOT_UP = _HOP_BY_HOP | {
    "host",
    "expect",
    "cookie",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
}
_NOT_DOWN = _HOP_BY_HOP | {"clear-site-data", "alt-svc", "set-cookie", "location"}


@dataclass(frozen=True, slots=True)
class Outside:
    """The request as the visitor made it. `origin` is the service's public one, `forwarded_for` the chain of
    addresses up to and including whoever connected to us."""

    origin: str
    host: str
    scheme: str
    forwarded_for: str


def upstream(
    given: Iterable[tuple[str, str]], *, inside: str, outside: Outside, jupyter_token: str | None
) -> CIMultiDict[str]:
    """Request headers for the service that knows itself as `inside`."""
    pairs = list(given)
    dropped = _NOT_UP | _named_by_connection(pairs)
    inner = f"http://{inside}"
    headers: CIMultiDict[str] = CIMultiDict()
    headers["Host"] = inside
    for name, value in pairs:
        lower = name.lower()
        if lower in dropped or (lower == "authorization" and _is_not_for_service(value, jupyter_token)):
            continue
        if lower == "origin" and value.lower() == outside.origin:
            headers.add(name, inner)
        elif lower == "referer" and (value + "/").startswith(outside.origin + "/"):
            headers.add(name, inner + value.removeprefix(outside.origin))
        else:
            headers.add(name, _plain(value))
    if kept := gate.without_our_cookies(
        "; ".join(value for name, value in pairs if name.lower() == "cookie")
    ):
        headers["Cookie"] = _plain(kept)
    if jupyter_token is not None:
        headers["Authorization"] = f"token {jupyter_token}"
    headers["X-Forwarded-For"] = outside.forwarded_for
    headers["X-Forwarded-Host"] = outside.host
    headers["X-Forwarded-Proto"] = outside.scheme
    return headers


def downstream(given: Mapping[str, str], *, inside: str, outside: Outside) -> CIMultiDict[str]:
    """Response headers for the browser."""
    pairs = list(given.items())
    dropped = _NOT_DOWN | _named_by_connection(pairs)
    headers: CIMultiDict[str] = CIMultiDict()
    for name, value in pairs:
        lower = name.lower()
        if lower == "set-cookie":
            if kept := _own_cookie(value):
                headers.add(name, _plain(kept))
        elif lower == "location":
            headers[name] = _outer_location(_plain(value), inside=inside, outside=outside)
        elif lower not in dropped:
            headers.add(name, _plain(value))
    headers.setdefault("Server", "zuka")
    return headers


def _named_by_connection(pairs: Iterable[tuple[str, str]]) -> set[str]:
    named = (value for name, value in pairs if name.lower() == "connection")
    return {token.strip().lower() for value in named for token in value.split(",")} - {"close", "host"}


def _is_not_for_service(authorization: str, jupyter_token: str | None) -> bool:
    _, _, secret = authorization.partition(" ")
    return jupyter_token is not None or secret.strip().startswith(TOKEN_PREFIX)


def _own_cookie(value: str) -> str | None:
    """A cookie without its `Domain`, which would spread it to every neighbour; None for one of our names."""
    first, *attributes = value.split(";")
    if gate.is_our_cookie(first.partition("=")[0].strip()):
        return None
    kept = [one for one in attributes if one.partition("=")[0].strip().lower() != "domain"]
    return ";".join([first, *kept])


def _outer_location(value: str, *, inside: str, outside: Outside) -> str:
    port = inside.rpartition(":")[2]
    for scheme in ("http", "https"):
        for name in (inside, f"localhost:{port}", f"127.0.0.1:{port}"):
            inner = f"{scheme}://{name}"
            if (value + "/").startswith(inner + "/"):
                return outside.origin + value.removeprefix(inner)
    return value


def _plain(value: str) -> str:
    """Bytes that are not UTF-8 travel as question marks instead of breaking the response."""
    return value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
