"""`zuka settings`: every setting, what it means, and what it is now. Secrets are never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from zuka.cli import words
from zuka.cli.output import JsonFlag, emit, stdout, text


def settings(as_json: JsonFlag = False) -> None:
    """List every setting with its description and present value."""
    # The settings tree takes longer to import than most commands take to run.
    from zuka.cli import local  # noqa: PLC0415

    loaded = local.load()
    rows = list(describe(loaded))

    def show() -> None:
        console = stdout()
        for row in rows:
            mark = "" if row["is_default"] else words.say(" [green]（已设置）[/]", " [green](set)[/]")
            console.print(
                f"[bold]{row['name']}[/] = {text(row['value'])}{mark}\n    [dim]{text(row['description'])}[/]"
            )

    emit(as_json, rows, show)


def describe(model: Any, prefix: str = "ZUKA_") -> Iterator[dict[str, Any]]:
    """Each setting below `model` as {name, value, is_default, description}, in the order of the tree."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        variable = f"{prefix}{name.upper()}"
        if hasattr(type(value), "model_fields"):
            yield from describe(value, f"{variable}__")
        elif isinstance(value, dict) and any(hasattr(type(one), "model_fields") for one in value.values()):
            for key, one in value.items():
                yield from describe(one, f"{variable}__{key.upper()}__")
        else:
            default = field.get_default(call_default_factory=True)
            yield {
                "name": variable,
                "value": _shown(value),
                "is_default": value == default,
                "description": field.description or "",
            }


def _shown(value: Any) -> Any:
    if hasattr(value, "get_secret_value"):
        return "(hidden)" if value.get_secret_value() else ""
    if isinstance(value, str) and "://" in value:
        return re.sub(r"(://[^:@/]*):[^@/]*@", r"\1:(hidden)@", value)
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return list(value) if isinstance(value, tuple) else str(value)


def register(app: typer.Typer) -> None:
    app.command("settings")(settings)
