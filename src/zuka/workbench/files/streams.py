"""Answers that stream a remote file's bytes: at the reader's pace, and over at once when the reader has gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from fastapi import Response
from starlette.types import Receive, Scope, Send

from zuka.errors import DomainError
from zuka.kit import log

_log = log.get("workbench.files")


class Stream(Response):
    """Sends `blocks`. `over` is called once at the end, however that comes.

    What fails in the middle cuts the connection: the browser must not take half a file for a whole one.
    """

    def __init__(
        self,
        blocks: AsyncIterator[bytes],
        *,
        over: Callable[[], None] = lambda: None,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str = "application/octet-stream",
    ) -> None:
        self._blocks, self._over = blocks, over
        super().__init__(None, status_code, dict(headers or {}), media_type)
        if headers is None or "Content-Length" not in headers:
            del self.headers["Content-Length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = asyncio.ensure_future(self._send(send))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, gone):
                task.cancel()
            await asyncio.gather(sending, gone, return_exceptions=True)
            self._over()
        if not sending.cancelled() and (error := sending.exception()) is not None:
            if not isinstance(error, DomainError | OSError | EOFError):
                raise error
            _log.info("a stream was cut", error=str(error))

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        sent = 0
        try:
            async for block in self._blocks:
                sent += len(block)
                await send({"type": "http.response.body", "body": block, "more_body": True})
        finally:
            await close(self._blocks)
        if sent != int(self.headers.get("Content-Length", sent)):
            raise EOFError("there was less than had been said")
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def close(blocks: AsyncIterator[bytes]) -> None:
    """Let go of what an iterator holds."""
    closing = getattr(blocks, "aclose", None)
    if closing is not None:
        await closing()


async def begun(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same blocks, the first of which is here: what cannot be read at all fails before the answer begins."""
    try:
        first = await anext(blocks, b"")
    except BaseException:
        await close(blocks)
        raise

    async def all_of_them() -> AsyncIterator[bytes]:
        try:
            if first:
                yield first
            async for block in blocks:
                yield block
        finally:
            await close(blocks)

    return all_of_them()
