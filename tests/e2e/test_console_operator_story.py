"""The operator's first hour in the browser: a price, an image, a host that opens and drains, a renter looked after."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from playwright.sync_api import expect

from harness.console import Browsers, Seat
from harness.server import Server

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]

MODEL = "RTX 3090"


@pytest.fixture
def closed(shop: Server) -> str:
    """The name of the only host, which is closed, as every host is when it is first seen."""
    with closing(shop.operator()) as operator:
        host = operator.get("/admin/hosts").json()[0]
        operator.patch(f"/admin/hosts/{host['id']}", json={"state": "closed"}).raise_for_status()
        name: str = host["name"]
        return name


def confirms(seat: Seat, key: str) -> None:
    """Presses the button in the dialog that came up, and waits until it is gone."""
    dialog = seat.page.get_by_role("dialog")
    dialog.get_by_role("button", name=seat.say(key), exact=True).click()
    expect(dialog).to_be_hidden()


def test_an_operator_opens_a_host_and_drains_it_again(shop: Server, closed: str, chromium: Browsers) -> None:
    with (
        chromium.seat(shop.url, language="zh") as operator,
        chromium.seat(shop.url, language="en") as stranger,
    ):
        operator.sits_down("operator", shop.password)
        stranger.open("/")
        stranger.sees(stranger.say("landing.no_models"))

        operator.open("/operator/hosts")
        price = operator.page.get_by_label(operator.say("hosts.price_of", model=MODEL), exact=True)
        price.fill("1.66")
        price.press("Enter")
        operator.sees(re.compile(r"¥1\.66"))
        operator.button("hosts.act.open").first.click()
        confirms(operator, "hosts.act.open")
        stranger.sees(MODEL)
        stranger.sees(re.compile(r"¥1\.66"))

        operator.button("hosts.act.draining").first.click()
        confirms(operator, "hosts.act.draining")
        stranger.sees(stranger.say("landing.no_models"))

        operator.button("hosts.act.open").first.click()
        confirms(operator, "hosts.act.open")
        stranger.sees(MODEL)
        price.fill("1.58")
        price.press("Enter")
        stranger.sees(re.compile(r"¥1\.58"))


def test_an_operator_builds_an_image_and_watches_it(shop: Server, chromium: Browsers) -> None:
    with chromium.seat(shop.url, language="zh") as seat:
        seat.sits_down("operator", shop.password)
        seat.open("/operator/images")
        image = seat.page.get_by_role("article").filter(has=seat.page.get_by_text("base", exact=True))
        image.get_by_role("button", name=seat.say("catalogue.build_again")).click()
        seat.page.get_by_role("dialog").get_by_role(
            "button", name=seat.say("catalogue.build_now"), exact=True
        ).click()
        # A recipe that was built before comes from the cache; either way the log says how it ended, as it is written.
        seat.sees(re.compile(r"== 100 %"), seconds=180)
        seat.sees(re.compile(seat.say("catalogue.build_state.succeeded")))
        seat.page.keyboard.press("Escape")
        expect(image.get_by_text(seat.say("catalogue.state.ready"), exact=True)).to_be_visible()


def test_an_operator_credits_a_renter_and_sees_what_they_see(shop: Server, chromium: Browsers) -> None:
    shop.renter("mia", yuan="1").close()
    with chromium.seat(shop.url, language="en") as operator, chromium.seat(shop.url, language="en") as mia:
        mia.sits_down("mia", "correct horse")
        mia.open("/overview")
        mia.sees("¥1.00")
        operator.sits_down("operator", shop.password)
        operator.open("/operator/users?query=mia")
        operator.page.get_by_role("main").get_by_role("button", name="mia").or_(
            operator.page.get_by_role("main").get_by_role("link", name="mia")
        ).first.click()
        drawer = operator.page.get_by_role("dialog")
        drawer.get_by_role("button", name=operator.say("users.adjust.act.credit"), exact=True).click()
        credit = operator.page.get_by_role("dialog").last
        credit.get_by_label(operator.say("users.adjust.amount"), exact=True).fill("41.5")
        credit.get_by_label(operator.say("users.adjust.reason"), exact=True).fill("welcome")
        credit.get_by_role("button", name=operator.say("users.adjust.act.credit")).click()
        mia.sees("¥42.50")

        drawer.first.get_by_role("button", name=operator.say("users.act_as.act"), exact=True).click()
        operator.page.get_by_role("dialog").last.get_by_role(
            "button", name=operator.say("users.act_as.begin"), exact=True
        ).click()
        operator.page.wait_for_url("**/overview")
        operator.sees(operator.say("frame.acting_as", name="mia"))
        operator.sees("¥42.50")
        assert operator.page.get_by_text(operator.say("frame.operations"), exact=True).count() == 0
        operator.button("frame.acting_end").click()
        operator.page.wait_for_url("**/operator/users")
        operator.room("frame.operator_audit").click()
        operator.sees("mia")
