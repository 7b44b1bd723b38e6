"""Accounts as the operator lists them: with their money and their instances. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.identity import service as identity
from zuka.identity.models import User
from zuka.identity.schemas import AdminUser
from zuka.instances import overview as instances
from zuka.reports.schemas import UserOut
from zuka.wallet import service as wallets


async def page(
    session: AsyncSession, *, query: str, cursor: str | None, limit: int
) -> tuple[list[UserOut], str | None]:
    """Newest first; `query` is a part of a name, or an id."""
    rows, following = await identity.users_page(session, query=query, cursor=cursor, limit=limit)
    return await _shown(session, rows), following


async def user(session: AsyncSession, *, user_id: str) -> UserOut:
    """One account. Raises `identity.user_not_found`."""
    row = await identity.get_user(session, user_id=user_id)
    return (await _shown(session, [row]))[0]


async def _shown(session: AsyncSession, rows: Sequence[User]) -> list[UserOut]:
    user_ids = [row.id for row in rows]
    money = await wallets.standing(session, user_ids=user_ids)
    alive = await instances.alive(session, user_ids=user_ids)
    shown = []
    for row in rows:
        balance, burn = money.get(row.id, (0, 0))
        shown.append(
            UserOut(
                **AdminUser.of(row).model_dump(),
                balance=balance,
                burn_per_hour=burn,
                instances=alive.get(row.id, 0),
            )
        )
    return shown
