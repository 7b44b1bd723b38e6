"""HTTP of terminals, and each one's WebSocket."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, WebSocket, status

from zuka.identity.auth import InPerson
from zuka.workbench.live import WithWorkbench
from zuka.workbench.session_schemas import TerminalOut
from zuka.workbench.sockets import accept_socket
from zuka.workbench.terminal_schemas import TerminalChange, TerminalIn
from zuka.workbench.terminal_socket import serve_terminal

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])


@router.post("/sessions/{session_id}/terminals", status_code=status.HTTP_201_CREATED)
async def open_terminal(
    workbench: WithWorkbench, caller: InPerson, session_id: str, body: TerminalIn
) -> TerminalOut:
    """Open a terminal with a shell in it."""
    session = workbench.session(caller.user_id, session_id)
    workbench.hold(caller, session)
    terminal = await workbench.terminals.open(
        session, columns=body.columns, rows=body.rows, directory=body.directory, follow=body.follow
    )
    return terminal.out()


@router.patch("/terminals/{terminal_id}")
async def rename_terminal(
    workbench: WithWorkbench, caller: InPerson, terminal_id: str, body: TerminalChange
) -> TerminalOut:
    """Give a terminal a title of one's own."""
    _, terminal = workbench.terminals.find(caller.user_id, terminal_id)
    terminal.rename(body.title)
    return terminal.out()


@router.delete("/terminals/{terminal_id}", status_code=status.HTTP_204_NO_CONTENT)
async def close_terminal(workbench: WithWorkbench, caller: InPerson, terminal_id: str) -> Response:
    """End a terminal and its shell."""
    session, terminal = workbench.terminals.find(caller.user_id, terminal_id)
    await workbench.terminals.close(session, terminal)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.websocket("/terminals/{terminal_id}/socket")
async def attach_terminal(
    websocket: WebSocket,
    workbench: WithWorkbench,
    terminal_id: str,
    offset: Annotated[str, Query(alias="from", max_length=20)] = "",
) -> None:
    """A terminal's output from `from` on, and its input."""
    caller = await accept_socket(websocket, workbench)
    session, terminal = workbench.terminals.find(caller.user_id, terminal_id)
    workbench.hold(caller, session)
    await serve_terminal(websocket, workbench.terminals, session, terminal, offset)
