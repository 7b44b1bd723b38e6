"""What happened to this yuan: an entry, and what made it, from one page."""

from __future__ import annotations

from typing import Any

import httpx2

from instances.conftest import Renter
from support import both_databases, refused
from zuka.billing import loops as billing
from zuka.kit.clock import ManualClock

pytestmark = both_databases

LEDGER = "/api/v1/admin/ledger/entries"


async def story(operator: httpx2.AsyncClient, **query: str) -> dict[str, Any]:
    """The newest entry that meets the query, whole."""
    newest = (await operator.get(LEDGER, params=query)).json()["items"][0]
    answer = await operator.get(f"{LEDGER}/{newest['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert {name: value for name, value in found.items() if name != "story"} == newest
    return found


async def test_a_charge_leads_to_its_instance_run_and_hour(
    renter: Renter, operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=2, name="train-1")
    clock.advance(minutes=90)
    await billing.LOOPS[0].once(renter.ctx)
    found = await story(operator, kind="usage")
    assert found["postings"][0] == {
        "account": f"wallet:{renter.user_id}",
        "user_id": renter.user_id,
        "user_name": "ann",
        "amount": "-3.16",
    }
    told = found["story"]
    assert told["instance"] == {"id": instance_id, "name": "train-1", "state": "running"}
    assert told["hour"] == "2026-01-01T00:00:00Z"
    (run,) = await renter.get(f"/instances/{instance_id}/runs")
    assert told["run"] == run
    assert (run["posted"], run["amount"]) == ("3.16", "4.74")
    assert told["code_batch"] is None


async def test_a_credit_leads_to_the_act_that_made_it(renter: Renter, operator: httpx2.AsyncClient) -> None:
    for reason in ("paid at the desk", "paid again"):
        body = {"amount": "12.5", "reason": reason}
        answer = await operator.post(f"/api/v1/admin/users/{renter.user_id}/credit", json=body)
        assert answer.status_code == 200, answer.text
    told = (await story(operator, query="paid at the desk"))["story"]
    (act,) = told["audit"]
    assert (act["action"], act["actor_name"]) == ("wallet.credit", "olga")
    assert act["facts"]["reason"] == "paid at the desk"
    assert (told["instance"], told["run"], told["hour"]) == (None, None, None)


async def test_a_redeemed_code_leads_to_its_batch_and_who_made_it(
    renter: Renter, operator: httpx2.AsyncClient
) -> None:
    body = {"amount": "20", "count": 2, "note": "class of 2026"}
    made = (await operator.post("/api/v1/admin/codes", json=body)).json()
    await renter.http.post("/api/v1/wallet/redeem", json={"code": made["codes"][0]})
    told = (await story(operator, kind="redeem"))["story"]
    assert told["code_batch"]["id"] == made["batch_id"]
    assert (told["code_batch"]["used"], told["code_batch"]["note"]) == (1, "class of 2026")
    assert [(one["action"], one["actor_name"]) for one in told["audit"]] == [("codes.make", "olga")]


async def test_an_entry_that_is_not_there(operator: httpx2.AsyncClient) -> None:
    refused(await operator.get(f"{LEDGER}/ent-none"), 404, "wallet.entry_not_found")
