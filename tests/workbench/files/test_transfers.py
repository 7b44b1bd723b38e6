"""Single files down and up: ranges, pictures, conflicts, cuts and full disks."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from harness.sshd import Sshd
from support import refused
from workbench.files.place import Place, names

pytestmark = pytest.mark.enable_socket
_MIB = 1 << 20
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


async def test_a_file_comes_down_whole_and_in_ranges(place: Place, folder: Path) -> None:
    data = os.urandom(5 * _MIB + 123)
    (folder / "名 字.bin").write_bytes(data)
    query = {"path": place.at("名 字.bin")}
    whole = await place.ask("GET", "/download", params=query)
    assert whole.content == data
    assert whole.headers["content-length"] == str(len(data))
    assert "attachment" in whole.headers["content-disposition"]
    assert "%E5%90%8D%20%E5%AD%97.bin" in whole.headers["content-disposition"]
    tag = whole.headers["etag"]
    for wanted, expected in (
        ("bytes=0-9", data[:10]),
        ("bytes=5000000-", data[5_000_000:]),
        ("bytes=-7", data[-7:]),
        ("bytes=3000000-3000000", data[3_000_000:3_000_001]),
    ):
        part = await place.ask("GET", "/download", params=query, headers={"Range": wanted, "If-Range": tag})
        assert (part.status_code, part.content) == (206, expected)
    past = await place.ask("GET", "/download", params=query, headers={"Range": f"bytes={len(data)}-"})
    assert (past.status_code, past.headers["content-range"]) == (416, f"bytes */{len(data)}")
    stale = await place.ask(
        "GET", "/download", params=query, headers={"Range": "bytes=0-9", "If-Range": '"old"'}
    )
    assert (stale.status_code, stale.content) == (200, data)


async def test_an_empty_file_comes_down(place: Place, folder: Path) -> None:
    (folder / "empty").touch()
    answer = await place.ask("GET", "/download", params={"path": place.at("empty")})
    assert (answer.status_code, answer.content) == (200, b"")


async def test_pictures_are_known_by_what_they_are(place: Place, folder: Path) -> None:
    (folder / "really.txt").write_bytes(PNG)
    shown = await place.ask("GET", "/preview", params={"path": place.at("really.txt")})
    assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, "image/png", PNG)
    assert shown.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert shown.headers["x-content-type-options"] == "nosniff"
    for name, data in (("x.png", b"<script>"), ("x.svg", b"<svg xmlns='x'/>"), ("short.png", b"\x89P")):
        (folder / name).write_bytes(data)
        answer = await place.ask("GET", "/preview", params={"path": place.at(name)})
        refused(answer, 422, "workbench.not_a_picture")


async def test_an_upload_arrives_in_chunks_and_is_verified(place: Place, folder: Path) -> None:
    data = os.urandom(3 * _MIB + 17)
    path = place.at("new.bin")
    begun = await place.post("/uploads", path=path, size=len(data), modified=1_600_000_000, conflict="ask")
    assert begun == {"path": path, "offset": 0, "exists": False}
    assert (await place.chunk("new.bin", 0, data[:_MIB])).json() == {"offset": _MIB}
    wrong = refused(await place.chunk("new.bin", 5, b"x"), 409, "workbench.upload_offset")
    assert wrong["offset"] == _MIB
    assert not (folder / "new.bin").exists()
    assert (await place.chunk("new.bin", _MIB, data[_MIB:])).json() == {"offset": len(data)}
    end = await place.post("/uploads/finish", path=path, size=len(data), modified=1_600_000_000, verify=True)
    assert end == {"path": path, "size": len(data), "verified": True}
    assert (folder / "new.bin").read_bytes() == data
    assert int((folder / "new.bin").stat().st_mtime) == 1_600_000_000
    assert names(folder) == ["new.bin"]


async def test_what_is_there_is_asked_about_first(place: Place, folder: Path) -> None:
    (folder / "f").write_text("old")
    (folder / "f").chmod(0o751)
    body = {"path": place.at("f"), "size": 3, "modified": None, "conflict": "ask"}
    facts = refused(await place.ask("POST", "/uploads", json=body), 409, "workbench.file_exists")
    assert (facts["size"], facts["part"]) == (3, 0)
    assert (await place.post("/uploads", **(body | {"conflict": "skip"})))["exists"]
    assert (await place.upload("f", b"two", conflict="rename"))["path"] == place.at("f (2)")
    assert (folder / "f").read_text() == "old"
    await place.upload("f", b"new", conflict="overwrite")
    assert (folder / "f").read_text() == "new"
    assert (folder / "f").stat().st_mode & 0o777 == 0o751


async def test_what_came_half_is_somebodys_choice(place: Place, folder: Path) -> None:
    data = os.urandom(2 * _MIB)
    asked = {"path": place.at("f"), "size": len(data), "modified": 1_700_000_000, "conflict": "ask"}
    await place.post("/uploads", **asked)
    await place.chunk("f", 0, data[:_MIB])
    assert refused(await place.ask("POST", "/uploads", json=asked), 409, "workbench.upload_begun") == {
        "path": place.at("f"), "part": _MIB
    }  # fmt: skip
    (folder / "f").write_text("old")
    facts = refused(await place.ask("POST", "/uploads", json=asked), 409, "workbench.file_exists")
    assert (facts["size"], facts["part"]) == (3, _MIB)
    other = asked | {"modified": 1_600_000_000}
    assert refused(await place.ask("POST", "/uploads", json=other), 409, "workbench.file_exists")["part"] == 0
    (folder / "f").unlink()
    assert (await place.post("/uploads", **(asked | {"conflict": "resume"})))["offset"] == _MIB
    assert (await place.post("/uploads", **(asked | {"conflict": "overwrite"})))["offset"] == 0
    await place.upload("f", data, conflict="overwrite")
    assert (folder / "f").read_bytes() == data


async def test_an_empty_file_goes_up(place: Place, folder: Path) -> None:
    await place.upload("empty", b"", verify=True)
    assert (folder / "empty").read_bytes() == b""


async def test_more_than_was_announced_is_refused(place: Place, folder: Path) -> None:
    await place.post("/uploads", path=place.at("f"), size=3, modified=None, conflict="ask")
    refused(await place.chunk("f", 0, b"four"), 422, "workbench.upload_size")
    assert not (folder / "f").exists()


async def test_an_upload_nobody_began_is_not_known(place: Place) -> None:
    refused(await place.chunk("f", 0, b"x"), 404, "workbench.upload_not_found")


async def _cut(server: Sshd, data: bytes, at: int) -> AsyncIterator[bytes]:
    """A body whose line to the machine breaks in the middle."""
    for start in range(0, len(data), 256 << 10):
        if start >= at:
            server.drop_connections()
            at = len(data)
        yield data[start : start + (256 << 10)]


async def test_a_cut_upload_goes_on_and_is_whole(place: Place, server: Sshd, folder: Path) -> None:
    data = os.urandom(24 * _MIB)
    path, begin = place.at("big"), {"size": len(data), "modified": 1_600_000_000}
    await place.post("/uploads", path=path, **begin, conflict="ask")
    answer = await place.chunk("big", 0, _cut(server, data, 12 * _MIB))
    assert answer.status_code in {409, 503}
    session = await place.desk.settled(place.session_id)
    if session["state"] != "connected":
        await place.desk.call("POST", f"/sessions/{place.session_id}/reconnect")
        session = await place.desk.settled(place.session_id)
    assert session["state"] == "connected"
    begun = await place.post("/uploads", path=path, **begin, conflict="resume")
    assert 0 < begun["offset"] < len(data)
    assert (await place.chunk("big", begun["offset"], data[begun["offset"] :])).json() == {
        "offset": len(data)
    }
    end = await place.post("/uploads/finish", path=path, **begin, verify=True)
    assert end["verified"] is True
    assert hashlib.sha256((folder / "big").read_bytes()).digest() == hashlib.sha256(data).digest()


async def test_an_upload_that_ends_twice_ends_once(place: Place, folder: Path) -> None:
    body = {"path": place.at("twice"), "size": 3}
    await place.post("/uploads", **body)
    assert (await place.chunk("twice", 0, b"abc")).status_code == 200
    answers = await asyncio.gather(*(place.ask("POST", "/uploads/finish", json=body) for _ in range(2)))
    first, second = sorted(answers, key=lambda one: one.status_code)
    assert first.json()["size"] == 3
    refused(second, 404, "workbench.upload_not_found")
    assert names(folder) == ["twice"]


async def test_an_upload_that_another_browser_begins_anew_is_over(place: Place, folder: Path) -> None:
    body = {"path": place.at("same"), "size": 4 * _MIB, "conflict": "overwrite"}
    await place.post("/uploads", **body)

    async def slow() -> AsyncIterator[bytes]:
        yield bytes(2 * _MIB)
        await place.post("/uploads", **body)
        yield bytes(2 * _MIB)

    refused(await place.chunk("same", 0, slow()), 409, "workbench.upload_offset")
    data = os.urandom(4 * _MIB)
    assert (await place.chunk("same", 0, data)).status_code == 200
    await place.post("/uploads/finish", path=place.at("same"), size=4 * _MIB)
    assert (folder / "same").read_bytes() == data


async def test_a_part_that_was_taken_away_leaves_no_hole(place: Place, server: Sshd, folder: Path) -> None:
    await place.post("/uploads", path=place.at("holes"), size=2 * _MIB, modified=1)
    assert (await place.chunk("holes", 0, bytes(_MIB))).status_code == 200
    server.drop_connections()
    await place.desk.waits_for(place.session_id, "lost")
    (folder / ".holes.zuka-part").unlink()
    await place.desk.call("POST", f"/sessions/{place.session_id}/reconnect")
    assert (await place.desk.settled(place.session_id))["state"] == "connected"
    # How much had arrived when the line was cut is not known for sure; nothing of it is there any more.
    offset = (await place.chunk("holes", _MIB, bytes(_MIB))).json()["facts"].get("offset", _MIB)
    refused(await place.chunk("holes", offset, bytes(_MIB)), 404, "workbench.upload_not_found")
    assert names(folder) == []


async def test_uploads_that_nobody_ends_are_forgotten_one_day(place: Place, near: FastAPI) -> None:
    for number in range(210):
        await place.post("/uploads", path=place.at(f"begun-{number}"), size=1)
    room = near.state.workbench_files.of(near.state.workbench.everybodys()[0])
    assert len(room.uploads) == 200
    assert (await place.chunk("begun-209", 0, b"x")).status_code == 200
    refused(await place.chunk("begun-0", 0, b"x"), 404, "workbench.upload_not_found")


async def test_a_part_of_another_file_is_not_taken_for_this_one(place: Place, folder: Path) -> None:
    part = folder / ".f.zuka-part"
    part.write_bytes(b"x" * 1000)
    os.utime(part, (1_500_000_000, 1_600_000_000))
    begin = {"path": place.at("f"), "size": 9 * _MIB, "conflict": "resume"}
    assert (await place.post("/uploads", **begin, modified=1_600_000_000))["offset"] == 0
    os.truncate(part, 9 * _MIB - 5)
    os.utime(part, (1_500_000_000, 1_600_000_000))
    begin["path"] = place.at("f")
    begun = await place.post("/uploads", **begin, modified=1_500_000_000)
    assert begun["offset"] == _MIB - 5


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 4 MiB."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount")
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


async def test_a_full_disk_says_so_and_breaks_nothing(place: Place, small_disk: Path) -> None:
    (small_disk / "f").write_text("precious")
    data = os.urandom(16 * _MIB)
    body = {"path": place.at("disk/f"), "size": len(data), "modified": None}
    await place.post("/uploads", **body, conflict="overwrite")
    answer = await place.chunk("disk/f", 0, data)
    if answer.status_code == 200:
        answer = await place.ask("POST", "/uploads/finish", json=body)
    refused(answer, 409, "workbench.no_space")
    text = {"path": place.at("disk/f"), "text": "x" * 1_000_000, "version": None}
    refused(await place.ask("PUT", "/text", json=text), 409, "workbench.no_space")
    assert (small_disk / "f").read_text() == "precious"
    assert (await place.get(path=place.at("disk")))["free_bytes"] is not None


async def test_more_transfers_than_allowed_wait_and_all_come_through(place: Place, folder: Path) -> None:
    data = os.urandom(_MIB)
    (folder / "f").write_bytes(data)
    answers = await asyncio.gather(
        *(place.ask("GET", "/download", params={"path": place.at("f")}) for _ in range(20))
    )
    assert [one.content == data for one in answers] == [True] * 20
