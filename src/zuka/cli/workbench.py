"""`zuka workbench`: the workbench by itself, on this machine, for whoever starts it, until they stop it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zuka.cli.failures import ERROR, Failure

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where connections are kept; else ~/.local/share/zuka-workbench."),
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the link.")]


def register(app: typer.Typer) -> None:
    app.command()(workbench)


def workbench(data_dir: DataDir = None, port: Port = 0, no_browser: NoBrowser = False) -> None:
    """SSH terminals, files and tunnels in your browser, without a platform: for the machines that you know."""
    from zuka.cli import standalone  # noqa: PLC0415  # The whole platform takes longer to import than most commands run.

    try:
        standalone.serve(data_dir or standalone.default_data_dir(), port=port, browser=not no_browser)
    except standalone.AlreadyRunning as error:
        raise Failure("cli.running", str(error), exit_code=ERROR) from error
    except OSError as error:
        raise Failure(
            "cli.port", f"127.0.0.1:{port} cannot be listened on: {error.strerror}.", exit_code=ERROR
        ) from error
