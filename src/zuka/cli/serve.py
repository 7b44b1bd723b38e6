"""`zuka serve`: one process with any of the three roles, until it is told to stop.

Stopping is clean: the API finishes the answers that it has begun, streams are told to end, operations that are under
way are left to whoever starts next. Instances run on.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Collection, Coroutine, Iterator
from functools import partial

import uvicorn
import uvloop
from starlette.types import ASGIApp

from zuka import bootstrap
from zuka.app import main as app
from zuka.context import Ctx
from zuka.gateway import main as gateway
from zuka.kit import log
from zuka.migrations import upgrade
from zuka.notices import events
from zuka.settings import Settings
from zuka.worker import main as worker

ROLES = ("api", "worker", "gateway")
_GRACE_SECONDS = 5
_BACKLOG = 2048
_MESSAGE_BYTES = 4 * 1024 * 1024
"""The longest message that a browser may send through a WebSocket."""

_log = log.get("serve")


class Api(uvicorn.Server):
    """Says when it answers, and leaves signals to us: three roles stop together."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(
    settings: Settings, roles: Collection[str] = ROLES, *, ready: Callable[[Ctx], None] = lambda _: None
) -> None:
    """Run until SIGINT or SIGTERM. `ready` is called once the API answers."""
    log.configure(settings.log_format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, roles, ready))


async def _serve(settings: Settings, roles: Collection[str], ready: Callable[[Ctx], None]) -> None:
    ctx = bootstrap.build(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    try:
        await upgrade.upgrade(ctx.db)
        tasks = [asyncio.create_task(part, name=role) for role, part in _parts(ctx, roles, ready, stop)]
        stopped = asyncio.create_task(_wait_for(stop), name="stop")
        done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
        ctx.bell.ring(events.SHUTDOWN)
        stop.set()
        for task in tasks:
            if task.get_name() != "api":
                task.cancel()
        await asyncio.gather(*tasks, stopped, return_exceptions=True)
        for task in done - {stopped}:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error
    finally:
        await ctx.aclose()


async def _wait_for(event: asyncio.Event) -> None:
    await event.wait()


def _parts(
    ctx: Ctx, roles: Collection[str], ready: Callable[[Ctx], None], stop: asyncio.Event
) -> Iterator[tuple[str, Coroutine[object, object, None]]]:
    if "worker" in roles:
        yield "worker", worker.run(ctx)
    if "gateway" in roles:
        yield "gateway", gateway.serve(ctx)
    if "api" in roles:
        yield "api", _api(ctx, ready, stop)


async def _api(ctx: Ctx, ready: Callable[[Ctx], None], stop: asyncio.Event) -> None:
    server = Api(config_of(app.create(ctx), ctx.settings), partial(_answers, ctx, ready))
    await until_stopped(server, stop)


def config_of(answering: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the API is served, by itself or as part of the platform."""
    return uvicorn.Config(
        answering,
        host=settings.http.host,
        port=settings.http.port,
        backlog=_BACKLOG,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        # Terminals' output is compressed by nobody: that costs more time than it saves, and the other parts of the
        # same server would wait for it.
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=_MESSAGE_BYTES,
    )


async def until_stopped(server: Api, stop: asyncio.Event, sockets: list[socket.socket] | None = None) -> None:
    """Serve until `stop` is set, or the server ends by itself."""
    running = asyncio.create_task(server.serve(sockets), name="uvicorn")
    stopping = asyncio.create_task(_wait_for(stop), name="stopping")
    await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    server.should_exit = True
    await running


def _answers(ctx: Ctx, ready: Callable[[Ctx], None]) -> None:
    _log.info("the API answers", host=ctx.settings.http.host, port=ctx.settings.http.port)
    ready(ctx)
