"""A task that is cancelled in the middle of a statement harms nobody but itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from zuka.kit.db import Db


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    made = Db(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    async with made.transaction() as session:
        await session.execute(text("CREATE TABLE marks (task INTEGER)"))
    yield made
    await made.aclose()


async def mark(db: Db, number: int) -> None:
    async with db.transaction() as session:
        await session.execute(text("INSERT INTO marks VALUES (:number)"), {"number": number})
        await session.execute(text("SELECT count(*) FROM marks"))


async def count(db: Db) -> int:
    async with db.read() as session:
        return int((await session.execute(text("SELECT count(*) FROM marks"))).scalar_one())


async def cancelled_after(turns: int, task: asyncio.Task[None]) -> bool:
    """Let the task go on for so many turns of the loop, cancel it, and say whether it took notice."""
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return task.cancelled()


async def test_whoever_comes_next_can_write(db: Db) -> None:
    noticed = 0
    for turns in range(120):
        others = [asyncio.create_task(mark(db, turns)) for _ in range(2)]
        noticed += await cancelled_after(turns, asyncio.create_task(mark(db, turns)))
        await asyncio.gather(*others)
    assert noticed > 10, "some of them were in the middle"
    # A transaction is whole or not there at all; the others' are there.
    assert 240 <= await count(db) <= 360


async def test_whoever_comes_next_can_read(db: Db) -> None:
    for turns in range(60):

        async def look() -> None:
            await count(db)

        await cancelled_after(turns, asyncio.create_task(look()))
    assert await count(db) == 0


async def test_a_failure_does_not_hide_that_its_task_was_cancelled(db: Db) -> None:
    async def fails() -> None:
        async with db.transaction() as session:
            await session.execute(text("SELECT 1"))
            await session.execute(text("SELECT nothing FROM nowhere"))

    outcomes = set()
    for turns in range(80):
        task = asyncio.create_task(fails())
        if await cancelled_after(turns, task):
            outcomes.add("cancelled")
        else:
            assert task.exception() is not None
            outcomes.add("failed")
    assert "cancelled" in outcomes
    await mark(db, 1)
