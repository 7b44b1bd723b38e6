"""Counters of running instances, from Incus's metrics text. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from zuka.engine.port import Usage

_LINE: Final = re.compile(r"^incus_(\w+)\{(.*)\} ([0-9.eE+-]+)$")
_LABEL: Final = re.compile(r'(\w+)="([^"]*)"')
_WANTED: Final = frozenset(
    {
        "cpu_seconds_total",
        "memory_MemTotal_bytes",
        "memory_MemAvailable_bytes",
        "network_receive_bytes_total",
        "network_transmit_bytes_total",
        "procs_total",
    }
)


def usage(text: str, project: str) -> dict[str, Usage]:
    """By instance of `project`. Incus renews the text every 8 s."""
    sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None or match[1] not in _WANTED:
            continue
        labels = dict(_LABEL.findall(match[2]))
        if labels.get("project") == project and labels.get("device") != "lo" and labels.get("mode") != "idle":
            sums[labels["name"]][match[1]] += float(match[3])
    return {name: _usage(found) for name, found in sums.items()}


def _usage(sums: defaultdict[str, float]) -> Usage:
    return Usage(
        cpu_seconds=sums["cpu_seconds_total"],
        memory_bytes=max(0, round(sums["memory_MemTotal_bytes"] - sums["memory_MemAvailable_bytes"])),
        network_received_bytes=round(sums["network_receive_bytes_total"]),
        network_sent_bytes=round(sums["network_transmit_bytes_total"]),
        processes=round(sums["procs_total"]),
    )
