"""Who looks at which session: one channel for each, however many look, and none when nobody does.

A viewer is told `sample`, or `unavailable` with the reason. The fastest viewer's interval is everybody's.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn, Protocol

import asyncssh

from zuka.errors import DomainError
from zuka.instances.inside import Inside
from zuka.kit import log, sse
from zuka.kit.clock import Clock
from zuka.workbench.monitor import channel, look, owned
from zuka.workbench.monitor.channel import Blind

INTERVALS: Final = (1, 2, 5)
_FIRST_SECONDS: Final = 0.4
"""Between the first two looks, so that there is something to compare soon."""
_KNOWN_SECONDS: Final = 20.0
_RETRY_SECONDS: Final = 5.0
_SLOW_RETRY_SECONDS: Final = 60.0
_QUICK_RETRIES: Final = 3
_NEVER: Final = frozenset({"not_linux", "no_proc", "no_tools", "no_shell"})
"""What the same machine will answer the next time, too."""
_log = log.get("workbench.monitor")

Know = Callable[[str], Awaitable[Inside | None]]
"""Asks the platform about an instance."""


class Watched(Protocol):
    """A session, as far as it is watched."""

    id: str
    instance_id: str | None

    @property
    def ssh(self) -> asyncssh.SSHClientConnection:
        """Raises `Conflict` while there is none."""

    def on_close(self, callback: Callable[[], None]) -> None:
        """Call `callback` once, when it is lost or closed."""


class Viewer:
    """One that looks: the newest thing to say, since a slow reader wants no old ones."""

    def __init__(self, interval: int) -> None:
        self.interval = interval
        self.ended = False
        self.news = asyncio.Event()
        """Set while there is something to take, and at the end."""
        self._text = ""

    def tell(self, text: str) -> None:
        self._text = text
        self.news.set()

    def end(self) -> None:
        """There will be nothing more to say."""
        self.ended = True
        self.news.set()

    def take(self) -> str:
        """The newest, once; else nothing."""
        self.news.clear()
        text, self._text = self._text, ""
        return text


class Watch:
    """One session's viewers, and the task that looks for them while there are any."""

    def __init__(self, clock: Clock, session: Watched, know: Know) -> None:
        self.session = session
        self._know = know
        self._clock = clock
        self._viewers: set[Viewer] = set()
        self._said = ""
        self._known: tuple[float, Inside | None] | None = None
        self._stir = asyncio.Event()
        self._broken: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def interval(self) -> int:
        return min((viewer.interval for viewer in self._viewers), default=INTERVALS[-1])

    def join(self, interval: int) -> Viewer:
        """Look from now on, every `interval` seconds at least."""
        viewer = Viewer(interval)
        if self._said:
            viewer.tell(self._said)
        faster = interval < self.interval
        self._viewers.add(viewer)
        if self._task is None:
            name = f"monitor:{self.session.id}"
            self._task = asyncio.create_task(self._run(), name=name)
        elif faster:
            self._stir.set()
        return viewer

    async def leave(self, viewer: Viewer) -> None:
        """When this returns and nobody else looks, nothing runs at the other end any more."""
        self._viewers.discard(viewer)
        if not self._viewers:
            await self._stop()

    async def end(self) -> None:
        """Look no more, and let go whoever is still there."""
        for viewer in self._viewers:
            viewer.end()
        await self._stop()

    async def _stop(self) -> None:
        self._said = ""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            reason = await self._try()
            failures = 0 if time.monotonic() - began > _SLOW_RETRY_SECONDS else failures + 1
            self._tell({"event": "unavailable", "reason": reason})
            if reason in _NEVER:
                await asyncio.Event().wait()
            await self._clock.sleep(_RETRY_SECONDS if failures <= _QUICK_RETRIES else _SLOW_RETRY_SECONDS)

    async def _try(self) -> str:
        """Look until that is not possible any more; why it is not."""
        try:
            async with channel.opened(self.session.ssh) as (opened, first):
                await self._look(await look.begin(opened, first, self._broken))
        except Blind as blind:
            _log.info("cannot look", session=self.session.id, reason=blind.reason, asked=blind.asked)
            if blind.reason == "silent" and blind.asked in {"gpu", "apps", "df"}:
                # It hangs where nothing can end it; once more would be one more of those.
                self._broken.update({"gpu"} if blind.asked != "df" else {"df:remote", "df:local"})
            return blind.reason
        except DomainError:
            return "not_connected"
        except Exception:
            _log.exception("could not look", session=self.session.id)
            return "failed"

    async def _look(self, looking: look.Look) -> NoReturn:
        clock = self._clock
        while True:
            began = time.monotonic()
            self._stir.clear()
            sample = await looking.round(clock.now())
            if sample is not None:
                if (inside := await self._inside()) is not None:
                    owned.complete(sample, inside)
                self._tell({"event": "sample", "sample": sample.model_dump(mode="json")})
            pause = self.interval if looking.ready else _FIRST_SECONDS
            left = max(0.05, pause - (time.monotonic() - began))
            await sse.first(clock, left, self._stir)

    async def _inside(self) -> Inside | None:
        """What the platform knows of a rented instance."""
        if self.session.instance_id is None:
            return None
        if self._known is None or time.monotonic() - self._known[0] > _KNOWN_SECONDS:
            self._known = time.monotonic(), await self._know(self.session.instance_id)
        return self._known[1]

    def _tell(self, body: dict[str, object]) -> None:
        self._said = json.dumps(body, ensure_ascii=False)
        for viewer in self._viewers:
            viewer.tell(self._said)


class Monitors:
    """Every watched session of this process."""

    def __init__(self, clock: Clock, know: Know) -> None:
        self._clock, self._know = clock, know
        self._watches: dict[str, Watch] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def of(self, session: Watched) -> Watch:
        """The session's watch; it ends when the session is lost or closed."""
        found = self._watches.get(session.id)
        if found is None:
            found = self._watches[session.id] = Watch(self._clock, session, self._know)
            session.on_close(lambda: self._end(session.id))
        return found

    def _end(self, session_id: str) -> None:
        watch = self._watches.pop(session_id, None)
        if watch is not None:
            ending = asyncio.ensure_future(watch.end())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def aclose(self) -> None:
        """Look at nothing any more."""
        for session_id in list(self._watches):
            self._end(session_id)
        await asyncio.gather(*self._ending, return_exceptions=True)
