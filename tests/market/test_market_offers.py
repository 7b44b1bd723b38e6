"""What the market shows can be rented, and what cannot be rented it does not show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event

from fleet.rig import REGION, Rig
from support import both_databases
from zuka.engine.port import CardFacts, HostFacts, PoolUsage
from zuka.engine.simulated.world import GIB, SimulatedHost
from zuka.errors import Conflict
from zuka.fleet import service as fleet
from zuka.fleet import sync
from zuka.fleet.models import Host, HostState
from zuka.market import service as market
from zuka.market.models import PricePlan
from zuka.market.service import Filters, Offer


async def look_at(rig: Rig, **filters: Any) -> list[Offer]:
    async with rig.db.read() as session:
        return await market.offers(session, rig.ctx, Filters(**filters))


async def shown(rig: Rig, **filters: Any) -> list[tuple[str, str, int, int]]:
    """Host, model, idle and total of each offer, as they are ordered."""
    return [
        (one.host.name, one.stock.model, one.stock.idle, one.stock.total)
        for one in await look_at(rig, **filters)
    ]


@both_databases
async def test_each_host_offers_each_of_its_models_most_idle_first_then_cheapest(rig: Rig) -> None:
    assert await shown(rig) == [
        ("h1", "RTX 3090", 4, 4),
        ("h2", "RTX 4090", 2, 2),
        ("h3", "RTX 3090", 1, 1),
        ("h3", "RTX 4090", 1, 1),
    ]


async def test_an_offer_says_everything_about_its_host(rig: Rig) -> None:
    offer = (await look_at(rig, model="RTX 4090"))[0]
    assert (offer.price_per_hour, offer.list_price_per_hour) == (1_900_000, 2_000_000)
    assert offer.stock.memory_bytes == 24 * GIB
    assert (offer.stock.driver_version, offer.stock.cuda_version) == ("550.163.01", "12.4")
    assert (offer.host.cpu_model, offer.share.cpu_threads, offer.share.memory_bytes) == (
        "Simulated CPU",
        32,
        255 * GIB,
    )
    assert offer.data_disk_max_gb == 2000
    assert offer.simulated, "a simulated region says so"


@both_databases
async def test_rented_cards_are_not_idle_and_come_back(rig: Rig) -> None:
    await rig.take("h1", 3, instance="i-1")
    assert (await shown(rig, model="RTX 3090"))[0:2] == [("h1", "RTX 3090", 1, 4), ("h3", "RTX 3090", 1, 1)]
    await rig.take("h1", 1, instance="i-2")
    assert ("h1", "RTX 3090", 0, 4) in await shown(rig)
    assert await shown(rig, model="RTX 3090", idle_only=True) == [("h3", "RTX 3090", 1, 1)]
    await rig.give_back("i-1")
    assert ("h1", "RTX 3090", 3, 4) in await shown(rig)


@pytest.mark.parametrize(
    ("filters", "hosts"),
    [
        ({"model": "RTX 3090"}, ["h1", "h3"]),
        ({"model": "NVIDIA GeForce RTX 4090"}, ["h2", "h3"]),
        ({"model": "H100"}, []),
        ({"count": 2}, ["h1", "h2"]),
        ({"count": 2, "model": "RTX 4090"}, ["h2"]),
        ({"count": 5}, []),
        ({"region": REGION, "count": 4}, ["h1"]),
        ({"region": "elsewhere"}, []),
    ],
)
async def test_filters(rig: Rig, filters: dict[str, Any], hosts: list[str]) -> None:
    assert [offer.host.name for offer in await look_at(rig, **filters)] == hosts


async def closed(rig: Rig, host: Host) -> None:
    async with rig.db.transaction() as session:
        await fleet.close_host(session, rig.ctx, host_id=host.id, actor_id=None)


async def draining(rig: Rig, host: Host) -> None:
    async with rig.db.transaction() as session:
        await fleet.drain_host(session, rig.ctx, host_id=host.id, actor_id=None)


async def unreachable(rig: Rig, host: Host) -> None:
    rig.engine.lose_host(host.name)
    await rig.look()


async def silent_region(rig: Rig, host: Host) -> None:
    rig.engine.lose_region()
    await rig.look()


async def leaving(rig: Rig, host: Host) -> None:
    async with rig.db.transaction() as session:
        values: dict[str, object] = {"rentable_until": rig.clock.now() + timedelta(hours=1)}
        await fleet.change_host(session, rig.ctx, host_id=host.id, values=values, actor_id=None)
    rig.clock.advance(hours=1)


async def dir_pool(rig: Rig, host: Host) -> None:
    rig.replace_host(replace(SimulatedHost.with_cards(host.name, 4), pool_driver="dir"))
    await rig.look()


async def full_pool(rig: Rig, host: Host) -> None:
    rig.engine.fill_pool(host.name)
    await rig.look()


async def unpriced(rig: Rig, host: Host) -> None:
    async with rig.db.transaction() as session:
        await session.execute(delete(PricePlan).where(PricePlan.model == "RTX 3090"))


async def all_cordoned(rig: Rig, host: Host) -> None:
    for card in await rig.cards(host.name):
        async with rig.db.transaction() as session:
            await fleet.cordon_card(session, rig.ctx, card_id=card.id, cordoned=True, actor_id=None)


@pytest.mark.parametrize(
    "happen",
    [closed, draining, unreachable, silent_region, leaving, dir_pool, full_pool, unpriced, all_cordoned],
)
async def test_what_cannot_be_rented_is_not_shown_and_cannot_be_ordered(
    rig: Rig, happen: Callable[[Rig, Host], Awaitable[None]]
) -> None:
    host = await rig.host("h1")
    assert "h1" in [offer.host.name for offer in await look_at(rig)]
    await happen(rig, host)
    assert "h1" not in [offer.host.name for offer in await look_at(rig)]

    async def order() -> None:
        await fleet.check_space(rig.ctx, host_id=host.id)
        async with rig.db.read() as session:
            await market.price_per_hour(session, model="RTX 3090", count=1)
        await rig.take("h1", 1)

    with pytest.raises(Exception, match=r"fleet\.|market\.|engine\."):
        await order()


async def test_what_is_shown_can_be_rented_down_to_the_last_card(rig: Rig) -> None:
    for number, offer in enumerate(await look_at(rig)):
        await fleet.check_space(rig.ctx, host_id=offer.host.id)
        await rig.take(offer.host.name, offer.stock.idle, model=offer.stock.model, instance=f"i-{number}")
    assert await shown(rig, idle_only=True) == []
    with pytest.raises(Conflict, match="sold_out"):
        await rig.take("h1", 1, instance="i-late")


async def test_a_broken_card_is_not_counted_among_those_that_can_be_rented(rig: Rig) -> None:
    whole = SimulatedHost.with_cards("h1", 4)
    rig.replace_host(replace(whole, cards=(replace(whole.cards[0], fault="Xid 79"), *whole.cards[1:])))
    await rig.look()
    assert ("h1", "RTX 3090", 3, 3) in await shown(rig)


@both_databases
async def test_models_add_up_over_hosts_with_the_lowest_price(rig: Rig) -> None:
    await rig.take("h1", 1)
    async with rig.db.read() as session:
        found = await market.models(session, rig.ctx)
    assert [(one.model, one.memory_bytes // GIB, one.idle, one.total, one.price_from) for one in found] == [
        ("RTX 3090", 24, 4, 5, 1_580_000),
        ("RTX 4090", 24, 3, 3, 1_900_000),
    ]


async def test_a_hundred_hosts_take_no_more_queries_than_three_do(rig: Rig) -> None:
    statements: list[str] = []
    engine = rig.db.engine if rig.db.url.startswith("postgresql") else rig.db._reader

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    assert len(await look_at(rig)) == 4
    few = len(statements)
    await add_hosts(rig, 100)
    statements.clear()
    assert len(await look_at(rig)) == 104
    event.remove(engine.sync_engine, "before_cursor_execute", count)
    assert len(statements) == few == 4


async def add_hosts(rig: Rig, count: int) -> None:
    """That many more hosts of eight cards, open for rent."""
    names = [f"m{number:04}" for number in range(count)]
    pool = PoolUsage("btrfs", 4096 * GIB, 0)
    facts = [
        HostFacts(
            name,
            True,
            "192.0.2.9",
            "Simulated CPU",
            64,
            512 * GIB,
            tuple(
                CardFacts(f"GPU-{name}-{index}", f"0000:{index:02x}:00.0", "RTX 3090") for index in range(8)
            ),
            pool,
        )
        for name in names
    ]
    known = await rig.engine.hosts()
    async with rig.db.transaction() as session:
        await sync.apply(session, rig.ctx, REGION, [*known, *facts], rig.clock.now())
        for host in await fleet.hosts_of(session):
            host.state = HostState.OPEN
