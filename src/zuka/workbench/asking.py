"""A short question to a machine over a channel of its own: bounded in time and in what is read."""

from __future__ import annotations

import asyncio

import asyncssh

SECONDS = 5.0
_ANSWER_BYTES = 16 * 1024


async def ask(ssh: asyncssh.SSHClientConnection, command: str) -> bytes:
    """What `command` prints; nothing where the machine will not say, or not in time."""
    try:
        async with asyncio.timeout(SECONDS):
            process = await ssh.create_process(
                command, stdin=asyncssh.DEVNULL, stderr=asyncssh.DEVNULL, encoding=None
            )
            try:
                return await _read(process.stdout)
            finally:
                process.close()
    except (asyncssh.Error, OSError, TimeoutError):
        return b""


async def _read(stream: asyncssh.SSHReader[bytes]) -> bytes:
    answer = b""
    while len(answer) < _ANSWER_BYTES and (piece := await stream.read(_ANSWER_BYTES)):
        answer += piece
    return answer
