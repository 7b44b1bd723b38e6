"""The SQL of saved connections, their folders and accepted host keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit.db import claim, won
from zuka.workbench.models import Connection, Folder, HostKey

_AT_ONCE = 500
"""How many ids one statement names; databases have limits."""


async def get(session: AsyncSession, *, user_id: str, connection_id: str) -> Connection | None:
    guard = (Connection.id == connection_id, Connection.user_id == user_id)
    return (await session.scalars(_as_stored(select(Connection).where(*guard)))).one_or_none()


async def all_of(session: AsyncSession, *, user_id: str) -> list[Connection]:
    """In the order in which they are shown."""
    order = (Connection.folder, Connection.position, Connection.name, Connection.id)
    statement = select(Connection).where(Connection.user_id == user_id).order_by(*order)
    return list((await session.scalars(_as_stored(statement))).all())


async def count(session: AsyncSession, *, user_id: str) -> int:
    statement = select(func.count()).select_from(Connection).where(Connection.user_id == user_id)
    return await session.scalar(statement) or 0


async def last_position(session: AsyncSession, *, user_id: str, folder: str) -> int:
    """-1 in an empty folder."""
    guard = (Connection.user_id == user_id, Connection.folder == folder)
    found = await session.scalar(select(func.max(Connection.position)).where(*guard))
    return -1 if found is None else found


async def jumps_of(session: AsyncSession, *, user_id: str) -> dict[str, str | None]:
    """Connection id → the id of the one that it goes through."""
    statement = select(Connection.id, Connection.jump_id).where(Connection.user_id == user_id)
    return {row[0]: row[1] for row in await session.execute(statement)}


async def add(session: AsyncSession, rows: Sequence[Connection]) -> None:
    session.add_all(rows)
    await session.flush()


async def change(session: AsyncSession, connection_id: str, **values: Any) -> None:
    """A row that was read before goes on showing what it did until it is read again."""
    statement = update(Connection).where(Connection.id == connection_id).values(**values)
    await session.execute(statement, execution_options={"synchronize_session": False})


def _as_stored(statement: Select[Connection]) -> Select[Connection]:
    """Rows that were read before are read again: `change` goes past them, for comparing it with each takes too long."""
    return statement.execution_options(populate_existing=True)


async def remove(session: AsyncSession, *, user_id: str, ids: Sequence[str]) -> None:
    """Their ways through one another are cut first, so that the order of deleting does not matter."""
    for some in _slices(ids):
        guard = (Connection.user_id == user_id, Connection.id.in_(some))
        await session.execute(update(Connection).where(*guard).values(jump_id=None))
    for some in _slices(ids):
        await session.execute(
            delete(Connection).where(Connection.user_id == user_id, Connection.id.in_(some))
        )


async def folders(session: AsyncSession, *, user_id: str) -> list[str]:
    return list((await session.scalars(select(Folder.path).where(Folder.user_id == user_id))).all())


async def add_folders(session: AsyncSession, *, user_id: str, paths: Iterable[str]) -> None:
    """Those that are there already stay."""
    rows = [{"user_id": user_id, "path": path} for path in paths]
    for at in range(0, len(rows), _AT_ONCE):
        await claim(session, Folder, rows[at : at + _AT_ONCE])


async def remove_folders(session: AsyncSession, *, user_id: str, paths: Sequence[str]) -> None:
    for some in _slices(paths):
        await session.execute(delete(Folder).where(Folder.user_id == user_id, Folder.path.in_(some)))


async def host_keys(session: AsyncSession, *, user_id: str) -> list[HostKey]:
    order = (HostKey.host, HostKey.port, HostKey.algorithm)
    return list(
        (await session.scalars(select(HostKey).where(HostKey.user_id == user_id).order_by(*order))).all()
    )


async def remove_host_key(session: AsyncSession, *, user_id: str, key_id: str) -> bool:
    return await won(session, delete(HostKey).where(HostKey.id == key_id, HostKey.user_id == user_id))


def _slices(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))
