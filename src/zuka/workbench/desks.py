"""Everybody's open desks: what each one has not been told yet. Knows no socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

MOST_WAITING = 2000
"""A desk that is further behind has to be shown everything anew."""


class Desk:
    """One open page. Of several news about the same thing only the newest is kept, so that a slow page costs little."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.overrun = False
        self._waiting: dict[tuple[str, str], str] = {}

    def tell(self, event: str, body: Mapping[str, Any]) -> None:
        key = (event, _subject(event, body))
        self._waiting.pop(key, None)
        if len(self._waiting) >= MOST_WAITING:
            self.overrun = True
        else:
            self._waiting[key] = json.dumps({"event": event, **body}, ensure_ascii=False)
        self.news.set()

    def take(self) -> list[str]:
        """What there is to say, the oldest first; from now on it is said."""
        waiting, self._waiting = self._waiting, {}
        self.news.clear()
        return list(waiting.values())


class Desks:
    """All of them, by user."""

    def __init__(self) -> None:
        self._open: dict[str, set[Desk]] = {}

    def enter(self, user_id: str) -> Desk:
        desk = Desk()
        self._open.setdefault(user_id, set()).add(desk)
        return desk

    def leave(self, user_id: str, desk: Desk) -> None:
        desks = self._open.get(user_id, set())
        desks.discard(desk)
        if not desks:
            self._open.pop(user_id, None)

    def is_open(self, user_id: str) -> bool:
        return user_id in self._open

    def tell(self, user_id: str, event: str, body: Mapping[str, Any]) -> None:
        for desk in self._open.get(user_id, ()):
            desk.tell(event, body)


def _subject(event: str, body: Mapping[str, Any]) -> str:
    """What it is about: the id of the thing itself, or of whatever is named."""
    thing = body.get(event, body)
    if isinstance(thing, Mapping):
        return str(thing.get("id", thing.get("session_id", "")))
    return ""
