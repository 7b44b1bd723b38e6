"""One card, one live lease: whoever asks, in whatever order, however many at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from fleet.rig import DAY, Rig
from support import both_databases
from zuka.engine.simulated.world import SimulatedHost
from zuka.errors import Conflict, DomainError, Invalid, NotFound, Unavailable
from zuka.fleet import service as fleet
from zuka.fleet.models import Card

pytestmark = both_databases


async def held(rig: Rig, name: str) -> list[str | None]:
    """Who has the host's cards, in the order of their PCI addresses."""
    host = await rig.host(name)
    async with rig.db.read() as session:
        return [holder for _, holder in await fleet.cards_with_instances(session, host_id=host.id)]


async def test_cards_are_taken_in_order_and_given_back(rig: Rig) -> None:
    await rig.open("h1")
    taken = await rig.take("h1", 3, instance="i-1")
    assert [card.pci_address for card in taken] == ["0000:01:00.0", "0000:02:00.0", "0000:03:00.0"]
    assert await held(rig, "h1") == ["i-1", "i-1", "i-1", None]
    async with rig.db.read() as session:
        mine = await fleet.cards_of(session, instance_id="i-1")
    assert [card.id for card in mine] == [card.id for card in taken]
    await rig.give_back("i-1")
    assert await held(rig, "h1") == [None] * 4
    assert len(await rig.take("h1", 4, by=rig.ben, instance="i-2")) == 4


async def test_giving_back_twice_or_nothing_is_harmless(rig: Rig) -> None:
    await rig.open("h1")
    await rig.take("h1", 2, instance="i-1")
    for _ in range(2):
        await rig.give_back("i-1")
    await rig.give_back("i-unknown")
    assert await held(rig, "h1") == [None] * 4


async def test_sold_out_says_how_many_are_idle_and_takes_none(rig: Rig) -> None:
    await rig.open("h1")
    await rig.take("h1", 3, instance="i-1")
    with pytest.raises(Conflict) as refused:
        await rig.take("h1", 2, by=rig.ben, instance="i-2")
    assert refused.value.code == "market.sold_out"
    assert refused.value.facts == {"idle": 1, "asked": 2}
    assert await held(rig, "h1") == ["i-1", "i-1", "i-1", None]


async def test_more_cards_than_there_are_is_another_refusal(rig: Rig) -> None:
    await rig.open("h2")
    with pytest.raises(Conflict) as refused:
        await rig.take("h2", 3)
    assert refused.value.code == "market.too_many_cards"
    assert (refused.value.facts["total"], refused.value.facts["asked"]) == (2, 3)
    with pytest.raises(Conflict, match="too_many_cards"):
        await rig.take("h2", 1, model="RTX 4090")
    with pytest.raises(Invalid):
        await rig.take("h2", 0)


async def test_the_drivers_name_of_a_model_will_do(rig: Rig) -> None:
    await rig.open("h2")
    assert len(await rig.take("h2", 1, model="NVIDIA GeForce RTX 3090")) == 1


async def test_cordoned_broken_and_missing_cards_are_not_handed_out(rig: Rig) -> None:
    await rig.open("h1")
    cards = await rig.cards("h1")
    async with rig.db.transaction() as session:
        await fleet.cordon_card(session, rig.ctx, card_id=cards[0].id, cordoned=True, actor_id=rig.operator)
    whole = SimulatedHost.with_cards("h1", 4)
    broken = replace(whole.cards[1], fault="The driver lost the card.")
    rig.replace_host(replace(whole, cards=(whole.cards[0], broken, whole.cards[2])))
    await rig.look()
    taken = await rig.take("h1", 1)
    assert [card.id for card in taken] == [cards[2].id]
    with pytest.raises(Conflict, match="too_many_cards"):
        await rig.take("h1", 2, by=rig.ben, instance="i-2")


async def test_a_cordoned_card_stays_with_whoever_has_it_and_can_be_freed_again(rig: Rig) -> None:
    await rig.open("h2")
    (card,) = await rig.take("h2", 1, instance="i-1")
    async with rig.db.transaction() as session:
        await fleet.cordon_card(session, rig.ctx, card_id=card.id, cordoned=True, actor_id=rig.operator)
    assert (await held(rig, "h2"))[0] == "i-1"
    await rig.give_back("i-1")
    assert len(await rig.take("h2", 1, instance="i-2")) == 1
    with pytest.raises(Conflict):
        await rig.take("h2", 1, instance="i-3")
    async with rig.db.transaction() as session:
        await fleet.cordon_card(session, rig.ctx, card_id=card.id, cordoned=False, actor_id=rig.operator)
    assert [one.id for one in await rig.take("h2", 1, instance="i-3")] == [card.id]


@pytest.mark.parametrize("shut", [fleet.close_host, fleet.drain_host])
async def test_a_closed_or_draining_host_takes_nobody_new_and_starts_whom_it_has(
    rig: Rig, shut: object
) -> None:
    await rig.open("h1")
    await rig.take("h1", 1, instance="i-1")
    await rig.give_back("i-1")
    host = await rig.host("h1")
    async with rig.db.transaction() as session:
        await shut(session, rig.ctx, host_id=host.id, actor_id=rig.operator)  # type: ignore[operator]
    with pytest.raises(Conflict) as refused:
        await rig.take("h1", 1, by=rig.ben, instance="i-2")
    assert refused.value.code == "fleet.host_closed"
    assert len(await rig.take("h1", 1, instance="i-1", for_start=True)) == 1


async def test_nothing_new_after_the_day_the_host_leaves(rig: Rig) -> None:
    await rig.open("h1")
    host = await rig.host("h1")
    async with rig.db.transaction() as session:
        values: dict[str, object] = {"rentable_until": rig.clock.now() + DAY}
        await fleet.change_host(session, rig.ctx, host_id=host.id, values=values, actor_id=rig.operator)
    await rig.take("h1", 1, instance="i-1")
    rig.clock.advance(days=1)
    with pytest.raises(Conflict) as refused:
        await rig.take("h1", 1, instance="i-2")
    assert refused.value.code == "fleet.host_closed"


async def test_an_unreachable_host_refuses_orders_and_starts_alike(rig: Rig) -> None:
    await rig.open("h1")
    rig.engine.lose_host("h1")
    await rig.look()
    for for_start in (False, True):
        with pytest.raises(Unavailable) as refused:
            await rig.take("h1", 1, for_start=for_start)
        assert refused.value.code == "fleet.host_unreachable"
        assert refused.value.retry_after


async def test_an_unknown_host_is_not_found(rig: Rig) -> None:
    async with rig.db.transaction() as session:
        with pytest.raises(NotFound):
            await fleet.take_cards(
                session,
                host_id="host-none",
                model="RTX 3090",
                count=1,
                instance_id="i-1",
                user_id=rig.ann,
                now=rig.clock.now(),
            )


async def test_an_order_that_fails_afterwards_leaves_no_lease(rig: Rig) -> None:
    await rig.open("h1")
    host = await rig.host("h1")

    async def order() -> None:
        async with rig.db.transaction() as session:
            await fleet.take_cards(
                session,
                host_id=host.id,
                model="RTX 3090",
                count=4,
                instance_id="i-1",
                user_id=rig.ann,
                now=rig.clock.now(),
            )
            raise Conflict("wallet.insufficient")

    with pytest.raises(Conflict, match="insufficient"):
        await order()
    assert await held(rig, "h1") == [None] * 4


@pytest.mark.race
@pytest.mark.parametrize("count", [1, 2, 3])
async def test_forty_renters_at_once_share_out_what_there_is(rig: Rig, count: int) -> None:
    rig.replace_host(SimulatedHost.with_cards("big", 16))
    await rig.open("big")

    async def rent(number: int) -> list[Card] | DomainError:
        try:
            return await rig.take("big", count, by=(rig.ann, rig.ben)[number % 2], instance=f"i-{number}")
        except DomainError as error:
            return error

    answers = await asyncio.gather(*(rent(number) for number in range(40)))
    rented = [answer for answer in answers if isinstance(answer, list)]
    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    cards = Counter(card.id for answer in rented for card in answer)
    assert max(cards.values()) == 1, "no card is handed out twice"
    assert len(rented) == 16 // count, "as many as fit"
    assert {error.code for error in refused} == {"market.sold_out"}
    assert sum(holder is not None for holder in await held(rig, "big")) == 16 // count * count


@pytest.mark.race
async def test_cards_that_come_and_go_are_never_in_two_hands(rig: Rig) -> None:
    await rig.open("h2")
    now_held: Counter[str] = Counter()

    async def come_and_go(number: int) -> int:
        rounds = 0
        for turn in range(8):
            instance = f"i-{number}-{turn}"
            try:
                cards = await rig.take("h2", 1, instance=instance)
            except Conflict:
                continue
            now_held.update(card.id for card in cards)
            assert max(now_held.values()) == 1
            await asyncio.sleep(0)
            now_held.subtract(card.id for card in cards)
            await rig.give_back(instance)
            rounds += 1
        return rounds

    assert sum(await asyncio.gather(*(come_and_go(number) for number in range(6)))) > 0
    assert await held(rig, "h2") == [None, None]
