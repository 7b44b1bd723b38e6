"""A build as an operator watches it: in the list, in events, and its log as it is written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import func, select

from support import both_databases, login, make_operator, make_renter, refused
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.errors import EngineUnavailable
from zuka.images import loops, service, watching
from zuka.images.build import Built, Progress
from zuka.images.builders import SimulatedBuilder
from zuka.images.models import ImageBuild
from zuka.images.recipes import Recipe
from zuka.images.sources import Site
from zuka.kit.clock import ManualClock
from zuka.notices.events import SHUTDOWN
from zuka.notices.models import Event

SAID = "第一行：安装软件包\n"


def put(log: Path, content: bytes | None) -> None:
    """What is in the file now; None: there is no file."""
    if content is None:
        log.unlink()
    else:
        log.write_bytes(content)


class Told(SimulatedBuilder):
    """Writes its log when it is told to."""

    def __init__(self) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def build(
        self, recipe: Recipe, *, output: Path, variant: str, site: Site, report: Progress, log: Path
    ) -> Built:
        # Half of a character, as a flush may leave it.
        put(log, SAID.encode()[:-2])
        report(30, "packages")
        self.begun.set()
        await self.go.wait()
        played = await super().build(
            recipe, output=output, variant=variant, site=site, report=report, log=output.parent / "played.log"
        )
        put(log, SAID.encode() + b"end \xff\n")
        return played


async def ask(ctx: Ctx, name: str = "base") -> ImageBuild:
    async with ctx.db.transaction() as session:
        return await service.start_build(session, ctx, name=name, region="local", by=None)


def parse(frame: str) -> tuple[str, dict[str, Any]]:
    fields = dict(line.split(": ", 1) for line in frame.strip().splitlines())
    return fields["event"], json.loads(fields["data"])


async def next_event(stream: AsyncIterator[str]) -> tuple[str, dict[str, Any]]:
    """The next frame that says something."""
    while True:
        frame = await anext(stream)
        if "event:" in frame:
            return parse(frame)


async def events_of(stream: AsyncIterator[str]) -> list[tuple[str, dict[str, Any]]]:
    """Everything that is still to come."""
    return [parse(frame) async for frame in stream if "event:" in frame]


async def heard(ctx: Ctx, user_id: str) -> int:
    """How many events about builds somebody has been sent."""
    statement = select(func.count()).where(Event.user_id == user_id, Event.topic == "build")
    async with ctx.db.read() as session:
        return (await session.scalars(statement)).one()


@both_databases
async def test_builds_are_listed_newest_first(
    ctx: Ctx, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await make_operator(ctx)
    await login(client, "olga")
    made = []
    for name in ("base", "pytorch", "base"):
        made.append((await ask(ctx, name)).id)
        await loops.BUILDS.once(ctx)
        clock.advance(1)
    first = (await client.get("/api/v1/admin/builds?limit=2")).json()
    rest = (await client.get(f"/api/v1/admin/builds?limit=2&cursor={first['next']}")).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == made[::-1]
    assert rest["next"] is None
    assert first["items"][0] == (await client.get(f"/api/v1/admin/builds/{made[2]}")).json()


async def test_a_log_is_told_as_it_is_written_and_the_end_after_it(ctx: Ctx, clock: ManualClock) -> None:
    made, builder = await ask(ctx), Told()
    (held,) = await loops.claim_builds(ctx, 1)
    async with asyncio.timeout(20), aclosing(watching.stream(ctx, build_id=made.id, offset=0)) as stream:
        waiting = asyncio.create_task(next_event(stream))
        working = asyncio.create_task(loops.carry_out(ctx, held, builder=builder))
        await builder.begun.wait()
        while not waiting.done():
            clock.advance(watching.LOOK_SECONDS)
            await asyncio.sleep(0)
        kind, data = waiting.result()
        assert (kind, data["text"]) == ("log", SAID[:-2]), "no half of a character"
        known = data["offset"]
        builder.go.set()
        await working
        assert await events_of(stream) == [
            (
                "log",
                {"text": SAID[-2:] + "end \N{REPLACEMENT CHARACTER}\n", "offset": len(SAID.encode()) + 6},
            ),
            ("done", {"state": "succeeded", "offset": len(SAID.encode()) + 6}),
        ]
    async with aclosing(watching.stream(ctx, build_id=made.id, offset=known)) as again:
        (_, data), _ = await events_of(again)
        assert data["text"].startswith(SAID[-2:]), "a page that was cut off goes on where it was"


async def test_a_long_log_comes_whole_in_pieces(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    await make_operator(ctx)
    await login(client, "olga")
    made = await ask(ctx)
    await loops.BUILDS.once(ctx)
    async with ctx.db.read() as session:
        path = (await service.get_build(session, build_id=made.id)).log_path
    text = "".join(f"第 {number} 行\n" for number in range(20_000))
    put(Path(path), text.encode())
    answer = await client.get(f"/api/v1/admin/builds/{made.id}/log/stream")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [parse(frame) for frame in answer.text.split("\n\n") if "event:" in frame]
    assert len(told) > 3
    assert "".join(data["text"] for kind, data in told if kind == "log") == text
    assert told[-1][0] == "done"
    before = told[-2][1]["offset"] - 10
    for question, headers in ((f"?offset={before}", {}), ("", {"Last-Event-ID": str(before)})):
        rest = await client.get(f"/api/v1/admin/builds/{made.id}/log/stream{question}", headers=headers)
        (_, data), _ = [parse(frame) for frame in rest.text.split("\n\n") if "event:" in frame]
        assert data["text"] == text.encode()[before:].decode(errors="replace")


async def test_a_log_that_is_on_another_machine_is_not_there_and_the_end_is(ctx: Ctx) -> None:
    made = await ask(ctx)
    await loops.BUILDS.once(ctx)
    async with ctx.db.read() as session:
        put(Path((await service.get_build(session, build_id=made.id)).log_path), None)
    async with aclosing(watching.stream(ctx, build_id=made.id, offset=7)) as stream:
        assert await events_of(stream) == [("done", {"state": "succeeded", "offset": 7})]


async def test_a_stream_ends_when_the_server_does(ctx: Ctx) -> None:
    made = await ask(ctx)
    async with asyncio.timeout(20), aclosing(watching.stream(ctx, build_id=made.id, offset=0)) as stream:
        await anext(stream)
        ending = asyncio.ensure_future(events_of(stream))
        await asyncio.sleep(0)
        ctx.bell.ring(SHUTDOWN)
        assert await ending == []


async def test_logs_are_the_operators_alone(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    for path in ("builds", "builds/bld-1/log/stream"):
        refused(await client.get(f"/api/v1/admin/{path}"), 403, "identity.forbidden")
    await make_operator(ctx)
    await login(client, "olga")
    refused(await client.get("/api/v1/admin/builds/bld-1/log/stream"), 404, "images.build_not_found")


@both_databases
async def test_operators_hear_of_every_move_of_a_build(ctx: Ctx, engine: SimulatedEngine) -> None:
    olga, ann = await make_operator(ctx), await make_renter(ctx, "ann")
    await ask(ctx)
    assert await heard(ctx, olga.id) == 1
    engine.fail_next("import_image", EngineUnavailable())
    await loops.BUILDS.once(ctx)
    waits = await heard(ctx, olga.id)
    assert waits >= 3, "it began, got on, and has to wait"
    assert await heard(ctx, ann.id) == 0
