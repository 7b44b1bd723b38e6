"""What most commands do first and last: open the API, find the instance that was named, wait for an operation."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zuka.cli import config, follow, words
from zuka.cli.client import Api, Json
from zuka.cli.failures import ERROR, REFUSED, Failure
from zuka.cli.output import Steps

InstanceArg = Annotated[str, typer.Argument(metavar="INSTANCE", help="The instance's id or name.")]
NoWaitFlag = Annotated[bool, typer.Option("--no-wait", help="Do not wait until it is done.")]


def connect() -> Api:
    """The API as the user who is logged in."""
    return Api(config.require())


def find(api: Api, wanted: str) -> Json:
    """The instance with this id, or the one with this name. Raises when there is none, or more than one."""
    instances: list[Json] = api.get("/instances")
    for one in instances:
        if one["id"] == wanted:
            return one
    named = [one for one in instances if one["name"] == wanted]
    if len(named) == 1:
        return named[0]
    if named:
        ids = ", ".join(one["id"] for one in named)
        raise Failure(
            "cli.ambiguous",
            words.say(
                f"有多个实例叫 {wanted!r}，请用编号：{ids}",
                f"Several instances are named {wanted!r}; use an id: {ids}",
            ),
            exit_code=REFUSED,
        )
    raise Failure(
        "instances.not_found",
        words.say(
            f"没有实例 {wanted!r}；zuka ls 列出全部。",
            f"There is no instance {wanted!r}; `zuka ls` lists yours.",
        ),
        exit_code=REFUSED,
        facts={"instance": wanted},
    )


def settle(api: Api, answer: Json, *, wait: bool) -> Json:
    """See an accepted change through: waits for its operation, raises when that failed, returns the answer with the
    newest instance and operation in it."""
    operation = answer.get("operation")
    if operation is None or not wait:
        return answer
    with Steps() as steps:
        operation = follow.operation(api.login, operation["id"], steps.seen)
    raise_if_failed(operation)
    return {"instance": _newest(api, answer["instance"], operation), "operation": operation}


def _newest(api: Api, instance: Json, operation: Json) -> Json:
    """The instance as it is now; one that has just been released may not be shown any more."""
    try:
        newest: Json = api.get(f"/instances/{instance['id']}")
    except Failure as failure:
        if failure.code != "instances.not_found" or operation["kind"] != "release":
            raise
        return instance | {"state": "released", "operation": None, "allowed": [], "run": None}
    return newest


def raise_if_failed(operation: Json) -> None:
    """Raises the failure that an operation ended with, if it did."""
    if operation["state"] != "failed":
        return
    error: dict[str, Any] = operation.get("error") or {}
    code = str(error.get("code") or "request.internal")
    detail = str(error.get("detail") or "The operation failed.")
    raise Failure(
        code,
        detail,
        exit_code=ERROR,
        facts={"operation": operation["id"]},
        said=words.sentence(code, detail, {}),
    )
