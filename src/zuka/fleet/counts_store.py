"""The SQL of counting hosts and cards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import and_, case, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.fleet.models import Card, CardSample, Host, Lease
from zuka.kit.db import claim

_LIVE_LEASE = and_(Lease.card_id == Card.id, Lease.ended_at.is_(None))
_BROKEN = or_(Card.missing_since.is_not(None), Card.fault != "")


@dataclass(frozen=True)
class CardCounts:
    """Every card is in one of these: a rented one counts as rented whatever else it is, a broken one is not rented,
    and a cordoned one is neither."""

    rented: int
    idle: int
    broken: int
    cordoned: int

    @property
    def total(self) -> int:
        return self.rented + self.idle + self.broken + self.cordoned


@dataclass(frozen=True)
class BrokenCard:
    """A card of no use, and where it is or was."""

    card: Card
    host_name: str


async def cards(session: AsyncSession, regions: Collection[str]) -> CardCounts:
    doing = case(
        (Lease.id.is_not(None), "rented"),
        (_BROKEN, "broken"),
        (Card.cordoned, "cordoned"),
        else_="idle",
    ).label("doing")
    each = select(doing).select_from(Card).outerjoin(Lease, _LIVE_LEASE).where(Card.region.in_(regions))
    inner = each.subquery()
    rows = await session.execute(select(inner.c.doing, func.count()).group_by(inner.c.doing))
    found = {row.doing: row[1] for row in rows}
    return CardCounts(
        rented=found.get("rented", 0),
        idle=found.get("idle", 0),
        broken=found.get("broken", 0),
        cordoned=found.get("cordoned", 0),
    )


async def hosts(session: AsyncSession, regions: Collection[str]) -> tuple[dict[str, int], int]:
    """How many are in each state, and how many do not answer."""
    here = Host.region.in_(regions)
    rows = await session.execute(select(Host.state, func.count()).where(here).group_by(Host.state))
    lost = select(func.count()).select_from(Host).where(here, Host.reachable.is_(False))
    return {state.value: count for state, count in rows.all()}, (await session.scalars(lost)).one()


async def broken_cards(session: AsyncSession, regions: Collection[str], *, limit: int) -> list[BrokenCard]:
    statement = (
        select(Card, Host.name)
        .join(Host, Host.id == Card.host_id)
        .where(Card.region.in_(regions), _BROKEN)
        .order_by(Card.region, Host.name, Card.pci_address, Card.uuid)
        .limit(limit)
    )
    return [BrokenCard(card, name) for card, name in (await session.execute(statement)).all()]


async def has_sample(session: AsyncSession, at: datetime) -> bool:
    return await session.scalar(select(CardSample.at).where(CardSample.at == at)) is not None


async def add_sample(session: AsyncSession, at: datetime, found: CardCounts) -> bool:
    """False when somebody else has counted at `at`."""
    return await claim(session, CardSample, [{"at": at, **asdict(found)}]) == 1


async def forget_samples(session: AsyncSession, *, before: datetime) -> None:
    statement = delete(CardSample).where(CardSample.at < before)
    await session.execute(statement, execution_options={"synchronize_session": False})


async def samples(session: AsyncSession, *, since: datetime) -> Sequence[CardSample]:
    statement = select(CardSample).where(CardSample.at >= since).order_by(CardSample.at)
    return (await session.scalars(statement)).all()
