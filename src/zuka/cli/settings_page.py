"""`zuka settings`: every setting, what it means, and what it is now. Secrets are never shown."""

from __future__ import annotations

import typer

from zuka.cli import words
from zuka.cli.output import JsonFlag, emit, stdout, text


def settings(as_json: JsonFlag = False) -> None:
    """List every setting with its description and present value."""
    # The settings tree takes longer to import than most commands take to run.
    from zuka.cli import local  # noqa: PLC0415
    from zuka.settings import described  # noqa: PLC0415

    rows = [
        {"name": one.name, "value": one.value, "is_default": not one.changed, "description": one.description}
        for one in described(local.load())
    ]

    def show() -> None:
        console = stdout()
        for row in rows:
            mark = "" if row["is_default"] else words.say(" [green]（已设置）[/]", " [green](set)[/]")
            console.print(
                f"[bold]{row['name']}[/] = {text(row['value'])}{mark}\n    [dim]{text(row['description'])}[/]"
            )

    emit(as_json, rows, show)


def register(app: typer.Typer) -> None:
    app.command("settings")(settings)
