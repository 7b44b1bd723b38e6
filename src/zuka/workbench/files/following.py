"""A file's end as it grows, like `tail -F`; it ends on the far side too when nobody listens any more."""

from __future__ import annotations

import codecs
from collections.abc import AsyncGenerator

from zuka.errors import Conflict
from zuka.workbench.files.names import to_text
from zuka.workbench.files.rooms import Room

MOST_LINES = 10_000
_PIECE = 64 << 10
_CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "gbk": "gb18030"}
# A closed channel ends no command that says nothing; the end of its input does.
_SCRIPT = 'tail -n "$2" -F -- "$1" 2>/dev/null & p=$!; cat >/dev/null; kill "$p"'


async def check(room: Room, path: bytes) -> None:
    """Raises our errors for what is no file."""
    facts = await (await room.disk()).facts(path)
    if facts.kind == "folder":
        raise Conflict("workbench.is_a_folder", path=to_text(path))


async def lines(room: Room, path: bytes, *, lines: int, encoding: str) -> AsyncGenerator[bytes, None]:
    """UTF-8, in pieces as they come."""
    decoder = codecs.getincrementaldecoder(_CODECS[encoding])("replace")
    async with room.shell.open(_SCRIPT, path, b"%d" % lines) as process:
        while piece := await process.stdout.read(_PIECE):
            if text := decoder.decode(piece):
                yield text.encode()
