"""The wallet through the API: what a renter and an operator see and may do."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from support import (
    Browser,
    books_are_right,
    both_databases,
    browsing,
    fund,
    login,
    make_operator,
    make_renter,
    refused,
    token_headers,
    with_security,
)
from zuka.app import main
from zuka.context import Ctx
from zuka.kit.clock import ManualClock


@pytest.fixture
async def operator(ctx: Ctx, browser: Browser) -> httpx2.AsyncClient:
    await make_operator(ctx, "olga")
    client = await browser()
    await login(client, "olga")
    return client


async def codes(operator: httpx2.AsyncClient, amount: str = "20", count: int = 1) -> list[str]:
    answer = await operator.post(
        "/api/v1/admin/codes", json={"amount": amount, "count": count, "days": 30, "note": "class of 2026"}
    )
    assert answer.status_code == 201, answer.text
    made: list[str] = answer.json()["codes"]
    return made


async def test_a_renter_sees_their_money_as_decimal_strings(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann")
    await login(client, "ann")
    empty = {"balance": "0.00", "held": "0.00", "owed": "0.00", "available": "0.00", "burn_per_hour": "0.00"}
    assert (await client.get("/api/v1/wallet")).json() == {**empty, "runs_dry_at": None}
    await fund(ctx, ann.id, "12.3456")
    assert (await client.get("/api/v1/wallet")).json()["balance"] == "12.3456"


async def test_the_operator_credits_and_debits_and_both_leave_traces(
    ctx: Ctx, client: httpx2.AsyncClient, operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann")
    await login(client, "ann")
    path = f"/api/v1/admin/users/{ann.id}"
    credit = await operator.post(f"{path}/credit", json={"amount": "50", "reason": "paid at the desk"})
    assert credit.json()["amount"] == "50.00"
    clock.advance(1)
    debit = await operator.post(f"{path}/debit", json={"amount": "20.5", "reason": "counted twice"})
    assert debit.json()["amount"] == "-20.50"
    entries = (await client.get("/api/v1/wallet/entries")).json()["items"]
    assert [(one["kind"], one["amount"], one["description"]) for one in entries] == [
        ("debit", "-20.50", "counted twice"),
        ("credit", "50.00", "paid at the desk"),
    ]
    assert (await operator.get(f"{path}/wallet")).json()["balance"] == "29.50"
    acts = (await operator.get("/api/v1/admin/audit", params={"target": ann.id})).json()["items"]
    assert [act["action"] for act in acts] == ["wallet.debit", "wallet.credit"]
    await books_are_right(ctx)


async def test_a_debit_takes_no_more_than_is_available(ctx: Ctx, operator: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann", yuan="5")
    answer = await operator.post(
        f"/api/v1/admin/users/{ann.id}/debit", json={"amount": "5.000001", "reason": "x"}
    )
    assert refused(answer, 409, "wallet.insufficient")["missing"] == "0.000001"


@both_databases
async def test_a_credit_that_is_sent_again_gives_once(ctx: Ctx, operator: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann")
    path, body = f"/api/v1/admin/users/{ann.id}/credit", {"amount": "50", "reason": "paid"}
    first = await operator.post(path, json=body, headers={"Idempotency-Key": "receipt-17"})
    again = await operator.post(path, json=body, headers={"Idempotency-Key": "receipt-17"})
    assert first.json() == again.json()
    assert (await operator.get(f"/api/v1/admin/users/{ann.id}/wallet")).json()["balance"] == "50.00"


@pytest.mark.parametrize("amount", ["0", "-1", "1000000000.000001"])
async def test_amounts_that_are_none_are_refused(ctx: Ctx, operator: httpx2.AsyncClient, amount: str) -> None:
    ann = await make_renter(ctx, "ann")
    path = f"/api/v1/admin/users/{ann.id}/credit"
    answer = await operator.post(path, json={"amount": amount, "reason": "x"})
    assert answer.status_code == 422
    assert (await operator.get(f"/api/v1/admin/users/{ann.id}/wallet")).json()["balance"] == "0.00"


@pytest.mark.parametrize("amount", [1, 1.5, "1.1234567", "1e3", "１"])
async def test_amounts_are_plain_decimal_strings(
    ctx: Ctx, operator: httpx2.AsyncClient, amount: object
) -> None:
    ann = await make_renter(ctx, "ann")
    answer = await operator.post(
        f"/api/v1/admin/users/{ann.id}/credit", json={"amount": amount, "reason": "x"}
    )
    refused(answer, 422, "request.invalid")


async def test_nobody_is_credited_who_is_not_there(operator: httpx2.AsyncClient) -> None:
    answer = await operator.post("/api/v1/admin/users/u-none/credit", json={"amount": "1", "reason": "x"})
    refused(answer, 404, "identity.user_not_found")


async def test_renters_do_not_credit_themselves(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann")
    await login(client, "ann")
    for path in ("credit", "debit"):
        answer = await client.post(
            f"/api/v1/admin/users/{ann.id}/{path}", json={"amount": "1", "reason": "x"}
        )
        refused(answer, 403, "identity.forbidden")
    refused(await client.get("/api/v1/admin/ledger/verify"), 403, "identity.forbidden")


async def test_a_code_is_money_once_however_it_is_typed(
    ctx: Ctx, client: httpx2.AsyncClient, operator: httpx2.AsyncClient
) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    (code,) = await codes(operator)
    typed = f" {code.lower().replace('-', ' ')} "
    answer = await client.post("/api/v1/wallet/redeem", json={"code": typed})
    assert answer.json() == {"amount": "20.00", "balance": "20.00"}
    refused(await client.post("/api/v1/wallet/redeem", json={"code": code}), 409, "wallet.code_used")
    batch = (await operator.get("/api/v1/admin/codes")).json()[0]
    assert (batch["count"], batch["used"], batch["note"]) == (1, 1, "class of 2026")
    assert code not in (await operator.get("/api/v1/admin/codes")).text
    await books_are_right(ctx)


@both_databases
async def test_a_code_that_many_redeem_at_once_pays_once(
    ctx: Ctx, browser: Browser, operator: httpx2.AsyncClient
) -> None:
    (code,) = await codes(operator)
    clients = []
    for number in range(8):
        user = await make_renter(ctx, f"user{number}")
        client = await browser()
        client.headers.update(await token_headers(ctx, user))
        clients.append(client)
    answers = await asyncio.gather(
        *(client.post("/api/v1/wallet/redeem", json={"code": code}) for client in clients)
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    await books_are_right(ctx)


async def test_expired_and_unknown_codes_say_so(
    ctx: Ctx, client: httpx2.AsyncClient, operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann")
    client.headers.update(await token_headers(ctx, ann))
    (code,) = await codes(operator)
    clock.advance(days=30)
    refused(await client.post("/api/v1/wallet/redeem", json={"code": code}), 409, "wallet.code_expired")
    refused(await client.post("/api/v1/wallet/redeem", json={"code": "ABCD"}), 404, "wallet.code_unknown")


async def test_guessing_codes_is_slowed_down(ctx: Ctx) -> None:
    ann = await make_renter(ctx, "ann")
    headers = await token_headers(ctx, ann)
    async with browsing(main.create(with_security(ctx, redeem_attempts_per_minute=3))) as client:
        client.headers.update(headers)
        for _ in range(3):
            refused(
                await client.post("/api/v1/wallet/redeem", json={"code": "X"}), 404, "wallet.code_unknown"
            )
        answer = await client.post("/api/v1/wallet/redeem", json={"code": "X"})
        refused(answer, 429, "request.rate_limited")


async def test_entries_come_page_by_page_and_belong_to_one(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    ann = await make_renter(ctx, "ann")
    await make_renter(ctx, "eve", yuan="7")
    for number in range(1, 6):
        clock.advance(1)
        await fund(ctx, ann.id, str(number))
    await login(client, "ann")
    amounts: list[str] = []
    params: dict[str, str] = {"limit": "2"}
    while True:
        page = (await client.get("/api/v1/wallet/entries", params=params)).json()
        amounts += [one["amount"] for one in page["items"]]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert amounts == ["5.00", "4.00", "3.00", "2.00", "1.00"]


@both_databases
async def test_the_books_are_checked_and_a_wrong_balance_is_found(
    ctx: Ctx, operator: httpx2.AsyncClient
) -> None:
    ann = await make_renter(ctx, "ann", yuan="5")
    answer = (await operator.get("/api/v1/admin/ledger/verify")).json()
    assert answer == {"ok": True, "problems": [], "accounts": 2, "entries": 1}
    await corrupt(ctx, "UPDATE wallets SET balance_micros = balance_micros + 1")
    await corrupt(ctx, "UPDATE postings SET micros = micros - 2 WHERE account_id NOT LIKE 'wallet:%'")
    answer = (await operator.get("/api/v1/admin/ledger/verify")).json()
    assert answer["ok"] is False
    assert any(ann.id in problem for problem in answer["problems"])
    assert any("adds up to -2" in problem for problem in answer["problems"])


async def corrupt(ctx: Ctx, statement: str) -> None:
    """What no code of ours would do."""
    async with ctx.db.engine.begin() as connection:
        await connection.exec_driver_sql(
            statement.replace("%", "%%") if "psycopg" in ctx.db.url else statement
        )
