"""Live events: a hint to one person's open pages that something changed. The pages fetch the thing itself.

An event is a row, written in the transaction of the change, so that it is never told before the change is true;
a ring of the bell after the commit makes it quick within one process, and a look every few seconds finds what
other processes wrote. Losing an event costs freshness, never truth.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.identity import service as identity
from zuka.kit.db import after_commit
from zuka.notices import store
from zuka.notices.models import Event

SHUTDOWN = "shutdown"
"""The bell that ends every stream; whoever stops the server rings it first, else open streams hold it up."""
HEARTBEAT_SECONDS = 15.0
POLL_SECONDS = 2.0
_LATE = timedelta(seconds=10)
"""How long a transaction may take between numbering an event and committing it, without the event being missed."""
_BATCH = 200


async def announce(session: AsyncSession, ctx: Ctx, *, user_id: str, topic: str, subject: str) -> None:
    """Tell the open pages of `user_id`, once this transaction has committed, that `subject` changed.

    Topics: `instance`, `operation`, `wallet`, `notice`, and for operators `host`, `build`. The subject is an id.
    """
    await store.add_event(session, user_id=user_id, topic=topic, subject=subject, at=ctx.clock.now())
    after_commit(session, lambda: ctx.bell.ring(_bell(user_id)))


async def announce_to_operators(session: AsyncSession, ctx: Ctx, *, topic: str, subject: str) -> None:
    """The same for every operator."""
    for user_id in await identity.operators(session):
        await announce(session, ctx, user_id=user_id, topic=topic, subject=subject)


async def stream(ctx: Ctx, *, user_id: str, last_seq: int | None) -> AsyncGenerator[str, None]:
    """The text of one person's event stream, from after `last_seq`, or from now on; ends at shutdown only."""
    news, shutdown = ctx.bell.watch(_bell(user_id)), ctx.bell.watch(SHUTDOWN)
    try:
        tail = _Tail(ctx, user_id)
        await tail.start(last_seq)
        yield "retry: 2000\n: welcome\n\n"
        beat_at = ctx.clock.now() + timedelta(seconds=HEARTBEAT_SECONDS)
        while not shutdown.is_set():
            news.clear()
            for event in await tail.fresh():
                yield _frame(event)
            if ctx.clock.now() >= beat_at:
                beat_at = ctx.clock.now() + timedelta(seconds=HEARTBEAT_SECONDS)
                yield ": still here\n\n"
            await _first(ctx, news, shutdown)
    finally:
        ctx.bell.unwatch(news)
        ctx.bell.unwatch(shutdown)


class _Tail:
    """What one stream has not told yet. Numbers are handed out before their transactions commit, so a lower one may
    appear after a higher one: the last seconds are read again, and what was told is left out."""

    def __init__(self, ctx: Ctx, user_id: str) -> None:
        self._ctx, self._user_id = ctx, user_id
        self._told: dict[int, datetime] = {}
        self._seq = 0
        self._opened_at = ctx.clock.now()

    async def start(self, last_seq: int | None) -> None:
        async with self._ctx.db.read() as session:
            if last_seq is not None:
                self._seq = last_seq
                return
            self._seq = await store.last_seq(session, user_id=self._user_id)
            past = await store.events_after(
                session, user_id=self._user_id, seq=self._seq, since=self._opened_at - _LATE, limit=_BATCH
            )
            self._told = {event.seq: event.at for event in past}

    async def fresh(self) -> list[Event]:
        now = self._ctx.clock.now()
        since = max(now - _LATE, self._opened_at)
        async with self._ctx.db.read() as session:
            events = await store.events_after(
                session, user_id=self._user_id, seq=self._seq, since=since, limit=_BATCH
            )
        new = [event for event in events if event.seq not in self._told]
        self._told = {seq: at for seq, at in self._told.items() if at >= now - _LATE}
        self._told.update((event.seq, event.at) for event in new)
        if new:
            self._seq = max(self._seq, new[-1].seq)
        return new


async def _first(ctx: Ctx, news: asyncio.Event, shutdown: asyncio.Event) -> None:
    """Until there are news, the server stops, or it is time to look anyway."""
    waits = [
        asyncio.ensure_future(news.wait()),
        asyncio.ensure_future(shutdown.wait()),
        asyncio.ensure_future(ctx.clock.sleep(POLL_SECONDS)),
    ]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


def _frame(event: Event) -> str:
    data = json.dumps({"subject": event.subject, "at": event.at.isoformat().replace("+00:00", "Z")})
    return f"id: {event.seq}\nevent: {event.topic}\ndata: {data}\n\n"


def _bell(user_id: str) -> str:
    return f"events:{user_id}"
