"""Migrations from nothing make exactly the tables that the models describe, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic import command
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


async def move(db: Db, *, up: str = "", down: str = "") -> None:
    """To a revision that is not the newest."""
    async with db.engine.begin() as connection:
        if up:
            await connection.run_sync(lambda one: command.upgrade(upgrade.config(one), up))
        else:
            await connection.run_sync(lambda one: command.downgrade(upgrade.config(one), down))


@on_both
async def test_the_operators_pages_can_be_taken_back_and_given_again(pair: Pair) -> None:
    db, _ = pair
    await move(db, up="0002")
    before = await shape(db)
    await move(db, up="0003")
    after = await shape(db)
    assert before != after
    await move(db, down="0002")
    assert await shape(db) == before
    await move(db, up="0003")
    assert await shape(db) == after


@on_both
async def test_who_was_there_before_is_known_to_have_been(pair: Pair) -> None:
    db, _ = pair
    await move(db, up="0002")
    async with db.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO users (id, name, name_key, password_hash, role, created_at) VALUES"
                " ('ann', 'ann', 'ann', '-', 'renter', 1), ('ben', 'ben', 'ben', '-', 'renter', 1),"
                " ('cat', 'cat', 'cat', '-', 'renter', 1)"
            )
        )
        await connection.execute(
            text(
                "INSERT INTO login_sessions (id, user_id, secret_hash, user_agent, address, created_at,"
                " last_seen_at, expires_at) VALUES ('s1', 'ann', 'a', '', '', 1, 50, 99), ('s2', 'ann', 'b', '', '', 1, 70, 99)"
            )
        )
        await connection.execute(
            text(
                "INSERT INTO api_tokens (id, user_id, name, secret_hash, scopes, created_at, last_used_at)"
                " VALUES ('t1', 'ben', '', 'c', '[]', 1, 60), ('t2', 'cat', '', 'd', '[]', 1, NULL)"
            )
        )
    await upgrade.upgrade(db)
    async with db.engine.connect() as connection:
        rows = await connection.execute(text("SELECT id, last_seen_at FROM users"))
        assert {row.id: row.last_seen_at for row in rows} == {"ann": 70, "ben": 60, "cat": None}


def test_migrations_are_one_numbered_line() -> None:
    scripts = ScriptDirectory.from_config(upgrade.config())
    assert len(scripts.get_heads()) == 1
    line = [one.revision for one in scripts.walk_revisions()][::-1]
    assert line == [f"{number:04d}" for number in range(1, len(line) + 1)]
