"""Finding a move of money: in one's own wallet, in a spreadsheet of it, and in the whole ledger."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx2
import pytest

from support import Browser, both_databases, login, make_operator, make_renter, refused
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.kit.money import parse_yuan
from zuka.wallet import service as wallets

pytestmark = both_databases

LEDGER = "/api/v1/admin/ledger/entries"


@pytest.fixture
async def operator(ctx: Ctx, browser: Browser) -> httpx2.AsyncClient:
    await make_operator(ctx, "olga")
    client = await browser()
    await login(client, "olga")
    return client


async def move(ctx: Ctx, user_id: str, yuan: str, reason: str, key: str | None = None) -> None:
    async with ctx.db.transaction() as session:
        await wallets.credit(
            session, ctx, user_id=user_id, micros=parse_yuan(yuan), reason=reason, actor_id=user_id, key=key
        )


async def use(ctx: Ctx, user_id: str, yuan: str, instance: str = "i-1", what: str = "1 x RTX 3090") -> None:
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        await wallets.post_charge(
            session,
            user_id=user_id,
            key=f"run:r-1:{now:%Y-%m-%dT%H}",
            micros=parse_yuan(yuan),
            description=what,
            reference=instance,
            now=now,
        )


async def every(client: httpx2.AsyncClient, path: str, **params: str) -> list[dict[str, Any]]:
    """The items of every page."""
    found: list[dict[str, Any]] = []
    while True:
        answer = await client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        params["cursor"] = answer.json()["next"]


def rows(answer: httpx2.Response) -> Iterator[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    yield from csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))


def wire(at: datetime) -> str:
    return at.isoformat()


async def test_a_renter_narrows_entries_down_by_kind_and_time(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann")
    for number in range(4):
        clock.advance(hours=1)
        await move(ctx, ann.id, "10", f"top-up {number}")
        await use(ctx, ann.id, "0.5")
    await login(client, "ann")
    path = "/api/v1/wallet/entries"
    assert [one["amount"] for one in await every(client, path, kind="usage", limit="2")] == ["-0.50"] * 4
    between = {"from": "2026-01-01T02:00:00Z", "to": "2026-01-01T04:00:00Z", "kind": "credit", "limit": "1"}
    found = await every(client, path, **between)
    assert [one["description"] for one in found] == ["top-up 2", "top-up 1"]
    assert await every(client, path, kind="redeem") == []
    refused(await client.get(path, params={"from": "2026-01-01T02:00:00"}), 422, "request.invalid")


async def test_entries_as_a_spreadsheet_in_the_readers_language_and_on_their_clock(
    ctx: Ctx, client: httpx2.AsyncClient
) -> None:
    ann = await make_renter(ctx, "ann")
    await move(ctx, ann.id, "10", '=HYPERLINK("https://example.com")')
    await use(ctx, ann.id, "0.123456", what="data disk +50 GB")
    await login(client, "ann")
    path = "/api/v1/wallet/entries.csv"
    answer = await client.get(path, params={"lang": "zh", "utc_offset_minutes": "480"})
    assert answer.headers["content-disposition"] == 'attachment; filename="zuka-wallet-2026-01-01.csv"'
    found = {one["类别"]: one for one in rows(answer)}
    assert found["使用费"]["金额（元）"] == "-0.123456"
    assert found["使用费"]["说明"] == "数据盘 +50 GB"
    assert found["充值"]["说明"].startswith("'=")
    assert found["充值"]["时间 (UTC+08:00)"] == "2026-01-01 08:00:00"
    english = {one["kind"]: one for one in rows(await client.get(path, params={"kind": "usage"}))}
    assert list(english) == ["usage"]
    assert english["usage"]["description"] == "data disk +50 GB"
    refused(await client.get(path, params={"lang": "fr"}), 422, "request.invalid")


async def test_a_spreadsheet_has_every_entry_once_however_many_there_are(
    ctx: Ctx, client: httpx2.AsyncClient
) -> None:
    ann = await make_renter(ctx, "ann")
    async with ctx.db.transaction() as session:
        for number in range(1003):
            await wallets.deposit(
                session, ctx, user_id=ann.id, micros=1_000_000, key=f"test:{number}", kind="credit",
                source="source:test", description=f"n{number}", reference=ann.id, actor_id=None,
            )  # fmt: skip
    await login(client, "ann")
    found = [one["description"] for one in rows(await client.get("/api/v1/wallet/entries.csv"))]
    assert sorted(found) == sorted(f"n{number}" for number in range(1003))


async def test_nobody_downloads_what_is_somebody_elses(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann", yuan="5")
    await make_renter(ctx, "eve")
    await login(client, "eve")
    assert list(rows(await client.get("/api/v1/wallet/entries.csv"))) == []
    refused(await client.get(LEDGER, params={"user_id": ann.id}), 403, "identity.forbidden")


async def test_the_operator_sees_both_sides_and_who_did_it(ctx: Ctx, operator: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann")
    await move(ctx, ann.id, "10", "paid at the desk", key="receipt-17")
    (found,) = (await operator.get(LEDGER)).json()["items"]
    assert found["key"] == f"credit:{ann.id}:receipt-17"
    assert (found["actor_id"], found["actor_name"]) == (ann.id, "ann")
    assert found["postings"] == [
        {"account": "source:operator_credit", "user_id": None, "user_name": None, "amount": "-10.00"},
        {"account": f"wallet:{ann.id}", "user_id": ann.id, "user_name": "ann", "amount": "10.00"},
    ]


async def test_the_operator_finds_an_entry_by_whatever_they_know_of_it(
    ctx: Ctx, operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann, ben = await make_renter(ctx, "Ann"), await make_renter(ctx, "ben")
    await move(ctx, ann.id, "12.5", "Paid at the 100% desk", key="receipt-17")
    clock.advance(1)
    await move(ctx, ben.id, "30", "class of 2026")
    clock.advance(1)
    await use(ctx, ann.id, "0.25", instance="i-train")

    async def search(query: str, **more: str) -> list[str]:
        return [one["description"] for one in await every(operator, LEDGER, query=query, limit="1", **more)]

    desk, course, usage = "Paid at the 100% desk", "class of 2026", "1 x RTX 3090"
    ids = {one["description"]: one["id"] for one in await every(operator, LEDGER)}
    assert await search("") == [usage, course, desk]
    assert await search(ids[course]) == [course]
    assert await search("run:r-1:") == [usage]
    assert await search("i-train") == [usage]
    assert await search("paid AT the 100% d") == [desk]
    assert await search("%") == [desk]
    assert await search("_") == []
    assert await search("ANN") == [usage, desk]
    assert await search(ben.id) == [course]
    assert await search("¥12.50") == [desk]
    assert await search("0.25") == [usage]
    assert await search("ann", kind="credit") == [desk]
    assert await search("", user_id=ann.id) == [usage, desk]
    assert await search("", reference="i-train") == [usage]
    assert await search("", **{"from": wire(clock.now())}) == [usage]
    assert await search("", to=wire(clock.now())) == [course, desk]


async def test_the_operator_narrows_one_wallet_down(ctx: Ctx, operator: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann", yuan="5")
    await use(ctx, ann.id, "0.5")
    path = f"/api/v1/admin/users/{ann.id}/wallet/entries"
    assert [one["kind"] for one in await every(operator, path, kind="usage")] == ["usage"]
