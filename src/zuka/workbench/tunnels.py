"""Tunnels: ports of a session's machine, or of its network, under web origins of their own.

There is never a port of this server for one: the session listens on a unix socket, and the web gateway, which knows
whose it is, takes their browser there. A tunnel ends with its session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated, cast

from fastapi import Depends, Request
from pydantic import Field

from zuka.context import Ctx
from zuka.errors import Conflict, NotFound, Unavailable
from zuka.identity import audit
from zuka.identity.auth import Caller
from zuka.instances import access
from zuka.instances.access import Opened
from zuka.kit import ids, log
from zuka.kit.web import Wire
from zuka.workbench import tunnel_line, tunnel_store
from zuka.workbench.connection_schemas import Line as PlainLine
from zuka.workbench.live import Workbench
from zuka.workbench.models import Tunnel
from zuka.workbench.session import Session
from zuka.workbench.tunnel_access import PREFIX
from zuka.workbench.tunnel_line import Line
from zuka.workbench.tunnel_targets import authority, checked_host, checked_path

MOST_TUNNELS = 32
"""Per session."""
MOST_CALLERS = 200
"""Of one user at a time, through all of their tunnels; each may hold some memory and two of this process's files."""
_log = log.get("workbench.tunnels")


class TunnelIn(Wire):
    """A port to open. `host` is a name or an address as the remote machine knows it, `path` where its page begins."""

    host: str = Field("localhost", max_length=255)
    port: int = Field(ge=1, le=65535)
    name: Annotated[str, Field(max_length=80), PlainLine] = ""
    path: str = Field("", max_length=2000)


class TunnelOut(Wire):
    """An open tunnel. `connections` are there at this moment, `bytes` went through in both directions."""

    id: str
    session_id: str
    name: str
    host: str
    port: int
    path: str
    origin: str
    opened_at: datetime
    connections: int
    bytes: int


class LinkOut(Wire):
    """A link that works once."""

    url: str
    expires_at: datetime


@dataclass
class _Open:
    row: Tunnel
    line: Line
    session: Session
    path: str
    """Where its page begins."""


@dataclass
class Tunnels:
    """The tunnels of all sessions of one application."""

    workbench: Workbench
    _open: dict[str, _Open] = field(default_factory=dict)
    _attended: set[str] = field(default_factory=set)
    """Sessions whose end is waited for."""
    _swept: bool = False

    @property
    def ctx(self) -> Ctx:
        return self.workbench.ctx

    def of_session(self, session: Session) -> list[TunnelOut]:
        """In the order in which they were opened."""
        return [self._shown(one) for one in self._open.values() if one.row.session_id == session.id]

    async def open(self, caller: Caller, session: Session, body: TunnelIn) -> TunnelOut:
        """Raises `Invalid` workbench.tunnel_refused for a target that is not allowed, `Conflict`
        workbench.too_many_tunnels, and workbench.not_connected. A tunnel to the same place is the same tunnel."""
        host, path = checked_host(body.host), checked_path(body.path)
        _ = session.ssh  # Refuses at once, in the session's own words, when there is no connection.
        self._attend(session)
        await self._sweep()
        mine = [one for one in self._open.values() if one.row.session_id == session.id]
        for one in mine:
            if (one.row.host, one.row.port) == (host, body.port):
                one.path = path
                return self._shown(one)
        if len(mine) >= MOST_TUNNELS:
            raise Conflict("workbench.too_many_tunnels", most=MOST_TUNNELS)
        opened = await self._listen(session, host, path, body)
        if session.id not in self._attended:
            opened.line.close()
            raise Conflict("workbench.not_connected")
        # From here on it is closed with the session, also when that ends while the row is being written.
        self._open[opened.row.id] = opened
        await self._write(caller, session, opened.row)
        self._count(session)
        return self._shown(opened)

    async def close(self, *, user_id: str, tunnel_id: str) -> None:
        """Raises `NotFound` workbench.tunnel_not_found, also for somebody else's."""
        found = self._get(user_id, tunnel_id)
        await self._end([found])
        self._count(found.session)

    async def link(self, caller: Caller, *, tunnel_id: str) -> Opened:
        """A link through the web gateway that lets its first caller in, to where the page begins."""
        found = self._get(caller.user_id, tunnel_id)
        row = found.row
        async with self.ctx.db.transaction() as db:
            return await access.make_ticket(
                db, self.ctx, service_id=row.id, port=row.port, login_id=caller.login_id, path=found.path
            )

    def _get(self, user_id: str, tunnel_id: str) -> _Open:
        found = self._open.get(tunnel_id)
        if found is None or found.row.user_id != user_id:
            raise NotFound("workbench.tunnel_not_found")
        return found

    def _callers(self, user_id: str) -> int:
        return sum(one.line.connections for one in self._open.values() if one.row.user_id == user_id)

    async def _listen(self, session: Session, host: str, path: str, body: TunnelIn) -> _Open:
        tunnel_id = ids.new_id(PREFIX)
        try:
            socket = tunnel_line.directory(self.ctx.settings.data_dir) / tunnel_id
            line = Line(
                socket,
                ssh=lambda: session.ssh,
                host=host,
                port=body.port,
                full=lambda: self._callers(session.user_id) >= MOST_CALLERS,
            )
            await line.open()
        except OSError as error:
            _log.exception("a tunnel could not listen", session=session.id)
            raise Unavailable("workbench.tunnel_failed") from error
        row = Tunnel(
            id=tunnel_id,
            user_id=session.user_id,
            session_id=session.id,
            name=body.name,
            host=host,
            port=body.port,
            socket=str(socket),
            opened_at=self.ctx.clock.now(),
        )
        return _Open(row, line, session, path)

    async def _write(self, caller: Caller, session: Session, row: Tunnel) -> None:
        async with self.ctx.db.transaction() as db:
            await tunnel_store.add(db, row)
            await audit.record(
                db,
                now=row.opened_at,
                actor_id=caller.actor_id,
                action="workbench.tunnel",
                target=session.instance_id or session.target,
                facts={"session": session.id, "place": authority(row.host, row.port)},
                address=caller.address,
            )
        if row.id not in self._open:
            async with self.ctx.db.transaction() as db:
                await tunnel_store.remove(db, [row.id])
            raise Conflict("workbench.not_connected")

    def _attend(self, session: Session) -> None:
        if session.id not in self._attended:
            self._attended.add(session.id)
            session.on_close(partial(self._over, session))

    def _over(self, session: Session) -> None:
        """A session is lost or closed."""
        self._attended.discard(session.id)
        ending = [one for one in self._open.values() if one.row.session_id == session.id]
        for one in ending:
            self._open.pop(one.row.id)
            one.line.close()
        self._count(session)
        self.workbench.run(self._end(ending), name=f"tunnels:{session.id}")

    async def _end(self, ending: Sequence[_Open]) -> None:
        for one in ending:
            self._open.pop(one.row.id, None)
            one.line.close()
        for one in ending:
            await one.line.closed()
        if ending:
            async with self.ctx.db.transaction() as db:
                await tunnel_store.remove(db, [one.row.id for one in ending])

    async def _sweep(self) -> None:
        """Once: forget tunnels of processes that have ended without a word."""
        if self._swept:
            return
        self._swept = True
        async with self.ctx.db.read() as db:
            rows = await tunnel_store.everybodys(db)
        stale = [row for row in rows if not await asyncio.to_thread(tunnel_line.is_alive, row.socket)]
        async with self.ctx.db.transaction() as db:
            await tunnel_store.remove(db, [row.id for row in stale])
        for row in stale:
            tunnel_line.forget(row.socket)

    def _count(self, session: Session) -> None:
        session.tunnels_count = len(self.of_session(session))
        self.workbench.tell(session.user_id, "tunnel", {"session_id": session.id})
        session.tell()

    def _shown(self, one: _Open) -> TunnelOut:
        row = one.row
        origin = access.origin_of(self.ctx.settings, instance_id=row.id, port=row.port)
        return TunnelOut(
            id=row.id,
            session_id=row.session_id,
            name=row.name,
            host=row.host,
            port=row.port,
            path=one.path,
            origin=origin,
            opened_at=row.opened_at,
            connections=one.line.connections,
            bytes=one.line.bytes,
        )


async def _of_request(request: Request) -> Tunnels:
    state = request.app.state
    if not hasattr(state, "workbench_tunnels"):
        state.workbench_tunnels = Tunnels(state.workbench)
    return cast(Tunnels, state.workbench_tunnels)


WithTunnels = Annotated[Tunnels, Depends(_of_request)]
"""A route's way to them."""
