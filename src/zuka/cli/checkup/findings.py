"""What a check has found, in words for somebody who has to put it right."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """`says` is one sentence; `todo` is what to do about it, empty when all is well."""

    name: str
    level: Level
    says: str
    todo: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def ok(name: str, says: str) -> Finding:
    return Finding(name, "ok", says)


def warn(name: str, says: str, todo: str) -> Finding:
    return Finding(name, "warn", says, todo)


def bad(name: str, says: str, todo: str) -> Finding:
    return Finding(name, "bad", says, todo)
