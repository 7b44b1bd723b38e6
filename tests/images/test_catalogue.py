"""What renters may choose, what operators build, and what becomes of it, on simulated regions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from support import both_databases, login, make_operator, make_renter, refused
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.errors import Conflict, EngineUnavailable, NotFound
from zuka.images import loops, making, service
from zuka.images.build import Built, Progress
from zuka.images.builders import SimulatedBuilder
from zuka.images.models import BuildState, ImageBuild, ImageState
from zuka.images.recipes import Recipe
from zuka.images.sources import Site
from zuka.kit.clock import ManualClock
from zuka.notices import service as notices

pytestmark = both_databases


class FailingBuilder(SimulatedBuilder):
    """Builds nothing, and says why."""

    async def build(
        self, recipe: Recipe, *, output: Path, variant: str, site: Site, report: Progress, log: Path
    ) -> Built:
        report(30, "packages")
        raise Conflict("images.build_failed", "mmdebstrap ended with 1: E: no space left")


async def ask(ctx: Ctx, name: str = "base") -> ImageBuild:
    async with ctx.db.transaction() as session:
        return await service.start_build(session, ctx, name=name, region="local", by=None)


async def claimed(ctx: Ctx) -> ImageBuild:
    found = await loops.claim_builds(ctx, 10)
    assert len(found) == 1
    return found[0]


async def image(ctx: Ctx, name: str = "base") -> service.Image:
    async with ctx.db.read() as session:
        return next(one for one in await service.every_image(session) if one.name == name)


async def build(ctx: Ctx, build_id: str) -> ImageBuild:
    async with ctx.db.read() as session:
        return await service.get_build(session, build_id=build_id)


# Choosing.


async def test_a_simulated_region_has_a_catalogue_by_itself_and_says_that_it_is_simulated(ctx: Ctx) -> None:
    await loops.IMAGES.once(ctx)

    async with ctx.db.read() as session:
        found = await service.catalogue(session)
        assert [(one.framework, one.state) for one in found] == [("Debian", "ready"), ("PyTorch", "ready")]
        assert all(one.simulated and "(simulated)" in one.title for one in found)
        for text in ("pytorch", found[1].id, found[1].alias):
            assert (await service.resolve(session, text)).id == found[1].id
    assert {one.alias for one in await ctx.engine("local").images()} == {"base", "pytorch"}


async def test_comparing_again_imports_nothing_again(ctx: Ctx, engine: SimulatedEngine) -> None:
    await loops.IMAGES.once(ctx)
    before = engine.calls["import_image"]

    await loops.IMAGES.once(ctx)

    assert engine.calls["import_image"] == before == 2


async def test_an_unknown_or_withdrawn_image_is_not_found_and_an_unbuilt_one_not_ready(ctx: Ctx) -> None:
    await ask(ctx)

    async with ctx.db.read() as session:
        with pytest.raises(NotFound) as unknown:
            await service.resolve(session, "windows")
        with pytest.raises(Conflict) as unbuilt:
            await service.resolve(session, "base")
    assert (unknown.value.code, unbuilt.value.code) == ("images.not_found", "images.not_ready")

    await loops.BUILDS.once(ctx)
    base = await image(ctx)
    async with ctx.db.transaction() as session:
        await service.set_published(session, ctx, image_id=base.id, published=False, by="operator")
    async with ctx.db.read() as session:
        with pytest.raises(NotFound):
            await service.resolve(session, "base")
        assert (await service.get(session, image_id=base.id)).title, "instances that have it still know it"


async def test_an_image_of_one_region_is_not_ready_in_another(ctx: Ctx) -> None:
    await loops.IMAGES.once(ctx)

    async with ctx.db.read() as session:
        await service.resolve(session, "base", region="local")
        with pytest.raises(Conflict, match=r"images\.not_ready"):
            await service.resolve(session, "base", region="elsewhere")


async def test_an_image_that_was_put_into_the_engine_by_hand_is_adopted(
    ctx: Ctx, engine: SimulatedEngine
) -> None:
    facts = {
        "framework": "PyTorch",
        "version": "2.14",
        "python": "3.11",
        "cuda": "12.8",
        "recipe_checksum": "abc",
    }
    engine.add_image("pytorch", properties=facts)

    await loops.IMAGES.once(ctx)

    found = await image(ctx, "pytorch")
    assert (found.state, found.version, found.cuda, found.simulated) == ("ready", "2.14", "12.8", False)
    assert found.title == "PyTorch 2.14 · Python 3.11 · CUDA 12.8"


async def test_an_image_that_the_engine_lost_cannot_be_chosen_any_more(
    ctx: Ctx, engine: SimulatedEngine
) -> None:
    await loops.IMAGES.once(ctx)
    await engine.delete_image("base")

    async with ctx.db.transaction() as session:
        await service.reconcile(session, ctx, region="local", found=await engine.images())

    assert (await image(ctx)).state == ImageState.UNBUILT


async def test_a_region_that_does_not_answer_loses_no_image(ctx: Ctx, engine: SimulatedEngine) -> None:
    await loops.IMAGES.once(ctx)
    engine.lose_region()

    await loops.IMAGES.once(ctx)

    assert (await image(ctx)).state == ImageState.READY


# Building.


async def test_a_build_ends_with_an_image_that_may_be_chosen(ctx: Ctx) -> None:
    asked = await ask(ctx)
    assert (await image(ctx)).state == ImageState.BUILDING

    await loops.BUILDS.once(ctx)

    done = await build(ctx, asked.id)
    assert (done.state, done.percent, done.finished_at) == (BuildState.SUCCEEDED, 100, ctx.clock.now())
    assert (await image(ctx)).state == ImageState.READY
    assert done.log_path


async def test_one_recipe_is_built_once_at_a_time(ctx: Ctx) -> None:
    await ask(ctx)

    with pytest.raises(Conflict, match=r"images\.busy"):
        await ask(ctx)

    await loops.BUILDS.once(ctx)
    await ask(ctx)


async def test_a_failed_build_says_why_and_tells_the_operator(ctx: Ctx) -> None:
    operator = await make_operator(ctx)
    asked = await ask(ctx)

    await loops.carry_out(ctx, await claimed(ctx), builder=FailingBuilder())

    done = await build(ctx, asked.id)
    assert (done.state, done.error_code) == (BuildState.FAILED, "images.build_failed")
    assert "no space left" in done.error_detail
    assert (await image(ctx)).state == ImageState.FAILED
    async with ctx.db.read() as session:
        told, _ = await notices.page(session, user_id=operator.id, unread=True, cursor=None, limit=10)
    assert [one.kind for one in told] == ["images.build_failed"]


async def test_an_image_stays_usable_while_it_is_built_again_and_when_that_fails(ctx: Ctx) -> None:
    await loops.IMAGES.once(ctx)
    await ask(ctx)
    assert (await image(ctx)).state == ImageState.READY

    await loops.carry_out(ctx, await claimed(ctx), builder=FailingBuilder())

    assert (await image(ctx)).state == ImageState.READY


async def test_an_engine_that_does_not_answer_is_asked_again_later(
    ctx: Ctx, engine: SimulatedEngine, clock: ManualClock
) -> None:
    asked = await ask(ctx)
    engine.fail_next("import_image", EngineUnavailable("no answer"))

    await loops.BUILDS.once(ctx)
    assert (await build(ctx, asked.id)).state == BuildState.QUEUED
    assert await loops.claim_builds(ctx, 1) == [], "not at once"

    clock.advance(60)
    await loops.BUILDS.once(ctx)
    assert (await build(ctx, asked.id)).state == BuildState.SUCCEEDED


async def test_a_build_whose_worker_died_is_carried_on_and_the_dead_ones_result_is_dropped(
    ctx: Ctx, clock: ManualClock
) -> None:
    asked = await ask(ctx)
    dead = await claimed(ctx)
    assert await loops.claim_builds(ctx, 1) == []

    clock.advance(ctx.settings.loops.lease_seconds + 1)
    alive = await claimed(ctx)
    await loops.carry_out(ctx, dead, builder=FailingBuilder())
    assert (await build(ctx, asked.id)).state == BuildState.RUNNING

    await loops.carry_out(ctx, alive)
    assert (await build(ctx, asked.id)).state == BuildState.SUCCEEDED


async def test_a_heartbeat_keeps_a_long_build(ctx: Ctx, clock: ManualClock) -> None:
    await ask(ctx)
    held = await claimed(ctx)

    for _ in range(5):
        clock.advance(ctx.settings.loops.lease_seconds - 1)
        await loops.renew_build(ctx, held)

    assert await loops.claim_builds(ctx, 1) == []


async def test_a_build_that_is_cut_off_every_time_is_given_up(ctx: Ctx, clock: ManualClock) -> None:
    asked = await ask(ctx)
    for _ in range(ctx.settings.instances.operation_attempts):
        await claimed(ctx)
        clock.advance(timedelta(minutes=5).total_seconds())

    await loops.BUILDS.once(ctx)

    assert (await build(ctx, asked.id)).state == BuildState.FAILED


async def test_a_command_may_build_and_wait(ctx: Ctx) -> None:
    heard: list[tuple[int, str]] = []

    made = await making.build_and_import(ctx, "pytorch", "local", lambda *step: heard.append(step))

    assert made.state == ImageState.READY
    percents = [percent for percent, _ in heard]
    assert percents == sorted(percents)
    assert heard[-1] == (100, "done")


async def test_simulated_cards_do_not_ask_for_a_cuda_build(ctx: Ctx, engine: SimulatedEngine) -> None:
    seen: list[str] = []

    class Recording(SimulatedBuilder):
        async def build(self, recipe: Recipe, *, variant: str, **rest: Any) -> Built:
            seen.append(variant)
            return await super().build(recipe, variant=variant, **rest)

    real = replace(
        ctx,
        settings=ctx.settings.model_copy(
            update={
                "regions": {"local": ctx.settings.regions["local"].model_copy(update={"engine": "incus"})}
            }
        ),
    )
    for cards in (True, False):
        with engine.world.change() as state:
            for name, host in state.hosts.items():
                state.hosts[name] = replace(
                    host, cards=tuple(replace(card, simulated=not cards) for card in host.cards)
                )
        await making.build_and_import(real, "pytorch", "local", lambda *_: None, builder=Recording())

    assert seen == ["cuda", "cpu"]


# Over HTTP.


@pytest.fixture
async def renter(ctx: Ctx, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    await make_renter(ctx)
    await login(client, "ann")
    return client


@pytest.fixture
async def operator(ctx: Ctx, browser: Any) -> httpx2.AsyncClient:
    await make_operator(ctx)
    client: httpx2.AsyncClient = await browser()
    await login(client, "olga")
    return client


async def test_a_renter_sees_the_cascade_and_not_the_operators_pages(
    ctx: Ctx, renter: httpx2.AsyncClient
) -> None:
    await loops.IMAGES.once(ctx)

    listed = (await renter.get("/api/v1/images")).json()

    assert [(one["framework"], one["version"], one["python"], one["cuda"]) for one in listed] == [
        ("Debian", "12", "3.11", ""),
        ("PyTorch", "2.13.0", "3.11", ""),
    ]
    assert all(one["state"] == "ready" and one["simulated"] for one in listed)
    assert (await renter.get(f"/api/v1/images/{listed[0]['id']}")).json() == listed[0]
    refused(await renter.get("/api/v1/images/img-none"), 404, "images.not_found")
    refused(await renter.get("/api/v1/admin/images"), 403, "identity.forbidden")
    refused(await renter.post("/api/v1/admin/images/base/build", json={}), 403, "identity.forbidden")


async def test_an_operator_builds_follows_and_withdraws(ctx: Ctx, operator: httpx2.AsyncClient) -> None:
    asked = await operator.post("/api/v1/admin/images/base/build", json={})
    assert asked.status_code == 202
    assert (asked.json()["state"], asked.json()["percent"], asked.json()["error"]) == ("queued", 0, None)
    refused(await operator.post("/api/v1/admin/images/base/build", json={}), 409, "images.busy")
    refused(await operator.post("/api/v1/admin/images/none/build", json={}), 404, "images.not_found")
    refused(
        await operator.post("/api/v1/admin/images/base/build", json={"region": "mars"}),
        404,
        "fleet.region_not_found",
    )

    await loops.BUILDS.once(ctx)

    path = f"/api/v1/admin/builds/{asked.json()['id']}"
    assert (await operator.get(path)).json()["state"] == "succeeded"
    log = await operator.get(f"{path}/log")
    assert log.headers["content-type"].startswith("text/plain")
    assert "no system inside" in log.text
    refused(await operator.get("/api/v1/admin/builds/bld-none"), 404, "images.build_not_found")

    [base] = [one for one in (await operator.get("/api/v1/admin/images")).json() if one["name"] == "base"]
    assert (base["state"], base["published"], base["regions"], base["build"]) == (
        "ready",
        True,
        ["local"],
        None,
    )
    gone = await operator.post(f"/api/v1/admin/images/{base['id']}/unpublish")
    assert gone.json()["published"] is False
    assert (await operator.get("/api/v1/images")).json() == []
    back = await operator.post(f"/api/v1/admin/images/{base['id']}/publish")
    assert back.json()["published"] is True
    audit = (await operator.get("/api/v1/admin/audit", params={"target": base["id"]})).json()["items"]
    assert {one["action"] for one in audit} == {"images.publish", "images.unpublish", "images.build"}
