"""The cards are counted every five minutes, once for all workers, and every card is counted as one thing."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace

from fleet.rig import Rig
from support import both_databases
from zuka.fleet import counts
from zuka.fleet import service as fleet
from zuka.fleet.loops import SAMPLES

pytestmark = both_databases


async def now(rig: Rig) -> counts.CardCounts:
    async with rig.db.read() as session:
        return await counts.cards(session, regions=rig.ctx.engines)


async def test_every_card_is_one_thing(rig: Rig) -> None:
    await rig.open("h1", "h2")
    assert asdict(await now(rig)) == {"rented": 0, "idle": 6, "broken": 0, "cordoned": 0}
    await rig.take("h1", 2)
    taken, *_, last = await rig.cards("h1")
    for card in (taken, last):
        async with rig.db.transaction() as session:
            await fleet.cordon_card(session, rig.ctx, card_id=card.id, cordoned=True, actor_id=rig.operator)
    host = rig.engine.world.view().hosts["h2"]
    rig.replace_host(replace(host, cards=host.cards[:1]))
    await rig.look()
    found = await now(rig)
    assert asdict(found) == {"rented": 2, "idle": 2, "broken": 1, "cordoned": 1}
    assert found.total == 6


async def test_a_region_that_the_settings_no_longer_name_is_not_counted(rig: Rig) -> None:
    await rig.open("h1", "h2")
    async with rig.db.read() as session:
        assert (await counts.cards(session, regions=["elsewhere"])).total == 0
        assert (await counts.hosts(session, regions=["elsewhere"])).total == 0


async def test_hosts_are_counted_by_state_and_lost_ones_among_them(rig: Rig) -> None:
    await rig.open("h1")
    rig.engine.lose_host("h2")
    await rig.look()
    async with rig.db.read() as session:
        found = await counts.hosts(session, regions=rig.ctx.engines)
    assert asdict(found) == {"total": 2, "open": 1, "draining": 0, "closed": 1, "unreachable": 1}


async def test_a_sample_is_taken_once_in_five_minutes_by_whoever_comes_first(rig: Rig) -> None:
    await rig.open("h1", "h2")
    rig.clock.advance(minutes=7)
    await asyncio.gather(*(SAMPLES.once(rig.ctx) for _ in range(4)))
    await rig.take("h1", 3)
    rig.clock.advance(minutes=2)
    assert await SAMPLES.once(rig.ctx) == 0
    rig.clock.advance(minutes=1)
    assert await SAMPLES.once(rig.ctx) == 1
    async with rig.db.read() as session:
        found = await counts.samples(session, since=rig.clock.now() - counts.KEPT)
    assert [(one.at.minute, one.rented, one.idle) for one in found] == [(5, 0, 6), (10, 3, 3)]


async def test_old_samples_are_forgotten(rig: Rig) -> None:
    await SAMPLES.once(rig.ctx)
    rig.clock.advance(days=32)
    await SAMPLES.once(rig.ctx)
    async with rig.db.read() as session:
        found = await counts.samples(session, since=rig.clock.now() - 2 * counts.KEPT)
    assert [one.at for one in found] == [rig.clock.now()]
