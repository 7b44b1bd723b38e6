"""Everything of the workbench that lives in this process: whose sessions there are, and who looks at them.

One `Workbench` per application. A session belongs to one user and is nobody else's to see; whatever another module
keeps for a session, it keeps under the session's id and drops when the session says that it is lost or closed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, cast
from weakref import WeakKeyDictionary

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketState

from zuka.context import Ctx
from zuka.errors import NotFound, TooMany
from zuka.identity.auth import Caller
from zuka.workbench import keeping, session_views
from zuka.workbench.desks import Desk, Desks
from zuka.workbench.dialing import Dialer, Resolve
from zuka.workbench.host_keys import HostKeys
from zuka.workbench.lazy import Lazy
from zuka.workbench.priority import Priority
from zuka.workbench.session import Session
from zuka.workbench.states import SessionState
from zuka.workbench.terminals import Terminals

MOST_SOCKETS = 200
"""Of one user at a time: a desk, and what is open on it, in several pages."""


class Workbench:
    """The open sessions of everybody, and the desks that are told of them. `resolve` stands in for the system's
    resolver."""

    def __init__(self, ctx: Ctx, *, resolve: Resolve | None = None) -> None:
        self.ctx = ctx
        self.dialer = Dialer(ctx.settings, resolve)
        self.desks = Desks()
        self.priority = Priority()
        self.terminals = Terminals(self)
        self.sockets: WeakKeyDictionary[WebSocket, Caller] = WeakKeyDictionary()
        """Who came in by which WebSocket, for as long as it is open."""
        self.logins: dict[str, set[str]] = {}
        """The log-ins and API tokens by which each user has used the workbench."""
        self.begun: dict[str, deque[datetime]] = {}
        """When each user has lately begun to log in somewhere."""
        self._sessions: dict[str, Session] = {}
        self._host_keys: dict[str, HostKeys] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._restored = Lazy(self._restore, lambda _: True)

    async def ready(self) -> None:
        """Before anything else: sessions of before the last restart are there again, as lost ones."""
        await self._restored.get()

    def session(self, user_id: str, session_id: str) -> Session:
        """Raises `NotFound` workbench.session_not_found, also for another user's."""
        found = self._sessions.get(session_id)
        if found is None or found.user_id != user_id:
            raise NotFound("workbench.session_not_found")
        found.used_at = found.seen_at = self.ctx.clock.now()
        return found

    def sessions_of(self, user_id: str) -> list[Session]:
        """In the order in which they were opened."""
        return [one for one in self._sessions.values() if one.user_id == user_id]

    def everybodys(self) -> list[Session]:
        return list(self._sessions.values())

    def add(self, session: Session) -> None:
        self._sessions[session.id] = session

    def drop(self, session: Session) -> None:
        """It is closed, and its user's desks forget it."""
        session.closed()
        if self._sessions.pop(session.id, None) is not None:
            self._host_keys.pop(session.id, None)
            self.tell(session.user_id, "session_gone", {"id": session.id})

    def host_keys_of(self, session: Session, *, actor_address: str) -> HostKeys:
        """What the session was told of host keys, which lasts for as long as it does."""
        if session.id not in self._host_keys:
            self._host_keys[session.id] = HostKeys(self.ctx, actor_address=actor_address)
        return self._host_keys[session.id]

    def tell(self, user_id: str, event: str, body: Mapping[str, Any]) -> None:
        """Send `{event, **body}` to the desks that `user_id` has open. Never waits."""
        self.desks.tell(user_id, event, body)

    def changed(self, session: Session) -> None:
        """Tell its user's desks how it is now."""
        if session.id in self._sessions and self.desks.is_open(session.user_id):
            shown = session_views.shown(session).model_dump(mode="json")
            self.desks.tell(session.user_id, "session", {"session": shown})

    def show_all(self, user_id: str, desk: Desk) -> None:
        """What a desk that has just been opened is told first."""
        self.look_away(user_id)
        for session in self.sessions_of(user_id):
            desk.tell("session", {"session": session_views.shown(session).model_dump(mode="json")})

    def look_away(self, user_id: str) -> None:
        """Somebody has looked at the user's sessions until this moment."""
        for session in self.sessions_of(user_id):
            session.seen_at = self.ctx.clock.now()

    def is_watched(self, session: Session) -> bool:
        return self.desks.is_open(session.user_id) or any(
            one.out().attached for one in session.terminals.values()
        )

    def attend(self, websocket: WebSocket, caller: Caller) -> None:
        """The socket lives only as long as the log-in that it came by. Raises `TooMany` request.rate_limited."""
        # Those that have ended may still be in somebody's hands.
        still = [one for one in self.sockets if one.client_state is WebSocketState.CONNECTED]
        if sum(self.sockets[one].user_id == caller.user_id for one in still) >= MOST_SOCKETS:
            raise TooMany("request.rate_limited", retry_after=1)
        self.sockets[websocket] = caller
        self.note_login(caller)

    def note_login(self, caller: Caller) -> None:
        """This log-in uses the workbench; whoever asked for it is told when it has ended."""
        self.logins.setdefault(caller.user_id, set()).add(caller.login_id)

    def hold(self, caller: Caller, session: Session) -> None:
        """The session is in use by this log-in: it ends with the last one of them."""
        self.note_login(caller)
        session.logins.add(caller.login_id)

    def run(self, work: Any, *, name: str) -> asyncio.Task[None]:
        """A task that goes with this workbench."""
        task: asyncio.Task[None] = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def aclose(self) -> None:
        """Hang up everywhere. What is saved stays, for whoever starts next."""
        await self.terminals.aclose()
        for session in self.everybodys():
            if session.state is not SessionState.CLOSED:
                session.lost(None)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._sessions.clear()
        self.dialer.close()

    async def _restore(self) -> None:
        for session in await keeping.restored(self):
            self._sessions[session.id] = session
        await self.terminals.restore(self.everybodys())
        self.run(keeping.keep(self), name="workbench:keep")


async def _of_connection(connection: HTTPConnection) -> Workbench:
    workbench = cast(Workbench, connection.app.state.workbench)
    await workbench.ready()
    return workbench


WithWorkbench = Annotated[Workbench, Depends(_of_connection)]
"""A route's way to it, and a WebSocket's."""
