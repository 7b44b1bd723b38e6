"""Bringing a database to the newest shape. Migrations only go forward; a backup is the way back."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from zuka.kit.db import Db

_HERE = Path(__file__).parent


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; there is no ini file."""
    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


async def upgrade(db: Db) -> str:
    """Run what is missing, in one transaction where the database can; the revision that it has now."""

    def run(connection: Connection) -> str:
        command.upgrade(config(connection), "head")
        return MigrationContext.configure(connection).get_current_revision() or ""

    async with db.engine.begin() as connection:
        return await connection.run_sync(run)


async def is_current(db: Db) -> bool:
    """Whether nothing is missing."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    async with db.engine.connect() as connection:
        present = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    return present == head
