"""Money runs low and out: the page says so as it happens, the machine stops at zero, and a top-up brings it back."""

from __future__ import annotations

import re
from contextlib import closing

import httpx2
import pytest

from harness.console import Browsers
from harness.server import PASSWORD, Server, settle

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]

LEFT_MICROS = 20_000
"""Two cents last three quarters of a minute at 1.58 an hour."""


@pytest.fixture
def poor(shop: Server) -> httpx2.Client:
    """A renter with two yuan and a running machine."""
    api = shop.renter("poor", yuan="2")
    offer = api.get("/offers").json()[0]
    order = {"host_id": offer["host_id"], "count": 1, "image_id": "base", "name": "last-hour"}
    answer = api.post("/instances", json=order)
    assert settle(api, answer.json()["operation"])["state"] == "succeeded"
    return api


def leave(shop: Server, api: httpx2.Client, micros: int) -> None:
    """Take the renter's money away, but for so much."""
    user = api.get("/me").json()["id"]
    available = api.get("/wallet").json()["available"]
    whole, _, fraction = available.partition(".")
    taken = int(whole) * 1_000_000 + int(fraction.ljust(6, "0")) - micros
    amount = f"{taken // 1_000_000}.{taken % 1_000_000:06}"
    with closing(shop.operator()) as operator:
        body = {"amount": amount, "reason": "for the story"}
        operator.post(f"/admin/users/{user}/debit", json=body).raise_for_status()


def test_the_page_tells_when_money_ends_and_the_machine_stops_at_zero(
    shop: Server, poor: httpx2.Client, chromium: Browsers
) -> None:
    with closing(poor), chromium.seat(shop.url, language="en") as seat:
        seat.sits_down("poor", PASSWORD)
        seat.open("/billing")
        seat.sees(re.compile(r"lasts 1 h"))
        leave(shop, poor, LEFT_MICROS)
        seat.sees(re.compile(r"The balance lasts \d+ s more"))
        seat.room("frame.instances").click()
        seat.sees("last-hour")
        seat.sees_state("stopped", seconds=120)
        seat.room("frame.billing").click()
        seat.sees(seat.say("billing.dry.empty"))
        wallet = poor.get("/wallet").json()
        # The overdraft is what stopping took: seconds, at 1.58 an hour.
        assert -0.05 < float(wallet["balance"]) <= 0
        with closing(shop.operator()) as operator:
            user = poor.get("/me").json()["id"]
            gift = {"amount": "10", "reason": "for the story"}
            operator.post(f"/admin/users/{user}/credit", json=gift).raise_for_status()
        seat.room("frame.instances").click()
        seat.button("instances.act.start").first.click()
        seat.page.get_by_role("dialog").get_by_role("button", name=seat.say("instances.act.start")).click()
        seat.sees_state("running")
        instance = poor.get("/instances").json()[0]["id"]
        answer = poor.post(f"/instances/{instance}/stop")
        assert settle(poor, answer.json()["operation"])["state"] == "succeeded"
