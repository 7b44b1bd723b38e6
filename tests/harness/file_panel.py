"""The file list of the workbench in front of somebody: what stories do there over and over."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from harness.console import PATIENCE_MS, Seat
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd


class Panel:
    """The file list in front of somebody."""

    def __init__(self, seat: Seat) -> None:
        self.seat, self.page = seat, seat.page

    @property
    def region(self) -> Locator:
        return self.page.get_by_role("region", name=self.seat.like("workbench-files.of"))

    @property
    def grid(self) -> Locator:
        return self.region.get_by_role("grid")

    @property
    def transfers(self) -> Locator:
        return self.page.get_by_role("region", name=self.seat.say("workbench-files.transfer.title"))

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    def goes_to(self, folder: Path, sees: str) -> None:
        self.seat.button("workbench-files.edit_path").click()
        path = self.region.get_by_label(self.seat.say("workbench-files.path"))
        path.and_(self.region.locator("input")).fill(str(folder))
        self.page.keyboard.press("Enter")
        expect(self.row(sees)).to_be_visible(timeout=PATIENCE_MS)

    def row(self, name: str) -> Locator:
        return self.grid.get_by_role("row").filter(has=self.page.get_by_text(name, exact=True))

    def picks(self, *paths: Path) -> None:
        """Files of this computer, through the browser's own dialog."""
        self.region.locator("input[type=file]").first.set_input_files(list(paths))

    def menu(self, name: str, act: str) -> None:
        self.row(name).click(button="right")
        self.page.get_by_role("menuitem", name=self.seat.say(f"workbench-files.{act}")).first.click()

    def transfer(self, name: str) -> Locator:
        return self.transfers.get_by_role("listitem").filter(has_text=name)

    def answers(self, choice: str) -> None:
        self.dialog.get_by_role(
            "button", name=self.seat.say(f"workbench-files.conflict.{choice}")
        ).first.click()


def sits(desks: Server, seat: Seat, name: str, machine: Sshd) -> tuple[AtTheDesk, Panel]:
    """Somebody new, connected to a machine called lab."""
    desks.renter(name).close()
    seat.sits_down(name, PASSWORD)
    desk = AtTheDesk(seat)
    desk.opens()
    desk.connects(machine, "lab")
    return desk, Panel(seat)
