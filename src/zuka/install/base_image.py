"""The first image: built and imported once, so that there is something to rent when the market opens."""

from __future__ import annotations

import asyncio

from zuka.context import Ctx
from zuka.errors import Conflict, DomainError
from zuka.images import service as images
from zuka.images.loops import BUILDS, IMAGES
from zuka.install import words
from zuka.install.shell import Say, step
from zuka.kit.loop import Runner

NAME = "base"
_LOOK_SECONDS = 0.5


async def ensure(ctx: Ctx, region: str, tell: Say) -> bool:
    """Whether the region's engine has the base image, building it now if it has not. A build that fails is told and
    not raised: everything but renting works without it, and the operator may try again from the console."""
    await IMAGES.once(ctx)
    if await _there(ctx, region):
        return True
    try:
        with step(tell, words.IMAGE):
            await _build(ctx, region, tell)
    except DomainError as error:
        tell(f"  the base image could not be built: {error.detail}")
        tell("  `./zuka image build base` tries again, `./zuka image log` shows what happened")
    return await _there(ctx, region)


async def _there(ctx: Ctx, region: str) -> bool:
    async with ctx.db.read() as session:
        for image in await images.every_image(session):
            if image.name == NAME and region in await images.regions_of(session, image_id=image.id):
                return True
    return False


async def _build(ctx: Ctx, region: str, tell: Say) -> None:
    """Ask for the build, or join the one that an earlier `up` began, and carry it out here. Raises `Conflict`
    images.build_failed."""
    build_id = await _ask(ctx, region)
    working = asyncio.create_task(Runner(ctx, ctx.bell, [BUILDS]).run(), name="build")
    said = ""
    try:
        while True:
            async with ctx.db.read() as session:
                build = await images.get_build(session, build_id=build_id)
            if build.step and build.step != said:
                said = build.step
                tell(f"  {build.percent:3d} %  {said}")
            if build.finished_at is not None:
                break
            await asyncio.wait([working], timeout=_LOOK_SECONDS)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    if build.error_code:
        raise Conflict("images.build_failed", build.error_detail)


async def _ask(ctx: Ctx, region: str) -> str:
    async with ctx.db.transaction() as session:
        for image in await images.every_image(session):
            live = await images.live_build(session, image_id=image.id) if image.name == NAME else None
            if live is not None and live.region == region:
                return live.id
        build = await images.start_build(session, ctx, name=NAME, region=region, by=None)
        return build.id
