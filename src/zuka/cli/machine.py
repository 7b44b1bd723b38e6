"""The operator's commands for this machine as a whole: set it up and serve, take it down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SimulatedFlag = Annotated[
    bool, typer.Option("--simulated", help="An engine in memory: nothing real is rented. Needs no root.")
]
DataDirOption = Annotated[
    Path | None, typer.Option("--data-dir", help="Where the installation lives; default /var/lib/zuka.")
]


def register(app: typer.Typer) -> None:
    app.command()(up)
    app.command()(down)


def up(
    simulated: SimulatedFlag = False,
    data_dir: DataDirOption = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Set everything up, and leave.")] = False,
) -> None:
    """Set this machine up where something is missing, open the market and serve until stopped."""
    from zuka.cli.serve import serve  # noqa: PLC0415  # The whole platform takes long to import.
    from zuka.install.up import Options, run  # noqa: PLC0415

    raise typer.Exit(run(Options(simulated, data_dir, serve=not no_serve), serve))


def down(
    simulated: SimulatedFlag = False,
    data_dir: DataDirOption = None,
    purge: Annotated[
        bool, typer.Option("--purge", help="Also delete everything that `up` made, renters' disks included.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before renters' disks go.")] = False,
    keep_packages: Annotated[
        bool, typer.Option("--keep-packages", help="With --purge: leave the packages that `up` installed.")
    ] = False,
) -> None:
    """Stop the platform and power every instance off; everything is kept, unless --purge is given."""
    from zuka.install.down import Options  # noqa: PLC0415  # As above.
    from zuka.install.down import down as take_down  # noqa: PLC0415

    raise typer.Exit(take_down(Options(purge, yes, keep_packages, simulated, data_dir)))
