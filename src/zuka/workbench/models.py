"""Tables of the workbench: whom a user connects to, whose host keys they trust, and what a restart must not lose.

Secrets are sealed by the vault, each field for its own row; nothing of them ever goes back to a browser.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from zuka.kit.db import Base


class Connection(Base):
    """A saved SSH target. `folder` is a path of names joined by `/`, empty at the top."""

    __tablename__ = "workbench_connections"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    folder: Mapped[str] = mapped_column(String(255))
    position: Mapped[int]
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int]
    username: Mapped[str] = mapped_column(String(64))
    auth: Mapped[str] = mapped_column(String(16))
    sealed_password: Mapped[str | None] = mapped_column(Text)
    sealed_key: Mapped[str | None] = mapped_column(Text)
    sealed_passphrase: Mapped[str | None] = mapped_column(Text)
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    jump_id: Mapped[str | None] = mapped_column(ForeignKey("workbench_connections.id"))
    tags: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class Folder(Base):
    """A folder that stays while nothing is in it."""

    __tablename__ = "workbench_folders"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(255), primary_key=True)


class HostKey(Base):
    """A host key that its user has accepted and saved: one per address, port and kind of key."""

    __tablename__ = "workbench_host_keys"
    __table_args__ = (UniqueConstraint("user_id", "host", "port", "algorithm"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    host: Mapped[str] = mapped_column(String(1100))
    """As its user named it, and what it was reached through: `host via jump`."""
    port: Mapped[int]
    algorithm: Mapped[str] = mapped_column(String(64))
    public_key: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    accepted_at: Mapped[datetime]


class SavedSession(Base):
    """An open session, so that its tabs come back after this process has ended: all but the connection itself."""

    __tablename__ = "workbench_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    connection_id: Mapped[str | None] = mapped_column(String(32))
    instance_id: Mapped[str | None] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(80))
    target: Mapped[str] = mapped_column(String(400))
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SavedTerminal(Base):
    """What a terminal showed when it was last written down; `sealed_screen` is its newest output, as it came."""

    __tablename__ = "workbench_terminals"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("workbench_sessions.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    directory: Mapped[str] = mapped_column(Text)
    columns: Mapped[int]
    rows: Mapped[int]
    offset: Mapped[int]
    """How many bytes the terminal had put out in all."""
    sealed_screen: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]


class SocketTicket(Base):
    """One WebSocket's way in: works once, for one user and one log-in."""

    __tablename__ = "workbench_tickets"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    login_id: Mapped[str] = mapped_column(String(32))
    """The browser's log-in or the API token that asked for it."""
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Tunnel(Base):
    """A port of a session's machine under a web origin of its own, while the session is open."""

    __tablename__ = "workbench_tunnels"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    session_id: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(80))
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int]
    socket: Mapped[str] = mapped_column(Text)
    """The unix socket on which this machine listens for it."""
    opened_at: Mapped[datetime]


class QuickCommand(Base):
    """A command that its user sends with one click; `{name}` in it is asked for."""

    __tablename__ = "workbench_commands"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    group: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    enter: Mapped[bool]
    position: Mapped[int]


class HistoryEntry(Base):
    """A command that was sent from the command box, once per machine; `used` counts how often."""

    __tablename__ = "workbench_history"
    __table_args__ = (UniqueConstraint("user_id", "target", "digest"), Index(None, "user_id", "used_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    target: Mapped[str] = mapped_column(String(400))
    digest: Mapped[str] = mapped_column(String(64))
    sealed_command: Mapped[str] = mapped_column(Text)
    used: Mapped[int]
    used_at: Mapped[datetime]


class Desk(Base):
    """How a user has arranged the workbench, and how terminals look; the console's own document."""

    __tablename__ = "workbench_desks"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime]


class Recording(Base):
    """A terminal's recording, asciicast v2 in `file` below the data directory."""

    __tablename__ = "workbench_recordings"
    __table_args__ = (Index(None, "user_id", "started_at", "id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str] = mapped_column(String(200))
    target: Mapped[str] = mapped_column(String(400))
    file: Mapped[str] = mapped_column(String(80))
    with_input: Mapped[bool]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    bytes: Mapped[int]
    milliseconds: Mapped[int]
