"""What an SSH session is doing at a moment, and why it could not do better. Knows no socket and no table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zuka.errors import DomainError


class SessionState(StrEnum):
    """`LOST` keeps its place on the desk and may be connected again; `CLOSED` is over."""

    CONNECTING = "connecting"
    ASKING = "asking"
    """Waits for its user: a host key to accept, a password, a one-time code."""
    CONNECTED = "connected"
    LOST = "lost"
    CLOSED = "closed"


@dataclass(frozen=True)
class Failure:
    """Why a session is not connected; `code` is one of the catalogue of errors."""

    code: str
    detail: str

    @classmethod
    def of(cls, error: DomainError) -> Failure:
        return cls(error.code, error.detail)
