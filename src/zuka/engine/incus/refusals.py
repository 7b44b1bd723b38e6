"""What Incus says when it does not do what was asked, told apart by its words.

Its status codes say little: refusals come as 500, and an operation that failed comes with HTTP 200. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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
    for kind, applies in _ORDER:
        if applies(code, detail):
            return kind(detail)
    return EngineRefused(detail)


def _no_space(code: int, detail: str) -> bool:
    # Shrinking a disk below what is on it is refused with nearly the same words as a full one.
    return bool(_NO_SPACE.search(detail) or (_FULL.search(detail) and not _SHRINK.search(detail)))


_ORDER: Final[tuple[tuple[type[EngineError], Callable[[int, str], bool]], ...]] = (
    (EngineUnavailable, lambda code, detail: bool(_ABSENT.search(detail))),
    # Whoever may not look does not know: a lost certificate must never read as an empty region.
    (EngineUnavailable, lambda code, detail: code == 401 or bool(_UNTRUSTED.search(detail))),
    (PoolFull, _no_space),
    (Exists, lambda code, detail: bool(_EXISTS.search(detail))),
    (EngineGone, lambda code, detail: code == 404 or (code != 400 and bool(_GONE.search(detail)))),
    (EngineUnavailable, lambda code, detail: code in {412, 502, 503, 504}),
)
"""What is looked for first; the words come before the code, which is 500 for nearly everything."""


def says_absent(error: EngineGone, kind: str) -> bool:
    """Whether it is the `kind` of object itself that is not there, and not its project, pool, host or network."""
    return bool(re.search(rf"\b{kind}\b[^:]*not found", error.detail, re.IGNORECASE))
