"""One user's authenticated way to one machine: its SSH connections, and what hangs on them.

A session outlives its connections: it is lost and connected again under the same id. Files go over a connection of
their own, so that a transfer never makes a key press wait; both lead to the same address and the same pinned key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import asyncssh

from zuka.errors import Conflict, DomainError, Unavailable
from zuka.kit import log
from zuka.workbench.lazy import Lazy
from zuka.workbench.priority import Priority
from zuka.workbench.questions import Questions
from zuka.workbench.session_schemas import TerminalOut
from zuka.workbench.states import Failure, SessionState
from zuka.workbench.targets import Target

SFTP_SECONDS = 15.0
"""A server without the subsystem may never answer the request for it."""
_log = log.get("workbench")


Again = Callable[[], Awaitable[asyncssh.SSHClientConnection | None]]
"""Makes another connection to the same end, or None where that would need its user."""


class Hanging(Protocol):
    """A terminal, as far as its session knows it."""

    def out(self) -> TerminalOut: ...


class Session:
    """A way to one machine. Its `Workbench` owns it, and hears of every change through `changed`."""

    def __init__(
        self,
        *,
        session_id: str,
        user_id: str,
        goal: Target,
        opened_at: datetime,
        changed: Callable[[Session], None],
        priority: Priority | None = None,
        question_seconds: float = 300.0,
        trial: bool = False,
    ) -> None:
        self.id, self.user_id, self.goal, self.trial = session_id, user_id, goal, trial
        self.connection_id, self.instance_id = goal.connection_id, goal.instance_id
        self.opened_at = opened_at
        self.priority = priority or Priority()
        """Lets its key presses, and everybody else's, go before its files."""
        self.connected_at: datetime | None = None
        self.seen_at = self.used_at = opened_at
        """When somebody last looked at it, and when it was last used."""
        self.address: str | None = None
        self.latency_ms: float | None = None
        self.failure: Failure | None = None
        self.terminals: dict[str, Hanging] = {}
        self.tunnels_count = 0
        self.logins: set[str] = set()
        """By which log-ins and API tokens its user opened or entered it since this process started."""
        self.questions = Questions(question_seconds, self.tell)
        self.attempt: asyncio.Task[None] | None = None
        """Brings it to its machine, and then waits for the end of the connection."""
        self._state = SessionState.CONNECTING
        self._changed = changed
        self._ssh: asyncssh.SSHClientConnection | None = None
        self._again: Again | None = None
        self._bulk = Lazy(self._open_bulk, _is_open)
        self._sftp = Lazy(self._open_sftp, lambda made: _is_open(made[0]) and _speaks(made[1]))
        self._callbacks: list[Callable[[], None]] = []

    @property
    def state(self) -> SessionState:
        if self._state is SessionState.CONNECTING and self.questions.open is not None:
            return SessionState.ASKING
        return self._state

    @state.setter
    def state(self, state: SessionState) -> None:
        self._state = state
        self._changed(self)

    @property
    def title(self) -> str:
        return self.goal.title

    @property
    def target(self) -> str:
        """`user@host:port`, or `instance:<id>`."""
        return self.goal.name

    @property
    def options(self) -> Mapping[str, Any]:
        """What its connection says of terminals."""
        return self.goal.options

    def aim(self, goal: Target) -> None:
        """Where it leads from the next connection on: to the same saved connection or instance, as it is now."""
        self.goal = goal

    def tell(self) -> None:
        """Have the user's open pages shown this session as it is now."""
        self._changed(self)

    @property
    def ssh(self) -> asyncssh.SSHClientConnection:
        """The connection for terminals. Raises `Conflict` workbench.not_connected."""
        if self._ssh is None or self._state is not SessionState.CONNECTED:
            raise Conflict("workbench.not_connected")
        return self._ssh

    async def bulk(self) -> asyncssh.SSHClientConnection:
        """The connection for files, opened on first use; the terminals' own where a second log-in would have to ask
        its user again, or is refused."""
        return await self._bulk.get()

    async def sftp(self) -> asyncssh.SFTPClient:
        """One client for all. Raises `Unavailable` workbench.no_sftp."""
        _, client = await self._sftp.get()
        return client

    def on_close(self, callback: Callable[[], None]) -> None:
        """Call `callback` once, when this session is lost or closed."""
        self._callbacks.append(callback)

    def connected(
        self,
        ssh: asyncssh.SSHClientConnection,
        *,
        again: Again,
        at: datetime,
        address: str,
        latency_ms: float | None,
    ) -> None:
        """It is authenticated."""
        self._ssh, self._again = ssh, again
        self.connected_at, self.address, self.latency_ms = at, address, latency_ms
        self.failure = None
        self.state = SessionState.CONNECTED

    def lost(self, failure: Failure | None) -> None:
        """Its connection is gone, or was never made."""
        self._end(SessionState.LOST, failure)

    def closed(self, failure: Failure | None = None) -> None:
        """It is over."""
        self._end(SessionState.CLOSED, failure)

    def begin(self) -> None:
        """It is being connected, for the first time or again."""
        self.failure = None
        self.state = SessionState.CONNECTING

    async def ended(self) -> None:
        """Once nothing is being done for it any more, after it was lost or closed."""
        if self.attempt is not None:
            await asyncio.wait({self.attempt})

    def _end(self, state: SessionState, failure: Failure | None) -> None:
        if self._state in {state, SessionState.CLOSED}:
            return
        if self.attempt is not None and self.attempt is not asyncio.current_task():
            self.attempt.cancel()
        callbacks, self._callbacks = self._callbacks, []
        self._sftp.take()
        for connection in (self._bulk.take(), self._ssh):
            if connection is not None:
                connection.abort()
        self._ssh = self._again = None
        self.failure = failure
        self.state = state
        for callback in callbacks:
            try:
                callback()
            except Exception:
                _log.exception("the end of a session was not taken note of", session=self.id)

    async def _open_bulk(self) -> asyncssh.SSHClientConnection:
        main, again = self.ssh, self._again
        assert again is not None, "what is connected can be connected again"
        try:
            made = await again()
        except DomainError as error:
            _log.info("files share the terminals' connection", session=self.id, error=str(error))
            return main
        if made is None:
            return main
        self.priority.carries_files(made)
        return made

    async def _open_sftp(self) -> tuple[asyncssh.SSHClientConnection, asyncssh.SFTPClient]:
        connection = await self._bulk.get()
        try:
            async with asyncio.timeout(SFTP_SECONDS):
                return connection, await connection.start_sftp_client()
        except (asyncssh.Error, OSError, TimeoutError) as error:
            raise Unavailable("workbench.no_sftp") from error


def _speaks(client: asyncssh.SFTPClient) -> bool:
    """Whether there is still somebody at its other end: a machine may end the program for files alone."""
    return client._handler._reader is not None


def _is_open(connection: asyncssh.SSHClientConnection) -> bool:
    return not connection.is_closed()
