"""Regions, hosts and cards over HTTP: what renters see, and what the operator does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from fleet.rig import Rig
from support import login, refused
from zuka.notices.models import Event

API = "/api/v1"


@pytest.fixture
async def olga(rig: Rig, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The operator's browser; the hosts have been looked at."""
    await rig.look()
    await login(client, "olga")
    return client


async def host_named(olga: httpx2.AsyncClient, name: str) -> dict[str, Any]:
    hosts: list[dict[str, Any]] = (await olga.get(f"{API}/admin/hosts")).json()
    return next(host for host in hosts if host["name"] == name)


async def test_a_region_says_that_it_is_simulated_and_whether_it_answers(
    rig: Rig, browser: Callable[[], Awaitable[httpx2.AsyncClient]]
) -> None:
    ann = await browser()
    assert (await ann.get(f"{API}/regions")).json() == [], "nobody has looked yet"
    await rig.look()
    expected = {"name": "local", "engine": "simulated", "simulated": True, "reachable": True}
    assert (await ann.get(f"{API}/regions")).json() == [expected]
    rig.engine.lose_region()
    rig.clock.advance(30)
    await rig.look()
    assert (await ann.get(f"{API}/regions")).json() == [{**expected, "reachable": False}]


async def test_the_operator_sees_each_host_with_its_cards_and_who_has_them(
    rig: Rig, olga: httpx2.AsyncClient
) -> None:
    await rig.open("h1")
    await rig.take("h1", 1, instance="i-1")
    host = await host_named(olga, "h1")
    assert {
        name: host[name] for name in ("region", "state", "reachable", "cpu_threads", "memory_gb", "fault")
    } == {
        "region": "local",
        "state": "open",
        "reachable": True,
        "cpu_threads": 64,
        "memory_gb": 512.0,
        "fault": None,
    }
    assert host["pool"] == {"driver": "btrfs", "total_gb": 4096.0, "free_gb": 4096.0}
    assert [card["instance_id"] for card in host["cards"]] == ["i-1", None, None, None]
    card = host["cards"][0]
    assert (
        card["model"],
        card["memory_gb"],
        card["driver_version"],
        card["cuda_version"],
        card["fault"],
    ) == (
        "RTX 3090",
        24,
        "550.163.01",
        "12.4",
        None,
    )
    assert card["simulated"] is True, "in a simulated region no card is real"


async def test_the_operator_opens_limits_and_tags_a_host(rig: Rig, olga: httpx2.AsyncClient) -> None:
    host = await host_named(olga, "h1")
    path = f"{API}/admin/hosts/{host['id']}"
    answer = await olga.patch(
        path, json={"state": "open", "rentable_until": "2027-01-01T00:00:00Z", "tags": [" a "]}
    )
    assert answer.status_code == 200, answer.text
    changed = await host_named(olga, "h1")
    assert answer.json() == changed
    assert (changed["state"], changed["rentable_until"], changed["tags"]) == (
        "open",
        "2027-01-01T00:00:00Z",
        ["a"],
    )
    await olga.patch(path, json={"state": "draining"})
    drained = await host_named(olga, "h1")
    assert (drained["state"], drained["rentable_until"]) == ("draining", "2027-01-01T00:00:00Z")
    await olga.patch(path, json={"rentable_until": None})
    assert (await host_named(olga, "h1"))["rentable_until"] is None
    refused(await olga.patch(path, json={"state": "gone"}), 422, "request.invalid")
    refused(await olga.patch(path, json={"cpu_threads": 1}), 422, "request.invalid")
    refused(await olga.patch(f"{API}/admin/hosts/host-none", json={}), 404, "fleet.host_not_found")


async def test_each_change_is_in_the_audit_log_with_who_and_what(rig: Rig, olga: httpx2.AsyncClient) -> None:
    host = await host_named(olga, "h1")
    card = host["cards"][0]
    for _ in range(2):
        await olga.patch(f"{API}/admin/hosts/{host['id']}", json={"state": "open"})
        await olga.patch(f"{API}/admin/cards/{card['id']}", json={"cordoned": True})
    acts = (await olga.get(f"{API}/admin/audit", params={"target": host["id"]})).json()["items"]
    assert [(act["action"], act["actor_id"], act["facts"]) for act in acts] == [
        ("host.change", rig.operator, {"host": "h1", "state": "open"})
    ], "setting what is so already is no act"
    acts = (await olga.get(f"{API}/admin/audit", params={"target": card["id"]})).json()["items"]
    assert [act["action"] for act in acts] == ["card.cordon"]


async def test_a_cordoned_card_shows_as_such_and_open_pages_hear_of_it(
    rig: Rig, olga: httpx2.AsyncClient
) -> None:
    host = await host_named(olga, "h1")
    card = host["cards"][2]
    answer = await olga.patch(f"{API}/admin/cards/{card['id']}", json={"cordoned": True})
    assert answer.json() == {**card, "cordoned": True}
    async with rig.db.read() as session:
        events = (await session.scalars(select(Event).order_by(Event.seq))).all()
    assert (events[-1].user_id, events[-1].topic, events[-1].subject) == (rig.operator, "host", host["id"])
    refused(
        await olga.patch(f"{API}/admin/cards/card-none", json={"cordoned": True}), 404, "fleet.card_not_found"
    )


async def test_a_renter_is_kept_out(rig: Rig, client: httpx2.AsyncClient) -> None:
    await rig.look()
    await login(client, "ann")
    host_id = (await rig.host("h1")).id
    refused(await client.get(f"{API}/admin/hosts"), 403, "identity.forbidden")
    answer = await client.patch(f"{API}/admin/hosts/{host_id}", json={"state": "open"})
    refused(answer, 403, "identity.forbidden")
    refused(await client.patch(f"{API}/admin/cards/c", json={"cordoned": True}), 403, "identity.forbidden")
