"""`zuka doctor`: is this installation well, and if not, what to do about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from zuka.cli import words
from zuka.cli.failures import ERROR, Failure
from zuka.cli.output import JsonFlag, emit, note, stdout, text

if TYPE_CHECKING:
    from zuka.cli.checkup.findings import Finding

_MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "bad": "[red]✗[/]"}


def doctor(as_json: JsonFlag = False) -> None:
    """Check this installation and this machine, and say what to do; exit code 1 when something is bad."""
    findings = asyncio.run(examine())
    counts = {level: sum(1 for one in findings if one.level == level) for level in _MARKS}
    document = {"ok": not counts["bad"], "counts": counts, "findings": [one.as_json() for one in findings]}
    emit(as_json, document, lambda: _show(findings))
    if counts["bad"]:
        raise typer.Exit(ERROR)


async def examine() -> list[Finding]:
    """Everything that was found, in the order in which one would put things right."""
    # The platform's own parts are loaded by the commands that need them: they take a second.
    from zuka import bootstrap  # noqa: PLC0415
    from zuka.cli import local  # noqa: PLC0415
    from zuka.cli.checkup import findings, machine, platform  # noqa: PLC0415

    try:
        loaded = local.load()
    except Failure as failure:
        return [findings.bad("settings", failure.detail, "Correct it; `zuka settings` lists every setting.")]
    found = [findings.ok("settings", "They load."), *machine.look(loaded)]
    if not loaded.data_dir.is_dir():
        # Building the parts would make the directory and a key in it: a look must not install anything.
        return found
    ctx = bootstrap.build(loaded)
    try:
        found += [one async for one in platform.look(ctx)]
    finally:
        await ctx.aclose()
    return found


def _show(findings: list[Finding]) -> None:
    console = stdout()
    for one in findings:
        console.print(f"{_MARKS[one.level]} [bold]{text(one.name)}[/]: {text(one.says)}")
        if one.todo:
            console.print(f"  → {text(one.todo)}")
    if all(one.level == "ok" for one in findings):
        note(words.say("一切正常。", "All is well."))


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)
