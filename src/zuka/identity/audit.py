"""The audit log: who did what to what, written in the transaction of the act itself and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.identity import schemas, store
from zuka.identity.models import AuditEntry
from zuka.kit import ids


async def record(
    session: AsyncSession,
    *,
    now: datetime,
    actor_id: str | None,
    action: str,
    target: str,
    facts: Mapping[str, Any],
    address: str = "",
) -> None:
    """Write down one act. `actor_id` None is the platform itself; `facts` are JSON-ready and hold nothing secret."""
    entry = AuditEntry(
        id=ids.new_id("aud", 14),
        at=now,
        actor_id=actor_id,
        action=action,
        target=target,
        facts=dict(facts),
        address=address[:64],
    )
    await store.add_audit(session, entry)


@dataclass(frozen=True)
class Wanted:
    """Which acts: those that meet everything that is not None. An `action` without its second word (`wallet`) means
    all that begin with it; `start` is included, `end` is not."""

    target: str | None = None
    action: str | None = None
    actor_id: str | None = None
    start: datetime | None = None
    end: datetime | None = None


async def page(
    session: AsyncSession, *, wanted: Wanted, cursor: str | None, limit: int
) -> tuple[list[schemas.AuditEntry], str | None]:
    """What was done, newest first, with the names of those who did it."""
    rows, following = await store.audit_entries(
        session,
        target=wanted.target,
        action=wanted.action,
        actor_id=wanted.actor_id,
        start=wanted.start,
        end=wanted.end,
        cursor=cursor,
        limit=limit,
    )
    names = await store.names(session, {row.actor_id for row in rows if row.actor_id})
    return [_shown(row, names) for row in rows], following


def _shown(row: AuditEntry, names: Mapping[str, str]) -> schemas.AuditEntry:
    return schemas.AuditEntry(
        id=row.id,
        at=row.at,
        actor_id=row.actor_id,
        actor_name=names.get(row.actor_id or ""),
        action=row.action,
        target=row.target,
        facts=row.facts,
        address=row.address,
    )
