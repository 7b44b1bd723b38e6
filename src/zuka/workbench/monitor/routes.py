"""HTTP of a watched machine: the WebSocket that tells how it is doing, and signals to its processes."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response, WebSocket, WebSocketDisconnect, status
from starlette.requests import HTTPConnection

from zuka.context import Ctx
from zuka.identity.auth import InPerson, Renter
from zuka.instances import inside
from zuka.instances.inside import Inside
from zuka.kit import sse
from zuka.notices.events import SHUTDOWN
from zuka.workbench.live import WithWorkbench, Workbench
from zuka.workbench.monitor import signals
from zuka.workbench.monitor.listeners import Listeners, ListenersOut
from zuka.workbench.monitor.schemas import SignalIn
from zuka.workbench.monitor.watch import INTERVALS, Monitors, Viewer
from zuka.workbench.sockets import BEAT_SECONDS, accept_socket

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])


async def _of_connection(connection: HTTPConnection) -> Monitors:
    """One for each application, made when the first one looks."""
    state = connection.app.state
    if not hasattr(state, "workbench_monitors"):
        state.workbench_monitors = Monitors(state.ctx.clock, partial(_know, state.ctx))
    monitors: Monitors = state.workbench_monitors
    return monitors


async def _know(ctx: Ctx, instance_id: str) -> Inside | None:
    async with ctx.db.read() as session:
        return await inside.known(session, ctx, instance_id=instance_id)


WithMonitors = Annotated[Monitors, Depends(_of_connection)]


async def _listeners(connection: HTTPConnection) -> Listeners:
    """One for each application, made when the first one asks."""
    state = connection.app.state
    if not hasattr(state, "workbench_listeners"):
        state.workbench_listeners = Listeners()
    listeners: Listeners = state.workbench_listeners
    return listeners


WithListeners = Annotated[Listeners, Depends(_listeners)]


@router.websocket("/sessions/{session_id}/monitor/socket")
async def watch_workbench_session(
    websocket: WebSocket,
    workbench: WithWorkbench,
    monitors: WithMonitors,
    session_id: str,
    interval: Annotated[int, Query(description="Seconds; the nearest of 1, 2 and 5.")] = 2,
) -> None:
    """`sample` after every interval while the machine can be looked at; `unavailable` with a reason while it cannot."""
    caller = await accept_socket(websocket, workbench)
    session = workbench.session(caller.user_id, session_id)
    watch = monitors.of(session)
    viewer = watch.join(min(INTERVALS, key=lambda one: abs(one - interval)))
    try:
        await _serve(websocket, workbench, viewer)
    finally:
        await watch.leave(viewer)


@router.post("/sessions/{session_id}/processes/{pid}/signal", status_code=status.HTTP_204_NO_CONTENT)
async def signal_workbench_process(
    workbench: WithWorkbench,
    caller: InPerson,
    session_id: str,
    pid: Annotated[int, Path(description="The process; never the first one.")],
    body: SignalIn,
) -> Response:
    """Send a signal to one process of the machine."""
    session = workbench.session(caller.user_id, session_id)
    await signals.send(session.ssh, pid=pid, signal=body.signal, started=body.started)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/sessions/{session_id}/listeners")
async def list_workbench_listeners(
    workbench: WithWorkbench, listeners: WithListeners, caller: Renter, session_id: str
) -> ListenersOut:
    """The ports on which programs of the machine listen now."""
    return await listeners.of(workbench.session(caller.user_id, session_id))


async def _serve(websocket: WebSocket, workbench: Workbench, viewer: Viewer) -> None:
    """Until the browser leaves, the session ends or this process stops."""
    clock, bell = workbench.ctx.clock, workbench.ctx.bell
    shutdown, left = bell.watch(SHUTDOWN), asyncio.Event()
    listening = asyncio.create_task(_listen(websocket, left), name="monitor:listen")
    try:
        while not (left.is_set() or shutdown.is_set()):
            await sse.first(clock, BEAT_SECONDS, viewer.news, left, shutdown)
            text = viewer.take()
            if viewer.ended and not text:
                break
            await websocket.send_text(text or json.dumps({"event": "beat"}))
        if not left.is_set():
            await websocket.close()
    except WebSocketDisconnect:
        return
    finally:
        bell.unwatch(shutdown)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _listen(websocket: WebSocket, left: asyncio.Event) -> None:
    """A viewer has nothing to say; only that it is there."""
    try:
        while (await websocket.receive())["type"] == "websocket.receive":
            pass
    finally:
        left.set()
