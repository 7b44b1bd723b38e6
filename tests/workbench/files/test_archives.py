"""Folders as one stream: down as an archive, up as a pack."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from harness.sshd import sshd
from support import refused
from workbench.files.conftest import QUIET
from workbench.files.place import Place, names
from workbench.rig import Desk

pytestmark = pytest.mark.enable_socket


def _tree(folder: Path) -> dict[str, bytes]:
    """Makes a tree; its files."""
    files = {
        "tree/a.txt": b"hello",
        "tree/中文/名 字.bin": os.urandom(700_000),
        "tree/empty": b"",
        "tree/" + "long" * 30 + "/" + "name" * 40: b"long",
    }
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "tree" / "no one").mkdir()
    (folder / "tree" / "loop").symlink_to("..")
    (folder / "tree" / "secret").symlink_to("/etc/passwd")
    os.mkfifo(folder / "tree" / "pipe")
    os.link(folder / "tree" / "a.txt", folder / "tree" / "second name")
    return files | {"tree/second name": b"hello"}


async def test_a_folder_comes_down_as_a_zip(place: Place, folder: Path) -> None:
    files = _tree(folder)
    answer = await place.ask("GET", "/archive", params={"path": place.at("tree")})
    assert answer.headers["content-disposition"].startswith('attachment; filename="tree.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        found = {one: archive.read(one) for one in archive.namelist() if not one.endswith("/")}
        assert found == files
        assert "tree/no one/" in archive.namelist()


async def test_files_and_folders_come_down_as_a_tar(place: Place, folder: Path) -> None:
    files = _tree(folder)
    (folder / "extra").write_bytes(b"more")
    query = {"path": [place.at("tree"), place.at("extra")], "format": "tar"}
    answer = await place.ask("GET", "/archive", params=query)
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        found = {one.name: archive.extractfile(one) for one in archive if one.isfile()}
        assert {name: data.read() for name, data in found.items() if data} == files | {"extra": b"more"}
        assert all(one.isfile() or one.isdir() for one in archive)


async def test_an_account_without_commands_gets_the_same_archive(
    desk: Desk, tmp_path: Path, folder: Path
) -> None:
    with sshd(tmp_path / "jail", QUIET, "ForceCommand internal-sftp") as server:
        place = Place(desk, (await desk.connected(server))["id"], folder)
        files = _tree(folder)
        answer = await place.ask("GET", "/archive", params={"path": place.at("tree")})
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert archive.testzip() is None
            assert {one: archive.read(one) for one in archive.namelist() if not one.endswith("/")} == files


async def test_what_a_machine_calls_tar_is_not_believed(desk: Desk, tmp_path: Path, folder: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    hostile = ["../../up", "/abs", "a\\..\\b", "new\nline", *["same"] * 3000]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as made:
        for name in hostile:
            made.addfile(tarfile.TarInfo(name))
    (tools / "archive").write_bytes(buffer.getvalue())
    (tools / "tar").write_text(f"#!/bin/sh\nexec /bin/cat {tools}/archive\n")
    (tools / "tar").chmod(0o755)
    (folder / "tree").mkdir()
    with sshd(tmp_path / "sshd", f"{QUIET} PATH={tools}:/usr/bin:/bin") as server:
        place = Place(desk, (await desk.connected(server))["id"], folder)
        answer = await place.ask("GET", "/archive", params={"path": place.at("tree")})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found = archive.namelist()
    assert found[:6] == ["_/_/up", "abs", "a_.._b", "new_line", "same", "same (2)"]
    assert len(set(found)) == len(found) == len(hostile)


async def test_what_is_not_there_gives_no_archive(place: Place) -> None:
    answer = await place.ask("GET", "/archive", params={"path": place.at("missing")})
    refused(answer, 404, "workbench.file_not_found")


def _pack(files: dict[str, bytes], *, form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(data), 0o640, 1_600_000_000
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("jailed", [False, True], ids=["by tar", "by sftp"])
async def test_a_pack_is_unpacked_as_it_was(
    desk: Desk, tmp_path: Path, folder: Path, *, form: int, jailed: bool
) -> None:
    lines = [QUIET, "ForceCommand internal-sftp"] if jailed else [QUIET]
    files = {f"d{number % 7}/f{number}": b"%d" % number * number for number in range(200)}
    files |= {"deep/" * 20 + "x": b"deep", "-rf": b"dash"}
    if form != tarfile.USTAR_FORMAT:
        files |= {"中文/" + "长" * 60: os.urandom(3 << 20)}
    with sshd(tmp_path / "server", *lines) as server:
        place = Place(desk, (await desk.connected(server))["id"], folder)
        answer = await place.ask("PUT", "/pack", params={"path": place.at()}, content=_pack(files, form=form))
        total = sum(map(len, files.values()))
        assert answer.json() == {"files": len(files), "bytes": total}
    assert {name: (folder / name).read_bytes() for name in files} == files
    assert (folder / "d0" / "f0").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped", "a/../../escaped", "./../escaped", "a//b"])
async def test_a_pack_never_leaves_its_folder(place: Place, folder: Path, name: str) -> None:
    sub = folder / "sub"
    sub.mkdir()
    answer = await place.ask(
        "PUT", "/pack", params={"path": str(sub)}, content=_pack({"fine": b"1", name: b"2"})
    )
    refused(answer, 422, "workbench.bad_pack")
    assert names(folder) == ["sub"]
    assert "escaped" not in names(Path("/tmp"))


def _before(kind: bytes, name: bytes, said: bytes) -> bytes:
    """A header that stands before a member's own."""
    head = tarfile.TarInfo(name.decode())
    head.type, head.size = kind, len(said)
    return head.tobuf(tarfile.USTAR_FORMAT) + said + bytes(-len(said) % 512)


@pytest.mark.parametrize(
    "odd",
    [
        _before(tarfile.XGLTYPE, b"pax", b"14 path=other\n"),
        _before(tarfile.XGLTYPE, b"pax", b"25 GNU.sparse.name=other\n"),
        _before(tarfile.XHDTYPE, b"pax", b"14 path=other\n")
        + _before(tarfile.GNUTYPE_LONGNAME, b"././@LongLink", b"fine\0"),
    ],
    ids=["global path", "global sparse name", "two names"],
)
async def test_a_member_is_unpacked_under_the_name_that_was_looked_at(
    place: Place, folder: Path, odd: bytes
) -> None:
    answer = await place.ask(
        "PUT", "/pack", params={"path": place.at()}, content=odd + _pack({"fine": b"data"})
    )
    assert answer.json() == {"files": 1, "bytes": 4}
    assert names(folder) == ["fine"]


async def test_links_and_devices_in_a_pack_are_refused(place: Place, folder: Path) -> None:
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            member = tarfile.TarInfo("bad")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        answer = await place.ask("PUT", "/pack", params={"path": place.at()}, content=buffer.getvalue())
        refused(answer, 422, "workbench.bad_pack")
    assert names(folder) == []


def _said(records: bytes) -> bytes:
    """A pack whose first member has this in front of it."""
    before = tarfile.TarInfo("pax")
    before.type, before.size = tarfile.XHDTYPE, len(records)
    padding = bytes(-len(records) % 512)
    return before.tobuf(tarfile.USTAR_FORMAT) + records + padding + _pack({"a": b"x"})


def _sized(size: bytes) -> bytes:
    """A pack whose first member claims to be of this size."""
    raw = bytearray(_pack({"a": b"x"}))
    raw[124:136] = size.ljust(12, b"\0")
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw[:512])
    return bytes(raw)


@pytest.mark.parametrize(
    "content",
    [
        b"no archive at all" * 100,
        _pack({"a": b"x" * 5000})[:3000],
        _said(b"9" * 5000 + b" a=b\n"),
        _said(b"3 a=b\n"),
        _said(b"13 mtime=nan\n"),
        _said(b"13 mtime=inf\n"),
        _said(b"40 size=" + b"9" * 31 + b"\n"),
        _pack({"a/": b"a folder with bytes"}),
        _sized(b"-17"),
        _sized(b"1_0"),
        _sized(b"\x80" + b"\x7f" * 11),
    ],
)
async def test_a_broken_pack_says_so(place: Place, content: bytes) -> None:
    answer = await place.ask("PUT", "/pack", params={"path": place.at()}, content=content)
    refused(answer, 422, "workbench.bad_pack")


async def test_a_pack_for_nowhere_says_so(place: Place, folder: Path) -> None:
    (folder / "file").touch()
    for path, status, code in (
        (place.at("missing"), 404, "workbench.file_not_found"),
        (place.at("file"), 409, "workbench.not_a_folder"),
    ):
        answer = await place.ask("PUT", "/pack", params={"path": path}, content=_pack({"a": b"1"}))
        refused(answer, status, code)
