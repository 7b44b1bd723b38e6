"""Work with files at the workbench: what is in the way, another machine, an editor, odd names, a phone, and trouble."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, expect

from harness.console import PATIENCE_MS, Browsers, Seat, Theme, accessibility_faults
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_MIB = 1024 * 1024
_PATIENCE_SECONDS = 90
PHONE = (390, 844)


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """One machine."""
    with sshd(tmp_path_factory.mktemp("near")) as server:
        yield server


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """Another one, whose connections break."""
    with sshd(tmp_path_factory.mktemp("far")) as server:
        yield server


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

    def names(self) -> list[str]:
        """What the list shows, from its top; only rows near the screen are in the page."""
        shown: list[str] = self.grid.locator("[data-index] [title]:first-of-type").evaluate_all(
            "all => all.filter(one => one.previousElementSibling).map(one => one.title)"
        )
        return shown

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


def joins(desk: AtTheDesk, machine: Sshd, name: str) -> None:
    """Another machine in another tab; its terminal takes the keyboard as soon as it is there."""
    desk.connects(machine, name)
    expect(
        desk.page.get_by_role("region", name=desk.seat.say("workbench-files.of", host=name))
    ).to_be_visible()
    expect(desk.page.locator("[data-terminal]:visible textarea").first).to_be_focused()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_is_in_the_way_is_somebodys_choice(
    desks: Server, near: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        (here / name).write_text(f"new {name}")
        (there / name).write_text(f"old {name}")
    whole = os.urandom(24 * _MIB)
    (here / "model.bin").write_bytes(whole)
    os.utime(here / "model.bin", (1_700_000_000, 1_700_000_000))
    part = there / ".model.bin.zuka-part"
    part.write_bytes(whole[: 16 * _MIB])
    os.utime(part, (1_700_000_000, 1_600_000_000))
    with chromium.seat(desks.url) as seat:
        desk, panel = sits(desks, seat, "chooser", near)
        panel.goes_to(there, "a.txt")
        chunks: list[str] = []
        seat.page.on("request", lambda asked: chunks.append(asked.url) if asked.method == "PUT" else None)

        panel.picks(here / "a.txt")
        expect(panel.dialog).to_contain_text("a.txt")
        panel.answers("rename")
        desk.waits_for((there / "a (2).txt").exists)
        assert (there / "a.txt").read_text() == "old a.txt"

        panel.picks(here / "a.txt", here / "b.txt", here / "c.txt")
        expect(panel.dialog).to_contain_text("a.txt")
        panel.answers("skip")
        expect(panel.dialog).to_contain_text("b.txt")
        panel.dialog.get_by_role("checkbox").check()
        panel.answers("overwrite")
        desk.waits_for(lambda: (there / "c.txt").read_text() == "new c.txt")
        assert (there / "a.txt").read_text() == "old a.txt"
        assert (there / "b.txt").read_text() == "new b.txt"

        panel.picks(here / "d.txt")
        panel.dialog.get_by_role("button", name=seat.say("workbench-files.conflict.later")).click()
        expect(seat.page.get_by_role("dialog")).to_have_count(0)
        panel.transfer("d.txt").get_by_text(seat.say("workbench-files.transfer.decide")).click()
        panel.answers("overwrite")
        desk.waits_for(lambda: (there / "d.txt").read_text() == "new d.txt")

        panel.picks(here / "model.bin")
        expect(panel.dialog).to_contain_text(seat.say("workbench-files.conflict.half"))
        assert not any("model.bin" in one for one in chunks), "it went on before anybody said so"
        panel.answers("resume")
        desk.waits_for((there / "model.bin").exists)
        assert digest(there / "model.bin") == digest(here / "model.bin")
        [first, *_] = [one for one in chunks if "model.bin" in one]
        assert f"offset={8 * _MIB}" in first, (
            "the end of a part from another time is sent once more, and no more"
        )

        seat.button("workbench-files.upload").click()
        seat.page.get_by_role("menuitem", name=seat.say("workbench-files.verify")).click()
        panel.picks(here / "model.bin")
        panel.answers("overwrite")
        panel.transfers.get_by_role("button", name=re.compile(r"\d")).first.click()
        expect(panel.transfer("model.bin").first).to_contain_text(
            seat.say("workbench-files.transfer.verified"), timeout=_PATIENCE_SECONDS * 1000
        )
        panel.menu("model.bin", "checksum")
        expect(panel.dialog).to_contain_text(digest(here / "model.bin"))


def test_a_folder_goes_from_one_machine_to_another_over_a_connection_that_breaks(
    desks: Server, near: Sshd, far: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    (here / "data").mkdir(parents=True)
    there.mkdir()
    for number in range(300):
        (here / "data" / f"{number}.txt").write_text(f"number {number}")
    (here / "data" / "weights.bin").write_bytes(os.urandom(192 * _MIB))
    with chromium.seat(desks.url) as seat:
        desk, panel = sits(desks, seat, "carrier", near)
        asked: list[str] = []
        seat.page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/copies") else None)
        panel.goes_to(here, "data")
        panel.row("data").click()
        seat.page.keyboard.press("Control+c")
        seat.sees(seat.say("workbench-files.copied", count=1))
        joins(desk, far, "far")
        desk.goes_to(there)
        panel.grid.focus()
        seat.page.keyboard.press("Control+v")
        part = there / "data" / ".weights.bin.zuka-part"
        desk.waits_for(lambda: part.exists() and part.stat().st_size > 16 * _MIB)
        far.drop_connections()
        assert part.exists(), "it was over before the connection could break"
        expect(panel.transfer("data")).to_contain_text(
            seat.say("workbench-files.transfer.phase.offline"), timeout=_PATIENCE_SECONDS * 1000
        )
        done = there / "data" / "weights.bin"
        desk.waits_for(done.exists, seconds=_PATIENCE_SECONDS)
        assert digest(done) == digest(here / "data" / "weights.bin")
        assert len(list((there / "data").iterdir())) == 301
        expect(panel.transfer("data")).to_have_count(0)
        # What is there already is asked about, and what runs is told of and not asked for.
        panel.grid.focus()
        seat.page.keyboard.press("Control+v")
        expect(panel.dialog).to_contain_text("data")
        panel.dialog.get_by_role("button", name=seat.say("workbench-files.paste_taken.skip")).click()
        assert len([one for one in asked if "/workbench/copies" in one]) <= 4, asked


def test_a_copy_that_is_stopped_leaves_the_machines_alone(
    desks: Server, near: Sshd, far: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (here / "weights.bin").write_bytes(os.urandom(256 * _MIB))
    with chromium.seat(desks.url) as seat:
        desk, panel = sits(desks, seat, "stopper", near)
        panel.goes_to(here, "weights.bin")
        panel.menu("weights.bin", "copy")
        joins(desk, far, "far")
        desk.goes_to(there)
        panel.grid.focus()
        seat.page.keyboard.press("Control+v")
        part = there / ".weights.bin.zuka-part"
        desk.waits_for(lambda: part.exists() and part.stat().st_size > 8 * _MIB)

        def press(act: str) -> None:
            name = seat.say(
                "workbench-files.transfer.act_of",
                act=seat.say(f"workbench-files.transfer.{act}"), name="weights.bin",
            )  # fmt: skip
            panel.transfers.get_by_role("button", name=name).click()

        press("pause")
        expect(panel.transfer("weights.bin")).to_contain_text(
            seat.say("workbench-files.transfer.phase.paused")
        )
        press("resume")
        desk.waits_for(lambda: part.exists() and part.stat().st_size > 24 * _MIB)
        press("cancel")
        expect(panel.transfer("weights.bin")).to_have_count(0)
        copies = f"{desks.url}/api/v1/workbench/copies"
        desk.waits_for(
            lambda: (
                not any(
                    one["state"] in {"waiting", "running"}
                    for one in json.loads(seat.context.request.get(copies).text())
                )
            )
        )
        assert not (there / "weights.bin").exists()


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
        desk, panel = sits(desks, seat, "typist", near)
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


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system with next to no room."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_what_fails_says_why_and_the_rest_goes_on(
    desks: Server, near: Sshd, chromium: Browsers, small: Path, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (there / "gone").mkdir()
    (here / "big.bin").write_bytes(os.urandom(6 * _MIB))
    (here / "little.txt").write_text("little")
    (here / "long.bin").write_bytes(os.urandom(200 * _MIB))
    with chromium.seat(desks.url) as seat:
        desk, panel = sits(desks, seat, "unlucky", near)
        page = seat.page
        desk.goes_to(small)
        panel.picks(here / "big.bin")
        expect(panel.transfer("big.bin")).to_contain_text(seat.say("errors.workbench.no_space"))

        panel.goes_to(there, "gone")
        panel.row("gone").dblclick()
        seat.sees(seat.say("workbench-files.empty"))
        (there / "gone").rmdir()
        panel.picks(here / "little.txt")
        expect(panel.transfer("little.txt").first).to_contain_text(
            seat.say("errors.workbench.file_not_found")
        )
        (there / "gone").mkdir()
        page.get_by_role("button", name=seat.say("workbench-files.transfer.retry_all")).click()
        desk.waits_for((there / "gone" / "little.txt").exists)

        panel.picks(here / "long.bin")
        expect(panel.transfer("long.bin")).to_contain_text("/s")
        name = seat.say(
            "workbench-files.transfer.act_of",
            act=seat.say("workbench-files.transfer.pause"), name="long.bin",
        )  # fmt: skip
        panel.transfers.get_by_role("button", name=name).click()
        expect(panel.transfer("long.bin")).to_contain_text(seat.say("workbench-files.transfer.phase.paused"))
        seat.button("workbench-files.transfer.resume_all").click()
        expect(panel.transfer("long.bin")).to_contain_text("/s")
        asked: list[str] = []

        def leaves(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", leaves)
        page.reload()
        assert asked == ["beforeunload"]
        desk.is_live()
        expect(panel.transfer("long.bin")).to_contain_text(
            seat.say("workbench-files.transfer.phase.file_needed")
        )
        panel.transfer("long.bin").locator("input[type=file]").set_input_files(here / "long.bin")
        arrived = there / "gone" / "long.bin"
        desk.waits_for(arrived.exists, seconds=_PATIENCE_SECONDS)
        assert digest(arrived) == digest(here / "long.bin")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_files_are_there_for_everybody(
    desks: Server, near: Sshd, chromium: Browsers, theme: Theme, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (here / "a.txt").write_text("new")
    (there / "a.txt").write_text("old")
    faults: dict[str, list[str]] = {}
    with chromium.seat(desks.url, theme=theme) as seat:
        _, panel = sits(desks, seat, f"hearer-{theme}", near)
        page = seat.page

        def looks(what: str) -> None:
            faults[what] = accessibility_faults(page)

        panel.goes_to(there, "a.txt")
        panel.row("a.txt").click()
        looks("list")
        for act in ("rename", "permissions", "checksum", "properties", "delete"):
            panel.menu("a.txt", act)
            expect(panel.dialog).to_be_visible()
            looks(act)
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
        panel.picks(here / "a.txt")
        expect(panel.dialog).to_contain_text("a.txt")
        looks("conflict")
        panel.dialog.get_by_role("button", name=seat.say("workbench-files.conflict.later")).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        looks("transfers")
        panel.row("a.txt").dblclick()
        expect(page.locator(".cm-content:visible")).to_contain_text("old")
        looks("editor")
    assert not any(faults.values()), faults
