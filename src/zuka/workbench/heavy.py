"""Work that takes long on purpose or by size: opening keys, sealing exports, reading other tools' files.

It has threads of its own, so that nobody's files, terminals or recordings wait behind it, and each user one turn at a
time, so that no user's pile of it is before everybody else's.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from weakref import WeakValueDictionary

from zuka.errors import TooMany

T = TypeVar("T")
MOST_WAITING = 20
"""Of one user: a desk of ten sessions may be connected again in one moment."""
_threads = ThreadPoolExecutor(2, "workbench-heavy")
_turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
_waiting: Counter[str] = Counter()


async def heavily(user_id: str, work: Callable[..., T], *words: object) -> T:
    """What `work(*words)` returns, from a thread. Raises `TooMany` request.rate_limited for one more than a user has
    any use for."""
    if _waiting[user_id] >= MOST_WAITING:
        raise TooMany("request.rate_limited", retry_after=5, seconds=5)
    turn = _turns.setdefault(user_id, asyncio.Semaphore(1))
    _waiting[user_id] += 1
    try:
        await turn.acquire()
    except BaseException:
        _leave(user_id)
        raise
    running = asyncio.get_running_loop().run_in_executor(_threads, work, *words)

    def over(done: asyncio.Future[T]) -> None:
        # A thread cannot be broken off: the turn is over when the work is, whoever has stopped waiting for it.
        turn.release()
        _leave(user_id)
        if not done.cancelled():
            done.exception()

    running.add_done_callback(over)
    return await asyncio.shield(running)


def _leave(user_id: str) -> None:
    _waiting[user_id] -= 1
    if not _waiting[user_id]:
        del _waiting[user_id]
