"""What Incus says when it does not do what was asked, told apart by its words.

Its status codes say little: refusals come as 500, and an operation that failed comes with HTTP 200. Pure functions.
"""

from __future__ import annotations

import re
from typing import Final

from zuka.errors import EngineError, EngineGone, EngineRefused, EngineUnavailable, PoolFull

# The member, the daemon, its database or the way there is gone for now, or the object is locked by another call.
_ABSENT: Final = re.compile(
    r"isn't ready|missing event connection|unable to connect|i/o timeout|connection refused|connection reset|"
    r"no route to host|network is unreachable|no heartbeat|member is offline|currently offline|deadline exceeded|"
    r"daemon (?:is|hasn't|not) st|shutting down|database is locked|driver: bad connection|no available cowsql|"
    r"instance is busy running|failed to begin transaction|\bEOF\b|tls: |x509: |server is busy",
    re.IGNORECASE,
)
_NO_SPACE: Final = re.compile(
    r"no space left|not enough space|insufficient free space|out of space", re.IGNORECASE
)
_FULL: Final = re.compile(r"quota exceeded", re.IGNORECASE)
_SHRINK: Final = re.compile(r"qgroup limit", re.IGNORECASE)
_EXISTS: Final = re.compile(r"already exists|UNIQUE constraint failed", re.IGNORECASE)
_GONE: Final = re.compile(r"not found|no such object", re.IGNORECASE)
_UNTRUSTED: Final = re.compile(
    r"not authorized|does not have permission|certificate is restricted|untrusted", re.IGNORECASE
)


class Exists(EngineRefused):
    """There is one of that name already. Only inside this package: every port method turns it into an adoption."""


def refusal(code: int, text: str) -> EngineError:
    """The error for Incus's `error_code` and `error`; its own sentence is kept as the detail."""
    detail = text.strip() or f"The engine answered {code} without a word."
    if _ABSENT.search(detail):
        return EngineUnavailable(detail)
    if code == 401 or _UNTRUSTED.search(detail):
        # Whoever may not look does not know: a lost certificate must never read as an empty region.
        return EngineUnavailable(detail)
    if _NO_SPACE.search(detail) or (_FULL.search(detail) and not _SHRINK.search(detail)):
        return PoolFull(detail)
    if code == 409 or _EXISTS.search(detail):
        return Exists(detail)
    if code == 404 or (_GONE.search(detail) and code != 400):
        return EngineGone(detail)
    if code in {502, 503, 504}:
        return EngineUnavailable(detail)
    return EngineRefused(detail)


def says_absent(error: EngineGone, kind: str) -> bool:
    """Whether it is the `kind` of object itself that is not there, and not its project, pool, host or network."""
    return bool(re.search(rf"\b{kind}\b[^:]*not found", error.detail, re.IGNORECASE))
