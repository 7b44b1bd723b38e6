"""What is shown of a folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from fastapi import FastAPI

from support import browsing, login, make_operator, refused
from workbench.files.place import HOME, Place
from zuka.context import Ctx
from zuka.instances.inside import OwnDisk
from zuka.workbench.files import listing
from zuka.workbench.files.sftp import SftpDisk

pytestmark = pytest.mark.enable_socket


async def test_a_folder_is_shown_with_its_links_and_where_they_lead(place: Place, folder: Path) -> None:
    (folder / "a.txt").write_text("hello")
    os.utime(folder / "a.txt", (1, 1_600_000_000))
    (folder / "a.txt").chmod(0o640)
    (folder / "sub").mkdir()
    (folder / "to-sub").symlink_to("sub")
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    shown = await place.get(path=place.at())
    assert (shown["path"], shown["parent"], shown["truncated"]) == (str(folder), str(folder.parent), False)
    assert shown["free_bytes"] > 0
    entries = {one["name"]: one for one in shown["entries"]}
    a = entries["a.txt"]
    assert (a["kind"], a["size"], a["modified"], a["mode"]) == ("file", 5, 1_600_000_000, 0o640)
    assert a["owner"] == (folder / "a.txt").owner()
    assert entries["sub"]["kind"] == "folder"
    assert (entries["to-sub"]["target"], entries["to-sub"]["target_kind"]) == ("sub", "folder")
    assert (entries["dangling"]["target"], entries["dangling"]["target_kind"]) == ("nowhere", None)
    assert entries["pipe"]["kind"] == "other"


async def test_an_instance_has_as_much_room_as_its_own_disk(
    place: Place, near: FastAPI, folder: Path
) -> None:
    session = next(one for one in near.state.workbench.everybodys() if one.id == place.session_id)
    disk = SftpDisk(await session.sftp(), lambda doing: doing.close())

    async def left(*own: OwnDisk) -> int:
        shown = json.loads(await listing.listed(disk, os.fsencode(folder), own=own))
        return int(shown["free_bytes"])

    system = OwnDisk("/", 5000, 2000)
    assert await left(system) == 3000
    assert await left(system, OwnDisk(str(folder.parent), 7000, None)) == 7000
    assert await left(system, OwnDisk(f"{folder}-beside", 7000, None)) == 3000
    assert await left(OwnDisk("/", 5000, 6000)) == 0
    assert await left() > 5000


async def test_ten_thousand_entries_are_all_there(place: Place, folder: Path) -> None:
    for number in range(10_000):
        (folder / f"file-{number:05}").touch()
    shown = await place.get(path=place.at())
    assert len({one["name"] for one in shown["entries"]}) == 10_000
    assert not shown["truncated"]


async def test_more_than_anybody_reads_is_cut_and_says_so(place: Place, folder: Path) -> None:
    for number in range(20_001):
        (folder / f"{number}").touch()
    shown = await place.get(path=place.at())
    assert len(shown["entries"]) == 20_000
    assert shown["truncated"]


async def test_names_that_are_no_utf8_come_back_as_the_same_bytes(place: Place, folder: Path) -> None:
    names = [b"caf\xe9", "中文".encode("gbk"), "中文 名".encode(), "\uef80".encode(), b"a\nb", b" % ", b"~"]
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(name)
    shown = await place.get(path=place.at())
    got = set()
    for entry in shown["entries"]:
        answer = await place.ask("GET", "/download", params={"path": place.at(entry["name"])})
        got.add(answer.content)
    assert got == set(names)


async def test_the_home_is_where_nothing_else_is_said(place: Place) -> None:
    assert (await place.get())["path"] == str(HOME)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("{}/missing", 404, "workbench.file_not_found"),
        ("relative", 422, "workbench.bad_path"),
        ("/\0", 422, "workbench.bad_path"),
        ("/" + "a" * 5000, 422, "request.invalid"),
    ],
)
async def test_what_cannot_be_shown_says_why(place: Place, path: str, status: int, code: str) -> None:
    answer = await place.ask("GET", "", params={"path": path.format(place.at())})
    refused(answer, status, code)


async def test_a_file_is_no_folder(place: Place, folder: Path) -> None:
    (folder / "a").touch()
    answer = await place.ask("GET", "", params={"path": place.at("a")})
    assert answer.status_code in {404, 409}


async def test_another_users_session_is_none(place: Place) -> None:
    answer = await place.client.get("/api/v1/workbench/sessions/ses_other/files", params={"path": "/"})
    refused(answer, 404, "workbench.session_not_found")


async def test_whoever_acts_as_somebody_sees_none_of_their_files(
    place: Place, near: FastAPI, ctx: Ctx, folder: Path
) -> None:
    (folder / "secret.txt").write_text("mine")
    operator = await make_operator(ctx)
    ann = (await place.client.get("/api/v1/me")).json()["id"]
    async with browsing(near) as client:
        await login(client, operator.name)
        assert (await client.post(f"/api/v1/admin/users/{ann}/act-as")).status_code < 300
        for where in ("files", "files/text", "files/download", "files/follow", "completions"):
            query = {"path": place.at("secret.txt"), "line": "cat "}
            refused(await client.get(f"{place.base}/{where}", params=query), 403, "identity.acting")


async def test_a_program_for_files_that_has_ended_is_started_again(place: Place, near: FastAPI) -> None:
    session = near.state.workbench.everybodys()[0]
    client = await session.sftp()
    client.exit()
    await client.wait_closed()
    assert (await place.get(path=place.at()))["path"] == place.at()
    assert await session.sftp() is not client
