"""From the engine's facts to the tables: hosts and cards appear, change, break, vanish and come back by themselves.

`observe` asks the engine, outside any transaction; `apply` writes down what it said. Neither ever touches what is
the operator's, ends a lease, or forgets a host or a card that was seen once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.engine.cards import memory_gib, model_name
from zuka.engine.port import CardFacts, HostFacts
from zuka.errors import EngineUnavailable
from zuka.fleet import news, store
from zuka.fleet.models import Card, Host
from zuka.kit import ids
from zuka.settings import GIB

_COMES_BACK_WITHIN = timedelta(days=7)
"""A card that fell off its bus is often back after the next reboot. Until then its part of the host's memory is not
given to the others."""
_DIR_POOL = (
    "The storage pool's driver is `dir`: disk quotas are ignored there, and every create is a full copy. "
    "Use btrfs, ZFS or LVM-thin."
)
_NO_POOL = "The region's storage pool is not on this host."


async def observe(ctx: Ctx, region: str) -> list[HostFacts] | None:
    """The region's hosts as they are; None when its engine does not answer."""
    try:
        return await ctx.engine(region).hosts()
    except EngineUnavailable:
        return None


async def apply(
    session: AsyncSession, ctx: Ctx, region: str, facts: Sequence[HostFacts] | None, now: datetime
) -> bool:
    """Write down a look that began at `now`. False, and nothing is written, when a later one is there already."""
    known = ctx.settings.regions.get(region)
    engine = "incus" if known is None else known.engine
    await store.add_region(session, name=region, engine=engine, now=now)
    fresh = await store.begin_look(
        session, region=region, engine=engine, reachable=facts is not None, began_at=now
    )
    if not fresh:
        return False
    before = {host.id: host.reachable for host in await store.hosts(session, region=region)}
    by_name = {one.name: one for one in facts or ()}
    await store.add_hosts(session, region=region, names=by_name.keys(), now=now)
    answering = [name for name, one in by_name.items() if one.reachable]
    await store.mark_reachable(session, region=region, names=answering, now=now)
    hosts = await store.hosts(session, region=region)
    changed = {host.id for host in hosts if before.get(host.id) is not host.reachable}
    changed |= await _Look(session, ctx, region, now).write(hosts, by_name)
    row = await store.region(session, region)
    assert row is not None, "it was put in above, and regions are never deleted"
    await news.alarms(session, ctx, region=row, now=now)
    await news.changed(session, ctx, region=region, host_ids=changed)
    return True


class _Look:
    """One region's facts on their way into the rows; collects which hosts changed in a way that people see."""

    def __init__(self, session: AsyncSession, ctx: Ctx, region: str, now: datetime) -> None:
        self._session, self._ctx, self._region, self._now = session, ctx, region, now
        self._changed: set[str] = set()

    async def write(self, hosts: Sequence[Host], by_name: Mapping[str, HostFacts]) -> set[str]:
        cards = {card.uuid: card for card in await store.cards_in(self._session, region=self._region)}
        answering = [
            (host, by_name[host.name])
            for host in hosts
            if host.name in by_name and by_name[host.name].reachable
        ]
        present = {card.uuid for _, facts in answering for card in facts.cards}
        for host, facts in answering:
            for card_facts in facts.cards:
                await self._card(host, cards, card_facts)
        counts: dict[str, int] = {}
        reachable = {host.id: host for host, _ in answering}
        for card in cards.values():
            if card.host_id in reachable and card.uuid not in present:
                await self._missing(reachable[card.host_id], card)
            if card.missing_since is None or self._now - card.missing_since < _COMES_BACK_WITHIN:
                counts[card.host_id] = counts.get(card.host_id, 0) + 1
        for host, facts in answering:
            self._host(host, facts, card_count=counts.get(host.id, 0))
        return self._changed

    def _host(self, host: Host, facts: HostFacts, *, card_count: int) -> None:
        pool = facts.pool
        fault = _NO_POOL if pool is None else _DIR_POOL if pool.driver == "dir" else ""
        self._set(
            host,
            host.id,
            fault=fault,
            address=facts.address or "",
            cpu_model=facts.cpu_model,
            cpu_threads=facts.cpu_threads,
            memory_bytes=facts.memory_bytes,
            card_count=card_count,
            pool_driver=pool.driver if pool else "",
            pool_total_bytes=pool.total_bytes if pool else 0,
        )
        # Free space moves all the time; nobody needs a hint for that.
        host.pool_free_bytes = pool.free_bytes if pool else 0

    async def _card(self, host: Host, cards: dict[str, Card], facts: CardFacts) -> None:
        card = cards.get(facts.uuid)
        if card is None:
            card = Card(
                id=ids.new_id("card"),
                region=self._region,
                host_id=host.id,
                uuid=facts.uuid,
                model=model_name(facts.model),
                fault="",
                missing_since=None,
                created_at=self._now,
            )
            cards[facts.uuid] = card
            self._session.add(card)
        broke = facts.fault if facts.fault and not card.fault else None
        model = model_name(facts.model)
        self._set(
            card,
            host.id,
            host_id=host.id,
            pci_address=facts.pci_address,
            model=model,
            memory_bytes=facts.memory_bytes or (memory_gib(model) or 0) * GIB,
            driver_version=facts.driver_version or "",
            cuda_version=facts.cuda_version or "",
            fault=facts.fault or "",
            simulated=facts.simulated,
            missing_since=None,
        )
        if broke is not None:
            await news.card_failed(self._session, self._ctx, host=host, card=card, fault=broke, now=self._now)

    async def _missing(self, host: Host, card: Card) -> None:
        if card.missing_since is not None:
            return
        self._set(card, host.id, missing_since=self._now)
        fault = "The card is not in its host any more."
        await news.card_failed(self._session, self._ctx, host=host, card=card, fault=fault, now=self._now)

    def _set(self, row: Host | Card, host_id: str, /, **values: object) -> None:
        """Set what is different, so that rows that did not change are not written."""
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                self._changed.add(host_id)
