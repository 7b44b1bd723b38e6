"""What the API says about time and its cost."""

from __future__ import annotations

import datetime as dt
from datetime import datetime

from zuka.kit.money import YuanOut
from zuka.kit.web import Wire


class DayOut(Wire):
    """What one day cost, by the reader's clock."""

    date: dt.date
    amount: YuanOut


class SpendingOut(Wire):
    """The latest days, oldest first, those that cost nothing included; what is not posted yet counts as well."""

    days: list[DayOut]
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
