"""Programs of the machine in the browser: found where they listen, opened with one click, spoken to both ways, and
missed politely; and the monitor beside them, which costs nothing when nobody looks."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from harness.console import Browsers, Theme, accessibility_faults
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_PROGRAM = """
import sys
from aiohttp import web

PAGE = '''<title>board</title><h1>Loss 0.042</h1><p id="said"></p><script>
const said = document.getElementById('said');
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/live');
socket.onopen = () => socket.send('x'.repeat(200000));
socket.onmessage = (event) => { said.textContent = event.data; };
</script>'''

async def live(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(f'heard {len(message.data)}')
    return socket

app = web.Application()
app.router.add_get('/live', live)
app.router.add_get('/{path:.*}', lambda request: web.Response(text=PAGE, content_type='text/html'))
web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), print=lambda *_: print('up', flush=True))
"""


class Program:
    """`tensorboard.py`, which only the machine itself can reach; its port stays the same."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self._path = folder / "tensorboard.py"
        self._path.write_text(_PROGRAM)
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, str(self._path), str(self.port)]
        self._running = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._running.stdout is not None
        assert self._running.stdout.readline() == b"up\n"

    def stop(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._running.communicate()
            self._running = None


@pytest.fixture
def program(tmp_path: Path, unused_tcp_port: int) -> Iterator[Program]:
    made = Program(tmp_path, unused_tcp_port)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def _ports(desk: AtTheDesk) -> Locator:
    """The panel of ports, opened."""
    desk.seat.button("workbench.tunnels").click()
    return desk.page.get_by_role("region", name=desk.seat.say("workbench-tunnels.title"), exact=True)


def test_a_program_is_found_opened_and_missed(
    desks: Server, machine: Sshd, program: Program, chromium: Browsers
) -> None:
    desks.renter("boarder").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("boarder", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(machine, "lab")
        panel = _ports(desk)
        found = panel.get_by_role("listitem").filter(has_text=str(program.port))
        expect(found).to_contain_text("TensorBoard")
        open_it = seat.say("workbench-tunnels.open_what", place=str(program.port))
        with seat.context.expect_page() as opened:
            found.get_by_role("button", name=open_it).click()
        tab = opened.value
        expect(tab.get_by_role("heading")).to_have_text("Loss 0.042")
        expect(tab.locator("#said")).to_have_text("heard 200000")

        # What a program prints is pasted as it is, and the page opens where it points.
        field = panel.get_by_label(seat.say("workbench-tunnels.port"), exact=True)
        field.fill(f"http://localhost:{program.port}/lab/tree?token=abc#cell")
        with seat.context.expect_page() as opened:
            seat.button("workbench-tunnels.open_port").click()
        deep = opened.value
        expect(deep.get_by_role("heading")).to_have_text("Loss 0.042")
        assert deep.url.endswith("/lab/tree?token=abc#cell"), deep.url
        deep.close()

        program.stop()
        expect(found).to_contain_text(seat.say("workbench-tunnels.silent"))
        tab.reload()
        expect(tab.get_by_role("heading").first).to_contain_text(f"localhost:{program.port}")
        expect(tab.get_by_role("heading").last).to_contain_text("Nothing listens")
        program.start()
        tab.get_by_role("link", name="Try again").click()
        expect(tab.get_by_role("heading")).to_have_text("Loss 0.042")
        tab.close()


@contextmanager
def _watched(folder: Path) -> Iterator[tuple[Sshd, str]]:
    """A machine whose processes carry a mark, so that they are told from everybody else's."""
    mark = f"ZUKA_MARK={secrets.token_hex(8)}"
    with sshd(folder / "watched", f"SetEnv {mark}") as server:
        yield server, mark


def _monitors(mark: str) -> int:
    """How many of the monitor's programs run on the machine."""
    count = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            ours = b"zuka-monitor" in (place / "cmdline").read_bytes()
            count += ours and mark.encode() in (place / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
    return count


def test_the_monitor_ends_processes_and_costs_nothing_unseen(
    desks: Server, tmp_path: Path, chromium: Browsers
) -> None:
    desks.renter("watcher").close()
    name = f"trainer-{secrets.token_hex(3)}"
    # The monitor tells of the busiest processes, so this one is a little busy.
    trainer = subprocess.Popen([sys.executable, "-c", _TRAINER, name])
    try:
        with _watched(tmp_path) as (server, mark), chromium.seat(desks.url) as seat:
            seat.sits_down("watcher", PASSWORD)
            desk = AtTheDesk(seat)
            desk.opens()
            desk.connects(server, "lab")
            processes = seat.page.get_by_role("region", name=seat.say("workbench-monitor.processes"))
            rows = processes.locator("tbody tr")
            expect(rows).to_have_count(12)
            assert _monitors(mark) == 1
            memory = processes.get_by_role("columnheader", name=seat.say("workbench-monitor.memory"))
            memory.get_by_role("button").click()
            expect(memory).to_have_attribute("aria-sort", "descending")
            _ends(desk, processes, name, trainer)

            speed = seat.page.get_by_role("combobox", name=seat.say("workbench-monitor.speed"))
            _chooses(desk, speed, "off")
            seat.sees(seat.say("workbench-monitor.is_off"))
            desk.waits_for(lambda: _monitors(mark) == 0)
            _chooses(desk, speed, "1")
            expect(seat.page.get_by_text(seat.say("workbench-monitor.is_off"))).to_have_count(0)
            desk.waits_for(lambda: _monitors(mark) == 1)
            # Nobody looks at a tab that is behind another one, nor at one that is closed.
            seat.page.evaluate(_HIDE, True)
            desk.waits_for(lambda: _monitors(mark) == 0)
            seat.page.evaluate(_HIDE, False)
            desk.waits_for(lambda: _monitors(mark) == 1)
            desk.is_live()
            seat.page.goto("about:blank")
            desk.waits_for(lambda: _monitors(mark) == 0)
    finally:
        trainer.kill()
        trainer.wait()


_TRAINER = "import time\nwhile True: sum(range(20_000)), time.sleep(0.01)"
_HIDE = """(hidden) => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def _chooses(desk: AtTheDesk, speed: Locator, which: str) -> None:
    speed.click()
    words = desk.seat.say(f"workbench-monitor.speeds.{which}")
    desk.page.locator(".ant-select-item-option").get_by_text(words, exact=True).click()


def _ends(desk: AtTheDesk, processes: Locator, name: str, trainer: subprocess.Popen[bytes]) -> None:
    """Find a process by its name, and end it after a question."""
    seat = desk.seat
    processes.get_by_label(seat.say("workbench-monitor.filter")).and_(processes.locator("input")).fill(name)
    row = processes.locator("tbody tr").filter(has_text=name)
    expect(row).to_have_count(1)
    row.hover()
    row.get_by_role("button").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text(str(trainer.pid))
    assert trainer.poll() is None
    dialog.get_by_role("button", name=seat.say("workbench-monitor.send")).click()
    expect(dialog).to_be_hidden()
    deadline = time.monotonic() + 20
    while trainer.poll() is None:
        assert time.monotonic() < deadline
        desk.page.wait_for_timeout(20)
    expect(row).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ports_and_processes_are_there_for_everybody(
    desks: Server, machine: Sshd, program: Program, chromium: Browsers, theme: Theme
) -> None:
    desks.renter(f"listener-{theme}").close()
    with chromium.seat(desks.url, theme=theme) as seat:
        seat.sits_down(f"listener-{theme}", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(machine, "lab")
        panel = _ports(desk)
        expect(panel.get_by_role("listitem").filter(has_text=str(program.port))).to_be_visible()
        seat.sees(seat.say("workbench-monitor.memory"))
        assert accessibility_faults(seat.page) == []
