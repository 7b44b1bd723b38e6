"""The `worker` role: every module's loops, and an ear at each region. Composes, and has no rules of its own."""

from __future__ import annotations

import asyncio
from typing import Any

from zuka.billing import loops as billing
from zuka.context import Ctx
from zuka.fleet import loops as fleet
from zuka.identity import loops as identity
from zuka.images import loops as images
from zuka.instances import loops as instances
from zuka.instances import watch
from zuka.kit.loop import Loop, Runner
from zuka.notices import loops as notices
from zuka.wallet import loops as wallet

LOOPS: list[Loop[Ctx, Any]] = [
    *identity.LOOPS,
    *notices.LOOPS,
    *fleet.LOOPS,
    *wallet.LOOPS,
    *billing.LOOPS,
    *images.LOOPS,
    *instances.LOOPS,
]


async def run(ctx: Ctx) -> None:
    """Work until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(Runner(ctx, ctx.bell, LOOPS).run(), name="loops")
        for region in ctx.engines:
            group.create_task(watch.watch(ctx, region), name=f"watch:{region}")
