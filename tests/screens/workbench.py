"""Pictures of the workbench: somebody connects to a machine, works there, uploads, and looks once more from a phone."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx2
from playwright.sync_api import FloatRect, expect

from harness.console import LANGUAGES, Browsers, Language, Seat, browsers
from harness.desk import AtTheDesk
from harness.scenery import RENTER, furnish
from harness.server import PASSWORD, Server
from screens.machine import NETWORK, Machine, machine
from zuka.settings import RegionSettings

NAMES: Final = ("workbench", "workbench-new", "workbench-host-key", "workbench-files", "workbench-phone")
_DESK, _PHONE = (1440, 900), (390, 844)
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {"lab": "实验室", "cloud": "云服务器", "train": "训练机 4090", "data": "数据节点", "jump": "跳板机", "web": "演示站", "gpu": "显卡", "store": "存储"},
    "en": {"lab": "Lab", "cloud": "Cloud", "train": "Training 4090", "data": "Data node", "jump": "Jump host", "web": "Demo site", "gpu": "gpu", "store": "storage"},
}  # fmt: skip
_MONITOR_MS, _TRAINING_MS, _DRAWN_MS, _TYPED_MS = 20_000, 8_000, 1_500, 600
_HIGHER = 8
"""Steps by which the files are made higher."""
_LARGE: Final = {"corpus-2026-11.tar": 6 << 30, "dataset-v3.zip": 3 << 30}
"""Large enough to be on their way while one looks. They are sparse."""
_SMALL: Final = {"eval-zh.jsonl": 180_000, "prompts.txt": 2_400}


def take(pictures: Path) -> None:
    """All of them in both languages, as `NAME.LANGUAGE.png` in the folder."""
    with tempfile.TemporaryDirectory() as scratch, machine(Path(scratch) / "machine") as there:
        allowed = {"ZUKA_WORKBENCH__ALLOWED_NETWORKS": NETWORK}
        server = Server(Path(scratch) / "platform", RegionSettings(engine="simulated"), allowed)
        server.open_shop()
        server.start()
        try:
            furnish(server)
            local = _files(Path(scratch) / "laptop")
            with browsers() as chromium:
                for language in LANGUAGES:
                    _saved(server, there, language)
                    there.tidy()
                    _Round(chromium, server, there, pictures, language).take(local)
        finally:
            server.stop()


class _Round:
    """One language."""

    def __init__(
        self, chromium: Browsers, server: Server, there: Machine, pictures: Path, language: Language
    ) -> None:
        self._chromium, self._server, self._there = chromium, server, there
        self._pictures, self._language = pictures, language
        self._words = _WORDS[language]

    def take(self, local: list[Path]) -> None:
        with self._chromium.seat(self._server.url, language=self._language, size=_DESK) as seat:
            seat.sits_down(RENTER, PASSWORD)
            desk = AtTheDesk(seat)
            desk.opens()
            self._dialog(desk)
            self._question(desk)
            self._work(desk)
            self._uploads(desk, local)
        # In one pixel per pixel: an emulated density is unknown to the canvas that terminals are drawn on.
        phone = {"has_touch": True}
        with self._chromium.seat(
            self._server.url, language=self._language, size=_PHONE, options=phone
        ) as seat:
            seat.sits_down(RENTER, PASSWORD)
            seat.open("/workbench")
            desk = AtTheDesk(seat)
            desk.is_live()
            seat.page.wait_for_timeout(_TRAINING_MS)
            self._picture(seat, "workbench-phone")

    def _dialog(self, desk: AtTheDesk) -> None:
        say, words = desk.seat.say, self._words
        desk.seat.button("workbench-connections.new").first.click()
        dialog = desk.page.get_by_role("dialog")
        for field, value in (("host", "203.0.113.27"), ("username", "root"), ("name", words["web"])):
            dialog.get_by_label(say(f"workbench-connections.form.{field}"), exact=True).fill(value)
        password = dialog.get_by_role("textbox", name=say("workbench-connections.form.password"), exact=True)
        password.fill("x" * 14)
        self._picture(desk.seat, "workbench-new", height=740)
        dialog.get_by_role("button", name=say("common.cancel"), exact=True).click()
        dialog.wait_for(state="hidden")

    def _question(self, desk: AtTheDesk) -> None:
        desk.opens_again(self._words["train"])
        accept = desk.seat.button("workbench-connections.question.accept_save")
        accept.wait_for()
        self._picture(desk.seat, "workbench-host-key", height=500)
        accept.click()
        desk.has_a_prompt()

    def _work(self, desk: AtTheDesk) -> None:
        page = desk.page
        for line in ("cd llm", "ls", "tail -n 4 logs/train.log", "python3 train.py"):
            desk.types(line)
            page.wait_for_timeout(_TYPED_MS)
        desk.seat.button("workbench.split_right").first.click()
        beside = page.locator("[data-terminal]").nth(1)
        expect(beside).to_have_attribute("data-state", "live")
        page.wait_for_timeout(_DRAWN_MS)
        for line in ("cd ~/llm", "ls -l", "df -h /data", "head -n 14 train.py"):
            beside.locator("textarea").focus()
            page.keyboard.type(line)
            page.keyboard.press("Enter")
            page.wait_for_timeout(_TYPED_MS)
        page.wait_for_timeout(_MONITOR_MS)
        self._picture(desk.seat, "workbench")

    def _uploads(self, desk: AtTheDesk, local: list[Path]) -> None:
        page, say = desk.page, desk.seat.say
        page.get_by_role("separator", name=say("workbench.resize_bottom")).focus()
        for _ in range(_HIGHER):
            page.keyboard.press("ArrowUp")
        page.locator("input[type=file][multiple]").first.set_input_files(local)
        listed = page.get_by_role("region", name=say("workbench-files.transfer.title"), exact=True)
        page.wait_for_timeout(_DRAWN_MS)
        if not listed.is_visible():
            title = say("workbench-files.transfer.title")
            page.get_by_role("button", expanded=False).filter(has_text=title).click()
        self._act(desk, "pause", local[-1].name)
        listed.get_by_role("button", expanded=False).click()
        # Away from the buttons, which say what they do to whoever points at them.
        page.mouse.move(_DESK[0] / 2, _DESK[1] / 3)
        page.wait_for_timeout(_TRAINING_MS)
        self._picture(desk.seat, "workbench-files")
        for name in _LARGE:
            self._act(desk, "cancel", name)
            page.mouse.move(_DESK[0] / 2, _DESK[1] / 3)
            page.wait_for_timeout(_DRAWN_MS)
        desk.seat.button("workbench.close_pane").nth(1).click()
        expect(page.locator("[data-terminal]")).to_have_count(1)
        # The desk is kept a moment later, and the phone's is to be the same.
        page.wait_for_timeout(2 * _DRAWN_MS)

    def _act(self, desk: AtTheDesk, act: str, name: str) -> None:
        """What the button in a transfer's row does."""
        word = desk.seat.say(f"workbench-files.transfer.{act}")
        desk.seat.button("workbench-files.transfer.act_of", act=word, name=name).click()

    def _picture(self, seat: Seat, name: str, *, height: int | None = None) -> None:
        """The whole screen, or its upper part."""
        seat.page.wait_for_timeout(_DRAWN_MS)
        path = self._pictures / f"{name}.{self._language}.png"
        clip: FloatRect | None = (
            None if height is None else {"x": 0, "y": 0, "width": _DESK[0], "height": height}
        )
        seat.page.screenshot(path=path, clip=clip)
        sys.stdout.write(f"{path.name}\n")
        sys.stdout.flush()


def _files(folder: Path) -> list[Path]:
    """What is uploaded from the laptop, the large ones last."""
    folder.mkdir()
    for name, size in {**_SMALL, **_LARGE}.items():
        with (folder / name).open("wb") as file:
            file.truncate(size)
    return [folder / name for name in (*_SMALL, *_LARGE)]


def _saved(server: Server, there: Machine, language: Language) -> None:
    """The connections of somebody who speaks it, instead of those that there are; nothing is open, no key known."""
    words = _WORDS[language]
    with closing(server.client(RENTER, PASSWORD)) as renter:
        for path in ("sessions", "host-keys"):
            for one in _got(renter, path):
                renter.delete(f"/workbench/{path}/{one['id']}").raise_for_status()
        for one in _got(renter, "connections")["connections"]:
            renter.delete(f"/workbench/connections/{one['id']}").raise_for_status()
        renter.put("/workbench/desk", json={"body": {}}).raise_for_status()
        for name, folder, host, tags in (
            (words["train"], words["lab"], there.host, [words["gpu"]]),
            (words["data"], words["lab"], "203.0.113.18", [words["store"]]),
            (words["jump"], words["lab"], "203.0.113.17", []),
            (words["web"], words["cloud"], "203.0.113.27", []),
        ):
            secret = {"auth": "key", "private_key": there.private_key}
            place = {
                "name": name,
                "folder": folder,
                "host": host,
                "port": there.port,
                "username": "root",
                "tags": tags,
            }
            renter.post("/workbench/connections", json={**place, **secret}).raise_for_status()


def _got(renter: httpx2.Client, path: str) -> Any:
    answer = renter.get(f"/workbench/{path}")
    answer.raise_for_status()
    return answer.json()
