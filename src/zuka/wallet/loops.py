"""What the worker does for the ledger without being asked: it adds it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zuka.context import Ctx
from zuka.kit.loop import Loop
from zuka.wallet import books


async def _claim(ctx: Ctx, _limit: int) -> Sequence[datetime]:
    return await books.due(ctx)


LOOPS: list[Loop[Ctx, Any]] = [
    Loop(
        name="books",
        every=lambda ctx: ctx.settings.loops.books,
        claim=_claim,
        act=books.check,
        periodic=True,
    )
]
