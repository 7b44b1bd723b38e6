"""Tables of notices: what people are told, and the short memory of live events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from zuka.kit.db import Base


class Notice(Base):
    """Something a person should know, given once per `key`. The console words it from `kind` and `facts`."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "user_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Event(Base):
    """A hint that something changed: the console fetches the thing itself. Purged after a while."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "user_id", "seq"),
        Index(None, "at"),
        # Without it SQLite hands out a purged number again, and a stream that resumes would skip events.
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    topic: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
