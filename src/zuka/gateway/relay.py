"""A TCP relay: doors that listen, links that carry bytes both ways. It knows nothing of what the bytes are.

How bytes move is `link`'s business; here is who may come in, how many, and where they are taken.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from zuka.gateway.link import Link, Pipes

_BACKLOG = 512
_ACCEPTS_PER_TURN = 32
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


@dataclass(frozen=True, slots=True)
class Address:
    """Where to dial: an IP address or a host name, and a port."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing to dial yet, but soon: keep the caller waiting, and say `words` when that takes too long."""

    words: bytes


@dataclass(frozen=True, slots=True)
class Refuse:
    """Say `words` and hang up."""

    words: bytes


Where = Callable[[], Address | Hold | Refuse]
"""Asked once for every connection, and again while it is held."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`per_door` and `per_source` count simultaneous connections; beyond them the caller hears `busy`. A connection
    is held or redialled for at most `patience` seconds."""

    per_door: int
    per_source: int
    busy: bytes = b""
    unreachable: bytes = b""
    patience: float = 30.0
    dial: float = 5.0


@dataclass(slots=True)
class Traffic:
    """What went through a door. `received` are bytes from callers, `sent` bytes to them."""

    accepted: int = 0
    refused: int = 0
    failed: int = 0
    active: int = 0
    received: int = 0
    sent: int = 0

    def add_received(self, count: int) -> None:
        self.received += count

    def add_sent(self, count: int) -> None:
        self.sent += count


@dataclass(eq=False)
class Door:
    """A listening port and everybody who came through it. Made by `Relay.open`."""

    where: Where
    limits: Limits
    traffic: Traffic
    _loop: asyncio.AbstractEventLoop
    _pipes: Pipes
    _listener: socket.socket
    _calls: set[asyncio.Task[None]] = field(default_factory=set)
    _links: set[Link] = field(default_factory=set)
    _sources: Counter[str] = field(default_factory=Counter)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _open: bool = False

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def redirect(self, where: Where) -> None:
        """From now on ask `where`, also for everybody who is held. Connections that stand are not touched."""
        self.where = where
        self._changed.set()
        self._changed = asyncio.Event()

    def listen(self) -> None:
        if not self._open:
            self._open = True
            self._loop.add_reader(self._listener.fileno(), self._accept)

    def stop_listening(self) -> None:
        """Take no new callers; whoever is connected stays."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._listener.fileno())
        self._listener.close()

    def cut(self) -> None:
        """End every connection that stands; whoever is held is told what `where` says."""
        for link in list(self._links):
            link.close()

    async def hang_up(self) -> None:
        """End everything, also whoever is held, without a word."""
        calls = list(self._calls)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    async def drained(self) -> None:
        """Until the last caller has gone."""
        while self._calls:
            await asyncio.wait(self._calls)

    def _accept(self) -> None:
        for _ in range(_ACCEPTS_PER_TURN):
            try:
                caller, source = self._listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self._rest()
                    return
                continue  # The caller gave up while waiting in the queue.
            self._welcome(caller, source[0])

    def _rest(self) -> None:
        """Out of file descriptors: without a pause the full queue would wake us for ever."""
        self._loop.remove_reader(self._listener.fileno())
        self._open = False
        self._loop.call_later(1.0, self._listen_again)

    def _listen_again(self) -> None:
        if self._listener.fileno() >= 0:
            self.listen()

    def _welcome(self, caller: socket.socket, source: str) -> None:
        tune(caller)
        self.traffic.accepted += 1
        full = self.traffic.active >= self.limits.per_door or self._sources[source] >= self.limits.per_source
        call = self._turn_away(caller, self.limits.busy) if full else self._carry(caller)
        task = self._loop.create_task(call)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)
        # A task that is cancelled before its first step closes nothing by itself.
        task.add_done_callback(lambda _: caller.close())
        if not full:
            # Counted here and not in the task, which runs later than the next accept.
            self.traffic.active += 1
            self._sources[source] += 1
            task.add_done_callback(lambda _: self._left(source))

    def _left(self, source: str) -> None:
        self.traffic.active -= 1
        self._sources[source] -= 1
        if not self._sources[source]:
            del self._sources[source]

    async def _carry(self, caller: socket.socket) -> None:
        callee = await self._reach()
        if isinstance(callee, bytes):
            await self._turn_away(caller, callee)
            return
        link = Link(
            self._loop,
            self._pipes,
            caller,
            callee,
            received=self.traffic.add_received,
            sent=self.traffic.add_sent,
        )
        self._links.add(link)
        try:
            await link.closed
        finally:
            self._links.discard(link)
            link.close()

    async def _reach(self) -> socket.socket | bytes:
        """A socket to what `where` says, or the words for the caller when there is none in time."""
        words = b""
        try:
            async with asyncio.timeout(self.limits.patience):
                while True:
                    changed, answer = self._changed, self.where()
                    if isinstance(answer, Refuse):
                        return answer.words
                    if isinstance(answer, Hold):
                        words = answer.words
                        await changed.wait()
                        continue
                    words = self.limits.unreachable
                    try:
                        return await dial(answer, timeout=self.limits.dial)
                    except OSError:
                        self.traffic.failed += 1
                    await asyncio.sleep(0.25)
        except TimeoutError:
            return words

    async def _turn_away(self, caller: socket.socket, words: bytes) -> None:
        """Say `words` and close. The caller's own bytes are read and dropped first: closing on unread bytes would
        reset the connection and take the words away again."""
        self.traffic.refused += 1
        try:
            async with asyncio.timeout(2.0):
                await self._loop.sock_sendall(caller, words)
                caller.shutdown(socket.SHUT_WR)
                while await self._loop.sock_recv(caller, 4096):
                    pass
        except (OSError, TimeoutError):
            pass


class Relay:
    """All doors of one event loop."""

    def __init__(self) -> None:
        self._pipes = Pipes()

    def open(
        self, host: str, port: int, where: Where, limits: Limits, traffic: Traffic | None = None
    ) -> Door:
        """A door on `host`:`port`, listening. Raises `OSError` when the port is taken. `traffic` goes on counting
        where an earlier door left off."""
        listener = socket.create_server((host, port), backlog=_BACKLOG)
        listener.setblocking(False)
        loop = asyncio.get_running_loop()
        door = Door(where, limits, traffic or Traffic(), loop, self._pipes, listener)
        door.listen()
        return door

    def close(self) -> None:
        """Give spare pipes back, once every door is closed."""
        self._pipes.close()


def tune(one: socket.socket) -> None:
    """No waiting for full packets, and a peer that vanished is noticed after some six minutes."""
    one.setblocking(False)
    if one.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 30)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 10)


async def dial(address: Address, *, timeout: float) -> socket.socket:  # noqa: ASYNC109  # One bound for all its parts.
    """A connected socket. Raises `OSError`, of which a time-out is one."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(timeout):
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, target = found[0]
        callee = socket.socket(family, kind, protocol)
        try:
            tune(callee)
            await loop.sock_connect(callee, target)
        except BaseException:
            callee.close()
            raise
    return callee
