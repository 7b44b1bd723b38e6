"""Everything of the workbench that lives in this process: whose sessions there are, and who looks at them.

One `Workbench` per application. A session belongs to one user and is nobody else's to see; whatever another module
keeps for a session, it keeps under the session's id and drops when the session says that it is lost or closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from zuka.context import Ctx
from zuka.errors import NotFound
from zuka.workbench.session import Session


class Workbench:
    """The open sessions of everybody, and the desks that are told of them."""

    def __init__(self, ctx: Ctx) -> None:
        self.ctx = ctx
        self._sessions: dict[str, Session] = {}

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

    def add(self, session: Session) -> None:
        self._sessions[session.id] = session

    def tell(self, user_id: str, event: str, body: Mapping[str, Any]) -> None:
        """Send `{event, **body}` to the desks that `user_id` has open."""

    async def aclose(self) -> None:
        """Hang up everywhere. What is saved stays, for whoever starts next."""
        for session in list(self._sessions.values()):
            session.closed()
        self._sessions.clear()


def _of_connection(connection: HTTPConnection) -> Workbench:
    return cast(Workbench, connection.app.state.workbench)


WithWorkbench = Annotated[Workbench, Depends(_of_connection)]
"""A route's way to it, and a WebSocket's."""
