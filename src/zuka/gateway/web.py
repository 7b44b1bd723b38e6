"""The web gateway: HTTP and WebSockets to JupyterLab and to whatever else renters serve, and through tunnels of the
workbench, each under its own origin.

Private by default: a browser gets in with a one-time ticket from the console, which becomes a pass for that one origin.
Streams both ways; holds no body. What may pass is decided in `gate`, what is said on the way in `headers`.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import aiohttp
from aiohttp import hdrs, web
from multidict import CIMultiDict
from yarl import URL

from zuka.context import Ctx
from zuka.errors import Unauthorized
from zuka.gateway import gate, headers, pages, services, tunnel
from zuka.gateway.gate import Service
from zuka.gateway.headers import Outside
from zuka.gateway.relay import Address
from zuka.gateway.services import Behind, Clients, Place
from zuka.identity.service import ENDED_BELL
from zuka.instances import access
from zuka.kit import log

_BELL: Final = "gateway"
_CHECK_SECONDS: Final = 5.0
_REMEMBER: Final = timedelta(seconds=1)
_REMEMBERED: Final = 10_000
_HEADER_BYTES: Final = 1 << 16
_DIAL_SECONDS: Final = 5.0
_OURS: Final = "/.zuka/"

_log = log.get("gateway.web")


@dataclass(eq=False)
class _Passing:
    """A request on its way through, so that it can be cut off when the port is closed or the log-in ends."""

    service: Service
    login_id: str | None
    """The log-in by which it got in, where not everybody may."""
    request: web.BaseRequest

    def may_go_on(self, target: Behind | None) -> bool:
        if target is None or not target.running:
            return False
        return target.public or self.login_id in target.logins


class WebGateway:
    """The HTTP side of the gateway. `start` once, `run` until cancelled, `close` once."""

    def __init__(self, ctx: Ctx) -> None:
        self._ctx = ctx
        self._secure = ctx.settings.gateway.web_scheme == "https"
        self._trusted = {part.strip() for part in ctx.settings.http.trusted_proxies.split(",")}
        self._known: dict[Service, tuple[datetime, Behind | None]] = {}
        self._passing: set[_Passing] = set()
        self._runner: web.ServerRunner | None = None
        self._clients = Clients(dial_seconds=_DIAL_SECONDS, header_bytes=_HEADER_BYTES)

    async def start(self, listener: socket.socket | None = None) -> int:
        """Listen, on `listener` if one is given; the port. Raises `OSError` when the port is taken."""
        gateway = self._ctx.settings.gateway
        if listener is None:
            listener = socket.create_server((gateway.host, gateway.web_port), backlog=512)
        server = web.Server(
            self._handle,
            handler_cancellation=True,
            access_log=None,
            auto_decompress=False,
            keepalive_timeout=75.0,
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=gateway.drain_seconds)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        port: int = listener.getsockname()[1] if listener.family != socket.AF_UNIX else 0
        return port

    async def run(self) -> None:
        """Cut off what is not allowed any more: a port that was closed, an instance that stopped, whoever logged out."""
        rung = self._ctx.bell.watch(_BELL, ENDED_BELL)
        try:
            while True:
                try:
                    async with asyncio.timeout(_CHECK_SECONDS):
                        await rung.wait()
                except TimeoutError:
                    pass
                rung.clear()
                try:
                    await self.check()
                except Exception:
                    _log.exception("could not look at what passes")
        finally:
            self._ctx.bell.unwatch(rung)

    async def check(self) -> None:
        """Forget what was known, and look once at everything that is passing."""
        self._known.clear()
        for one in list(self._passing):
            target = await self._target(one.service)
            if not one.may_go_on(target) and one.request.transport is not None:
                one.request.transport.abort()
        sockets = {target.socket for _, target in self._known.values() if target is not None}
        await self._clients.keep({one for one in sockets if one is not None})

    async def close(self) -> None:
        """Let requests finish for `drain_seconds`, then end them."""
        if self._runner is not None:
            await self._runner.cleanup()
        await self._clients.close()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        service = gate.service_of(request.host, self._ctx.settings.gateway.web_domain)
        if service is None:
            return pages.unknown(request)
        if not request.raw_path.startswith("/"):
            return pages.malformed(request)
        if request.path.startswith(_OURS):
            return await self._ours(request, service)
        target = await self._target(service)
        if target is None:
            return pages.unknown(request)
        outside = self._outside(request)
        refusal = self._refusal(request, service, target, outside)
        return refusal or await self._pass_on(request, service, target, outside)

    def _refusal(
        self, request: web.BaseRequest, service: Service, target: Behind, outside: Outside
    ) -> web.Response | None:
        """Why a request may not pass now, as a page; None when it may. Who has no pass hears of nothing else."""
        if not target.public:
            if self._holder(request, service) not in target.logins:
                return pages.no_pass(request)
            is_websocket = tunnel.wants_websocket(request)
            if not gate.may_act(request.method, request.headers, outside.origin, websocket=is_websocket):
                return pages.foreign(request)
        if not target.running:
            return pages.starting(request) if target.soon else pages.off(request)
        return None

    async def _ours(self, request: web.BaseRequest, service: Service) -> web.StreamResponse:
        """Redeem a ticket. A browser that only prefetches must not use it up."""
        if request.path != access.ENTER_PATH or request.method != "GET":
            return pages.unknown(request)
        if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
            return pages.malformed(request)
        now = self._ctx.clock.now()
        target = await self._target(service)
        home = gate.path_of(request.query.get("to", "")) or ("/" if target is None else target.home)
        try:
            async with self._ctx.db.transaction() as session:
                service_id, port, login_id = await access.redeem_ticket(
                    session, secret=request.query.get("ticket", ""), now=now
                )
        except Unauthorized:
            # Going back in the browser's history meets a spent ticket with a pass that is still good.
            is_inside = target is not None and self._holder(request, service) in target.logins
            return _redirect(home) if is_inside else pages.spent_ticket(request)
        if Service(service_id, port) != service:
            return pages.spent_ticket(request)
        hours = self._ctx.settings.gateway.access_hours
        cookie = gate.make_pass(
            self._ctx.vault, service, login_id=login_id, now=now, hours=hours, secure=self._secure
        )
        return _redirect(home, cookie=cookie)

    def _holder(self, request: web.BaseRequest, service: Service) -> str | None:
        given = "; ".join(request.headers.getall(hdrs.COOKIE, []))
        return gate.holder_of(self._ctx.vault, given, service, now=self._ctx.clock.now(), secure=self._secure)

    async def _target(self, service: Service) -> Behind | None:
        """What is behind an origin, at most a second old: one page load asks a hundred times."""
        now = self._ctx.clock.now()
        until, target = self._known.get(service, (now, None))
        if until > now:
            return target
        target = await services.behind(self._ctx, service)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[service] = (now + _REMEMBER, target)
        return target

    def _outside(self, request: web.BaseRequest) -> Outside:
        """A proxy of ours in front says who the visitor is; anybody else only claims to."""
        peer = request.remote or ""
        chain = peer
        if peer in self._trusted and (earlier := request.headers.get("X-Forwarded-For")):
            chain = f"{earlier}, {peer}"
        scheme = self._ctx.settings.gateway.web_scheme
        host = request.host.lower()
        return Outside(f"{scheme}://{host}", host, scheme, chain)

    async def _pass_on(
        self, request: web.BaseRequest, service: Service, target: Behind, outside: Outside
    ) -> web.StreamResponse:
        place = target.find()
        if place is None:
            return pages.off(request)
        sent = headers.upstream(
            request.headers.items(),
            inside=target.inside,
            outside=outside,
            jupyter_token=target.jupyter_token,
        )
        passing = _Passing(service, None if target.public else self._holder(request, service), request)
        self._passing.add(passing)
        try:
            if tunnel.wants_websocket(request):
                return await tunnel.carry(request, place, target.inside, sent, outside)
            return await self._forward(request, place, target.inside, sent, outside)
        except (aiohttp.ClientError, tunnel.BrokenOff, OSError) as error:
            return _failure(request, service, target, error)
        finally:
            self._passing.discard(passing)

    async def _forward(
        self,
        request: web.BaseRequest,
        place: Place,
        inside: str,
        sent: CIMultiDict[str],
        outside: Outside,
    ) -> web.StreamResponse:
        assert request.transport is not None
        if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
            request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        url = URL(f"http://{_authority(place)}{request.raw_path}", encoded=True)
        body = request.content if request.body_exists else None
        async with self._clients.of(place).request(
            request.method, url, headers=sent, data=body, allow_redirects=False
        ) as upstream:
            received = headers.downstream(upstream.headers, inside=inside, outside=outside)
            response = web.StreamResponse(status=upstream.status, reason=upstream.reason, headers=received)
            await response.prepare(request)
            try:
                async for chunk in upstream.content.iter_any():
                    await response.write(chunk)
            except (aiohttp.ClientError, OSError):
                # Half an answer must not look like a whole one: no final chunk, the connection just ends.
                if request.transport is not None:
                    request.transport.abort()
                return response
            await response.write_eof()
            return response


def _failure(
    request: web.BaseRequest, service: Service, target: Behind, error: Exception
) -> web.StreamResponse:
    """A page for a service that was not reached, or did not answer."""
    never = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError) or (
        isinstance(error, OSError) and not isinstance(error, aiohttp.ClientError)
    )
    if target.socket is None:
        return pages.silent(request, service.port) if never else pages.broken(request, service.port)
    if never:
        return pages.closed(request)
    # A tunnel takes every caller, and hangs up when nothing answers at its far end.
    hung_up = isinstance(error, aiohttp.ClientConnectionError | tunnel.BrokenOff)
    return pages.unanswered(request, target.inside) if hung_up else pages.broken(request, service.port)


def _authority(place: Place) -> str:
    if isinstance(place, Address):
        host = f"[{place.host}]" if ":" in place.host else place.host
        return f"{host}:{place.port}"
    return "localhost"


def _redirect(to: str, *, cookie: str | None = None) -> web.Response:
    answer = web.Response(status=303, headers={"Location": to, "Cache-Control": "no-store", "Server": "zuka"})
    answer.headers["Referrer-Policy"] = "no-referrer"
    if cookie is not None:
        answer.headers[hdrs.SET_COOKIE] = cookie
    return answer
