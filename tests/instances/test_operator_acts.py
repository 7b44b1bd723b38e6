"""What the operator does to other people's instances: find them, start, stop, force, release, try again."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2

from instances.conftest import NewRenter, Renter, work
from support import books_are_right, both_databases, refused
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.errors import EngineRefused, EngineUnavailable
from zuka.instances import operations
from zuka.kit.clock import ManualClock
from zuka.wallet import service as wallets

ADMIN = "/api/v1/admin"


async def found(operator: httpx2.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await operator.get(f"{ADMIN}/{path}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def told(renter: Renter) -> list[tuple[str, dict[str, Any]]]:
    """What the renter was told of the operator's acts, oldest first."""
    items = (await renter.get("/notices"))["items"]
    return [(one["kind"], one["facts"]) for one in items[::-1] if one["kind"].startswith("operator_")]


async def acts(operator: httpx2.AsyncClient, instance_id: str) -> list[tuple[str, dict[str, Any]]]:
    """The operator's own entries in the audit log about one instance, oldest first."""
    olga = (await operator.get("/api/v1/me")).json()["id"]
    items = await found(operator, f"audit?target={instance_id}")
    return [(one["action"], one["facts"]) for one in items[::-1] if one["actor_id"] == olga]


async def retry(operator: httpx2.AsyncClient, operation_id: str) -> httpx2.Response:
    return await operator.post(f"{ADMIN}/operations/{operation_id}/retry")


# Finding.


@both_databases
async def test_instances_and_operations_are_found_by_what_is_known_of_them(
    new_renter: NewRenter, operator: httpx2.AsyncClient, clock: ManualClock, host_ids: list[str]
) -> None:
    ann, bob = await new_renter("ann"), await new_renter("bob")
    bob.host_id = host_ids[1]
    train = await ann.rent(count=1, name="Train_100")
    clock.advance(1)
    lab = await bob.rent(count=1, name="lab")
    clock.advance(1)
    await bob.done(lab, "stop")
    by_question = {
        "": [lab, train],
        "user_id=" + ann.user_id: [train],
        "host_id=" + host_ids[1]: [lab],
        "state=stopped": [lab],
        "query=TRAIN": [train],
        "query=n_1": [train],
        "query=%25": [],
        "query=Bob": [lab],
        "query=" + ann.user_id: [train],
        "query=" + lab: [lab],
        "query=nothing": [],
        "query=lab&user_id=" + ann.user_id: [],
    }
    for question, wanted in by_question.items():
        assert [one["id"] for one in await found(operator, f"instances?{question}")] == wanted, question
    one = (await found(operator, f"instances?query={train}"))[0]
    assert (one["name"], one["user_name"]) == ("Train_100", "ann")
    assert one == (await operator.get(f"{ADMIN}/instances/{train}")).json()

    listed = await found(operator, "operations")
    assert [(row["kind"], row["user_name"], row["instance_name"]) for row in listed] == [
        ("stop", "bob", "lab"),
        ("create", "bob", "lab"),
        ("create", "ann", "Train_100"),
    ]
    assert listed[0]["user_id"] == bob.user_id
    for question, kinds in {
        "state=succeeded": ["stop", "create", "create"],
        "state=failed": [],
        "failed=true": [],
        "user_id=" + ann.user_id: ["create"],
        "host_id=" + host_ids[1]: ["stop", "create"],
        "query=lab": ["stop", "create"],
        "query=" + listed[0]["id"]: ["stop"],
    }.items():
        assert [row["kind"] for row in await found(operator, f"operations?{question}")] == kinds, question


# Stopping, starting, releasing.


async def test_a_stop_a_start_and_a_release_are_audited_and_told_to_the_renter(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1, name="mine")
    here = f"{ADMIN}/instances/{instance_id}"
    for verb, body, state in (
        ("stop", None, "stopped"),
        ("start", {"cards": False}, "running"),
        ("stop", {"force": False}, "stopped"),
        ("start", None, "running"),
        ("stop", {"force": True}, "stopped"),
        ("release", {"confirm": "mine", "reason": "The host is sold."}, "released"),
    ):
        clock.advance(1)
        answer = await operator.post(f"{here}/{verb}", json=body)
        assert answer.status_code == 202, answer.text
        assert answer.json()["operation"]["reason"] == "operator"
        await work(renter.ctx)
        assert (await renter.show(instance_id))["state"] == state
    assert (await engine.instances(), await engine.volumes()) == ([], [])
    facts = {"instance": instance_id, "name": "mine"}
    assert await told(renter) == [
        ("operator_stop", facts),
        ("operator_start", facts),
        ("operator_stop", facts),
        ("operator_start", facts),
        ("operator_stop", facts),
        ("operator_release", {**facts, "why": "The host is sold."}),
    ]
    written = await acts(operator, instance_id)
    assert [(action, facts.get("force")) for action, facts in written] == [
        ("instance.stop", False),
        ("instance.start", None),
        ("instance.stop", False),
        ("instance.start", None),
        ("instance.stop", True),
        ("instance.release", None),
    ]
    assert written[-1][1]["why"] == "The host is sold."
    await books_are_right(renter.ctx)


async def test_what_the_renter_does_is_told_to_nobody(renter: Renter) -> None:
    instance_id = await renter.rent(count=1)
    await renter.done(instance_id, "stop")
    assert await told(renter) == []


async def test_a_release_takes_the_name_and_a_reason_and_an_instance_that_is_off(
    renter: Renter, operator: httpx2.AsyncClient
) -> None:
    instance_id = await renter.rent(count=1, name="mine")
    release = f"{ADMIN}/instances/{instance_id}/release"
    for body, status, code in (
        ({"confirm": "mine"}, 422, "request.invalid"),
        ({"confirm": "mine", "reason": ""}, 422, "request.invalid"),
        ({"confirm": "other", "reason": "x"}, 422, "instances.confirm_name"),
        ({"confirm": "mine", "reason": "x"}, 409, "instances.wrong_state"),
    ):
        refused(await operator.post(release, json=body), status, code)
    assert (await renter.show(instance_id))["state"] == "running"


async def test_a_start_by_the_operator_costs_the_renter_and_needs_their_money(
    new_renter: NewRenter, operator: httpx2.AsyncClient
) -> None:
    poor = await new_renter("poor", yuan="1.60")
    instance_id = await poor.rent(count=1)
    await poor.done(instance_id, "stop")
    async with poor.ctx.db.transaction() as session:
        await wallets.debit(
            session, poor.ctx, user_id=poor.user_id, micros=1_000_000, reason="test", actor_id=None
        )
    refused(await operator.post(f"{ADMIN}/instances/{instance_id}/start"), 409, "wallet.insufficient")
    assert await told(poor) == []


@both_databases
async def test_a_machine_that_does_not_want_to_stop_is_forced(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    engine.world.state.stubborn = {instance_id}
    before = clock.now()
    answer = await operator.post(f"{ADMIN}/instances/{instance_id}/stop", json={"force": True})
    assert answer.status_code == 202
    await work(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "stopped"
    assert clock.now() == before, "nobody waited for it"


async def test_a_gentle_stop_that_does_not_get_on_becomes_a_forced_one(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    engine.fail_next("stop_instance", EngineUnavailable())
    asked = (await renter.do(instance_id, "stop")).json()["operation"]["id"]
    await work(renter.ctx)
    stop = f"{ADMIN}/instances/{instance_id}/stop"
    refused(await operator.post(stop), 409, "instances.wrong_state")
    forced = await operator.post(stop, json={"force": True})
    assert (forced.status_code, forced.json()["operation"]["id"]) == (202, asked), "it is the same stop"
    await work(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "stopped"
    assert await told(renter) == [
        ("operator_stop", {"instance": instance_id, "name": (await renter.show(instance_id))["name"]})
    ]


# Trying again.


@both_databases
async def test_what_waits_is_tried_at_once(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    engine.fail_next("create_volume", EngineUnavailable(), times=1)
    ordered = (await renter.order(count=1)).json()
    instance_id, operation_id = ordered["instance"]["id"], ordered["operation"]["id"]
    await work(renter.ctx)
    listed = (await found(operator, f"operations?query={operation_id}"))[0]
    assert (listed["state"], listed["attempts"], listed["can_retry"]) == ("running", 1, True)
    await work(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "creating", "not before its time"
    again = await retry(operator, operation_id)
    assert (again.status_code, again.json()["operation"]["id"]) == (202, operation_id)
    await work(renter.ctx)
    assert (await renter.show(instance_id))["state"] == "running"
    assert [action for action, _ in await acts(operator, instance_id)] == ["operation.hurry"]
    assert await told(renter) == [], "nothing changed for the renter"


async def test_trying_at_once_again_and_again_does_not_make_it_give_up(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, ctx: Ctx
) -> None:
    many = ctx.settings.instances.operation_attempts * 3
    engine.fail_next("create_volume", EngineUnavailable(), times=many)
    ordered = (await renter.order(count=1)).json()
    for _ in range(many):
        await work(renter.ctx)
        assert (await retry(operator, ordered["operation"]["id"])).status_code == 202
    await work(renter.ctx)
    assert (await renter.show(ordered["instance"]["id"]))["state"] == "running"


@both_databases
async def test_what_is_being_done_is_left_to_whoever_does_it(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine
) -> None:
    ordered = (await renter.order(count=1)).json()
    (held,) = await operations.LOOP.claim(renter.ctx, 10)
    operation_id = ordered["operation"]["id"]
    refused(await retry(operator, operation_id), 409, "operations.under_way")
    assert not (await found(operator, f"operations?query={operation_id}"))[0]["can_retry"]
    await operations.carry_on(renter.ctx, held)
    assert (await renter.show(ordered["instance"]["id"]))["state"] == "running"
    refused(await retry(operator, operation_id), 409, "operations.not_failed")
    assert engine.calls["create_instance"] == 1


@both_databases
async def test_a_start_that_failed_is_asked_for_again_once(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=2)
    clock.advance(1)
    await renter.done(instance_id, "stop")
    clock.advance(1)
    engine.fail_next("exec", EngineRefused("No such program."))
    failed = (await renter.do(instance_id, "start", cards=True)).json()["operation"]["id"]
    await work(renter.ctx)
    clock.advance(1)
    (listed,) = await found(operator, "operations?state=failed")
    assert (listed["id"], listed["can_retry"]) == (failed, True)
    answers = await asyncio.gather(retry(operator, failed), retry(operator, failed))
    assert sorted(one.status_code for one in answers) == [202, 409]
    await work(renter.ctx)
    shown = await renter.show(instance_id)
    assert (shown["state"], shown["mode"], len(shown["cards"])) == ("running", "cards", 2)
    assert not (await found(operator, "operations?state=failed"))[0]["can_retry"]
    refused(await retry(operator, failed), 409, "operations.superseded")
    assert [kind for kind, _ in await told(renter)] == ["operator_start"]
    assert [action for action, _ in await acts(operator, instance_id)] == ["instance.start"]
    await books_are_right(renter.ctx)


async def test_a_start_without_cards_is_repeated_without_cards(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=2)
    await renter.done(instance_id, "stop")
    clock.advance(1)
    engine.fail_next("exec", EngineRefused("No such program."))
    failed = (await renter.do(instance_id, "start", cards=False)).json()["operation"]["id"]
    await work(renter.ctx)
    assert (await retry(operator, failed)).status_code == 202
    await work(renter.ctx)
    assert (await renter.show(instance_id))["mode"] == "no_cards"


async def test_a_password_that_could_not_be_set_is_set(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine, clock: ManualClock
) -> None:
    instance_id = await renter.rent(count=1)
    clock.advance(1)
    engine.fail_next("exec", EngineRefused("No such program."))
    failed = (await renter.do(instance_id, "password", password="correct-horse")).json()["operation"]["id"]
    await work(renter.ctx)
    clock.advance(1)
    assert (await renter.get(f"/instances/{instance_id}/secrets"))["password"] != "correct-horse"
    assert (await retry(operator, failed)).status_code == 202
    await work(renter.ctx)
    assert (await renter.get(f"/instances/{instance_id}/secrets"))["password"] == "correct-horse"
    assert [kind for kind, _ in await told(renter)] == ["operator_reset_password"]


async def test_a_creation_that_failed_cannot_be_repeated(
    renter: Renter, operator: httpx2.AsyncClient, engine: SimulatedEngine
) -> None:
    engine.fail_next("create_instance", EngineRefused("The image is broken."))
    failed = (await renter.order(count=1)).json()["operation"]["id"]
    await work(renter.ctx)
    facts = refused(await retry(operator, failed), 409, "instances.wrong_state")
    assert facts == {"state": "failed", "allowed": ["release"]}
    assert not (await found(operator, "operations?state=failed"))[0]["can_retry"]


async def test_only_an_operator_may(renter: Renter, operator: httpx2.AsyncClient) -> None:
    instance_id = await renter.rent(count=1)
    operation_id = (await renter.get(f"/instances/{instance_id}/operations"))["items"][0]["id"]
    for path in (
        f"operations/{operation_id}/retry",
        f"instances/{instance_id}/stop",
        f"instances/{instance_id}/start",
    ):
        refused(await renter.http.post(f"{ADMIN}/{path}"), 403, "identity.forbidden")
    refused(await operator.post(f"{ADMIN}/operations/op-1/retry"), 404, "operations.not_found")
    refused(await operator.post(f"{ADMIN}/instances/i-1/start"), 404, "instances.not_found")


# Acting as the renter.


async def test_whoever_acts_as_the_renter_answers_for_what_they_do_and_finds_no_way_in(
    renter: Renter, operator: httpx2.AsyncClient
) -> None:
    instance_id = await renter.rent(count=1)
    olga = (await operator.get("/api/v1/me")).json()["id"]
    assert (await operator.post(f"{ADMIN}/users/{renter.user_id}/act-as")).status_code == 200
    here = f"/api/v1/instances/{instance_id}"
    assert (await operator.get(here)).json()["id"] == instance_id
    for verb, path in (("GET", "secrets"), ("POST", "open"), ("POST", "ports"), ("POST", "password")):
        body = {"port": 8888} if path == "ports" else None
        refused(await operator.request(verb, f"{here}/{path}", json=body), 403, "identity.acting")
    stopped = await operator.post(f"{here}/stop")
    assert (stopped.status_code, stopped.json()["operation"]["reason"]) == (202, "renter")
    await work(renter.ctx)
    await operator.delete("/api/v1/sessions/current/acting")
    (entry,) = [
        one
        for one in await found(operator, f"audit?target={instance_id}")
        if one["action"] == "instance.stop"
    ]
    assert entry["actor_id"] == olga
