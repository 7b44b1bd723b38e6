"""Two people at two browsers: what one does, the other sees without touching anything."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from harness.console import Browsers, Seat
from harness.server import PASSWORD, Server, settle

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]


def idle(seat: Seat) -> re.Pattern[str]:
    return re.compile(r"(\d+) / 8 idle")


def count(seat: Seat) -> int:
    """Idle cards of the only host, as its row in the market says."""
    found = idle(seat).search(seat.page.locator("main").inner_text())
    assert found is not None
    return int(found[1])


def test_a_card_that_is_taken_leaves_the_other_browser_at_once(shop: Server, chromium: Browsers) -> None:
    shop.renter("ada").close()
    shop.renter("bob").close()
    with (
        chromium.seat(shop.url, language="en") as ada,
        chromium.seat(shop.url, language="en") as bob,
    ):
        for seat, name in ((ada, "ada"), (bob, "bob")):
            seat.sits_down(name, PASSWORD)
            seat.open("/market")
            seat.sees(idle(seat))
        before = count(bob)
        ada.page.get_by_role("link", name=ada.like("market.rent")).first.click()
        ada.button("create.act").click()
        bob.sees(f"{before - 1} / 8 idle")
        ada.sees_state("running")
        with closing(shop.client("ada", PASSWORD)) as api:
            instance = api.get("/instances").json()[0]["id"]
            # Stopped from elsewhere: the page that shows it says so by itself.
            answer = api.post(f"/instances/{instance}/stop")
            assert settle(api, answer.json()["operation"])["state"] == "succeeded"
        ada.sees_state("stopped")
        bob.sees(f"{before} / 8 idle")


def test_a_new_price_is_on_the_market_at_once(shop: Server, chromium: Browsers) -> None:
    with closing(shop.operator()) as operator, chromium.seat(shop.url, language="en") as stranger:
        stranger.open("/")
        stranger.sees("RTX 3090")
        before = operator.get("/admin/prices").json()[0]
        changed = {"price_per_hour": "2.75", "discount_percent": 0}
        operator.put(f"/admin/prices/{before['model']}", json=changed).raise_for_status()
        try:
            stranger.sees(re.compile(r"¥2\.75"))
        finally:
            restored = {key: before[key] for key in ("price_per_hour", "discount_percent")}
            operator.put(f"/admin/prices/{before['model']}", json=restored).raise_for_status()
