"""The live stream: what changed arrives after its commit, once, in order, and again after a lost connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from fastapi import FastAPI

from support import both_databases, browsing, login, make_operator, make_renter, refused
from zuka.context import Ctx
from zuka.identity.auth import COOKIE
from zuka.kit.clock import ManualClock
from zuka.notices import events, loops, store


async def announce(ctx: Ctx, user_id: str, subject: str, topic: str = "instance") -> None:
    async with ctx.db.transaction() as session:
        await events.announce(session, ctx, user_id=user_id, topic=topic, subject=subject)


def parse(frame: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in frame.strip().splitlines() if not line.startswith(":"))


async def next_event(stream: AsyncIterator[str]) -> dict[str, str]:
    """The next frame that is an event; a stream that says nothing fails the test."""
    async with asyncio.timeout(10):
        while True:
            found = parse(await anext(stream))
            if "event" in found:
                return found


async def open_stream(ctx: Ctx, user_id: str, last_seq: int | None = None) -> Any:
    stream = events.stream(ctx, user_id=user_id, last_seq=last_seq)
    assert "welcome" in await anext(stream)
    return stream


@both_databases
async def test_a_change_arrives_with_its_topic_and_subject(ctx: Ctx) -> None:
    ann = await make_renter(ctx, "ann")
    await announce(ctx, ann.id, "i-before")
    async with aclosing(await open_stream(ctx, ann.id)) as stream:
        waiting = asyncio.create_task(next_event(stream))
        await announce(ctx, ann.id, "i-1")
        event = await waiting
    assert event["event"] == "instance"
    assert json.loads(event["data"]) == {"subject": "i-1", "at": "2026-01-01T00:00:00Z"}


async def test_a_change_that_was_rolled_back_is_not_told(ctx: Ctx) -> None:
    ann = await make_renter(ctx, "ann")
    async with aclosing(await open_stream(ctx, ann.id)) as stream:
        with pytest.raises(RuntimeError):
            await announce_and_fail(ctx, ann.id)
        await announce(ctx, ann.id, "i-2")
        assert json.loads((await next_event(stream))["data"])["subject"] == "i-2"


async def announce_and_fail(ctx: Ctx, user_id: str) -> None:
    async with ctx.db.transaction() as session:
        await events.announce(session, ctx, user_id=user_id, topic="instance", subject="i-1")
        raise RuntimeError("no commit")


async def test_everybody_hears_of_their_own_things_only(ctx: Ctx) -> None:
    ann, eve = await make_renter(ctx, "ann"), await make_renter(ctx, "eve")
    async with aclosing(await open_stream(ctx, eve.id)) as stream:
        await announce(ctx, ann.id, "i-ann")
        await announce(ctx, eve.id, "i-eve")
        assert json.loads((await next_event(stream))["data"])["subject"] == "i-eve"


@both_databases
async def test_a_connection_that_was_lost_goes_on_where_it_was(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, "ann")
    async with aclosing(await open_stream(ctx, ann.id)) as stream:
        await announce(ctx, ann.id, "i-1")
        last = int((await next_event(stream))["id"])
    clock.advance(60)
    await announce(ctx, ann.id, "i-2")
    await announce(ctx, ann.id, "i-3", topic="wallet")
    async with aclosing(await open_stream(ctx, ann.id, last)) as stream:
        found = [await next_event(stream) for _ in range(2)]
    assert [(one["event"], json.loads(one["data"])["subject"]) for one in found] == [
        ("instance", "i-2"),
        ("wallet", "i-3"),
    ]


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_transaction_that_commits_late_is_not_skipped(ctx: Ctx) -> None:
    """Numbers are given before the commit: the lower one may become visible after the higher one."""
    ann = await make_renter(ctx, "ann")
    async with aclosing(await open_stream(ctx, ann.id)) as stream:
        async with ctx.db.transaction() as slow:
            await events.announce(slow, ctx, user_id=ann.id, topic="instance", subject="i-slow")
            await announce(ctx, ann.id, "i-quick")
            first = await next_event(stream)
        second = await next_event(stream)
    assert [json.loads(one["data"])["subject"] for one in (first, second)] == ["i-quick", "i-slow"]
    assert int(first["id"]) > int(second["id"])


async def test_what_another_process_wrote_is_found_by_looking(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, "ann")
    async with aclosing(await open_stream(ctx, ann.id)) as stream:
        waiting = asyncio.create_task(next_event(stream))
        async with ctx.db.transaction() as session:
            await store.add_event(session, user_id=ann.id, topic="instance", subject="i-1", at=clock.now())
        while not waiting.done():
            clock.advance(events.POLL_SECONDS)
            await asyncio.sleep(0)
        assert json.loads(waiting.result()["data"])["subject"] == "i-1"


async def test_a_quiet_stream_shows_that_it_is_alive(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, "ann")
    async with aclosing(await open_stream(ctx, ann.id)) as stream:
        waiting = asyncio.create_task(anext(stream))
        while not waiting.done():
            clock.advance(1)
            await asyncio.sleep(0)
        assert waiting.result().startswith(":")


async def test_a_stopping_server_ends_every_stream(ctx: Ctx) -> None:
    ann = await make_renter(ctx, "ann")
    stream = await open_stream(ctx, ann.id)
    waiting = asyncio.create_task(anext(stream))
    await asyncio.sleep(0)
    ctx.bell.ring(events.SHUTDOWN)
    with pytest.raises(StopAsyncIteration):
        await waiting


async def test_operators_hear_of_hosts(ctx: Ctx) -> None:
    olga = await make_operator(ctx, "olga")
    async with aclosing(await open_stream(ctx, olga.id)) as stream:
        async with ctx.db.transaction() as session:
            await events.announce_to_operators(session, ctx, topic="host", subject="h1")
        event = await next_event(stream)
    assert (event["event"], json.loads(event["data"])["subject"]) == ("host", "h1")


async def test_the_route_streams_until_the_browser_leaves(ctx: Ctx, app: FastAPI) -> None:
    ann = await make_renter(ctx, "ann")
    async with browsing(app) as client:
        refused(await client.get("/api/v1/events"), 401, "identity.not_logged_in")
        await login(client, "ann")
        cookie = client.cookies[COOKIE]
    sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/v1/events",
        "raw_path": b"/api/v1/events",
        "query_string": b"",
        "headers": [(b"host", b"zuka.test"), (b"cookie", f"{COOKIE}={cookie}".encode())],
        "client": ("192.0.2.1", 5),
        "server": ("zuka.test", 80),
        "state": {},
    }
    async with asyncio.timeout(20):
        request = asyncio.create_task(app(scope, receive, sent.put))  # type: ignore[arg-type]
        start = await sent.get()
        assert start["status"] == 200
        assert (b"content-type", b"text/event-stream; charset=utf-8") in start["headers"]
        assert b"welcome" in (await sent.get())["body"]
        await announce(ctx, ann.id, "i-1")
        assert b"i-1" in (await sent.get())["body"]
        gone.set()
        await request


async def test_old_events_are_forgotten_and_numbers_are_not_given_twice(ctx: Ctx, clock: ManualClock) -> None:
    ann = await make_renter(ctx, "ann")
    async with aclosing(await open_stream(ctx, ann.id)) as stream:
        await announce(ctx, ann.id, "i-1")
        last = int((await next_event(stream))["id"])
    clock.advance(days=2)
    assert await loops.LOOPS[0].once(ctx) == 1
    await announce(ctx, ann.id, "i-2")
    async with aclosing(await open_stream(ctx, ann.id, last)) as stream:
        event = await next_event(stream)
    assert int(event["id"]) > last
