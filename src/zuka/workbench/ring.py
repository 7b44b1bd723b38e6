"""The newest output of a terminal, by absolute offsets. It grows as output comes, so that an idle terminal costs nothing."""

from __future__ import annotations

from collections import deque

RING_BYTES = 512 * 1024
_SEGMENT = 16 * 1024


class Ring:
    """At least the last `limit` bytes that were added, at most a segment more. Offsets count from the terminal's start
    and never go back."""

    def __init__(self, *, offset: int = 0, limit: int = RING_BYTES) -> None:
        self._limit = limit
        self._segments: deque[bytearray] = deque()
        self.start = offset
        """Offset of the oldest byte that is still here."""
        self.end = offset
        """Offset of the next byte."""

    def add(self, data: bytes, *, needed: int | None = None) -> None:
        """Append `data`; what has become too old goes, whole segments at a time, but nothing from `needed` on."""
        segments = self._segments
        if segments and len(segments[-1]) + len(data) <= _SEGMENT:
            segments[-1] += data
        else:
            segments.append(bytearray(data))
        self.end += len(data)
        oldest = self.end - self._limit
        if needed is not None and needed < oldest:
            oldest = needed
        while self.start + len(segments[0]) <= oldest:
            self.start += len(segments.popleft())

    def read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset` on; what is older than the ring is skipped."""
        at = self.start
        offset = max(offset, at)
        stop = min(self.end, offset + size)
        parts: list[bytearray] = []
        for segment in self._segments:
            after = at + len(segment)
            if after > offset:
                parts.append(segment[max(offset - at, 0) : stop - at])
            at = after
            if at >= stop:
                break
        return b"".join(parts)

    def tail(self) -> bytes:
        """Everything that is here."""
        return b"".join(self._segments)
