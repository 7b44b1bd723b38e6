"""One tunnel's socket: whom it takes, and whom it hangs up on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

import asyncssh
import pytest

from zuka.workbench.tunnel_line import Line

pytestmark = pytest.mark.enable_socket


class Mute:
    """A machine that never says whether somebody listens there."""

    async def open_connection(self, *_: Any, **__: Any) -> None:
        await asyncio.Event().wait()


async def test_who_is_one_too_many_is_hung_up_on(tmp_path: Path) -> None:
    lines: list[Line] = []

    def made(name: str) -> Line:
        return Line(
            tmp_path / name,
            ssh=lambda: cast(asyncssh.SSHClientConnection, Mute()),
            host="localhost",
            port=80,
            full=lambda: sum(one.connections for one in lines) >= 2,
        )

    lines += [made("one"), made("two")]
    for line in lines:
        await line.open()
    callers = [await asyncio.open_unix_connection(tmp_path / name) for name in ("one", "two", "two")]
    async with asyncio.timeout(10):
        assert await callers[2][0].read() == b""
    assert [one.connections for one in lines] == [1, 1]
    for _, writer in callers:
        writer.close()
    for line in lines:
        line.close()
        await line.closed()
