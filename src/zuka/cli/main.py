"""The `zuka` command: every topic's commands under one name. Nothing is decided here."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.models import CommandInfo, TyperInfo

from zuka.cli import (
    access,
    account,
    admin,
    doctor,
    image,
    instances,
    keys,
    machine,
    market,
    money,
    output,
    platform,
    rent,
    settings_page,
    tokens,
    workbench,
)
from zuka.cli.demo import command as demo
from zuka.cli.failures import ERROR, Failure, of_platform
from zuka.errors import DomainError


class Group(TyperGroup):
    """Turns a failure, of ours or of the platform's own parts, into one line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (Failure, DomainError) as error:
            failure = error if isinstance(error, Failure) else of_platform(error)
            output.fail(failure, as_json=output.wants_json(ctx))
            raise typer.Exit(failure.exit_code) from error
        except BrokenPipeError as error:
            # The reader of a pipe went away, as `zuka ls | head -1` does: that is not our failure.
            raise typer.Exit(ERROR) from error


app = typer.Typer(
    cls=Group,
    name="zuka",
    help="Rent GPU machines by the second, or rent out your own.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version  # noqa: PLC0415  # Reads the installation; only this option needs it.

        print(f"zuka {version('zuka')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Rent GPU machines by the second, or rent out your own."""


def _gather(panel: str) -> None:
    """Show the commands registered since the last call under one heading of the help."""
    everything: list[CommandInfo | TyperInfo] = [*app.registered_commands, *app.registered_groups]
    for one in everything:
        if not isinstance(one.rich_help_panel, str):
            one.rich_help_panel = panel


# Renter.
account.register(app)
market.register(app)
rent.register(app)
instances.register(app)
access.register(app)
money.register(app)
keys.register(app)
tokens.register(app)
workbench.register(app)
_gather("For renters")

# Operator.
admin.register(app)
image.register(app)
doctor.register(app)
settings_page.register(app)
demo.register(app)
platform.register(app)
machine.register(app)
_gather("For operators")

if __name__ == "__main__":
    app()
