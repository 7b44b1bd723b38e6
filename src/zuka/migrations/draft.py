"""For developers: `python -m zuka.migrations.draft "what changes"` writes the next migration from the models.

What it writes is a draft: read it, since a renamed column looks like one dropped and one added.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from zuka.kit.db import Db
from zuka.migrations.upgrade import config, upgrade


async def draft(message: str) -> None:
    """Compare the models with a database at the newest revision, and write the difference down."""
    with tempfile.TemporaryDirectory() as folder:
        db = Db(f"sqlite+aiosqlite:///{Path(folder) / 'draft.db'}")
        try:
            await upgrade(db)
            async with db.engine.begin() as connection:
                await connection.run_sync(_write, message)
        finally:
            await db.aclose()


def _write(connection: Connection, message: str) -> None:
    made = config(connection)
    revisions = list((Path(__file__).parent / "versions").glob("[0-9]*.py"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    command.revision(made, message, autogenerate=True, rev_id=f"{len(revisions) + 1:04d}")


if __name__ == "__main__":
    asyncio.run(draft(sys.argv[1]))
