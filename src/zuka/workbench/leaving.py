"""What ends because somebody may no longer have it: a log-in that was revoked, an account that was locked, an instance
that was released or is off.

A WebSocket ends with the log-in that it came by, a session with the last of the log-ins that used it. So whoever was
logged out keeps no shell, and whoever still holds a session goes on in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from zuka.identity import service as identity
from zuka.instances import access as instances
from zuka.workbench.session import Session
from zuka.workbench.states import Failure, SessionState

if TYPE_CHECKING:
    from zuka.workbench.live import Workbench

CLOSE_LOGGED_OUT = 4401
_OFF = Failure("workbench.instance_off", "The instance is not running; start it and connect again.")


async def log_out(workbench: Workbench) -> list[Session]:
    """Hang up on whoever came by a log-in that holds no more; the sessions that end with it."""
    users = {one.user_id for one in workbench.everybodys() if one.state is not SessionState.LOST}
    users |= {caller.user_id for caller in workbench.sockets.values()}
    ending: list[Session] = []
    for user_id in users:
        async with workbench.ctx.db.read() as db:
            holding = await identity.holding(db, workbench.ctx, user_id=user_id)
        for websocket, caller in list(workbench.sockets.items()):
            if caller.user_id == user_id and caller.login_id not in holding:
                await hang_up(websocket, CLOSE_LOGGED_OUT)
        known = workbench.logins.get(user_id, set())
        workbench.logins[user_id] = known & holding
        everywhere = not holding or (bool(known) and not known & holding)
        ending += [
            one
            for one in workbench.sessions_of(user_id)
            if everywhere or (one.logins and not one.logins & holding)
        ]
    return ending


async def released(workbench: Workbench) -> list[Session]:
    """Hang up on instances that are off; the sessions of those that have been released, which lead nowhere any more."""
    leading = [one for one in workbench.everybodys() if one.instance_id is not None]
    if not leading:
        return []
    async with workbench.ctx.db.read() as db:
        running = await instances.owned(db, instance_ids={one.instance_id or "" for one in leading})
    ending = []
    for session in leading:
        owner, is_running = running.get(session.instance_id or "", ("", False))
        if owner != session.user_id:
            ending.append(session)
        elif not is_running and session.state is SessionState.CONNECTED:
            session.lost(_OFF)
    return ending


async def hang_up(websocket: WebSocket, code: int) -> None:
    """Close a socket that somebody else serves; nothing happens when it is closed already."""
    if websocket.application_state is WebSocketState.CONNECTED:
        try:
            await websocket.close(code)
        except (RuntimeError, WebSocketDisconnect):
            return
