"""Tables of the wallet: a double-entry ledger, and per renter one row that caches what follows from it.

The ledger is the truth and is append-only: an entry is never changed, a mistake is put right by another entry.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from zuka.kit.db import Base


class Account(Base):
    """A place money is in: `wallet:<user id>`, `income:usage`, `source:operator_credit`, …"""

    __tablename__ = "ledger_accounts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)


class LedgerEntry(Base):
    """One move of money. `key` names the reason, so that the same reason moves nothing twice."""

    __tablename__ = "ledger_entries"
    __table_args__ = (Index(None, "at", "id"), Index(None, "kind", "at", "id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    description: Mapped[str] = mapped_column(String(300))
    reference: Mapped[str] = mapped_column(String(64), index=True)
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class Posting(Base):
    """One side of an entry; the sides of an entry add up to zero."""

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint("micros <> 0", name="moves_something"),
        Index(None, "account_id", "entry_id"),
    )

    entry_id: Mapped[str] = mapped_column(ForeignKey("ledger_entries.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("ledger_accounts.id"), primary_key=True)
    micros: Mapped[int]


class Wallet(Base):
    """A renter's money at a glance.

    `owed_micro_ms` is what running meters had accrued and not yet posted at `owed_at`, exactly: in micro-yuan ×
    milliseconds per hour. With `burn_micros_per_hour` it says at any instant what is owed, so nothing ticks.
    `dry_stage` counts the warnings given since `runs_dry_at` last moved to a later time. `version` grows with every
    change and guards the next one.
    """

    __tablename__ = "wallets"
    __table_args__ = (
        CheckConstraint("held_micros >= 0", name="held"),
        CheckConstraint("burn_micros_per_hour >= 0", name="burn"),
        Index(None, "dry_stage", "runs_dry_at"),
    )

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    version: Mapped[int]
    balance_micros: Mapped[int]
    held_micros: Mapped[int]
    burn_micros_per_hour: Mapped[int]
    owed_micro_ms: Mapped[int]
    owed_at: Mapped[datetime]
    runs_dry_at: Mapped[datetime | None]
    dry_stage: Mapped[int]
    quiet_until: Mapped[datetime | None]


class RedeemBatch(Base):
    """Codes that were made together."""

    __tablename__ = "redeem_batches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    micros: Mapped[int]
    note: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class RedeemCode(Base):
    """A code worth money, once. Only its hash is kept."""

    __tablename__ = "redeem_codes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("redeem_batches.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    micros: Mapped[int]
    expires_at: Mapped[datetime]
    used_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    used_at: Mapped[datetime | None]


class BooksCheck(Base):
    """What the newest check of the whole ledger found; there is one row."""

    __tablename__ = "books_checks"
    ONLY: ClassVar[str] = "ledger"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    begun_at: Mapped[datetime]
    problems: Mapped[list[str]] = mapped_column(JSON)
    """The first few; empty: the books are right."""
    wrong_since: Mapped[datetime | None]
