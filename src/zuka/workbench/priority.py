"""Key presses before transfers.

Everything shares one event loop, and a key press needs several turns of it: in, to the machine, back, and out. While
one is on its way the connections for files are not read, and whoever moves a file's bytes waits before the next piece.
That ends with the terminal's next output, or soon: transfers keep most of the time, however fast anybody types.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol, cast
from weakref import WeakSet

import asyncssh

HOLD_SECONDS = 0.03
"""How long transfers stand still at most for one key press: not every one is answered."""
SHARE = 0.25
"""The part of the time in which transfers may be made to stand still."""
_MOST_CREDIT = 2 * HOLD_SECONDS
_PIECE = 128 << 10
"""More than this at once comes from a connection that has still more to say."""
_LEAST_SECONDS = 0.005
"""For less than this nobody is stopped."""


class Line(Protocol):
    """What a connection for files is read from: a socket, or a channel of another connection."""

    def is_closing(self) -> bool: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Bulk(Protocol):
    """A connection for files. The names are asyncssh's own, whose version is pinned because of such."""

    _transport: Line | None
    _inpbuf: bytes

    def _recv_data(self) -> None: ...


class Timer(Protocol):
    def cancel(self) -> None: ...


Later = Callable[[float, Callable[[], None]], Timer]


def _later(seconds: float, call: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, call)


class Priority:
    """Who waits for whom in this process. Those who type are told apart by any object of theirs; `now` and `later` are
    the loop's time."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic, later: Later = _later) -> None:
        self._now, self._later = now, later
        self._bulk: WeakSet[Bulk] = WeakSet()
        self._unanswered: set[object] = set()
        """Who has typed and not been shown anything since."""
        self._holders: set[object] = set()
        """For whom transfers stand still now."""
        self._paused: list[Line] = []
        self._free = asyncio.Event()
        self._free.set()
        self._timer: Timer | None = None
        self._credit = _MOST_CREDIT
        """Seconds for which transfers may still be stopped."""
        self._counted_at = now()

    @property
    def holding(self) -> bool:
        """Whether transfers stand still."""
        return self._timer is not None

    def carries_files(self, connection: asyncssh.SSHClientConnection) -> None:
        """It is for files alone, for as long as it lives."""
        bulk = cast(Bulk, connection)
        self._bulk.add(bulk)
        vars(connection)["_recv_data"] = partial(self._receive, bulk, bulk._recv_data)

    async def gate(self) -> None:
        """Before each piece of a transfer."""
        await self._free.wait()

    def typed(self, who: object) -> None:
        """`who` has pressed a key."""
        self._unanswered.add(who)
        self._hold(who)

    def heard(self, who: object) -> None:
        """There is output for `who`. A machine far away answers when transfers have long gone on."""
        if who in self._unanswered:
            self._hold(who)

    def shown(self, who: object) -> None:
        """`who` has been sent what there was, or has left."""
        self._unanswered.discard(who)
        if who in self._holders:
            self._holders.discard(who)
            if not self._holders:
                self._release()

    def _receive(self, connection: Bulk, receive: Callable[[], None]) -> None:
        """The loop reads on for as long as there is more, MiB by MiB; others have their turn after each piece."""
        much = len(connection._inpbuf) >= _PIECE
        receive()
        line = connection._transport
        if much and line is not None and not line.is_closing():
            line.pause_reading()
            self._later(0, partial(self._go_on, line))

    def _go_on(self, line: Line) -> None:
        if not self.holding and not line.is_closing():
            line.resume_reading()

    def _hold(self, who: object) -> None:
        if self._timer is not None:
            self._holders.add(who)
            return
        now = self._now()
        self._credit = min(_MOST_CREDIT, self._credit + (now - self._counted_at) * SHARE)
        self._counted_at = now
        if self._credit < _LEAST_SECONDS:
            return
        self._holders.add(who)
        self._free.clear()
        for connection in self._bulk:
            line = connection._transport
            if line is not None and not line.is_closing():
                line.pause_reading()
                self._paused.append(line)
        self._timer = self._later(min(HOLD_SECONDS, self._credit), self._release)

    def _release(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        now = self._now()
        self._credit = max(0.0, self._credit - (now - self._counted_at) * (1 - SHARE))
        self._counted_at = now
        self._holders.clear()
        self._free.set()
        paused, self._paused = self._paused, []
        for line in paused:
            if not line.is_closing():
                line.resume_reading()
