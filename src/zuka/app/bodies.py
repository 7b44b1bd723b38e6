"""How large a request may be. Bodies are read before anybody has looked who sends them, so all of them have a bound; but
for the few that are taken in pieces and handed on."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 2 << 20
LARGE_BYTES = 16 << 20
"""For texts, and for files of other tools that are taken over."""
_LARGE = re.compile(r"/api/v1/workbench/(import|import/preview|sessions/[^/]+/files/text)")
_STREAMED = re.compile(r"/api/v1/workbench/sessions/[^/]+/files/(uploads|pack)")


class Bounded:
    """Answers 413 as soon as a body has become too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = _most(scope)
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if most is not None and taken > most:
                raise HTTPException(413, f"The body is larger than {most} bytes.")
            return message

        await self._app(scope, receive if most is None else bounded, send)


def _most(scope: Scope) -> int | None:
    if scope["type"] != "http":
        return None
    path = scope["path"]
    if scope["method"] == "PUT" and _STREAMED.fullmatch(path):
        return None
    return LARGE_BYTES if _LARGE.fullmatch(path) else MOST_BYTES
