"""What can come between: the session ends in the middle of a form, the server goes away under an open page."""

from __future__ import annotations

from contextlib import closing

import pytest
from playwright.sync_api import expect

from harness.console import Browsers, Seat
from harness.server import PASSWORD, Server, settle

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]


def starts_an_order(seat: Seat, name: str) -> None:
    """The form is filled in; nothing has been ordered."""
    seat.open("/market")
    seat.page.get_by_role("link", name=seat.like("market.rent")).first.click()
    seat.page.get_by_label(seat.say("create.name"), exact=True).fill(name)
    expect(seat.button("create.act")).to_be_enabled()


def tidy(shop: Server, user: str) -> None:
    """Stop what the story rented."""
    with closing(shop.client(user, PASSWORD)) as api:
        for instance in api.get("/instances").json():
            if "stop" in instance["allowed"]:
                answer = api.post(f"/instances/{instance['id']}/stop")
                assert settle(api, answer.json()["operation"])["state"] == "succeeded"


def test_a_session_that_ends_in_the_middle_of_a_form_costs_a_password_and_nothing_else(
    shop: Server, chromium: Browsers
) -> None:
    shop.renter("eva").close()
    with chromium.seat(shop.url) as seat:
        seat.sits_down("eva", PASSWORD)
        starts_an_order(seat, "kept-name")
        with closing(shop.client("eva", PASSWORD)) as elsewhere:
            for session in elsewhere.get("/sessions").json():
                if not session["current"]:
                    elsewhere.delete(f"/sessions/{session['id']}").raise_for_status()
        seat.button("create.act").click()
        seat.sees(seat.say("account.expired_title"))
        dialog = seat.page.get_by_role("dialog")
        dialog.get_by_label(seat.say("account.password"), exact=True).fill(PASSWORD)
        dialog.get_by_role("button", name=seat.say("account.log_in")).click()
        expect(dialog).to_be_hidden()
        assert seat.page.get_by_label(seat.say("create.name"), exact=True).input_value() == "kept-name"
        seat.button("create.act").click()
        seat.page.wait_for_url("**/instances")
        seat.sees("kept-name")
        seat.sees_state("running")
    tidy(shop, "eva")


def test_a_server_that_dies_under_an_open_page_comes_back_under_it(shop: Server, chromium: Browsers) -> None:
    shop.renter("tom").close()
    with chromium.seat(shop.url) as seat:
        seat.sits_down("tom", PASSWORD)
        starts_an_order(seat, "survivor")
        shop.kill()
        seat.sees(seat.say("frame.connection_lost"))
        assert seat.page.get_by_label(seat.say("create.name"), exact=True).input_value() == "survivor"
        shop.start()
        expect(seat.page.get_by_text(seat.say("frame.connection_lost"))).to_be_hidden(timeout=60_000)
        seat.button("create.act").click()
        seat.page.wait_for_url("**/instances")
        seat.sees("survivor")
        seat.sees_state("running")
    tidy(shop, "tom")
