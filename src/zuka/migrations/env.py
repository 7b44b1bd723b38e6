"""Alembic's entry: runs the migrations on the connection that `upgrade` hands over."""

from __future__ import annotations

from typing import Literal

from alembic import context

from zuka.kit.db import Instant
from zuka.tables import METADATA


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A migration outlives the code of its day, so it names no type of ours."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    # SQLite cannot change a column in place; a batch copies the table instead.
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
