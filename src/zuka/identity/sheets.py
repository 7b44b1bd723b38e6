"""The audit log as a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence

from fastapi.responses import StreamingResponse

from zuka.context import Ctx
from zuka.identity import audit
from zuka.identity.schemas import AuditEntry
from zuka.kit import sheet

_PAGE = 1000
_HEADS = {
    "zh": ("时间", "操作者", "操作者编号", "操作", "对象", "详情", "来源地址", "编号"),
    "en": ("time", "actor", "actor id", "action", "target", "facts", "address", "id"),
}


def audited(
    ctx: Ctx, *, wanted: audit.Wanted, lang: sheet.Language, utc_offset_minutes: int
) -> StreamingResponse:
    """Every act that is wanted, newest first."""
    time, *heads = _HEADS[lang]
    name = f"zuka-audit-{sheet.moment(ctx.clock.now(), utc_offset_minutes)[:10]}.csv"
    pages = _pages(ctx, wanted, utc_offset_minutes)
    return sheet.download(name, [f"{time} ({sheet.zone(utc_offset_minutes)})", *heads], pages)


async def _pages(ctx: Ctx, wanted: audit.Wanted, offset: int) -> AsyncIterator[Sequence[sheet.Row]]:
    cursor: str | None = None
    while True:
        async with ctx.db.read() as session:
            found, cursor = await audit.page(session, wanted=wanted, cursor=cursor, limit=_PAGE)
        yield [_row(one, offset) for one in found]
        if cursor is None:
            return


def _row(entry: AuditEntry, offset: int) -> sheet.Row:
    facts = json.dumps(entry.facts, ensure_ascii=False, sort_keys=True) if entry.facts else ""
    return (
        sheet.moment(entry.at, offset),
        entry.actor_name or "",
        entry.actor_id or "",
        entry.action,
        entry.target,
        facts,
        entry.address,
        entry.id,
    )
