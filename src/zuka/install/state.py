"""`made.json`: what we made on this machine, so that `down --purge` removes exactly that and nothing else.

Every fact is a kind and a name, written down before or right after the thing exists; the file is replaced as a whole,
so that a crash leaves the older or the newer one.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

NAME = "made.json"
PROCESSES = frozenset({"incusd", "lxcfs", "serve"})
"""Kinds whose name is `<process id> <start time>`."""


class Made:
    """The facts of one installation, in the order in which they were made."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / NAME
        self._facts: list[tuple[str, str]] = []
        if self.path.exists():
            self._facts = [(kind, name) for kind, name in json.loads(self.path.read_text())["made"]]

    def __contains__(self, fact: tuple[str, str]) -> bool:
        return fact in self._facts

    @property
    def facts(self) -> list[tuple[str, str]]:
        return list(self._facts)

    def of(self, kind: str) -> list[str]:
        return [name for one, name in self._facts if one == kind]

    def add(self, kind: str, name: str) -> None:
        """Remember it, once."""
        if (kind, name) not in self._facts:
            self._facts.append((kind, name))
            self._write()

    def note(self, kind: str, name: str) -> None:
        """As `add`, but of a process only the one that runs now is worth knowing."""
        if kind in PROCESSES:
            self.replace(kind, name)
        else:
            self.add(kind, name)

    def replace(self, kind: str, name: str) -> None:
        """Remember it as the only one of its kind, e.g. the process that runs now."""
        self._facts = [fact for fact in self._facts if fact[0] != kind]
        self.add(kind, name)

    def forget(self, kind: str, name: str | None = None) -> None:
        """It is gone: one thing, or all of a kind."""
        self._facts = [
            fact for fact in self._facts if fact[0] != kind or (name is not None and fact[1] != name)
        ]
        self._write()

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps({"made": self._facts}, indent=1) + "\n")
        os.replace(fresh, self.path)
