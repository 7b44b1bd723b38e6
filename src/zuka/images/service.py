"""The catalogue's rules: what may be chosen, when a build may begin, what becomes of an image that was built.

It builds nothing itself and asks no engine anything; `making` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.engine.port import ImageFacts
from zuka.errors import Conflict, DomainError, NotFound
from zuka.identity import audit
from zuka.images import recipes, store
from zuka.images.build import CHECKSUM, checksum_of
from zuka.images.models import BuildState, Image, ImageBuild, ImageState
from zuka.images.recipes import Recipe
from zuka.images.sources import Site
from zuka.kit.db import after_commit
from zuka.notices import events
from zuka.notices import service as notices

__all__ = ["Image", "ImageBuild", "ImageState"]

BELL = "image-builds"
TOPIC = "build"
_FACTS = ("framework", "version", "python", "cuda", "os")


# Looking.


async def resolve(session: AsyncSession, text: str, *, region: str | None = None) -> Image:
    """The image with this id, alias or recipe name, ready to be used (in `region`, when one is given). Raises
    `NotFound` images.not_found, also for one that is not published; `Conflict` images.not_ready."""
    found = await store.image_called(session, text)
    if found is None or not found.published:
        raise NotFound("images.not_found", image=text)
    if found.state != ImageState.READY:
        raise Conflict("images.not_ready", image=found.name, state=found.state.value)
    if region is not None and region not in await regions_of(session, image_id=found.id):
        raise Conflict(
            "images.not_ready", "The region does not have this image.", image=found.name, region=region
        )
    return found


async def get(session: AsyncSession, *, image_id: str) -> Image:
    """One image whatever its state. Raises `NotFound` images.not_found."""
    found = await store.image(session, image_id)
    if found is None:
        raise NotFound("images.not_found")
    return found


async def catalogue(session: AsyncSession) -> list[Image]:
    """What renters may choose from, in the order of the cascade: framework, version, Python, CUDA."""
    return await store.images(session, published=True)


async def every_image(session: AsyncSession) -> list[Image]:
    return await store.images(session)


async def regions_of(session: AsyncSession, *, image_id: str) -> list[str]:
    """The regions whose engines have the image."""
    return [copy.region for copy in await store.copies(session, image_id=image_id)]


async def get_build(session: AsyncSession, *, build_id: str) -> ImageBuild:
    found = await store.build(session, build_id)
    if found is None:
        raise NotFound("images.build_not_found")
    return found


async def builds_page(
    session: AsyncSession, *, cursor: str | None, limit: int
) -> tuple[list[ImageBuild], str | None]:
    """Every build there was, newest first."""
    return await store.builds_page(session, cursor=cursor, limit=limit)


async def live_build(session: AsyncSession, *, image_id: str) -> ImageBuild | None:
    """The build of this image that is under way, the newest of several."""
    found = await store.live_builds(session, image_id=image_id)
    return max(found, key=lambda one: one.created_at, default=None)


# Recipes.


def known_recipes(ctx: Ctx) -> list[Recipe]:
    """Every recipe there is, parents first. Reads the disk."""
    return recipes.load_all(ctx.settings.images.recipes or recipes.default_folder())


def recipe_called(ctx: Ctx, name: str) -> Recipe:
    """Raises `NotFound` images.not_found."""
    found = next((one for one in known_recipes(ctx) if one.name == name), None)
    if found is None:
        raise NotFound("images.not_found", f"There is no recipe {name!r}.", image=name)
    return found


async def sync_recipes(session: AsyncSession, found: Sequence[Recipe], *, now: datetime) -> None:
    """Give every recipe a row, so that the operator sees what can be built."""
    rows = [
        {
            "name": one.name,
            "title": title_of({"framework": one.framework, "version": one.version, "python": one.python}),
            "framework": one.framework,
            "version": one.version,
            "python": one.python,
            "cuda": one.cuda,
            "os": one.os,
            "created_at": now,
        }
        for one in found
    ]
    await store.add_images(session, rows)


def site_of(ctx: Ctx) -> Site:
    """What this site puts into every image."""
    settings = ctx.settings
    return Site(settings.ca_bundle, settings.images.apt_mirror, settings.images.pip_index)


def checksums_of(ctx: Ctx, recipe: Recipe) -> set[str]:
    """What an image of this recipe may call itself today, whichever variant it is. Reads the disk."""
    return {checksum_of(recipe, variant, site_of(ctx)) for variant in recipe.variants or ("",)}


def title_of(facts: Mapping[str, str]) -> str:
    """What people call an image that has these facts."""
    parts = [f"{facts['framework']} {facts['version']}", f"Python {facts['python']}"]
    if facts.get("cuda"):
        parts.append(f"CUDA {facts['cuda']}")
    return " · ".join(parts) + (" (simulated)" if facts.get("simulated") else "")


# Builds.


async def start_build(
    session: AsyncSession, ctx: Ctx, *, name: str, region: str, by: str | None, address: str = ""
) -> ImageBuild:
    """Ask for a build. Raises `NotFound` for an unknown recipe or region, `Conflict` images.busy."""
    now = ctx.clock.now()
    recipe = recipe_called(ctx, name)
    ctx.engine(region)
    await sync_recipes(session, [recipe], now=now)
    image = await store.image_called(session, name)
    assert image is not None, "it was put in above"
    build = await store.add_build(
        session, image_id=image.id, name=name, region=region, by=by, created_at=now, due_at=now
    )
    if build is None:
        raise Conflict("images.busy", image=name, region=region)
    await store.set_unready(session, image_id=image.id, state=ImageState.BUILDING)
    await audit.record(
        session,
        now=now,
        actor_id=by,
        action="images.build",
        target=image.id,
        facts={"name": name, "region": region, "build": build.id},
        address=address,
    )
    after_commit(session, lambda: ctx.bell.ring(BELL))
    await announce(session, ctx, build_id=build.id)
    return build


async def announce(session: AsyncSession, ctx: Ctx, *, build_id: str) -> None:
    """Operators' pages that show the build should look again."""
    await events.announce_to_operators(session, ctx, topic=TOPIC, subject=build_id)


async def finish_build(
    session: AsyncSession, ctx: Ctx, build: ImageBuild, *, error: DomainError | None
) -> bool:
    """Write down how a build that we hold ended. False when it is somebody else's by now: then nothing else that the
    transaction wrote may stand."""
    now = ctx.clock.now()
    values: dict[str, object] = {"finished_at": now, "lease_token": "", "lease_until": None}
    if error is None:
        values |= {"state": BuildState.SUCCEEDED, "percent": 100, "step": "done"}
    else:
        values |= {"state": BuildState.FAILED, "error_code": error.code, "error_detail": error.detail}
    if not await store.update_build(session, build, **values):
        return False
    await announce(session, ctx, build_id=build.id)
    if error is not None:
        await store.set_unready(session, image_id=build.image_id, state=ImageState.FAILED)
        await notices.tell_operators(
            session,
            ctx,
            key=f"image-build:{build.id}",
            kind="images.build_failed",
            subject=build.image_id,
            facts={"image": build.name, "region": build.region, "error": error.detail},
            now=now,
        )
    return True


async def register_built(
    session: AsyncSession, ctx: Ctx, *, name: str, region: str, facts: ImageFacts
) -> Image:
    """The region's engine has the image now: it may be chosen. What it is comes from the engine's properties."""
    now = ctx.clock.now()
    image = await store.image_called(session, name)
    if image is None:
        raise NotFound("images.not_found", image=name)
    told = dict(facts.properties)
    simulated = told.get("simulated") == "true"
    others = [one for one in await store.copies(session, image_id=image.id) if one.region != region]
    if not (simulated and others and not image.simulated):
        # A played image says nothing about a real one that another region has.
        known = {key: told.get(key, getattr(image, key)) for key in _FACTS}
        await store.change_image(
            session,
            image.id,
            **known,
            title=title_of(known | ({"simulated": "true"} if simulated else {})),
            simulated=simulated,
            size_bytes=facts.size_bytes,
            fingerprint=facts.fingerprint,
            recipe_checksum=told.get(CHECKSUM, ""),
            built_at=now,
        )
    await store.put_copy(session, image_id=image.id, region=region, fingerprint=facts.fingerprint, now=now)
    await store.change_image(session, image.id, state=ImageState.READY)
    return await get(session, image_id=image.id)


async def reconcile(session: AsyncSession, ctx: Ctx, *, region: str, found: Sequence[ImageFacts]) -> None:
    """Make the catalogue agree with what the region's engine has: adopt images of ours that it has and we did not
    know of, and forget those that it lost."""
    by_alias = {one.alias: one for one in found}
    known = {copy.image_id: copy for copy in await store.copies(session, region=region)}
    for image in await store.images(session):
        facts, copy = by_alias.get(image.alias), known.get(image.id)
        if facts is not None and (copy is None or copy.fingerprint != facts.fingerprint):
            await register_built(session, ctx, name=image.name, region=region, facts=facts)
        elif facts is None and copy is not None:
            await store.drop_copies(session, region=region, image_ids=[image.id])
            if not await store.copies(session, image_id=image.id):
                await store.change_image(session, image.id, state=ImageState.UNBUILT, fingerprint="")


async def set_published(
    session: AsyncSession, ctx: Ctx, *, image_id: str, published: bool, by: str, address: str = ""
) -> Image:
    """Show the image in the catalogue, or take it out; instances that have it keep it."""
    await get(session, image_id=image_id)
    if await store.set_published(session, image_id=image_id, published=published):
        await audit.record(
            session,
            now=ctx.clock.now(),
            actor_id=by,
            action="images.publish" if published else "images.unpublish",
            target=image_id,
            facts={},
            address=address,
        )
    return await get(session, image_id=image_id)
