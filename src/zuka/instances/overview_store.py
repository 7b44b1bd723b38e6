"""The SQL of looking at instances as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from zuka.instances.models import Instance, Operation
from zuka.instances.states import OperationState, State


@dataclass(frozen=True)
class Trouble:
    """An operation that failed, or that does not get on, and what it was to do to which instance."""

    operation: Operation
    instance_name: str

    @property
    def failed(self) -> bool:
        return self.operation.finished_at is not None


async def troubles(
    session: AsyncSession, *, attempts: int, failed_since: datetime, limit: int
) -> list[Trouble]:
    later = aliased(Operation)
    followed = (
        select(later.id)
        .where(later.instance_id == Operation.instance_id, later.created_at > Operation.created_at)
        .exists()
    )
    stuck = Operation.finished_at.is_(None) & (Operation.attempts >= attempts)
    failed = (Operation.state == OperationState.FAILED) & (Operation.finished_at >= failed_since) & ~followed
    statement = (
        select(Operation, Instance.name)
        .join(Instance, Instance.id == Operation.instance_id)
        .where(or_(stuck, failed), Instance.state != State.RELEASED)
        .order_by(Operation.created_at.desc(), Operation.id)
        .limit(limit)
    )
    return [Trouble(one, name) for one, name in (await session.execute(statement)).all()]


async def called(session: AsyncSession, instance_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Name and state by id."""
    statement = select(Instance.id, Instance.name, Instance.state).where(Instance.id.in_(set(instance_ids)))
    rows = (await session.execute(statement)).all()
    return {instance_id: (name, state.value) for instance_id, name, state in rows}


async def alive_by_user(session: AsyncSession, user_ids: Collection[str]) -> dict[str, int]:
    statement = (
        select(Instance.user_id, func.count())
        .where(Instance.user_id.in_(set(user_ids)), Instance.released_at.is_(None))
        .group_by(Instance.user_id)
    )
    return {row.user_id: row[1] for row in await session.execute(statement)}
