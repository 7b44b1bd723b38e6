"""A SQLite connection on which nothing is broken off in the middle.

A task that is cancelled while its statement runs in the driver's thread would leave the connection inside a transaction
that nobody ends: SQLAlchemy gives such a connection up, and the file stays locked for everybody else. So a statement is
always waited for, and the cancellation is kept until the block that owns the connection has come to its end.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import aiosqlite


@dataclass
class _Block:
    cancelled: bool = False


_block: ContextVar[_Block | None] = ContextVar("block", default=None)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A cancellation that meets a statement inside the block is raised at the block's end, when it has been left in
    order. One that meets anything else is raised at once, as always."""
    mine, outer = _Block(), _block.get()
    _block.set(mine)
    try:
        yield
    except Exception as error:
        if mine.cancelled:
            raise asyncio.CancelledError from error
        raise
    finally:
        _block.set(outer)
    if mine.cancelled:
        raise asyncio.CancelledError


class Connection(aiosqlite.Connection):
    """The driver's connection, with the one place changed through which every statement goes."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        running = asyncio.ensure_future(super()._execute(fn, *args, **kwargs))  # type: ignore[no-untyped-call]
        cancelled = False
        while not running.done():
            try:
                await asyncio.wait({running})
            except asyncio.CancelledError:
                cancelled = True
        if cancelled:
            block = _block.get()
            if block is None:
                raise asyncio.CancelledError
            block.cancelled = True
        return running.result()


async def connect(path: str, *, patience: float) -> aiosqlite.Connection:
    """Open `path`; `patience` is how long a statement waits for somebody else's lock, in seconds."""
    connection = Connection(lambda: sqlite3.connect(path, timeout=patience), 64)
    # It is ended by the engine that owns it; a process must not wait for one that was forgotten.
    connection._thread.daemon = True
    return await connection
