"""From rows to what the operator is shown: instances and operations with the names of those they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.identity import people
from zuka.instances import retry, store, views
from zuka.instances.admin_schemas import AdminInstanceOut, AdminOperationOut
from zuka.instances.models import Instance, Operation


async def instances(session: AsyncSession, ctx: Ctx, rows: Sequence[Instance]) -> list[AdminInstanceOut]:
    names = await people.names(session, user_ids={row.user_id for row in rows})
    shown = await views.instances(session, ctx, rows)
    return [AdminInstanceOut(**dict(one), user_name=names[one.user_id]) for one in shown]


async def operations(session: AsyncSession, ctx: Ctx, rows: Sequence[Operation]) -> list[AdminOperationOut]:
    ids = {row.instance_id for row in rows}
    machines = await store.by_ids(session, ids)
    latest = await store.latest_operations(session, instance_ids=ids)
    names = await people.names(session, user_ids={row.user_id for row in rows})
    now = ctx.clock.now()
    return [
        AdminOperationOut(
            **dict(views.operation(row)),
            instance_name=machines[row.instance_id].name,
            user_id=row.user_id,
            user_name=names[row.user_id],
            can_retry=retry.can_retry(
                row,
                machines[row.instance_id],
                latest_id=latest[row.instance_id],
                free=row.lease_until is None or row.lease_until < now,
            ),
        )
        for row in rows
    ]
