"""Table of the market: what the operator asks for an hour of a card."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from zuka.kit.db import Base


class PricePlan(Base):
    """The price of one card model, everywhere. A model without a plan is not rented."""

    __tablename__ = "price_plans"
    __table_args__ = (
        CheckConstraint("list_price_micros >= 0", name="price_not_negative"),
        CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount"),
    )

    model: Mapped[str] = mapped_column(String(64), primary_key=True)
    list_price_micros: Mapped[int]
    """Micro-yuan for one card and hour before the discount."""
    discount_percent: Mapped[int]
    """How much is taken off the list price."""
    updated_at: Mapped[datetime]

    @property
    def price_micros(self) -> int:
        """Micro-yuan for one card and hour as it is charged; a fraction of a micro-yuan is given away."""
        return self.list_price_micros * (100 - self.discount_percent) // 100
