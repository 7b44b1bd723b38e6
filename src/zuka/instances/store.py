"""The SQL of instances and operations. The only place that changes an instance's state or an operation's step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from zuka.instances.models import Instance, Operation, Stray, Sweep
from zuka.instances.states import TRANSITIONS, OperationState, State
from zuka.kit import ids
from zuka.kit.db import claim, won
from zuka.kit.page import page_of


@dataclass(frozen=True)
class Which:
    """What an operator looks for among everybody's instances. `query` is a part of the name or an id, and `owners`
    are the users whom it may mean."""

    user_id: str | None = None
    host_id: str | None = None
    query: str = ""
    owners: Collection[str] = ()

    def conditions(self, *ids: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
        """On `Instance`; `query` may also be one of `ids`."""
        found: list[ColumnElement[bool]] = []
        if self.user_id:
            found.append(Instance.user_id == self.user_id)
        if self.host_id:
            found.append(Instance.host_id == self.host_id)
        if self.query:
            called = func.lower(Instance.name).contains(self.query.lower(), autoescape=True)
            same = [column == self.query for column in (Instance.id, *ids)]
            found.append(or_(called, Instance.user_id.in_(self.owners), *same))
        return found


async def move(
    session: AsyncSession, instance_id: str, from_: Collection[State], to: State, **values: Any
) -> bool:
    """Move an instance to `to` if it is in one of `from_`; False when it is elsewhere by now."""
    for state in from_:
        assert to in TRANSITIONS[state], f"{state} may not become {to}"
    guard = (Instance.id == instance_id, Instance.state.in_(list(from_)))
    return await won(session, update(Instance).where(*guard).values(state=to, **values))


async def change(session: AsyncSession, instance_id: str, **values: Any) -> None:
    """Change anything but the state."""
    assert "state" not in values
    await session.execute(update(Instance).where(Instance.id == instance_id).values(**values))


async def add_instance(session: AsyncSession, **values: Any) -> bool:
    """False when the SSH port, the address or the order's key has been taken in the meantime."""
    return await claim(session, Instance, [values]) == 1


async def get(session: AsyncSession, instance_id: str) -> Instance | None:
    return await session.get(Instance, instance_id, populate_existing=True)


async def by_order_key(session: AsyncSession, *, user_id: str, order_key: str) -> Instance | None:
    statement = select(Instance).where(Instance.user_id == user_id, Instance.order_key == order_key)
    return (await session.scalars(statement)).one_or_none()


async def alive(
    session: AsyncSession,
    *,
    user_id: str | None = None,
    region: str | None = None,
    states: Collection[State] = (),
) -> list[Instance]:
    """Instances that have not been released, oldest first."""
    statement = (
        select(Instance).where(Instance.released_at.is_(None)).order_by(Instance.created_at, Instance.id)
    )
    if user_id is not None:
        statement = statement.where(Instance.user_id == user_id)
    if region is not None:
        statement = statement.where(Instance.region == region)
    if states:
        statement = statement.where(Instance.state.in_(list(states)))
    return list((await session.scalars(statement)).all())


async def taken(session: AsyncSession, *, region: str) -> tuple[set[int], set[str]]:
    """The SSH ports that are taken anywhere, and the addresses that are taken in `region`."""
    rows = await session.execute(
        select(Instance.ssh_port, Instance.address, Instance.region).where(Instance.released_at.is_(None))
    )
    everything = rows.all()
    return {row.ssh_port for row in everything}, {row.address for row in everything if row.region == region}


async def release_due(
    session: AsyncSession, *, before: datetime, stages: int, now: datetime, limit: int
) -> list[Instance]:
    """Instances that are off and whose time is over, or ends before `before` with a notice still to be given."""
    untold = or_(Instance.release_at <= now, Instance.release_stage < stages)
    statement = (
        select(Instance)
        .where(Instance.release_at <= before, Instance.state.in_([State.STOPPED, State.FAILED]), untold)
        .order_by(Instance.release_at)
        .limit(limit)
    )
    return list((await session.scalars(statement)).all())


async def tell_release(session: AsyncSession, instance: Instance, *, stage: int) -> bool:
    """Note that the renter is being told; False when it has been booted or told in the meantime."""
    guard = (
        Instance.id == instance.id,
        Instance.release_at == instance.release_at,
        Instance.release_stage == instance.release_stage,
    )
    return await won(session, update(Instance).where(*guard).values(release_stage=stage))


async def add_operation(session: AsyncSession, **values: Any) -> Operation | None:
    """None when another operation of the instance is under way."""
    values = {"id": ids.new_id("op"), "state": OperationState.QUEUED, **values}
    if not await claim(session, Operation, [values]):
        return None
    return await session.get(Operation, values["id"])


async def operation(session: AsyncSession, operation_id: str) -> Operation | None:
    return await session.get(Operation, operation_id, populate_existing=True)


async def first_operation(session: AsyncSession, *, instance_id: str) -> Operation:
    """The one that created the instance."""
    statement = (
        select(Operation).where(Operation.instance_id == instance_id).order_by(Operation.created_at).limit(1)
    )
    return (await session.scalars(statement)).one()


async def latest_operation(session: AsyncSession, *, instance_id: str) -> Operation:
    statement = (
        select(Operation)
        .where(Operation.instance_id == instance_id)
        .order_by(Operation.finished_at.is_not(None), Operation.created_at.desc(), Operation.id)
        .limit(1)
    )
    return (await session.scalars(statement)).one()


async def live_operations(session: AsyncSession, *, instance_ids: Sequence[str]) -> dict[str, Operation]:
    statement = select(Operation).where(
        Operation.instance_id.in_(instance_ids), Operation.finished_at.is_(None)
    )
    return {one.instance_id: one for one in (await session.scalars(statement)).all()}


async def claim_operations(
    session: AsyncSession, *, now: datetime, lease: timedelta, limit: int
) -> list[Operation]:
    """Take due operations that nobody holds; each gets a token of ours that every later write must show."""
    free = or_(Operation.lease_until.is_(None), Operation.lease_until < now)
    due = (Operation.finished_at.is_(None), Operation.due_at <= now, free)
    found = (
        await session.scalars(select(Operation).where(*due).order_by(Operation.due_at).limit(limit))
    ).all()
    claimed = []
    for one in found:
        values: dict[str, Any] = {"lease_token": ids.random_text(20), "lease_until": now + lease}
        if one.state == OperationState.QUEUED:
            values["state"] = OperationState.RUNNING
        if await won(session, update(Operation).where(Operation.id == one.id, *due).values(**values)):
            fresh = await operation(session, one.id)
            assert fresh is not None
            claimed.append(fresh)
    return claimed


async def update_operation(session: AsyncSession, claimed: Operation, **values: Any) -> bool:
    """Change an operation that we hold; False when the claim has passed to somebody else."""
    guard = (
        Operation.id == claimed.id,
        Operation.lease_token == claimed.lease_token,
        Operation.finished_at.is_(None),
    )
    return await won(session, update(Operation).where(*guard).values(**values))


async def hurry(session: AsyncSession, operation_id: str, *, now: datetime) -> bool:
    """Let an operation that waits be tried at once, and do not count that try against it. False when somebody is
    doing it right now, or it is finished."""
    free = or_(Operation.lease_until.is_(None), Operation.lease_until < now)
    guard = (Operation.id == operation_id, Operation.finished_at.is_(None), free)
    fewer = case((Operation.attempts > 0, Operation.attempts - 1), else_=0)
    return await won(session, update(Operation).where(*guard).values(due_at=now, attempts=fewer))


async def set_params(session: AsyncSession, operation: Operation, **params: Any) -> bool:
    """Change what an operation under way was asked for; whoever does it right now has begun without. False when it is
    finished."""
    guard = (Operation.id == operation.id, Operation.finished_at.is_(None))
    values = {**operation.params, **params}
    return await won(session, update(Operation).where(*guard).values(params=values))


async def operations_page(
    session: AsyncSession,
    *,
    instance_id: str | None = None,
    state: OperationState | None = None,
    which: Which | None = None,
    cursor: str | None,
    limit: int,
) -> tuple[list[Operation], str | None]:
    statement = select(Operation)
    if instance_id is not None:
        statement = statement.where(Operation.instance_id == instance_id)
    if state is not None:
        statement = statement.where(Operation.state == state)
    if which is not None:
        statement = statement.join(Instance, Instance.id == Operation.instance_id)
        statement = statement.where(*which.conditions(Operation.id))
    return await page_of(
        session, statement, at=Operation.created_at, key=Operation.id, cursor=cursor, limit=limit
    )


async def latest_operations(session: AsyncSession, *, instance_ids: Collection[str]) -> dict[str, str]:
    """The id of the newest operation of each of these instances."""
    newest = (
        select(Operation.instance_id, func.max(Operation.created_at).label("at"))
        .where(Operation.instance_id.in_(set(instance_ids)))
        .group_by(Operation.instance_id)
        .subquery()
    )
    same = and_(Operation.instance_id == newest.c.instance_id, Operation.created_at == newest.c.at)
    statement = select(Operation.instance_id, Operation.id).join(newest, same).order_by(Operation.id.desc())
    return {row.instance_id: row.id for row in await session.execute(statement)}


async def instances_page(
    session: AsyncSession, *, state: State | None, which: Which, cursor: str | None, limit: int
) -> tuple[list[Instance], str | None]:
    statement = select(Instance).where(*which.conditions())
    if state is not None:
        statement = statement.where(Instance.state == state)
    return await page_of(
        session, statement, at=Instance.created_at, key=Instance.id, cursor=cursor, limit=limit
    )


async def by_ids(session: AsyncSession, instance_ids: Collection[str]) -> dict[str, Instance]:
    found = await session.scalars(select(Instance).where(Instance.id.in_(set(instance_ids))))
    return {one.id: one for one in found.all()}


async def state_counts(session: AsyncSession) -> dict[str, int]:
    """How many instances are in each state, released ones left out."""
    alive = Instance.released_at.is_(None)
    rows = await session.execute(select(Instance.state, func.count()).where(alive).group_by(Instance.state))
    return {state.value: count for state, count in rows.all()}


async def operation_counts(session: AsyncSession, *, failed_since: datetime) -> tuple[int, int]:
    """Operations under way, and those that have failed since."""
    live = select(func.count()).where(Operation.finished_at.is_(None))
    failed = select(func.count()).where(
        Operation.state == OperationState.FAILED, Operation.finished_at >= failed_since
    )
    return (await session.scalars(live)).one(), (await session.scalars(failed)).one()


async def strays(session: AsyncSession) -> list[Stray]:
    return list((await session.scalars(select(Stray).order_by(Stray.first_seen_at, Stray.name))).all())


async def states(session: AsyncSession, instance_ids: Sequence[str]) -> dict[str, State]:
    """The states of those that exist, released ones included."""
    rows = await session.execute(
        select(Instance.id, Instance.state).where(Instance.id.in_(set(instance_ids)))
    )
    return {row.id: row.state for row in rows}


async def swept_at(session: AsyncSession, *, region: str) -> datetime | None:
    return (await session.scalars(select(Sweep.swept_at).where(Sweep.region == region))).one_or_none()


async def set_swept(session: AsyncSession, *, region: str, now: datetime) -> None:
    await claim(session, Sweep, [{"region": region, "swept_at": now}])
    await session.execute(
        update(Sweep).where(Sweep.region == region, Sweep.swept_at < now).values(swept_at=now)
    )


async def set_strays(
    session: AsyncSession, *, region: str, strays: dict[str, str], now: datetime
) -> list[str]:
    """Replace the region's list of unknown engine objects (name → host); the names that are new."""
    known = {
        one.name: one for one in (await session.scalars(select(Stray).where(Stray.region == region))).all()
    }
    for name, stray in known.items():
        if name not in strays:
            await session.delete(stray)
    new = [name for name in strays if name not in known]
    await claim(
        session,
        Stray,
        [
            {"region": region, "name": name, "kind": "instance", "host": strays[name], "first_seen_at": now}
            for name in new
        ],
    )
    return new
