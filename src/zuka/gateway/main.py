"""The `gateway` role: carries renters' bytes, SSH and web, until it is told to stop. Composes, and has no rules."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable
from dataclasses import dataclass

from zuka.context import Ctx
from zuka.gateway.ssh import SshGateway
from zuka.gateway.web import WebGateway
from zuka.kit import log

_log = log.get("gateway")


@dataclass(frozen=True, slots=True)
class Serving:
    """The running gateway: its parts, and the port that the web side really listens on."""

    ssh: SshGateway
    web: WebGateway
    web_port: int


def _silent(_: Serving) -> None:
    return


def _allow_many_files() -> None:
    """Two per connection and one per instance: the usual soft limit of 1024 would be met by a few hundred renters."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def serve(ctx: Ctx, *, ready: Callable[[Serving], None] = _silent) -> None:
    """Listen until cancelled, then let connections finish for `gateway.drain_seconds`. `ready` is called once both
    sides listen. Raises `OSError` when the web port is taken."""
    _allow_many_files()
    ssh, web = SshGateway(ctx), WebGateway(ctx)
    try:
        port = await web.start()
        await ssh.reconcile()
        _log.info("gateway listens", web_port=port, ssh_ports=ctx.settings.gateway.ssh_ports)
        ready(Serving(ssh, web, port))
        async with asyncio.TaskGroup() as group:
            group.create_task(ssh.run(), name="gateway:ssh")
            group.create_task(web.run(), name="gateway:web")
    finally:
        await asyncio.gather(ssh.close(drain_seconds=ctx.settings.gateway.drain_seconds), web.close())
