"""The operator's commands about people, money and machines, through the public API like everybody else's."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zuka.cli import estate, fleet, words
from zuka.cli.client import Api, Json
from zuka.cli.common import connect
from zuka.cli.failures import ERROR, REFUSED, Failure
from zuka.cli.money import show_entries, wallet_rows
from zuka.cli.output import JsonFlag, emit, facts, moment, note, table, text, yuan

LimitOption = Annotated[int, typer.Option("--limit", min=1, help="At most this many.")]
UserArg = Annotated[str, typer.Argument(metavar="USER", help="The user's id or name.")]
AmountArg = Annotated[str, typer.Argument(help="Yuan, e.g. 50 or 12.5.")]

admin = typer.Typer(help="Run the platform: people, money, hosts, prices.", no_args_is_help=True)
codes = typer.Typer(help="Redeem codes.", no_args_is_help=True)
ledger = typer.Typer(help="The ledger.", no_args_is_help=True)
admin.add_typer(codes, name="codes")
admin.add_typer(ledger, name="ledger")


@admin.command("overview")
def overview(as_json: JsonFlag = False) -> None:
    """Show the platform at a glance."""
    with connect() as api:
        found: Json = api.get("/admin/overview")

    def show() -> None:
        counts = {name: value for name, value in found.items() if name != "alerts"}
        facts([(text(name), text(value)) for name, value in flat(counts)])
        for one in found["alerts"]:
            note(f"! {words.notice(one['kind'], one['facts'])}")

    emit(as_json, found, show)


@admin.command("users")
def users(
    query: Annotated[str, typer.Argument(help="A part of the name.")] = "",
    limit: LimitOption = 100,
    as_json: JsonFlag = False,
) -> None:
    """List accounts."""
    with connect() as api:
        found = list(api.pages("/admin/users", most=limit, query=query))
    rows = [
        (
            text(one["name"]),
            text(one["id"]),
            text(one["role"]),
            moment(one["created_at"]),
            words.say("已停用", "disabled") if one["disabled"] else "",
        )
        for one in found
    ]
    columns = (words.say("用户", "user"), "id", words.say("角色", "role"), words.say("注册时间", "since"), "")
    emit(as_json, found, lambda: table(columns, rows, empty=words.say("没有用户。", "No users.")))


@admin.command("user")
def user(user_: UserArg, limit: LimitOption = 20, as_json: JsonFlag = False) -> None:
    """Show one account: its wallet and its newest entries."""
    with connect() as api:
        one = find_user(api, user_)
        wallet: Json = api.get(f"/admin/users/{one['id']}/wallet")
        entries = list(api.pages(f"/admin/users/{one['id']}/wallet/entries", most=limit))

    def show() -> None:
        facts([(words.say("用户", "user"), text(f"{one['name']} ({one['id']})")), *wallet_rows(wallet)])
        show_entries(entries)

    emit(as_json, {"user": one, "wallet": wallet, "entries": entries}, show)


@admin.command("credit")
def credit(
    user_: UserArg,
    amount: AmountArg,
    reason: Annotated[str, typer.Option("--reason", help="Why; the user sees it.")] = "credit",
    as_json: JsonFlag = False,
) -> None:
    """Give a user money."""
    _move(user_, "credit", amount, reason, as_json)


@admin.command("debit")
def debit(
    user_: UserArg,
    amount: AmountArg,
    reason: Annotated[str, typer.Option("--reason", help="Why; the user sees it.")],
    as_json: JsonFlag = False,
) -> None:
    """Take money from a user."""
    _move(user_, "debit", amount, reason, as_json)


@admin.command("disable")
def disable(user_: UserArg, as_json: JsonFlag = False) -> None:
    """Keep a user out."""
    _switch(user_, "disable", as_json)


@admin.command("enable")
def enable(user_: UserArg, as_json: JsonFlag = False) -> None:
    """Let a user in again."""
    _switch(user_, "enable", as_json)


@codes.command("make")
def make_codes(
    amount: AmountArg,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 1,
    days: Annotated[int, typer.Option(min=1, help="Days until they expire.")] = 365,
    remark: Annotated[str, typer.Option("--note", help="What they are for.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Make redeem codes and print them, one a line; they are not shown again."""
    with connect() as api:
        batch: Json = api.post(
            "/admin/codes", {"amount": amount, "count": count, "days": days, "note": remark}
        )
    emit(as_json, batch, lambda: print("\n".join(batch["codes"])))


@codes.command("ls")
def list_codes(as_json: JsonFlag = False) -> None:
    """List the batches of redeem codes."""
    with connect() as api:
        found: list[Json] = api.get("/admin/codes")
    rows = [
        (
            text(one["id"]),
            yuan(one["amount"]),
            f"{one['used']} / {one['count']}",
            moment(one["expires_at"]),
            text(one["note"]),
        )
        for one in found
    ]
    columns = (
        "id",
        words.say("面额", "amount"),
        words.say("已用", "used"),
        words.say("到期", "expires"),
        words.say("备注", "note"),
    )
    emit(
        as_json, found, lambda: table(columns, rows, right=(1,), empty=words.say("没有兑换码。", "No codes."))
    )


@ledger.command("verify")
def verify(as_json: JsonFlag = False) -> None:
    """Add the whole ledger up again; exit code 1 when anything is off."""
    with connect() as api:
        result: Json = api.get("/admin/ledger/verify")

    def show() -> None:
        for problem in result["problems"]:
            print(
                f"✗ {problem if isinstance(problem, str) else ', '.join(f'{k}={v}' for k, v in problem.items())}"
            )
        if result["ok"]:
            accounts, entries = result["accounts"], result["entries"]
            note(
                words.say(
                    f"账本正确：{accounts} 个账户，{entries} 条记录。",
                    f"The ledger is right: {accounts} accounts, {entries} entries.",
                )
            )

    emit(as_json, result, show)
    if not result["ok"]:
        raise typer.Exit(ERROR)


@admin.command("audit")
def audit(
    target: Annotated[str, typer.Option("--target", help="Only what was done to this id.")] = "",
    limit: LimitOption = 50,
    as_json: JsonFlag = False,
) -> None:
    """Show who did what, newest first."""
    with connect() as api:
        found = list(api.pages("/admin/audit", most=limit, target=target))
    rows = [
        (
            moment(one["at"]),
            text(one.get("actor_name") or one.get("actor_id")),
            text(one["action"]),
            text(one["target"]),
            text(", ".join(f"{key}={value}" for key, value in (one.get("facts") or {}).items())),
        )
        for one in found
    ]
    columns = (
        words.say("时间", "when"),
        words.say("谁", "who"),
        words.say("做了", "did"),
        words.say("对", "to"),
        "",
    )
    emit(as_json, found, lambda: table(columns, rows, empty=words.say("没有记录。", "Nothing.")))


@admin.command("strays")
def strays(as_json: JsonFlag = False) -> None:
    """List what the engine has and the platform does not know, or the other way round."""
    with connect() as api:
        found: Any = api.get("/admin/strays")
    listed: list[Json] = found["items"] if isinstance(found, dict) else found
    rows = [(text(", ".join(f"{key}={value}" for key, value in one.items())),) for one in listed]
    emit(as_json, listed, lambda: table(("",), rows, empty=words.say("没有。", "None.")))


def find_user(api: Api, wanted: str) -> Json:
    """The account with this id or exact name."""
    for one in api.pages("/admin/users", most=200, query="" if wanted.startswith("u-") else wanted):
        if wanted == one["id"] or wanted.casefold() == one["name"].casefold():
            return one
    raise Failure("identity.user_not_found", f"There is no user {wanted!r}.", exit_code=REFUSED)


def flat(document: Json, prefix: str = "") -> list[tuple[str, Any]]:
    """Nested counts as rows: `cards.idle`, 6."""
    rows: list[tuple[str, Any]] = []
    for key, value in document.items():
        if isinstance(value, dict):
            rows += flat(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", value))
    return rows


def _move(wanted: str, verb: str, amount: str, reason: str, as_json: bool) -> None:
    with connect() as api:
        one = find_user(api, wanted)
        entry: Json = api.post(f"/admin/users/{one['id']}/{verb}", {"amount": amount, "reason": reason})
    emit(as_json, entry, lambda: note(f"{one['name']}: {yuan(entry['amount'], places=6)}"))


def _switch(wanted: str, verb: str, as_json: bool) -> None:
    with connect() as api:
        one = find_user(api, wanted)
        api.post(f"/admin/users/{one['id']}/{verb}")
    emit(as_json, {"id": one["id"], verb: True}, lambda: note(f"{one['name']}: {verb}d"))


def register(app: typer.Typer) -> None:
    fleet.register(admin)
    estate.register(admin)
    app.add_typer(admin, name="admin")
