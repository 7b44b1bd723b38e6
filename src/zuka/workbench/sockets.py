"""The way in for every WebSocket of the workbench: our own page, a ticket that works once, and a log-in that still holds.

A page of another site can open a WebSocket here, and the browser sends our cookie with it. So the origin is compared,
and the cookie alone is worth nothing: a ticket says that our own page asked for it a moment ago, in the same log-in.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta

from starlette.websockets import WebSocket, WebSocketDisconnect

from zuka.errors import Forbidden, Unauthorized
from zuka.identity import auth, tokens
from zuka.identity import service as identity
from zuka.identity.auth import Caller
from zuka.kit import ids, sse
from zuka.kit.crypt import fingerprint
from zuka.notices.events import SHUTDOWN
from zuka.workbench import session_store
from zuka.workbench.live import Workbench
from zuka.workbench.models import SocketTicket

PROTOCOL = "zuka.workbench"
TICKET_SECONDS = 30
BEAT_SECONDS = 20.0
CLOSE_BAD_TICKET, CLOSE_NOT_FOUND, CLOSE_BEHIND = 4401, 4404, 4409
_TICKET = "ticket."


async def make_ticket(workbench: Workbench, caller: Caller) -> tuple[str, datetime]:
    """A ticket for one WebSocket of `caller`, and when it ends."""
    ctx = workbench.ctx
    secret, now = ids.new_secret(), ctx.clock.now()
    row = SocketTicket(
        fingerprint=fingerprint(secret),
        user_id=caller.user_id,
        login_id=caller.login_id,
        expires_at=now + timedelta(seconds=TICKET_SECONDS),
    )
    async with ctx.db.transaction() as session:
        await session_store.forget_tickets(session, now=now)
        await session_store.add_ticket(session, row)
    return secret, row.expires_at


async def accept_socket(websocket: WebSocket, workbench: Workbench) -> Caller:
    """Accept the socket and say whose it is. Raises `Forbidden` request.forbidden_origin, `Unauthorized`
    workbench.bad_ticket; whatever a route of a WebSocket raises, closes it with the code that fits."""
    offered = websocket.scope.get("subprotocols", [])
    # A browser shows the page why a socket was closed only when it was open before.
    await websocket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)
    auth.check_origin(workbench.ctx.settings, websocket)
    secret = next((one.removeprefix(_TICKET) for one in offered if one.startswith(_TICKET)), "")
    caller = await _holder(workbench, websocket, secret)
    await workbench.ready()
    workbench.attend(websocket, caller)
    return caller


async def serve_desk(websocket: WebSocket, workbench: Workbench, caller: Caller) -> None:
    """Tell a desk what happens to its user's sessions, until it leaves or this process stops."""
    clock, bell = workbench.ctx.clock, workbench.ctx.bell
    desk, shutdown, left = workbench.desks.enter(caller.user_id), bell.watch(SHUTDOWN), asyncio.Event()
    listening = asyncio.create_task(_listen(websocket, left), name="desk:listen")
    try:
        workbench.show_all(caller.user_id, desk)
        while not (left.is_set() or shutdown.is_set()):
            await sse.first(clock, BEAT_SECONDS, desk.news, left, shutdown)
            for text in desk.take() or [json.dumps({"event": "beat"})]:
                await websocket.send_text(text)
            if desk.overrun:
                await websocket.close(CLOSE_BEHIND)
                return
    except WebSocketDisconnect:
        return
    finally:
        workbench.desks.leave(caller.user_id, desk)
        workbench.look_away(caller.user_id)
        bell.unwatch(shutdown)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _listen(websocket: WebSocket, left: asyncio.Event) -> None:
    """A desk has nothing to say; only that it is there."""
    try:
        while (await websocket.receive())["type"] == "websocket.receive":
            pass
    finally:
        left.set()


async def _holder(workbench: Workbench, websocket: WebSocket, secret: str) -> Caller:
    """Whom the ticket lets in; it is used from now on, whatever comes of it."""
    ctx, key = workbench.ctx, fingerprint(secret)
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        row = await session_store.ticket(session, fingerprint=key, now=now)
        used = row is not None and await session_store.use_ticket(session, fingerprint=key)
    if row is None or not used:
        raise Unauthorized("workbench.bad_ticket")
    if (program := await _program(workbench, websocket, row)) is not None:
        return program
    caller = await auth.caller_of(ctx, websocket)
    if caller.acting is not None:
        raise Forbidden("identity.acting")
    if (caller.user_id, caller.login_id) != (row.user_id, row.login_id):
        raise Unauthorized("workbench.bad_ticket")
    return caller


async def _program(workbench: Workbench, websocket: WebSocket, ticket: SocketTicket) -> Caller | None:
    """A program that asked with its API token, which still holds: it has no cookie to show. None for a browser's
    ticket. Raises `Unauthorized` workbench.bad_ticket."""
    ctx = workbench.ctx
    if not tokens.is_token(ticket.login_id):
        return None
    async with ctx.db.read() as session:
        user = await identity.get_user(session, user_id=ticket.user_id)
        holding = await identity.holding(session, ctx, user_id=ticket.user_id)
    if ticket.login_id not in holding:
        raise Unauthorized("workbench.bad_ticket")
    address = auth.address_of(ctx.settings, websocket)
    return Caller(
        user.id, user.name, user.role, auth.EVERYTHING, address, session_id=None, token_id=ticket.login_id
    )
