"""The renter's money: what there is, where it came from, what it went for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from zuka.cli import words
from zuka.cli.client import Api, Json
from zuka.cli.common import connect, find
from zuka.cli.failures import Failure, usage
from zuka.cli.output import JsonFlag, emit, facts, moment, note, table, text, until, yuan


def wallet(
    entries: Annotated[int, typer.Option("--entries", min=0, help="Also the newest so many entries.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Show your balance, what is spent per hour, and how long it lasts."""
    with connect() as api:
        now: Json = api.get("/wallet")
        newest = list(api.pages("/wallet/entries", most=entries))

    def show() -> None:
        facts(wallet_rows(now))
        if entries:
            show_entries(newest)

    emit(as_json, now | ({"entries": newest} if entries else {}), show)


def redeem(
    code: Annotated[str, typer.Argument(help="The code, as you were given it.")], as_json: JsonFlag = False
) -> None:
    """Turn a redeem code into balance."""
    with connect() as api:
        answer: Json = api.post("/wallet/redeem", {"code": code})
    amount, balance = yuan(answer["amount"]), yuan(answer["balance"])
    emit(
        as_json,
        answer,
        lambda: note(
            words.say(f"已兑换 {amount}，余额 {balance}。", f"Redeemed {amount}; the balance is {balance}.")
        ),
    )


def statement(
    instance: Annotated[
        str, typer.Option("--instance", "-i", help="Only this instance, by id or name.")
    ] = "",
    since: Annotated[
        str, typer.Option("--from", help="From this time on, e.g. 2026-11-01 or 2026-11-01T08:00:00Z.")
    ] = "",
    before: Annotated[str, typer.Option("--to", help="Until this time.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Show what was charged: one line per instance and hour, exact to the millionth of a yuan."""
    with connect() as api:
        wanted = _instance_id(api, instance) if instance else ""
        bill: Json = api.get(
            "/statement", instance_id=wanted, **{"from": _wire_time(since), "to": _wire_time(before)}
        )
    emit(as_json, bill, lambda: show_statement(bill))


def show_statement(bill: Json) -> None:
    """A statement as a table, with its total."""
    rows = [
        (
            moment(one["hour"])[:16],
            text(one["instance_id"]),
            text(one["what"]),
            seconds(one["billable_ms"]),
            yuan(one["price_per_hour"]),
            yuan(one["amount"], places=6),
            "" if one["posted"] else words.say("未入账", "open"),
        )
        for one in bill["lines"]
    ]
    columns = (
        words.say("时段", "hour"),
        words.say("实例", "instance"),
        words.say("项目", "what"),
        words.say("计费秒数", "seconds"),
        words.say("每小时", "per hour"),
        words.say("金额", "amount"),
        "",
    )
    table(columns, rows, right=(3, 4, 5), empty=words.say("没有费用。", "Nothing was charged."))
    if rows:
        note(words.say(f"合计 {yuan(bill['total'], places=6)}", f"Total {yuan(bill['total'], places=6)}"))


def seconds(in_millis: int) -> str:
    """Milliseconds as seconds, exactly."""
    return f"{in_millis // 1000}.{in_millis % 1000:03}"


def wallet_rows(now: Json) -> list[tuple[str, str]]:
    """A wallet in rows for people."""
    dry = now["runs_dry_at"]
    return [
        (words.say("可用", "available"), f"[bold]{yuan(now['available'])}[/]"),
        (words.say("余额", "balance"), yuan(now["balance"])),
        (words.say("未结", "owed so far"), yuan(now["owed"])),
        (words.say("冻结", "held"), yuan(now["held"])),
        (words.say("每小时支出", "spent per hour"), yuan(now["burn_per_hour"])),
        (words.say("还可用", "lasts for"), f"{until(dry)} ({moment(dry)})" if dry else ""),
    ]


def show_entries(entries: list[Json]) -> None:
    rows = [
        (
            moment(one["at"]),
            text(one["kind"]),
            yuan(one["amount"], places=6),
            text(one["description"]),
            text(one["reference"]),
        )
        for one in entries
    ]
    columns = (
        words.say("时间", "when"),
        words.say("类别", "kind"),
        words.say("金额", "amount"),
        words.say("说明", "description"),
        words.say("关联", "reference"),
    )
    table(columns, rows, right=(2,), empty=words.say("没有记录。", "No entries."))


def _instance_id(api: Api, wanted: str) -> str:
    """The id of an instance that is, by name or id, or of one that was: it has a statement too."""
    try:
        found: str = find(api, wanted)["id"]
    except Failure as failure:
        if failure.code != "instances.not_found":
            raise
        return wanted
    return found


def _wire_time(given: str) -> str:
    """A time as the API wants it: aware. One without a zone is meant in the reader's own."""
    if not given:
        return ""
    try:
        return datetime.fromisoformat(given).astimezone(UTC).isoformat()
    except ValueError as error:
        raise usage(
            f"{given!r} is not a date or time like 2026-11-01.",
            f"{given!r} 不是 2026-11-01 这样的日期或时间。",
        ) from error


def register(app: typer.Typer) -> None:
    app.command("wallet")(wallet)
    app.command("redeem")(redeem)
    app.command("statement")(statement)
