"""HTTP of sessions: opening, answering, connecting again, closing; and the desk's WebSocket."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Response, WebSocket

from zuka.context import WithCtx
from zuka.identity.auth import InPerson, Renter
from zuka.workbench import sessions, sockets
from zuka.workbench.live import WithWorkbench
from zuka.workbench.session_schemas import AboutOut, AnswerIn, SessionIn, SessionOut, TicketOut
from zuka.workbench.session_views import shown

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])


@router.get("/about")
async def get_workbench_about(ctx: WithCtx) -> AboutOut:
    """Whether this is a platform's workbench or one person's own. Open to everybody."""
    return AboutOut(mode="local" if ctx.settings.workbench.local else "platform", version=version("zuka"))


@router.post("/sessions", status_code=201)
async def open_ssh_session(workbench: WithWorkbench, caller: InPerson, body: SessionIn) -> SessionOut:
    """Log in to a saved connection, to a rented instance or to what is described here, in the background: `state` says
    how far it is. A trial logs in and closes again; it succeeded when it is closed and has no failure."""
    return shown(await sessions.open_session(workbench, caller, body))


@router.get("/sessions")
async def list_ssh_sessions(workbench: WithWorkbench, caller: Renter) -> list[SessionOut]:
    """The sessions that are open, or were lost and can be connected again."""
    return [shown(one) for one in workbench.sessions_of(caller.user_id)]


@router.get("/sessions/{session_id}")
async def get_ssh_session(workbench: WithWorkbench, caller: Renter, session_id: str) -> SessionOut:
    """One session."""
    return shown(workbench.session(caller.user_id, session_id))


@router.delete("/sessions/{session_id}", status_code=204)
async def close_ssh_session(workbench: WithWorkbench, caller: InPerson, session_id: str) -> Response:
    """Close a session with its terminals; what ran in them ends."""
    await sessions.close(workbench, workbench.session(caller.user_id, session_id))
    return Response(status_code=204)


@router.post("/sessions/{session_id}/answer")
async def answer_ssh_question(
    workbench: WithWorkbench, caller: InPerson, session_id: str, body: AnswerIn
) -> SessionOut:
    """Answer what the session asks: about a host key, for a password, or for a one-time code."""
    session = workbench.session(caller.user_id, session_id)
    session.questions.answer(body)
    return shown(session)


@router.post("/sessions/{session_id}/reconnect")
async def reconnect_ssh_session(workbench: WithWorkbench, caller: InPerson, session_id: str) -> SessionOut:
    """Connect a lost session again, in the background."""
    session = workbench.session(caller.user_id, session_id)
    await sessions.reconnect(workbench, caller, session)
    return shown(session)


@router.post("/tickets", status_code=201)
async def make_socket_ticket(workbench: WithWorkbench, caller: InPerson) -> TicketOut:
    """A ticket for one WebSocket: offer `zuka.workbench` and `ticket.<ticket>` as its sub-protocols."""
    ticket, expires_at = await sockets.make_ticket(workbench, caller)
    return TicketOut(ticket=ticket, expires_at=expires_at)


@router.websocket("/desk/socket")
async def attend_desk(websocket: WebSocket, workbench: WithWorkbench) -> None:
    """What happens to one's sessions, as it happens."""
    caller = await sockets.accept_socket(websocket, workbench)
    await sockets.serve_desk(websocket, workbench, caller)
