"""Wire types of notices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from zuka.kit.web import Wire


class Notice(Wire):
    id: str
    kind: str
    subject: str
    facts: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


class ReadNotices(Wire):
    """Which notices have been read; null: all."""

    ids: Annotated[list[str], Field(max_length=1000)] | None = None
