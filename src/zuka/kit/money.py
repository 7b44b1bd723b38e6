"""Money is an integer number of micro-yuan. This module is the only way in and out of text.

Nothing here may use a float, and nothing anywhere may round except `charge`, which rounds down once.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

MICROS = 1_000_000
MS_PER_HOUR = 3_600_000
LIMIT_MICROS = 1_000_000_000 * MICROS
"""No single amount may exceed a billion yuan, so that sums stay far inside 64 bits."""

_DECIMAL = re.compile(r"(-?)(\d{1,10})(?:\.(\d{1,6}))?", re.ASCII)


def parse_yuan(text: str) -> int:
    """`"1.58"` → 1580000. Raises `ValueError` on anything but a plain decimal with up to six places."""
    match = _DECIMAL.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not an amount of yuan: {text!r}")
    sign, whole, fraction = match.groups()
    micros = int(whole) * MICROS + int((fraction or "").ljust(6, "0"))
    if micros > LIMIT_MICROS:
        raise ValueError(f"amount too large: {text!r}")
    return -micros if sign else micros


def format_yuan(micros: int, *, places: int = 6) -> str:
    """Exact decimal text; trailing zeros beyond two places are dropped. `places=2` cuts towards zero, for display."""
    sign = "-" if micros < 0 else ""
    whole, rest = divmod(abs(micros), MICROS)
    fraction = f"{rest:06d}"[:places]
    while len(fraction) > 2 and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{sign}{whole}.{fraction}"


def charge(price_per_hour: int, billable_ms: int) -> int:
    """What `billable_ms` milliseconds cost at `price_per_hour` micro-yuan: the one rounding there is, down."""
    return price_per_hour * billable_ms // MS_PER_HOUR


def _parse_wire(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError('an amount is a decimal string, e.g. "1.58"')
    return parse_yuan(value)


_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d{1,6})?$", "examples": ["1.58"]})

YuanIn = Annotated[int, BeforeValidator(_parse_wire), _SCHEMA]
"""In a request: a decimal string of yuan, read into micro-yuan."""

YuanOut = Annotated[int, PlainSerializer(format_yuan, return_type=str, when_used="json"), _SCHEMA]
"""In a response: micro-yuan, written as a decimal string of yuan."""
