"""Who did what: found by act, actor, target and time, on a page and as a spreadsheet."""

from __future__ import annotations

import csv
import io

import httpx2

from support import both_databases, fund, login, make_operator, make_renter, refused
from zuka.context import Ctx
from zuka.kit.clock import ManualClock

pytestmark = both_databases

AUDIT = "/api/v1/admin/audit"


async def acts(client: httpx2.AsyncClient, **params: str) -> list[str]:
    """The acts on every page."""
    found: list[str] = []
    params["limit"] = "1"
    while True:
        answer = await client.get(AUDIT, params=params)
        assert answer.status_code == 200, answer.text
        found += [one["action"] for one in answer.json()["items"]]
        if answer.json()["next"] is None:
            return found
        params["cursor"] = answer.json()["next"]


async def test_acts_are_found_by_everything_that_is_known_of_them(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    olga = await make_operator(ctx, "olga")
    ann = await make_renter(ctx, "ann")
    await login(client, "olga")
    clock.advance(60)
    await fund(ctx, ann.id, "10")
    clock.advance(60)
    await client.post(f"/api/v1/admin/users/{ann.id}/debit", json={"amount": "1", "reason": "=1+1"})
    clock.advance(60)
    await client.post(f"/api/v1/admin/users/{ann.id}/disable")
    assert await acts(client) == ["user.disable", "wallet.debit", "wallet.credit"]
    assert await acts(client, action="wallet") == ["wallet.debit", "wallet.credit"]
    assert await acts(client, action="wallet.debit") == ["wallet.debit"]
    assert await acts(client, action="wall") == []
    assert await acts(client, actor_id=olga.id) == ["user.disable", "wallet.debit"]
    assert await acts(client, target=ann.id, action="user") == ["user.disable"]
    assert await acts(client, target=olga.id) == []
    between = {"from": "2026-01-01T00:02:00Z", "to": "2026-01-01T00:03:00Z"}
    assert await acts(client, **between) == ["wallet.debit"]


async def test_acts_name_who_did_them_and_the_platform_has_no_name(
    ctx: Ctx, client: httpx2.AsyncClient
) -> None:
    await make_operator(ctx, "olga")
    ann = await make_renter(ctx, "ann", yuan="10")
    await login(client, "olga")
    await client.post(f"/api/v1/admin/users/{ann.id}/disable")
    items = (await client.get(AUDIT)).json()["items"]
    assert {one["action"]: one["actor_name"] for one in items} == {
        "user.disable": "olga",
        "wallet.credit": None,
    }


async def test_the_audit_log_as_a_spreadsheet(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    await make_operator(ctx, "olga")
    ann = await make_renter(ctx, "ann", yuan="10")
    await login(client, "olga")
    await client.post(f"/api/v1/admin/users/{ann.id}/debit", json={"amount": "1", "reason": "=1+1"})
    answer = await client.get(f"{AUDIT}.csv", params={"lang": "zh", "action": "wallet.debit"})
    assert answer.headers["content-disposition"] == 'attachment; filename="zuka-audit-2026-01-01.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["操作者"], row["操作"], row["对象"]) == ("olga", "wallet.debit", ann.id)
    assert '"reason": "=1+1"' in row["详情"]


async def test_the_audit_log_is_no_renters_to_download(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    refused(await client.get(f"{AUDIT}.csv"), 403, "identity.forbidden")
