"""Tables for a spreadsheet: CSV as Excel and its relatives open it, sent while it is being read.

What people typed may be in the cells, so no cell is ever a formula when the file is opened.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Query
from fastapi.responses import StreamingResponse

Row = Sequence[str | int]
Language = Annotated[Literal["zh", "en"], Query(alias="lang", description="Language of headings and words.")]
UtcOffset = Annotated[
    int, Query(ge=-840, le=840, description="Minutes by which the reader's clock is ahead of UTC.")
]
RESPONSES: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
"""For the description of a route that answers with a sheet; its `response_class` is `StreamingResponse`."""

_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of its machine."""
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def download(name: str, heads: Row, pages: AsyncIterator[Sequence[Row]]) -> StreamingResponse:
    """The answer that a browser keeps as the file `name`, which is plain ASCII. A page of rows is read only once the
    one before has been sent, so that a long sheet takes no more memory than a short one."""
    return StreamingResponse(
        _lines(heads, pages),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"},
    )


async def _lines(heads: Row, pages: AsyncIterator[Sequence[Row]]) -> AsyncIterator[str]:
    yield _BOM + line(heads)
    async for rows in pages:
        yield "".join(line(row) for row in rows)


def line(cells: Row) -> str:
    """One row. Every cell is in quotes, so that whatever a program splits at, it stays whole."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(
        [_harmless(one) for one in cells]
    )
    return written.getvalue()


def _harmless(cell: str | int) -> str:
    """Text that a spreadsheet would compute gets an apostrophe in front; a number stays a number."""
    text = str(cell)
    risky = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if risky and _NUMBER.fullmatch(text) is None else text


def moment(at: datetime, utc_offset_minutes: int) -> str:
    """A time on the reader's clock, in the one form that every spreadsheet knows."""
    return f"{at + timedelta(minutes=utc_offset_minutes):%Y-%m-%d %H:%M:%S}"


def zone(utc_offset_minutes: int) -> str:
    """`UTC+08:00`, for the heading of a column of times."""
    sign = "-" if utc_offset_minutes < 0 else "+"
    hours, minutes = divmod(abs(utc_offset_minutes), 60)
    return f"UTC{sign}{hours:02}:{minutes:02}" if utc_offset_minutes else "UTC"
