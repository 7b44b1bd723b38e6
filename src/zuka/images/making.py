"""From a recipe to an image in a region's engine: build, import, register. Holds no transaction while it works."""

from __future__ import annotations

from pathlib import Path

from zuka.context import Ctx
from zuka.engine.port import ImageFacts
from zuka.images import service
from zuka.images.build import CHECKSUM, Progress
from zuka.images.builders import Builder, HostBuilder, SimulatedBuilder
from zuka.images.models import Image

_BUILD_SHARE = 85
"""Per cent of the whole that building takes; importing is the rest."""


def is_simulated(ctx: Ctx, region: str) -> bool:
    known = ctx.settings.regions.get(region)
    return known is not None and known.engine == "simulated"


def builder_for(ctx: Ctx, region: str) -> Builder:
    """A simulated region gets simulated images: there is no machine to put a real one on."""
    return SimulatedBuilder() if is_simulated(ctx, region) else HostBuilder()


def log_path(ctx: Ctx, build_id: str) -> Path:
    return ctx.settings.data_dir / "builds" / f"{build_id}.log"


async def make(
    ctx: Ctx, *, name: str, region: str, progress: Progress, log: Path, builder: Builder | None = None
) -> ImageFacts:
    """Build the recipe and import it. Safe to repeat: what was built is found again, and an engine that has this very
    build is not given it twice. Raises `Conflict` images.build_failed and what the engine raises."""
    builder = builder or builder_for(ctx, region)
    engine = ctx.engine(region)
    recipe = service.recipe_called(ctx, name)
    cards = any(not card.simulated for host in await engine.hosts() for card in host.cards)
    variant = recipe.variant_for(cards=cards and not is_simulated(ctx, region))
    folder = "-".join(
        part for part in ("simulated" if is_simulated(ctx, region) else "", name, variant) if part
    )
    log.parent.mkdir(parents=True, exist_ok=True)
    built = await builder.build(
        recipe,
        output=ctx.settings.data_dir / "images" / folder,
        variant=variant,
        site=service.site_of(ctx),
        report=lambda percent, step: progress(percent * _BUILD_SHARE // 100, step),
        log=log,
    )
    for there in await engine.images():
        if there.alias == name and there.properties.get(CHECKSUM) == built.checksum:
            return there
    rest = 100 - _BUILD_SHARE
    return await engine.import_image(
        name,
        built.metadata,
        built.rootfs,
        {**built.facts, "name": name, CHECKSUM: built.checksum},
        lambda percent: progress(_BUILD_SHARE + percent * rest // 100, "import"),
    )


async def build_and_import(
    ctx: Ctx, name: str, region: str, progress: Progress, *, builder: Builder | None = None
) -> Image:
    """Build, import and register in one go, for commands that wait for it; `zuka image build` and `zuka up`."""
    recipes = service.known_recipes(ctx)
    async with ctx.db.transaction() as session:
        await service.sync_recipes(session, recipes, now=ctx.clock.now())
    log = log_path(ctx, f"{name}-{region}")
    facts = await make(ctx, name=name, region=region, progress=progress, log=log, builder=builder)
    async with ctx.db.transaction() as session:
        image = await service.register_built(session, ctx, name=name, region=region, facts=facts)
    progress(100, "done")
    return image


async def ensure_simulated(ctx: Ctx, region: str) -> None:
    """Give a simulated region every image there is a recipe for, so that its catalogue is not empty."""
    there = {one.alias for one in await ctx.engine(region).images()}
    for recipe in service.known_recipes(ctx):
        if recipe.name not in there:
            await build_and_import(ctx, recipe.name, region, lambda _percent, _step: None)
