"""What `up` and `down` say, in one place, so that it reads as one voice."""

from __future__ import annotations

from zuka.install.opening import OPERATOR, Opened
from zuka.instances.views import own_address
from zuka.settings import Settings

CHECKING = "looking at this machine"
PACKAGES = "installing the engine's packages (a minute or two, once)"
ENGINE = "starting the engine (Incus)"
REGION = "preparing storage, network and project"
FIREWALL = "closing the host and its network to tenants"
DATABASE = "bringing the database up to date"
IMAGE = "building the base image (a minute or two, once)"
NO_CONSOLE = (
    "The pages in the browser are not those of these sources; everything else works. `./zuka up` tries again."
)
SIMULATED = (
    "SIMULATED: the engine lives in memory; nothing real is rented, and nobody can log in to an instance."
)
MIXED = (
    "This data directory belongs to the other kind of installation (real or simulated). Use another one: "
    "`--data-dir DIR`."
)
STOPPED = "\nStopped. Instances run on; `./zuka up` serves them again, `./zuka down` powers everything off."
STOPPED_SIMULATED = "\nStopped."


def greeting(opened: Opened, settings: Settings, *, simulated: bool) -> str:
    """The address, the first login while it is new, and what to type next."""
    url = address(settings)
    kind = "simulated cards" if opened.simulated else "cards"
    lines = ["", f"Zuka is open: {url}", f"  {len(opened.hosts)} host(s) with {opened.cards} {kind} for rent"]
    if simulated:
        lines.append(f"  {SIMULATED}")
    if opened.password is not None:
        lines += ["", first_login(opened.password)]
    lines += [
        "",
        "Open it in a browser for the console. Or, in another terminal:",
        f"  ./zuka login {url} --name {OPERATOR}       log in as the operator",
        f"  ./zuka admin credit {OPERATOR} 20          put money into a wallet, here your own",
        "  ./zuka rent                             take a card and be root on your own machine",
        "",
        "Ctrl-C stops serving." if simulated else "Ctrl-C stops serving and leaves instances running.",
    ]
    return "\n".join(lines)


def first_login(password: str) -> str:
    return f"First login (kept nowhere, so keep it): {OPERATOR}   password: {password}"


def address(settings: Settings) -> str:
    """How people reach the API."""
    if settings.http.public_url:
        return settings.http.public_url
    host = settings.http.host
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104  # Compared, not bound.
        host = own_address()
    return f"http://{host}:{settings.http.port}"
