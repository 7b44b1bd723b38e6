"""The audit log: who did what to what, written in the transaction of the act itself and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.identity import store
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


async def page(
    session: AsyncSession, *, target: str | None, cursor: str | None, limit: int
) -> tuple[list[AuditEntry], str | None]:
    """Acts on one thing, or all, newest first."""
    return await store.audit_entries(session, target=target, cursor=cursor, limit=limit)
