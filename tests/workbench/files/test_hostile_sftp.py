"""A machine whose SFTP server or `tar` was written to do harm: it ends its own files' requests, and nothing else."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import tarfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from harness.sshd import sshd
from workbench.files import hostile_sftp
from workbench.files.conftest import QUIET
from workbench.files.place import Place
from workbench.rig import Desk, served, until
from zuka.identity import auth
from zuka.workbench.files import listing, rooms
from zuka.workbench.files.sftp import SftpDisk

pytestmark = pytest.mark.enable_socket
SERVER = Path(__file__).with_name("hostile_sftp.py")


@asynccontextmanager
async def machine(desk: Desk, directory: Path, manner: str) -> AsyncIterator[Place]:
    """A session at a machine that behaves like this, and has no shell."""
    script = directory / "only-sftp"
    script.write_text(
        f'#!/bin/sh\n[ "$SSH_ORIGINAL_COMMAND" = internal-sftp ] || exit 127\n'
        f"exec {sys.executable} -S -E {SERVER} {manner} {directory / 'asked'}\n"
    )
    script.chmod(0o755)
    with sshd(directory / "sshd", f"ForceCommand {script}") as server:
        session = await desk.connected(server)
        yield Place(desk, session["id"], Path("/there"))
        await desk.call("DELETE", f"/sessions/{session['id']}", status=204)


@pytest.mark.parametrize("manner", ["garbled", "wrong", "unknown", "nowhere"])
async def test_answers_that_are_none_are_an_error_of_that_machine(
    desk: Desk, tmp_path: Path, manner: str
) -> None:
    async with machine(desk, tmp_path, manner) as place:
        for where in ("", "/download", "/text", "/checksum"):
            answer = await place.ask("GET", where, params={"path": "/there"})
            assert answer.status_code in {200, 404, 409, 503}, answer.text


async def test_a_machine_that_is_silent_is_asked_a_few_things_at_once(desk: Desk, tmp_path: Path) -> None:
    asked = tmp_path / "asked"

    def looked_at() -> int:
        return sum(kind in {hostile_sftp.STAT, hostile_sftp.LSTAT} for kind in asked.read_bytes())

    def is_asked_more(earlier: int) -> bool:
        return looked_at() > earlier

    async with machine(desk, tmp_path, "silent") as place:
        await place.ask("GET", "", params={"path": "/there"})
        before = looked_at()
        waiting = [
            asyncio.create_task(place.ask("GET", "/stat", params={"path": "/there"})) for _ in range(30)
        ]
        await until(lambda: looked_at() - before >= rooms.REQUESTS)
        for one in waiting[:3]:
            earlier = looked_at()
            one.cancel()
            await until(partial(is_asked_more, earlier))
            assert looked_at() == earlier + 1
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_folder_of_one_name_without_end_has_one_here(desk: Desk, tmp_path: Path) -> None:
    async with machine(desk, tmp_path, "endless") as place:
        shown = await place.get(path="/there")
        assert [one["name"] for one in shown["entries"]] == ["again"]
        assert shown["truncated"]


async def test_links_that_lead_nowhere_do_not_keep_their_folder_back(
    desk: Desk, near: FastAPI, tmp_path: Path
) -> None:
    async with machine(desk, tmp_path, "links") as place:
        session = near.state.workbench.everybodys()[0]
        disk = SftpDisk(await session.sftp(), lambda doing: doing.close())
        shown = json.loads(await listing.listed(disk, b"/there", link_seconds=0.1))
        assert {one["target"] for one in shown["entries"]} == {None}
        assert len(shown["entries"]) == 100
        assert place.session_id == session.id


async def test_a_file_that_is_shorter_than_it_says_is_no_whole_file(
    desk: Desk, near: FastAPI, tmp_path: Path
) -> None:
    async with machine(desk, tmp_path, "short") as place, served(near) as port:
        where = f"http://127.0.0.1:{port}{place.base}/files/download"
        cookie = {"Cookie": f"{auth.COOKIE}={desk.client.cookies[auth.COOKIE]}"}
        async with httpx2.AsyncClient(headers=cookie) as client:
            with pytest.raises(httpx2.RemoteProtocolError):
                await client.get(where, params={"path": "/there"})


def lying(names: Iterable[str]) -> bytes:
    """An archive of these files, of which each is told to be another one by a header that not every program heeds."""
    made = b""
    for name in names:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            member = tarfile.TarInfo(name)
            member.size = 4
            archive.addfile(member, io.BytesIO(b"data"))
        said = b"25 path=many/f0/.profile\n"
        head = tarfile.TarInfo("pax")
        head.type, head.size = tarfile.XGLTYPE, len(said)
        made += head.tobuf(tarfile.USTAR_FORMAT) + said + bytes(-len(said) % 512) + buffer.getvalue()[:1024]
    return made + bytes(1024)


async def test_a_machine_names_no_files_on_another_one(desk: Desk, tmp_path: Path) -> None:
    tools, source, target = (tmp_path / one for one in ("tools", "source", "target"))
    for one in (tools, source / "many", target):
        one.mkdir(parents=True)
    wanted = [f"many/f{number}" for number in range(60)]
    for name in wanted:
        (source / name).write_text("data")
    (tools / "archive").write_bytes(lying(wanted))
    (tools / "tar").write_text(f"#!/bin/sh\n/bin/cat >/dev/null\nexec /bin/cat {tools}/archive\n")
    (tools / "tar").chmod(0o755)
    hostile = sshd(tmp_path / "hostile", f"{QUIET} PATH={tools}:/usr/bin:/bin")
    with hostile as first, sshd(tmp_path / "honest", QUIET) as second:
        place = Place(desk, (await desk.connected(first))["id"], source)
        other = Place(desk, (await desk.connected(second))["id"], target)
        body = {"from_session": place.session_id, "paths": [place.at("many")], "to_path": other.at()}
        copy = await other.post("/copies", **body)

        async def is_over() -> bool:
            copies = await desk.call("GET", "/copies")
            return any(one["id"] == copy["id"] and one["state"] == "done" for one in copies)

        await until(is_over)
    found = sorted(str(one.relative_to(target)) for one in target.rglob("*") if one.is_file())
    assert found == sorted(wanted)
