"""Listening to a region's events, so that a `shutdown` typed inside stops the meter within a second.

An event is a hint: what is done follows from a fresh look, and the sweep comes by anyway.
"""

from __future__ import annotations

import asyncio

from zuka.context import Ctx
from zuka.engine.port import EngineEvent, EventKind, InstanceState
from zuka.errors import EngineError
from zuka.instances import sweep
from zuka.instances.states import State
from zuka.kit import log

_log = log.get("watch")
_PAUSE_SECONDS = 2.0


async def watch(ctx: Ctx, region: str) -> None:
    """Until cancelled. Looks at different instances side by side, since one slow host must not hold up the others."""
    tasks: set[asyncio.Task[None]] = set()
    try:
        while True:
            try:
                async for event in ctx.engine(region).events():
                    task = asyncio.create_task(_heard(ctx, region, event))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
            except Exception:
                _log.exception("the event stream broke", region=region)
            await ctx.clock.sleep(_PAUSE_SECONDS)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _heard(ctx: Ctx, region: str, event: EngineEvent) -> None:
    try:
        await heed(ctx, region, event)
    except EngineError as error:
        _log.warning("could not look", region=region, instance=event.instance, error=str(error))
    except Exception:
        _log.exception("event failed", region=region, instance=event.instance)


async def heed(ctx: Ctx, region: str, event: EngineEvent) -> None:
    """Act on one event, if the engine on a fresh look agrees."""
    if event.kind == EventKind.CONNECTED:
        ctx.bell.ring(sweep.BELL)
    if event.kind != EventKind.STOPPED:
        return
    seen = await sweep.glance(ctx, event.instance)
    if seen is None or seen.instance.state != State.RUNNING:
        return
    facts = await ctx.engine(region).instance(event.instance)
    if facts is None or facts.state != InstanceState.STOPPED:
        return
    started = seen.instance.started_at
    late = started is not None and event.at < started
    at = ctx.clock.now() if late else event.at
    await sweep.stopped_by_itself(ctx, seen, at=at, reason="shutdown_inside")
