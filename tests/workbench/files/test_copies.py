"""Copies between two machines, and what the command box completes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
from collections.abc import AsyncIterator, MutableMapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from harness.sshd import Sshd, sshd
from support import refused
from workbench.files.conftest import QUIET
from workbench.files.place import Place, names
from workbench.rig import Desk, served, until
from zuka.identity import auth
from zuka.workbench.files import following
from zuka.workbench.files.rooms import FOLLOWED, Rooms

pytestmark = pytest.mark.enable_socket
_MIB = 1 << 20


@pytest.fixture
async def other(desk: Desk, tmp_path: Path) -> AsyncIterator[tuple[Place, Sshd]]:
    """The same user's session at a second server."""
    folder = tmp_path / "other"
    folder.mkdir()
    with sshd(tmp_path / "second", QUIET) as server:
        yield Place(desk, (await desk.connected(server))["id"], folder), server


async def _ended(desk: Desk, copy: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def is_over() -> bool:
        found.update(next(one for one in await desk.call("GET", "/copies") if one["id"] == copy["id"]))
        return found["state"] not in {"waiting", "running"}

    await until(is_over)
    return found


def _copying(source: Place, target: Place, *what: str) -> dict[str, Any]:
    return {
        "from_session": source.session_id,
        "paths": [source.at(one) for one in what],
        "to_path": target.at(),
    }


def _below(top: Path) -> dict[Path, bytes | None]:
    """Everything below a folder: bytes of files, nothing of folders."""
    return {one.relative_to(top): one.read_bytes() if one.is_file() else None for one in top.rglob("*")}


async def _is_back(place: Place) -> None:
    session = await place.desk.settled(place.session_id)
    if session["state"] != "connected":
        await place.desk.call("POST", f"/sessions/{place.session_id}/reconnect")
        assert (await place.desk.settled(place.session_id))["state"] == "connected"


async def test_files_and_folders_go_from_one_machine_to_another(
    place: Place, other: tuple[Place, Sshd], folder: Path
) -> None:
    target, _ = other
    big = os.urandom(3 * _MIB)
    (folder / "big").write_bytes(big)
    os.utime(folder / "big", (1_600_000_000, 1_600_000_000))
    (folder / "tree" / "deep").mkdir(parents=True)
    (folder / "tree" / "deep" / "中").write_text("x")
    (folder / "tree" / "loop").symlink_to("..")
    copy = await target.post("/copies", **_copying(place, target, "big", "tree"))
    ended = await _ended(place.desk, copy)
    assert (ended["state"], ended["failure"]) == ("done", None)
    assert (ended["files_done"], ended["files_total"]) == (2, 2)
    assert ended["bytes_done"] == ended["bytes_total"] == len(big) + 1
    assert (target.folder / "big").read_bytes() == big
    assert int((target.folder / "big").stat().st_mtime) == 1_600_000_000
    assert (target.folder / "tree" / "deep" / "中").read_text() == "x"
    assert names(target.folder) == ["big", "tree"]
    await place.desk.call("DELETE", f"/copies/{copy['id']}", status=204)
    assert await place.desk.call("GET", "/copies") == []


async def test_a_copy_that_was_cut_goes_on_where_it_was(
    place: Place, other: tuple[Place, Sshd], folder: Path
) -> None:
    target, server = other
    data = os.urandom(64 * _MIB)
    (folder / "big").write_bytes(data)
    copy = await target.post("/copies", **_copying(place, target, "big"))

    async def is_half() -> bool:
        return bool((await place.desk.call("GET", "/copies"))[0]["bytes_done"] > 16 * _MIB)

    await until(is_half)
    server.drop_connections()
    ended = await _ended(place.desk, copy)
    assert ended["state"] == "failed"
    assert ended["failure"].startswith("workbench.")
    await _is_back(target)
    again = await target.post("/copies", **_copying(place, target, "big"))
    assert (await _ended(place.desk, again))["state"] == "done"
    assert (target.folder / "big").read_bytes() == data
    assert names(target.folder) == ["big"]


async def test_many_small_files_go_over_as_one_stream(
    place: Place, other: tuple[Place, Sshd], folder: Path
) -> None:
    target, _ = other
    odd = [
        b"a 'quote' \"x\" $HOME",
        "表情 😀".encode(),
        b"line\nbreak",
        b"back\\slash",
        b"-rf",
        b"\xff\xfe",
        b"n" * 255,
    ]
    tree = folder / "tree"
    (tree / "deep").mkdir(parents=True)
    (tree / "hollow").mkdir()
    for number in range(80):
        (tree / "deep" / str(number)).write_text(f"number {number}")
    for name in odd:
        (tree / os.fsdecode(name)).write_bytes(name)
    os.link(tree / "deep" / "0", tree / "twin")
    (tree / "link").symlink_to("deep")
    (tree / "script").write_text("#!/bin/sh")
    (tree / "script").chmod(0o755)
    os.utime(tree / "script", (1_600_000_000, 1_600_000_000))
    (target.folder / "tree" / "deep").mkdir(parents=True)
    (target.folder / "tree" / "deep" / "7").write_text("older")
    ended = await _ended(place.desk, await target.post("/copies", **_copying(place, target, "tree")))
    assert (ended["state"], ended["failure"]) == ("done", None)
    assert ended["files_done"] == ended["files_total"] == 80 + len(odd) + 2
    assert ended["bytes_done"] == ended["bytes_total"]
    (tree / "link").unlink()
    assert _below(target.folder / "tree") == _below(tree)
    script = (target.folder / "tree" / "script").stat()
    assert (script.st_mode & 0o777, int(script.st_mtime)) == (0o755, 1_600_000_000)
    # What is there is left: a stream would have renewed them.
    before = (target.folder / "tree" / "deep" / "1").stat().st_ino
    again = await _ended(place.desk, await target.post("/copies", **_copying(place, target, "tree")))
    assert (again["state"], again["files_done"]) == ("done", ended["files_total"])
    assert (target.folder / "tree" / "deep" / "1").stat().st_ino == before


async def test_a_stream_that_is_cut_says_so_and_is_finished_by_another(
    place: Place, other: tuple[Place, Sshd], folder: Path
) -> None:
    target, server = other
    for number in range(120):
        (folder / "many").mkdir(exist_ok=True)
        (folder / "many" / str(number)).write_bytes(os.urandom(_MIB))
    copy = await target.post("/copies", **_copying(place, target, "many"))

    async def is_half() -> bool:
        return bool((await place.desk.call("GET", "/copies"))[0]["files_done"] > 20)

    await until(is_half)
    server.drop_connections()
    ended = await _ended(place.desk, copy)
    assert ended["state"] == "failed"
    assert ended["failure"] in {"workbench.not_connected", "workbench.connection_lost"}
    await _is_back(target)
    again = await target.post("/copies", **_copying(place, target, "many"))
    assert (await _ended(place.desk, again))["state"] == "done"
    assert _below(target.folder / "many") == _below(folder / "many")


async def test_a_copy_within_one_machine(place: Place, folder: Path) -> None:
    (folder / "tree").mkdir()
    (folder / "tree" / "a").write_text("a")
    (folder / "to").mkdir()
    body = {"from_session": place.session_id, "paths": [place.at("tree")], "to_path": place.at("to")}
    ended = await _ended(place.desk, await place.post("/copies", **body))
    assert (ended["state"], ended["files_done"]) == ("done", 1)
    assert (folder / "to" / "tree" / "a").read_text() == "a"
    into_itself = await place.post("/copies", **(body | {"to_path": place.at("tree")}))
    ended = await _ended(place.desk, into_itself)
    assert (ended["state"], ended["failure"]) == ("failed", "workbench.copy_into_itself")


async def test_another_users_copy_and_session_are_none(place: Place) -> None:
    refused(await place.client.delete("/api/v1/workbench/copies/cpy-other"), 404, "workbench.copy_not_found")
    body = {"from_session": "ses-other", "paths": ["/x"], "to_path": "/"}
    refused(await place.ask("POST", "/copies", json=body), 404, "workbench.session_not_found")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cat my", [r"my\ file.txt"]),
        ("cat 'my", ["'my file.txt'"]),
        ('cat "my', ['"my file.txt"']),
        ("cat my\\ f", [r"my\ file.txt"]),
        ("cd s", ["sub/"]),
        ("cd m", []),
        ("ls --color=auto ./su", ["./sub/"]),
        ("tar -xf sub/in", ["sub/inner"]),
        ("echo x >su", ["sub/"]),
        ("true && cat it", [r"it\'s\ \$5"]),
        ("ls .h", [".hidden"]),
    ],
)
async def test_paths_are_completed_and_quoted(
    place: Place, folder: Path, line: str, words: list[str]
) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "inner").touch()
    for name in ("my file.txt", "it's $5", ".hidden"):
        (folder / name).touch()
    query = {"line": line, "directory": place.at()}
    answer = (await place.client.get(f"{place.base}/completions", params=query)).json()
    assert answer["words"] == words
    for word in words:
        completed = shlex.split(line[: answer["start"]] + word)
        assert (folder / completed[-1].lstrip(">")).exists()


async def test_commands_are_completed_where_one_belongs(place: Place) -> None:
    for line, start in (("mkdi", 0), ("😀; sudo mkdi", 9)):
        query = {"line": line, "directory": "/"}
        answer = (await place.client.get(f"{place.base}/completions", params=query)).json()
        assert "mkdir" in answer["words"]
        assert answer["start"] == start


async def test_a_followed_file_is_heard_as_it_grows_and_let_go_of(
    place: Place, near: FastAPI, folder: Path
) -> None:
    log = folder / "log"
    log.write_bytes("一\n二\n三\n".encode("gbk"))
    session = next(one for one in near.state.workbench.everybodys() if one.id == place.session_id)
    room = Rooms().of(session)
    heard = following.lines(room, str(log).encode(), lines=2, encoding="gbk")
    async with contextlib.aclosing(heard), asyncio.timeout(20):
        assert await anext(heard) == "二\n三\n".encode()
        with log.open("ab") as file:
            file.write("四\n".encode("gbk"))
        assert await anext(heard) == "四\n".encode()

    async def is_gone() -> bool:
        done = await room.shell.run('ps -e -o args | grep -F "$1" | grep -c "[t]ail"', str(log).encode())
        return done.output.strip() == b"0"

    await until(is_gone)


async def test_a_few_files_are_followed_at_once(place: Place, near: FastAPI, folder: Path) -> None:
    (folder / "log").write_text("one\n")
    cookie = {"Cookie": f"{auth.COOKIE}={place.client.cookies[auth.COOKIE]}"}
    async with served(near) as port, httpx2.AsyncClient(headers=cookie, timeout=20) as client:
        where = f"http://127.0.0.1:{port}{place.base}/files/follow"

        async def status() -> int:
            async with client.stream("GET", where, params={"path": place.at("log")}) as answer:
                return answer.status_code

        async with contextlib.AsyncExitStack() as followed:
            for _ in range(FOLLOWED):
                following_it = client.stream("GET", where, params={"path": place.at("log")})
                assert (await followed.enter_async_context(following_it)).status_code == 200
            assert await status() == 429

        async def is_free() -> bool:
            return await status() == 200

        await until(is_free)


async def test_a_reader_that_goes_away_leaves_nothing_open(place: Place, near: FastAPI, folder: Path) -> None:
    with (folder / "big").open("wb") as file:
        file.truncate(512 * _MIB)
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            gone.set()
            await asyncio.Event().wait()

    cookie = "; ".join(f"{name}={value}" for name, value in place.client.cookies.items())
    scope = {
        "type": "http", "method": "GET", "path": f"{place.base}/files/download", "raw_path": b"",
        "query_string": f"path={place.at('big')}".encode(), "headers": [(b"cookie", cookie.encode()), (b"host", b"x")],
        "scheme": "http", "server": ("x", 80), "client": ("127.0.0.1", 1), "http_version": "1.1", "root_path": "",
        "asgi": {"version": "3.0", "spec_version": "2.3"}, "state": {},
    }  # fmt: skip
    for _ in range(8):
        gone.clear()
        await asyncio.wait_for(near(scope | {"state": {}}, receive, send), 20)

    async def is_closed() -> bool:
        session = next(one for one in near.state.workbench.everybodys() if one.id == place.session_id)
        done = (
            await Rooms()
            .of(session)
            .shell.run('ls -l /proc/[0-9]*/fd 2>/dev/null | grep -cF "$1"', place.at("big").encode())
        )
        return done.output.strip() == b"0"

    await until(is_closed)
