"""Hosts and cards appear, break, vanish and come back by themselves, and the operator hears of it once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from fleet.rig import REGION, Rig
from support import both_databases
from zuka.engine.cards import parse_simulated_cards, simulated_cards
from zuka.engine.simulated.twins import LostEngine
from zuka.engine.simulated.world import GIB, SimulatedHost
from zuka.errors import EngineUnavailable
from zuka.fleet import service as fleet
from zuka.fleet import sync
from zuka.fleet.models import HostState
from zuka.notices.models import Event


@both_databases
async def test_a_new_host_appears_closed_with_everything_the_market_says_of_it(rig: Rig) -> None:
    await rig.look()
    host = await rig.host("h1")
    assert host.state is HostState.CLOSED, "the operator has set no price and not opened it"
    assert host.reachable
    assert host.last_seen_at == rig.clock.now()
    assert (host.cpu_model, host.cpu_threads, host.memory_bytes) == ("Simulated CPU", 64, 512 * GIB)
    assert (host.pool_driver, host.pool_total_bytes, host.fault) == ("btrfs", 4096 * GIB, "")
    cards = await rig.cards("h1")
    assert [card.model for card in cards] == ["RTX 3090"] * 4, "the one name of the model, not the driver's"
    assert {card.memory_bytes for card in cards} == {24 * GIB}
    assert {(card.driver_version, card.cuda_version) for card in cards} == {("550.163.01", "12.4")}


async def test_looking_again_changes_nothing_and_tells_nobody(rig: Rig) -> None:
    await rig.look()
    before = [(card.id, card.uuid) for card in await rig.cards("h1")]
    rig.clock.advance(30)
    async with rig.db.read() as session:
        events_before = len((await session.scalars(select(Event))).all())
    await rig.look()
    assert [(card.id, card.uuid) for card in await rig.cards("h1")] == before
    assert (await rig.host("h1")).last_seen_at == rig.clock.now()
    async with rig.db.read() as session:
        assert len((await session.scalars(select(Event))).all()) == events_before
    assert await rig.told() == []


async def test_simulated_cards_of_a_host_without_real_ones_say_so(rig: Rig) -> None:
    cards = simulated_cards(REGION, "h3", parse_simulated_cards("RTX 4090:24GiB:2"))
    rig.replace_host(SimulatedHost("h3", cards=cards))
    await rig.look()
    found = await rig.cards("h3")
    assert [(card.simulated, card.pci_address) for card in found] == [(True, "")] * 2


async def test_a_lost_host_keeps_its_facts_and_the_operator_is_told_once(rig: Rig) -> None:
    await rig.look()
    seen_at = rig.clock.now()
    rig.engine.lose_host("h1")
    for _ in range(3):
        rig.clock.advance(30)
        await rig.look()
    host = await rig.host("h1")
    assert (host.reachable, host.last_seen_at) == (False, seen_at)
    assert (host.cpu_threads, host.memory_bytes, len(await rig.cards("h1"))) == (64, 512 * GIB, 4)
    assert all(card.missing_since is None for card in await rig.cards("h1")), (
        "nobody knows that they are gone"
    )
    assert [(one.kind, one.subject, one.facts["host"]) for one in await rig.told()] == [
        ("host_unreachable", host.id, "h1")
    ]
    assert await rig.told(rig.ann) == [], "renters have their own notices"


@both_databases
async def test_a_host_that_returns_is_reported_back_and_may_be_lost_again(rig: Rig) -> None:
    await rig.look()
    for _ in range(2):
        rig.engine.lose_host("h2")
        rig.clock.advance(30)
        await rig.look()
        rig.engine.return_host("h2")
        rig.clock.advance(30)
        await rig.look()
    assert (await rig.host("h2")).reachable
    assert [one.kind for one in await rig.told()] == ["host_unreachable", "host_back"] * 2


async def test_a_silent_region_is_one_notice_and_not_one_for_each_host(rig: Rig) -> None:
    await rig.look()
    rig.engine.lose_region()
    rig.clock.advance(30)
    await rig.look()
    assert [host.reachable for host in (await rig.hosts()).values()] == [False, False]
    async with rig.db.read() as session:
        assert [one.reachable for one in await fleet.regions(session)] == [False]
    rig.engine.return_region()
    rig.clock.advance(30)
    await rig.look()
    assert [host.reachable for host in (await rig.hosts()).values()] == [True, True]
    assert [one.kind for one in await rig.told()] == ["region_unreachable", "region_back"]


async def test_a_lost_answer_is_no_answer(rig: Rig) -> None:
    await rig.look()
    lost = replace(rig.ctx, engines={REGION: LostEngine(rig.engine, "hosts")})
    assert await sync.observe(lost, REGION) is None


async def test_a_host_removed_from_the_cluster_is_not_rentable_any_more(rig: Rig) -> None:
    await rig.open("h1", "h2")
    with rig.engine.world.change() as state:
        del state.hosts["h2"]
    rig.clock.advance(30)
    await rig.look()
    assert not (await rig.host("h2")).reachable
    async with rig.db.read() as session:
        names = [host.name for host in await fleet.rentable_hosts(session, rig.settings, now=rig.clock.now())]
    assert names == ["h1"]


async def test_a_card_that_breaks_is_told_and_heals_by_itself(rig: Rig) -> None:
    await rig.look()
    whole = SimulatedHost.with_cards("h2", 2)
    broken = replace(whole.cards[0], fault="The driver lost the card (Xid 79).")
    rig.replace_host(replace(whole, cards=(broken, whole.cards[1])))
    for _ in range(2):
        rig.clock.advance(30)
        await rig.look()
    assert [bool(card.fault) for card in await rig.cards("h2")] == [True, False]
    (notice,) = await rig.told()
    assert notice.kind == "card_fault"
    assert notice.facts["fault"] == "The driver lost the card (Xid 79)."
    rig.replace_host(whole)
    await rig.look()
    assert [card.fault for card in await rig.cards("h2")] == ["", ""]


@both_databases
async def test_a_card_that_is_pulled_out_is_missing_until_it_is_back(rig: Rig) -> None:
    await rig.look()
    whole = SimulatedHost.with_cards("h2", 2)
    rig.replace_host(replace(whole, cards=whole.cards[:1]))
    rig.clock.advance(30)
    await rig.look()
    gone_at = rig.clock.now()
    rig.clock.advance(30)
    await rig.look()
    assert [card.missing_since for card in await rig.cards("h2")] == [None, gone_at]
    assert [one.kind for one in await rig.told()] == ["card_fault"]
    rig.replace_host(whole)
    rig.clock.advance(30)
    await rig.look()
    assert [card.missing_since for card in await rig.cards("h2")] == [None, None]


async def test_the_others_do_not_get_the_memory_of_a_card_that_may_come_back(rig: Rig) -> None:
    await rig.look()
    whole = SimulatedHost.with_cards("h2", 2)
    rig.replace_host(replace(whole, cards=whole.cards[:1]))
    await rig.look()
    assert fleet.per_card(await rig.host("h2"), rig.settings).cpu_threads == 32
    rig.clock.advance(days=8)
    await rig.look()
    assert fleet.per_card(await rig.host("h2"), rig.settings).cpu_threads == 64


@both_databases
async def test_a_board_moved_to_another_host_keeps_its_identity(rig: Rig) -> None:
    await rig.look()
    moving = (await rig.cards("h1"))[3]
    h1, h2 = SimulatedHost.with_cards("h1", 4), SimulatedHost.with_cards("h2", 2)
    rig.replace_host(replace(h1, cards=h1.cards[:3]))
    rig.replace_host(replace(h2, cards=(*h2.cards, replace(h1.cards[3], pci_address="0000:41:00.0"))))
    await rig.look()
    moved = (await rig.cards("h2"))[2]
    assert (moved.id, moved.uuid, moved.pci_address) == (moving.id, moving.uuid, "0000:41:00.0")
    assert len(await rig.cards("h1")) == 3


async def test_a_dir_pool_is_a_fault_that_keeps_the_host_from_being_rented(rig: Rig) -> None:
    rig.replace_host(replace(SimulatedHost.with_cards("h2", 2), pool_driver="dir"))
    await rig.open("h1", "h2")
    assert "dir" in (await rig.host("h2")).fault
    async with rig.db.read() as session:
        names = [host.name for host in await fleet.rentable_hosts(session, rig.settings, now=rig.clock.now())]
    assert names == ["h1"]


async def test_what_the_operator_set_survives_every_look(rig: Rig) -> None:
    await rig.open("h1")
    until = rig.clock.now() + timedelta(days=30)
    host, card = await rig.host("h1"), (await rig.cards("h1"))[0]
    async with rig.db.transaction() as session:
        values: dict[str, object] = {"rentable_until": until, "tags": ["nvlink"]}
        await fleet.change_host(session, rig.ctx, host_id=host.id, values=values, actor_id=rig.operator)
        await fleet.cordon_card(session, rig.ctx, card_id=card.id, cordoned=True, actor_id=rig.operator)
    rig.clock.advance(30)
    await rig.look()
    after = await rig.host("h1")
    assert (after.state, after.rentable_until, after.tags) == (HostState.OPEN, until, ["nvlink"])
    assert (await rig.cards("h1"))[0].cordoned


async def test_a_look_that_comes_in_late_is_dropped(rig: Rig) -> None:
    early = rig.clock.now()
    await rig.look()
    rig.clock.advance(30)
    await rig.look()
    async with rig.db.transaction() as session:
        assert not await sync.apply(session, rig.ctx, REGION, None, early)
    assert (await rig.host("h1")).reachable


@both_databases
async def test_an_engine_error_of_another_kind_is_not_taken_for_silence(rig: Rig) -> None:
    rig.engine.fail_next("hosts", EngineUnavailable("The socket is gone."))
    assert await sync.observe(rig.ctx, REGION) is None
    rig.engine.fail_next("hosts", ValueError("a bug"))
    with pytest.raises(ValueError, match="a bug"):
        await sync.observe(rig.ctx, REGION)


@pytest.mark.race
@both_databases
async def test_several_workers_that_look_at_once_put_everything_in_once(rig: Rig) -> None:
    await asyncio.gather(*(rig.look() for _ in range(6)))
    assert list(await rig.hosts()) == ["h1", "h2"]
    assert (len(await rig.cards("h1")), len(await rig.cards("h2"))) == (4, 2)
    rig.engine.lose_host("h2")
    whole = SimulatedHost.with_cards("h1", 4)
    rig.replace_host(replace(whole, cards=whole.cards[:3]))
    rig.clock.advance(30)
    await asyncio.gather(*(rig.look() for _ in range(6)))
    assert sorted(one.kind for one in await rig.told()) == ["card_fault", "host_unreachable"]
