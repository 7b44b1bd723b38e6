"""A wallet's entries as a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence

from fastapi.responses import StreamingResponse

from zuka.context import Ctx
from zuka.kit import sheet
from zuka.kit.money import format_yuan
from zuka.wallet import service
from zuka.wallet.schemas import Entry
from zuka.wallet.service import Wanted

_PAGE = 1000
_KINDS = {
    "credit": ("充值", "credit"),
    "debit": ("扣款", "debit"),
    "redeem": ("兑换码", "redeem code"),
    "usage": ("使用费", "usage"),
}
_HEADS = {
    "zh": ("时间", "类别", "金额（元）", "说明", "关联", "编号"),
    "en": ("time", "kind", "amount (CNY)", "description", "reference", "id"),
}


def entries(
    ctx: Ctx, *, user_id: str, wanted: Wanted, lang: sheet.Language, utc_offset_minutes: int
) -> StreamingResponse:
    """Every entry of one wallet that is wanted, newest first."""
    time, *heads = _HEADS[lang]
    name = f"zuka-wallet-{sheet.moment(ctx.clock.now(), utc_offset_minutes)[:10]}.csv"
    pages = _pages(ctx, user_id=user_id, wanted=wanted, lang=lang, offset=utc_offset_minutes)
    return sheet.download(name, [f"{time} ({sheet.zone(utc_offset_minutes)})", *heads], pages)


async def _pages(
    ctx: Ctx, *, user_id: str, wanted: Wanted, lang: str, offset: int
) -> AsyncIterator[Sequence[sheet.Row]]:
    cursor: str | None = None
    while True:
        async with ctx.db.read() as session:
            found, cursor = await service.entries_page(
                session, user_id=user_id, wanted=wanted, cursor=cursor, limit=_PAGE
            )
        yield [_row(one, lang, offset) for one in found]
        if cursor is None:
            return


def _row(entry: Entry, lang: str, offset: int) -> sheet.Row:
    kind = _KINDS.get(entry.kind, (entry.kind, entry.kind))[lang == "en"]
    said = cost(entry.description, lang) if entry.kind == "usage" else entry.description
    return (
        sheet.moment(entry.at, offset),
        kind,
        format_yuan(entry.amount),
        said,
        entry.reference,
        entry.id,
    )


def cost(what: str, lang: str) -> str:
    """What a charge was for, in the reader's language; the ledger has it in English."""
    if lang == "en":
        return what
    disk = re.fullmatch(r"data disk \+(\d+) GB", what)
    return f"数据盘 +{disk[1]} GB" if disk else "无卡模式" if what == "no cards" else what
