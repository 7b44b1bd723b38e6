"""The operator's images: building them and seeing how that goes."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from zuka.cli import words
from zuka.cli.client import Api, Json
from zuka.cli.common import NoWaitFlag, connect
from zuka.cli.failures import ERROR, UNAVAILABLE, Failure
from zuka.cli.market import size
from zuka.cli.output import JsonFlag, emit, moment, note, table, text

ASK_EVERY_S = 1.0
PATIENCE = 60
_ENDED = frozenset({"succeeded", "failed"})
IdArg = Annotated[str, typer.Argument(metavar="BUILD", help="The build's id.")]

image = typer.Typer(help="Build and look after the images that instances are made of.", no_args_is_help=True)


@image.command("ls")
def list_images(as_json: JsonFlag = False) -> None:
    """List every image, built or not."""
    with connect() as api:
        found: list[Json] = api.get("/admin/images")
    columns = (
        words.say("镜像", "image"),
        "id",
        words.say("说明", "title"),
        words.say("状态", "state"),
        words.say("大小", "size"),
        words.say("构建时间", "built"),
    )
    rows = [
        (
            text(one.get("alias") or one.get("name")),
            text(one["id"]),
            text(one["title"]),
            text(one["state"]),
            size(one["size_bytes"]),
            moment(one["built_at"]),
        )
        for one in found
    ]
    emit(
        as_json, found, lambda: table(columns, rows, right=(4,), empty=words.say("没有镜像。", "No images."))
    )


@image.command("build")
def build(
    name: Annotated[str, typer.Argument(help="The recipe, e.g. base or pytorch.")],
    region: Annotated[str, typer.Option("--region", help="For this region; without it, for the first.")] = "",
    no_wait: NoWaitFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Build an image on the platform and show how far it is."""
    with connect() as api:
        started: Json = api.post(f"/admin/images/{name}/build", {"region": region} if region else {})
        done = started if no_wait else _follow(api, started)
    emit(as_json, done, lambda: note(f"{done['name']}: {done['state']} ({done['id']})"))


@image.command("log")
def log(build_id: IdArg) -> None:
    """Print a build's log."""
    with connect() as api:
        sys.stdout.write(api.text(f"/admin/builds/{build_id}/log"))


def _follow(api: Api, build_: Json) -> Json:
    """Show the build's steps until it has ended. Raises when it failed."""
    console = Console(stderr=True, highlight=False)
    status = console.status("…") if console.is_terminal else None
    if status is not None:
        status.start()
    try:
        build_ = _until_ended(api, build_, status)
    finally:
        if status is not None:
            status.stop()
    if build_["state"] == "failed":
        hint = words.say(f"日志：zuka image log {build_['id']}", f"The log: `zuka image log {build_['id']}`.")
        raise Failure(
            "images.build_failed", f"{build_['error']} {hint}", exit_code=ERROR, facts={"build": build_["id"]}
        )
    return build_


def _until_ended(api: Api, build_: Json, status: Status | None) -> Json:
    told, failures = "", 0
    while build_["state"] not in _ENDED:
        line = f"{build_['percent']:3} %  {build_['step']}"
        if status is not None:
            status.update(text(line))
        elif build_["step"] != told:
            note(line)
        told = build_["step"]
        time.sleep(ASK_EVERY_S)
        try:
            build_ = api.get(f"/admin/builds/{build_['id']}")
            failures = 0
        except Failure as failure:
            failures += 1
            if failure.exit_code != UNAVAILABLE or failures == PATIENCE:
                raise
    return build_


def register(app: typer.Typer) -> None:
    app.add_typer(image, name="image")
