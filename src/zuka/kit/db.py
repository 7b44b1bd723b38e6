"""The database: one metadata, two dialects, one concurrency primitive.

The primitive is the guarded `UPDATE … WHERE` whose row count says whether it won (`won`), plus unique keys claimed
by `INSERT … ON CONFLICT DO NOTHING` (`claim`). There are no `FOR UPDATE`, no locks in memory, and no other module
may ask which dialect it runs on.

A transaction is opened by `Db.transaction()` and commits when the block ends. Nothing may await the network or an
engine inside it: SQLite has one writer, and everybody else stands in line behind it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, Dialect, Enum, Executable, MetaData, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.types import TypeDecorator

from zuka.kit import sqlite as sqlite_driver
from zuka.kit.clock import from_millis, to_millis
from zuka.kit.sqlite import uninterrupted

_AFTER_COMMIT = "after_commit"


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as whole milliseconds since 1970: exact, sortable and the same on both dialects."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_millis(value)


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads a plain dict.
        datetime: Instant,
        int: BigInteger,
        StrEnum: Enum(
            StrEnum, native_enum=False, length=32, values_callable=lambda kind: [one.value for one in kind]
        ),
    }


class Db:
    """A pool for reading and a pool for writing. On SQLite the writing pool is one connection, so that writers queue
    in order instead of spinning on the file lock."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._is_sqlite = url.startswith("sqlite")
        self._writer = self._engine(write=True)
        self._reader = self._engine(write=False) if self._is_sqlite else self._writer
        self._write_sessions = _sessions(self._writer)
        self._read_sessions = _sessions(self._reader)

    def _engine(self, *, write: bool) -> AsyncEngine:
        if not self._is_sqlite:
            return create_async_engine(self.url, pool_size=10, max_overflow=10, pool_pre_ping=True)
        path = make_url(self.url).database
        assert path, "a database in memory would be another one for every connection"
        engine = create_async_engine(
            self.url,
            pool_size=1 if write else 8,
            max_overflow=0,
            pool_timeout=60,
            async_creator=partial(sqlite_driver.connect, path, patience=30),
        )
        _prepare_sqlite(engine, begin="BEGIN IMMEDIATE" if write else "BEGIN")
        return engine

    @property
    def engine(self) -> AsyncEngine:
        return self._writer

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A writing session; commits at the end of the block, rolls back when it raises."""
        with uninterrupted():
            async with self._write_sessions() as session, session.begin():
                yield session
            for callback in session.info.pop(_AFTER_COMMIT, ()):
                callback()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; whatever it might write is thrown away, and what it read stays readable."""
        with uninterrupted():
            async with self._read_sessions() as session:
                yield session
                # Rolling back would forget what the objects hold, and callers look at them afterwards.
                session.expunge_all()
                await session.rollback()

    async def create_all(self) -> None:
        """Make every table at once; for tests. A real installation migrates."""
        async with self._writer.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def aclose(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


class _FreshSession(Session):
    """Guarded updates go around the session's own objects, so every SELECT overwrites what it had in mind."""


@event.listens_for(_FreshSession, "do_orm_execute")
def _read_fresh(state: ORMExecuteState) -> None:
    if state.is_select and not state.is_column_load and not state.is_relationship_load:
        state.update_execution_options(populate_existing=True)


def _sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False, sync_session_class=_FreshSession)


def _prepare_sqlite(engine: AsyncEngine, *, begin: str) -> None:
    """SQLite's Python driver would open transactions late and by itself, so that a read followed by a write fails
    with "database is locked"; we say BEGIN ourselves."""

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_now(connection: Any) -> None:
        connection.exec_driver_sql(begin)


def after_commit(session: AsyncSession, callback: Callable[[], None]) -> None:
    """Call `callback` once this session's transaction has committed, and never if it rolls back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(callback)


async def won(session: AsyncSession, statement: Executable) -> bool:
    """Run a guarded UPDATE or DELETE; True when it changed exactly one row, False when the guard kept it out."""
    result = await session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    assert result.rowcount in {0, 1}, "a guarded update names one row"
    return result.rowcount == 1


async def claim(session: AsyncSession, model: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert `rows`, silently leaving out those that meet a unique key; how many went in."""
    if not rows:
        return 0
    table = model.__table__
    assert isinstance(table, Table)
    dialect = session.get_bind().dialect.name
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = build(table).values(list(rows)).on_conflict_do_nothing()
    # Without the option SQLAlchemy keeps the row count of an INSERT on SQLite only, and says -1 on PostgreSQL.
    result = await session.execute(statement, execution_options={"preserve_rowcount": True})
    assert isinstance(result, CursorResult)
    assert result.rowcount >= 0, "the driver counts what it inserted"
    return result.rowcount
