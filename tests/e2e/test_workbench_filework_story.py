"""Transfers at the workbench: what is in the way, another machine, and trouble, with the rest of the panel for everybody."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, expect

from harness.console import Browsers, Theme, accessibility_faults
from harness.desk import AtTheDesk
from harness.file_panel import sits
from harness.server import Server
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_MIB = 1024 * 1024
_PATIENCE_SECONDS = 90


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
        desk.waits_for(lambda: (there / "b.txt").read_text() == "new b.txt")
        desk.waits_for(lambda: (there / "c.txt").read_text() == "new c.txt")
        assert (there / "a.txt").read_text() == "old a.txt"

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
        desk, panel = sits(desks, seat, "mender", near)
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
