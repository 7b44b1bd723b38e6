"""One browser's WebSocket at one terminal: output in large binary frames, input back, and how far the browser has come.

A key press is answered at once; under load what comes within a few milliseconds is sent together. The browser says how
many bytes it has shown, and the terminal is not read further ahead of the slowest than a MiB. Whoever shows nothing for
half a minute while the machine waits for them is let go, and may come back to where they were.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from zuka.workbench.priority import Priority
from zuka.workbench.session import Session
from zuka.workbench.terminal import LIFE, LOW_BYTES, Seam, Terminal
from zuka.workbench.terminal_schemas import SocketMessage
from zuka.workbench.terminals import Terminals

BEAT_SECONDS = 20.0
STALLED_SECONDS = 30.0
CLOSE_STALLED = 4409
_FRAME_BYTES = 256 * 1024
_ENOUGH_BYTES = 16 * 1024
"""This much is sent without waiting for more."""
_TOGETHER_SECONDS = 0.005
_LOAD_SECONDS = 0.008
"""Output that follows other output within this time is load, and waits a little for more."""
_DIGITS = 18
_LINE_BYTES = 4096
"""Where the beginning is missing, at most this much more is left out, up to the beginning of a line."""


class SocketViewer:
    """Somebody who looks through a WebSocket. `seen` is called whenever their browser says anything, `typed` with what
    they type, `asked` when they want to know the terminal's directory."""

    def __init__(
        self,
        terminal: Terminal,
        socket: WebSocket,
        *,
        seen: Callable[[], None],
        typed: Callable[[bytes], None],
        asked: Callable[[], None],
        priority: Priority,
    ) -> None:
        self.sent = self.acked = terminal.ring.end
        self._terminal, self._socket = terminal, socket
        self._seen, self._typed, self._asked = seen, typed, asked
        self._priority = priority
        self._news = asyncio.Event()
        self._notes: dict[str, dict[str, Any]] = {}
        self._sewn: Seam | None = None
        """The newest seam that the browser knows."""
        self._sent_at = 0.0
        self._acked_at = time.monotonic()

    def wake(self) -> None:
        self._priority.heard(self)
        self._news.set()

    def note(self, event: str, **body: object) -> None:
        """Tell the browser; of several of a kind only the newest."""
        self._notes[event] = {"event": event, **body}
        self._news.set()

    async def serve(self, offset: int | None) -> None:
        """Until the browser leaves or is let go. `offset` is where it wants to go on."""
        terminal = self._terminal
        start, cut = where_to_start(terminal, offset)
        self.sent = self.acked = start
        terminal.join(self)
        try:
            await self._socket.send_text(_text(self._welcome(start, cut)))
            sending = asyncio.create_task(self._send(), name=f"terminal:{terminal.id}:send")
            receiving = asyncio.create_task(self._receive(), name=f"terminal:{terminal.id}:receive")
            try:
                await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sending.cancel()
                receiving.cancel()
                results = await asyncio.gather(sending, receiving, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect):
                    raise result
        finally:
            terminal.leave(self)
            self._priority.shown(self)

    def _welcome(self, start: int, cut: bool) -> dict[str, Any]:
        terminal = self._terminal
        seams = self._new_seams()
        return {
            "event": "attached",
            "offset": terminal.ring.end,
            "from": start,
            "cut": cut,
            "columns": terminal.columns,
            "rows": terminal.rows,
            "state": terminal.state,
            "exit_status": terminal.exit_status,
            "title": terminal.title,
            "directory": terminal.directory,
            "seams": seams,
        }

    def _new_seams(self) -> list[dict[str, Any]]:
        """Seams that the browser has not been told of."""
        last, seams = self._sewn, self._terminal.seams
        if not seams or seams[-1] is last:
            return []
        self._sewn = seams[-1]
        fresh = seams if last is None else [one for one in seams if one.offset > last.offset]
        return [{"offset": one.offset, "at": one.at.isoformat()} for one in fresh]

    # Out.

    async def _send(self) -> None:
        ring, socket = self._terminal.ring, self._socket
        while True:
            # Before the bytes behind it, so that the browser can say where the old shell ends.
            if seams := self._new_seams():
                await socket.send_text(_text({"event": "seams", "seams": seams}))
            if self.sent < ring.end:
                await self._gather()
                data = ring.read(self.sent, _FRAME_BYTES)
                self.sent += len(data)
                await socket.send_bytes(data)
                self._priority.shown(self)
                self._sent_at = time.monotonic()
                if self._terminal.paused:
                    self._terminal.regulate()
            elif self._notes:
                notes, self._notes = self._notes, {}
                for note in notes.values():
                    await socket.send_text(_text(note))
            elif not await self._wait():
                await socket.close(CLOSE_STALLED)
                return

    async def _gather(self) -> None:
        """Under load, give what follows a moment to come along."""
        waiting = self._terminal.ring.end - self.sent
        if waiting < _ENOUGH_BYTES and time.monotonic() - self._sent_at < _LOAD_SECONDS:
            await asyncio.sleep(_TOGETHER_SECONDS)

    async def _wait(self) -> bool:
        """Until there is something to send; False when the browser has shown nothing for too long."""
        self._news.clear()
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._news.wait()
        except TimeoutError:
            behind = self._terminal.ring.end - self.acked
            if behind > LOW_BYTES and time.monotonic() - self._acked_at > STALLED_SECONDS:
                return False
            self.note("beat")
        return True

    # In.

    async def _receive(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] != "websocket.receive":
                return
            self._seen()
            if (data := message.get("bytes")) is not None:
                # What answers a key press is not load, whatever came before it.
                self._sent_at = 0.0
                self._priority.typed(self)
                self._typed(data)
                await self._terminal.type(data)
            else:
                self._take(message.get("text") or "")

    def _take(self, text: str) -> None:
        # Messages that we do not know are a newer console's.
        with contextlib.suppress(ValidationError):
            message = SocketMessage.model_validate_json(text)
            if message.event == "ack" and message.offset is not None:
                self._acknowledge(message.offset)
            elif message.event == "size" and message.columns and message.rows:
                self._terminal.resize(message.columns, message.rows)
            elif message.event == "directory":
                self._asked()

    def _acknowledge(self, offset: int) -> None:
        if self.acked < offset <= self.sent:
            self.acked, self._acked_at = offset, time.monotonic()
            if self._terminal.paused:
                self._terminal.regulate()


def where_to_start(terminal: Terminal, offset: int | None) -> tuple[int, bool]:
    """Where replay begins for a browser that has everything before `offset`, and whether something is missing there."""
    ring = terminal.ring
    if offset is not None:
        offset = terminal.today(offset)
        if ring.start <= offset <= ring.end:
            return offset, False
    elif ring.start % LIFE == 0:
        return ring.start, False
    # What is left begins anywhere, perhaps within a character or a colour; a line is a better beginning.
    line = ring.read(ring.start, _LINE_BYTES).find(b"\n") + 1
    return ring.start + line, True


async def serve_terminal(
    socket: WebSocket, terminals: Terminals, session: Session, terminal: Terminal, offset: str
) -> None:
    """Show `terminal` in an accepted WebSocket until one of them is gone. `offset` is what the browser has, in digits,
    or empty."""
    viewer = SocketViewer(
        terminal,
        socket,
        seen=partial(terminals.seen, session),
        typed=partial(terminals.typed, session, terminal),
        asked=partial(terminals.look, session, terminal),
        priority=session.priority,
    )
    has = int(offset) if offset.isdecimal() and len(offset) <= _DIGITS else None
    await viewer.serve(has)


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)
