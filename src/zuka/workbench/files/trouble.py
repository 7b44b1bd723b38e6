"""What can go wrong on the far side, as our errors: the one place that knows asyncssh's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncssh
from asyncssh.packet import PacketDecodeError

from zuka.errors import Conflict, DomainError, Forbidden, NotFound, TooMany, Unavailable
from zuka.workbench.files.names import shown, to_text

CALL_SECONDS = 30.0
"""How long one request to the far side may take."""
_CODES: tuple[tuple[tuple[type[Exception], ...], type[DomainError], str], ...] = (
    ((asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath), NotFound, "workbench.file_not_found"),
    ((asyncssh.SFTPPermissionDenied, asyncssh.SFTPWriteProtect), Forbidden, "workbench.permission_denied"),
    ((asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded), Conflict, "workbench.no_space"),
    ((asyncssh.SFTPFileAlreadyExists,), Conflict, "workbench.file_exists"),
    ((asyncssh.SFTPNotADirectory,), Conflict, "workbench.not_a_folder"),
    ((asyncssh.SFTPFileIsADirectory,), Conflict, "workbench.is_a_folder"),
    (
        (asyncssh.SFTPNoConnection, asyncssh.SFTPConnectionLost, asyncssh.DisconnectError, ConnectionError),
        Unavailable,
        "workbench.connection_lost",
    ),
    ((asyncssh.ChannelOpenError,), Unavailable, "workbench.connection_busy"),
    ((TimeoutError,), Unavailable, "workbench.timed_out"),
    ((asyncio.IncompleteReadError, EOFError), Unavailable, "workbench.connection_lost"),
)
_WORDS = (
    ("permission denied", Forbidden, "workbench.permission_denied"),
    ("operation not permitted", Forbidden, "workbench.permission_denied"),
    ("read-only file system", Forbidden, "workbench.permission_denied"),
    ("no space left", Conflict, "workbench.no_space"),
    ("quota exceeded", Conflict, "workbench.no_space"),
    ("no such file", NotFound, "workbench.file_not_found"),
    ("file exists", Conflict, "workbench.file_exists"),
    ("not a directory", Conflict, "workbench.not_a_folder"),
    ("is a directory", Conflict, "workbench.is_a_folder"),
)
NONSENSE = (PacketDecodeError, UnicodeError, IndexError)
"""What our library stumbles over when a server gives answers that are none."""
FAILURES = (asyncssh.Error, OSError, TimeoutError, EOFError, *NONSENSE)
"""What a call to the far side raises."""


def translated(error: BaseException, path: bytes = b"") -> DomainError:
    """Our error for what a remote call raised."""
    facts: dict[str, Any] = {"path": to_text(path)} if path else {}
    if isinstance(error, NONSENSE):
        return Conflict("workbench.file_failed", **facts, said="an answer without sense")
    for kinds, ours, code in _CODES:
        if isinstance(error, kinds):
            return ours(code, **facts)
    return said(getattr(error, "reason", "") or str(error), path)


def said(words: str | bytes, path: bytes = b"") -> DomainError:
    """Our error for what a tool of the far side said."""
    raw = words if isinstance(words, bytes) else words.encode(errors="replace")
    text = " ".join(raw[:2000].decode(errors="replace").split())
    facts: dict[str, Any] = {"path": to_text(path)} if path else {}
    for known, ours, code in _WORDS:
        if known in text.lower():
            return ours(code, **facts)
    return Conflict("workbench.file_failed", **facts, said=shown(text.encode())[:200])


def busy() -> DomainError:
    """Too much goes on in one session."""
    return TooMany("workbench.transfers_busy", retry_after=3)


@asynccontextmanager
async def remote_call(path: bytes = b"", *, seconds: float = CALL_SECONDS) -> AsyncIterator[None]:
    """Gives what is done in it `seconds`, and raises our errors for the far side's."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except FAILURES as error:
        raise translated(error, path) from error
