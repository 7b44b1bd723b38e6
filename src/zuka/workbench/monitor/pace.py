"""How often a machine is asked for what, so that looking at it costs it less than a hundredth of a core. Pure.

What everything costs there is measured there: each frame carries what the shell and its children have used so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_WINDOW_SECONDS: Final = 10.0
_LEAST_WEIGHT, _CAUTION = 0.07, 3
"""What a measurement counts against those before it: one alone is as coarse as a clock tick, so even the first ones do
not decide alone."""


@dataclass(frozen=True)
class Limit:
    """Of one kind of question: seconds from one to the next at least, its share of a core, and the longest pause that
    a high cost may lead to."""

    least: float
    share: float
    most: float


LIMITS: Final = {
    "tick": Limit(0, 0.004, 2),
    "processes": Limit(0, 0.003, 20),
    "names": Limit(1.5, 0.001, 20),
    "gpu": Limit(2, 0.005, 6),
    "df": Limit(10, 0.001, 60),
    "mounts": Limit(60, 0.001, 300),
}


class Pace:
    """One machine's. Times are seconds of one clock that only goes forward."""

    def __init__(self) -> None:
        self._asked: dict[str, float] = {}
        self._costs: dict[str, float] = {}
        self._seen: dict[str, int] = {}
        self._held: dict[str, float] = {}
        self._total: float | None = None
        self._window: tuple[float, float] | None = None
        self.cost_percent: float | None = None

    def due(self, kind: str, now: float) -> bool:
        """Whether it is time to ask; a little early is in time, since rounds are not exact."""
        if self.held(kind, now):
            return False
        asked = self._asked.get(kind)
        return asked is None or now - asked >= self.period(kind) * 0.9

    def period(self, kind: str) -> float:
        """Seconds from one question of this kind to the next."""
        limit = LIMITS[kind]
        return min(limit.most, max(limit.least, self._costs.get(kind, 0.0) / limit.share))

    def asked(self, kind: str, now: float) -> None:
        self._asked[kind] = now

    def hold(self, kind: str, until: float) -> None:
        """Do not ask before then."""
        self._held[kind] = until

    def held(self, kind: str, now: float) -> bool:
        return now < self._held.get(kind, now)

    def forget(self, kind: str) -> None:
        """Ask again at once."""
        self._asked.pop(kind, None)

    def measured(self, kind: str, total: float | None, now: float) -> None:
        """After an answer: what all of them have cost together until now."""
        if total is None:
            return
        if self._total is not None and total >= self._total:
            cost = total - self._total
            before, seen = self._costs.get(kind, 0.0), self._seen.get(kind, 0)
            weight = max(_LEAST_WEIGHT, 1 / (seen + _CAUTION))
            self._costs[kind] = before + (cost - before) * weight
            self._seen[kind] = seen + 1
        self._total = total
        self._measure(total, now)

    def _measure(self, total: float, now: float) -> None:
        if self._window is None or total < self._window[1]:
            self._window = (now, total)
        elif now - self._window[0] >= _WINDOW_SECONDS:
            seconds = now - self._window[0]
            self.cost_percent = round(100 * (total - self._window[1]) / seconds, 2)
            self._window = (now, total)
