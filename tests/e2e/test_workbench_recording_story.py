"""Somebody records a terminal, and plays it back: in the page, and from the file."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, expect

from harness.console import Browsers, Seat
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_SECRET = "hunter2"


def drawer(seat: Seat, desk: AtTheDesk) -> Locator:
    """The list of recordings, from the terminal's menu."""
    wants(seat, desk, "recordings")
    found = seat.page.get_by_role("dialog")
    expect(found.get_by_role("listitem").or_(found.get_by_text(said(seat, "empty"))).first).to_be_visible()
    return found


def said(seat: Seat, key: str) -> str:
    return seat.say(f"workbench-terminal.recordings.{key}")


def wants(seat: Seat, desk: AtTheDesk, what: str) -> None:
    desk.terminal.locator("[data-screen]").click(button="right")
    name = seat.say(f"workbench-terminal.menu.{what}")
    seat.page.get_by_role("menuitem", name=name, exact=True).click()


def test_a_terminal_is_recorded_played_and_forgotten(
    desks: Server, machine: Sshd, chromium: Browsers
) -> None:
    desks.renter("director").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("director", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(machine, "lab")
        desk.types("clear; echo before-$((1+1))")
        desk.reads("^before-2")

        wants(seat, desk, "record")
        seat.page.get_by_role("dialog").get_by_role(
            "button", name=seat.say("workbench-terminal.record.start")
        ).click()
        stop = seat.button("workbench-terminal.record.stop")
        expect(stop).to_be_visible()
        desk.types("read -s word; for at in 1 2 3; do echo 步骤-$at; sleep 0.4; done; echo over-$((1+1))")
        seat.page.keyboard.type(_SECRET)
        seat.page.keyboard.press("Enter")
        desk.reads("^over-2")
        stop.click()
        expect(stop).to_be_hidden()
        desk.types("echo unseen-$((1+1))")
        desk.reads("^unseen-2")

        kept = drawer(seat, desk)
        expect(kept.get_by_role("listitem")).to_have_count(1)
        kept.get_by_role("button", name=said(seat, "rename")).click()
        kept.get_by_label(said(seat, "name")).fill("第一次训练")
        seat.page.keyboard.press("Enter")
        expect(kept.get_by_role("listitem")).to_contain_text("第一次训练")
        with seat.page.expect_download() as got:
            kept.get_by_role("link", name=said(seat, "download")).click()
        assert got.value.suggested_filename == "第一次训练.cast"
        header, *events = [json.loads(line) for line in got.value.path().read_text().splitlines()]
        assert header["version"] == 2
        assert (header["width"], header["height"]) > (1, 1)
        assert {kind for _, kind, _ in events} <= {"o", "r"}, "what was typed is in it"
        assert [at for at, _, _ in events] == sorted(at for at, _, _ in events)
        output = "".join(text for _, _, text in events)
        assert "步骤-3" in output
        assert not [word for word in (_SECRET, "before-2", "unseen-2", "kept") if word in output]

        kept.get_by_role("link", name=said(seat, "play")).click()
        expect(seat.page.get_by_role("heading", name="第一次训练")).to_be_visible()
        player = seat.page.get_by_role("region", name=seat.say("workbench-terminal.replay.player"))
        screen = player.locator(".xterm-rows")
        act = player.get_by_role("button")
        seek = player.get_by_role("slider")
        expect(screen).to_contain_text("over-2")
        expect(act).to_have_text(re.compile(seat.say("workbench-terminal.replay.again")))
        # Back to the beginning, where it stands; then on, faster, until somebody stops it.
        seat.page.keyboard.press("Home")
        expect(screen).not_to_contain_text("步骤-1\n")
        expect(seek).to_have_attribute("aria-valuenow", "0")
        act.click()
        expect(act).to_have_text(re.compile(seat.say("workbench-terminal.replay.pause")))
        act.click()
        expect(act).to_have_text(re.compile(seat.say("workbench-terminal.replay.play")))
        seat.page.keyboard.press("End")
        expect(screen).to_contain_text("over-2")
        seat.page.keyboard.press(">")
        expect(player).to_contain_text(seat.say("workbench-terminal.replay.speed_of", speed=1.5))

        seat.link("workbench-terminal.replay.back").click()
        desk.has_a_prompt()
        kept = drawer(seat, desk)
        kept.get_by_role("button", name=said(seat, "delete")).click()
        seat.page.get_by_role("tooltip").get_by_role("button", name=said(seat, "delete")).click()
        expect(kept.get_by_text(said(seat, "empty"), exact=True)).to_be_visible()
