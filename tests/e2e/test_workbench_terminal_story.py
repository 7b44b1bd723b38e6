"""What goes through a terminal in a browser: a hundred megabytes of output, and Chinese by an input method."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from harness.console import Browsers
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_FLOOD_BYTES = 100_000_000
_FLOOD_SECONDS = 150
_LINE_BYTES = 80
# The marks are typed in two halves, so that their echo is not taken for them.
_TAP = """(screen) => {
  const tap = { parts: [], size: 0, done: false };
  const whole = { begin: '<<be' + 'gin>>', end: '<<e' + 'nd>>' };
  let started = false, tail = '';
  const latin = new TextDecoder('latin1');
  window.flood = tap;
  screen.dispatchEvent(new CustomEvent('workbench-tap', { detail: (bytes) => {
    if (tap.done) return;
    let piece = bytes;
    if (!started) {
      tail += latin.decode(bytes);
      const at = tail.indexOf(whole.begin);
      if (at < 0) { tail = tail.slice(-20); return; }
      piece = Uint8Array.from(tail.slice(at + whole.begin.length), (letter) => letter.charCodeAt(0));
      started = true;
      tail = '';
    }
    tap.parts.push(piece.slice());
    tap.size += piece.length;
    tail = (tail + latin.decode(piece)).slice(-(piece.length + whole.end.length));
    if (tail.includes(whole.end)) tap.done = true;
    tail = tail.slice(-whole.end.length);
  } }));
}"""
_DIGEST = """async () => {
  const bytes = new Uint8Array(await new Blob(window.flood.parts).arrayBuffer());
  const mark = '<<e' + 'nd>>';
  const text = new TextDecoder('latin1').decode(bytes.subarray(-1_000_000));
  const body = bytes.subarray(0, bytes.length - text.length + text.indexOf(mark));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  return [body.length, [...hash].map((one) => one.toString(16).padStart(2, '0')).join('')];
}"""


def _text() -> bytes:
    """Lines that differ, so that one which is lost, doubled or out of place shows."""
    chance = random.Random(4)  # noqa: S311
    body = chance.randbytes(_FLOOD_BYTES // _LINE_BYTES * (_LINE_BYTES - 1) // 2).hex()
    width = _LINE_BYTES - 1
    return "".join(f"{body[at : at + width]}\n" for at in range(0, len(body), width)).encode()


def test_a_hundred_megabytes_come_whole_and_the_page_still_listens(
    desks: Server, machine: Sshd, chromium: Browsers, tmp_path: Path
) -> None:
    text = _text()
    (tmp_path / "text").write_bytes(text)
    desks.renter("flooded").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("flooded", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(machine, "lab")
        desk.terminal.locator("[data-screen]").evaluate(_TAP)
        desk.types(
            f"stty -opost; printf '<<be''gin>>'; cat {tmp_path / 'text'}; printf '<<e''nd>>'; stty opost; echo"
        )
        # Somebody uses the page meanwhile.
        seat.page.wait_for_function("() => window.flood.size > 5_000_000", timeout=_FLOOD_SECONDS * 1000)
        seat.button("workbench.hide_side").click()
        seat.button("workbench.show_side").click()
        assert not seat.page.evaluate("window.flood.done"), "the flood was over before anybody could click"
        seat.page.wait_for_function("() => window.flood.done", timeout=_FLOOD_SECONDS * 1000)
        size, digest = seat.page.evaluate(_DIGEST)
        assert (size, digest) == (len(text), hashlib.sha256(text).hexdigest())
        desk.types("clear; echo still-$((20 + 1))")
        desk.reads("^still-21$")


def test_chinese_by_an_input_method_comes_once(desks: Server, machine: Sshd, chromium: Browsers) -> None:
    desks.renter("composer").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("composer", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(machine, "lab")
        desk.types("clear; export LANG=C.UTF-8")
        desk.terminal.locator("textarea").focus()
        seat.page.keyboard.type("echo ")
        keyboard = seat.context.new_cdp_session(seat.page)
        for written in ("n", "ni", "ni h", "ni hao"):
            at = {"selectionStart": len(written), "selectionEnd": len(written)}
            keyboard.send("Input.imeSetComposition", {"text": written, **at})
        keyboard.send("Input.insertText", {"text": "你好"})
        desk.reads("echo 你好")
        seat.page.keyboard.press("Enter")
        desk.reads("^你好$")
        shown = "\n".join(desk.lines())
        assert shown.count("你好") == 2, shown
        assert "ni" not in shown.replace("unix", ""), shown
