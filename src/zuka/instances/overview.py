"""What others may read of instances as a whole: how many, whose, called what, and which are in trouble. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.instances import overview_store, store
from zuka.instances.models import Stray
from zuka.instances.overview_store import Trouble
from zuka.kit.clock import EPOCH

__all__ = [
    "Counts",
    "Stray",
    "Trouble",
    "alive",
    "brief",
    "midnight",
    "names",
    "overview",
    "strays",
    "troubles",
]

_DAY = timedelta(days=1)
_FAILED_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class Counts:
    """`instances` by state, released ones left out; today begins at midnight UTC."""

    instances: dict[str, int]
    operations_under_way: int
    operations_failed_today: int
    strays: int


def midnight(now: datetime) -> datetime:
    """When the day began, UTC."""
    return EPOCH + (now - EPOCH) // _DAY * _DAY


async def overview(session: AsyncSession, ctx: Ctx) -> Counts:
    """Everything at a glance."""
    since = midnight(ctx.clock.now())
    under_way, failed = await store.operation_counts(session, failed_since=since)
    return Counts(
        instances=await store.state_counts(session),
        operations_under_way=under_way,
        operations_failed_today=failed,
        strays=len(await store.strays(session)),
    )


async def strays(session: AsyncSession) -> list[Stray]:
    """What the engines have and nobody knows, oldest first."""
    return await store.strays(session)


async def troubles(session: AsyncSession, ctx: Ctx, *, limit: int) -> list[Trouble]:
    """Operations that do not get on, and those that failed within a day and that nothing has followed since; the
    newest first."""
    return await overview_store.troubles(
        session,
        attempts=ctx.settings.instances.operation_attempts,
        failed_since=ctx.clock.now() - _FAILED_WITHIN,
        limit=limit,
    )


async def names(session: AsyncSession, *, instance_ids: Collection[str]) -> dict[str, str]:
    """What these instances are called now, released ones too."""
    found = await overview_store.called(session, instance_ids)
    return {instance_id: name for instance_id, (name, _) in found.items()}


async def brief(session: AsyncSession, *, instance_id: str) -> tuple[str, str] | None:
    """An instance's name and state; None when there is none."""
    return (await overview_store.called(session, [instance_id])).get(instance_id)


async def alive(session: AsyncSession, *, user_ids: Collection[str]) -> dict[str, int]:
    """How many instances each of these users has that are not released."""
    return await overview_store.alive_by_user(session, user_ids)
