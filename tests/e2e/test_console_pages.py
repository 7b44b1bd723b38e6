"""Every page as people with other eyes, hands and screens meet it: axe in both themes, a phone's width, a renter's limits."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest
from playwright.sync_api import Page

from harness.console import Browsers, Seat, Theme, accessibility_faults
from harness.scenery import RENTER, Place, Who, furnish, login
from harness.server import PASSWORD, Server

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]

PHONE = (390, 844)
WHO: tuple[Who, ...] = ("nobody", "renter", "operator")


@pytest.fixture(scope="module")
def places(shop: Server) -> Sequence[Place]:
    return furnish(shop)


def settled(page: Page) -> None:
    """Drawn, with what it asked for: no skeleton is left."""
    page.get_by_role("heading").first.wait_for()
    page.wait_for_function("() => !document.querySelector('.ant-skeleton-active, .ant-spin-spinning')")


def visit(seat: Seat, place: Place) -> None:
    seat.open(place.path)
    settled(seat.page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_shuts_anybody_out(
    shop: Server, places: Sequence[Place], chromium: Browsers, theme: Theme
) -> None:
    faults: dict[str, list[str]] = {}
    for who in WHO:
        with chromium.seat(shop.url, language="en", theme=theme) as seat:
            if known := login(shop, who):
                seat.sits_down(*known)
            for place in (one for one in places if one.who == who):
                visit(seat, place)
                if found := accessibility_faults(seat.page):
                    faults[place.name] = found
    assert faults == {}


def test_no_page_is_wider_than_a_phone(shop: Server, places: Sequence[Place], chromium: Browsers) -> None:
    wider: dict[str, int] = {}
    for who in WHO:
        with chromium.seat(shop.url, language="en", size=PHONE) as seat:
            if known := login(shop, who):
                seat.sits_down(*known)
            for place in (one for one in places if one.who == who):
                visit(seat, place)
                width = seat.page.evaluate("document.documentElement.scrollWidth")
                if width > PHONE[0]:
                    wider[place.name] = width
    assert wider == {}


def test_a_renter_neither_sees_nor_calls_anything_of_the_operators(
    shop: Server, places: Sequence[Place], chromium: Browsers
) -> None:
    with closing(shop.client(RENTER, PASSWORD)) as api:
        for path in (
            "overview",
            "hosts",
            "users",
            "instances",
            "operations",
            "ledger/entries",
            "settings",
            "audit",
        ):
            assert api.get(f"/admin/{path}").status_code == 403
    with chromium.seat(shop.url, language="en") as seat:
        seat.sits_down(RENTER, PASSWORD)
        for place in (one for one in places if one.who == "operator"):
            seat.open(place.path)
            seat.sees(seat.say("frame.lost_title"))
        assert seat.page.get_by_text(seat.say("frame.operations"), exact=True).count() == 0


def test_no_secret_and_no_name_stays_in_the_browser(
    shop: Server, places: Sequence[Place], chromium: Browsers
) -> None:
    with chromium.seat(shop.url) as seat:
        seat.sits_down(RENTER, PASSWORD)
        visit(seat, next(one for one in places if one.name == "instance-connect"))
        kept = seat.page.evaluate(
            "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])"
        )
        assert "zuka_session" not in kept
        assert RENTER not in kept
        assert {cookie["httpOnly"] for cookie in seat.context.cookies()} == {True}
