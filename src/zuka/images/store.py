"""The SQL of images, their copies in regions, and builds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.images.models import BuildState, Image, ImageBuild, ImageCopy, ImageState
from zuka.kit import ids
from zuka.kit.db import claim, won
from zuka.kit.page import page_of

_PLAIN = {"synchronize_session": False}

# Images.


async def add_images(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Put in those whose name is not there yet."""
    await claim(session, Image, [{"id": ids.new_id("img"), "alias": row["name"], **row} for row in rows])


async def image(session: AsyncSession, image_id: str) -> Image | None:
    return await session.get(Image, image_id, populate_existing=True)


async def image_called(session: AsyncSession, text: str) -> Image | None:
    """By id, else by alias, else by name."""
    statement = select(Image).where(or_(Image.id == text, Image.alias == text, Image.name == text))
    found = list((await session.scalars(statement)).all())
    rank = {text: 0}
    return min(found, key=lambda one: (rank.get(one.id, 1), rank.get(one.alias, 1)), default=None)


async def images(session: AsyncSession, *, published: bool | None = None) -> list[Image]:
    """In the order of the cascade: framework, version, Python, CUDA."""
    statement = select(Image).order_by(Image.framework, Image.version, Image.python, Image.cuda, Image.name)
    if published is not None:
        statement = statement.where(Image.published.is_(published))
    return list((await session.scalars(statement)).all())


async def change_image(session: AsyncSession, image_id: str, **values: Any) -> None:
    await session.execute(
        update(Image).where(Image.id == image_id).values(**values), execution_options=_PLAIN
    )


async def set_published(session: AsyncSession, *, image_id: str, published: bool) -> bool:
    """False when it is so already."""
    guard = (Image.id == image_id, Image.published.is_(not published))
    return await won(session, update(Image).where(*guard).values(published=published))


async def set_unready(session: AsyncSession, *, image_id: str, state: ImageState) -> None:
    """The state of an image that no engine has; one that is ready is left alone."""
    guard = (Image.id == image_id, Image.state != ImageState.READY)
    await session.execute(update(Image).where(*guard).values(state=state), execution_options=_PLAIN)


# Copies.


async def copies(
    session: AsyncSession, *, region: str | None = None, image_id: str | None = None
) -> list[ImageCopy]:
    statement = select(ImageCopy).order_by(ImageCopy.region)
    if region is not None:
        statement = statement.where(ImageCopy.region == region)
    if image_id is not None:
        statement = statement.where(ImageCopy.image_id == image_id)
    return list((await session.scalars(statement)).all())


async def put_copy(
    session: AsyncSession, *, image_id: str, region: str, fingerprint: str, now: datetime
) -> None:
    row = {"image_id": image_id, "region": region, "fingerprint": fingerprint, "imported_at": now}
    if not await claim(session, ImageCopy, [row]):
        here = (ImageCopy.image_id == image_id, ImageCopy.region == region)
        changed = {"fingerprint": fingerprint, "imported_at": now}
        await session.execute(update(ImageCopy).where(*here).values(**changed), execution_options=_PLAIN)


async def drop_copies(session: AsyncSession, *, region: str, image_ids: Collection[str]) -> None:
    here = (ImageCopy.region == region, ImageCopy.image_id.in_(image_ids))
    await session.execute(delete(ImageCopy).where(*here), execution_options=_PLAIN)


# Builds.


async def add_build(session: AsyncSession, **values: Any) -> ImageBuild | None:
    """None when the same recipe is being built for the same region."""
    values = {"id": ids.new_id("bld"), "state": BuildState.QUEUED, **values}
    if not await claim(session, ImageBuild, [values]):
        return None
    return await build(session, values["id"])


async def build(session: AsyncSession, build_id: str) -> ImageBuild | None:
    return await session.get(ImageBuild, build_id, populate_existing=True)


async def builds_page(
    session: AsyncSession, *, cursor: str | None, limit: int
) -> tuple[list[ImageBuild], str | None]:
    statement = select(ImageBuild)
    return await page_of(
        session, statement, at=ImageBuild.created_at, key=ImageBuild.id, cursor=cursor, limit=limit
    )


async def live_builds(session: AsyncSession, *, image_id: str) -> list[ImageBuild]:
    statement = select(ImageBuild).where(ImageBuild.image_id == image_id, ImageBuild.finished_at.is_(None))
    return list((await session.scalars(statement)).all())


async def claim_builds(
    session: AsyncSession, *, regions: Collection[str], now: datetime, lease: timedelta, limit: int
) -> list[ImageBuild]:
    """Take due builds that nobody holds; each gets a token of ours that every later write must show."""
    free = or_(ImageBuild.lease_until.is_(None), ImageBuild.lease_until < now)
    due = (ImageBuild.finished_at.is_(None), ImageBuild.due_at <= now, ImageBuild.region.in_(regions), free)
    found = await session.scalars(select(ImageBuild).where(*due).order_by(ImageBuild.due_at).limit(limit))
    claimed = []
    for one in found.all():
        values = {
            "lease_token": ids.random_text(20),
            "lease_until": now + lease,
            "state": BuildState.RUNNING,
            "attempts": one.attempts + 1,
            "started_at": one.started_at or now,
        }
        if await won(session, update(ImageBuild).where(ImageBuild.id == one.id, *due).values(**values)):
            fresh = await build(session, one.id)
            assert fresh is not None
            claimed.append(fresh)
    return claimed


async def update_build(session: AsyncSession, claimed: ImageBuild, **values: Any) -> bool:
    """Change a build that we hold; False when the claim has passed to somebody else."""
    guard = (
        ImageBuild.id == claimed.id,
        ImageBuild.lease_token == claimed.lease_token,
        ImageBuild.finished_at.is_(None),
    )
    return await won(session, update(ImageBuild).where(*guard).values(**values))
