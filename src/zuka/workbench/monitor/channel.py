"""One exec channel with our program at its other end: a line out, a frame back, each within its time.

Nothing is read that nobody has asked for, so whatever a machine says unasked stays in the channel's window.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

import asyncssh

from zuka.workbench.monitor import script
from zuka.workbench.monitor.frames import Frame, Frames, TooMuch

ANSWER_SECONDS: Final = 12.0
"""Tools at the other end are given up after five; who is silent for longer hangs in the machine's kernel."""
_WINDOW: Final = 128 << 10
_READ: Final = 64 << 10


class Blind(Exception):
    """The machine cannot be looked at; `reason` is one of those that the console has words for."""

    def __init__(self, reason: str, asked: str = "") -> None:
        super().__init__(reason)
        self.reason, self.asked = reason, asked


class Channel:
    """The program, and the number of the next question."""

    def __init__(self, process: asyncssh.SSHClientProcess[bytes]) -> None:
        self._process = process
        self._frames = Frames()
        self._ready: list[Frame] = []
        self._number = script.FIRST

    async def ask(self, *words: str) -> Frame:
        """The answer to one question. Raises `Blind`."""
        return (await self.ask_all([words]))[0]

    async def ask_all(self, questions: Sequence[Sequence[str]]) -> list[Frame]:
        """The answers to several, asked at once and answered one after the other."""
        numbers = []
        for kind, *rest in questions:
            self._number += 1
            numbers.append(self._number)
            self._write(" ".join([kind, str(self._number), *rest]) + "\n")
        return [
            await self._answer(number, kind) for number, (kind, *_) in zip(numbers, questions, strict=True)
        ]

    async def latency_ms(self) -> float:
        """How long a question takes that costs nothing to answer: there and back."""
        began = time.monotonic()
        await self.ask("echo")
        return round((time.monotonic() - began) * 1000, 2)

    async def begin(self) -> Frame:
        """Send the program and wait for its first frame, which it prints by itself."""
        # What runs in a shell's place may have left already; its silence then says so.
        with suppress(BrokenPipeError):
            self._process.stdin.write(script.text())
        return await self._answer(script.FIRST, "about")

    def _write(self, text: str) -> None:
        try:
            self._process.stdin.write(text.encode())
        except (OSError, asyncssh.Error) as error:
            raise Blind("ended") from error

    async def _answer(self, number: int, kind: str) -> Frame:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while True:
                    while self._ready:
                        frame = self._ready.pop(0)
                        if frame.number == number:
                            return frame
                    data = await self._process.stdout.read(_READ)
                    if not data:
                        raise Blind("no_shell" if kind == "about" else "ended", kind)
                    self._ready.extend(self._frames.feed(data))
        except TimeoutError as error:
            raise Blind("silent", kind) from error
        except TooMuch as error:
            raise Blind("too_much", kind) from error
        except (OSError, asyncssh.Error) as error:
            raise Blind("ended") from error


@asynccontextmanager
async def opened(ssh: asyncssh.SSHClientConnection) -> AsyncIterator[tuple[Channel, Frame]]:
    """A channel and the program's first frame; afterwards it is closed, and the program ends. Raises `Blind`."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            process = await ssh.create_process(
                script.COMMAND,
                encoding=None,
                stderr=asyncssh.DEVNULL,
                window=_WINDOW,
                term_type=None,
                request_pty=False,
            )
    except TimeoutError as error:
        raise Blind("silent", "about") from error
    except (OSError, asyncssh.Error) as error:
        raise Blind("no_channel") from error
    try:
        channel = Channel(process)
        yield channel, await channel.begin()
    finally:
        process.close()
        with suppress(OSError, asyncssh.Error, TimeoutError):
            async with asyncio.timeout(1):
                await process.wait_closed()
