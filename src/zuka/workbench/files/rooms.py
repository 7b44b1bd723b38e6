"""What the files of one session need between two requests: how its machine is reached, and who waits for whom.

A room is dropped when its session is lost or closed; what is under way in it ends then. Uploads that have begun are
remembered beyond that, so that they go on where they were when the session is back.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import Depends, Request

from zuka.errors import Unavailable
from zuka.identity.auth import InPerson
from zuka.kit import log
from zuka.workbench.files import wire_sftp
from zuka.workbench.files.disk import Disk
from zuka.workbench.files.names import absolute
from zuka.workbench.files.sftp import SftpDisk
from zuka.workbench.files.shell import Shell
from zuka.workbench.files.shell_disk import ShellDisk
from zuka.workbench.files.trouble import busy
from zuka.workbench.live import WithWorkbench
from zuka.workbench.session import Session

if TYPE_CHECKING:
    from zuka.workbench.files.uploads import Upload

TRANSFERS = 6
"""How many transfers of one session run at once; others wait."""
REQUESTS = 8
"""How many other requests of one session are answered at once; others wait."""
FOLLOWED = 4
"""How many files of one session are followed at once. A browser has six connections to us, and needs some for the rest."""
_WAIT_SECONDS = 20.0
_MOST_REMEMBERED = 5_000
"""Sessions whose begun uploads are remembered; the oldest are forgotten first."""
_log = log.get("workbench.files")


class Room:
    """The files of one session while it is connected."""

    def __init__(self, session: Session, uploads: dict[bytes, Upload]) -> None:
        self.session = session
        self.uploads = uploads
        """By the path where they go; the same for the next room of the session."""
        self.shell = Shell(session.bulk)
        self.gone = False
        self.kept: dict[str, Any] = {}
        """What modules remember of this machine, under their own names."""
        self._slots = asyncio.Semaphore(TRANSFERS)
        self._requests = asyncio.Semaphore(REQUESTS)
        self._followed = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._without_sftp: ShellDisk | None = None
        self._home: bytes | None = None
        self._endings: list[Callable[[], None]] = []

    async def disk(self) -> Disk:
        """Raises `Unavailable` workbench.no_sftp where there is no shell either."""
        if self._without_sftp is not None:
            return self._without_sftp
        try:
            client = await self.session.sftp()
            wire_sftp.unpadded(await self.session.bulk())
            return SftpDisk(client, self.later, self.session.priority.gate)
        except Unavailable as error:
            if error.code != "workbench.no_sftp" or not await self.shell.has(b"stat"):
                raise
            self._without_sftp = ShellDisk(self.shell)
            return self._without_sftp

    async def home(self) -> bytes:
        if self._home is None:
            self._home = await (await self.disk()).home()
        return self._home

    async def path(self, text: str) -> bytes:
        """A path of the wire on this machine. Raises `Invalid` workbench.bad_path."""
        return absolute(text, await self.home() if text.startswith("~") else b"/")

    async def slot(self) -> Callable[[], None]:
        """A transfer's turn; call what comes back when it is over. Raises `TooMany` after a while of waiting."""
        return await _turn_at(self._slots)

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """As `slot`, for what is over within a block."""
        over = await self.slot()
        try:
            yield
        finally:
            over()

    @contextlib.asynccontextmanager
    async def request(self) -> AsyncIterator[None]:
        """The turn of a request that is no transfer. Raises `TooMany` after a while of waiting."""
        over = await _turn_at(self._requests)
        try:
            yield
        finally:
            over()

    def follow(self) -> Callable[[], None]:
        """One more file is followed; call what comes back when it is over. Raises `TooMany`."""
        if self._followed >= FOLLOWED:
            raise busy()
        self._followed += 1
        return _once(self._unfollow)

    def _unfollow(self) -> None:
        self._followed -= 1

    def later(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Do it in the background, at most for a while; nobody waits for how it ends."""
        task = asyncio.get_running_loop().create_task(_quietly(doing))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def at_end(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call it when the session is gone; calling what comes back takes that back."""
        self._endings.append(callback)
        return _once(lambda: self._endings.remove(callback) if callback in self._endings else None)

    def drop(self) -> None:
        """The session is gone."""
        self.gone = True
        for callback in list(self._endings):
            callback()
        for task in self._tasks:
            task.cancel()


async def _turn_at(turns: asyncio.Semaphore) -> Callable[[], None]:
    try:
        async with asyncio.timeout(_WAIT_SECONDS):
            await turns.acquire()
    except TimeoutError:
        raise busy() from None
    return _once(turns.release)


async def _quietly(doing: Coroutine[Any, Any, Any]) -> None:
    try:
        async with asyncio.timeout(30):
            await doing
    except Exception as error:  # A handle that cannot be closed any more is closed.
        _log.debug("left behind", error=str(error))


def _once(call: Callable[[], object]) -> Callable[[], None]:
    called = False

    def once() -> None:
        nonlocal called
        if not called:
            called = True
            call()

    return once


class Rooms:
    """The rooms of all sessions of one application, by session id."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._uploads: OrderedDict[str, dict[bytes, Upload]] = OrderedDict()

    def of(self, session: Session) -> Room:
        room = self._rooms.get(session.id)
        if room is None:
            # Refuses at once, in the session's own words, when there is no connection.
            _ = session.ssh
            room = self._rooms[session.id] = Room(session, self._uploads_of(session.id))
            session.on_close(lambda: self._leave(session.id))
        return room

    def _uploads_of(self, session_id: str) -> dict[bytes, Upload]:
        found = self._uploads.pop(session_id, {})
        self._uploads[session_id] = found
        if len(self._uploads) > _MOST_REMEMBERED:
            self._uploads.popitem(last=False)
        return found

    def _leave(self, session_id: str) -> None:
        room = self._rooms.pop(session_id, None)
        if room is not None:
            room.drop()


def rooms_of(request: Request) -> Rooms:
    """The application's; made on first use."""
    state = request.app.state
    if not hasattr(state, "workbench_files"):
        state.workbench_files = Rooms()
    return cast(Rooms, state.workbench_files)


async def _room(session_id: str, request: Request, workbench: WithWorkbench, caller: InPerson) -> Room:
    session = workbench.session(caller.user_id, session_id)
    return rooms_of(request).of(session)


WithRoom = Annotated[Room, Depends(_room)]
"""The files of the session in a route's path, which is its caller's own. Whoever only acts as that user has no business in
them: the machine need not even be one of ours."""


async def _at_work(room: WithRoom) -> AsyncIterator[Room]:
    async with room.request():
        yield room


AtWork = Annotated[Room, Depends(_at_work, scope="function")]
"""As `WithRoom`, when it is the request's turn; for whatever is no transfer and holds nothing open."""
