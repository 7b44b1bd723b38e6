"""The SQL of identity."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from zuka.identity.models import ApiToken, Attempt, AuditEntry, LoginSession, SshKey, User
from zuka.kit.db import claim, won
from zuka.kit.page import page_of

# Users.


async def add_user(session: AsyncSession, **values: Any) -> bool:
    """False when the name is taken."""
    return await claim(session, User, [values]) == 1


async def user(session: AsyncSession, user_id: str) -> User | None:
    return await session.scalar(select(User).where(User.id == user_id))


async def user_by_name(session: AsyncSession, name_key: str) -> User | None:
    return await session.scalar(select(User).where(User.name_key == name_key))


async def names(session: AsyncSession, user_ids: Collection[str]) -> dict[str, str]:
    """Names by id, of those that exist."""
    rows = await session.execute(select(User.id, User.name).where(User.id.in_(set(user_ids))))
    return {row.id: row.name for row in rows}


async def users(
    session: AsyncSession, *, query: str, cursor: str | None, limit: int
) -> tuple[list[User], str | None]:
    statement = select(User)
    if query:
        statement = statement.where(or_(User.name_key.contains(query, autoescape=True), User.id == query))
    return await page_of(session, statement, at=User.created_at, key=User.id, cursor=cursor, limit=limit)


async def called(session: AsyncSession, *, user_id: str, name_key: str) -> list[str]:
    statement = select(User.id).where(or_(User.id == user_id, User.name_key == name_key)).order_by(User.id)
    return list((await session.scalars(statement)).all())


async def count_users(session: AsyncSession) -> int:
    return (await session.scalars(select(func.count()).select_from(User))).one()


async def operator_ids(session: AsyncSession) -> list[str]:
    statement = select(User.id).where(User.role == "operator", User.disabled_at.is_(None)).order_by(User.id)
    return list((await session.scalars(statement)).all())


async def set_password(
    session: AsyncSession, user_id: str, password_hash: str, *, was: str | None = None
) -> bool:
    """`was`: only if the hash is still this one."""
    statement = update(User).where(User.id == user_id)
    if was is not None:
        statement = statement.where(User.password_hash == was)
    return await won(session, statement.values(password_hash=password_hash))


async def disable(session: AsyncSession, user_id: str, now: datetime) -> bool:
    guard = (User.id == user_id, User.disabled_at.is_(None))
    return await won(session, update(User).where(*guard).values(disabled_at=now))


async def enable(session: AsyncSession, user_id: str) -> bool:
    guard = (User.id == user_id, User.disabled_at.is_not(None))
    return await won(session, update(User).where(*guard).values(disabled_at=None))


# Log-ins.


async def add_session(session: AsyncSession, row: LoginSession) -> None:
    session.add(row)
    await session.flush()
    await _see_user(session, User.id == row.user_id, now=row.last_seen_at)


async def _see_user(session: AsyncSession, who: ColumnElement[bool], *, now: datetime) -> None:
    """Kept with the account, because log-ins are forgotten."""
    earlier = or_(User.last_seen_at.is_(None), User.last_seen_at < now)
    await won(session, update(User).where(who, earlier).values(last_seen_at=now))


Found = tuple[LoginSession, User, User | None]
"""A log-in, whose it is, and the account it acts as."""


async def session_of(session: AsyncSession, secret_hash: str, now: datetime) -> Found | None:
    return await _session(session, LoginSession.secret_hash == secret_hash, now)


async def session_by_id(session: AsyncSession, session_id: str, now: datetime) -> Found | None:
    return await _session(session, LoginSession.id == session_id, now)


async def _session(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> Found | None:
    other = aliased(User)
    statement = (
        select(LoginSession, User, other)
        .join(User, User.id == LoginSession.user_id)
        .outerjoin(other, other.id == LoginSession.acting_as)
        .where(which, LoginSession.expires_at > now)
    )
    found = (await session.execute(statement)).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


async def session_row(session: AsyncSession, session_id: str) -> LoginSession | None:
    return await session.scalar(select(LoginSession).where(LoginSession.id == session_id))


async def begin_acting(
    session: AsyncSession, session_id: str, *, operator_id: str, user_id: str, until: datetime, now: datetime
) -> bool:
    """False when the log-in is gone, is not the operator's, or acts as somebody now."""
    free = or_(LoginSession.acting_until.is_(None), LoginSession.acting_until <= now)
    guard = (LoginSession.id == session_id, LoginSession.user_id == operator_id, free)
    statement = update(LoginSession).where(*guard)
    return await won(session, statement.values(acting_as=user_id, acting_until=until))


async def end_acting(session: AsyncSession, session_id: str) -> bool:
    """False when it acts as nobody."""
    guard = (LoginSession.id == session_id, LoginSession.acting_as.is_not(None))
    return await won(session, update(LoginSession).where(*guard).values(acting_as=None, acting_until=None))


async def sessions(session: AsyncSession, user_id: str, now: datetime) -> list[LoginSession]:
    statement = (
        select(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.expires_at > now)
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id)
    )
    return list((await session.scalars(statement)).all())


async def see_session(session: AsyncSession, session_id: str, *, now: datetime, address: str) -> None:
    statement = update(LoginSession).where(LoginSession.id == session_id)
    await won(session, statement.values(last_seen_at=now, address=address))
    owner = select(LoginSession.user_id).where(LoginSession.id == session_id).scalar_subquery()
    await _see_user(session, User.id == owner, now=now)


async def drop_session(session: AsyncSession, user_id: str, session_id: str) -> bool:
    return await won(
        session, delete(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == user_id)
    )


async def drop_sessions(session: AsyncSession, user_id: str, *, but: str | None = None) -> None:
    statement = delete(LoginSession).where(LoginSession.user_id == user_id)
    if but is not None:
        statement = statement.where(LoginSession.id != but)
    await session.execute(statement, execution_options={"synchronize_session": False})


# API tokens.


async def add_token(session: AsyncSession, row: ApiToken) -> None:
    session.add(row)
    await session.flush()


async def token_of(session: AsyncSession, secret_hash: str) -> tuple[ApiToken, User] | None:
    statement = (
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.secret_hash == secret_hash, ApiToken.revoked_at.is_(None))
    )
    found = (await session.execute(statement)).one_or_none()
    return None if found is None else (found[0], found[1])


async def tokens(session: AsyncSession, user_id: str) -> list[ApiToken]:
    statement = (
        select(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    )
    return list((await session.scalars(statement)).all())


async def see_token(session: AsyncSession, token_id: str, *, now: datetime) -> None:
    await won(session, update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))
    owner = select(ApiToken.user_id).where(ApiToken.id == token_id).scalar_subquery()
    await _see_user(session, User.id == owner, now=now)


async def revoke_token(session: AsyncSession, user_id: str, token_id: str, now: datetime) -> bool:
    guard = (ApiToken.id == token_id, ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    return await won(session, update(ApiToken).where(*guard).values(revoked_at=now))


# SSH keys.


async def add_key(session: AsyncSession, **values: Any) -> bool:
    """False when the account has this key already."""
    return await claim(session, SshKey, [values]) == 1


async def key(session: AsyncSession, key_id: str) -> SshKey | None:
    return await session.scalar(select(SshKey).where(SshKey.id == key_id))


async def keys(session: AsyncSession, user_id: str) -> list[SshKey]:
    statement = select(SshKey).where(SshKey.user_id == user_id).order_by(SshKey.created_at, SshKey.id)
    return list((await session.scalars(statement)).all())


async def drop_key(session: AsyncSession, user_id: str, key_id: str) -> bool:
    return await won(session, delete(SshKey).where(SshKey.id == key_id, SshKey.user_id == user_id))


# The audit log.


async def add_audit(session: AsyncSession, row: AuditEntry) -> None:
    session.add(row)
    await session.flush()


async def audit_entries(
    session: AsyncSession,
    *,
    target: str | None,
    action: str | None,
    actor_id: str | None,
    start: datetime | None,
    end: datetime | None,
    cursor: str | None,
    limit: int,
) -> tuple[list[AuditEntry], str | None]:
    statement = select(AuditEntry)
    for column, value in ((AuditEntry.target, target), (AuditEntry.actor_id, actor_id)):
        if value is not None:
            statement = statement.where(column == value)
    if action is not None:
        below = AuditEntry.action.startswith(f"{action}.", autoescape=True)
        statement = statement.where(AuditEntry.action == action if "." in action else below)
    if start is not None:
        statement = statement.where(AuditEntry.at >= start)
    if end is not None:
        statement = statement.where(AuditEntry.at < end)
    return await page_of(session, statement, at=AuditEntry.at, key=AuditEntry.id, cursor=cursor, limit=limit)


# Attempts.


async def spend_attempt(session: AsyncSession, *, key: str, window: datetime, limit: int) -> bool:
    """Count one attempt in `window`; False when there were `limit` already."""
    if await claim(session, Attempt, [{"key": key, "window": window, "count": 1}]):
        return True
    fresh = Attempt.window != window
    return await won(
        session,
        update(Attempt)
        .where(Attempt.key == key, or_(fresh, and_(Attempt.window == window, Attempt.count < limit)))
        .values(count=case((fresh, 1), else_=Attempt.count + 1), window=window),
    )


async def purge_is_due(session: AsyncSession, *, now: datetime, attempts_before: datetime) -> bool:
    expired = select(LoginSession.id).where(LoginSession.expires_at <= now).limit(1)
    stale = select(Attempt.key).where(Attempt.window < attempts_before).limit(1)
    return await session.scalar(expired) is not None or await session.scalar(stale) is not None


async def purge(session: AsyncSession, *, now: datetime, attempts_before: datetime) -> int:
    """Forget log-ins that have expired and attempts that no window counts any more; how many rows went."""
    gone = 0
    for statement in (
        delete(LoginSession).where(LoginSession.expires_at <= now),
        delete(Attempt).where(Attempt.window < attempts_before),
    ):
        result = await session.execute(statement, execution_options={"synchronize_session": False})
        assert isinstance(result, CursorResult)
        gone += result.rowcount
    return gone
