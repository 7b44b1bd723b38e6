"""Writing down what a terminal shows, as asciicast v2: one JSON line for each piece of output, input or new size.

The event loop only puts pieces aside; a thread writes them every 300 ms. Where the disk cannot keep up, or the recording
has become as large as it may, it ends there: a terminal never waits for its recording.
"""

from __future__ import annotations

import asyncio
import codecs
import gzip
import json
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from zuka.kit import log

BATCH_SECONDS = 0.3
_WAITING_BYTES = 8 * 1024 * 1024
"""More than this is not put aside."""
_CHUNK = 64 * 1024
_log = log.get("workbench")
_Event = tuple[float, str, bytes]


class Recorder:
    """One recording, from its making until `close`. `full` is called once when it cannot go on."""

    def __init__(
        self,
        recording_id: str,
        path: Path,
        *,
        columns: int,
        rows: int,
        started: int,
        title: str,
        with_input: bool,
        limit: int,
        full: Callable[[], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`path` has no suffix for the compressed form yet. `started` is in Unix seconds."""
        self.id, self.path, self.with_input = recording_id, path, with_input
        self.bytes = 0
        self._limit, self._full, self._now = limit, full, now
        self._begun = now()
        self._last = 0.0
        self._waiting: list[_Event] = []
        self._waiting_bytes = 0
        self._over = False
        self._decoders = {kind: codecs.getincrementaldecoder("utf-8")("replace") for kind in "oi"}
        self._header = {
            "version": 2,
            "width": columns,
            "height": rows,
            "timestamp": started,
            "title": title,
            "env": {"TERM": "xterm-256color"},
        }
        self._file: IO[bytes] | None = None
        self._finished = path
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="workbench:recording")

    @property
    def milliseconds(self) -> int:
        """From its beginning to the newest thing in it."""
        return int(self._last * 1000)

    def output(self, data: bytes) -> None:
        self._put("o", data)

    def input(self, data: bytes) -> None:
        """Kept only where it was asked for: what people type has passwords in it."""
        if self.with_input:
            self._put("i", data)

    def resize(self, columns: int, rows: int) -> None:
        self._put("r", f"{columns}x{rows}".encode())

    async def close(self) -> Path:
        """Write what is left and compress it; the finished file, or where it would have been."""
        self._over = True
        self._stop.set()
        await self._task
        await self._written(self._finish)
        return self._finished

    def _put(self, kind: str, data: bytes) -> None:
        if self._over:
            return
        if self._waiting_bytes + len(data) > _WAITING_BYTES or self.bytes > self._limit:
            self._over = True
            self._full()
            return
        self._last = self._now() - self._begun
        self._waiting.append((self._last, kind, data))
        self._waiting_bytes += len(data)

    async def _run(self) -> None:
        """Write what has been put aside, again and again, and once more after the end."""
        over = False
        while not over:
            try:
                async with asyncio.timeout(BATCH_SECONDS):
                    await self._stop.wait()
                over = True
            except TimeoutError:
                pass
            batch, self._waiting, self._waiting_bytes = self._waiting, [], 0
            if batch:
                await self._written(partial(self._write, batch))

    async def _written(self, work: Callable[[], None]) -> None:
        """Do it in a thread; where the disk does not take it, the recording is over."""
        try:
            await asyncio.to_thread(work)
        except OSError:
            _log.exception("a recording ends early", file=self.path.name)
            if not self._over:
                self._over = True
                self._full()

    def _write(self, batch: list[_Event]) -> None:
        file = self._opened()
        lines = b"".join(_line(*one) for one in self._merged(batch))
        file.write(lines)
        file.flush()
        self.bytes += len(lines)

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = self.path.open("xb")
            self._file.write(json.dumps(self._header).encode() + b"\n")
        return self._file

    def _merged(self, batch: list[_Event]) -> Iterator[tuple[float, str, str]]:
        """Pieces as text; a character that came in two halves is written with its second one."""
        for at, kind, data in batch:
            text = self._decoders[kind].decode(data) if kind in self._decoders else data.decode()
            if text:
                yield at, kind, text

    def _finish(self) -> None:
        self._opened().close()
        self._finished = pack(self.path)
        self.bytes = self._finished.stat().st_size


def pack(path: Path) -> Path:
    """Compress a finished recording in place; the new file."""
    packed = path.with_name(path.name + ".gz")
    with (
        path.open("rb") as plain,
        packed.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as target,
    ):
        shutil.copyfileobj(plain, target, _CHUNK)
    path.unlink()
    return packed


def pieces(path: Path) -> Iterator[bytes]:
    """A recording's text, compressed or not, piece by piece."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _line(at: float, kind: str, text: str) -> bytes:
    return json.dumps([round(at, 6), kind, text], ensure_ascii=False).encode("utf-8", "replace") + b"\n"
