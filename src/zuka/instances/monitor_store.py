"""The SQL of samples."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from zuka.instances.models import Instance, Sample, SampleRound
from zuka.kit.clock import EPOCH
from zuka.kit.db import claim, won


async def rounds(session: AsyncSession) -> dict[str, datetime]:
    """The latest round of each region that has had one."""
    return {one.region: one.at for one in (await session.scalars(select(SampleRound))).all()}


async def take_round(session: AsyncSession, *, region: str, at: datetime) -> bool:
    """False when somebody else has taken this round, or a later one."""
    await claim(session, SampleRound, [{"region": region, "at": EPOCH}])
    guard = (SampleRound.region == region, SampleRound.at < at)
    return await won(session, update(SampleRound).where(*guard).values(at=at))


async def add(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> int:
    return await claim(session, Sample, rows)


async def newest(session: AsyncSession, *, instance_ids: Collection[str]) -> dict[str, Sample]:
    """The latest sample of each of them that has one."""
    last = (
        select(Sample.instance_id, func.max(Sample.at).label("at"))
        .where(Sample.instance_id.in_(list(instance_ids)))
        .group_by(Sample.instance_id)
        .subquery()
    )
    same = and_(Sample.instance_id == last.c.instance_id, Sample.at == last.c.at)
    found = (await session.scalars(select(Sample).join(last, same))).all()
    return {one.instance_id: one for one in found}


async def since(session: AsyncSession, *, instance_id: str, at: datetime) -> list[Sample]:
    """The instance's samples from `at` on, oldest first."""
    statement = select(Sample).where(Sample.instance_id == instance_id, Sample.at >= at).order_by(Sample.at)
    return list((await session.scalars(statement)).all())


async def instances(session: AsyncSession, *, instance_ids: Collection[str]) -> list[Instance]:
    """These instances, in whatever state they are."""
    statement = select(Instance).where(Instance.id.in_(list(instance_ids))).order_by(Instance.id)
    return list((await session.scalars(statement)).all())


async def oldest_at(session: AsyncSession, *, before: datetime) -> datetime | None:
    """When the oldest sample was taken that may be forgotten, if any."""
    found = await session.scalars(select(func.min(Sample.at)).where(Sample.at < before, _forgettable()))
    return found.one()


async def forget(session: AsyncSession, *, before: datetime) -> int:
    """Forget samples from before `before`; how many."""
    statement = delete(Sample).where(Sample.at < before, _forgettable())
    result = await session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount


def _forgettable() -> Any:
    """There is a newer one, or the instance is no more: how full a disk was is told of one that is off, too."""
    newer = aliased(Sample)
    return or_(
        exists().where(newer.instance_id == Sample.instance_id, newer.at > Sample.at),
        exists().where(Instance.id == Sample.instance_id, Instance.released_at.is_not(None)),
    )
