"""One terminal: a shell on a session's machine, its newest output, and whoever looks at it.

The bytes go to the browsers as they come. While nobody looks, the newest stay in the ring, and the machine is made to
wait only for printing more than anybody's log. While somebody looks, the machine waits for the slowest reader: the SSH channel is read only as long as less
than a MiB is on its way to the browser, so that a flood costs bounded memory and Ctrl-C is answered at once.
"""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import asyncssh

from zuka.workbench import allowance
from zuka.workbench.escapes import Listener, Told, clean_title
from zuka.workbench.recording import Recorder
from zuka.workbench.ring import RING_BYTES, Ring
from zuka.workbench.session_schemas import TerminalOut

HIGH_BYTES = 1024 * 1024
LOW_BYTES = 512 * 1024
"""Sent to a browser and not yet shown there: above the first the machine waits, below the second it goes on."""
LIFE = 1 << 40
"""The offsets of a terminal that outlives its process go on this much further: were they the same ones, a browser could
take the output of the new shell for what it has shown of the old one's."""
_UNSENT_BYTES = RING_BYTES // 2
"""The ring is also the queue: what waits in it to be sent must not grow too old there."""
_NEWS_SECONDS = 0.05
"""A program may change its title a thousand times a second; people are told of the last one."""
_MOST_SEAMS = 100
Channel = asyncssh.SSHClientChannel[bytes]


@dataclass(frozen=True)
class Seam:
    """Where the output of one shell ends and that of the next one begins: the offset of its first byte, and when."""

    offset: int
    at: datetime


class Viewer(Protocol):
    """Somebody who looks: offsets of the next byte to send and of the first that is not shown yet."""

    sent: int
    acked: int

    def wake(self) -> None: ...

    def note(self, event: str, **body: object) -> None: ...


class Terminal:
    """Lives as long as its tab; shells come and go in it. `changed` is called after whatever its `out` shows."""

    def __init__(
        self,
        *,
        terminal_id: str,
        session_id: str,
        user_id: str,
        columns: int,
        rows: int,
        opened_at: datetime,
        changed: Callable[[Terminal], None],
        title: str = "",
        directory: str = "",
        offset: int = 0,
        encoding: str = "utf-8",
        follow: bool = True,
        keep: bool = False,
    ) -> None:
        self.id, self.session_id, self.user_id = terminal_id, session_id, user_id
        self.columns, self.rows, self.opened_at = columns, rows, opened_at
        self.title, self.directory, self.encoding = title, directory, encoding
        self.follow, self.keep = follow, keep
        self.kept = False
        """Its shell lives in tmux."""
        self.state: Literal["open", "lost", "ended"] = "lost"
        self.exit_status: int | None = None
        self.shell_pid = ""
        self.tells = False
        """Its shell says by itself in which directory it is."""
        self.ring = Ring(offset=offset)
        self.seams: list[Seam] = []
        """Of what is in the ring, the newest last."""
        self._remembered: int | None = None
        self.viewers: set[Viewer] = set()
        self.recorder: Recorder | None = None
        self.writable = asyncio.Event()
        self._named = False
        self._host = ""
        self._channel: Channel | None = None
        self._paused = self._draining = False
        self._allowance = allowance.of_user(user_id)
        self._resting: asyncio.TimerHandle | None = None
        """Nobody looks, and it has printed more than it may."""
        self._listener = Listener()
        self._changed = changed
        self._news: asyncio.TimerHandle | None = None
        self._told = (title, directory)
        self._decoder, self._encoder = _codecs(encoding)

    def out(self) -> TerminalOut:
        """As the console is told of it."""
        return TerminalOut(
            id=self.id,
            session_id=self.session_id,
            title=self.title,
            directory=self.directory,
            columns=self.columns,
            rows=self.rows,
            state=self.state,
            exit_status=self.exit_status,
            recording=self.recorder is not None,
            attached=len(self.viewers),
            opened_at=self.opened_at,
        )

    @property
    def paused(self) -> bool:
        """Whether the machine is made to wait for a browser."""
        return self._paused

    def tell(self) -> None:
        """Have the user's pages shown it as it is now."""
        self._changed(self)

    def shell(self, now: datetime) -> asyncssh.SSHClientSession[bytes]:
        """The end of a new SSH channel, whose output becomes this terminal's."""
        return _Shell(self, now)

    def opened(self, channel: Channel, now: datetime) -> None:
        """A shell runs in it, from the very beginning of its output."""
        self._sew(now)
        self._channel, self._paused = channel, False
        self.state, self.exit_status = "open", None
        self.shell_pid, self.tells, self._host = "", False, ""
        self._listener = Listener()
        self._decoder, self._encoder = _codecs(self.encoding)
        self.writable.set()

    def _sew(self, now: datetime) -> None:
        """Remember where the output of the shell before this one ends. One that lived on in tmux has no end."""
        end = self.ring.end
        if self.kept or not end:
            return
        before = [one for one in self.seams if self.ring.start <= one.offset < end]
        self.seams = [*before, Seam(end, now)][-_MOST_SEAMS:]

    def closed(self, *, ended: bool, exit_status: int | None) -> None:
        """Its shell is gone: it has ended, or the way to it is lost."""
        self._channel = None
        self._go_on()
        self.writable.set()
        self.state, self.exit_status = ("ended" if ended else "lost"), exit_status
        self.announce()

    def remember(self, screen: bytes, *, end: int, seams: Sequence[Seam] = ()) -> None:
        """What it showed before this process began; `end` is the offset of then up to which it was written down."""
        self._remembered = end + LIFE
        self.seams = [Seam(one.offset + LIFE, one.at) for one in seams]
        self.ring = Ring(offset=self._remembered - len(screen))
        if screen:
            self.ring.add(screen)

    def today(self, offset: int) -> int:
        """An offset that the process before this one has told, as this one counts. A browser may have shown more than
        was written down of it: it goes on where that ends."""
        if self._remembered is None or offset // LIFE != self._remembered // LIFE - 1:
            return offset
        return min(offset + LIFE, self._remembered)

    def announce(self) -> None:
        """It has a shell, or has none any more: tell whoever looks."""
        for viewer in self.viewers:
            viewer.note("state", state=self.state, exit_status=self.exit_status)
        self._changed(self)

    def hang_up(self) -> None:
        """End the shell, without waiting for it."""
        if self._news is not None:
            self._news.cancel()
        if self._channel is not None:
            self._channel.close()

    # Output.

    def output(self, data: bytes) -> None:
        """What the machine has written."""
        if self._decoder is not None and not (data := self._decoder.decode(data).encode()):
            return
        # What has still to be sent stays, however much it is; how much that can be is `regulate`'s to say.
        self.ring.add(data, needed=min((one.sent for one in self.viewers), default=None))
        if self.recorder is not None:
            self.recorder.output(data)
        for told in self._listener.hear(data):
            self._take_note(told)
        if self.viewers:
            for viewer in self.viewers:
                viewer.wake()
            self.regulate()
        else:
            self._rest(len(data))

    def _rest(self, size: int) -> None:
        seconds = self._allowance.take(size)
        if seconds and self._resting is None and self._channel is not None and not self._draining:
            self._channel.pause_reading()
            self._resting = asyncio.get_running_loop().call_later(seconds, self._go_on)

    def _go_on(self) -> None:
        if self._resting is None:
            return
        self._resting.cancel()
        self._resting = None
        if self._channel is not None and not self._paused:
            self._drain(self._channel)
            if not self.viewers:
                self._rest(0)

    def regulate(self) -> None:
        """Let the machine go on or wait, by the slowest of those who look."""
        if self._channel is None:
            return
        end = self.ring.end
        behind = end - min((one.acked for one in self.viewers), default=end)
        unsent = end - min((one.sent for one in self.viewers), default=end)
        if self._paused:
            if behind <= LOW_BYTES and unsent <= _UNSENT_BYTES // 2:
                self._paused = False
                self._drain(self._channel)
        elif (behind > HIGH_BYTES or unsent > _UNSENT_BYTES) and not self._draining:
            self._paused = True
            self._channel.pause_reading()

    def _drain(self, channel: Channel) -> None:
        """Take all that has come meanwhile before the machine may be made to wait again: with the first piece that is
        taken it is allowed another window's worth, and what were left here each time would become ever more."""
        self._draining = True
        try:
            channel.resume_reading()
        finally:
            self._draining = False
        self.regulate()

    def join(self, viewer: Viewer) -> None:
        self.viewers.add(viewer)
        self._go_on()
        self._changed(self)

    def leave(self, viewer: Viewer) -> None:
        self.viewers.discard(viewer)
        self.regulate()
        self._changed(self)

    # Input.

    async def type(self, data: bytes) -> None:
        """Input; returns once there is room for more of it."""
        if self._channel is None or self._channel.is_closing():
            return
        if self.recorder is not None:
            self.recorder.input(data)
        self._channel.write(data if self._encoder is None else self._encoder(data))
        if not self.writable.is_set():
            await self.writable.wait()

    def type_first(self, line: str) -> None:
        """Input that waits for nobody: the command with which a new shell begins."""
        if self._channel is not None:
            self._channel.write((line + "\r").encode(self.encoding, "replace"))

    def resize(self, columns: int, rows: int) -> None:
        if (columns, rows) == (self.columns, self.rows):
            return
        self.columns, self.rows = columns, rows
        if self._channel is not None and not self._channel.is_closing():
            self._channel.change_terminal_size(columns, rows)
        if self.recorder is not None:
            self.recorder.resize(columns, rows)

    # What it is called and where it is.

    def rename(self, title: str) -> None:
        """The user's own name for it, which programs do not change; an empty one is theirs again."""
        self.title = clean_title(title)
        self._named = bool(self.title)
        self._publish()
        self._changed(self)

    def moved(self, directory: str) -> None:
        """Its shell is in `directory` now."""
        if directory != self.directory:
            self.directory = directory
            self._soon()

    def _take_note(self, told: Told) -> None:
        if told.kind == "title":
            if not self._named and told.value != self.title:
                self.title = told.value
                self._soon()
        elif told.kind == "pid":
            self.shell_pid = self.shell_pid or told.value
        elif not self._host or told.host in {"", self._host}:
            # Whoever goes on to another machine from here must not move this one's files about.
            self._host, self.tells = told.host, True
            if self.follow:
                self.moved(told.value)

    def _soon(self) -> None:
        if self._news is None:
            self._news = asyncio.get_running_loop().call_later(_NEWS_SECONDS, self._publish_and_tell)

    def _publish_and_tell(self) -> None:
        self._news = None
        if self._publish():
            self._changed(self)

    def _publish(self) -> bool:
        before, self._told = self._told, (self.title, self.directory)
        for viewer in self.viewers:
            if self.title != before[0]:
                viewer.note("title", title=self.title)
            if self.directory != before[1]:
                viewer.note("directory", directory=self.directory)
        return before != self._told


class _Shell(asyncssh.SSHClientSession[bytes]):
    """One shell's channel."""

    def __init__(self, terminal: Terminal, now: datetime) -> None:
        self._terminal, self._now = terminal, now
        self._ended = False
        self._status: int | None = None

    def connection_made(self, chan: Channel) -> None:
        self._terminal.opened(chan, self._now)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        self._terminal.output(data)

    def eof_received(self) -> bool:
        self._ended = True
        return False

    def exit_status_received(self, status: int) -> None:
        self._ended, self._status = True, status

    def exit_signal_received(self, signal: str, core_dumped: bool, msg: str, lang: str) -> None:
        self._ended = True

    def pause_writing(self) -> None:
        self._terminal.writable.clear()

    def resume_writing(self) -> None:
        self._terminal.writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._terminal.closed(ended=self._ended and exc is None, exit_status=self._status)


def _codecs(encoding: str) -> tuple[codecs.IncrementalDecoder | None, Callable[[bytes], bytes] | None]:
    """Browsers speak UTF-8; a machine that speaks something else is translated in both directions."""
    if encoding == "utf-8":
        return None, None
    incoming = codecs.getincrementaldecoder("utf-8")("replace")
    return (
        codecs.getincrementaldecoder(encoding)("replace"),
        lambda data: incoming.decode(data).encode(encoding, "replace"),
    )
