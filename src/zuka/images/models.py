"""Tables of images: what renters may choose, where it has been imported, and builds under way or done."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from zuka.kit.db import Base

_LIVE = text("finished_at IS NULL")


class ImageState(StrEnum):
    """Whether instances can be made of an image. One that is being built again stays ready."""

    UNBUILT = "unbuilt"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"


class BuildState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Image(Base):
    """What an instance starts from. `alias` is its name in every engine; `name` is its recipe's."""

    __tablename__ = "images"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    alias: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(128))
    framework: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    python: Mapped[str] = mapped_column(String(16))
    cuda: Mapped[str] = mapped_column(String(16), default="")
    """Empty: it has no CUDA inside."""
    os: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[ImageState] = mapped_column(default=ImageState.UNBUILT)
    published: Mapped[bool] = mapped_column(default=True)
    simulated: Mapped[bool] = mapped_column(default=False)
    """No real system is in it: only simulated regions have it."""
    size_bytes: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    recipe_checksum: Mapped[str] = mapped_column(String(64), default="")
    built_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ImageCopy(Base):
    """An image as one region's engine has it."""

    __tablename__ = "image_copies"

    image_id: Mapped[str] = mapped_column(ForeignKey("images.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]


class ImageBuild(Base):
    """One build of one recipe for one region. At most one of each is under way; whoever finds its lease expired
    carries it on."""

    __tablename__ = "image_builds"
    __table_args__ = (
        Index(
            "uq_image_builds_live", "name", "region", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
        Index("ix_image_builds_due", "finished_at", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    image_id: Mapped[str] = mapped_column(ForeignKey("images.id"))
    name: Mapped[str] = mapped_column(String(64))
    region: Mapped[str] = mapped_column(String(64))
    state: Mapped[BuildState]
    step: Mapped[str] = mapped_column(String(128), default="")
    percent: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str] = mapped_column(String(64), default="")
    error_detail: Mapped[str] = mapped_column(Text, default="")
    log_path: Mapped[str] = mapped_column(default="")
    by: Mapped[str | None] = mapped_column(String(32))
    """The user who asked for it; None: the platform itself."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    lease_token: Mapped[str] = mapped_column(String(32), default="")
    lease_until: Mapped[datetime | None]
