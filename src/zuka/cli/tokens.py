"""API tokens: how programs come in. A secret is shown once, when the token is made."""

from __future__ import annotations

from typing import Annotated

import typer

from zuka.cli import words
from zuka.cli.client import Json
from zuka.cli.common import connect
from zuka.cli.output import JsonFlag, emit, moment, note, table, text

tokens = typer.Typer(help="API tokens for programs.", no_args_is_help=True)


@tokens.command("ls")
def list_tokens(as_json: JsonFlag = False) -> None:
    """List the account's API tokens, without their secrets."""
    with connect() as api:
        found: list[Json] = api.get("/tokens")
    rows = [
        (
            text(one["id"]),
            text(one["name"]),
            text(", ".join(one["scopes"])),
            moment(one["created_at"]),
            moment(one["last_used_at"]),
        )
        for one in found
    ]
    columns = (
        "id",
        words.say("名称", "name"),
        words.say("权限", "scopes"),
        words.say("创建时间", "made"),
        words.say("最近使用", "last used"),
    )
    emit(as_json, found, lambda: table(columns, rows, empty=words.say("没有令牌。", "No tokens.")))


@tokens.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="What it may do: all, read, rent, operate; repeatable.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a token and print its secret, which is never shown again."""
    with connect() as api:
        made: Json = api.post("/tokens", {"name": name, "scopes": scope or ["all"]})

    def show() -> None:
        note(words.say("请立即保存，之后不再显示：", "Keep it now; it is not shown again:"))
        print(made["secret"])

    emit(as_json, made, show)


@tokens.command("rm")
def remove(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The token's id.")], as_json: JsonFlag = False
) -> None:
    """Revoke a token; whoever used it is out at once."""
    with connect() as api:
        api.delete(f"/tokens/{token_id}")
    emit(as_json, {"id": token_id}, lambda: note(words.say("已吊销。", "Revoked.")))


def register(app: typer.Typer) -> None:
    app.add_typer(tokens, name="tokens")
