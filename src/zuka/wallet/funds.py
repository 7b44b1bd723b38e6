"""The arithmetic of one wallet. Pure: no database, no clock.

What running meters owe is exact, in micro-yuan x milliseconds per hour; it becomes whole micro-yuan only for display
and for judging an order, rounded against the wallet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from zuka.kit.clock import to_millis
from zuka.kit.money import MS_PER_HOUR

_CENTURY_MS = 36500 * 24 * MS_PER_HOUR
"""A burn so slow that the money lasts longer is told as lasting this long."""


@dataclass(frozen=True)
class Funds:
    """A wallet's numbers at `at`; `owed` is not yet posted."""

    at: datetime
    balance: int
    held: int
    burn: int
    owed_micro_ms: int

    def on(self, at: datetime) -> Funds:
        """The same wallet at another instant."""
        passed = to_millis(at) - to_millis(self.at)
        return replace(self, at=at, owed_micro_ms=self.owed_micro_ms + self.burn * passed)

    @property
    def owed(self) -> int:
        """Micro-yuan, rounded down, as charges are."""
        return self.owed_micro_ms // MS_PER_HOUR

    @property
    def available(self) -> int:
        """Micro-yuan that are neither held nor owed, rounded down; negative when overdrawn."""
        return self.balance - self.held + (-self.owed_micro_ms) // MS_PER_HOUR

    def can_order(self, required: int) -> bool:
        """Whether `required` is there beyond one more hour of what runs already."""
        return self.available - self.burn >= required

    @property
    def runs_dry_at(self) -> datetime | None:
        """The last instant at which the balance covers what is owed; in the past for an overdrawn wallet, None while
        nothing runs.

        Holds do not count: they are an order's for a minute, and nobody is stopped for one.
        """
        if self.burn == 0:
            return None
        left_ms = (self.balance * MS_PER_HOUR - self.owed_micro_ms) // self.burn
        return self.at + timedelta(milliseconds=max(-_CENTURY_MS, min(left_ms, _CENTURY_MS)))
