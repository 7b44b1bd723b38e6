"""Processes between two looks: who has used how much since, who is shown, and of whom nothing is known yet. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import Final

from zuka.workbench.monitor import parse_processes
from zuka.workbench.monitor.frames import Frame
from zuka.workbench.monitor.parse_processes import Detail, Process
from zuka.workbench.monitor.parse_text import whole
from zuka.workbench.monitor.schemas import ProcessOut

SHOWN: Final = 50
_LARGEST: Final = 12
"""So many have their place for the memory that they hold, however idle they are."""
_Key = tuple[int, int, str]


class ProcessTable:
    """The newest look, and what was learnt about those that are shown."""

    def __init__(self, page: int) -> None:
        self.total = 0
        self.hidden = False
        self._page = page
        self._seconds: float | None = None
        self._ticks: dict[tuple[int, int], int] = {}
        self._names: dict[int, str] = {}
        self._top: list[tuple[float, Process]] = []
        self._details: dict[_Key, Detail] = {}

    def put(self, frame: Frame, *, seconds: float, ticks_per_second: int) -> None:
        """Another look, at `seconds` of the machine's own time."""
        rows = parse_processes.processes(frame.lines("processes"))
        self.total = max(len(rows), whole(frame.first("count"), parse_processes.MOST_PID) or 0)
        # Everybody may see the first process, unless `/proc` is mounted with hidepid.
        self.hidden = all(row.pid != 1 for row in rows)
        span = None if self._seconds is None else (seconds - self._seconds) * ticks_per_second
        if span is not None and span <= 0:
            return
        self._top = _shown([(self._share(row, span), row) for row in rows])
        self._seconds = seconds
        self._ticks = {(row.pid, row.started): row.ticks for row in rows}
        self._names = {row.pid: row.name for row in rows}
        kept = {_key(row) for _, row in self._top}
        self._details = {key: detail for key, detail in self._details.items() if key in kept}

    def _share(self, row: Process, span: float | None) -> float:
        if span is None:
            return 0.0
        before = self._ticks.get((row.pid, row.started))
        if before is None:
            # It began after the last look: all that it has used belongs to this one.
            before = 0 if self._seconds is not None and self._ticks else row.ticks
        return max(0.0, 100 * (row.ticks - before) / span)

    def unknown(self) -> list[int]:
        """Those of whom owner and command line have to be asked."""
        return [row.pid for _, row in self._top if _key(row) not in self._details]

    def learn(self, asked: Iterable[int], found: Mapping[int, Detail]) -> None:
        """What was answered; who has gone meanwhile is asked for no more."""
        wanted = set(asked)
        for _, row in self._top:
            if row.pid in wanted:
                self._details[_key(row)] = found.get(row.pid, Detail(None, ""))

    def name_of(self, pid: int) -> str:
        """Empty for a number that nobody has."""
        return self._names.get(pid, "")

    def out(self, users: Mapping[int, str]) -> list[ProcessOut]:
        """Those that are shown, the busiest first."""
        rows = []
        for share, row in self._top:
            detail = self._details.get(_key(row), Detail(None, ""))
            uid = detail.uid
            rows.append(
                ProcessOut(
                    pid=row.pid,
                    started=row.started,
                    user="" if uid is None else users.get(uid, str(uid)),
                    cpu_percent=round(share, 1),
                    memory_bytes=row.pages * self._page,
                    command=detail.command or row.name,
                    name=row.name,
                    state=row.state,
                )
            )
        return rows


def _shown(rows: list[tuple[float, Process]]) -> list[tuple[float, Process]]:
    """The busiest and the largest, by what they use of the processors and then by size."""

    def rank(one: tuple[float, Process]) -> tuple[float, int]:
        return one[0], one[1].pages

    chosen = heapq.nlargest(_LARGEST, rows, key=lambda one: one[1].pages)
    large = {one[1].pid for one in chosen}
    others = (one for one in rows if one[1].pid not in large)
    chosen += heapq.nlargest(SHOWN - len(chosen), others, key=rank)
    return sorted(chosen, key=rank, reverse=True)


def _key(row: Process) -> _Key:
    return row.pid, row.started, row.name
