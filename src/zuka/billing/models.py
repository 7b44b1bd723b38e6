"""Tables of what time costs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from zuka.kit.db import Base


class MeterKind(StrEnum):
    """What a meter counts. The first two are runs: one boot until its stop."""

    CARDS = "cards"
    NO_CARDS = "no_cards"
    DISK = "disk"


class Meter(Base):
    """Something that costs by time at one locked price.

    Owed at any instant is `floor(price_per_hour x billable_ms / 3,600,000)`, where billable time runs from
    `started_at` to `ended_at` (or the instant asked for) less `excluded_ms` and less the pause that is under way.
    """

    __tablename__ = "meters"
    __table_args__ = (
        Index(
            "uq_meters_open_run",
            "instance_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND kind <> 'disk'"),
            postgresql_where=text("ended_at IS NULL AND kind <> 'disk'"),
        ),
        Index("ix_meters_unsettled", "ended_at", "settled_until"),
        CheckConstraint("price_per_hour >= 0", name="price_not_negative"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[str] = mapped_column(index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[MeterKind]
    what: Mapped[str]
    price_per_hour: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    paused_since: Mapped[datetime | None]
    excluded_ms: Mapped[int] = mapped_column(default=0)
    settled_until: Mapped[datetime]
    posted_micros: Mapped[int] = mapped_column(default=0)
    posted_ms: Mapped[int] = mapped_column(default=0)
    """The milliseconds that the posted micro-yuan are for."""


class Charge(Base):
    """What one meter moved in one clock hour; a statement line is the sum of an instance's charges of an hour."""

    __tablename__ = "charges"
    __table_args__ = (Index("ix_charges_user_hour", "user_id", "hour"), Index("ix_charges_hour", "hour"))

    key: Mapped[str] = mapped_column(primary_key=True)
    meter_id: Mapped[str] = mapped_column(ForeignKey("meters.id"), index=True)
    instance_id: Mapped[str] = mapped_column(index=True)
    user_id: Mapped[str]
    hour: Mapped[datetime]
    billable_ms: Mapped[int]
    micros: Mapped[int]
    posted_at: Mapped[datetime]
