"""The renter's machines: listing them and changing their state."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from zuka.cli import words
from zuka.cli.client import Api, Json
from zuka.cli.common import InstanceArg, NoWaitFlag, connect, find, settle
from zuka.cli.market import cards
from zuka.cli.output import (
    JsonFlag,
    YesFlag,
    confirm,
    emit,
    facts,
    moment,
    note,
    since,
    table,
    text,
    until,
    yuan,
)


def list_instances(as_json: JsonFlag = False) -> None:
    """List your instances."""
    with connect() as api:
        found: list[Json] = api.get("/instances")
    columns = (
        words.say("名称", "name"), "id", words.say("状态", "state"), words.say("规格", "cards"), words.say("每小时", "per hour"),
        words.say("本次", "this run"), words.say("登录", "log in"),
    )  # fmt: skip
    emit(
        as_json,
        found,
        lambda: table(
            columns,
            [_row(one) for one in found],
            right=(4, 5),
            empty=words.say("还没有实例：zuka rent", "No instances yet: `zuka rent`."),
        ),
    )


def show(instance: InstanceArg, as_json: JsonFlag = False) -> None:
    """Show all about one instance."""
    with connect() as api:
        one = api.get(f"/instances/{find(api, instance)['id']}")
    emit(as_json, one, lambda: facts(_details(one)))


def start(
    instance: InstanceArg,
    no_cards: Annotated[
        bool, typer.Option("--no-cards", help="Boot without cards, to copy data cheaply.")
    ] = False,
    no_wait: NoWaitFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Power an instance on."""
    _change(instance, "start", {"cards": not no_cards}, wait=not no_wait, as_json=as_json)


def stop(instance: InstanceArg, no_wait: NoWaitFlag = False, as_json: JsonFlag = False) -> None:
    """Power an instance off; the meter stops and its cards go back to the market."""
    _change(instance, "stop", {}, wait=not no_wait, as_json=as_json)


def restart(instance: InstanceArg, no_wait: NoWaitFlag = False, as_json: JsonFlag = False) -> None:
    """Reboot an instance; it keeps its cards."""
    _change(instance, "restart", {}, wait=not no_wait, as_json=as_json)


def release(
    instance: InstanceArg, yes: YesFlag = False, no_wait: NoWaitFlag = False, as_json: JsonFlag = False
) -> None:
    """Give an instance back for good, with everything on its disks. It must be powered off."""
    with connect() as api:
        one = find(api, instance)
        confirm(
            words.say(
                f"释放 {one['name']} ({one['id']})？系统盘和数据盘将被永久删除。",
                f"Release {one['name']} ({one['id']})? Its system and data disks are deleted for good.",
            ),
            yes=yes,
        )
        answer = settle(
            api, api.post(f"/instances/{one['id']}/release", {"confirm": one["name"]}), wait=not no_wait
        )
    _tell(answer, as_json)


def rename(
    instance: InstanceArg,
    name: Annotated[str, typer.Argument(help="The new name.")],
    as_json: JsonFlag = False,
) -> None:
    """Give an instance another name."""
    with connect() as api:
        answer = settle(api, api.patch(f"/instances/{find(api, instance)['id']}", {"name": name}), wait=True)
    _tell(answer, as_json)


def password(
    instance: InstanceArg,
    show_it: Annotated[bool, typer.Option("--show", help="Only show the present one.")] = False,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Set the one on the first line of standard input.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Set a new password for root, random unless given, and print it."""
    with connect() as api:
        one = find(api, instance)
        if not show_it:
            body = {"password": sys.stdin.readline().rstrip("\n")} if stdin else {}
            settle(api, api.post(f"/instances/{one['id']}/password", body), wait=True)
        secrets: Json = api.get(f"/instances/{one['id']}/secrets")
    emit(as_json, secrets, lambda: print(secrets["password"]))


def _change(wanted: str, verb: str, body: Json, *, wait: bool, as_json: bool) -> None:
    with connect() as api:
        answer = settle(api, _post(api, wanted, verb, body), wait=wait)
    _tell(answer, as_json)


def _post(api: Api, wanted: str, verb: str, body: Json) -> Json:
    answer: Json = api.post(f"/instances/{find(api, wanted)['id']}/{verb}", body)
    return answer


def _tell(answer: Json, as_json: bool) -> None:
    one = answer["instance"]
    emit(as_json, answer, lambda: note(f"{one['name']}: {words.state(one['state'])}"))


def _row(one: Json) -> tuple[str, ...]:
    run = one["run"]
    busy = one["operation"]
    state = words.state_markup(one["state"])
    if busy is not None and busy["state"] in {"queued", "running"}:
        state += f" {busy['percent']}%"
    if one["mode"] == "no_cards":
        state += words.say(" 无卡", " no cards")
    return (
        text(one["name"]),
        text(one["id"]),
        state,
        cards(one["model"], one["count"], simulated=one["simulated"]),
        yuan(one["price_per_hour"]),
        f"{since(run['started_at'])}  {yuan(run['owed'])}" if run else "–",
        text(one["ssh"]["command"]) if one["state"] == "running" else _release_hint(one),
    )


def _release_hint(one: Json) -> str:
    if not one["release_at"]:
        return "–"
    left = until(one["release_at"])
    return words.say(f"{left}后释放", f"released in {left}")


def _details(one: Json) -> list[tuple[str, str]]:
    run, ssh, operation = one["run"], one["ssh"], one["operation"]
    state = words.state_markup(one["state"]) + (
        words.say(" 无卡模式", " without cards") if one["mode"] == "no_cards" else ""
    )
    rows = [
        (words.say("名称", "name"), text(one["name"])),
        ("id", text(one["id"])),
        (words.say("状态", "state"), state),
        (words.say("规格", "cards"), cards(one["model"], one["count"], simulated=one["simulated"])),
        (words.say("主机", "host"), text(f"{one['region']} · {one['host_name']}")),
        (words.say("镜像", "image"), text(one["image"]["title"])),
        (words.say("磁盘", "disks"), words.say(f"系统 {one['system_disk_gb']} GB，数据 {one['data_disk_gb']} GB", f"system {one['system_disk_gb']} GB, data {one['data_disk_gb']} GB")),
        (words.say("价格", "price"), words.say(f"{yuan(one['price_per_hour'])}/时", f"{yuan(one['price_per_hour'])}/h")),
        (words.say("登录", "log in"), text(ssh["command"])),
        (words.say("主机指纹", "host key"), text(ssh["host_key_fingerprint"])),
        (words.say("创建时间", "created"), moment(one["created_at"])),
    ]  # fmt: skip
    if run:
        paused = (
            words.say("（暂停计费：主机失联）", " (paused: the host does not answer)")
            if run["paused"]
            else ""
        )
        rows.append(
            (
                words.say("本次", "this run"),
                f"{since(run['started_at'])}  {yuan(run['owed'], places=6)}{paused}",
            )
        )
    if operation:
        error = operation["error"]
        rows.append(
            (
                words.say("操作", "operation"),
                text(
                    f"{operation['kind']} {operation['state']} {operation['percent']}% {operation['step'] or ''}"
                ),
            )
        )
        rows.append(
            (
                words.say("错误", "error"),
                text(f"{words.sentence(error['code'], error['detail'], {})} [{error['code']}]")
                if error
                else "",
            )
        )
    rows.append(
        (words.say("关机原因", "powered off"), text(one["stop_reason"]) if one["stop_reason"] else "")
    )
    rows.append((words.say("异常", "failure"), text(one["failure"]) if one["failure"] else ""))
    rows.append(
        (words.say("释放时间", "released at"), moment(one["release_at"]) if one["release_at"] else "")
    )
    rows.append((words.say("可以", "allowed"), text(", ".join(one["allowed"]))))
    return rows


def register(app: typer.Typer) -> None:
    app.command("ls")(list_instances)
    app.command("show")(show)
    app.command("start")(start)
    app.command("stop")(stop)
    app.command("restart")(restart)
    app.command("release")(release)
    app.command("rename")(rename)
    app.command("password")(password)
