"""What the API says about time and its cost."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from zuka.kit.money import YuanOut
from zuka.kit.web import Wire


class StatementLine(Wire):
    """One instance, one thing it costs, one clock hour."""

    instance_id: str
    hour: datetime = Field(description="Beginning of the clock hour, UTC.")
    what: str
    billable_ms: int
    price_per_hour: YuanOut
    amount: YuanOut
    posted: bool = Field(description="False while the hour is not closed: the amount is still growing.")


class Statement(Wire):
    lines: list[StatementLine]
    total: YuanOut


class RunOut(Wire):
    """One meter: `amount` is `floor(price_per_hour x billable_ms / 3,600,000)`, of which `posted` is in the ledger."""

    id: str
    kind: str
    what: str
    price_per_hour: YuanOut
    started_at: datetime
    ended_at: datetime | None
    billable_ms: int
    amount: YuanOut
    posted: YuanOut
    paused: bool
