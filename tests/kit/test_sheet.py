"""A spreadsheet says what it was given, to Excel as well, and computes nothing that somebody typed."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from support import browsing
from zuka.kit import sheet


def cells(text: str) -> list[str]:
    (row,) = csv.reader(io.StringIO(text))
    return row


@pytest.mark.parametrize(
    "typed",
    [
        '=HYPERLINK("https://example.com","x")', "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r=1", " =1+1",
        "＝1+1", "-", "--1", "+5", "=",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_compute_is_text(typed: str) -> None:
    assert cells(sheet.line([typed])) == [f"'{typed}"]


@pytest.mark.parametrize("harmless", ["-20.50", "0.000001", "train-1", "租卡", "a=b", "3 x RTX 3090", ""])
def test_what_it_would_not_compute_stays_as_it_is(harmless: str) -> None:
    assert cells(sheet.line([harmless])) == [harmless]


def test_cells_stay_whole_whatever_is_in_them() -> None:
    row: list[str | int] = ['say "hello"', "a,b;c\td", "two\nlines", -7]
    assert cells(sheet.line(row)) == ['say "hello"', "a,b;c\td", "two\nlines", "-7"]


@pytest.mark.parametrize(("minutes", "said"), [(0, "UTC"), (480, "UTC+08:00"), (-210, "UTC-03:30")])
def test_a_zone_is_named_as_people_write_it(minutes: int, said: str) -> None:
    assert sheet.zone(minutes) == said


def test_times_are_on_the_readers_clock() -> None:
    assert sheet.moment(datetime(2026, 1, 1, 20, tzinfo=UTC), 480) == "2026-01-02 04:00:00"


async def test_a_download_is_a_file_that_excel_takes_for_utf_8() -> None:
    app = FastAPI()

    @app.get("/sheet", response_class=StreamingResponse)
    async def get_sheet() -> StreamingResponse:
        return sheet.download("zuka-x.csv", ["名称"], pages())

    async def pages() -> AsyncIterator[Sequence[sheet.Row]]:
        yield [["一"], ["二"]]
        yield [["三"]]

    async with browsing(app) as client:
        answer: httpx2.Response = await client.get("/sheet")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="zuka-x.csv"'
    assert answer.content == b"\xef\xbb\xbf" + '"名称"\r\n"一"\r\n"二"\r\n"三"\r\n'.encode()
