"""Accounts as an operator looks for them. Reads only."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.identity import service, store


async def names(session: AsyncSession, *, user_ids: Collection[str]) -> dict[str, str]:
    """The names of these accounts, by id; one that does not exist is missing."""
    return await store.names(session, user_ids)


async def called(session: AsyncSession, text: str) -> list[str]:
    """Ids of the users whose id or whole name this is: none, one, or two of whom one is named like the other's id."""
    return await store.called(session, user_id=text, name_key=service.name_key(text))


async def count(session: AsyncSession) -> int:
    """How many accounts there are, those that are locked out included."""
    return await store.count_users(session)
