"""The operator's commands about everybody's instances: find them, power them on and off, give them up, try again."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from zuka.cli import words
from zuka.cli.client import Api, Json
from zuka.cli.common import NoWaitFlag, connect
from zuka.cli.market import cards
from zuka.cli.output import JsonFlag, emit, moment, note, table, text, yuan

InstanceId = Annotated[str, typer.Argument(metavar="INSTANCE", help="The instance's id.")]
QueryOption = Annotated[
    str, typer.Option("--query", help="A part of the instance's name, its id, or its renter.")
]


def list_instances(
    state: Annotated[str, typer.Option("--state", help="Only those in this state.")] = "",
    query: QueryOption = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many.")] = 200,
    as_json: JsonFlag = False,
) -> None:
    """List everybody's instances."""
    with connect() as api:
        found = list(api.pages("/admin/instances", most=limit, state=state, query=query))
    rows = [
        (
            text(one["id"]),
            text(one["name"]),
            text(one["user_name"]),
            words.state_markup(one["state"]),
            text(one["host_name"]),
            cards(one["model"], one["count"], simulated=one["simulated"]),
            yuan(one["price_per_hour"]),
        )
        for one in found
    ]
    columns = (
        "id",
        words.say("名称", "name"),
        words.say("用户", "user"),
        words.say("状态", "state"),
        words.say("主机", "host"),
        words.say("规格", "cards"),
        words.say("每小时", "per hour"),
    )
    empty = words.say("没有实例。", "No instances.")
    emit(as_json, found, lambda: table(columns, rows, right=(6,), empty=empty))


def list_operations(
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False,
    query: QueryOption = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many.")] = 50,
    as_json: JsonFlag = False,
) -> None:
    """Show what is being done and was done to instances, newest first."""
    with connect() as api:
        found = list(
            api.pages("/admin/operations", most=limit, state="failed" if failed else "", query=query)
        )
    rows = [
        (
            moment(one["created_at"]),
            text(one["id"]),
            text(one["kind"]),
            text(one["instance_name"]),
            text(one["user_name"]),
            text(one["state"]),
            text(one["error"]["detail"]) if one["error"] else "",
            words.say("可重试", "can be retried") if one["can_retry"] else "",
        )
        for one in found
    ]
    columns = (
        words.say("时间", "when"),
        "id",
        words.say("操作", "what"),
        words.say("实例", "instance"),
        words.say("用户", "user"),
        words.say("状态", "state"),
        words.say("错误", "error"),
        "",
    )
    emit(as_json, found, lambda: table(columns, rows, empty=words.say("没有操作。", "No operations.")))


def start(
    instance_id: InstanceId,
    no_cards: Annotated[bool, typer.Option("--no-cards", help="Without any card.")] = False,
    no_wait: NoWaitFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Power anybody's instance on, at its renter's cost."""
    _change(f"/admin/instances/{instance_id}/start", {"cards": not no_cards}, no_wait, as_json)


def stop(
    instance_id: InstanceId,
    force: Annotated[
        bool, typer.Option("--force", help="Cut the power instead of asking the machine.")
    ] = False,
    no_wait: NoWaitFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Power anybody's instance off."""
    _change(f"/admin/instances/{instance_id}/stop", {"force": force}, no_wait, as_json)


def release(
    instance_id: InstanceId,
    confirm: Annotated[str, typer.Option("--confirm", help="The instance's name, exactly.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; its renter sees it.")],
    no_wait: NoWaitFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Give anybody's instance and its disks up for good."""
    body = {"confirm": confirm, "reason": reason}
    _change(f"/admin/instances/{instance_id}/release", body, no_wait, as_json)


def retry(
    operation_id: Annotated[str, typer.Argument(metavar="OPERATION", help="The operation's id.")],
    no_wait: NoWaitFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Try an operation that waits at once, or repeat one that has failed."""
    _change(f"/admin/operations/{operation_id}/retry", {}, no_wait, as_json)


def _change(path: str, body: Json, no_wait: bool, as_json: bool) -> None:
    with connect() as api:
        answer: Json = api.post(path, body)
        if not no_wait:
            answer["instance"] = _until_idle(api, answer["instance"])
    one = answer["instance"]
    emit(as_json, answer, lambda: note(f"{one['name']}: {words.state(one['state'])}"))


def _until_idle(api: Api, instance: Json) -> Json:
    """Another user's instance once nothing is under way on it any more."""
    while instance["operation"] is not None:
        time.sleep(1)
        instance = api.get(f"/admin/instances/{instance['id']}")
    return instance


def register(admin: typer.Typer) -> None:
    for name, command in (
        ("instances", list_instances),
        ("operations", list_operations),
        ("start", start),
        ("stop", stop),
        ("release", release),
        ("retry", retry),
    ):
        admin.command(name)(command)
