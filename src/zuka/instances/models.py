"""Tables of instances, their operations, the doors into them, and what they use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from zuka.instances.states import OperationKind, OperationState, State
from zuka.kit.db import Base

_ALIVE = text("released_at IS NULL")
_LIVE = text("finished_at IS NULL")


class Instance(Base):
    """A renter's machine, from the order to its release and, as a record, for ever after."""

    __tablename__ = "instances"
    __table_args__ = (
        Index("uq_instances_ssh_port", "ssh_port", unique=True, sqlite_where=_ALIVE, postgresql_where=_ALIVE),
        UniqueConstraint("user_id", "order_key"),
        Index(
            "uq_instances_address",
            "region",
            "address",
            unique=True,
            sqlite_where=_ALIVE,
            postgresql_where=_ALIVE,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    order_key: Mapped[str | None]
    """The renter's own key for the order: sending it again finds this instance instead of renting another."""
    name: Mapped[str]
    region: Mapped[str] = mapped_column(ForeignKey("regions.name"), index=True)
    host_id: Mapped[str] = mapped_column(ForeignKey("hosts.id"), index=True)
    image_id: Mapped[str] = mapped_column(ForeignKey("images.id"))
    state: Mapped[State] = mapped_column(index=True)
    card_model: Mapped[str]
    card_count: Mapped[int]
    """Cards that were ordered; a boot without cards does not change it."""
    simulated: Mapped[bool]
    """Whether the cards are simulated ones, as every page that shows them must say."""
    booted_cards: Mapped[int] = mapped_column(default=0)
    """Cards of the present or last boot."""
    price_per_hour: Mapped[int] = mapped_column(default=0)
    """Locked when the present boot was asked for, in micro-yuan."""
    held_micros: Mapped[int] = mapped_column(default=0)
    """Reserved in the wallet until the boot answers or fails."""
    system_disk_gb: Mapped[int]
    data_disk_gb: Mapped[int]
    ssh_port: Mapped[int]
    address: Mapped[str]
    sealed_password: Mapped[str]
    sealed_host_key: Mapped[str]
    host_key: Mapped[str]
    """The public ed25519 key that the instance shows, in OpenSSH form."""
    sealed_jupyter_token: Mapped[str]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str] = mapped_column(default="")
    release_at: Mapped[datetime | None] = mapped_column(index=True)
    """When retention ends; None while it runs."""
    release_stage: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")


class Operation(Base):
    """One long-running change of an instance. At most one per instance is under way, and it is never forgotten:
    a row that is not finished is picked up by whoever finds its lease expired."""

    __tablename__ = "operations"
    __table_args__ = (
        Index("uq_operations_live", "instance_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_operations_due", "finished_at", "due_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[OperationKind]
    state: Mapped[OperationState]
    step: Mapped[str]
    progress: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    trace: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """`[step, milliseconds since 1970 when it was done]`, in order."""
    error_code: Mapped[str] = mapped_column(default="")
    error_detail: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    lease_token: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]


class Exposure(Base):
    """A port inside an instance that its renter opened on the web gateway."""

    __tablename__ = "exposures"
    __table_args__ = (UniqueConstraint("instance_id", "port"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id"))
    port: Mapped[int]
    label: Mapped[str] = mapped_column(default="")
    public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Ticket(Base):
    """A one-time way through the web gateway, kept as a fingerprint. `service_id` is an instance, or whatever else the
    gateway serves under an origin of its own; `login_id` the log-in that asked for it."""

    __tablename__ = "tickets"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    service_id: Mapped[str]
    port: Mapped[int]
    login_id: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Stray(Base):
    """Something in a region's engine that the platform does not know. Shown to the operator; never deleted by us."""

    __tablename__ = "strays"

    region: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True, default="instance")
    host: Mapped[str]
    first_seen_at: Mapped[datetime]


class Sweep(Base):
    """When everything in a region was last looked at and the engine answered."""

    __tablename__ = "sweeps"

    region: Mapped[str] = mapped_column(primary_key=True)
    swept_at: Mapped[datetime]


class Sample(Base):
    """What a running instance used in about a minute. Forgotten after a day, but for the newest one."""

    __tablename__ = "samples"
    __table_args__ = (Index(None, "at"),)

    instance_id: Mapped[str] = mapped_column(ForeignKey("instances.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    """The round that it belongs to: whole minutes, so that two workers cannot both put one in."""
    read_at: Mapped[datetime]
    cpu_seconds: Mapped[float]
    received_bytes: Mapped[int]
    sent_bytes: Mapped[int]
    """The engine's counters at `read_at`, since the instance's start: the next sample's rates are measured from them."""
    cpu_percent: Mapped[float]
    cpu_threads: Mapped[int]
    memory_bytes: Mapped[int]
    memory_limit_bytes: Mapped[int]
    system_disk_bytes: Mapped[int | None]
    system_disk_limit_bytes: Mapped[int]
    data_disk_bytes: Mapped[int | None]
    data_disk_limit_bytes: Mapped[int]
    received_per_second: Mapped[int]
    sent_per_second: Mapped[int]
    cards: Mapped[list[Any]] = mapped_column(JSON)
    """One list for each card; `monitor.CARD_COLUMNS` says what is where."""


class SampleRound(Base):
    """Which round of samples a region has had; whoever moves it on takes the next one, alone."""

    __tablename__ = "sample_rounds"

    region: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
