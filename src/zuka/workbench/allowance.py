"""How much the terminals of one user may print while nobody looks at them.

Everything shares one event loop, and what nobody sees is read only so that it is there when somebody looks. A log is
written at once; a flood that was forgotten in some tab waits, so that everybody else's key presses do not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from weakref import WeakValueDictionary

BYTES_PER_SECOND = 4 << 20
BURST_BYTES = 8 << 20
"""This much comes without a pause."""
LONGEST_SECONDS = 4.0
_users: WeakValueDictionary[str, Allowance] = WeakValueDictionary()


class Allowance:
    """One user's, for all of their terminals together."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._at = now, now()
        self._left = float(BURST_BYTES)

    def take(self, size: int) -> float:
        """So many bytes have come; for how many seconds the terminal that they came from is not to be read."""
        now = self._now()
        self._left = min(BURST_BYTES, self._left + (now - self._at) * BYTES_PER_SECOND) - size
        self._at = now
        return min(LONGEST_SECONDS, max(0.0, -self._left / BYTES_PER_SECOND))


def of_user(user_id: str) -> Allowance:
    """The same for all of a user's terminals in this process."""
    return _users.setdefault(user_id, Allowance())
