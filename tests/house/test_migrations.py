"""Migrations from nothing make exactly the tables that the models describe, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from harness.postgres import PostgresServer
from zuka.kit.db import Db
from zuka.migrations import upgrade
from zuka.tables import METADATA

on_both = pytest.mark.parametrize(
    "pair", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
Pair = tuple[Db, Db]


@pytest.fixture
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pair]:
    """Two databases without any table: one to migrate, one to make from the models."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            urls = [f"sqlite+aiosqlite:///{tmp_path / name}" for name in ("one.db", "two.db")]
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            urls = [stack.enter_context(server.fresh(empty=True)) for _ in range(2)]
        first, second = Db(urls[0]), Db(urls[1])
        yield first, second
        await first.aclose()
        await second.aclose()


def _shape(connection: Connection) -> dict[str, Any]:
    """Everything that the database itself says of its tables, in an order that says nothing."""
    looked = inspect(connection)

    def table(name: str) -> dict[str, list[str]]:
        facts: dict[str, Any] = {
            "columns": looked.get_columns(name),
            "key": [looked.get_pk_constraint(name)],
            "references": looked.get_foreign_keys(name),
            "unique": looked.get_unique_constraints(name),
            "indexes": looked.get_indexes(name),
            "checks": looked.get_check_constraints(name),
        }
        return {kind: sorted(_plain(one) for one in found) for kind, found in facts.items()}

    return {name: table(name) for name in looked.get_table_names() if name != "alembic_version"}


def _plain(facts: Any) -> str:
    """One fact as text; types and clauses have no equality of their own."""
    if isinstance(facts, dict):
        return str({name: _plain(value) for name, value in sorted(facts.items())})
    return str(facts)


async def shape(db: Db) -> dict[str, Any]:
    async with db.engine.connect() as connection:
        return await connection.run_sync(_shape)


async def drift(db: Db) -> list[Any]:
    """What Alembic would write into another migration."""
    async with db.engine.connect() as connection:
        return await connection.run_sync(
            lambda one: compare_metadata(
                MigrationContext.configure(one, opts={"compare_type": True}), METADATA
            )
        )


@on_both
async def test_migrating_from_nothing_gives_what_the_models_say(pair: Pair) -> None:
    migrated, made = pair
    await upgrade.upgrade(migrated)
    await made.create_all()
    found, wanted = await shape(migrated), await shape(made)
    assert len(wanted) > 20
    assert found == wanted
    assert await drift(migrated) == []


@on_both
async def test_a_difference_would_be_seen(pair: Pair) -> None:
    migrated, made = pair
    await upgrade.upgrade(migrated)
    await made.create_all()
    async with migrated.engine.begin() as connection:
        await connection.execute(text("DROP INDEX uq_leases_live_card"))
    assert await shape(migrated) != await shape(made)
    assert [kind for kind, *_ in await drift(migrated)] == ["add_index"]


@on_both
async def test_migrating_again_changes_nothing(pair: Pair) -> None:
    db, _ = pair
    assert not await upgrade.is_current(db)
    revision = await upgrade.upgrade(db)
    before = await shape(db)
    assert await upgrade.upgrade(db) == revision
    assert await shape(db) == before
    assert await upgrade.is_current(db)


def test_migrations_are_one_numbered_line() -> None:
    scripts = ScriptDirectory.from_config(upgrade.config())
    assert len(scripts.get_heads()) == 1
    line = [one.revision for one in scripts.walk_revisions()][::-1]
    assert line == [f"{number:04d}" for number in range(1, len(line) + 1)]
