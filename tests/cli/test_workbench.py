"""`zuka workbench` as a process: a link that works once, this machine only, and SSH by the agent of whoever runs it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from urllib.parse import urlsplit

import httpx2
import pytest

from harness.sshd import Sshd, sshd
from workbench.rig import Desk, Page, close_code, hears, ssh_agent

pytestmark = pytest.mark.enable_socket
_SECONDS = 90.0


@dataclass
class Own:
    """A running one."""

    process: subprocess.Popen[str]
    link: str
    data: Path

    @property
    def origin(self) -> str:
        parts = urlsplit(self.link)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def port(self) -> int:
        return urlsplit(self.link).port or 0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sshd]:
    with sshd(tmp_path / "sshd") as made:
        yield made


@pytest.fixture
def own(tmp_path: Path, server: Sshd) -> Iterator[Own]:
    """One that has an agent with the key for `server`."""
    data = tmp_path / "data"
    with ssh_agent(tmp_path / "agent", server):
        process = _started(data, SSH_AUTH_SOCK=str(tmp_path / "agent"), HOME=str(tmp_path / "home"))
        try:
            yield Own(process, _link(process), data)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                assert process.wait(timeout=_SECONDS) == 0
            finally:
                _end(process)


def _started(data: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "zuka.cli.main", "workbench", "--no-browser", "--data-dir", str(data)],
        env={**os.environ, "ZUKA_REGIONS": '{"local": {"engine": "incus"}}', **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _link(process: subprocess.Popen[str]) -> str:
    """What it prints; a thread reads it, so that one that says nothing does not hold us up."""
    lines: Queue[str] = Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    said = []
    while line := lines.get(timeout=_SECONDS):
        said.append(line)
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise AssertionError("".join(said))


async def test_one_person_works_on_their_own_machine(own: Own, server: Sshd) -> None:
    async with httpx2.AsyncClient(base_url=own.origin, timeout=30) as browser:
        about = await browser.get("/api/v1/workbench/about")
        assert (about.json()["mode"], set(about.json())) == ("local", {"mode", "version"})
        assert (await browser.get("/api/v1/workbench/sessions")).status_code == 401
        wrong = await browser.get("/workbench?token=guessed")
        assert wrong.status_code == 403
        entered = await browser.get(own.link)
        assert (entered.status_code, entered.headers["location"]) == (303, "/workbench")
        again = await browser.get(own.link)
        assert again.status_code == 403
        assert "set-cookie" not in again.headers
        assert (await browser.get("/api/v1/me")).json()["name"] == "me"
        assert (await browser.get("/api/v1/wallet")).status_code == 404

        desk = Desk(browser)
        asked = await desk.draft(server, auth="agent", username=server.user)
        assert asked["question"]["fingerprint"] == server.host_key_fingerprint
        session = await desk.answer(asked, accept="save")
        assert session["state"] == "connected"

        page = Page(desk, own.port)
        async with page.socket("/desk/socket", await page.ticket()) as connection:
            assert (await hears(connection, "session"))["session"]["id"] == session["id"]
        evil = page.socket("/desk/socket", await page.ticket(), origin="https://evil.example")
        assert await close_code(evil) == 4403

    for host in ("evil.example", f"evil.example:{own.port}", "127.0.0.1", "127.0.0.1.evil.example"):
        foreign = httpx2.get(f"{own.origin}/workbench", headers={"Host": host})
        assert foreign.status_code == 403, host
    assert stat.S_IMODE(own.data.stat().st_mode) == 0o700
    with pytest.raises(ConnectionRefusedError), socket.socket() as outside:
        outside.connect(("127.0.0.2", own.port))


async def test_it_stops_with_open_pages_and_comes_back_with_its_sessions(
    tmp_path: Path, server: Sshd
) -> None:
    data, home = tmp_path / "data", str(tmp_path / "home")
    draft = {"auth": "key", "username": server.user, "private_key": server.private_key}
    process = _started(data, HOME=home)
    try:
        link = _link(process)
        async with httpx2.AsyncClient(base_url=link.partition("/workbench")[0], timeout=30) as browser:
            await browser.get(link)
            desk = Desk(browser)
            session = await desk.connected(server, **draft)
            size = {"columns": 80, "rows": 24}
            terminal = await desk.call("POST", f"/sessions/{session['id']}/terminals", size, status=201)
            page = Page(desk, urlsplit(link).port or 0)
            async with (
                page.socket("/desk/socket", await page.ticket()) as connection,
                page.socket(f"/terminals/{terminal['id']}/socket", await page.ticket()) as shell,
            ):
                await hears(connection, "session")
                await hears(shell, "attached")
                process.send_signal(signal.SIGTERM)
                assert await asyncio.to_thread(process.wait, _SECONDS) == 0
    finally:
        _end(process)
    process = _started(data, HOME=home)
    try:
        link = _link(process)
        async with httpx2.AsyncClient(base_url=link.partition("/workbench")[0], timeout=30) as browser:
            await browser.get(link)
            desk = Desk(browser)
            (found,) = await desk.call("GET", "/sessions")
            assert (found["id"], found["state"]) == (session["id"], "lost")
            assert [one["id"] for one in found["terminals"]] == [terminal["id"]]
            await desk.call("POST", f"/sessions/{session['id']}/reconnect")
            assert (await desk.settled(session["id"]))["question"]["kind"] == "password"
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_two_do_not_work_on_the_same_data(own: Own) -> None:
    second = _started(own.data)
    said, _ = second.communicate(timeout=_SECONDS)
    assert second.returncode == 1
    assert "runs already" in said
