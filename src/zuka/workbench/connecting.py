"""One try to bring a session to its machine: each machine on the way is found, recognised and logged in to.

It runs in a task of its own. Whatever the other end does, or does not do, ends this session and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncssh

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid
from zuka.identity import audit
from zuka.workbench import connections, login, session_store, targets, tunnel_targets
from zuka.workbench.connection_schemas import ConnectionChange
from zuka.workbench.dialing import Dialer, Spot
from zuka.workbench.host_keys import CHANGED, HostKeys, Place, parsed
from zuka.workbench.lazy import whole
from zuka.workbench.login import Credentials, Patience
from zuka.workbench.questions import Asker
from zuka.workbench.session import Session
from zuka.workbench.states import Failure
from zuka.workbench.targets import Hop

LOST = Failure("workbench.connection_lost", "The connection to the machine broke.")


@dataclass(frozen=True)
class _Reached:
    """A machine that we are logged in to, and what it takes to log in once more."""

    hop: Hop
    ssh: asyncssh.SSHClientConnection
    credentials: Credentials
    pinned: asyncssh.SSHKey
    spot: Spot | None
    """None: behind another machine, which dialled it."""


class Attempt:
    """Connects `session` and stays with it until its connection ends. `actor_address` is where its user came from;
    `arrived` is what is to be done once it is connected."""

    def __init__(
        self,
        ctx: Ctx,
        dialer: Dialer,
        host_keys: HostKeys,
        session: Session,
        *,
        actor_address: str,
        arrived: Callable[[Session], Awaitable[None]],
    ) -> None:
        self._ctx, self._dialer, self._host_keys = ctx, dialer, host_keys
        self._session, self._actor_address = session, actor_address
        self._after = arrived
        self._ask: Asker = session.questions.ask

    async def run(self) -> None:
        """Raises nothing but its own cancellation; how it went is the session's state."""
        session = self._session
        try:
            reached = await self._reach_all()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            failure = Failure.of(login.failure_of(error))
            try:
                await whole(self._write_down("workbench.connect", {"failure": failure.code}))
            finally:
                session.closed(failure) if session.trial else session.lost(failure)
            return
        try:
            await self._arrived(reached)
            if session.trial:
                session.closed()
                return
            await self._after(session)
            await reached[-1].ssh.wait_closed()
        finally:
            session.lost(LOST)
            for one in reversed(reached):
                one.ssh.abort()
            if not session.trial:
                await self._record("workbench.disconnect", reached)

    async def _reach_all(self) -> list[_Reached]:
        wanted = targets.way(self._ctx, user_id=self._session.user_id, target=self._session.goal)
        way = await whole(wanted)
        reached: list[_Reached] = []
        try:
            for number, hop in enumerate(way):
                via = tuple(one.name for one in way[:number])
                reached.append(await self._reach(hop, via, reached[-1] if reached else None))
        except BaseException:
            for one in reversed(reached):
                one.ssh.abort()
            raise
        return reached

    async def _reach(self, hop: Hop, via: Sequence[str], before: _Reached | None) -> _Reached:
        if hop.auth == "agent" and not self._ctx.settings.workbench.local:
            raise Conflict("workbench.no_agent")
        patience = Patience(self._ctx.settings.workbench.login_seconds)
        user_id = self._session.user_id
        credentials = Credentials(hop, self._ask, patience, user_id=user_id, insist=not self._session.trial)
        place = Place(user_id, hop.host, hop.port, hop.username, tuple(via))
        addresses: Sequence[str] = await self._addresses(hop) if before is None else []
        trusted = [parsed(hop.host_key)] if hop.host_key else await self._host_keys.known(place)
        reached = None
        if trusted:
            reached = await self._try(hop, before, addresses, credentials, trusted)
        if reached is None:
            shown, addresses = await self._recognise(hop, place, before, addresses)
            reached = await self._log_in(hop, before, addresses, credentials, [shown])
        await self._remember(hop, credentials)
        return reached

    async def _try(
        self,
        hop: Hop,
        before: _Reached | None,
        addresses: Sequence[str],
        credentials: Credentials,
        trusted: Sequence[asyncssh.SSHKey],
    ) -> _Reached | None:
        """Straight to a machine that is known; None when it shows another key, and nothing was said to it."""
        try:
            return await self._log_in(hop, before, addresses, credentials, trusted)
        except Conflict as error:
            if error.code != CHANGED or hop.host_key is not None:
                raise
            return None

    async def _log_in(
        self,
        hop: Hop,
        before: _Reached | None,
        addresses: Sequence[str],
        credentials: Credentials,
        trusted: Sequence[asyncssh.SSHKey],
    ) -> _Reached:
        await credentials.prepare()
        spot, way = await self._open(hop, before, addresses)
        ssh = await login.log_in(hop, credentials, trusted=trusted, **way)
        return _Reached(hop, ssh, credentials, ssh.get_server_host_key() or trusted[0], spot)

    async def _addresses(self, hop: Hop) -> list[str]:
        """Checked once; from here on nothing is resolved any more."""
        if hop.known:
            return [hop.host]
        return await self._dialer.find(self._session.user_id, hop.host, hop.port)

    async def _recognise(
        self, hop: Hop, place: Place, before: _Reached | None, addresses: Sequence[str]
    ) -> tuple[asyncssh.SSHKey, Sequence[str]]:
        """The host key that its user trusts, and the address that showed it."""
        algorithms = await self._host_keys.algorithms(place)
        spot, way = await self._open(hop, before, addresses)
        seconds = self._ctx.settings.workbench.login_seconds
        shown = await login.shown_key(algorithms=algorithms, seconds=seconds, **way)
        where = spot.address if spot else " via ".join(reversed(place.via))
        await self._host_keys.verify(place, shown, self._ask, where)
        return shown, [spot.address] if spot else addresses

    async def _open(
        self, hop: Hop, before: _Reached | None, addresses: Sequence[str]
    ) -> tuple[Spot | None, dict[str, Any]]:
        """What asyncssh is to talk over: our own socket, or the machine before. What is behind a jump host is dialled by
        that one, from where it stands, as its owner could do by hand; our addresses are not within its reach. Only
        where clouds keep their machines' secrets, nobody is sent."""
        if before is not None:
            if not self._ctx.settings.workbench.local:
                _check_beyond(hop.host)
            return None, {"tunnel": before.ssh, "host": hop.host, "port": hop.port}
        spot, sock = await self._dialer.connect(addresses, hop.port)
        return spot, {"sock": sock}

    async def _remember(self, hop: Hop, credentials: Credentials) -> None:
        if credentials.remember and hop.connection_id is not None:
            await whole(self._keep(hop.connection_id, hop, credentials.remember))

    async def _keep(self, connection_id: str, hop: Hop, secrets: Mapping[str, str]) -> None:
        change = ConnectionChange.model_validate(secrets)
        if hop.auth == "ask":
            change = ConnectionChange.model_validate({**secrets, "auth": "password"})
        user_id = self._session.user_id
        async with self._ctx.db.transaction() as db:
            await connections.change(db, self._ctx, user_id=user_id, connection_id=connection_id, body=change)

    async def _arrived(self, reached: Sequence[_Reached]) -> None:
        session, last = self._session, reached[-1]
        await self._record("workbench.connect", reached)
        if session.trial:
            session.latency_ms = last.spot.latency_ms if last.spot else None
            return
        await whole(self._save())
        session.connected(
            last.ssh,
            again=lambda: self._again(reached),
            at=self._ctx.clock.now(),
            address=reached[0].spot.address if reached[0].spot else "",
            latency_ms=last.spot.latency_ms if last.spot else None,
        )

    async def _save(self) -> None:
        session = self._session
        async with self._ctx.db.transaction() as db:
            await session_store.save_session(db, saved(session))
            if session.connection_id is not None:
                await connections.used(db, self._ctx, connection_id=session.connection_id)

    async def _again(self, reached: Sequence[_Reached]) -> asyncssh.SSHClientConnection | None:
        """One more connection to the same end, by the same address and for the same key."""
        last = reached[-1]
        if not last.credentials.repeatable:
            return None
        before = reached[-2] if len(reached) > 1 else None
        addresses = [last.spot.address] if last.spot else []
        _, over = await self._open(last.hop, before, addresses)
        return await login.log_in(last.hop, last.credentials.renewed(), trusted=[last.pinned], **over)

    async def _record(self, action: str, reached: Sequence[_Reached]) -> None:
        first = reached[0]
        facts = {
            "address": first.spot.address if first.spot else "",
            "via": [one.hop.name for one in reached[:-1]],
        }
        await whole(self._write_down(action, facts))

    async def _write_down(self, action: str, facts: Mapping[str, Any]) -> None:
        session = self._session
        async with self._ctx.db.transaction() as db:
            await audit.record(
                db,
                now=self._ctx.clock.now(),
                actor_id=session.user_id,
                action=action,
                target=session.instance_id or session.target,
                facts={"session": session.id, "trial": session.trial, **facts},
                address=self._actor_address,
            )


def _check_beyond(host: str) -> None:
    try:
        tunnel_targets.checked_host(host)
    except Invalid as error:
        raise Conflict("workbench.refused_address") from error


def saved(session: Session) -> dict[str, Any]:
    """The row that brings a session back after this process has ended."""
    return {
        "id": session.id,
        "user_id": session.user_id,
        "connection_id": session.connection_id,
        "instance_id": session.instance_id,
        "title": session.title,
        "target": session.target,
        "opened_at": session.opened_at,
        "seen_at": session.seen_at,
    }
