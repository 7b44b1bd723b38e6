"""Two sockets joined into one link. Bytes never enter this process: `splice` moves them through a kernel pipe.

A pipe is borrowed only while bytes are on their way. So an idle link costs no buffer, and a link whose reader has
stalled holds at most one pipe and stops reading. What one side ends (`FIN`) is ended on the other, and only in that
direction.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import socket
from collections.abc import Callable

PIPE_BYTES = 1 << 19
_SPARE_PIPES = 32
_SPLICE_FLAGS = 0x01 | 0x02  # SPLICE_F_MOVE | SPLICE_F_NONBLOCK


class Pipes:
    """Kernel pipes for bytes on their way; empty ones are kept for the next borrower."""

    def __init__(self) -> None:
        self._spare: list[tuple[int, int]] = []

    def take(self) -> tuple[int, int]:
        if self._spare:
            return self._spare.pop()
        ends = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        with contextlib.suppress(OSError):
            # Refused once the user's share of pipe memory is spent; a small pipe is slower and just as right.
            fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        return ends

    def give_back(self, ends: tuple[int, int]) -> None:
        if len(self._spare) < _SPARE_PIPES:
            self._spare.append(ends)
        else:
            self.destroy(ends)

    @staticmethod
    def destroy(ends: tuple[int, int]) -> None:
        os.close(ends[0])
        os.close(ends[1])

    def close(self) -> None:
        while self._spare:
            self.destroy(self._spare.pop())


class _Flow:
    """One direction of a link. Reads only when everything read before has been written."""

    def __init__(
        self, link: Link, source: socket.socket, sink: socket.socket, count: Callable[[int], None]
    ) -> None:
        self._link, self._count = link, count
        self._sink = sink
        self._in, self._out = source.fileno(), sink.fileno()
        self._pipe: tuple[int, int] | None = None
        self._pending = 0
        self._blocked = False
        self.ended = False
        link.loop.add_reader(self._in, self._readable)

    def _readable(self) -> None:
        pipe = self._pipe = self._link.pipes.take()
        try:
            moved = os.splice(self._in, pipe[1], PIPE_BYTES, flags=_SPLICE_FLAGS)
        except BlockingIOError:
            self._return_pipe()
        except OSError:
            self._link.close()
        else:
            if moved:
                self._pending = moved
                self._count(moved)
                self._write()
            else:
                self._end()

    def _write(self) -> None:
        assert self._pipe is not None
        try:
            while self._pending:
                # Exactly what is pending is asked for: asking for more would make the kernel wait for more.
                self._pending -= os.splice(self._pipe[0], self._out, self._pending, flags=_SPLICE_FLAGS)
        except BlockingIOError:
            if not self._blocked:
                self._blocked = True
                self._link.loop.remove_reader(self._in)
                self._link.loop.add_writer(self._out, self._write)
            return
        except OSError:
            self._give_up()
            return
        self._return_pipe()
        if self._blocked:
            self._blocked = False
            self._link.loop.remove_writer(self._out)
            self._link.loop.add_reader(self._in, self._readable)

    def _end(self) -> None:
        self._return_pipe()
        self.ended = True
        self._link.loop.remove_reader(self._in)
        try:
            self._sink.shutdown(socket.SHUT_WR)
        except OSError:
            self._link.close()
            return
        self._link.one_ended()

    def _give_up(self) -> None:
        """The sink takes nothing more. What it said before that is still read to its end by the other flow."""
        self.stop()
        self.ended = True
        self._link.one_ended()

    def _return_pipe(self) -> None:
        assert self._pipe is not None
        self._link.pipes.give_back(self._pipe)
        self._pipe = None

    def stop(self) -> None:
        """Let go of the sockets; what is still on its way is lost with its pipe."""
        if not self.ended:
            self._link.loop.remove_reader(self._in)
        if self._blocked:
            self._blocked = False
            self._link.loop.remove_writer(self._out)
        if self._pipe is not None:
            Pipes.destroy(self._pipe)
            self._pipe = None


class Link:
    """A caller and what was dialled for it, until both directions have ended or either side broke.
    `received` and `sent` are told how many bytes went from the caller and to it."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        pipes: Pipes,
        caller: socket.socket,
        callee: socket.socket,
        *,
        received: Callable[[int], None],
        sent: Callable[[int], None],
    ) -> None:
        self.loop, self.pipes = loop, pipes
        self.closed: asyncio.Future[None] = loop.create_future()
        self._is_closed = False
        self._sockets = (caller, callee)

        self._flows = (_Flow(self, caller, callee, received), _Flow(self, callee, caller, sent))

    def one_ended(self) -> None:
        if all(flow.ended for flow in self._flows):
            self.close()

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        for flow in self._flows:
            flow.stop()
        for one in self._sockets:
            one.close()
        if not self.closed.done():  # It is when whoever waited for it was cancelled.
            self.closed.set_result(None)
