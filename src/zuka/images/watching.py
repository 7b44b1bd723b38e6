"""A build's log as it grows, for an operator's page. Reads the file that the builder writes; it never writes itself.

The file lies on the machine of the worker that builds. Where that is another machine than the API's, there is no text
to show, and the stream says only how the build ends.
"""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from zuka.context import Ctx
from zuka.images import service
from zuka.kit import sse
from zuka.notices.events import SHUTDOWN

LOOK_SECONDS = 0.5
LOG_TAIL = 1 << 20
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Piece:
    """Text of the log, and the byte after it, from which the next piece is read."""

    text: str
    end: int


def tail(path: str) -> str:
    """The last megabyte. Empty when it is not on this machine, or nothing was written yet."""
    try:
        with Path(path).open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - LOG_TAIL))
            return file.read().decode(errors="replace")
    except (FileNotFoundError, IsADirectoryError):
        return ""


def read(path: str, offset: int, *, whole: bool) -> Piece:
    """What follows byte `offset`, at most 64 KiB. A character that is written only in part is left for the next time,
    unless the log is `whole`. A file that is shorter than `offset` was begun anew, and so is its reading."""
    try:
        with Path(path).open("rb") as file:
            start = 0 if file.seek(0, 2) < offset else offset
            file.seek(start)
            found = file.read(_CHUNK)
    except (FileNotFoundError, IsADirectoryError):
        return Piece("", offset)
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    text = decoder.decode(found, final=whole and len(found) < _CHUNK)
    return Piece(text, start + len(found) - len(decoder.getstate()[0]))


async def stream(ctx: Ctx, *, build_id: str, offset: int) -> AsyncGenerator[str, None]:
    """The text of one page's stream, from byte `offset` of the log: `log` events until all is told, then `done`.
    Ends with the build, or at shutdown."""
    shutdown = ctx.bell.watch(SHUTDOWN)
    try:
        yield sse.WELCOME
        spoke_at = ctx.clock.now()
        while not shutdown.is_set():
            # The build is looked at before its log: once it has ended nothing more is written.
            async with ctx.db.read() as session:
                build = await service.get_build(session, build_id=build_id)
            ended = build.finished_at is not None
            piece = await asyncio.to_thread(read, build.log_path, offset, whole=ended)
            offset = piece.end
            if piece.text:
                yield f"id: {offset}\n" + sse.frame("log", {"text": piece.text, "offset": offset})
                spoke_at = ctx.clock.now()
                continue
            if ended:
                yield sse.frame("done", {"state": build.state.value, "offset": offset})
                return
            if ctx.clock.now() - spoke_at >= timedelta(seconds=sse.HEARTBEAT_SECONDS):
                yield sse.BEAT
                spoke_at = ctx.clock.now()
            await sse.first(ctx.clock, LOOK_SECONDS, shutdown)
    finally:
        ctx.bell.unwatch(shutdown)
