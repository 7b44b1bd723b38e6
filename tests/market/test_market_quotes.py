"""What an order would cost, and what the operator asks for a card."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

import support
from fleet.rig import Rig
from market.conftest import set_price
from support import login, refused
from zuka.errors import Conflict, DomainError, Invalid, NotFound, Unavailable
from zuka.fleet import service as fleet
from zuka.market import service as market
from zuka.market.service import Quote
from zuka.wallet import service as wallets

API = "/api/v1"


async def quote(rig: Rig, name: str, count: int = 1, **more: Any) -> Quote:
    host = await rig.host(name)
    order = {"model": None, "data_disk_gb": None, "user_id": None, **more}
    async with rig.db.read() as session:
        return await market.quote(session, rig.ctx, host_id=host.id, count=count, **order)


async def test_a_quote_is_for_all_cards_of_the_order(rig: Rig) -> None:
    found = await quote(rig, "h2", 2)
    assert (found.model, found.count, found.data_disk_gb) == ("RTX 4090", 2, 50)
    assert (found.price_per_hour, found.list_price_per_hour) == (3_800_000, 4_000_000)
    assert (found.disk_price_per_hour, found.required) == (0, 3_800_000)


async def test_only_the_data_disk_beyond_the_free_part_costs_something(rig: Rig) -> None:
    found = await quote(rig, "h1", data_disk_gb=150)
    assert found.disk_price_per_hour == 6600 * 100 // 24
    assert found.required == 1_580_000 + 27_500


async def test_a_fraction_of_a_micro_yuan_is_given_away(rig: Rig) -> None:
    await set_price(rig, "RTX 3090", "0.000199", discount=50)
    assert (await quote(rig, "h1", 1)).price_per_hour == 99
    assert (await quote(rig, "h1", 2)).price_per_hour == 198
    assert (await quote(rig, "h1", data_disk_gb=51)).disk_price_per_hour == 275


async def test_the_wallet_must_cover_one_hour_beyond_what_runs_already(rig: Rig) -> None:
    await support.fund(rig.ctx, rig.ann, "5")
    found = await quote(rig, "h1", 3, user_id=rig.ann)
    assert (found.available, found.required, found.sufficient) == (5_000_000, 4_740_000, True)
    assert not (await quote(rig, "h1", 4, user_id=rig.ann)).sufficient
    assert not (await quote(rig, "h1", 1, user_id=rig.ben)).sufficient
    assert (await quote(rig, "h1", 1)).available == 0
    async with rig.db.transaction() as session:
        await wallets.change_burn(
            session, user_id=rig.ann, rate_delta=2_000_000, owed_delta_micro_ms=0, now=rig.clock.now()
        )
    found = await quote(rig, "h1", 2, user_id=rig.ann)
    assert (found.available, found.sufficient) == (3_000_000, False), "as the order itself would say"
    with pytest.raises(Conflict, match="insufficient"):
        await hold(rig, found.required)
    assert (await quote(rig, "h1", 1, user_id=rig.ann)).sufficient


async def hold(rig: Rig, micros: int) -> None:
    async with rig.db.transaction() as session:
        await wallets.hold(
            session, user_id=rig.ann, micros=micros, required_micros=micros, now=rig.clock.now()
        )


@pytest.mark.parametrize(
    ("name", "order", "error", "code"),
    [
        ("h1", {"count": 0}, Invalid, "request.invalid"),
        ("h1", {"count": -1}, Invalid, "request.invalid"),
        ("h1", {"count": 5}, Conflict, "market.too_many_cards"),
        ("h1", {"count": 1, "model": "RTX 4090"}, NotFound, "market.not_found"),
        ("h1", {"count": 1, "data_disk_gb": 49}, Invalid, "request.invalid"),
        ("h1", {"count": 1, "data_disk_gb": 2001}, Conflict, "instances.disk_too_large"),
        ("h3", {"count": 1}, Invalid, "request.invalid"),
        ("h3", {"count": 2, "model": "RTX 4090"}, Conflict, "market.too_many_cards"),
    ],
)
async def test_refusals(
    rig: Rig, name: str, order: dict[str, Any], error: type[DomainError], code: str
) -> None:
    with pytest.raises(error) as caught:
        await quote(rig, name, **order)
    assert caught.value.code == code


async def test_a_host_with_several_models_quotes_the_one_that_is_asked_for(rig: Rig) -> None:
    assert (await quote(rig, "h3", model="RTX 3090")).price_per_hour == 1_580_000
    assert (await quote(rig, "h3", model="RTX 4090")).price_per_hour == 1_900_000


async def test_a_quote_for_cards_that_are_all_rented_still_says_what_they_cost(rig: Rig) -> None:
    await rig.take("h1", 4)
    assert (await quote(rig, "h1", 4)).price_per_hour == 4 * 1_580_000


async def test_hosts_that_cannot_be_rented_are_not_quoted(rig: Rig) -> None:
    rig.engine.lose_host("h1")
    await rig.look()
    with pytest.raises(Unavailable, match="host_unreachable"):
        await quote(rig, "h1")
    host = await rig.host("h2")
    async with rig.db.transaction() as session:
        await fleet.close_host(session, rig.ctx, host_id=host.id, actor_id=None)
    with pytest.raises(Conflict, match="host_closed"):
        await quote(rig, "h2")


async def test_prices_of_a_boot_without_cards_and_of_disk_follow_the_settings(rig: Rig) -> None:
    assert market.no_cards_price(rig.settings) == 100_000
    assert market.disk_price_per_hour(rig.settings, extra_gb=24) == 6600
    async with rig.db.read() as session:
        assert await market.price_per_hour(session, model="RTX 3090", count=2) == 3_160_000
        with pytest.raises(Conflict, match="no_price"):
            await market.price_per_hour(session, model="H100", count=1)


async def test_a_renter_looks_around_and_asks_for_a_quote(rig: Rig, client: httpx2.AsyncClient) -> None:
    await login(client, "ann")
    offers = (
        await client.get(f"{API}/offers", params={"mode": "payg", "count": 2, "model": "RTX 4090"})
    ).json()
    host = await rig.host("h2")
    assert offers == [
        {
            "host_id": host.id,
            "host_name": "h2",
            "region": "local",
            "model": "RTX 4090",
            "memory_gb": 24,
            "simulated": True,
            "idle": 2,
            "total": 2,
            "cpu_model": "Simulated CPU",
            "cpu_per_card": 32,
            "ram_gb_per_card": 255.0,
            "system_disk_gb": 30,
            "data_disk_gb": 50,
            "data_disk_max_gb": 2000,
            "driver_version": "550.163.01",
            "cuda_version": "12.4",
            "rentable_until": None,
            "price_per_hour": "1.90",
            "list_price_per_hour": "2.00",
        }
    ]
    assert (await client.get(f"{API}/models")).json()[0] == {
        "model": "RTX 3090",
        "memory_gb": 24,
        "simulated": True,
        "idle": 5,
        "total": 5,
        "price_from": "1.58",
    }
    answer = await client.post(
        f"{API}/quotes", json={"host_id": host.id, "count": 2, "data_disk_gb": 74, "image_id": "pytorch"}
    )
    assert answer.json() == {
        "host_id": host.id,
        "model": "RTX 4090",
        "count": 2,
        "price_per_hour": "3.80",
        "list_price_per_hour": "4.00",
        "disk_price_per_hour": "0.0066",
        "data_disk_gb": 74,
        "available": "0.00",
        "required": "3.8066",
        "sufficient": False,
    }
    nowhere = await client.post(
        f"{API}/quotes", json={"host_id": "host-none", "count": 1, "data_disk_gb": 50}
    )
    refused(nowhere, 404, "fleet.host_not_found")
    refused(await client.get(f"{API}/offers", params={"mode": "monthly"}), 422, "request.invalid")
    refused(await client.get(f"{API}/admin/prices"), 403, "identity.forbidden")
    answer = await client.put(f"{API}/admin/prices/H100", json={"price_per_hour": "0"})
    refused(answer, 403, "identity.forbidden")


async def test_the_operator_sets_prices_that_count_from_now_on(rig: Rig, client: httpx2.AsyncClient) -> None:
    await login(client, "olga")
    path = f"{API}/admin/prices/NVIDIA%20GeForce%20RTX%203090"
    answer = await client.put(path, json={"price_per_hour": "2", "discount_percent": 10})
    assert answer.json() == {"model": "RTX 3090", "price_per_hour": "2.00", "discount_percent": 10}
    assert (await quote(rig, "h1")).price_per_hour == 1_800_000
    listed = (await client.get(f"{API}/admin/prices")).json()
    assert [(one["model"], one["price_per_hour"]) for one in listed] == [
        ("RTX 3090", "2.00"),
        ("RTX 4090", "2.00"),
    ]
    acts = (await client.get(f"{API}/admin/audit", params={"target": "RTX 3090"})).json()["items"]
    set_now = {"list_price_micros": 2_000_000, "discount_percent": 10}
    assert [one["actor_id"] for one in acts if one["facts"] == set_now] == [rig.operator]


@pytest.mark.parametrize(
    "body",
    [
        {"price_per_hour": "-1"},
        {"price_per_hour": 1.5},
        {"price_per_hour": "1.0000001"},
        {"price_per_hour": "1", "discount_percent": 101},
        {},
    ],
)
async def test_a_price_that_is_none_is_refused(
    rig: Rig, client: httpx2.AsyncClient, body: dict[str, Any]
) -> None:
    await login(client, "olga")
    refused(await client.put(f"{API}/admin/prices/RTX 3090", json=body), 422, "request.invalid")
    assert (await quote(rig, "h1")).price_per_hour == 1_580_000
