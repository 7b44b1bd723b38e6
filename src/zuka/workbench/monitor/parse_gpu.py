"""What `nvidia-smi` says of the cards: what is asked, and how it is read. Pure.

Drivers differ in what they know. A field that one of them has never heard of spoils the whole answer, so there is a
second list of those that all have; values such as `[N/A]`, `[Not Supported]` or `ERR!` are nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from zuka.workbench.monitor.parse_text import clean, decimal, whole

MOST_CARDS: Final = 64
MOST_PROCESSES: Final = 256
_COMMON: Final = (
    "index",
    "uuid",
    "name",
    "utilization.gpu",
    "memory.used",
    "memory.total",
    "temperature.gpu",
)
FIELDS: Final = ((*_COMMON, "power.draw", "power.limit", "fan.speed"), _COMMON)
"""Lists to ask for, the best first."""
APP_FIELDS: Final = ("gpu_uuid", "pid", "used_gpu_memory", "process_name")
_MIB: Final = 1 << 20


@dataclass(frozen=True)
class Card:
    """One card, or one slice of a card; None is what it does not tell. Sizes are bytes, power is watts."""

    index: int
    uuid: str
    name: str
    utilization: int | None
    memory_used: int | None
    memory_total: int | None
    temperature: int | None
    power: float | None
    power_limit: float | None
    fan: int | None


@dataclass(frozen=True)
class App:
    """A program that computes on a card. In a container its number may be the host's."""

    uuid: str
    pid: int
    memory: int | None
    command: str


def cards(lines: Iterable[str]) -> list[Card]:
    """One for each line that has an index and an identity."""
    found = []
    for row in _rows(lines):
        if len(row) not in {len(fields) for fields in FIELDS}:
            continue
        index, uuid = whole(row[0], 4095), clean(row[1], 80)
        if index is None or not uuid.startswith(("GPU-", "MIG-")):
            continue
        power, power_limit, fan = [*row[len(_COMMON) :], "", "", ""][:3]
        found.append(
            Card(
                index=index,
                uuid=uuid,
                name=clean(row[2], 80),
                utilization=_share(row[3]),
                memory_used=_mib(row[4]),
                memory_total=_mib(row[5]),
                temperature=_round(row[6], 999),
                power=decimal(power, 99_999),
                power_limit=decimal(power_limit, 99_999),
                fan=_share(fan),
            )
        )
    return sorted(found[:MOST_CARDS], key=lambda card: card.index)


def apps(lines: Iterable[str]) -> list[App]:
    """One for each line that names a card and a process."""
    found = []
    for row in _rows(lines):
        if len(row) < len(APP_FIELDS):
            continue
        pid = whole(row[1], 1 << 31)
        # A path may hold commas.
        command = clean(", ".join(row[3:]), 200)
        if pid and row[0].startswith(("GPU-", "MIG-")):
            found.append(
                App(clean(row[0], 80), pid, _mib(row[2]), "" if command.startswith("[") else command)
            )
    return found[:MOST_PROCESSES]


def _rows(lines: Iterable[str]) -> list[list[str]]:
    # Nothing that it prints is quoted, and a stray quote must not swallow the lines below.
    plain = (line for line in lines if len(line) < 600)
    return [[value.strip() for value in row] for row in csv.reader(plain, quoting=csv.QUOTE_NONE)]


def _round(text: str, most: float) -> int | None:
    value = decimal(text, most)
    return None if value is None else round(value)


def _share(text: str) -> int | None:
    # A driver may say 101 % of a fan.
    value = _round(text, 999)
    return None if value is None else min(100, value)


def _mib(text: str) -> int | None:
    value = decimal(text, 1 << 30)
    return None if value is None else round(value * _MIB)


def by_card(found: Sequence[App], uuid: str) -> list[App]:
    """Its programs, the largest first."""
    return sorted((app for app in found if app.uuid == uuid), key=lambda app: -(app.memory or 0))
