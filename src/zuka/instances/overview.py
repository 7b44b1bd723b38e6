"""The operator's first page: how much is rented, earned and in trouble. Reads only."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import service as billing
from zuka.context import Ctx
from zuka.instances import schemas, store
from zuka.kit.clock import EPOCH

_DAY = timedelta(days=1)


async def overview(session: AsyncSession, ctx: Ctx) -> schemas.OverviewOut:
    midnight = EPOCH + (ctx.clock.now() - EPOCH) // _DAY * _DAY
    under_way, failed = await store.operation_counts(session, failed_since=midnight)
    return schemas.OverviewOut(
        instances=await store.state_counts(session),
        operations_under_way=under_way,
        operations_failed_today=failed,
        strays=len(await store.strays(session)),
        charged_today=await billing.charged_since(session, since=midnight),
    )
