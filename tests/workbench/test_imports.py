"""Taking over what other SSH tools have saved: golden files of each, hostile ones, and our own export."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import asyncssh
import httpx2
import pytest

from support import Browser, login, make_renter, refused
from zuka.context import Ctx
from zuka.workbench.importing.finalshell import decode_password

ROOT = "/api/v1/workbench"
EXPORTS = Path(__file__).parent / "exports"
CRLF = {"web.xsh": "utf-16", "router.xsh": "utf-8", "MobaXterm.ini": "gb18030", "core.ini": "utf-8-sig"}
"""Files that lie here as plain text, and how their tools write them."""


@pytest.fixture
async def ann(ctx: Ctx, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    return client


def golden(name: str) -> bytes:
    raw = (EXPORTS / name).read_bytes()
    encoding = CRLF.get(Path(name).name)
    return raw if encoding is None else raw.decode().replace("\n", "\r\n").encode(encoding)


def packed(**files: bytes) -> dict[str, str]:
    """A file for a request, out of one name and its content."""
    ((name, data),) = files.items()
    return {"name": name, "content_base64": base64.b64encode(data).decode()}


def file(name: str, data: bytes) -> dict[str, str]:
    return packed(**{name: data})


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


async def preview(client: httpx2.AsyncClient, *files: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = await client.post(f"{ROOT}/import/preview", json={"files": files} | more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in found["rows"]}


def target(row: dict[str, Any]) -> str:
    return f"{row['username']}@{row['host']}:{row['port']}"


async def test_ssh_config_means_what_openssh_makes_of_it(ann: httpx2.AsyncClient) -> None:
    found = await preview(ann, file("config", golden("ssh_config.txt")))
    assert found["format"] == "openssh"
    by_name = rows(found)
    assert list(by_name) == ["bastion", "gpu", "gpu-old", "far", "mid.example.org"]
    assert target(by_name["bastion"]) == "ops@bastion.example.com:2222"
    assert target(by_name["gpu-old"]) == "ann@gpu-old.lab.example.com:22"
    assert by_name["gpu"]["jump"] == by_name["bastion"]["key"]
    assert (by_name["gpu"]["auth"], by_name["gpu"]["problem"]) == ("key", "key_missing")
    assert "~/.ssh/id lab" in by_name["gpu"]["note"]
    assert by_name["bastion"]["problem"] == "include_ignored"
    assert (by_name["far"]["problem"], by_name["far"]["jump"]) == (
        "jump_simplified",
        by_name["mid.example.org"]["key"],
    )


async def test_openssh_itself_agrees(ann: httpx2.AsyncClient, tmp_path: Path) -> None:
    """`ssh -G` says what OpenSSH would do with the same file, without what is not read here."""
    text = "\n".join(one for one in golden("ssh_config.txt").decode().splitlines() if "Include" not in one)
    path = tmp_path / "config"
    path.write_text(text.replace('Match exec "true"', "Match host never"))
    found = rows(await preview(ann, file("config", path.read_bytes())))
    for alias in ("bastion", "gpu", "gpu-old", "far"):
        assert target(found[alias]) == resolved(path, alias)


def resolved(path: Path, alias: str) -> str:
    said = subprocess.run(["ssh", "-G", "-F", str(path), alias], capture_output=True, text=True, check=True)
    config = dict(line.split(" ", 1) for line in said.stdout.splitlines() if " " in line)
    return f"{config['user']}@{config['hostname']}:{config['port']}"


async def test_xshell_in_utf16_and_from_its_archive(ann: httpx2.AsyncClient) -> None:
    one = rows(await preview(ann, file("Sessions/web.xsh", golden("web.xsh"))))["web"]
    assert target(one) == "deploy@web.example.com:2222"
    assert (one["note"], one["problem"], one["has_secret"]) == ("前端机器", "password_unreadable", False)
    archive = zipped({"生产/web.xsh": golden("web.xsh"), "生产/内网/router.xsh": golden("router.xsh")})
    found = await preview(ann, file("all.xts", archive))
    assert found["format"] == "xshell"
    by_name = rows(found)
    assert (by_name["web"]["folder"], by_name["router"]["folder"]) == ("生产", "生产/内网")
    assert by_name["router"]["problem"] == "not_ssh"


async def test_mobaxterm_bookmarks_in_a_chinese_code_page(ann: httpx2.AsyncClient) -> None:
    found = await preview(ann, file("MobaXterm.ini", golden("MobaXterm.ini")))
    assert found["format"] == "mobaxterm"
    by_name = rows(found)
    assert list(by_name) == ["训练机", "desktop", "db", "gate.example.com"]
    assert target(by_name["训练机"]) == "root@gpu.example.com:22"
    assert by_name["desktop"]["problem"] == "not_ssh"
    assert (by_name["db"]["folder"], target(by_name["db"])) == ("生产/北京", "root@198.51.100.5:2200")
    assert by_name["db"]["jump"] == by_name["gate.example.com"]["key"]
    assert target(by_name["gate.example.com"]) == "ops@gate.example.com:2022"


async def test_securecrt_files_and_xml(ann: httpx2.AsyncClient) -> None:
    found = await preview(ann, file("Config/Sessions/骨干/core.ini", golden("core.ini")))
    one = rows(found)["core"]
    assert (found["format"], target(one), one["folder"]) == (
        "securecrt",
        "netops@core.example.com:2222",
        "骨干",
    )
    assert one["problem"] == "password_unreadable"
    by_name = rows(await preview(ann, file("all.xml", golden("SecureCRT.xml"))))
    assert list(by_name) == ["gate", "inner", "screen"]
    assert target(by_name["inner"]) == "ops@10.0.0.7:2222"
    assert (by_name["inner"]["folder"], by_name["inner"]["jump"]) == ("机房", by_name["gate"]["key"])
    assert by_name["screen"]["problem"] == "not_ssh"


async def test_finalshell_with_its_passwords(ann: httpx2.AsyncClient, ctx: Ctx) -> None:
    folder = EXPORTS / "finalshell"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.json")}
    found = await preview(ann, file("conn.zip", zipped(files)))
    assert found["format"] == "finalshell"
    by_name = rows(found)
    assert sorted(by_name) == ["key", "other", "训练"]
    train = by_name["训练"]
    assert (target(train), train["folder"]) == ("root@gpu.example.com:22022", "显卡")
    assert (train["has_secret"], train["problem"], train["note"]) == (True, None, "八卡")
    assert by_name["key"]["problem"] == "key_missing"
    assert by_name["other"]["problem"] == "password_unreadable"
    assert "密码 pass" not in json.dumps(found, ensure_ascii=False)
    stored = json.loads((folder / "conn/f1/a_connect_config.json").read_text())["password"]
    assert decode_password(stored) == "密码 pass"


@pytest.mark.parametrize("text", ["", "AAAA", "A" * 32, "not base64!", base64.b64encode(bytes(16)).decode()])
def test_what_finalshell_cannot_have_written_is_no_password(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode_password(text)


async def test_what_is_here_already_is_said_and_left_out(ann: httpx2.AsyncClient) -> None:
    saved = {"host": "bastion.example.com", "port": 2222, "username": "ops"}
    mine = (await ann.post(f"{ROOT}/connections", json=saved)).json()
    text = golden("ssh_config.txt") + b"\nHost again\n HostName gpu.lab.example.com\n"
    config = {"files": [file("config", text)]}
    by_name = rows((await ann.post(f"{ROOT}/import/preview", json=config)).json())
    assert by_name["bastion"]["duplicate_of"] == mine["id"]
    assert by_name["again"]["duplicate_of"] == by_name["gpu"]["key"]
    done = await ann.post(f"{ROOT}/import", json=config | {"folder": "旧电脑"})
    assert done.json() == {"added": 4, "skipped": 0}
    again = await ann.post(f"{ROOT}/import", json=config)
    assert again.json() == {"added": 0, "skipped": 0}
    kept = (await ann.get(f"{ROOT}/connections")).json()["connections"]
    assert {one["folder"] for one in kept} == {"", "旧电脑"}


async def test_only_what_is_chosen_is_kept_and_ways_are_kept_with_it(ann: httpx2.AsyncClient) -> None:
    config = {"files": [file("config", golden("ssh_config.txt"))]}
    by_name = rows((await ann.post(f"{ROOT}/import/preview", json=config)).json())
    keys = [by_name["gpu"]["key"], by_name["bastion"]["key"], "no-such-key"]
    done = await ann.post(f"{ROOT}/import", json=config | {"keys": keys})
    assert done.json() == {"added": 2, "skipped": 1}
    kept = {one["name"]: one for one in (await ann.get(f"{ROOT}/connections")).json()["connections"]}
    assert kept["gpu"]["jump_id"] == kept["bastion"]["id"]
    assert kept["gpu"]["options"]["keepalive_seconds"] == 15


async def test_what_goes_through_a_machine_that_is_there_already_goes_through_that_one(
    ann: httpx2.AsyncClient,
) -> None:
    config = {"files": [file("config", b"Host gate\n User ops\nHost far\n User ops\n ProxyJump gate\n")]}
    gate = await ann.post(f"{ROOT}/connections", json={"name": "ours", "host": "gate", "username": "ops"})
    assert (await ann.post(f"{ROOT}/import", json=config)).json() == {"added": 1, "skipped": 0}
    kept = {one["name"]: one for one in (await ann.get(f"{ROOT}/connections")).json()["connections"]}
    assert kept["far"]["jump_id"] == gate.json()["id"]


@pytest.mark.parametrize(
    "text",
    [
        "Host a\n ProxyJump b\nHost b\n ProxyJump a\n",
        "Host a\n ProxyJump a\n",
        "".join(f"Host h{n}\n ProxyJump h{n + 1}\n" for n in range(9)) + "Host h9\n",
    ],
)
async def test_a_circle_in_a_file_is_cut(ann: httpx2.AsyncClient, text: str) -> None:
    done = await ann.post(f"{ROOT}/import", json={"files": [file("config", text.encode())]})
    assert done.status_code == 200, done.text
    for one in (await ann.get(f"{ROOT}/connections")).json()["connections"]:
        again = await ann.patch(f"{ROOT}/connections/{one['id']}", json={"jump_id": one["jump_id"]})
        assert again.status_code == 200


def bomb() -> bytes:
    return zipped({f"{n}.xsh": bytes(4 << 20) for n in range(20)})


def lying_bomb() -> bytes:
    """An archive whose directory says that what it holds is small."""
    raw = bytearray(zipped({"a.xsh": bytes(32 << 20)}))
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(raw)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><VanDyke>&b;</VanDyke>'


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("bomb.zip", bomb(), "workbench.import_too_large"),
        ("lying.zip", lying_bomb(), "workbench.import_unreadable"),
        ("broken.zip", b"PK\x03\x04 and no more", "workbench.import_unreadable"),
        ("many.zip", zipped({f"{n}": b"" for n in range(2001)}), "workbench.import_too_large"),
        ("entities.xml", ENTITIES, "workbench.import_unreadable"),
        ("deep.xml", b"<VanDyke><key name='Sessions'>" + b"<key>" * 50_000, "workbench.import_unreadable"),
        ("deep_connect_config.json", b'{"host":' + b"[" * 200_000, "workbench.import_unreadable"),
        ("binary.xsh", bytes(range(256)) * 40, "workbench.import_unreadable"),
        ("empty.xsh", b"", None),
        ("nothing.txt", b"hello", "workbench.import_unreadable"),
        ("blocks", b"Host a b c\n" * 5_000, "workbench.import_too_large"),
        ("hosts", b"".join(b"Host h%d\n" % n for n in range(2_500)), "workbench.import_too_large"),
        # What follows would keep a careless parser busy for longer than anybody waits.
        ("config", b"\n" * 4_000_000, "workbench.import_unreadable"),
        ("config", b"Host a" + b" " * 1_000_000 + b"b", "workbench.import_too_large"),
        ("config", b"Host a\n" + b" " * 4_000_000, "workbench.import_too_large"),
        ("config", b"Host a" + b" *b" * 600, "workbench.import_too_large"),
        ("config", b"Host a\n" + b"Host *b *c *d\n" * 200, "workbench.import_too_large"),
        ("lzma.zip", zipped({"a.xsh": b"x"}, zipfile.ZIP_LZMA), "workbench.import_unreadable"),
    ],
)
async def test_a_hostile_file_is_refused(
    ann: httpx2.AsyncClient, name: str, data: bytes, code: str | None
) -> None:
    answer = await ann.post(f"{ROOT}/import/preview", json={"files": [file(name, data)]})
    if code is None:
        assert answer.json()["rows"][0]["problem"] == "bad_host"
    else:
        refused(answer, 422, code)


async def test_names_and_numbers_of_a_file_are_not_believed(ann: httpx2.AsyncClient) -> None:
    session = (
        "[CONNECTION]\nHost={}\nPort={}\nProtocol=SSH\n[CONNECTION:AUTHENTICATION]\nUserName=\x1b[31mroot\n"
    )
    files = [
        file("../../etc/a.xsh", session.format("ok.example.com", 22).encode()),
        file("b.xsh", session.format("two words", 22).encode()),
        file("c.xsh", session.format("ok.example.com", 99999).encode()),
    ]
    found = rows(await preview(ann, *files))
    assert (found["a"]["folder"], found["a"]["username"]) == ("etc", "[31mroot")
    assert [found[name]["problem"] for name in "abc"] == [None, "bad_host", "bad_port"]


async def test_an_export_gives_back_the_same_connections(
    ann: httpx2.AsyncClient, ctx: Ctx, browser: Browser
) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    gate = {
        "name": "门",
        "host": "gate.example.com",
        "username": "ops",
        "password": "hunter2",
        "folder": "机房",
    }
    gate_id = (await ann.post(f"{ROOT}/connections", json=gate)).json()["id"]
    inner = {
        "name": "里",
        "host": "10.0.0.7",
        "username": "root",
        "auth": "key",
        "private_key": key,
        "jump_id": gate_id,
        "tags": ["gpu"],
        "options": {"encoding": "gbk", "start_command": "tmux a"},
    }
    await ann.post(f"{ROOT}/connections", json=inner)
    sealed = await ann.post(f"{ROOT}/export", json={"passphrase": "long enough"})
    assert 'filename="zuka-workbench.json"' in sealed.headers["content-disposition"]
    assert "gate" not in sealed.text
    assert "hunter2" not in sealed.text
    await make_renter(ctx, "bob")
    bob = await browser()
    await login(bob, "bob")
    document = {"files": [file("zuka-workbench.json", sealed.content)]}
    for phrase in (None, "wrong one"):
        body = document | {"passphrase": phrase}
        refused(await bob.post(f"{ROOT}/import/preview", json=body), 422, "workbench.import_passphrase")
    done = await bob.post(f"{ROOT}/import", json=document | {"passphrase": "long enough"})
    assert done.json() == {"added": 2, "skipped": 0}

    def comparable(found: Any) -> list[dict[str, Any]]:
        names = {one["id"]: one["name"] for one in found["connections"]}
        return [
            one | {"id": "", "created_at": "", "updated_at": "", "jump_id": names.get(one["jump_id"])}
            for one in found["connections"]
        ]

    theirs = comparable((await bob.get(f"{ROOT}/connections")).json())
    assert theirs == comparable((await ann.get(f"{ROOT}/connections")).json())
    again = await bob.post(f"{ROOT}/export", json={"passphrase": "another one", "ids": None})
    reopened = {"files": [file("x.json", again.content)], "passphrase": "another one"}
    assert (await ann.post(f"{ROOT}/import/preview", json=reopened)).json()["rows"][0]["has_secret"]


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"kdf": "scrypt-1-1-1"},
        {"sealed": "AAAA"},
        {"nonce": "%%%"},
        {"salt": ""},
        {"more": 1},
    ],
)
async def test_a_changed_export_is_refused(ann: httpx2.AsyncClient, change: dict[str, Any]) -> None:
    sealed = (await ann.post(f"{ROOT}/export", json={"passphrase": "long enough"})).json()
    data = json.dumps(sealed | change).encode()
    body = {"files": [file("x.json", data)], "passphrase": "long enough", "format": "zuka"}
    answer = await ann.post(f"{ROOT}/import/preview", json=body)
    assert answer.status_code == 422
    assert answer.json()["code"].startswith("workbench.import_")
