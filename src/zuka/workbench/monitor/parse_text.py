"""Text and numbers of a machine that may be anybody's, made harmless. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DIGITS: Final = re.compile(r"[0-9]{1,19}")
_DECIMAL: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
MOST: Final = (1 << 63) - 1


def clean(text: str, most: int = 120) -> str:
    """On one line, without characters that move, hide or turn what is around them, and not longer than `most`."""
    shown = text[: most * 4]
    if not (shown.isascii() and shown.isprintable()):
        shown = "".join(" " if unicodedata.category(one) in _UNSEEN else one for one in shown)
    return shown.strip()[:most]


def whole(text: str, most: int = MOST) -> int | None:
    """A number without sign, or None for everything else."""
    if not _DIGITS.fullmatch(text):
        return None
    value = int(text)
    return value if value <= most else None


def wholes(text: str, least: int) -> list[int] | None:
    """All of a line's numbers, or None where there are fewer than `least` or one is something else."""
    found = [whole(part) for part in text.split()]
    numbers = [one for one in found if one is not None]
    return numbers if len(found) == len(numbers) >= least else None


def decimal(text: str, most: float) -> float | None:
    """A number with or without a fraction, or None for everything else, `[N/A]` among it."""
    if not _DECIMAL.fullmatch(text):
        return None
    value = float(text)
    return value if value <= most else None
