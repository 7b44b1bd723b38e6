"""Runs the workbench by itself: its own database, loopback only, the web gateway for tunnels beside it."""

from __future__ import annotations

import asyncio
import fcntl
import html
import os
import signal
import socket
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from zuka import bootstrap
from zuka.app import standalone
from zuka.cli import serve as serving
from zuka.context import Ctx
from zuka.gateway.web import WebGateway
from zuka.kit import log
from zuka.migrations import upgrade
from zuka.notices import events


class AlreadyRunning(Exception):
    """Another process works on the same data."""


def default_data_dir() -> Path:
    """Where the desktop keeps its programs' data."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "zuka-workbench"


def serve(data_dir: Path, *, port: int, browser: bool) -> None:
    """Until SIGINT or SIGTERM. Raises `OSError` when the port is taken, `AlreadyRunning`."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        _alone(data_dir),
        socket.create_server((standalone.LOOPBACK, port)) as listener,
        socket.create_server((standalone.LOOPBACK, 0)) as web_listener,
    ):
        settings = standalone.settings(
            data_dir, port=listener.getsockname()[1], web_port=web_listener.getsockname()[1]
        )
        log.configure(settings.log_format)
        ctx = bootstrap.build(settings)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(ctx, listener, web_listener, browser=browser))


async def _serve(ctx: Ctx, listener: socket.socket, web_listener: socket.socket, *, browser: bool) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    gateway = WebGateway(ctx)
    page = ctx.settings.data_dir / "open.html"
    try:
        await upgrade.upgrade(ctx.db)
        door = standalone.Door(ctx, await standalone.ensure_user(ctx))
        await gateway.start(web_listener)
        watching = asyncio.create_task(gateway.run(), name="gateway")

        def ready() -> None:
            _invite(door.link, page, browser=browser)

        server = serving.Api(serving.config_of(door, ctx.settings), ready)
        ringing = asyncio.create_task(_ring(ctx, stop), name="stop")
        await serving.until_stopped(server, stop, [listener])
        for task in (watching, ringing):
            task.cancel()
        await asyncio.gather(watching, ringing, return_exceptions=True)
    finally:
        page.unlink(missing_ok=True)
        await gateway.close()
        await ctx.aclose()


async def _ring(ctx: Ctx, stop: asyncio.Event) -> None:
    """Streams end before the server waits for them."""
    await stop.wait()
    ctx.bell.ring(events.SHUTDOWN)


def _invite(link: str, page: Path, *, browser: bool) -> None:
    print(f"{standalone.words()}\n\n  {link}\n\nThe link works once. Stop with Ctrl-C.", flush=True)
    if browser:
        # Everybody on this machine may read how a browser was started; a file of one's own only its owner.
        page.unlink(missing_ok=True)
        page.touch(mode=0o600)
        page.write_text(f'<meta http-equiv="refresh" content="0; url={html.escape(link)}">\n')
        webbrowser.open(page.as_uri())


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Raises `AlreadyRunning` while another process holds the directory."""
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"The workbench runs already with the data in {data_dir}.") from error
        yield
