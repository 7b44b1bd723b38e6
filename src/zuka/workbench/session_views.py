"""A session as the console is told of it."""

from __future__ import annotations

from zuka.workbench.session import Session
from zuka.workbench.session_schemas import FailureOut, SessionOut


def shown(session: Session) -> SessionOut:
    """As it is at this moment."""
    failure = session.failure
    return SessionOut(
        id=session.id,
        title=session.title,
        target=session.target,
        connection_id=session.connection_id,
        instance_id=session.instance_id,
        state=session.state,
        question=session.questions.open,
        failure=None if failure is None else FailureOut(code=failure.code, detail=failure.detail),
        opened_at=session.opened_at,
        connected_at=session.connected_at,
        address=session.address,
        latency_ms=session.latency_ms,
        terminals=[one.out() for one in session.terminals.values()],
        tunnels_count=session.tunnels_count,
    )
