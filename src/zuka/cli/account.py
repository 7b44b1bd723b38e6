"""Logging in and out, and who one is. A login is an API token, made for this machine and revoked by logging out."""

from __future__ import annotations

import os
import platform
import sys
from typing import Annotated

import typer

from zuka.cli import config, words
from zuka.cli.client import Api, Json
from zuka.cli.common import connect
from zuka.cli.failures import Failure, usage
from zuka.cli.output import JsonFlag, emit, facts, moment, note, table, text

UrlArg = Annotated[
    str, typer.Argument(help="The platform's address; without it, the one used last or this machine's.")
]
NameOption = Annotated[str, typer.Option("--name", "-n", help="User name; asked for when left out.")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of standard input.")
]


def login(
    url: UrlArg = "",
    *,
    name: NameOption = "",
    password_stdin: PasswordStdin = False,
    register_first: Annotated[bool, typer.Option("--register", help="Make the account first.")] = False,
    token_stdin: Annotated[
        bool,
        typer.Option("--token-stdin", help="Use an API token from standard input instead of a password."),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Log in to a platform and remember it on this machine."""
    where = url.rstrip("/") or config.load().url
    if token_stdin:
        saved = _with_token(where, sys.stdin.readline().strip())
    else:
        user = name or _ask_name()
        password = _password(password_stdin, twice=register_first)
        saved = log_in(where, user, password, register_first=register_first)
    config.save(saved)
    shown = {"url": saved.url, "user": saved.user}
    emit(
        as_json,
        shown,
        lambda: note(
            words.say(
                f"已登录 {saved.url}，用户 {saved.user}。", f"Logged in to {saved.url} as {saved.user}."
            )
        ),
    )


def register_account(
    url: UrlArg = "", name: NameOption = "", password_stdin: PasswordStdin = False, as_json: JsonFlag = False
) -> None:
    """Make an account and log in."""
    login(
        url,
        name=name,
        password_stdin=password_stdin,
        register_first=True,
        token_stdin=False,
        as_json=as_json,
    )


def log_in(url: str, name: str, password: str, *, register_first: bool = False) -> config.Login:
    """A fresh token for this machine, got with name and password; the password's own session is closed again."""
    credentials = {"name": name, "password": password}
    with Api(config.Login(url)) as api:
        if register_first:
            api.post("/users", credentials)
        user: Json = api.post("/sessions", credentials)["user"]
        token: Json = api.post("/tokens", {"name": f"zuka on {platform.node()}"[:64], "scopes": ["all"]})
        api.delete("/sessions/current")
    return config.Login(url, token["secret"], token["id"], user["name"])


def logout(as_json: JsonFlag = False) -> None:
    """Revoke this machine's token and forget it."""
    saved = config.load()
    revoked = False
    if saved.token_id:
        try:
            with Api(saved) as api:
                api.delete(f"/tokens/{saved.token_id}")
            revoked = True
        except Failure as failure:
            note(
                words.say(
                    f"令牌未能吊销：{failure.line()}", f"The token could not be revoked: {failure.line()}"
                )
            )
    config.forget()
    emit(as_json, {"revoked": revoked}, lambda: note(words.say("已退出登录。", "Logged out.")))


def whoami(as_json: JsonFlag = False) -> None:
    """Show who is logged in, and where."""
    with connect() as api:
        user: Json = api.get("/me")
        where = api.login.url
    rows = [
        (words.say("用户", "user"), text(user["name"])),
        (words.say("角色", "role"), text(user["role"])),
        (words.say("平台", "platform"), text(where)),
        (words.say("注册时间", "since"), moment(user["created_at"])),
    ]
    emit(as_json, user | {"url": where}, lambda: facts(rows))


def notices(
    unread: Annotated[bool, typer.Option("--unread", help="Only those not read yet.")] = False,
    read: Annotated[bool, typer.Option("--read", help="Mark all as read.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 30,
    as_json: JsonFlag = False,
) -> None:
    """Show what the platform had to tell you."""
    with connect() as api:
        items = list(api.pages("/notices", most=limit, unread="true" if unread else None))
        if read:
            api.post("/notices/read", {"ids": None})
    rows = [
        (
            "" if one["read_at"] else "●",
            moment(one["created_at"]),
            text(words.notice(one["kind"], one["facts"])),
            text(one["subject"]),
        )
        for one in items
    ]
    columns = ("", words.say("时间", "when"), words.say("内容", "what"), words.say("关于", "about"))
    emit(as_json, items, lambda: table(columns, rows, empty=words.say("没有通知。", "No notices.")))


def _with_token(url: str, token: str) -> config.Login:
    if not token:
        raise usage("No token came on standard input.", "标准输入中没有令牌。")
    with Api(config.Login(url, token)) as api:
        return config.Login(url, token, user=api.get("/me")["name"])


def _ask_name() -> str:
    if not sys.stdin.isatty():
        raise usage("Say --name.", "请用 --name 给出用户名。")
    answer: str = typer.prompt(words.say("用户名", "User name"), err=True, default=os.environ.get("USER"))
    return answer


def _password(from_stdin: bool, *, twice: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise usage("Say --password-stdin.", "请用 --password-stdin 从标准输入给出密码。")
    answer: str = typer.prompt(
        words.say("密码", "Password"), hide_input=True, err=True, confirmation_prompt=twice
    )
    return answer


def register(app: typer.Typer) -> None:
    app.command("login")(login)
    app.command("register")(register_account)
    app.command("logout")(logout)
    app.command("whoami")(whoami)
    app.command("notices")(notices)
