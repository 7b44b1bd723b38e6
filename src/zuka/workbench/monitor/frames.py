"""The frames that the program at the other end prints, cut out of whatever comes over the channel. Pure.

The other end may be anybody's: endless lines, endless frames and noise in front of the first one are bounded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

MOST_BYTES: Final = 256 << 10
"""Of one frame, and of all that is not one."""
_LONGEST_LINE: Final = 1000
"""What our program prints is shorter."""
_BEGIN: Final = re.compile(rb"=zuka ([0-9]{1,12})")
_TIMES: Final = re.compile(r"([0-9]{1,7})m([0-9]{1,2})[.,]([0-9]{1,6})s?")


class TooMuch(Exception):
    """More has come than a frame may have."""


@dataclass(frozen=True)
class Frame:
    """One answer: its number, and the lines of each section."""

    number: int
    sections: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def lines(self, section: str) -> Sequence[str]:
        """Empty for a section that is not there."""
        return self.sections.get(section, ())

    def first(self, section: str) -> str:
        """The section's first line, or nothing."""
        return next(iter(self.lines(section)), "")

    @property
    def cost_seconds(self) -> float | None:
        """What the shell there and all that it has started have used of a core so far."""
        found = _TIMES.findall(" ".join(self.lines("times"))[:400])
        if len(found) != 4:
            return None
        return sum(int(minutes) * 60 + float(f"{whole}.{part}") for minutes, whole, part in found)


class Frames:
    """Takes bytes as they come and gives back frames that are complete."""

    def __init__(self) -> None:
        self._rest = b""
        self._number: int | None = None
        self._sections: dict[str, list[str]] = {}
        self._lines: list[str] = []
        self._taken = 0

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Frames that `data` completes. Raises `TooMuch` once there is more than a frame may have."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._count(len(line) + 1)
            done = self._take(line)
            if done is not None:
                yield done
        if self._taken + len(self._rest) > MOST_BYTES:
            raise TooMuch

    def _count(self, size: int) -> None:
        self._taken += size
        if self._taken > MOST_BYTES:
            raise TooMuch

    def _take(self, line: bytes) -> Frame | None:
        if begin := _BEGIN.fullmatch(line):
            self._number, self._taken = int(begin[1]), 0
            self._lines = []
            self._sections = {}
        elif self._number is None:
            # What a log-in shell says before our program runs is no affair of ours.
            return None
        elif line == b"=end %d" % self._number:
            done = Frame(self._number, self._sections)
            self._number, self._taken = None, 0
            return done
        elif line.startswith(b"="):
            self._lines = self._sections.setdefault(line[1:80].decode(errors="replace"), [])
        else:
            # Only what the shell itself prints has no colon in front.
            self._lines.append(line[:_LONGEST_LINE].removeprefix(b":").decode(errors="replace"))
        return None
