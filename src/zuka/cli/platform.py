"""The operator's commands that are the platform itself: serve it, and bring its database up to date."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from zuka.cli.failures import ERROR, Failure

RoleFlag = Annotated[
    list[str] | None, typer.Option("--role", help="api, worker or gateway; all three when left out.")
]


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(migrate)


def serve(role: RoleFlag = None) -> None:
    """Serve the platform until stopped; instances run on."""
    from zuka.cli import local  # noqa: PLC0415  # The whole platform takes longer to import than most commands run.
    from zuka.cli import serve as serving  # noqa: PLC0415

    roles = role or list(serving.ROLES)
    if unknown := sorted(set(roles) - set(serving.ROLES)):
        raise Failure(
            "cli.usage",
            f"There is no role {unknown[0]}; there are {', '.join(serving.ROLES)}.",
            exit_code=ERROR,
        )
    serving.serve(local.load(), roles)


def migrate() -> None:
    """Bring the database up to date."""
    from zuka import bootstrap  # noqa: PLC0415
    from zuka.cli import local  # noqa: PLC0415
    from zuka.migrations import upgrade  # noqa: PLC0415

    async def run() -> str:
        ctx = bootstrap.build(local.load())
        try:
            return await upgrade.upgrade(ctx.db)
        finally:
            await ctx.aclose()

    print(f"The database is at revision {asyncio.run(run())}.")
