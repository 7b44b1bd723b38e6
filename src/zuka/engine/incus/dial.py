"""Asking a port inside an instance whether it answers. Plain TCP; nothing is sent."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Final

_SSH: Final = 22
_CONNECT_S: Final = 0.1
"""Short on purpose: a first packet that came before the instance was on the network is repeated only after a second,
while another attempt gets through at once."""
_BANNER_S: Final = 2.0
_NO_FAREWELL: Final = struct.pack("ii", 1, 0)
"""Linger on, for no time: closing resets the connection."""


async def answers(host: str, port: int, *, ssh: bool) -> bool:
    """Whether a connection is accepted within a tenth of a second, and with `ssh`, an SSH banner comes."""
    try:
        async with asyncio.timeout(_CONNECT_S):
            reader, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    try:
        if not ssh:
            # An orderly goodbye would wake a service that sleeps until somebody speaks to it, such as JupyterLab.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_FAREWELL)
            return True
        async with asyncio.timeout(_BANNER_S):
            return (await reader.readexactly(4)) == b"SSH-"
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    finally:
        writer.close()


def is_ssh(port: int) -> bool:
    return port == _SSH
