"""The bill, worked out a second time from the runs alone, without the platform's own arithmetic."""

from __future__ import annotations

from decimal import Decimal

from zuka.cli.client import Json

_MICROS = 1_000_000
_MS_PER_HOUR = 3_600_000


def micros(amount: str) -> int:
    """A decimal string of yuan in micro-yuan, exactly. Raises `ValueError` on a finer fraction."""
    exact = Decimal(amount) * _MICROS
    if exact != exact.to_integral_value():
        raise ValueError(f"finer than a millionth of a yuan: {amount}")
    return int(exact)


def expected(runs: list[Json]) -> int:
    """Σ floor(price × milliseconds / 3,600,000) over whole runs, in micro-yuan."""
    return sum(micros(one["price_per_hour"]) * one["billable_ms"] // _MS_PER_HOUR for one in runs)
