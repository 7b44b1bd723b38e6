"""A machine whose SFTP server was written to do harm: it ends its own files' requests, and nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from harness.sshd import sshd
from workbench.files.place import Place
from workbench.rig import Desk, served
from zuka.identity import auth
from zuka.workbench.files import listing
from zuka.workbench.files.sftp import SftpDisk

pytestmark = pytest.mark.enable_socket
SERVER = Path(__file__).with_name("hostile_sftp.py")


@asynccontextmanager
async def machine(desk: Desk, directory: Path, manner: str) -> AsyncIterator[Place]:
    """A session at a machine that behaves like this, and has no shell."""
    script = directory / "only-sftp"
    script.write_text(
        f'#!/bin/sh\n[ "$SSH_ORIGINAL_COMMAND" = internal-sftp ] || exit 127\n'
        f"exec {sys.executable} -S -E {SERVER} {manner}\n"
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
