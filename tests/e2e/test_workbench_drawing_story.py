"""How terminals are drawn: by the graphics card where there is one, as text where there is none or it is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from harness.console import Browsers, browsers
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def drawing() -> Iterator[Browsers]:
    """A Chromium with a graphics card."""
    with browsers(graphics=True) as opened:
        yield opened


def picture(desk: AtTheDesk) -> Locator:
    """What the graphics card draws."""
    return desk.page.locator("[data-terminal] .xterm-screen > canvas:not(.xterm-link-layer)")


def test_a_lost_graphics_card_costs_nothing(desks: Server, machine: Sshd, drawing: Browsers) -> None:
    desks.renter("painter").close()
    with drawing.seat(desks.url) as seat:
        seat.sits_down("painter", PASSWORD)
        desk = AtTheDesk(seat, graphics=True)
        desk.opens()
        desk.saves(desk.fills_in(machine, "lab"))
        seat.button("workbench-connections.question.accept_save").click()
        desk.is_live()
        expect(picture(desk)).to_have_count(1)
        desk.types("echo drawn-$((1+1)); echo 画好")
        desk.saves(desk.fills_in(machine, "beside"))
        tabs = seat.page.get_by_role("list", name=seat.say("workbench.sessions")).get_by_role("listitem")
        expect(tabs).to_have_count(2)
        expect(desk.page.locator("[data-terminal]")).to_have_count(2)
        # Only who is looked at holds the card.
        expect(picture(desk)).to_have_count(1)
        expect(desk.page.locator("[data-terminal]").nth(0).locator(".xterm-rows")).to_have_count(1)
        desk.reads("^drawn-2\\n画好")
        seat.button("workbench.close_tab", name="beside").click()
        seat.button("workbench.close_do").click()
        expect(desk.page.locator("[data-terminal]")).to_have_count(1)
        expect(picture(desk)).to_have_count(1)
        picture(desk).evaluate(
            "(one) => one.getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
        )
        expect(picture(desk)).to_have_count(0)
        desk.reads("^drawn-2\\n画好")
        desk.types("echo still-$((1+1))")
        desk.reads("^still-2")


def test_on_an_emulated_screen_nothing_is_drawn_at_another_size(
    desks: Server, machine: Sshd, drawing: Browsers
) -> None:
    desks.renter("emulator").close()
    with drawing.seat(desks.url, options={"device_scale_factor": 2}) as seat:
        seat.sits_down("emulator", PASSWORD)
        desk = AtTheDesk(seat, graphics=True)
        desk.opens()
        desk.connects(machine, "lab")
        expect(picture(desk)).to_have_count(0)
