"""Getting into an instance: SSH, files, JupyterLab, and web services of one's own."""

from __future__ import annotations

import os
import shlex
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from zuka.cli import config, openssh, words
from zuka.cli.client import Api, Json
from zuka.cli.common import InstanceArg, connect, find
from zuka.cli.failures import REFUSED, Failure, usage
from zuka.cli.output import JsonFlag, emit, note, table, text

JUPYTER_PORT = 8888
PortArg = Annotated[int, typer.Argument(min=1, max=65535, help="A port inside the instance.")]


def ssh(
    ctx: typer.Context,
    instance: InstanceArg,
    print_only: Annotated[
        bool, typer.Option("--print", help="Print the command instead of running it.")
    ] = False,
) -> None:
    """Log in with OpenSSH; what follows -- goes to it. The host key is checked against the platform's."""
    with connect() as api:
        one = _reachable(api, instance)
    openssh.trust(one)
    command = [
        openssh.program("ssh"),
        "-p",
        str(one["ssh"]["port"]),
        *openssh.options(one),
        f"root@{one['ssh']['host']}",
        *ctx.args,
    ]
    _become(command, print_only=print_only)


def copy(
    source: Annotated[str, typer.Argument(help="A file or folder here, or INSTANCE:PATH.")],
    target: Annotated[str, typer.Argument(help="A file or folder here, or INSTANCE:PATH.")],
    print_only: Annotated[
        bool, typer.Option("--print", help="Print the command instead of running it.")
    ] = False,
) -> None:
    """Copy files to or from an instance with scp, folders too."""
    sides = [remote_part(source), remote_part(target)]
    if (sides[0] is None) == (sides[1] is None):
        raise usage("Exactly one side must be INSTANCE:PATH.", "两边须恰有一边是 实例:路径。")
    wanted = next(side[0] for side in sides if side is not None)
    with connect() as api:
        one = _reachable(api, wanted)
    openssh.trust(one)
    places = [
        place if side is None else f"root@{one['ssh']['host']}:{side[1]}"
        for place, side in zip((source, target), sides, strict=True)
    ]
    command = [openssh.program("scp"), "-r", "-P", str(one["ssh"]["port"]), *openssh.options(one), *places]
    _become(command, print_only=print_only)


def config_ssh(
    remove: Annotated[bool, typer.Option("--remove", help="Take our part out again.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Let ssh, scp, rsync and VS Code know your instances as NAME.zuka."""
    folder = Path.home() / ".ssh"
    main, ours = folder / "config", folder / "zuka.config"
    if remove:
        _rewrite(main, openssh.without_include(_read(main)))
        ours.unlink(missing_ok=True)
        emit(as_json, {"hosts": []}, lambda: note(words.say("已移除。", "Removed.")))
        return
    with connect() as api:
        found: list[Json] = api.get("/instances")
    folder.mkdir(mode=0o700, exist_ok=True)
    for one in found:
        openssh.trust(one)
    openssh.forget_others(found)
    config.write_private(ours, openssh.client_config(found, openssh.known_hosts()))
    _rewrite(main, openssh.with_include(_read(main), ours.name))
    names = [openssh.host_names(one)[0] for one in found]
    emit(as_json, {"file": str(ours), "hosts": names}, lambda: _tell_hosts(names))


def open_service(
    instance: InstanceArg,
    port: PortArg = JUPYTER_PORT,
    browser: Annotated[bool, typer.Option("--browser", help="Open it in this machine's browser.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Print a one-time link to JupyterLab, or to the service on PORT."""
    with connect() as api:
        link: Json = api.post(f"/instances/{find(api, instance)['id']}/open", {"port": port})
    if browser:
        webbrowser.open(link["url"])
    emit(as_json, link, lambda: print(link["url"]))


def ports(instance: InstanceArg, as_json: JsonFlag = False) -> None:
    """List the web services that an instance exposes."""
    with connect() as api:
        found: list[Json] = api.get(f"/instances/{find(api, instance)['id']}/ports")
    rows = [
        (
            str(one["port"]),
            words.say("公开", "public") if one["public"] else words.say("仅自己", "private"),
            text(one["url"]),
        )
        for one in found
    ]
    columns = (words.say("端口", "port"), words.say("谁可访问", "for"), words.say("地址", "address"))
    emit(
        as_json, found, lambda: table(columns, rows, empty=words.say("没有开放端口。", "No port is exposed."))
    )


def expose(
    instance: InstanceArg,
    port: PortArg,
    public: Annotated[bool, typer.Option("--public", help="Anybody with the address may come in.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Give a web service inside an instance an address of its own; only you can open it unless --public."""
    with connect() as api:
        one: Json = api.post(
            f"/instances/{find(api, instance)['id']}/ports", {"port": port, "public": public}
        )
    emit(as_json, one, lambda: print(one["url"]))


def unexpose(instance: InstanceArg, port: PortArg, as_json: JsonFlag = False) -> None:
    """Take a web service's address away."""
    with connect() as api:
        api.delete(f"/instances/{find(api, instance)['id']}/ports/{port}")
    emit(as_json, {"port": port}, lambda: note(words.say("已关闭。", "No longer exposed.")))


def remote_part(place: str) -> tuple[str, str] | None:
    """`INSTANCE:PATH` taken apart, None for a local path. A colon after a slash belongs to the path, as scp has it."""
    head, colon, tail = place.partition(":")
    if not colon or "/" in head or not head:
        return None
    return head, tail


def _reachable(api: Api, wanted: str) -> Json:
    one: Json = api.get(f"/instances/{find(api, wanted)['id']}")
    if one["state"] != "running":
        label = words.state(one["state"])
        raise Failure(
            "instances.wrong_state",
            words.say(
                f"{one['name']} {label}，先开机：zuka start {one['name']}",
                f"{one['name']} is {label}; power it on with `zuka start {one['name']}`.",
            ),
            exit_code=REFUSED,
            facts={"state": one["state"]},
        )
    return one


def _become(command: list[str], *, print_only: bool) -> None:
    if print_only:
        print(shlex.join(command))
        return
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  # Being replaced by OpenSSH leaves it the terminal and the signals.


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _rewrite(path: Path, content: str) -> None:
    """Replace the renter's own configuration, following a link to where it really lies."""
    if path.exists() and path.read_text() == content:
        return
    if content or path.exists():
        config.write_private(path.resolve(), content)


def _tell_hosts(names: list[str]) -> None:
    if not names:
        note(words.say("还没有实例。", "No instances yet."))
    for name in names:
        print(f"ssh {name}")


def register(app: typer.Typer) -> None:
    app.command("ssh", context_settings={"allow_extra_args": True})(ssh)
    app.command("cp")(copy)
    app.command("config-ssh")(config_ssh)
    app.command("open")(open_service)
    app.command("ports")(ports)
    app.command("expose")(expose)
    app.command("unexpose")(unexpose)
