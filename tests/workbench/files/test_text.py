"""The editor's files: encodings, line endings, and two people at one file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from support import refused
from workbench.files.place import Place, names

pytestmark = pytest.mark.enable_socket


@pytest.mark.parametrize(
    ("data", "encoding", "text", "line_ending"),
    [
        (b"hello\n", "utf-8", "hello\n", "lf"),
        ("中文\r\n好\r\n".encode(), "utf-8", "中文\r\n好\r\n", "crlf"),
        ("中文，测试\n".encode("gbk"), "gbk", "中文，测试\n", "lf"),
        (b"\xef\xbb\xbfmarked\r\nmixed\n", "utf-8-sig", "marked\r\nmixed\n", "mixed"),
        (b"", "utf-8", "", "lf"),
    ],
)
async def test_a_text_is_read_in_its_encoding_and_written_back_the_same(
    place: Place, folder: Path, *, data: bytes, encoding: str, text: str, line_ending: str
) -> None:
    (folder / "f").write_bytes(data)
    got = await place.get("/text", path=place.at("f"))
    assert (got["encoding"], got["text"], got["line_ending"]) == (encoding, text, line_ending)
    assert (got["binary"], got["truncated"]) == (False, False)
    await place.put(
        "/text", path=place.at("f"), text=got["text"], encoding=got["encoding"], version=got["version"]
    )
    assert (folder / "f").read_bytes() == data


async def test_windows_line_endings_stay_though_an_editor_drops_them(place: Place, folder: Path) -> None:
    (folder / "f").write_bytes(b"a\r\nb\r\n")
    got = await place.get("/text", path=place.at("f"))
    await place.put("/text", path=place.at("f"), text="a\nb\nc\n", encoding="utf-8", version=got["version"])
    assert (folder / "f").read_bytes() == b"a\r\nb\r\nc\r\n"
    await place.put("/text", path=place.at("f"), text="a\n", encoding="utf-8", line_ending="lf")
    assert (folder / "f").read_bytes() == b"a\n"


async def test_a_binary_file_has_no_text(place: Place, folder: Path) -> None:
    (folder / "f").write_bytes(bytes(range(256)) * 10)
    got = await place.get("/text", path=place.at("f"))
    assert (got["binary"], got["text"], got["size"]) == (True, "", 2560)


async def test_of_a_long_text_the_beginning_is_read_without_half_a_character(
    place: Place, folder: Path
) -> None:
    (folder / "f").write_text("中" * 1000)
    got = await place.get("/text", path=place.at("f"), limit=100)
    assert (got["text"], got["truncated"], got["size"]) == ("中" * 33, True, 3000)


async def test_who_was_faster_is_not_written_over(place: Place, folder: Path) -> None:
    (folder / "f").write_text("one")
    got = await place.get("/text", path=place.at("f"))
    (folder / "f").write_text("two")
    body: dict[str, Any] = {
        "path": place.at("f"),
        "text": "three",
        "encoding": "utf-8",
        "version": got["version"],
    }
    facts = refused(await place.ask("PUT", "/text", json=body), 409, "workbench.file_changed")
    assert (folder / "f").read_text() == "two"
    version = (await place.put("/text", **(body | {"version": facts["version"]})))["version"]
    assert (folder / "f").read_text() == "three"
    assert version == (await place.get("/text", path=place.at("f")))["version"]


async def test_a_touched_file_is_still_the_same(place: Place, folder: Path) -> None:
    (folder / "f").write_text("one")
    got = await place.get("/text", path=place.at("f"))
    os.utime(folder / "f", (5, 5))
    await place.put("/text", path=place.at("f"), text="two", version=got["version"])
    assert (folder / "f").read_text() == "two"


async def test_mode_owner_and_links_survive_a_change(place: Place, folder: Path) -> None:
    (folder / "real").write_text("one")
    (folder / "real").chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder / "real", 1234, 1234)
    (folder / "link").symlink_to("real")
    await place.put("/text", path=place.at("link"), text="two", version=None)
    assert (folder / "link").is_symlink()
    assert (folder / "real").read_text() == "two"
    stat = (folder / "real").stat()
    assert stat.st_mode & 0o777 == 0o755
    if os.geteuid() == 0:
        assert (stat.st_uid, stat.st_gid) == (1234, 1234)
    assert names(folder) == ["link", "real"]


async def test_a_new_text_is_made_only_when_that_is_meant(place: Place, folder: Path) -> None:
    body: dict[str, Any] = {"path": place.at("new"), "text": "x", "encoding": "utf-8", "version": None}
    refused(await place.ask("PUT", "/text", json=body), 404, "workbench.file_not_found")
    await place.put("/text", **body, create=True)
    assert (folder / "new").read_text() == "x"


async def test_what_an_encoding_does_not_have_is_refused_before_anything_is_lost(
    place: Place, folder: Path
) -> None:
    (folder / "f").write_text("one")
    body = {"path": place.at("f"), "text": "\ud800", "encoding": "utf-8", "version": None}
    answer = await place.ask("PUT", "/text", content=json.dumps(body))
    assert answer.status_code == 422
    assert (folder / "f").read_text() == "one"


async def test_a_pipe_is_not_read(place: Place, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    refused(await place.ask("GET", "/text", params={"path": place.at("pipe")}), 409, "workbench.not_a_file")
