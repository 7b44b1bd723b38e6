"""A lived-in platform for pictures and for looking at every page: a renter with machines, an operator with a past."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import httpx2

from harness.server import PASSWORD, Server, settle

RENTER = "lin"
BUSY = "llama-sft"
"""The instance whose page is looked at."""
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPr5J0oCFNn3mMB9a0iSmBGgNYLbrkCYeCAvnTtFiuhU lin@laptop"

Who = Literal["nobody", "renter", "operator"]


@dataclass(frozen=True)
class Place:
    """A page: its name in file names, who opens it, where it is."""

    name: str
    who: Who
    path: str


def furnish(server: Server, *, linger_seconds: float = 0) -> tuple[Place, ...]:
    """Make it lived-in; every page of the console, with addresses that lead to something. What is powered off in the
    end ran for `linger_seconds`, so that it has a charge worth looking at."""
    with closing(server.operator()) as operator:
        made = operator.post("/admin/codes", json={"amount": "50", "count": 5, "days": 365, "note": "autumn"})
        made.raise_for_status()
        code = made.json()["codes"][0]
        person = {"name": RENTER, "password": PASSWORD, "role": "renter"}
        operator.post("/admin/users", json=person).raise_for_status()
        with closing(server.client(RENTER, PASSWORD)) as renter:
            user = renter.get("/me").json()["id"]
            credit = {"amount": "136.30", "reason": "HPC-2026-0117"}
            operator.post(f"/admin/users/{user}/credit", json=credit).raise_for_status()
            return _live(renter, operator, code, linger_seconds)


def _live(
    renter: httpx2.Client, operator: httpx2.Client, code: str, linger_seconds: float
) -> tuple[Place, ...]:
    renter.post("/wallet/redeem", json={"code": code}).raise_for_status()
    renter.post("/keys", json={"name": "laptop", "public_key": _KEY}).raise_for_status()
    renter.post("/tokens", json={"name": "lab server", "scopes": ["rent"]}).raise_for_status()
    offer = renter.get("/offers").json()[0]
    stopped = _rent(renter, offer, "eval-b", 1)
    _rent(renter, offer, "notebook", 1)
    running = _rent(renter, offer, BUSY, 2)
    renter.post(f"/instances/{running}/ports", json={"port": 6006, "public": False}).raise_for_status()
    time.sleep(linger_seconds)
    answer = renter.post(f"/instances/{stopped}/stop")
    assert settle(renter, answer.json()["operation"])["state"] == "succeeded"
    user = renter.get("/me").json()["id"]
    entry = operator.get("/admin/ledger/entries").json()["items"][0]["id"]
    return (
        Place("landing", "nobody", "/"),
        Place("login", "nobody", "/login"),
        Place("register", "nobody", "/register"),
        Place("overview", "renter", "/overview"),
        Place("market", "renter", "/market"),
        Place(
            "create",
            "renter",
            f"/market/{offer['host_id']}?{urlencode({'model': offer['model'], 'count': 2})}",
        ),
        Place("instances", "renter", "/instances"),
        *(
            Place(f"instance-{tab}", "renter", f"/instances/{running}?tab={tab}")
            for tab in ("connect", "monitor", "ports", "history", "charges")
        ),
        Place("images", "renter", "/images"),
        Place("billing", "renter", "/billing"),
        Place("billing-statement", "renter", "/billing?tab=statement"),
        Place("billing-forecast", "renter", "/billing?tab=forecast"),
        *(
            Place(f"account-{tab}", "renter", f"/account?tab={tab}")
            for tab in ("profile", "keys", "tokens", "devices", "look")
        ),
        Place("nothing", "renter", "/nothing-here"),
        Place("operator", "operator", "/operator"),
        Place("operator-hosts", "operator", "/operator/hosts"),
        Place("operator-images", "operator", "/operator/images"),
        Place("operator-users", "operator", "/operator/users"),
        Place("operator-user", "operator", f"/operator/users?user={user}"),
        Place("operator-codes", "operator", "/operator/codes"),
        Place("operator-instances", "operator", "/operator/instances"),
        Place("operator-operations", "operator", "/operator/instances?tab=operations"),
        Place("operator-strays", "operator", "/operator/instances?tab=strays"),
        Place("operator-ledger", "operator", "/operator/ledger"),
        Place("operator-entry", "operator", f"/operator/ledger?entry={entry}"),
        Place("operator-audit", "operator", "/operator/audit"),
        Place("operator-settings", "operator", "/operator/settings"),
    )


def _rent(renter: httpx2.Client, offer: Mapping[str, Any], name: str, count: int) -> str:
    where = {"host_id": offer["host_id"], "model": offer["model"]}
    order = {**where, "count": count, "image_id": "base", "name": name}
    answer = renter.post("/instances", json=order)
    answer.raise_for_status()
    assert settle(renter, answer.json()["operation"])["state"] == "succeeded"
    instance: str = answer.json()["instance"]["id"]
    return instance


def login(server: Server, who: Who) -> tuple[str, str] | None:
    """Name and password of `who`."""
    logins = {"renter": (RENTER, PASSWORD), "operator": ("operator", server.password)}
    return logins.get(who)
