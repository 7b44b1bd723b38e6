"""The SQL of regions, hosts, cards and leases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.fleet.diff import CardRow, Changes
from zuka.fleet.models import Card, Host, Lease, Region
from zuka.kit import ids
from zuka.kit.db import claim, won

_LIVE_LEASE = and_(Lease.card_id == Card.id, Lease.ended_at.is_(None))
_HEALTHY = and_(Card.missing_since.is_(None), Card.fault == "", Card.cordoned.is_(False))


@dataclass(frozen=True, slots=True)
class Stock:
    """The cards of one model on one host that are rented or could be. `idle` of them can be had right now."""

    host_id: str
    model: str
    memory_bytes: int
    simulated: bool
    idle: int
    total: int
    driver_version: str
    cuda_version: str


# Regions.


async def add_region(session: AsyncSession, *, name: str, engine: str, now: datetime) -> None:
    row = {"name": name, "engine": engine, "reachable": False, "created_at": now}
    await claim(session, Region, [row])


async def begin_look(
    session: AsyncSession, *, region: str, engine: str, reachable: bool, began_at: datetime
) -> bool:
    """False when a later look is in the tables already."""
    newest = or_(Region.looked_at.is_(None), Region.looked_at <= began_at)
    statement = update(Region).where(Region.name == region, newest)
    return await won(session, statement.values(engine=engine, reachable=reachable, looked_at=began_at))


async def region(session: AsyncSession, name: str) -> Region | None:
    return await session.get(Region, name, populate_existing=True)


async def hosts_to_tell_of(session: AsyncSession, *, region: str) -> list[Host]:
    """Hosts that stopped answering, or answer again, since the operators were last told about them."""
    fell_silent = and_(Host.reachable.is_(False), Host.alarmed_at.is_(None))
    is_back = and_(Host.reachable.is_(True), Host.alarmed_at.is_not(None))
    return await hosts(session, region=region, where=(or_(fell_silent, is_back),))


async def regions(session: AsyncSession) -> list[Region]:
    return list((await session.scalars(select(Region).order_by(Region.name))).all())


# Hosts.


async def host(session: AsyncSession, host_id: str) -> Host | None:
    return await session.get(Host, host_id, populate_existing=True)


async def hosts(
    session: AsyncSession, *, region: str | None = None, where: Sequence[ColumnElement[bool]] = ()
) -> list[Host]:
    statement = select(Host).where(*where).order_by(Host.region, Host.name)
    if region is not None:
        statement = statement.where(Host.region == region)
    return list((await session.scalars(statement)).all())


async def add_hosts(session: AsyncSession, *, region: str, names: Collection[str], now: datetime) -> None:
    """Put in hosts that are not there yet, closed, with nothing known of them."""
    there = set((await session.scalars(select(Host.name).where(Host.region == region))).all())
    rows = [
        {"id": ids.new_id("host"), "region": region, "name": name, "reachable": False, "created_at": now}
        for name in sorted(set(names) - there)
    ]
    if rows:
        await session.execute(insert(Host), rows)


async def write(session: AsyncSession, changes: Changes, *, region: str, now: datetime) -> None:
    """Write down what a look changed, each kind of row in one round trip."""
    if changes.new_cards:
        rows = [{**card._asdict(), "region": region, "created_at": now} for card in changes.new_cards]
        await session.execute(insert(Card), rows)
    if changes.cards:
        await session.execute(update(Card), [card._asdict() for card in changes.cards])
    for same in _by_columns(changes.hosts):
        await session.execute(update(Host), same)


def _by_columns(changed: Mapping[str, dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows that change the same columns together: a statement with many rows has one set of columns."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for host_id, values in changed.items():
        groups.setdefault(tuple(values), []).append({"id": host_id, **values})
    return list(groups.values())


async def mark_reachable(
    session: AsyncSession, *, region: str, names: Collection[str], now: datetime
) -> None:
    """Those named were seen at `now`, and the region's other hosts were not. A later look is not overwritten."""
    no_later = or_(Host.last_seen_at.is_(None), Host.last_seen_at <= now)
    here = (Host.region == region, no_later)
    seen = update(Host).where(*here, Host.name.in_(names)).values(reachable=True, last_seen_at=now)
    lost = (
        update(Host).where(*here, Host.name.not_in(names), Host.reachable.is_(True)).values(reachable=False)
    )
    options = {"synchronize_session": False}
    await session.execute(lost, execution_options=options)
    await session.execute(seen, execution_options=options)


async def raise_alarm(session: AsyncSession, row: Region | Host, *, now: datetime) -> bool:
    """False when the operators have been told already."""
    silent = type(row).alarmed_at.is_(None)
    return await won(session, update(type(row)).where(_is(row), silent).values(alarmed_at=now))


async def end_alarm(session: AsyncSession, row: Region | Host) -> bool:
    """False when the operators have been told already that all is well."""
    alarmed = type(row).alarmed_at.is_not(None)
    return await won(session, update(type(row)).where(_is(row), alarmed).values(alarmed_at=None))


def _is(row: Region | Host) -> ColumnElement[bool]:
    return Region.name == row.name if isinstance(row, Region) else Host.id == row.id


async def change_host(session: AsyncSession, host_id: str, **values: Any) -> None:
    await session.execute(update(Host).where(Host.id == host_id).values(**values))


# Cards.


async def card(session: AsyncSession, card_id: str) -> Card | None:
    return await session.get(Card, card_id, populate_existing=True)


async def card_rows(session: AsyncSession, *, region: str) -> list[CardRow]:
    """The region's cards, as far as the engine has a say in them."""
    columns = [getattr(Card, name) for name in CardRow._fields]
    return [
        CardRow(*row) for row in (await session.execute(select(*columns).where(Card.region == region))).all()
    ]


async def cards_with_instances(
    session: AsyncSession, *, host_id: str | None
) -> list[tuple[Card, str | None]]:
    """Every card, or those of one host, with the instance that holds it."""
    statement = (
        select(Card, Lease.instance_id).outerjoin(Lease, _LIVE_LEASE).order_by(Card.pci_address, Card.uuid)
    )
    if host_id is not None:
        statement = statement.where(Card.host_id == host_id)
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def cards_of(session: AsyncSession, *, instance_id: str) -> list[Card]:
    statement = (
        select(Card)
        .join(Lease, _LIVE_LEASE)
        .where(Lease.instance_id == instance_id)
        .order_by(Card.pci_address, Card.uuid)
    )
    return list((await session.scalars(statement)).all())


async def set_cordon(session: AsyncSession, *, card_id: str, cordoned: bool) -> bool:
    """False when it is so already."""
    guard = (Card.id == card_id, Card.cordoned.is_(not cordoned))
    return await won(session, update(Card).where(*guard).values(cordoned=cordoned))


async def stock(
    session: AsyncSession, *, region: str | None = None, host_id: str | None = None, model: str | None = None
) -> list[Stock]:
    """One row for each host and model that has cards rented or rentable, in one query."""
    idle = case((and_(_HEALTHY, Lease.id.is_(None)), 1), else_=0)
    statement = (
        select(
            Card.host_id,
            Card.model,
            func.max(Card.memory_bytes),
            func.max(case((Card.simulated, 1), else_=0)),
            func.sum(idle),
            func.count(),
            func.max(Card.driver_version),
            func.max(Card.cuda_version),
        )
        .outerjoin(Lease, _LIVE_LEASE)
        .where(or_(_HEALTHY, Lease.id.is_not(None)))
        .group_by(Card.host_id, Card.model)
        .order_by(Card.host_id, Card.model)
    )
    for column, value in ((Card.region, region), (Card.host_id, host_id), (Card.model, model)):
        if value is not None:
            statement = statement.where(column == value)
    return [
        Stock(host, name, memory, bool(simulated), int(free), total, driver, cuda)
        for host, name, memory, simulated, free, total, driver, cuda in (
            await session.execute(statement)
        ).all()
    ]


# Leases.


async def idle_cards(session: AsyncSession, *, host_id: str, model: str) -> list[Card]:
    """Cards that can be had right now, always in the same order, so that two transactions that want several of them
    never wait for each other in a circle."""
    statement = (
        select(Card)
        .outerjoin(Lease, _LIVE_LEASE)
        .where(Card.host_id == host_id, Card.model == model, _HEALTHY, Lease.id.is_(None))
        .order_by(Card.pci_address, Card.uuid)
    )
    return list((await session.scalars(statement)).all())


async def claim_leases(
    session: AsyncSession, cards: Sequence[Card], *, instance_id: str, user_id: str, now: datetime
) -> list[str]:
    """Lease those of `cards` that nobody else has leased meanwhile; the ids of the cards that were had."""
    rows = {
        ids.new_id("lease"): {
            "card_id": one.id,
            "instance_id": instance_id,
            "user_id": user_id,
            "started_at": now,
        }
        for one in cards
    }
    if await claim(session, Lease, [{"id": key, **row} for key, row in rows.items()]) == len(rows):
        return [one.id for one in cards]
    return list((await session.scalars(select(Lease.card_id).where(Lease.id.in_(rows)))).all())


async def forget_leases(session: AsyncSession, *, instance_id: str, card_ids: Collection[str]) -> None:
    """Undo leases of this very transaction."""
    mine = (Lease.instance_id == instance_id, Lease.card_id.in_(card_ids), Lease.ended_at.is_(None))
    await session.execute(delete(Lease).where(*mine), execution_options={"synchronize_session": False})


async def end_leases(session: AsyncSession, *, instance_id: str, now: datetime) -> None:
    live = (Lease.instance_id == instance_id, Lease.ended_at.is_(None))
    statement = update(Lease).where(*live).values(ended_at=now)
    await session.execute(statement, execution_options={"synchronize_session": False})
