"""Statements name the instance, and say the same as a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx2

from instances.conftest import NewRenter, Renter
from support import both_databases
from zuka.billing import loops as billing
from zuka.kit.clock import ManualClock
from zuka.kit.money import parse_yuan

pytestmark = both_databases


async def sheet(client: httpx2.AsyncClient, **params: str) -> list[dict[str, str]]:
    answer = await client.get("/api/v1/statement.csv", params=params)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def told(line: dict[str, Any]) -> tuple[str, ...]:
    """A line of the page as the spreadsheet has it."""
    ms = line["billable_ms"]
    return (
        line["hour"][:19].replace("T", " "), line["instance_name"], line["instance_id"], line["what"],
        f"{ms // 1000}.{ms % 1000:03}", line["price_per_hour"], line["amount"], "yes" if line["posted"] else "no",
    )  # fmt: skip


async def test_lines_name_their_instance_as_it_is_called_now(renter: Renter, clock: ManualClock) -> None:
    instance_id = await renter.rent(name="train-1")
    clock.advance(hours=1)
    (line, *_) = (await renter.get("/statement"))["lines"]
    assert line["instance_name"] == "train-1"
    await renter.http.patch(f"/api/v1/instances/{instance_id}", json={"name": "train-2"})
    (line, *_) = (await renter.get("/statement"))["lines"]
    assert (line["instance_id"], line["instance_name"]) == (instance_id, "train-2")
    assert (await sheet(renter.http))[0]["instance"] == "train-2"


async def test_the_spreadsheet_has_the_lines_of_the_page(renter: Renter, clock: ManualClock) -> None:
    first = await renter.rent(count=1, name="one", data_disk_gb=100)
    await renter.rent(count=2, name="two")
    clock.advance(minutes=150)
    for settled in (False, True):
        if settled:
            await billing.LOOPS[0].once(renter.ctx)
        page = await renter.get("/statement")
        rows = await sheet(renter.http)
        assert sorted(tuple(row.values()) for row in rows) == sorted(told(line) for line in page["lines"])
        assert sum(parse_yuan(row["amount (CNY)"]) for row in rows) == parse_yuan(page["total"])
    mine = await sheet(renter.http, instance_id=first, **{"from": "2026-01-01T02:00:00Z"})
    assert {(row["instance id"], row["hour from (UTC)"]) for row in mine} == {(first, "2026-01-01 02:00:00")}


async def test_a_long_statement_is_whole(renter: Renter, clock: ManualClock) -> None:
    await renter.rent(count=1, name="long", data_disk_gb=51)
    clock.advance(hours=520)
    await billing.LOOPS[0].once(renter.ctx)
    page, rows = await renter.get("/statement"), await sheet(renter.http)
    assert len(rows) > 1000
    assert sorted(tuple(row.values()) for row in rows) == sorted(told(line) for line in page["lines"])


async def test_the_spreadsheet_is_in_the_readers_language_and_on_their_clock(
    renter: Renter, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1, data_disk_gb=60)
    await renter.done(instance_id, "stop")
    await renter.done(instance_id, "start", cards=False)
    clock.advance(minutes=30)
    rows = await sheet(renter.http, lang="zh", utc_offset_minutes="480")
    assert {row["项目"] for row in rows} == {"无卡模式", "数据盘 +10 GB"}
    assert {row["时段开始 (UTC+08:00)"] for row in rows} == {"2026-01-01 08:00:00"}
    assert {row["已入账"] for row in rows} == {"否"}


async def test_nobody_downloads_somebody_elses(
    renter: Renter, new_renter: NewRenter, clock: ManualClock
) -> None:
    instance_id = await renter.rent()
    clock.advance(hours=1)
    eve = await new_renter("eve")
    assert await sheet(eve.http) == []
    assert await sheet(eve.http, instance_id=instance_id) == []
