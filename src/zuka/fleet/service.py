"""The fleet's rules: which hosts may be rented, who holds which card, what the operator may change.

It decides nothing about money, and asks no engine anything: what it knows of hosts and cards, `sync` has put there.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.engine.cards import model_name
from zuka.errors import Conflict, DomainError, Invalid, NotFound, Unavailable
from zuka.fleet import news, store
from zuka.fleet.models import Card, Host, HostState, Region
from zuka.fleet.news import STOCK_BELL
from zuka.fleet.shares import (
    Share,
    has_space,
    limits_for,
    max_data_disk_gb,
    per_card,
    spare_pool_bytes,
    tenths_of_gb,
)
from zuka.fleet.store import Stock
from zuka.identity import audit
from zuka.notices import service as notices
from zuka.settings import GIB, Settings

__all__ = [
    "STOCK_BELL",
    "Card",
    "Host",
    "HostState",
    "Region",
    "Share",
    "Stock",
    "announce",
    "announce_prices",
    "cards_of",
    "cards_with_instances",
    "change_host",
    "check_space",
    "close_host",
    "cordon_card",
    "drain_host",
    "end_leases",
    "get_host",
    "has_space",
    "hosts_of",
    "limits_for",
    "max_data_disk_gb",
    "open_host",
    "per_card",
    "refusal",
    "regions",
    "rentable_hosts",
    "stock",
    "take_cards",
    "tenths_of_gb",
]

RETRY_AFTER_SECONDS = 15
BELL = "hosts"


# Looking.


async def regions(session: AsyncSession) -> list[Region]:
    return await store.regions(session)


async def get_host(session: AsyncSession, *, host_id: str) -> Host:
    host = await store.host(session, host_id)
    if host is None:
        raise NotFound("fleet.host_not_found")
    return host


async def hosts_of(session: AsyncSession, region: str | None = None) -> list[Host]:
    """Every host, or those of one region, by region and name."""
    return await store.hosts(session, region=region)


async def rentable_hosts(
    session: AsyncSession, settings: Settings, *, region: str | None = None, now: datetime
) -> list[Host]:
    """Hosts on which a new instance may be made right now, as far as the host is concerned."""
    found = await store.hosts(
        session, region=region, where=(Host.state == HostState.OPEN, Host.reachable.is_(True))
    )
    return [host for host in found if refusal(host, now=now) is None and has_space(host, settings)]


async def stock(
    session: AsyncSession, *, region: str | None = None, host_id: str | None = None, model: str | None = None
) -> list[Stock]:
    """Cards per host and model: how many are idle, and how many are rented or could be."""
    model = None if model is None else model_name(model)
    return await store.stock(session, region=region, host_id=host_id, model=model)


async def cards_of(session: AsyncSession, *, instance_id: str) -> list[Card]:
    """The cards that the instance holds now, in the order of their PCI addresses."""
    return await store.cards_of(session, instance_id=instance_id)


async def cards_with_instances(
    session: AsyncSession, *, host_id: str | None = None
) -> list[tuple[Card, str | None]]:
    """Every card, or those of one host, each with the id of the instance that holds it now."""
    return await store.cards_with_instances(session, host_id=host_id)


def refusal(host: Host, *, now: datetime) -> DomainError | None:
    """Why nothing new may be rented on the host, or None. Space in its pool is another question: `check_space`."""
    if not host.reachable:
        return Unavailable("fleet.host_unreachable", retry_after=RETRY_AFTER_SECONDS, host=host.name)
    if host.state != HostState.OPEN:
        return Conflict("fleet.host_closed", host=host.name, state=host.state.value)
    if host.rentable_until is not None and host.rentable_until <= now:
        until = host.rentable_until.isoformat()
        return Conflict(
            "fleet.host_closed", "The host is not for rent any more.", host=host.name, until=until
        )
    if host.fault:
        return Conflict(
            "fleet.host_closed", "The operator has to look after this host first.", host=host.name
        )
    return None


# Leases.


async def take_cards(
    session: AsyncSession,
    *,
    host_id: str,
    model: str,
    count: int,
    instance_id: str,
    user_id: str,
    now: datetime,
    for_start: bool = False,
) -> list[Card]:
    """Lease `count` idle, healthy, uncordoned cards of `model` on the host to the instance: all of them or none.

    `for_start`: the instance is there already, so a host that is closed or draining does as well. Raises `Conflict`
    market.sold_out (facts: idle, asked), market.too_many_cards (facts: total, asked), fleet.host_closed;
    `Unavailable` fleet.host_unreachable; `NotFound` fleet.host_not_found; `Invalid` for a count below one.
    """
    if count < 1:
        problem = {"field": "count", "problem": "must be at least 1"}
        raise Invalid("request.invalid", "count: must be at least 1", fields=[problem])
    host, model = await get_host(session, host_id=host_id), model_name(model)
    refused = refusal(host, now=now)
    if refused is not None and not (for_start and host.reachable):
        raise refused
    taken: list[Card] = []
    while len(taken) < count:
        idle = await store.idle_cards(session, host_id=host_id, model=model)
        wanted = idle[: count - len(taken)]
        if len(taken) + len(wanted) < count:
            await store.forget_leases(session, instance_id=instance_id, card_ids=[card.id for card in taken])
            raise await _shortage(session, host, model=model, count=count, idle=len(taken) + len(wanted))
        # Whatever others took in between is missing from the answer, and the next round looks for other cards.
        had = await store.claim_leases(session, wanted, instance_id=instance_id, user_id=user_id, now=now)
        taken += [card for card in wanted if card.id in had]
    return sorted(taken, key=lambda card: (card.pci_address, card.uuid))


async def _shortage(session: AsyncSession, host: Host, *, model: str, count: int, idle: int) -> Conflict:
    found = await store.stock(session, host_id=host.id, model=model)
    total = found[0].total if found else 0
    if count > total:
        return Conflict("market.too_many_cards", total=total, asked=count, model=model)
    return Conflict("market.sold_out", idle=idle, asked=count)


async def end_leases(session: AsyncSession, *, instance_id: str, now: datetime) -> None:
    """The instance's cards are idle again. Only to be called once the engine has said that it does not run."""
    await store.end_leases(session, instance_id=instance_id, now=now)


# What open pages hear.


async def announce(session: AsyncSession, ctx: Ctx, *, host_id: str) -> None:
    """Pages that show the host should look again: somebody has cards of it now, or gave them back."""
    host = await get_host(session, host_id=host_id)
    await news.changed(session, ctx, region=host.region, host_ids=[host_id])


async def announce_prices(session: AsyncSession, ctx: Ctx, *, model: str) -> None:
    """The same for what cards of `model` cost."""
    await news.prices_changed(session, ctx, model=model)


# Space and reachability.


async def check_space(ctx: Ctx, *, host_id: str, disk_bytes: int = 0) -> None:
    """Raises `Conflict` engine.pool_full when the host's pool is too full for a new instance, after telling the
    operators (once a day), or instances.disk_too_large when only a data disk of `disk_bytes` does not fit.

    Opens its own transaction, because what was told must stay told although the order is refused: call it outside any.
    """
    async with ctx.db.read() as session:
        host = await get_host(session, host_id=host_id)
    if has_space(host, ctx.settings, disk_bytes=disk_bytes):
        return
    if has_space(host, ctx.settings):
        raise Conflict("instances.disk_too_large", max_gb=max_data_disk_gb(host, ctx.settings))
    facts = {
        "host": host.name,
        "region": host.region,
        "free_gb": host.pool_free_bytes // GIB,
        "missing_gb": -(spare_pool_bytes(host, ctx.settings) // GIB),
    }
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        key = f"pool_full:{host.id}:{now:%Y-%m-%d}"
        await notices.tell_operators(
            session, ctx, key=key, kind="pool_full", subject=host.id, facts=facts, now=now
        )
    raise Conflict("engine.pool_full", host=host.name)


# What the operator does.


async def open_host(
    session: AsyncSession, ctx: Ctx, *, host_id: str, actor_id: str | None, address: str = ""
) -> Host:
    """Let it be rented."""
    return await _set_state(
        session, ctx, host_id=host_id, state=HostState.OPEN, actor_id=actor_id, address=address
    )


async def close_host(
    session: AsyncSession, ctx: Ctx, *, host_id: str, actor_id: str | None, address: str = ""
) -> Host:
    """Rent it to nobody new. Instances that are there stay and may be started again."""
    return await _set_state(
        session, ctx, host_id=host_id, state=HostState.CLOSED, actor_id=actor_id, address=address
    )


async def drain_host(
    session: AsyncSession, ctx: Ctx, *, host_id: str, actor_id: str | None, address: str = ""
) -> Host:
    """As closed, and the operator means to empty it."""
    return await _set_state(
        session, ctx, host_id=host_id, state=HostState.DRAINING, actor_id=actor_id, address=address
    )


async def _set_state(
    session: AsyncSession, ctx: Ctx, *, host_id: str, state: HostState, actor_id: str | None, address: str
) -> Host:
    return await change_host(
        session, ctx, host_id=host_id, values={"state": state}, actor_id=actor_id, address=address
    )


async def change_host(
    session: AsyncSession,
    ctx: Ctx,
    *,
    host_id: str,
    values: dict[str, object],
    actor_id: str | None,
    address: str = "",
) -> Host:
    """Change what is the operator's: `state`, `rentable_until` (None: for ever), `tags`. Audited."""
    assert values.keys() <= {"state", "rentable_until", "tags"}, "the rest of a host is the engine's"
    host = await get_host(session, host_id=host_id)
    changes = {name: value for name, value in values.items() if getattr(host, name) != value}
    if changes:
        await store.change_host(session, host_id, **changes)
        facts = {"host": host.name, **{name: _plain(value) for name, value in changes.items()}}
        await audit.record(
            session,
            now=ctx.clock.now(),
            actor_id=actor_id,
            action="host.change",
            target=host_id,
            facts=facts,
            address=address,
        )
        await news.changed(session, ctx, region=host.region, host_ids=[host_id])
    return await get_host(session, host_id=host_id)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


async def cordon_card(
    session: AsyncSession, ctx: Ctx, *, card_id: str, cordoned: bool, actor_id: str | None, address: str = ""
) -> Card:
    """Keep a card from being rented, or allow it again. Whoever has it keeps it. Audited."""
    card = await store.card(session, card_id)
    if card is None:
        raise NotFound("fleet.card_not_found")
    if await store.set_cordon(session, card_id=card_id, cordoned=cordoned):
        facts = {"uuid": card.uuid, "model": card.model, "host_id": card.host_id}
        await audit.record(
            session,
            now=ctx.clock.now(),
            actor_id=actor_id,
            action="card.cordon" if cordoned else "card.uncordon",
            target=card_id,
            facts=facts,
            address=address,
        )
        await news.changed(session, ctx, region=card.region, host_ids=[card.host_id])
    fresh = await store.card(session, card_id)
    assert fresh is not None, "cards are never deleted"
    return fresh
