"""Commands on the far side: run with words that can mean nothing else, bounded in time and output."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import asyncssh

from zuka.errors import DomainError, Unavailable
from zuka.workbench.files.names import quoted
from zuka.workbench.files.trouble import CALL_SECONDS, FAILURES, remote_call, said, translated

MOST_OUTPUT = 16 << 20
NEVER_TOLD = 255
"""Of a command whose channel ended without a word on how it did, as all do when the connection is lost."""
_PIECE = 256 << 10
Process = asyncssh.SSHClientProcess[bytes]


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    output: bytes
    errors: bytes

    def check(self, path: bytes = b"") -> bytes:
        """The output; raises our error for what it complained of."""
        if self.status == NEVER_TOLD and not self.errors:
            raise Unavailable("workbench.connection_lost")
        if self.status != 0:
            raise said(self.errors or b"ended with %d" % self.status, path)
        return self.output


class Shell:
    """Runs POSIX shell scripts over one connection. `script` sees `words` as $1, $2, …"""

    def __init__(self, connection: Callable[[], Awaitable[asyncssh.SSHClientConnection]]) -> None:
        self._connection = connection
        self._tools: dict[bytes, bool] = {}

    @asynccontextmanager
    async def open(self, script: str, *words: bytes) -> AsyncIterator[Process]:
        """A running command. Its channel is closed with the block, whatever happens."""
        command = b" ".join([b"sh -c", quoted(script.encode()), b"sh", *map(quoted, words)])
        # The account's own shell takes the line apart first, and the system's locale must not change what tools say.
        line = b"env LC_ALL=C " + command
        async with remote_call():
            connection = await self._connection()
            process: Process = await connection.create_process(line, encoding=None, bufsize=_PIECE)
        try:
            yield process
        except FAILURES as error:
            raise translated(error) from error
        finally:
            process.close()

    async def run(
        self,
        script: str,
        *words: bytes,
        data: bytes = b"",
        seconds: float = CALL_SECONDS,
        most: int = MOST_OUTPUT,
    ) -> Done:
        """Until it has ended. Output beyond `most` ends it."""
        async with remote_call(seconds=seconds), self.open(script, *words) as process:
            if data:
                process.stdin.write(data)
            process.stdin.write_eof()
            output, errors = await asyncio.gather(
                _upto(process.stdout, most), _upto(process.stderr, 64 << 10)
            )
            await process.wait_closed()
            return Done(_status(process), output, errors)

    async def ended(self, process: Process, *, seconds: float = CALL_SECONDS) -> Done:
        """The end of a command that was written to, with what it still says."""
        async with remote_call(seconds=seconds):
            with suppress(BrokenPipeError):
                process.stdin.write_eof()
            output, errors = await asyncio.gather(
                _upto(process.stdout, 64 << 10), _upto(process.stderr, 64 << 10)
            )
            await process.wait_closed()
            return Done(_status(process), output, errors)

    async def has(self, tool: bytes) -> bool:
        """Whether the machine has a shell, and this tool. Asked once; no answer is not remembered."""
        if tool not in self._tools:
            try:
                done = await self.run('command -v "$1" >/dev/null 2>&1 && echo yes || echo no', tool)
            except DomainError:
                return False
            # Whatever else runs in a shell's place, by an account's own settings, says something else.
            self._tools[tool] = done.output.strip() == b"yes"
        return self._tools[tool]


def _status(process: Process) -> int:
    return process.returncode if process.returncode is not None else NEVER_TOLD


async def _upto(reader: asyncssh.SSHReader[bytes], most: int) -> bytes:
    """What is left to read; what is over `most` is thrown away."""
    kept = bytearray()
    while piece := await reader.read(_PIECE):
        if len(kept) < most:
            kept += piece[: most - len(kept)]
    return bytes(kept)
