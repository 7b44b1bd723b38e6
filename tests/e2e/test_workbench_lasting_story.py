"""What was on the screen stays, whoever goes away meanwhile: the page, or the server under it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from harness.console import Browsers
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_PATIENCE_SECONDS = 60
"""A server that was killed starts anew, and the page tries in intervals that grow."""


def test_a_page_that_is_loaded_again_shows_the_same_screen_of_the_same_shell(
    desks: Server, machine: Sshd, chromium: Browsers
) -> None:
    desks.renter("reloader").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("reloader", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(machine, "lab")
        desk.types("echo shell=$$; seq -f line-%g 3; echo 好的")
        shell = desk.found(r"^shell=(\d+)$")
        desk.reads("^好的$")
        before = desk.lines()

        seat.page.reload()
        desk.has_a_prompt()
        desk.reads("^line-3$")
        assert [line for line in desk.lines() if line] == [line for line in before if line]
        desk.types("echo still=$$")
        assert desk.found(r"^still=(\d+)$") == shell


def test_a_server_that_dies_under_an_open_desk_comes_back_under_it(
    desks: Server, machine: Sshd, chromium: Browsers
) -> None:
    desks.renter("survivor").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("survivor", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(machine, "lab")
        desk.types("echo before-$((40 + 2))")
        desk.reads("^before-42$")
        desks.kill()
        expect(desk.terminal).to_have_attribute("data-state", "reconnecting")
        desk.reads("^before-42$")
        desks.start()
        desk.is_live(seconds=_PATIENCE_SECONDS)
        desk.reads("^before-42$")
        # Its shell went with the server; the new one stands below what the old one wrote, and a line says so.
        line = seat.like("workbench-terminal.new_shell").pattern
        desk.reads(f"^before-42$[^]*{line}[^]*[#$] ", seconds=_PATIENCE_SECONDS)
        desk.types("echo after-$((40 + 3))")
        desk.reads("^after-43$", seconds=_PATIENCE_SECONDS)
        desk.reads("^before-42$")
        seat.page.reload()
        desk.reads(f"^before-42$[^]*{line}[^]*^after-43$")
        assert sum(bool(re.search(line, one)) for one in desk.lines()) == 1
