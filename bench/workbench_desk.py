"""The workbench in Chromium: a large folder until its rows are drawn, and a flood that is drawn while it comes.

Chromium draws without a graphics card here, so terminals are drawn as text: what a browser with a card does is faster.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from bench.row import Row
from harness.console import browsers
from harness.desk import AtTheDesk, platform
from harness.server import PASSWORD
from harness.sshd import Sshd, sshd

_FOLDERS, _ENTRIES = 5, 10_000
_FLOOD_BYTES, _LINE_BYTES = 100_000_000, 100
_INTERRUPTS = 5
_BEFORE_CTRL_C_MS = 1_000
_LONGEST_MS = 120_000
# From the key itself to the frame after the one that has the rows in it.
_WATCH_ROWS = """(wanted) => {
  window.drawn = null;
  addEventListener('keydown', ({ timeStamp }) => {
    const look = () => requestAnimationFrame(() => {
      const rows = [...document.querySelectorAll('[role=row][data-index]')];
      if (!rows.some((row) => row.textContent.includes(wanted))) look();
      else requestAnimationFrame(() => { window.drawn = performance.now() - timeStamp; });
    });
    look();
  }, { capture: true, once: true });
}"""
_WATCH_SCREEN = """(wanted) => {
  window.seen = null;
  window.frames = { count: 0, longest: 0 };
  addEventListener('keydown', ({ timeStamp }) => {
    let before = timeStamp;
    const look = (now) => {
      window.frames.count += 1;
      window.frames.longest = Math.max(window.frames.longest, now - before);
      before = now;
      const rows = [...document.querySelectorAll('[data-terminal] .xterm-rows > div')];
      if (rows.some((row) => row.textContent.replaceAll('\\u00a0', ' ').includes(wanted)))
        window.seen = now - timeStamp;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true });
}"""


def run() -> list[Row]:
    """A minute or two."""
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        server = platform(here / "platform")
        server.start()
        try:
            server.renter("ann").close()
            with (
                sshd(here / "sshd", "SetEnv SHLVL=2") as machine,
                browsers() as chromium,
                chromium.seat(server.url, language="en") as seat,
            ):
                seat.sits_down("ann", PASSWORD)
                desk = AtTheDesk(seat)
                desk.opens()
                desk.connects(machine, "lab")
                return [*_folders(desk, here), *_flood(desk, here), *_interrupts(desk, machine)]
        finally:
            server.stop()


def _folders(desk: AtTheDesk, here: Path) -> list[Row]:
    """Each folder is opened once, since a folder that was seen before is drawn from memory at once."""
    empty = here / "empty"
    empty.mkdir()
    drawn = []
    for round_ in range(_FOLDERS):
        folder = here / f"large-{round_}"
        folder.mkdir()
        for index in range(_ENTRIES):
            (folder / f"entry-{round_}-{index:05}.txt").touch()
        files = desk.goes_to(empty)
        desk.seat.button("workbench-files.edit_path").click()
        path = files.get_by_label(desk.seat.say("workbench-files.path")).and_(files.locator("input"))
        path.fill(str(folder))
        desk.page.evaluate(_WATCH_ROWS, f"entry-{round_}-")
        path.press("Enter")
        drawn.append(_once(desk.page, "drawn"))
    middle, name = statistics.median(drawn), "A folder of 10,000 entries, from Enter until drawn in Chromium"
    return [
        Row(f"{name}, p50 of {_FOLDERS}", "ms", middle, "≤ 500", middle <= 500),
        Row(f"{name}, longest", "ms", max(drawn), "", True),
    ]


def _flood(desk: AtTheDesk, here: Path) -> list[Row]:
    text = here / "text"
    line = f"{'the quick brown fox jumps over the lazy dog, ' * 3}"[: _LINE_BYTES - 1]
    text.write_text(f"{line}\n" * (_FLOOD_BYTES // _LINE_BYTES))
    desk.terminal.locator("textarea").focus()
    desk.page.keyboard.type(f"clear; cat {text}; echo en''ded")
    desk.page.evaluate(_WATCH_SCREEN, "ended")
    desk.page.keyboard.press("Enter")
    took = _once(desk.page, "seen") / 1000
    frames = desk.page.evaluate("window.frames")
    return [
        Row("cat of 100 MB drawn in Chromium", "MB/s", _FLOOD_BYTES / 1e6 / took, "", True),
        Row("cat of 100 MB drawn in Chromium, frames meanwhile", "1/s", frames["count"] / took, "", True),
        Row("cat of 100 MB drawn in Chromium, longest frame", "ms", frames["longest"], "", True),
    ]


def _interrupts(desk: AtTheDesk, machine: Sshd) -> list[Row]:
    """The machine is next door: what the page itself keeps the key and the prompt waiting."""
    waits = []
    for round_ in range(_INTERRUPTS):
        prompt = f"prompt-{round_}-here"
        desk.types(f"clear; PS1='prompt-{round_}''-here '")
        desk.reads(f"^{prompt}")
        desk.types(f"clear; yes {machine.user} is here")
        desk.page.wait_for_timeout(_BEFORE_CTRL_C_MS)
        desk.page.evaluate(_WATCH_SCREEN, prompt)
        desk.page.keyboard.press("Control+c")
        waits.append(_once(desk.page, "seen"))
    name = "Ctrl-C in a flood in Chromium, from the key until the prompt is drawn"
    return [
        Row(f"{name}, p50 of {_INTERRUPTS}", "ms", statistics.median(waits), "", True),
        Row(f"{name}, longest", "ms", max(waits), "≤ 300", max(waits) <= 300),
    ]


def _once(page: Page, name: str) -> float:
    """What the page has marked, in milliseconds, as soon as it has."""
    page.wait_for_function(f"() => window.{name} !== null", timeout=_LONGEST_MS)
    found: float = page.evaluate(f"window.{name}")
    return found
