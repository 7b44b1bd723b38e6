"""One tunnel at work: a unix socket of this machine, and for each caller a channel of the SSH session to the far end.

Both directions wait for whoever takes their bytes, so what is held here is bounded by the buffers of one connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import stat
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import asyncssh

from zuka.errors import Unavailable
from zuka.kit import log

_CHUNK = 1 << 18
"""Large ones: what each costs in Python outweighs its bytes."""
_CALLERS = 100
"""How many connections one tunnel carries at a time; further ones are hung up on."""
_OPEN_SECONDS = 15.0
_WINDOW = 1 << 20
"""What the far end may send before it is read here; it bounds the memory of a caller who does not read."""
_LONGEST_PATH = 100
"""Of a unix socket; the kernel takes 107 bytes."""
_log = log.get("workbench.tunnels")


class _Writer(Protocol):
    def write(self, data: bytes) -> None: ...
    async def drain(self) -> None: ...
    def can_write_eof(self) -> bool: ...
    def write_eof(self) -> None: ...


class _Reader(Protocol):
    async def read(self, n: int = -1) -> bytes: ...


class Line:
    """Listens from `open` until `close`. `ssh` is asked for anew for each caller; where `full` says so, they are hung up
    on."""

    def __init__(
        self,
        path: Path,
        *,
        ssh: Callable[[], asyncssh.SSHClientConnection],
        host: str,
        port: int,
        full: Callable[[], bool],
    ) -> None:
        self.path = path
        self.connections = 0
        """How many callers there are at this moment."""
        self.bytes = 0
        """What went through, both ways."""
        self._ssh, self._host, self._port, self._full = ssh, host, port, full
        self._callers: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Raises `OSError` when there cannot be such a socket."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(self.path))
            # The directory keeps others out; this is so that a copy of the file's mode says the same.
            self.path.chmod(0o600)
            self._server = await asyncio.start_unix_server(self._welcome, sock=listener, limit=_CHUNK)
        except BaseException:
            listener.close()
            raise

    def close(self) -> None:
        """Take nobody more, and hang up on whoever is there."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for one in self._callers:
            one.cancel()
        self.path.unlink(missing_ok=True)

    async def closed(self) -> None:
        """Until the last caller has been hung up on."""
        await asyncio.gather(*self._callers, return_exceptions=True)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None or self.connections >= _CALLERS or self._full():
            writer.close()
            return
        task = asyncio.get_running_loop().create_task(self._carry(reader, writer))
        self._callers.add(task)
        self.connections += 1
        # A task that is cancelled before its first step closes nothing by itself.
        task.add_done_callback(lambda _: writer.close())
        task.add_done_callback(self._left)

    def _left(self, task: asyncio.Task[None]) -> None:
        self._callers.discard(task)
        self.connections -= 1

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                far_reader, far_writer = await self._ssh().open_connection(
                    self._host, self._port, window=_WINDOW
                )
        except Exception as error:
            # Whatever it is: the session is gone, the machine refuses, nothing listens. The caller is hung up on.
            _log.debug(
                "a tunnel's far end does not answer", host=self._host, port=self._port, error=str(error)
            )
            return
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(reader, far_writer))
                both.create_task(self._pump(far_reader, writer))
        except* (OSError, asyncssh.Error):
            pass  # Whoever broke off: both ends are closed now.
        finally:
            far_writer.close()

    async def _pump(self, source: _Reader, sink: _Writer) -> None:
        while data := await source.read(_CHUNK):
            self.bytes += len(data)
            sink.write(data)
            await sink.drain()
        if sink.can_write_eof():
            with contextlib.suppress(OSError):
                sink.write_eof()


def directory(data_dir: Path) -> Path:
    """Where sockets are: a folder that nobody but this user may enter. Below the data directory, or where that has too
    long a name for a socket, below the system's temporary one. Raises `Unavailable` workbench.tunnel_failed when
    somebody else has put something there."""
    wanted = data_dir.absolute() / "run" / "tunnels"
    if len(os.fsencode(wanted)) > _LONGEST_PATH - 24:
        name = sha256(os.fsencode(wanted)).hexdigest()[:12]
        wanted = Path(tempfile.gettempdir()) / f"zuka-{os.getuid()}-{name}"
    wanted.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    wanted.mkdir(exist_ok=True, mode=0o700)
    found = wanted.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Unavailable("workbench.tunnel_failed", "The folder for tunnels belongs to somebody else.")
    wanted.chmod(0o700)
    return wanted


def is_alive(path: str) -> bool:
    """Whether somebody listens on this socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def forget(path: str) -> None:
    """Remove a socket that nobody listens on any more."""
    Path(path).unlink(missing_ok=True)
