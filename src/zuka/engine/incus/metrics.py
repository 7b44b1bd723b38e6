"""Memory of running instances, from Incus's metrics text. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

_LINE: Final = re.compile(r"^incus_memory_(MemTotal|MemAvailable)_bytes\{(.*)\} ([0-9.eE+-]+)$", re.MULTILINE)
_LABEL: Final = re.compile(r'(\w+)="([^"]*)"')


def memory(text: str, project: str) -> dict[str, int]:
    """Bytes in use by instance of `project`, without what the kernel would give back at once. Incus renews the text
    every 8 s."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for kind, about, value in _LINE.findall(text):
        labels = dict(_LABEL.findall(about))
        if labels.get("project") == project and "name" in labels:
            found[labels["name"]][kind] = float(value)
    return {
        name: max(0, round(one["MemTotal"] - one["MemAvailable"]))
        for name, one in found.items()
        if len(one) == 2
    }
