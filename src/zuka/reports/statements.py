"""Statements as their reader wants them: with the names of instances, on a page or as a spreadsheet. Reads only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import service as billing
from zuka.billing.service import Line, Wanted
from zuka.context import Ctx
from zuka.instances import overview as instances
from zuka.kit import sheet
from zuka.kit.money import format_yuan
from zuka.reports.schemas import Statement, StatementLine
from zuka.wallet.sheets import cost

_PAGE = 1000
_HEADS = {
    "zh": ("时段开始", "实例", "实例编号", "项目", "计费秒数", "每小时（元）", "金额（元）", "已入账"),
    "en": (
        "hour from", "instance", "instance id", "what", "billable seconds", "per hour (CNY)", "amount (CNY)", "posted",
    ),
}  # fmt: skip


async def statement(session: AsyncSession, ctx: Ctx, wanted: Wanted) -> Statement:
    """Lines newest first, the hours that are not posted yet included, so that the total is what is owed now."""
    bill = await billing.statement(
        session,
        user_id=wanted.user_id,
        instance_id=wanted.instance_id,
        start=wanted.start,
        end=wanted.end,
        now=ctx.clock.now(),
    )
    names = await _names(session, bill.lines)
    lines = [
        StatementLine(
            instance_id=line.instance_id,
            instance_name=names.get(line.instance_id, ""),
            hour=line.hour,
            what=line.what,
            billable_ms=line.billable_ms,
            price_per_hour=line.price_per_hour,
            amount=line.amount,
            posted=line.posted,
        )
        for line in bill.lines
    ]
    return Statement(lines=lines, total=bill.total)


def download(ctx: Ctx, wanted: Wanted, *, lang: sheet.Language, utc_offset_minutes: int) -> StreamingResponse:
    """The same lines as a spreadsheet; those that are not posted yet come first."""
    hour, *heads = _HEADS[lang]
    name = f"zuka-statement-{sheet.moment(ctx.clock.now(), utc_offset_minutes)[:10]}.csv"
    pages = _pages(ctx, wanted, lang, utc_offset_minutes)
    return sheet.download(name, [f"{hour} ({sheet.zone(utc_offset_minutes)})", *heads], pages)


async def _pages(ctx: Ctx, wanted: Wanted, lang: str, offset: int) -> AsyncIterator[Sequence[sheet.Row]]:
    began_at = ctx.clock.now()
    async with ctx.db.read() as session:
        open_lines = await billing.unposted(session, wanted, now=began_at)
        # In the same look, so that an hour that is posted just now is in the one or the other.
        posted, cursor = await billing.posted_page(session, wanted, until=began_at, cursor=None, limit=_PAGE)
        lines = [*open_lines, *posted]
        names = await _names(session, lines)
    yield [_row(line, names, lang, offset) for line in lines]
    while cursor is not None:
        async with ctx.db.read() as session:
            lines, cursor = await billing.posted_page(
                session, wanted, until=began_at, cursor=cursor, limit=_PAGE
            )
            names = await _names(session, lines)
        yield [_row(line, names, lang, offset) for line in lines]


async def _names(session: AsyncSession, lines: Sequence[Line]) -> dict[str, str]:
    return await instances.names(session, instance_ids={line.instance_id for line in lines})


def _row(line: Line, names: dict[str, str], lang: str, offset: int) -> sheet.Row:
    yes, no = ("是", "否") if lang == "zh" else ("yes", "no")
    return (
        sheet.moment(line.hour, offset),
        names.get(line.instance_id, ""),
        line.instance_id,
        cost(line.what, lang),
        f"{line.billable_ms // 1000}.{line.billable_ms % 1000:03}",
        format_yuan(line.price_per_hour),
        format_yuan(line.amount),
        yes if line.posted else no,
    )
