"""Tables of identity: who may come in, by what, and what they did. No money and no machine is known here.

Secrets are never kept: passwords as argon2, session and token secrets as SHA-256.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from zuka.kit.db import Base


class User(Base):
    """An account. `name_key` is the name folded, so that `Ann` and `ann` are one."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('renter', 'operator')", name="role"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    name_key: Mapped[str] = mapped_column(String(128), unique=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(String(16))
    disabled_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    """When it was last logged in, to within a minute."""
    created_at: Mapped[datetime]


class LoginSession(Base):
    """One browser's log-in; the cookie holds the secret, this row its hash. An operator's may act as somebody else
    for a while; it stays the operator's own, and ends with theirs."""

    __tablename__ = "login_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_agent: Mapped[str] = mapped_column(String(256))
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    acting_as: Mapped[str | None] = mapped_column(String(32))
    """The renter whom the operator acts as; believed only before `acting_until`."""
    acting_until: Mapped[datetime | None]


class ApiToken(Base):
    """A program's way in, limited to its scopes."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SshKey(Base):
    """A public key that is let into every instance of its owner."""

    __tablename__ = "ssh_keys"
    __table_args__ = (UniqueConstraint("user_id", "fingerprint"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(64))
    public_key: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class AuditEntry(Base):
    """A privileged or money-moving act, written in its own transaction and never changed."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "target", "at"),
        Index(None, "action", "at"),
        Index(None, "actor_id", "at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(64))


class Attempt(Base):
    """How often something limited was tried within one window; shared by every process."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    window: Mapped[datetime]
    count: Mapped[int]
