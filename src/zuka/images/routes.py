"""HTTP of images: the catalogue for renters, recipes and builds for operators."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import PlainTextResponse, StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx, WithCtx
from zuka.errors import NotFound
from zuka.identity.auth import OperatorOnly, Renter
from zuka.images import schemas, service, watching
from zuka.images.models import Image, ImageBuild, ImageState
from zuka.kit import sse
from zuka.kit.page import Cursor, Limit, Page
from zuka.kit.web import Read, Write

router = APIRouter(prefix="/api/v1", tags=["images"])


@router.get("/images")
async def list_images(session: Read) -> list[schemas.ImageView]:
    """The catalogue, in the order of the cascade: framework, version, Python, CUDA. Open to everybody."""
    return [_image(one) for one in await service.catalogue(session)]


@router.get("/images/{image_id}")
async def get_image(image_id: str, caller: Renter, session: Read) -> schemas.ImageView:
    """One image; one that is not published any more is still shown to whoever has its id."""
    return _image(await service.get(session, image_id=image_id))


@router.get("/admin/images")
async def list_all_images(caller: OperatorOnly, session: Read, ctx: WithCtx) -> list[schemas.AdminImageView]:
    """Every recipe and image, with the regions that have it and its build under way."""
    return [await _admin(session, ctx, one) for one in await service.every_image(session)]


@router.post("/admin/images/{name}/build", status_code=202)
async def build_image(
    name: str, body: schemas.BuildRequest, caller: OperatorOnly, session: Write, ctx: WithCtx
) -> schemas.BuildView:
    """Build a recipe and import it into a region; follow the build that is answered."""
    region = body.region or next(iter(ctx.engines))
    return _build(
        await service.start_build(
            session, ctx, name=name, region=region, by=caller.user_id, address=caller.address
        )
    )


@router.get("/admin/builds")
async def list_image_builds(
    caller: OperatorOnly, session: Read, cursor: Cursor = None, limit: Limit = 50
) -> Page[schemas.BuildView]:
    """Every build there was, newest first."""
    rows, following = await service.builds_page(session, cursor=cursor, limit=limit)
    return Page(items=[_build(row) for row in rows], next=following)


@router.get("/admin/builds/{build_id}")
async def get_image_build(build_id: str, caller: OperatorOnly, session: Read) -> schemas.BuildView:
    """How far a build is."""
    return _build(await service.get_build(session, build_id=build_id))


@router.get("/admin/builds/{build_id}/log", response_class=PlainTextResponse)
async def get_image_build_log(build_id: str, caller: OperatorOnly, session: Read) -> str:
    """What the build has written so far, the last megabyte of it."""
    build = await service.get_build(session, build_id=build_id)
    return await asyncio.to_thread(watching.tail, build.log_path)


@router.get("/admin/builds/{build_id}/log/stream", response_class=StreamingResponse, responses=sse.DESCRIBED)
async def stream_image_build_log(
    build_id: str,
    caller: OperatorOnly,
    ctx: WithCtx,
    offset: Annotated[int, Query(ge=0, description="The byte of the log to begin at.")] = 0,
    last_event_id: Annotated[str | None, Header(description="`id` of the last event that arrived.")] = None,
) -> StreamingResponse:
    """Server-sent events: `log` with `text` and the `offset` that follows it, then `done` with the build's `state`.
    Resumes by Last-Event-ID."""
    async with ctx.db.read() as session:
        await service.get_build(session, build_id=build_id)
    if last_event_id is not None and last_event_id.isdecimal() and len(last_event_id) < 16:
        offset = int(last_event_id)
    return sse.answer(watching.stream(ctx, build_id=build_id, offset=offset))


@router.post("/admin/images/{image_id}/publish")
async def publish_image(
    image_id: str, caller: OperatorOnly, session: Write, ctx: WithCtx
) -> schemas.AdminImageView:
    """Show the image in the catalogue."""
    image = await service.set_published(
        session, ctx, image_id=image_id, published=True, by=caller.user_id, address=caller.address
    )
    return await _admin(session, ctx, image)


@router.post("/admin/images/{image_id}/unpublish")
async def unpublish_image(
    image_id: str, caller: OperatorOnly, session: Write, ctx: WithCtx
) -> schemas.AdminImageView:
    """Take the image out of the catalogue; instances that have it keep it."""
    image = await service.set_published(
        session, ctx, image_id=image_id, published=False, by=caller.user_id, address=caller.address
    )
    return await _admin(session, ctx, image)


def _image(image: Image) -> schemas.ImageView:
    return schemas.ImageView.model_validate(image)


def _build(build: ImageBuild) -> schemas.BuildView:
    return schemas.BuildView(
        id=build.id,
        name=build.name,
        region=build.region,
        state=build.state,
        step=build.step,
        percent=build.percent,
        attempts=build.attempts,
        error=build.error_detail or None,
        created_at=build.created_at,
        finished_at=build.finished_at,
    )


async def _admin(session: AsyncSession, ctx: Ctx, image: Image) -> schemas.AdminImageView:
    live = await service.live_build(session, image_id=image.id)
    return schemas.AdminImageView(
        **_image(image).model_dump(),
        name=image.name,
        published=image.published,
        fingerprint=image.fingerprint,
        recipe_checksum=image.recipe_checksum,
        outdated=image.state == ImageState.READY and not image.simulated and _outdated(ctx, image),
        regions=await service.regions_of(session, image_id=image.id),
        build=None if live is None else _build(live),
    )


def _outdated(ctx: Ctx, image: Image) -> bool:
    """Whether the recipe would make something else today."""
    try:
        recipe = service.recipe_called(ctx, image.name)
    except NotFound:
        return False
    return image.recipe_checksum not in service.checksums_of(ctx, recipe)
