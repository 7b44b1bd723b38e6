"""Around the terminal: cards in the monitor, a port of the machine in a tab, everything on a phone, for everybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from harness.console import Browsers, Seat, Theme, accessibility_faults
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

PHONE = (390, 844)
_PAGE = "<title>tensors</title><h1>Loss 0.042</h1>"
_SIMULATED = """#!/bin/sh
# A simulated nvidia-smi: this machine has no cards.
case "$*" in
  *compute-apps*) exit 0 ;;
esac
for index in 0 1; do
  echo "$index, GPU-$index, NVIDIA GeForce RTX 4090, 4$index, 8192, 24564, 6$index, 301.50, 450.00, 55"
done
"""


@pytest.fixture(scope="module")
def with_cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A machine whose nvidia-smi is simulated and tells of two cards."""
    folder = tmp_path_factory.mktemp("cards")
    tool = folder / "bin" / "nvidia-smi"
    tool.parent.mkdir()
    tool.write_text(_SIMULATED)
    tool.chmod(0o755)
    with sshd(folder / "sshd", f'SetEnv "PATH={tool.parent}:/usr/bin:/bin"') as server:
        yield server


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.end_headers()
        self.wfile.write(_PAGE.encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def page_on_loopback() -> Iterator[int]:
    """A program on the machine that only the machine itself can reach; its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_the_monitor_shows_each_card(desks: Server, with_cards: Sshd, chromium: Browsers) -> None:
    desks.renter("trainer").close()
    with chromium.seat(desks.url, size=(1280, 1400)) as seat:
        seat.sits_down("trainer", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(with_cards, "lab")
        cards = seat.page.get_by_role("region", name=seat.say("workbench-monitor.gpus")).get_by_role(
            "article"
        )
        expect(cards).to_have_count(2)
        for index, utilization in enumerate(("40%", "41%")):
            expect(cards.nth(index)).to_contain_text("4090")
            expect(cards.nth(index)).to_contain_text(utilization)


def test_a_port_of_the_machine_is_a_page_in_a_new_tab(
    desks: Server, machine: Sshd, page_on_loopback: int, chromium: Browsers
) -> None:
    desks.renter("plotter").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("plotter", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(machine, "lab")
        seat.button("workbench.tunnels").click()
        seat.page.get_by_label(seat.say("workbench-tunnels.port"), exact=True).fill(str(page_on_loopback))
        with seat.context.expect_page() as opened:
            seat.button("workbench-tunnels.open_port").click()
        tab = opened.value
        expect(tab.get_by_role("heading")).to_have_text("Loss 0.042")
        assert seat.url.partition("//")[2] not in tab.url
        tab.close()
        desk.is_live()


def is_as_wide_as_the_screen(seat: Seat) -> None:
    wide: int = seat.page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= PHONE[0], f"{wide} pixels wide"


def test_a_phone_has_room_for_one_thing_at_a_time(desks: Server, machine: Sshd, chromium: Browsers) -> None:
    desks.renter("walker").close()
    with chromium.seat(desks.url, size=PHONE) as seat:
        seat.sits_down("walker", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        is_as_wide_as_the_screen(seat)
        desk.connects(machine, "lab")
        desk.types("echo small-$((1 + 2))")
        desk.reads("^small-3$")
        is_as_wide_as_the_screen(seat)
        for room, seen in (
            ("monitor", seat.page.get_by_text(seat.say("workbench-monitor.memory")).first),
            ("files", seat.button("workbench-files.edit_path")),
            ("terminal", desk.screen),
        ):
            seat.page.get_by_text(seat.say(f"workbench.{room}"), exact=True).last.click()
            expect(seen).to_be_visible()
            is_as_wide_as_the_screen(seat)
        desk.reads("^small-3$")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_desk_is_there_for_everybody(
    desks: Server, machine: Sshd, chromium: Browsers, theme: Theme
) -> None:
    name = f"reader-{theme}"
    desks.renter(name).close()
    faults: dict[str, list[str]] = {}
    with chromium.seat(desks.url, theme=theme) as seat:
        seat.sits_down(name, PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        dialog = desk.fills_in(machine, "lab")
        faults["new connection"] = accessibility_faults(seat.page)
        desk.saves(dialog)
        save = seat.button("workbench-connections.question.accept_save")
        expect(save).to_be_visible()
        faults["host key"] = accessibility_faults(seat.page)
        save.click()
        desk.has_a_prompt()
        seat.sees(seat.say("workbench-monitor.memory"))
        faults["desk"] = accessibility_faults(seat.page)
    assert not any(faults.values()), faults
