"""A day at many shells: panes beside each other, keys for all of them, commands at hand, and what the mouse takes along."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from harness.console import PATIENCE_MS, Browsers
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_SHOWS = """([at, pattern]) => {
  const screen = document.querySelectorAll('[data-terminal]')[at]?.querySelector('.xterm-rows');
  const rows = [...(screen?.children ?? [])].map((row) => row.textContent.replace(/\\u00a0/g, ' '));
  return new RegExp(pattern, 'm').test(rows.join('\\n'));
}"""
_PLACES = """() => [...document.querySelectorAll('[data-terminal]')].map((pane) => {
  const { x, y, width, height } = pane.getBoundingClientRect();
  return [pane.dataset.terminal, ...[x, y, width, height].map(Math.round)].join(' ');
})"""
_PLACE = """([text]) => {
  for (const row of [...document.querySelectorAll('[data-terminal] .xterm-rows > div')].reverse())
    for (const span of row.querySelectorAll('span'))
      if (span.textContent.includes(text)) {
        const { x, y, height } = span.getBoundingClientRect();
        return [x, y + height / 2];
      }
  return null;
}"""
_PICKERS = """
const folder = async (name) => (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
globalThis.showDirectoryPicker = () => folder('down');
globalThis.showOpenFilePicker = async () => [await (await folder('up')).getFileHandle('up.bin')];
"""
"""In the place of the system's dialogs, which nobody can see here: files that the browser keeps for the page."""
_PUT = """async (length) => {
  const up = await (await navigator.storage.getDirectory()).getDirectoryHandle('up', { create: true });
  const file = await (await up.getFileHandle('up.bin', { create: true })).createWritable();
  await file.write(Uint8Array.from({ length }, (_, at) => (at * 7919 + (at >> 8)) & 255));
  await file.close();
}"""
_GOT = """async (name) => {
  const down = await (await navigator.storage.getDirectory()).getDirectoryHandle('down');
  const file = await (await down.getFileHandle(name)).getFile();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return [...hash].map((one) => one.toString(16).padStart(2, '0')).join('');
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A machine of this file's own, where its stories leave files."""
    with sshd(tmp_path_factory.mktemp("lab")) as server:
        (server.directory / "home").mkdir(exist_ok=True)
        yield server


def panes(desk: AtTheDesk) -> Locator:
    return desk.page.locator("[data-terminal]")


def reads(desk: AtTheDesk, at: int, pattern: str) -> None:
    """Waits until the terminal at this place shows it."""
    desk.page.wait_for_function(_SHOWS, arg=[at, pattern], timeout=PATIENCE_MS)


def puts_keys_into(desk: AtTheDesk, at: int) -> None:
    panes(desk).nth(at).locator("textarea").focus()


def test_panes_take_the_same_keys_and_stand_where_they_were(
    desks: Server, lab: Sshd, chromium: Browsers
) -> None:
    desks.renter("conductor").close()
    (lab.directory / "home" / "a-rather-long-name").touch()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("conductor", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(lab, "lab")
        puts_keys_into(desk, 0)
        for keys, many in (("Control+Shift+D", 2), ("Control+Shift+E", 3)):
            seat.page.keyboard.press(keys)
            expect(panes(desk)).to_have_count(many)
            reads(desk, many - 1, "[#$] ")
        expect(panes(desk).nth(2).locator("textarea")).to_be_focused()

        # A word is completed and a line called back in each shell by itself, so that they get keys and no text.
        seat.page.keyboard.press("Control+Shift+B")
        for at in range(3):
            expect(panes(desk).nth(at)).to_have_attribute("data-broadcast", "on")
            expect(panes(desk).nth(at).get_by_role("status")).to_contain_text("3")
        seat.page.keyboard.type("cd; clear")
        seat.page.keyboard.press("Enter")
        seat.page.keyboard.type("echo a-rat")
        seat.page.keyboard.press("Tab")
        for at in range(3):
            reads(desk, at, "echo a-rather-long-name")
        seat.page.keyboard.press("Enter")
        for at in range(3):
            reads(desk, at, "^a-rather-long-name")
        panes(desk).nth(1).get_by_role("button", name=seat.say("workbench-terminal.broadcast.leave")).click()
        puts_keys_into(desk, 2)
        seat.page.keyboard.press("ArrowUp")
        seat.page.keyboard.type("again")
        seat.page.keyboard.press("Enter")
        for at in (0, 2):
            reads(desk, at, "^a-rather-long-name again")
        assert not seat.page.evaluate(_SHOWS, [1, "again"])
        panes(desk).nth(0).get_by_role("button", name=seat.say("workbench-terminal.broadcast.stop")).click()
        expect(panes(desk).nth(0)).to_have_attribute("data-broadcast", "off")

        seat.button("workbench.close_pane").nth(1).click()
        expect(panes(desk)).to_have_count(2)
        seat.button("workbench.split_down").click()
        expect(panes(desk)).to_have_count(3)
        reads(desk, 1, "[#$] ")
        places = seat.page.evaluate(_PLACES)
        seat.page.reload()
        expect(panes(desk)).to_have_count(3)
        reads(desk, 0, "^a-rather-long-name again")
        seat.page.wait_for_function(f"(wanted) => String(({_PLACES})()) === String(wanted)", arg=places)


def test_tabs_are_dragged_into_another_order(desks: Server, lab: Sshd, chromium: Browsers) -> None:
    desks.renter("orderly").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("orderly", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        tabs = seat.page.get_by_role("list", name=seat.say("workbench.sessions")).get_by_role("listitem")
        for name in ("one", "two"):
            desk.saves(desk.fills_in(lab, name))
            if name == "one":
                seat.button("workbench-connections.question.accept_save").click()
            expect(tabs.filter(has_text=name)).to_be_visible()
            desk.has_a_prompt()
        expect(tabs).to_have_text([re.compile("one$"), re.compile("two$")])
        tabs.nth(1).drag_to(tabs.nth(0))
        expect(tabs).to_have_text([re.compile("two$"), re.compile("one$")])
        seat.page.reload()
        desk.has_a_prompt()
        expect(tabs).to_have_text([re.compile("two$"), re.compile("one$")])


def test_commands_are_at_hand(desks: Server, lab: Sshd, chromium: Browsers) -> None:
    desks.renter("typist").close()
    for name in ("数据 one", "数据 two", "other"):
        (lab.directory / "home" / name).mkdir(exist_ok=True)
    with chromium.seat(desks.url) as seat:
        seat.sits_down("typist", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(lab, "lab")
        desk.types("cd")
        seat.button("workbench.split_right").click()
        expect(panes(desk)).to_have_count(2)
        reads(desk, 1, "[#$] ")

        # One with places to fill in, for every terminal.
        seat.button("workbench-commands.quick.first").click()
        drawer = seat.page.get_by_role("dialog")
        drawer.get_by_role("button", name=seat.say("workbench-commands.quick.add")).click()
        for field, text in (("body", "echo {count=3}-{what}"), ("name", "say"), ("group", "usual")):
            drawer.locator(f"#{field}").fill(text)
        drawer.get_by_role("button", name=seat.say("common.save")).click()
        expect(drawer.get_by_text("usual", exact=True)).to_be_visible()
        seat.page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        seat.page.get_by_role("button", name="say", exact=True).click(modifiers=["Control"])
        dialog = seat.page.get_by_role("dialog")
        expect(dialog.get_by_label("count")).to_have_value("3")
        dialog.get_by_label("what").fill("times")
        expect(dialog.locator("code")).to_have_text("echo 3-times")
        dialog.get_by_role("button", name=seat.say("workbench-commands.run")).click()
        for at in (0, 1):
            reads(desk, at, "^3-times")

        # The box: by Ctrl twice, with the machine's own words, and with what was sent before.
        puts_keys_into(desk, 0)
        box = seat.page.get_by_label(seat.say("workbench-commands.box"))
        for _ in range(2):
            seat.page.keyboard.press("Control")
        expect(box).to_be_focused()
        seat.page.keyboard.type("ls -d oth")
        seat.page.keyboard.press("Tab")
        expect(box).to_have_value("ls -d other/")
        box.fill("echo 数")
        seat.page.keyboard.press("Tab")
        choices = seat.page.get_by_role("listbox", name=seat.say("workbench-commands.choices"))
        expect(choices.get_by_role("option")).to_have_count(2)
        seat.page.keyboard.press("ArrowDown")
        seat.page.keyboard.press("Enter")
        seat.page.keyboard.press("Enter")
        reads(desk, 0, "^数据 two/")
        expect(box).to_have_value("")
        seat.page.keyboard.press("ArrowUp")
        expect(box).to_have_value("echo 数据\\ two/")
        seat.page.keyboard.press("Escape")
        expect(panes(desk).nth(0).locator("textarea")).to_be_focused()


def test_the_whole_screen_and_its_keys_are_the_terminals(
    desks: Server, lab: Sshd, chromium: Browsers
) -> None:
    desks.renter("viewer").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("viewer", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(lab, "lab")
        seat.button("workbench.full_screen").click()
        expect(seat.button("workbench.leave_full_screen")).to_be_visible()
        desk.terminal.locator("textarea").focus()
        seat.page.keyboard.type("echo kept erased")
        seat.page.keyboard.press("Control+w")
        seat.page.keyboard.press("Enter")
        desk.reads("^kept$")
        expect(seat.button("workbench.leave_full_screen")).to_be_visible()
        seat.button("workbench.leave_full_screen").click()
        expect(seat.button("workbench.full_screen")).to_be_visible()


def test_what_is_copied_pasted_and_followed(desks: Server, lab: Sshd, chromium: Browsers) -> None:
    desks.renter("copyist").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("copyist", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(lab, "lab")
        keyboard = seat.page.keyboard

        def at(text: str) -> tuple[float, float]:
            """In the middle of what the screen shows."""
            place = seat.page.wait_for_function(_PLACE, arg=[text]).json_value()
            return place[0] + 12, place[1]

        desk.types("clear; echo copy-$((1+1))-me")
        desk.reads("^copy-2-me")
        for keys in ("Control+c", "Control+Shift+c"):
            seat.page.evaluate("navigator.clipboard.writeText('something else')")
            seat.page.mouse.dblclick(*at("copy-2-me"))
            keyboard.press(keys)
            desk.waits_for(lambda: seat.clipboard() == "copy-2-me")
        seat.page.mouse.click(*at("copy-2-me"), button="middle")
        desk.reads("[#$] copy-2-me")
        # Without a selection it is the program's own.
        seat.page.mouse.click(*at("copy-2-me"))
        keyboard.press("Control+c")
        desk.reads("copy-2-me\\^C")

        seat.page.evaluate("navigator.clipboard.writeText('echo one-$((0+1))\\necho two-$((1+1))\\n')")
        asked = seat.page.get_by_role("dialog")
        for key in ("Escape", "Enter"):
            keyboard.press("Control+Shift+v")
            expect(asked).to_contain_text(seat.say("workbench-terminal.paste.title", count=2))
            paste = asked.get_by_role("button", name=seat.say("workbench-terminal.paste.act"))
            expect(paste).to_be_focused()
            keyboard.press(key)
            expect(asked).to_be_hidden()
        # The shell takes them as one, and waits for the end of it.
        keyboard.press("Enter")
        desk.reads("^one-1\\n[^]*^two-2")
        assert "\n".join(desk.lines()).count("two-2") == 1

        # What a program calls a link may lead anywhere: it is shown first, and only web addresses are links.
        page = f"{seat.url}/login"
        desk.types(f"clear; printf '\\033]8;;{page}\\033\\\\innocent\\033]8;;\\033\\\\ '; echo {page}")
        desk.reads("^innocent http")
        seat.page.mouse.move(*at("innocent"))
        seat.page.keyboard.down("Control")
        seat.page.mouse.click(*at("innocent"))
        expect(asked).to_contain_text(page)
        seat.page.keyboard.up("Control")
        asked.get_by_role("button", name=seat.say("common.cancel")).click()


def test_files_go_through_the_terminal(desks: Server, lab: Sshd, chromium: Browsers) -> None:
    desks.renter("carrier").close()
    home = lab.directory / "home"
    text = bytes(at * 31 & 255 for at in range(300_000))
    (home / "down 数据.bin").write_bytes(text)
    with chromium.seat(desks.url) as seat:
        seat.sits_down("carrier", PASSWORD)
        desk = AtTheDesk(seat)
        seat.context.add_init_script(_PICKERS)
        desk.opens()
        desk.connects(lab, "lab")
        tools = Path(sys.executable).parent
        desk.types(f"cd; {tools}/tsz 'down 数据.bin'; echo down-$((1+1))")
        desk.reads("^down-2", seconds=2 * PATIENCE_MS / 1000)
        assert seat.page.evaluate(_GOT, "down 数据.bin") == hashlib.sha256(text).hexdigest()
        seat.page.evaluate(_PUT, 200_000)
        desk.types(f"clear; {tools}/trz; echo up-$((1+1))")
        desk.reads("^up-2", seconds=2 * PATIENCE_MS / 1000)
        assert (home / "up.bin").read_bytes() == bytes(at * 7919 + (at >> 8) & 255 for at in range(200_000))
        for program, words in (("rz", "refused_rz"), ("sz up.bin", "refused_sz")):
            desk.types(f"clear; {program}; echo after-$((1+1))")
            seat.sees(seat.say(f"workbench-terminal.{words}"))
            desk.reads("^after-2")
            assert "B0" not in "".join(desk.lines())


def test_files_go_through_the_terminal_where_pages_get_no_file_system(
    desks: Server, lab: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    desks.renter("courier").close()
    home, here = lab.directory / "home", tmp_path / "上 传.txt"
    (home / "log.txt").write_text("远端\n" * 1000)
    here.write_text("本地\n" * 1000)
    with chromium.seat(desks.url) as seat:
        seat.sits_down("courier", PASSWORD)
        desk = AtTheDesk(seat)
        seat.context.add_init_script(
            "delete globalThis.showOpenFilePicker; delete globalThis.showDirectoryPicker"
        )
        desk.opens()
        desk.connects(lab, "lab")
        tools = Path(sys.executable).parent
        with seat.page.expect_download() as got:
            desk.types(f"cd; {tools}/tsz log.txt; echo down-$((1+1))")
        assert got.value.suggested_filename == "log.txt"
        assert got.value.path().read_text() == (home / "log.txt").read_text()
        desk.reads("^down-2")
        with seat.page.expect_file_chooser() as asked:
            desk.types(f"clear; {tools}/trz; echo up-$((1+1))")
        asked.value.set_files(here)
        desk.reads("^up-2")
        assert (home / here.name).read_text() == here.read_text()
