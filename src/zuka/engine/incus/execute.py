"""Running a command inside an instance, over Incus's websockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from zuka.engine.incus.client import Client
from zuka.engine.incus.documents import check_name
from zuka.engine.port import ExecResult
from zuka.errors import EngineUnavailable

_CHUNK: Final = 32 << 10
_STREAMS: Final = ("0", "1", "2", "control")
_KILL: Final = json.dumps({"command": "signal", "signal": 9})
NO_COMMAND: Final = "Command not found"
"""What Incus says when there is no such program inside."""
_END: Final = ""
"""An empty text frame, either way, is the end of a stream; data come in binary frames."""


async def run(
    client: Client, name: str, command: Sequence[str], *, stdin: bytes, timeout_s: float, most_bytes: int
) -> ExecResult:
    """The first `most_bytes` of the output in the order of its arrival. Raises `EngineUnavailable` when it does not
    end in `timeout_s` seconds; it is killed then."""
    check_name(name)
    body = {
        "command": list(command),
        "wait-for-websocket": True,
        "interactive": False,
        "environment": {"HOME": "/root", "USER": "root"},
        "user": 0,
        "group": 0,
        "cwd": "/root",
    }
    operation = await client.begin("POST", f"/1.0/instances/{name}/exec", body)
    async with contextlib.AsyncExitStack() as stack:
        streams = await _connect(client, operation, stack)
        try:
            async with asyncio.timeout(timeout_s):
                output = await _talk(streams, stdin, most_bytes)
        except TimeoutError as error:
            with contextlib.suppress(ConnectionClosed):
                await streams["control"].send(_KILL)
            raise EngineUnavailable(f"The command did not end in {timeout_s:.0f} s.") from error
    # The operation ends only when every socket is closed.
    done = await client.wait(operation, 30)
    code = (done.get("metadata") or {}).get("return")
    if code is None:
        raise EngineUnavailable("The engine does not say how the command ended.")
    return ExecResult(int(code), output)


async def _connect(
    client: Client, operation: dict[str, object], stack: contextlib.AsyncExitStack
) -> dict[str, ClientConnection]:
    """All at once: nothing runs before the last one is connected, and the engine gives up after 5 s."""
    details = operation["metadata"]
    assert isinstance(details, dict)
    path = f"/1.0/operations/{operation['id']}/websocket"
    try:
        sockets = await asyncio.gather(
            *(
                stack.enter_async_context(client.websocket(path, {"secret": details["fds"][stream]}))
                for stream in _STREAMS
            )
        )
    except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as error:
        raise EngineUnavailable(f"The command could not be reached: {error}.") from error
    return dict(zip(_STREAMS, sockets, strict=True))


async def _talk(streams: dict[str, ClientConnection], stdin: bytes, most_bytes: int) -> bytes:
    output = bytearray()
    async with asyncio.TaskGroup() as group:
        group.create_task(_feed(streams["0"], stdin))
        group.create_task(_collect(streams["1"], output, most_bytes))
        group.create_task(_collect(streams["2"], output, most_bytes))
    return bytes(output)


async def _feed(stream: ClientConnection, stdin: bytes) -> None:
    # A command need not read what it is given; then the stream is closed under our hands.
    with contextlib.suppress(ConnectionClosed):
        for start in range(0, len(stdin), _CHUNK):
            await stream.send(stdin[start : start + _CHUNK])
        await stream.send(_END)


async def _collect(stream: ClientConnection, output: bytearray, most_bytes: int) -> None:
    # The engine often closes without a close frame.
    with contextlib.suppress(ConnectionClosed):
        while (frame := await stream.recv()) != _END:
            data = frame if isinstance(frame, bytes) else frame.encode()
            output += data[: most_bytes - len(output)]
