"""Tables of the fleet: regions, their hosts, the hosts' cards, and who holds which card.

What a host is comes from its engine and is overwritten by every look; what may be done with it (`state`,
`rentable_until`, `tags`, `cordoned`) is the operator's and is never touched by one.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from zuka.kit.db import Base

_LIVE = text("ended_at IS NULL")


class HostState(StrEnum):
    """What the operator allows. A draining host takes no new instance and keeps those it has until they leave."""

    OPEN = "open"
    CLOSED = "closed"
    DRAINING = "draining"


class Region(Base):
    """One engine and the hosts behind it."""

    __tablename__ = "regions"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    engine: Mapped[str] = mapped_column(String(16))
    """`incus`, or `simulated`: nothing real is rented there."""
    reachable: Mapped[bool]
    looked_at: Mapped[datetime | None]
    """When the newest look began that is in these tables; an older one that comes in late is dropped."""
    alarmed_at: Mapped[datetime | None]
    """When the operators were told that its engine does not answer; None once it answers again."""
    created_at: Mapped[datetime]

    @property
    def simulated(self) -> bool:
        return self.engine == "simulated"


class Host(Base):
    """One server. Sizes are bytes, 0 where they are not known yet."""

    __tablename__ = "hosts"
    __table_args__ = (UniqueConstraint("region", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.name"))
    name: Mapped[str] = mapped_column(String(64))
    state: Mapped[HostState] = mapped_column(default=HostState.CLOSED)
    reachable: Mapped[bool]
    last_seen_at: Mapped[datetime | None]
    alarmed_at: Mapped[datetime | None]
    """When the operators were told that it does not answer; None once they were told that it does again."""
    fault: Mapped[str] = mapped_column(default="")
    """One sentence that says why nothing may be rented here, whatever the operator allows; empty: nothing wrong."""
    address: Mapped[str] = mapped_column(String(64), default="")
    cpu_model: Mapped[str] = mapped_column(default="")
    cpu_threads: Mapped[int] = mapped_column(default=0)
    memory_bytes: Mapped[int] = mapped_column(default=0)
    card_count: Mapped[int] = mapped_column(default=0)
    """How many cards share its CPU and memory."""
    pool_driver: Mapped[str] = mapped_column(String(32), default="")
    pool_total_bytes: Mapped[int] = mapped_column(default=0)
    pool_free_bytes: Mapped[int] = mapped_column(default=0)
    rentable_until: Mapped[datetime | None]
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]


class Card(Base):
    """One GPU. Its UUID is what it is known by: a PCI address changes when a board is moved."""

    __tablename__ = "cards"
    __table_args__ = (UniqueConstraint("region", "uuid"), Index(None, "host_id", "model"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.name"))
    host_id: Mapped[str] = mapped_column(ForeignKey("hosts.id"))
    uuid: Mapped[str] = mapped_column(String(64))
    pci_address: Mapped[str] = mapped_column(String(32), default="")
    """Empty for a simulated card, which is a name alone."""
    model: Mapped[str] = mapped_column(String(64))
    memory_bytes: Mapped[int] = mapped_column(default=0)
    driver_version: Mapped[str] = mapped_column(String(32), default="")
    cuda_version: Mapped[str] = mapped_column(String(32), default="")
    fault: Mapped[str] = mapped_column(default="")
    """One sentence that says why the engine cannot hand it out; empty: healthy."""
    cordoned: Mapped[bool] = mapped_column(default=False)
    simulated: Mapped[bool] = mapped_column(default=False)
    missing_since: Mapped[datetime | None]
    """When its host was first seen without it."""
    created_at: Mapped[datetime]


class Lease(Base):
    """A card in somebody's hands. The unique index is the only lock there is: one card, one live lease."""

    __tablename__ = "leases"
    __table_args__ = (
        Index("uq_leases_live_card", "card_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "instance_id", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("cards.id"), index=True)
    instance_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CardSample(Base):
    """How many cards were doing what at an instant; they add up to all there were."""

    __tablename__ = "card_samples"

    at: Mapped[datetime] = mapped_column(primary_key=True)
    rented: Mapped[int]
    idle: Mapped[int]
    broken: Mapped[int]
    cordoned: Mapped[int]
