"""`zuka demo`: plays the story on a platform, this machine's or another one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from zuka.cli import config
from zuka.cli.failures import ERROR
from zuka.cli.output import JsonFlag, note

if TYPE_CHECKING:
    from zuka.cli.demo.report import Report
    from zuka.cli.demo.target import Target


def demo(
    *,
    url: Annotated[
        str,
        typer.Option(
            "--url", help="Another platform, where you are logged in as operator; without it, this machine's."
        ),
    ] = "",
    gpu: Annotated[str, typer.Option("--gpu", help="Card model.")] = "RTX 3090",
    count: Annotated[int, typer.Option("--count", min=1, help="How many cards.")] = 2,
    image: Annotated[str, typer.Option("--image", help="An image; without it, the newest.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Live a new renter's day on the platform, check every step and the bill, and leave nothing behind."""
    from zuka.cli.demo.target import Target  # noqa: PLC0415  # See `_play`.

    wish = Target(url=url, operator_token="", model=gpu, count=count, image=image)
    report = asyncio.run(_play(wish))
    finish(report, as_json=as_json)


def finish(report: Report, *, as_json: bool) -> None:
    """Print the report and leave with its exit code."""
    from zuka.cli.demo.report import show  # noqa: PLC0415

    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        show(report)
    if not report.ok:
        raise typer.Exit(ERROR)


async def _play(wish: Target) -> Report:
    # The whole platform takes longer to import than most commands take to run.
    from zuka.cli.demo import play  # noqa: PLC0415

    if wish.url:
        login = config.load()
        token = login.token if login.url == wish.url.rstrip("/") else ""
        return await play.run(replace(wish, operator_token=token), note)

    from zuka.cli.demo import here, own  # noqa: PLC0415

    async with own.platform() as settings, here.target_of(settings, wish) as target:
        return await play.run(target, note)


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)
