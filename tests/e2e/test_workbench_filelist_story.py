"""Lists of files at the workbench: an editor for texts, odd names and many of them from the keyboard, and touch."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.console import PATIENCE_MS, Browsers, accessibility_faults
from harness.file_panel import sits
from harness.server import Server
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_MIB = 1024 * 1024
PHONE = (390, 844)


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """One machine."""
    with sshd(tmp_path_factory.mktemp("near")) as server:
        yield server


def test_texts_are_saved_as_they_were_written(
    desks: Server, near: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "gbk.txt").write_bytes("你好\r\n世界\r\n".encode("gbk"))
    (there / "utf8.md").write_bytes("标题\n正文 😀\n".encode())
    (there / "noise.dat").write_bytes(bytes(range(256)) * 8)
    with (there / "huge.log").open("wb") as huge:
        huge.truncate(64 * _MIB)
    log = there / "train.log"
    log.write_text("开始训练\n")
    with chromium.seat(desks.url) as seat:
        desk, panel = sits(desks, seat, "writer", near)
        page = seat.page
        panel.goes_to(there, "gbk.txt")
        content = page.locator(".cm-content:visible")
        close = seat.button("workbench-files.editor.close")

        for name, text, saved in (
            ("gbk.txt", "你好", "新你好\r\n世界\r\n".encode("gbk")),
            ("utf8.md", "标题", "新标题\n正文 😀\n".encode()),
        ):
            panel.row(name).dblclick()
            expect(content).to_contain_text(text)
            page.keyboard.press("Control+Home")
            page.keyboard.insert_text("新")
            page.keyboard.press("Control+s")
            desk.waits_for(lambda name=name, saved=saved: (there / name).read_bytes() == saved)  # type: ignore[misc]
            close.click()
            expect(content).to_have_count(0)

        panel.row("utf8.md").dblclick()
        expect(content).to_contain_text("新标题")
        (there / "utf8.md").write_text("someone else's\n")
        page.keyboard.insert_text("mine ")
        page.keyboard.press("Control+s")
        expect(panel.dialog).to_contain_text("utf8.md")
        assert (there / "utf8.md").read_text() == "someone else's\n"
        seat.button("workbench-files.editor.show_theirs").click()
        expect(panel.dialog.locator("pre")).to_have_text("someone else's\n")
        seat.button("workbench-files.editor.take_theirs").click()
        expect(content).to_contain_text("someone else's")
        close.click()

        panel.row("noise.dat").dblclick()
        seat.sees(seat.say("workbench-files.editor.binary"))
        close.click()
        panel.row("huge.log").dblclick()
        seat.sees(seat.like("workbench-files.editor.large"))
        close.click()

        panel.menu("train.log", "watch")
        tail = page.get_by_label(seat.say("workbench-files.tail.text", name="train.log"))
        expect(tail).to_contain_text("开始训练")
        with log.open("a") as more:
            more.write("第 2 轮 损失 0.42\n")
        expect(tail).to_contain_text("第 2 轮 损失 0.42")


_ODD = [
    "a \"quoted\" 'name'",
    "表情 😀.txt",
    "line\nbreak",
    "n" * 251 + ".txt",
    "with  spaces ",
    "-rf",
    "$(touch x)",
]
_FRAMES = """() => new Promise((done) => {
  const grid = document.querySelector('[role=grid]');
  let blank = 0, left = 60;
  const turn = () => {
    grid.scrollTop += 4000;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const middle = grid.getBoundingClientRect();
      const at = document.elementFromPoint(middle.x + 40, middle.y + middle.height / 2);
      if (at?.closest('[data-index]') === null) blank += 1;
      if ((left -= 1) > 0) turn();
      else done([blank, grid.querySelectorAll('[data-index]').length]);
    }));
  };
  turn();
})"""
"""Scrolls fast through the list; how often its middle was empty, and how many rows are in the page."""


def test_a_list_is_worked_from_the_keyboard(
    desks: Server, near: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    (there / "many").mkdir(parents=True)
    for number in range(10_000):
        (there / "many" / f"file-{number:05}").touch()
    (there / "odd").mkdir()
    for name in _ODD:
        (there / "odd" / name).write_text(name)
    (there / "odd" / os.fsdecode(b"bad-\xff")).write_text("bad")
    (there / "hidden").mkdir()
    (there / "hidden" / ".profile").touch()
    with chromium.seat(desks.url, size=(1280, 1000)) as seat:
        desk, panel = sits(desks, seat, "reader", near)
        page, press = seat.page, seat.page.keyboard.press
        panel.goes_to(there, "odd")
        panel.grid.focus()

        page.keyboard.type("hid")
        press("Enter")
        seat.sees(seat.like("workbench-files.only_hidden"))
        panel.region.get_by_text(seat.say("workbench-files.hidden"), exact=True).click()
        expect(panel.row(".profile")).to_be_visible()
        panel.grid.focus()
        press("Backspace")
        expect(panel.row("many")).to_be_visible()

        page.keyboard.type("many")
        press("Enter")
        expect(panel.row("file-00000")).to_be_visible(timeout=PATIENCE_MS)
        blank, drawn = page.evaluate(_FRAMES)
        assert blank == 0, "rows came later than the screen that shows them"
        assert drawn < 100
        press("End")
        expect(panel.row("file-09999")).to_have_attribute("aria-selected", "true")
        page.keyboard.type("file-05000")
        expect(panel.row("file-05000")).to_have_attribute("aria-selected", "true")
        press("Shift+ArrowDown")
        press("Shift+ArrowDown")
        press("Delete")
        expect(panel.dialog).to_contain_text("file-05002")
        panel.dialog.get_by_role("button", name=seat.say("workbench-files.delete")).click()
        desk.waits_for(lambda: len(list((there / "many").iterdir())) == 9_997)
        expect(panel.grid).to_be_focused()
        press("Backspace")
        expect(panel.row("odd")).to_be_visible(timeout=PATIENCE_MS)

        page.keyboard.type("odd")
        press("Enter")
        expect(panel.row("line\\nbreak")).to_be_visible()
        expect(panel.row("bad-\\xff")).to_be_visible()
        panel.row("bad-\\xff").click()
        press("F2")
        panel.dialog.get_by_role("textbox").fill("好的 'name'")
        press("Enter")
        expect(panel.row("好的 'name'")).to_be_visible()
        assert (there / "odd" / "好的 'name'").read_text() == "bad"
        press("F2")
        expect(panel.dialog).to_be_visible()
        press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        press("Control+a")
        press("Delete")
        panel.dialog.get_by_role("button", name=seat.say("workbench-files.delete")).click()
        seat.sees(seat.say("workbench-files.empty"))
        assert list((there / "odd").iterdir()) == []
        assert not (there / "x").exists()

        for kind, made in (("new_folder", "新 目录"), ("new_file", "脚本 'a'.sh")):
            seat.button("workbench-files.new").click()
            page.get_by_role("menuitem", name=seat.say(f"workbench-files.{kind}"), exact=True).click()
            panel.dialog.get_by_role("textbox").fill(made)
            press("Enter")
            expect(page.get_by_role("dialog")).to_have_count(0)
            expect(panel.row(made)).to_have_attribute("aria-selected", "true")
            expect(page.get_by_role("menu")).to_be_hidden()
        panel.menu("脚本 'a'.sh", "permissions")
        panel.dialog.get_by_label(seat.say("workbench-files.chmod.octal")).fill("750")
        press("Enter")
        desk.waits_for(lambda: (there / "odd" / "脚本 'a'.sh").stat().st_mode & 0o7777 == 0o750)


def test_several_files_are_chosen_by_touch(
    desks: Server, near: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    (there / "runs").mkdir(parents=True)
    (there / "runs" / "loss.csv").write_text("0.042\n")
    for name in ("a.txt", "b.txt", "c.txt"):
        (there / name).write_text(name)
    touch = {"has_touch": True, "is_mobile": True}
    with chromium.seat(desks.url, size=PHONE, options=touch) as seat:
        desk, panel = sits(desks, seat, "toucher", near)
        page = seat.page
        page.get_by_text(seat.say("workbench.files"), exact=True).last.click()
        panel.goes_to(there, "a.txt")
        bar = page.get_by_role("toolbar", name=seat.say("workbench-files.pick"))
        box = panel.row("a.txt").bounding_box()
        assert box is not None
        hand = page.context.new_cdp_session(page)
        finger = [{"x": box["x"] + 80, "y": box["y"] + box["height"] / 2}]
        hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": finger})
        expect(bar).to_be_visible()
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        panel.row("runs").tap()
        expect(panel.grid.get_by_role("row", selected=True)).to_have_count(2)
        assert accessibility_faults(page) == []
        with page.expect_download() as fetched:
            bar.get_by_role("button", name=seat.say("workbench-files.download")).tap()
        with zipfile.ZipFile(fetched.value.path()) as archive:
            assert sorted(archive.namelist()) == ["a.txt", "runs/", "runs/loss.csv"]
        panel.row("b.txt").tap()
        panel.row("runs").tap()
        bar.get_by_role("button", name=seat.say("workbench-files.delete")).tap()
        panel.dialog.get_by_role("button", name=seat.say("workbench-files.delete")).tap()
        desk.waits_for(lambda: sorted(one.name for one in there.iterdir()) == ["c.txt", "runs"])
        bar.get_by_role("button", name=seat.say("workbench-files.pick_end")).tap()
        expect(bar).to_have_count(0)
        wide: int = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= PHONE[0]
