"""Machines that are poor, slow, or hostile: no SFTP, closed folders, names and folders that nobody honest has."""

from __future__ import annotations

import asyncio
import io
import os
import stat
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from harness.sshd import sshd
from support import refused
from workbench.files.conftest import QUIET
from workbench.files.place import Place, names
from workbench.rig import Desk
from zuka.workbench.files import listing
from zuka.workbench.files.changes import walk
from zuka.workbench.files.sftp import SftpDisk

pytestmark = pytest.mark.enable_socket


async def test_without_sftp_a_shell_does_it(desk: Desk, tmp_path: Path, folder: Path) -> None:
    with sshd(tmp_path / "plain", QUIET, sftp=False) as server:
        place = Place(desk, (await desk.connected(server))["id"], folder)
        data = os.urandom(600_000)
        (folder / "中 文'").write_bytes(data)
        (folder / "sub").mkdir()
        (folder / "link").symlink_to("sub")
        entries = {one["name"]: one for one in (await place.get(path=place.at()))["entries"]}
        assert {name: one["kind"] for name, one in entries.items()} == {
            "中 文'": "file",
            "sub": "folder",
            "link": "link",
        }
        assert entries["中 文'"]["size"] == len(data)
        query = {"path": place.at("中 文'")}
        assert (await place.ask("GET", "/download", params=query)).content == data
        part = await place.ask("GET", "/download", params=query, headers={"Range": "bytes=1000-1999"})
        assert part.content == data[1000:2000]
        end = await place.upload("up", data, verify=True)
        assert end["verified"] is True
        assert (folder / "up").read_bytes() == data
        await place.put("/text", path=place.at("t"), text="x", create=True)
        assert (folder / "t").read_text() == "x"
        refused(await place.ask("GET", "", params={"path": "/missing"}), 404, "workbench.file_not_found")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can let others log in")
async def test_what_the_account_may_not_do_is_said(desk: Desk, open_folder: Path) -> None:
    with sshd(open_folder / "server", QUIET, "ForceCommand internal-sftp") as server:
        (open_folder / "server" / "client_key").chmod(0o600)
        session = await desk.draft(server, username="nobody", auth="key", private_key=server.private_key)
        session = await desk.answer(session, accept="save")
        assert session["state"] == "connected", session
        place = Place(desk, session["id"], open_folder)
        (open_folder / "closed").mkdir(mode=0o700)
        (open_folder / "mine").write_text("old")
        (open_folder / "mine").chmod(0o666)
        for verb, path, more in (
            ("GET", "", {"params": {"path": place.at("closed")}}),
            ("POST", "/folder", {"json": {"path": place.at("new")}}),
            ("POST", "/file", {"json": {"path": place.at("new")}}),
            ("POST", "/uploads", {"json": {"path": place.at("new"), "size": 1}}),
            ("POST", "/delete", {"json": {"paths": [place.at("mine")]}}),
            ("POST", "/delete", {"json": {"paths": [place.at("closed")]}}),
            ("POST", "/chmod", {"json": {"paths": [place.at("mine")], "mode": 0o600}}),
            ("PUT", "/text", {"json": {"path": place.at("new"), "text": "", "create": True}}),
        ):
            refused(await place.ask(verb, path, **more), 403, "workbench.permission_denied")
        # The folder is closed, but the file itself may be written to.
        await place.put("/text", path=place.at("mine"), text="new", version=None)
        assert (open_folder / "mine").read_text() == "new"
        assert names(open_folder) == ["closed", "mine", "server"]


class Hostile(asyncssh.SFTPServer):
    """Says whatever it likes."""

    def __init__(self, chan: Any) -> None:
        super().__init__(chan)

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        file = asyncssh.SFTPAttrs(permissions=stat.S_IFREG | 0o644, size=4, uid=0, gid=0, atime=0, mtime=0)
        folder = asyncssh.SFTPAttrs(permissions=stat.S_IFDIR | 0o755, size=4, uid=0, gid=0, atime=0, mtime=0)
        if path.endswith(b"endless"):
            number = 0
            while True:
                number += 1
                yield asyncssh.SFTPName(b"%d" % number, b"", file)
        if path.endswith(b"huge"):
            for number in range(200):
                yield asyncssh.SFTPName(b"%d" % number + b"n" * 5_000, b"", file)
            yield asyncssh.SFTPName(b"small", b"", file)
        if path.endswith(b"names"):
            for name in (b"../../up", b"/abs", b"..", b"a\\..\\b", b"new\nline", b"nul\0", b"", b"ok", b"ok"):
                yield asyncssh.SFTPName(name, b"", file)
        if b"forever" in path:
            yield asyncssh.SFTPName(b"forever", b"", folder)

    async def realpath(self, path: bytes) -> bytes:
        return path

    def lstat(self, path: bytes) -> asyncssh.SFTPAttrs:
        kind = stat.S_IFDIR if path.endswith((b"names", b"endless", b"huge", b"forever")) else stat.S_IFREG
        return asyncssh.SFTPAttrs(permissions=kind | 0o644, size=4, uid=0, gid=0, atime=0, mtime=0)

    stat = lstat

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        return io.BytesIO(b"data")


class _Anybody(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return False


@asynccontextmanager
async def _hostile() -> AsyncIterator[SftpDisk]:
    key = asyncssh.generate_private_key("ssh-ed25519")
    tasks: set[asyncio.Task[Any]] = set()

    def later(doing: Any) -> None:
        task = asyncio.create_task(doing)
        tasks.add(task)

    server = await asyncssh.listen(
        "127.0.0.1", 0, server_factory=_Anybody, server_host_keys=[key], sftp_factory=Hostile
    )
    async with asyncssh.connect(
        "127.0.0.1",
        server.get_port(),
        username="x",
        known_hosts=([key.convert_to_public()], [], []),
        config=[],
    ) as connection:
        yield SftpDisk(await connection.start_sftp_client(), later)
        await asyncio.gather(*tasks, return_exceptions=True)
    server.close()
    await server.wait_closed()


async def test_a_folder_without_an_end_has_one_here() -> None:
    async with _hostile() as disk:
        entries, truncated = await disk.scan(b"/endless")
        assert (len(entries), truncated) == (20_000, True)


async def test_names_as_long_as_books_are_left_out() -> None:
    async with _hostile() as disk:
        entries, truncated = await disk.scan(b"/huge")
        assert ([one.name for one in entries], truncated) == ([b"small"], True)


async def test_names_that_lead_elsewhere_are_left_out_and_none_comes_twice() -> None:
    async with _hostile() as disk:
        entries, truncated = await disk.scan(b"/names")
        assert sorted(one.name for one in entries) == [b"a\\..\\b", b"new\nline", b"ok"]
        assert truncated
        assert b'"a\\\\..\\\\b"' in await listing.listed(disk, b"/names")


async def test_a_folder_that_holds_itself_for_ever_is_not_walked_for_ever() -> None:
    async with _hostile() as disk:
        with pytest.raises(Exception, match="too_many_files"):
            async for _ in walk(disk, b"/forever"):
                pass
