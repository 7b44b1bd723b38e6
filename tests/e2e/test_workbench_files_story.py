"""A folder is dragged onto the file list: what is below it comes too, and what was cut off goes on."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.console import Browsers
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_MANY = 400
_BIG_BYTES = 96 * 1024 * 1024
_COPY = 1
"""What a drag may do, as the browser counts it."""
_FROM_THE_START = "model.bin&offset=0"
_PATIENCE_SECONDS = 90


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A machine whose connections break."""
    with sshd(tmp_path_factory.mktemp("far")) as server:
        yield server


def drops(page: Page, target: Locator, path: Path) -> None:
    """The mouse lets go of a folder of this computer over `target`, as the browser is told by the desktop."""
    box = target.bounding_box()
    assert box is not None
    hand = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": _COPY}
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})


def below(folder: Path) -> list[str]:
    """The files below `folder`, by their paths there; what is not finished yet is there under another name."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in below(folder)}


def test_a_folder_that_is_dragged_in_comes_whole_over_a_connection_that_breaks(
    desks: Server, far: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    here, there = tmp_path / "here" / "data set", tmp_path / "there"
    there.mkdir()
    (here / "小文件").mkdir(parents=True)
    for index in range(_MANY):
        (here / "小文件" / f"{index:03}.txt").write_text(f"number {index}\n")
    (here / "deep" / "er").mkdir(parents=True)
    (here / "deep" / "er" / "notes.md").write_text("# notes\n")
    (here / "model.bin").write_bytes(os.urandom(_BIG_BYTES))
    desks.renter("dragger").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("dragger", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(far, "lab")
        files = desk.goes_to(there)
        begun: list[str] = []
        seat.page.on(
            "request", lambda asked: begun.append(asked.url) if _FROM_THE_START in asked.url else None
        )
        drops(seat.page, files, here.parent / "data set")
        part = there / "data set" / ".model.bin.zuka-part"
        desk.waits_for(lambda: part.exists() and part.stat().st_size > _BIG_BYTES // 8)
        far.drop_connections()
        cut_at = part.stat().st_size
        assert cut_at < _BIG_BYTES, "it was over before the connection could break"
        names = sorted(digests(here))
        desk.waits_for(lambda: below(there / "data set") == names, seconds=_PATIENCE_SECONDS)
        assert digests(there / "data set") == digests(here)
        assert len(begun) == 1, "it did not go on where it was cut off"
        expect(files).to_contain_text("data set")
        desk.is_live()
    shutil.rmtree(there)
