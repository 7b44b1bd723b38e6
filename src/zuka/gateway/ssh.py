"""The SSH gateway: one door per instance, on the instance's own public port, for its whole life.

Which doors there are is read from the database, at every ring of the bell and every second; a door that stays is not
touched, and neither are the connections through it. The gateway is a relay: it sees no key, no password and no
session, and the instance's own sshd decides who comes in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from zuka.context import Ctx
from zuka.errors import DomainError
from zuka.gateway.farewell import Reason, farewell
from zuka.gateway.relay import Address, Door, Hold, Limits, Refuse, Relay, Traffic
from zuka.instances import access
from zuka.instances.states import State
from zuka.kit import log

BELL = "gateway"
SSH_PORT = 22
_LOOK_SECONDS = 1.0

_log = log.get("gateway.ssh")

_ANSWERS: dict[State, Hold | Refuse] = {
    State.CREATING: Hold(farewell("The machine is still being created. Try again in a minute.")),
    State.STARTING: Hold(farewell("The machine is still starting. Try again in a minute.")),
    State.RESTARTING: Hold(farewell("The machine is still restarting. Try again in a minute.")),
    State.STOPPING: Refuse(farewell("The machine is being shut down.")),
    State.STOPPED: Refuse(farewell("The machine is off. Start it in the console, then connect again.")),
    State.FAILED: Refuse(farewell("The machine has failed. The console says why.")),
    State.RELEASING: Refuse(farewell("The machine is being released.")),
}
_DEAD = frozenset({State.STOPPED, State.FAILED, State.RELEASING})
"""States in which nothing is left that could end a connection by itself."""
_NO_ANSWER = farewell("The machine does not answer on its SSH port. The console shows its state.")
_BUSY = farewell("Too many connections to this machine.", Reason.TOO_MANY_CONNECTIONS)
_CLOSING = Refuse(farewell("The gateway is being restarted. Try again in a moment."))
_NO_REGION = Refuse(farewell("The machine's region is not served any more."))


@dataclass
class _Entry:
    route: access.SshRoute
    door: Door


class SshGateway:
    """All SSH doors of this process. `stats()` may be called at any time."""

    def __init__(self, ctx: Ctx) -> None:
        self._ctx = ctx
        self._relay = Relay()
        self._doors: dict[int, _Entry] = {}
        self._traffic: dict[str, Traffic] = {}
        self._blocked_ports: set[int] = set()

    async def run(self) -> None:
        """Follow the database until cancelled."""
        rung = self._ctx.bell.watch(BELL)
        try:
            while True:
                rung.clear()
                try:
                    await self.reconcile()
                except Exception:
                    # Doors that are open stay open: what is not known is no reason to cut anybody off.
                    _log.exception("could not read the routes")
                try:
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await rung.wait()
                except TimeoutError:
                    pass
        finally:
            self._ctx.bell.unwatch(rung)

    async def reconcile(self) -> None:
        """Open and close doors until they are those of the instances that there are."""
        async with self._ctx.db.read() as session:
            routes = await access.ssh_routes(session)
        wanted = {route.port: route for route in routes}
        for port, entry in list(self._doors.items()):
            if port not in wanted or wanted[port].instance_id != entry.route.instance_id:
                await self._close(port)
        for port, route in wanted.items():
            if port in self._doors:
                self._update(self._doors[port], route)
            else:
                self._open(route)

    def stats(self) -> Mapping[str, Traffic]:
        """What each instance's door has carried since this process opened it, by instance id."""
        return dict(self._traffic)

    async def close(self, *, drain_seconds: float) -> None:
        """Take nobody new; let whoever is connected finish for that long; then hang up."""
        doors = [entry.door for entry in self._doors.values()]
        self._doors.clear()
        for door in doors:
            door.stop_listening()
            door.redirect(lambda: _CLOSING)
        try:
            async with asyncio.timeout(drain_seconds):
                await asyncio.gather(*(door.drained() for door in doors))
        except TimeoutError:
            pass
        await asyncio.gather(*(door.hang_up() for door in doors))
        self._relay.close()

    def _open(self, route: access.SshRoute) -> None:
        gateway = self._ctx.settings.gateway
        limits = Limits(
            per_door=gateway.connections_per_instance,
            per_source=gateway.connections_per_source,
            busy=_BUSY,
            unreachable=_NO_ANSWER,
        )
        traffic = Traffic()

        try:
            where = partial(self._where, route)
            door = self._relay.open(gateway.host, route.port, where, limits, traffic)
        except OSError as error:
            if route.port not in self._blocked_ports:
                self._blocked_ports.add(route.port)
                _log.error("port is taken", port=route.port, instance=route.instance_id, error=str(error))
            return
        self._blocked_ports.discard(route.port)
        self._doors[route.port] = _Entry(route, door)
        self._traffic[route.instance_id] = traffic

    def _update(self, entry: _Entry, route: access.SshRoute) -> None:
        if entry.route == route:
            return
        entry.route = route
        entry.door.redirect(partial(self._where, route))
        if route.state in _DEAD:
            entry.door.cut()

    async def _close(self, port: int) -> None:
        entry = self._doors[port]
        entry.door.stop_listening()
        await entry.door.hang_up()
        del self._doors[port]
        del self._traffic[entry.route.instance_id]

    def _where(self, route: access.SshRoute) -> Address | Hold | Refuse:
        if route.state != State.RUNNING:
            return _ANSWERS[route.state]
        try:
            engine = self._ctx.engine(route.region)
        except DomainError:
            return _NO_REGION
        return Address(*engine.endpoint(route.instance_id, route.address, SSH_PORT))
