"""Somebody at the workbench: what a story does there over and over, and a platform that lets them reach loopback."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect

from harness.console import PATIENCE_MS, Seat
from harness.server import Server
from harness.sshd import Sshd
from zuka.settings import RegionSettings

REACHING_LOOPBACK = {
    "ZUKA_WORKBENCH__ALLOWED_NETWORKS": "127.0.0.0/8",
    # Everybody in these stories comes from the same address.
    "ZUKA_SECURITY__LOGIN_ATTEMPTS_PER_MINUTE": "1000",
}
PROMPT = "[#$] "
_NO_GRAPHICS_CARD = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest);
};
"""
"""Terminals are drawn as text then, as in a browser without one, and a story can read them."""
_SHOWN = """([pattern]) => [...document.querySelectorAll('[data-terminal] .xterm-rows')].some((screen) =>
  new RegExp(pattern, 'm').test([...screen.children].map((row) => row.textContent).join('\\n')
    .replace(/\\u00a0/g, ' ')))
"""


def platform(directory: Path) -> Server:
    """A server on a simulated region, which rents nothing real: the machines of these stories are real SSH servers."""
    server = Server(directory, RegionSettings(engine="simulated"), REACHING_LOOPBACK)
    server.open_shop()
    return server


class AtTheDesk:
    """One person's workbench, in front of them; with `graphics`, on a card that terminals are drawn with."""

    def __init__(self, seat: Seat, *, graphics: bool = False) -> None:
        self.seat, self.page = seat, seat.page
        if not graphics:
            seat.context.add_init_script(_NO_GRAPHICS_CARD)

    def opens(self) -> None:
        self.seat.open("/workbench")
        expect(self.seat.button("workbench-connections.new").first).to_be_visible()

    def fills_in(self, machine: Sshd, name: str) -> Locator:
        """The dialog for a new connection, with everything in it; nothing is saved yet."""
        self.seat.button("workbench-connections.new").first.click()
        dialog = self.page.get_by_role("dialog")
        say = self.seat.say
        dialog.get_by_label(say("workbench-connections.form.name"), exact=True).fill(name)
        dialog.get_by_label(say("workbench-connections.form.host"), exact=True).fill(machine.host)
        dialog.get_by_label(say("workbench-connections.form.port"), exact=True).fill(str(machine.port))
        dialog.get_by_label(say("workbench-connections.form.username"), exact=True).fill(machine.user)
        dialog.get_by_text(say("workbench-connections.form.auth_key"), exact=True).click()
        dialog.get_by_label(say("workbench-connections.form.key"), exact=True).fill(machine.private_key)
        return dialog

    def saves(self, dialog: Locator) -> None:
        """And the connection opens at once."""
        save = dialog.get_by_role("button", name=self.seat.say("workbench-connections.form.save_open"))
        save.click()
        expect(dialog).to_be_hidden()

    def connects(self, machine: Sshd, name: str) -> None:
        """Save a new connection to the machine, take its host key, and wait for the prompt."""
        self.saves(self.fills_in(machine, name))
        self.seat.button("workbench-connections.question.accept_save").click()
        self.has_a_prompt()

    def opens_again(self, name: str) -> None:
        """By a double click on what was saved, as people do."""
        tree = self.page.get_by_role("tree", name=self.seat.say("workbench-connections.tree"))
        tree.or_(self.page.locator(".ant-tree")).get_by_text(name, exact=True).first.dblclick()

    def closes(self, name: str) -> None:
        """Close the session's tab, and say yes to what that ends."""
        self.seat.button("workbench.close_tab", name=name).click()
        self.seat.button("workbench.close_do").click()
        expect(self.terminal).to_be_hidden()

    def goes_to(self, folder: Path) -> Locator:
        """Show a folder of the machine in the file list; returns the panel."""
        files = self.page.get_by_role("region", name=self.seat.like("workbench-files.of"))
        self.seat.button("workbench-files.edit_path").click()
        path = self.seat.say("workbench-files.path")
        files.get_by_label(path).and_(files.locator("input")).fill(str(folder))
        self.page.keyboard.press("Enter")
        self.seat.sees(self.seat.say("workbench-files.empty"))
        return files

    def waits_for(self, true: Callable[[], bool], *, seconds: float = PATIENCE_MS / 1000) -> None:
        """Until it is so outside of the page, which goes on meanwhile."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, "it did not come about"
            self.page.wait_for_timeout(20)

    @property
    def terminal(self) -> Locator:
        """The first terminal in front."""
        return self.page.locator("[data-terminal]").first

    @property
    def screen(self) -> Locator:
        return self.terminal.locator(".xterm-rows")

    def is_live(self, *, seconds: float = PATIENCE_MS / 1000) -> None:
        expect(self.terminal).to_have_attribute("data-state", "live", timeout=seconds * 1000)

    def has_a_prompt(self, *, seconds: float = PATIENCE_MS / 1000) -> None:
        self.is_live(seconds=seconds)
        self.reads(PROMPT, seconds=seconds)

    def types(self, text: str) -> None:
        """Type a line, with Enter."""
        self.terminal.locator("textarea").focus()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def reads(self, pattern: str, *, seconds: float = PATIENCE_MS / 1000) -> None:
        """Waits until the screen shows it; `pattern` is a regular expression for the browser."""
        self.page.wait_for_function(_SHOWN, arg=[pattern], timeout=seconds * 1000)

    def lines(self) -> list[str]:
        """What the screen shows, line by line."""
        rows: list[str] = self.screen.locator("> div").all_text_contents()
        return [row.replace("\u00a0", " ").rstrip() for row in rows]

    def found(self, pattern: str) -> str:
        """The first group of `pattern` on the screen, once it is there."""
        self.reads(pattern)
        match = re.search(pattern, "\n".join(self.lines()), re.MULTILINE)
        assert match is not None, self.lines()
        return match[1]
