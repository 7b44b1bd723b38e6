"""Processes: one line of numbers each, and of a few their owner and command line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from zuka.workbench.monitor.parse_text import clean, whole

MOST_PID: Final = 1 << 22
MOST_COMMAND: Final = 400
_HEADER: Final = re.compile(r"==> \S{0,300}/([0-9]{1,7})/(status|cmdline) <==")
_STATES: Final = frozenset("RSDZTtWXxKPI")


@dataclass(frozen=True)
class Process:
    """`started` is in clock ticks since the machine's start: with the number it names a process for ever."""

    pid: int
    ticks: int
    started: int
    pages: int
    state: str
    name: str


@dataclass(frozen=True)
class Detail:
    """What is asked for only of those that are shown."""

    uid: int | None
    command: str


def processes(lines: Iterable[str]) -> list[Process]:
    """Each line is `pid ticks started pages state name`; others are left out."""
    found = []
    for line in lines:
        parts = line.split(" ", 5)
        numbers = [whole(part) for part in parts[:4]]
        if len(parts) < 6 or None in numbers or parts[4] not in _STATES:
            continue
        pid, ticks, started, pages = (number or 0 for number in numbers)
        if 0 < pid <= MOST_PID:
            found.append(Process(pid, ticks, started, pages, parts[4], clean(parts[5], 64) or "?"))
    return found


def details(lines: Iterable[str]) -> Mapping[int, Detail]:
    """Of the output of `head` for two files of each process. A command line that holds a heading of its own could
    speak for another process: what has two headings of one kind is left out."""
    sections: dict[tuple[int, str], list[str]] = {}
    forged: set[int] = set()
    at: list[str] = []
    for line in lines:
        if match := _HEADER.fullmatch(line):
            key = (int(match[1]), match[2])
            if key in sections:
                forged.add(key[0])
            at = sections[key] = []
        else:
            at.append(line)
    pids = {pid for pid, _ in sections} - forged
    return {
        pid: Detail(_owner(sections.get((pid, "status"), [])), _command(sections.get((pid, "cmdline"), [])))
        for pid in pids
    }


def _owner(lines: Iterable[str]) -> int | None:
    for line in lines:
        fields = line.split()
        if len(fields) > 2 and fields[0] == "Uid:":
            return whole(fields[2], 1 << 32)
    return None


def _command(lines: Iterable[str]) -> str:
    # Arguments end with a zero byte, which has come as another character.
    return clean(" ".join(lines).replace("\x1f", " "), MOST_COMMAND)
