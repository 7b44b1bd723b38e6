"""One line of a benchmark's result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`value` in `unit`; `must` says what it has to be, and `ok` whether it is."""

    name: str
    unit: str
    value: float
    must: str
    ok: bool
