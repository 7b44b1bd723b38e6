"""What a user has sent from the command box, per machine. Commands may hold secrets, so they are sealed at rest."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import NotFound
from zuka.kit import ids
from zuka.kit.crypt import fingerprint
from zuka.kit.web import Wire
from zuka.workbench import commands_store as store
from zuka.workbench.models import HistoryEntry

MOST_ENTRIES = 5000
"""Per user; what was used longest ago is forgotten first."""
_FORGET_AT_ONCE = 100
_SEARCHED = 2000
"""How many of the newest a search looks into."""


class HistoryIn(Wire):
    """A command that was sent to `target`."""

    target: Annotated[str, Field(min_length=1, max_length=400)]
    command: Annotated[str, Field(min_length=1, max_length=16000)]


class HistoryOut(Wire):
    """A command that was sent before, and how often."""

    id: str
    command: str
    used: int
    used_at: datetime


async def note(session: AsyncSession, ctx: Ctx, *, user_id: str, body: HistoryIn) -> None:
    """Remember a command; one that begins with a space is not, as shells have it."""
    command = body.command.rstrip()
    if not command or command.startswith(" "):
        return
    row_id = ids.new_id("his")
    is_new = await store.use(
        session,
        user_id=user_id,
        target=body.target,
        digest=fingerprint(f"{user_id}\n{command}"),
        now=ctx.clock.now(),
        id=row_id,
        sealed_command=ctx.vault.seal(_place(row_id, user_id), command),
    )
    if is_new and await store.count_history(session, user_id=user_id) > MOST_ENTRIES:
        old = await store.oldest_history(session, user_id=user_id, limit=_FORGET_AT_ONCE)
        await store.remove_history(session, user_id=user_id, ids=old)


async def search(
    session: AsyncSession, ctx: Ctx, *, user_id: str, target: str | None, words: str, limit: int
) -> list[HistoryOut]:
    """The newest commands that have all these words, in any case; of one machine, or of all, each command once."""
    wanted = frozenset(words.casefold().split())
    look_at = _SEARCHED if wanted or target is None else limit
    rows = await store.history(session, user_id=user_id, target=target, limit=look_at)
    return await asyncio.to_thread(_matching, ctx, rows, user_id, wanted, limit)


def _matching(
    ctx: Ctx, rows: Sequence[HistoryEntry], user_id: str, wanted: Collection[str], limit: int
) -> list[HistoryOut]:
    """Megabytes to open, where somebody sends long commands: work for a thread."""
    found: dict[str, HistoryOut] = {}
    for row in rows:
        command = ctx.vault.open(_place(row.id, user_id), row.sealed_command)
        folded = command.casefold()
        if all(word in folded for word in wanted):
            found.setdefault(command, _shown(row, command))
        if len(found) == limit:
            break
    return list(found.values())


async def remove(session: AsyncSession, *, user_id: str, entry_id: str) -> None:
    """Raises `NotFound` workbench.history_not_found."""
    if not await store.remove_history(session, user_id=user_id, ids=[entry_id]):
        raise NotFound("workbench.history_not_found")


async def clear(session: AsyncSession, *, user_id: str, target: str | None) -> None:
    """Forget what was sent to one machine, or everything."""
    await store.clear_history(session, user_id=user_id, target=target)


def _shown(row: HistoryEntry, command: str) -> HistoryOut:
    return HistoryOut(id=row.id, command=command, used=row.used, used_at=row.used_at)


def _place(row_id: str, user_id: str) -> str:
    return f"workbench_history:{row_id}:{user_id}:command"
