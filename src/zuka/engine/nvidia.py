"""What `nvidia-smi` says of an instance's cards: what is asked, and how its answer is read. Pure.

The program runs inside an instance and is the tenant's: any answer is possible, and none may harm whoever reads it.
"""

from __future__ import annotations

import csv
import math
import re
from typing import Final

from zuka.engine.port import CardReading

_FIELDS: Final = (
    "uuid",
    "utilization.gpu",
    "memory.used",
    "memory.total",
    "temperature.gpu",
    "power.draw",
)
COMMAND: Final = ("nvidia-smi", f"--query-gpu={','.join(_FIELDS)}", "--format=csv,noheader,nounits")
SECONDS: Final = 5.0
"""How long it may take; without persistence mode the driver is loaded first."""
MOST_BYTES: Final = 64 << 10
_MOST_CARDS: Final = 64
_UUID: Final = re.compile(r"GPU-[0-9a-fA-F-]{8,60}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_MIB: Final = 1 << 20


def parse(output: bytes) -> list[CardReading]:
    """One reading for each line that has a card's UUID and a value for each field; values that are no numbers, such as
    `[N/A]` and `[Not Supported]`, are None. Lines that are anything else are left out."""
    lines = output.decode(errors="replace").splitlines()[:_MOST_CARDS]
    rows = ([value.strip() for value in row] for row in csv.reader(line[:400] for line in lines))
    return [_reading(row) for row in rows if len(row) == len(_FIELDS) and _UUID.fullmatch(row[0])]


def _reading(row: list[str]) -> CardReading:
    uuid, busy, used, total, temperature, power = row
    return CardReading(
        uuid=uuid,
        utilisation_percent=_whole(busy, most=100),
        memory_used_bytes=_mib(used),
        memory_total_bytes=_mib(total),
        temperature_celsius=_whole(temperature, most=999),
        power_watts=_number(power, most=99_999),
    )


def _number(text: str, *, most: float) -> float | None:
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    return value if value <= most else None


def _whole(text: str, *, most: int) -> int | None:
    value = _number(text, most=most)
    return None if value is None else round(value)


def _mib(text: str) -> int | None:
    value = _number(text, most=1 << 24)
    return None if value is None else round(value) * _MIB
