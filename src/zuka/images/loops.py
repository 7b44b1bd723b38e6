"""Loops of images: carrying builds out, and keeping the catalogue as the engines say it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from zuka.context import Ctx
from zuka.errors import Conflict, DomainError, EngineUnavailable
from zuka.images import making, service, store
from zuka.images.builders import Builder
from zuka.images.models import BuildState, ImageBuild
from zuka.kit.loop import Loop

_WRITE_EVERY_SECONDS = 1.0
_RETRY_SECONDS = 15
_AT_ONCE = 256


class _LostClaim(Exception):
    """Another worker carries this build on; ours must leave no trace."""


async def claim_builds(ctx: Ctx, limit: int) -> Sequence[ImageBuild]:
    async with ctx.db.transaction() as session:
        return await store.claim_builds(
            session,
            regions=list(ctx.engines),
            now=ctx.clock.now(),
            lease=timedelta(seconds=ctx.settings.loops.lease_seconds),
            limit=limit,
        )


async def renew_build(ctx: Ctx, build: ImageBuild) -> None:
    until = ctx.clock.now() + timedelta(seconds=ctx.settings.loops.lease_seconds)
    async with ctx.db.transaction() as session:
        await store.update_build(session, build, lease_until=until)


async def carry_out(ctx: Ctx, build: ImageBuild, *, builder: Builder | None = None) -> None:
    """One attempt at a build that we hold: build, import, register, or write down why not."""
    limit = ctx.settings.instances.operation_attempts
    log = making.log_path(ctx, build.id)
    meter = _Meter(ctx, build)
    await meter.write(log_path=str(log))
    try:
        if build.attempts > limit:
            raise Conflict("images.build_failed", f"The builder was cut off {limit} times.")
        async with meter:
            facts = await making.make(
                ctx, name=build.name, region=build.region, progress=meter.put, log=log, builder=builder
            )
    except EngineUnavailable as error:
        if build.attempts < limit:
            await _later(ctx, build)
        else:
            await _fail(ctx, build, error)
        return
    except DomainError as error:
        await _fail(ctx, build, error)
        return
    with contextlib.suppress(_LostClaim):
        async with ctx.db.transaction() as session:
            await service.register_built(session, ctx, name=build.name, region=build.region, facts=facts)
            if not await service.finish_build(session, ctx, build, error=None):
                raise _LostClaim


async def _fail(ctx: Ctx, build: ImageBuild, error: DomainError) -> None:
    async with ctx.db.transaction() as session:
        await service.finish_build(session, ctx, build, error=error)


async def _later(ctx: Ctx, build: ImageBuild) -> None:
    due_at = ctx.clock.now() + timedelta(seconds=_RETRY_SECONDS * build.attempts)
    async with ctx.db.transaction() as session:
        if await store.update_build(
            session, build, state=BuildState.QUEUED, due_at=due_at, lease_token="", lease_until=None
        ):
            await service.announce(session, ctx, build_id=build.id)


class _Meter:
    """Takes progress as fast as it comes and writes it at most once a second."""

    def __init__(self, ctx: Ctx, build: ImageBuild) -> None:
        self._ctx, self._build = ctx, build
        self._now: tuple[int, str] = (build.percent, build.step)
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def put(self, percent: int, step: str) -> None:
        self._now = (percent, step[:128])

    async def write(self, **values: Any) -> None:
        async with self._ctx.db.transaction() as session:
            if await store.update_build(session, self._build, **values):
                await service.announce(session, self._ctx, build_id=self._build.id)

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._keep_writing())

    async def __aexit__(self, *_: object) -> None:
        # It is told to end and not cut off: a transaction cut off in the middle costs a connection.
        self._over.set()
        assert self._task is not None
        await self._task

    async def _keep_writing(self) -> None:
        written: tuple[int, str] | None = None
        over = asyncio.ensure_future(self._over.wait())
        while not over.done():
            if self._now != written:
                written = self._now
                await self.write(percent=written[0], step=written[1])
            pause = asyncio.ensure_future(self._ctx.clock.sleep(_WRITE_EVERY_SECONDS))
            await asyncio.wait({over, pause}, return_when=asyncio.FIRST_COMPLETED)
            pause.cancel()


async def _every_region(ctx: Ctx, limit: int) -> Sequence[str]:
    recipes = await asyncio.to_thread(service.known_recipes, ctx)
    async with ctx.db.transaction() as session:
        await service.sync_recipes(session, recipes, now=ctx.clock.now())
    return sorted(ctx.engines)[:limit]


async def compare(ctx: Ctx, region: str) -> None:
    """Give a simulated region its images, and make the catalogue agree with what the region has."""
    try:
        if making.is_simulated(ctx, region):
            await making.ensure_simulated(ctx, region)
        found = await ctx.engine(region).images()
    except EngineUnavailable:
        return
    async with ctx.db.transaction() as session:
        await service.reconcile(session, ctx, region=region, found=found)


BUILDS: Loop[Ctx, ImageBuild] = Loop(
    name=service.BELL,
    every=lambda ctx: ctx.settings.loops.operations,
    claim=claim_builds,
    act=carry_out,
    renew=renew_build,
)

IMAGES: Loop[Ctx, str] = Loop(
    name="images",
    every=lambda ctx: ctx.settings.loops.images,
    claim=_every_region,
    act=compare,
    concurrency=_AT_ONCE,
)

LOOPS: list[Loop[Ctx, Any]] = [BUILDS, IMAGES]
