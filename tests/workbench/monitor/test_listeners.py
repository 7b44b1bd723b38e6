"""What listens on a machine: recorded `/proc`s under several shells, and a real machine over SSH."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from harness.sshd import Sshd
from workbench.monitor.rig import SHELLS, available, environment, tree
from workbench.rig import Desk
from zuka.workbench.monitor import listeners
from zuka.workbench.monitor.listeners import ListenerOut

pytestmark = pytest.mark.enable_socket
_HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
_END = "1 0000000000000000 100 0 0 10 0"


def _line(number: int, place: str, inode: int, *, state: str = "0A", other: str = "00000000:0000") -> str:
    return f"{number:4}: {place} {other} {state} 00000000:00000000 00:00000000 00000000  1000        0 {inode} {_END}\n"


_ANY6, _ONE6 = "0" * 32, "0" * 24 + "01000000"
_FILES = {
    "proc/net/tcp": _HEAD
    + _line(0, "0100007F:22B8", 501)  # 127.0.0.1:8888
    + _line(1, "00000000:0016", 502)  # 0.0.0.0:22
    + _line(2, "0100007F:A3F2", 503, state="01", other="0100007F:22B8")  # Somebody is connected.
    + _line(3, "0B00A8C0:1770", 504)  # 192.168.0.11:6000
    + _line(4, "0100007F:0035", 505),
    "proc/net/tcp6": _HEAD
    + _line(0, f"{_ANY6}:0016", 506, other=f"{_ANY6}:0000")
    + _line(1, f"{_ONE6}:1EB4", 507, other=f"{_ANY6}:0000")  # [::1]:7860
    + _line(2, f"{'0' * 16}FFFF00000100007F:1776", 508, other=f"{_ANY6}:0000"),  # ::ffff:127.0.0.1:6006
    "proc/40/comm": "jupyter-lab\n",
    "proc/40/cmdline": "/opt/conda/bin/python\0/opt/conda/bin/jupyter-lab\0--ip=127.0.0.1\0",
    "proc/41/comm": "python3\n",
    "proc/41/cmdline": "python3\0app\nL 0100007F:0050 9\0",
    "proc/7/comm": "sshd\n",
    "proc/7/cmdline": "sshd: /usr/sbin/sshd\0",
    "proc/9/comm": "sshd\n",
    "proc/9/cmdline": "",
}
_HELD = {7: [502, 506], 9: [502], 40: [501, 503], 41: [507, 508, 504]}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A `/proc` with four programs; whose socket 505 is, is not shown."""
    root = tree(tmp_path, _FILES)
    for pid, inodes in _HELD.items():
        folder = root / "proc" / str(pid) / "fd"
        folder.mkdir()
        (folder / "0").symlink_to("/dev/null")
        for number, inode in enumerate(inodes, 3):
            (folder / str(number)).symlink_to(f"socket:[{inode}]")
    return root


def _said(shell: str, root: Path, *known: int) -> bytes:
    return subprocess.run(
        [shutil.which(SHELLS[shell][0]) or "sh", *SHELLS[shell][1:], "-s", *map(str, known)],
        input=listeners.program(str(root)),
        env=environment(shell),
        capture_output=True,
        check=False,
        timeout=20,
    ).stdout


def _row(port: int, host: str = "localhost", **told: object) -> ListenerOut:
    fields: dict[str, object] = {"everywhere": False, "pid": None, "name": "", "command": ""}
    return ListenerOut.model_validate({"host": host, "port": port, **fields, **told})


@pytest.mark.parametrize("shell", SHELLS)
def test_each_port_once_with_its_program(machine: Path, shell: str) -> None:
    if not available(shell):
        pytest.skip(f"no {shell} here")
    answer = listeners.read(_said(shell, machine))
    lab = "/opt/conda/bin/python /opt/conda/bin/jupyter-lab --ip=127.0.0.1"
    script = "python3 app L 0100007F:0050 9"
    assert listeners.shown(answer.sockets, answer.owners) == [
        _row(22, everywhere=True, pid=7, name="sshd", command="sshd: /usr/sbin/sshd"),
        _row(53),
        _row(6000, "192.168.0.11", everywhere=True, pid=41, name="python3", command=script),
        _row(6006, pid=41, name="python3", command=script),
        _row(7860, pid=41, name="python3", command=script),
        _row(8888, pid=40, name="jupyter-lab", command=lab),
    ]


def test_open_files_are_looked_through_for_new_sockets_only(machine: Path) -> None:
    seen = [501, 502, 504, 505, 506, 507, 508]
    again = listeners.read(_said("dash", machine, *seen))
    assert len(again.sockets) == 7
    assert again.owners == {}
    assert set(listeners.read(_said("dash", machine, *seen[1:])).owners) == {501}


@pytest.mark.parametrize(
    "said",
    [b"", b"This account is not available.\n", b"L 0100007F:22B8 1\n", b"\xff\x00\n" * 100],
)
def test_what_runs_no_commands_is_not_readable(said: bytes) -> None:
    assert not listeners.read(said).readable


@pytest.mark.parametrize(
    "line",
    [
        "L zz:0016 1",
        "L 0100007F:0000 1",
        "L 0100:0016 1",
        "L 0100007F 1",
        "L 0100007F:FFFFF 1",
        "L 0100007F:16 -1",
    ],
)
def test_what_is_no_socket_is_left_out(line: str) -> None:
    answer = listeners.read(f"motd\nZ\n{line}\nP 1\nN 1\n".encode())
    assert (answer.readable, answer.sockets) == (True, [])


def test_nobody_listens_on_thousands_of_ports() -> None:
    said = "Z\n" + "".join(f"L 0100007F:{port:04X} {port}\n" for port in range(1, 5000))
    assert len(listeners.read(said.encode()).sockets) == listeners.MOST


def test_names_lose_their_teeth() -> None:
    answer = listeners.read("Z\nL 0100007F:0050 1\nP 1 5\nN 5 a\x1b]52;c\u202eb\nC 5 \x00x\n".encode())
    (row,) = listeners.shown(answer.sockets, answer.owners)
    assert row.name.isprintable()
    assert "\x1b" not in row.name


async def test_a_real_machine_tells_of_what_listens_there(desk: Desk, server: Sshd) -> None:
    session = await desk.connected(server)
    path = f"/sessions/{session['id']}/listeners"

    async def ports() -> dict[int, dict[str, object]]:
        told = await desk.call("GET", path)
        assert told["readable"]
        return {one["port"]: one for one in told["listeners"]}

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for _ in range(2):
            found = (await ports())[port]
            assert (found["host"], found["everywhere"], found["pid"]) == ("localhost", False, os.getpid())
            assert "python" in str(found["command"]) or "pytest" in str(found["command"])
        assert server.port in await ports()
    assert port not in await ports()


async def test_nobody_is_told_of_anothers_machine(desk: Desk, another: Desk, server: Sshd) -> None:
    session = await desk.connected(server)
    assert (
        await another.refusal("GET", f"/sessions/{session['id']}/listeners") == "workbench.session_not_found"
    )
    await desk.call("DELETE", f"/sessions/{session['id']}", status=204)
