"""Saved connections, their folders and order: what a user keeps, and that its secrets never come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncssh
import httpx2
import pytest

from support import Browser, both_databases, login, make_renter, refused
from zuka.context import Ctx
from zuka.workbench import connections
from zuka.workbench.connection_schemas import ConnectionIn

pytestmark = both_databases
ROOT = "/api/v1/workbench"
KEYS = Path(__file__).parent / "keys"
SIMPLE = {"host": "gpu.example.com", "username": "root"}


@pytest.fixture
async def ann(ctx: Ctx, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    return client


async def add(client: httpx2.AsyncClient, **values: Any) -> dict[str, Any]:
    answer = await client.post(f"{ROOT}/connections", json=SIMPLE | values)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def tree(client: httpx2.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"{ROOT}/connections")).json()
    return found


async def test_a_secret_goes_in_and_never_comes_back(ann: httpx2.AsyncClient, ctx: Ctx) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    text = key.export_private_key().decode()
    made = await add(ann, auth="key", password="hunter2", private_key=text)
    assert (made["has_password"], made["has_key"], made["has_passphrase"]) == (True, True, False)
    assert made["key_fingerprint"] == key.get_fingerprint()
    shown = await ann.get(f"{ROOT}/connections")
    assert "hunter2" not in shown.text
    assert "PRIVATE" not in shown.text
    async with ctx.db.read() as session:
        row = await connections.get(session, user_id=await user_id(ann), connection_id=made["id"])
    assert "hunter2" not in str(row.sealed_password)
    opened = connections.secrets_of(ctx, row)
    assert (opened.password, opened.private_key) == ("hunter2", text)
    row.user_id = "somebody else"
    with pytest.raises(ValueError, match="does not belong here"):
        connections.secrets_of(ctx, row)


async def user_id(client: httpx2.AsyncClient) -> str:
    return str((await client.get("/api/v1/me")).json()["id"])


async def test_a_change_leaves_what_it_does_not_name(ann: httpx2.AsyncClient, ctx: Ctx) -> None:
    made = await add(ann, name="one", password="old", note="kept", tags=["a", "a", ""])
    assert made["tags"] == ["a"]
    path = f"{ROOT}/connections/{made['id']}"
    changed = (await ann.patch(path, json={"port": 2222, "password": None, "name": ""})).json()
    assert (changed["port"], changed["note"], changed["has_password"]) == (2222, "kept", True)
    assert changed["name"] == "root@gpu.example.com"
    emptied = (await ann.patch(path, json={"password": ""})).json()
    assert emptied["has_password"] is False
    refused(await ann.patch(path, json={"host": None}), 422, "request.invalid")


async def test_another_users_connection_is_not_there(
    ann: httpx2.AsyncClient, ctx: Ctx, browser: Browser
) -> None:
    made = await add(ann)
    await make_renter(ctx, "bob")
    bob = await browser()
    await login(bob, "bob")
    path = f"{ROOT}/connections/{made['id']}"
    for answer in (
        await bob.patch(path, json={"port": 23}),
        await bob.delete(path),
        await bob.post(f"{path}/copy"),
        await bob.post(f"{ROOT}/connections", json=SIMPLE | {"jump_id": made["id"]}),
        await bob.post(f"{ROOT}/connections/bulk", json={"ids": [made["id"]], "port": 23}),
        await bob.post(f"{ROOT}/connections/order", json={"folder": "", "ids": [made["id"]]}),
        await bob.post(f"{ROOT}/export", json={"ids": [made["id"]], "passphrase": "long enough"}),
    ):
        refused(answer, 404, "workbench.connection_not_found")
    assert (await tree(bob))["connections"] == []
    assert (await tree(ann))["connections"] == [made]


async def test_a_copy_can_log_in_as_well(ann: httpx2.AsyncClient, ctx: Ctx) -> None:
    made = await add(ann, name="one", password="secret", folder="lab")
    copied = (await ann.post(f"{ROOT}/connections/{made['id']}/copy")).json()
    assert (copied["name"], copied["folder"], copied["position"]) == ("one (2)", "lab", 1)
    async with ctx.db.read() as session:
        row = await connections.get(session, user_id=await user_id(ann), connection_id=copied["id"])
    assert connections.secrets_of(ctx, row).password == "secret"
    again = (await ann.post(f"{ROOT}/connections/{copied['id']}/copy")).json()
    assert again["name"] == "one (3)"


@pytest.mark.parametrize(
    "bad",
    [
        {"host": ""},
        {"host": "two words"},
        {"host": "user@host"},
        {"host": "http:" + "//host"},
        {"port": 0},
        {"port": 65536},
        {"username": ""},
        {"username": "a\nb"},
        {"name": "x" * 81},
        {"folder": "/".join("abcdefghi")},
        {"auth": "magic"},
        {"private_key": "x" * 40000},
        {"options": {"encoding": "utf-7"}},
        {"surprise": 1},
    ],
)
async def test_what_cannot_be_meant_is_refused(ann: httpx2.AsyncClient, bad: dict[str, Any]) -> None:
    refused(await ann.post(f"{ROOT}/connections", json=SIMPLE | bad), 422, "request.invalid")


async def test_addresses_are_kept_in_plain_form(ann: httpx2.AsyncClient) -> None:
    assert (await add(ann, host="[2001:DB8::1]"))["host"] == "2001:db8::1"
    assert (await add(ann, host=" GPU.Example.com. "))["host"] == "gpu.example.com"


async def test_a_way_through_others_never_goes_in_a_circle(ann: httpx2.AsyncClient) -> None:
    one = await add(ann, name="one")
    two = await add(ann, name="two", jump_id=one["id"])
    three = await add(ann, name="three", jump_id=two["id"])
    path = f"{ROOT}/connections/{one['id']}"
    refused(await ann.patch(path, json={"jump_id": three["id"]}), 422, "workbench.bad_jump")
    refused(await ann.patch(path, json={"jump_id": one["id"]}), 422, "workbench.bad_jump")
    await add(ann, name="four", jump_id=three["id"])
    four = (await tree(ann))["connections"][3]
    refused(
        await ann.post(f"{ROOT}/connections", json=SIMPLE | {"jump_id": four["id"]}),
        422,
        "workbench.bad_jump",
    )
    bulk = {"ids": [one["id"], two["id"]], "jump_id": three["id"]}
    refused(await ann.post(f"{ROOT}/connections/bulk", json=bulk), 422, "workbench.bad_jump")
    free = (await ann.patch(f"{ROOT}/connections/{two['id']}", json={"jump_id": None})).json()
    assert free["jump_id"] is None


async def test_what_others_go_through_stays_until_they_do_not(ann: httpx2.AsyncClient) -> None:
    one = await add(ann, name="one")
    two = await add(ann, name="two", jump_id=one["id"])
    facts = refused(await ann.delete(f"{ROOT}/connections/{one['id']}"), 409, "workbench.used_as_jump")
    assert facts["connections"] == [{"id": two["id"], "name": "two"}]
    both = {"ids": [one["id"], two["id"]], "delete": True}
    assert (await ann.post(f"{ROOT}/connections/bulk", json=both)).json() == []


async def test_many_are_changed_at_once(ann: httpx2.AsyncClient) -> None:
    made = [await add(ann, name=name, tags=["old"]) for name in ("a", "b", "c")]
    body = {
        "ids": [made[0]["id"], made[2]["id"]],
        "folder": "lab/gpu",
        "add_tags": ["new"],
        "remove_tags": ["old"],
        "username": "ops",
        "password": "shared",
    }
    after = {one["name"]: one for one in (await ann.post(f"{ROOT}/connections/bulk", json=body)).json()}
    assert (after["a"]["folder"], after["a"]["tags"], after["a"]["username"]) == ("lab/gpu", ["new"], "ops")
    assert (after["c"]["position"], after["c"]["has_password"]) == (1, True)
    assert (after["b"]["folder"], after["b"]["tags"], after["b"]["has_password"]) == ("", ["old"], False)


async def test_dragging_puts_connections_where_they_are_dropped(ann: httpx2.AsyncClient) -> None:
    ids = {name: (await add(ann, name=name))["id"] for name in ("a", "b", "c")}
    order = {"folder": "", "ids": [ids["c"], ids["a"]]}
    assert (await ann.post(f"{ROOT}/connections/order", json=order)).status_code == 204
    assert [one["name"] for one in (await tree(ann))["connections"]] == ["c", "a", "b"]
    await ann.post(f"{ROOT}/connections/order", json={"folder": "lab", "ids": [ids["b"]]})
    found = await tree(ann)
    assert [(one["folder"], one["name"]) for one in found["connections"]] == [
        ("", "c"),
        ("", "a"),
        ("lab", "b"),
    ]
    assert found["folders"] == ["lab"]


async def test_a_folder_moves_with_everything_in_it(ann: httpx2.AsyncClient) -> None:
    await ann.post(f"{ROOT}/folders", json={"path": "lab/old/empty"})
    await add(ann, name="deep", folder="lab/old/gpu")
    moved = await ann.patch(f"{ROOT}/folders", json={"path": "lab/old", "new_path": "new"})
    assert moved.status_code == 204
    found = await tree(ann)
    assert found["folders"] == ["lab", "new", "new/empty", "new/gpu"]
    assert found["connections"][0]["folder"] == "new/gpu"
    into_itself = {"path": "new", "new_path": "new/gpu/x"}
    refused(await ann.patch(f"{ROOT}/folders", json=into_itself), 422, "workbench.bad_folder")
    too_deep = {"path": "new", "new_path": "a/b/c/d/e/f/g/h"}
    refused(await ann.patch(f"{ROOT}/folders", json=too_deep), 422, "workbench.bad_folder")
    nowhere = {"path": "gone", "new_path": "x"}
    refused(await ann.patch(f"{ROOT}/folders", json=nowhere), 404, "workbench.folder_not_found")


async def test_what_is_in_a_dissolved_folder_moves_up(ann: httpx2.AsyncClient) -> None:
    await add(ann, name="deep", folder="lab/gpu/east")
    await add(ann, name="flat", folder="lab")
    answer = await ann.delete(f"{ROOT}/folders", params={"path": "lab/gpu"})
    assert answer.status_code == 204
    found = await tree(ann)
    assert found["folders"] == ["lab", "lab/east"]
    assert {one["name"]: one["folder"] for one in found["connections"]} == {"deep": "lab/east", "flat": "lab"}
    await ann.delete(f"{ROOT}/folders", params={"path": "lab"})
    assert (await tree(ann))["folders"] == ["east"]


async def test_there_is_an_end_to_what_is_kept(ann: httpx2.AsyncClient, ctx: Ctx) -> None:
    owner = await user_id(ann)
    bodies = [ConnectionIn(host=f"h{number}.example.com", username="root") for number in range(2000)]
    async with ctx.db.transaction() as session:
        await connections.add_many(session, ctx, user_id=owner, bodies=bodies, keys=[None] * 2000)
    refused(await ann.post(f"{ROOT}/connections", json=SIMPLE), 409, "workbench.too_many_connections")
    ids = [one["id"] for one in (await tree(ann))["connections"]]
    gone = await ann.post(f"{ROOT}/connections/bulk", json={"ids": ids, "delete": True})
    assert gone.json() == []


async def test_a_key_is_looked_at_before_it_is_kept(ann: httpx2.AsyncClient) -> None:
    for bad in ("no key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----"):
        refused(
            await ann.post(f"{ROOT}/connections", json=SIMPLE | {"private_key": bad}),
            422,
            "workbench.bad_key",
        )
    locked = (KEYS / "ed25519-v3.ppk").read_text()
    wrong = SIMPLE | {"private_key": locked, "passphrase": "wrong"}
    refused(await ann.post(f"{ROOT}/connections", json=wrong), 422, "workbench.bad_passphrase")
    made = await add(ann, private_key=locked)
    assert made["key_fingerprint"].startswith("SHA256:")
    path = f"{ROOT}/connections/{made['id']}"
    refused(await ann.patch(path, json={"passphrase": "wrong"}), 422, "workbench.bad_passphrase")
    opened = (await ann.patch(path, json={"passphrase": "secret"})).json()
    assert (opened["has_passphrase"], opened["key_fingerprint"]) == (True, made["key_fingerprint"])
    removed = (await ann.patch(path, json={"private_key": ""})).json()
    assert (removed["has_key"], removed["key_fingerprint"]) == (False, "")
