"""The market's live stream: a hint to everybody's open pages that offers, idle cards or prices have changed.

However many look, one task of this process looks for them: at once when something here rings the bell, and every
other second for what other processes wrote. Nothing is read while nobody looks. Says nothing of who did what.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncGenerator
from datetime import datetime

from zuka.context import Ctx
from zuka.errors import TooMany
from zuka.fleet import service as fleet
from zuka.identity.limits import network_of
from zuka.kit import log, sse
from zuka.market import service
from zuka.notices.events import SHUTDOWN

BELL = fleet.STOCK_BELL
TOPIC = "market"
POLL_SECONDS = 2.0
CALM_SECONDS = 0.5
"""However much happens, pages are told at most this often."""
RETRY_SECONDS = 30

_log = log.get("market")


class Board:
    """What the open market pages of this process are told; one per application."""

    def __init__(self, ctx: Ctx) -> None:
        self._ctx = ctx
        self._pages: set[asyncio.Event] = set()
        self._sources: Counter[str] = Counter()
        self._looker: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        """Nobody looks any more."""
        self._calm = asyncio.Event()
        """Set while nothing is being read."""
        self._calm.set()
        self._known = ""
        self._changed_at: datetime = ctx.clock.now()

    def check_room(self, address: str) -> None:
        """Raises `TooMany` when as many streams as one address may have are open from it already."""
        if self._sources[network_of(address)] >= self._ctx.settings.http.market_streams_per_address:
            raise TooMany("request.rate_limited", retry_after=RETRY_SECONDS, seconds=RETRY_SECONDS)

    async def stream(self, *, address: str, last_id: str | None) -> AsyncGenerator[str, None]:
        """The text of one page's stream, until shutdown.

        It begins with an event, unless the page knows the present state by `last_id`: what changed before the stream
        was open, or while it was broken, must not be missed.
        """
        source, news = network_of(address), asyncio.Event()
        shutdown = self._ctx.bell.watch(SHUTDOWN)
        try:
            await self._enter(source, news)
            yield sse.WELCOME
            if self._known != last_id:
                yield self._frame()
            while not shutdown.is_set():
                await sse.first(self._ctx.clock, sse.HEARTBEAT_SECONDS, news, shutdown)
                yield self._frame() if news.is_set() else sse.BEAT
                news.clear()
        finally:
            self._ctx.bell.unwatch(shutdown)
            await self._leave(source, news)

    async def _enter(self, source: str, news: asyncio.Event) -> None:
        self._sources[source] += 1
        if not self._pages:
            # Nobody has looked lately; whatever happens from here on is a change.
            await self._compare()
        self._pages.add(news)
        self._idle.clear()
        if self._looker is None:
            self._looker = asyncio.create_task(self._look(), name="market:look")

    async def _leave(self, source: str, news: asyncio.Event) -> None:
        """When this returns and no other page is open, nothing is being read any more."""
        self._pages.discard(news)
        self._sources[source] -= 1
        if self._sources[source] <= 0:
            del self._sources[source]
        if not self._pages:
            self._idle.set()
            await self._calm.wait()

    async def _look(self) -> None:
        """Until nobody is left. It is never cancelled: what is cancelled in the middle of a query leaves a broken
        connection behind."""
        bell, clock = self._ctx.bell.watch(BELL), self._ctx.clock
        while self._pages:
            await sse.first(clock, POLL_SECONDS, bell, self._idle)
            if self._pages:
                bell.clear()
                await self._compare_calmly()
                await sse.first(clock, CALM_SECONDS, self._idle)
        self._ctx.bell.unwatch(bell)
        self._looker = None

    async def _compare_calmly(self) -> None:
        self._calm.clear()
        try:
            await self._compare()
        except Exception:
            _log.exception("could not look at the market")
        finally:
            self._calm.set()

    async def _compare(self) -> None:
        async with self._ctx.db.read() as session:
            offers = await service.offers(session, self._ctx, service.Filters())
        fresh = _digest(offers)
        if fresh != self._known:
            self._known, self._changed_at = fresh, self._ctx.clock.now()
            for page in self._pages:
                page.set()

    def _frame(self) -> str:
        at = self._changed_at.isoformat().replace("+00:00", "Z")
        return f"id: {self._known}\n" + sse.frame(TOPIC, {"at": at})


def _digest(offers: list[service.Offer]) -> str:
    """Equal for two looks at the market exactly when pages would show the same."""
    seen = [
        (
            offer.host.id,
            offer.host.rentable_until,
            offer.host.cpu_model,
            offer.stock,
            offer.share,
            offer.data_disk_max_gb,
            offer.price_per_hour,
            offer.list_price_per_hour,
        )
        for offer in offers
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
