"""An SSH server twin for what OpenSSH cannot be made to do here: passwords without accounts, one-time codes, changing
keys, servers that dawdle, hang up or have no files."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import asyncssh

PASSWORD = "let me in"
CODE = "123456"


@dataclass
class Twin:
    """How the server behaves, which may be changed while it runs, and what it saw."""

    password: str | None = None
    """The one that it takes; None: it takes no passwords at all."""
    code: str | None = None
    """Asked for by keyboard-interactive, after the password where there is one."""
    interactive: bool = False
    """The password is asked for by keyboard-interactive alone, as where PAM does everything."""
    keys: Sequence[asyncssh.SSHKey] = ()
    """Public keys that come in."""
    later_key: asyncssh.SSHKey | None = None
    """Another host key, shown from the second connection on."""
    host_key: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    more_keys: Sequence[asyncssh.SSHKey] = ()
    """Host keys of other kinds that it has as well."""
    host: str = "127.0.0.1"
    port: int = 0
    seen: list[tuple[str, str]] = field(default_factory=list)
    """(method, what was said), in order."""
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)
    begun: int = 0
    talks: bool = False
    """It has a shell with a prompt, which says again whatever it is told."""

    @property
    def fingerprint(self) -> str:
        return self.host_key.get_fingerprint()

    manner: Literal["", "mute", "hang up", "rubbish", "flood"] = ""
    """`mute`: takes connections and never says a word. `rubbish`: speaks, but no SSH; `flood`: without end."""
    held: list[socket.socket] = field(default_factory=list)

    def reset(self) -> None:
        """Cut everybody off without a word."""
        for one in self.connections:
            one.abort()
        for sock in self.held:
            sock.close()
        self.connections.clear()
        self.held.clear()


class _Server(asyncssh.SSHServer):
    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._twin.connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        self._twin.seen.append(("user", username))
        return True

    def password_auth_supported(self) -> bool:
        return self._twin.password is not None and self._twin.code is None and not self._twin.interactive

    def validate_password(self, username: str, password: str) -> bool:
        self._twin.seen.append(("password", password))
        return password == self._twin.password

    def public_key_auth_supported(self) -> bool:
        return bool(self._twin.keys)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self._twin.seen.append(("publickey", key.get_fingerprint()))
        return any(key.public_data == one.public_data for one in self._twin.keys)

    def kbdint_auth_supported(self) -> bool:
        return self._twin.code is not None or self._twin.interactive

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        self._waits_for_code = self._twin.password is None
        return self._challenge()

    def validate_kbdint_response(
        self, username: str, responses: Sequence[str]
    ) -> bool | tuple[str, str, str, list[tuple[str, bool]]]:
        self._twin.seen.append(("interactive", "|".join(responses)))
        if self._waits_for_code:
            return list(responses) == [self._twin.code]
        if list(responses) != [self._twin.password]:
            return False
        if self._twin.code is None:
            return True
        self._waits_for_code = True
        return self._challenge()

    def _challenge(self) -> tuple[str, str, str, list[tuple[str, bool]]]:
        if self._waits_for_code:
            return "", "One more thing.", "", [("Verification code: ", True)]
        return "", "", "", [("Password: ", False)]


async def _handle(twin: Twin, process: asyncssh.SSHServerProcess[str]) -> None:
    if twin.talks and process.command is None:
        process.stdout.write("twin$ ")
        while line := await _line(process):
            process.stdout.write(f"you said {line}twin$ ")
    else:
        process.stdout.write(f"{process.command or 'a shell'}\n")
    process.exit(0)


async def _line(process: asyncssh.SSHServerProcess[str]) -> str:
    """The next one, however often the window changes its size meanwhile."""
    while True:
        with suppress(asyncssh.TerminalSizeChanged):
            return await process.stdin.readline()


async def _serve(twin: Twin, accepted: socket.socket) -> None:
    """One connection, in the way that the twin behaves at this moment."""
    twin.begun += 1
    if twin.manner == "mute":
        twin.held.append(accepted)
        return
    if twin.manner == "hang up":
        accepted.close()
        return
    if twin.manner == "rubbish":
        await asyncio.get_running_loop().sock_sendall(accepted, b"220 mail.example.test ESMTP\r\n" * 4)
        twin.held.append(accepted)
        return
    if twin.manner == "flood":
        with accepted, suppress(OSError):
            while True:
                await asyncio.get_running_loop().sock_sendall(accepted, b"welcome " * 8192)
    key = twin.later_key if twin.later_key is not None and twin.begun > 1 else twin.host_key
    try:
        await asyncssh.run_server(
            accepted,
            config=[],
            server_factory=lambda: _Server(twin),
            server_host_keys=[key, *twin.more_keys],
            process_factory=partial(_handle, twin),
            allow_pty=True,
        )
    except (asyncssh.Error, OSError):
        return


@asynccontextmanager
async def ssh_twin(**how: object) -> AsyncIterator[Twin]:
    """A server for the block, on a port of loopback; `how` are fields of `Twin`."""
    twin = Twin(**how)  # type: ignore[arg-type]
    listener = socket.create_server((twin.host, 0), backlog=100)
    listener.setblocking(False)
    twin.port = listener.getsockname()[1]
    loop, serving = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    async def accept() -> None:
        while True:
            accepted, _ = await loop.sock_accept(listener)
            accepted.setblocking(False)
            task = asyncio.create_task(_serve(twin, accepted))
            serving.add(task)
            task.add_done_callback(serving.discard)

    accepting = asyncio.create_task(accept())
    try:
        yield twin
    finally:
        twin.reset()
        for task in (accepting, *serving):
            task.cancel()
        await asyncio.gather(accepting, *serving, return_exceptions=True)
        listener.close()


@contextmanager
def twin_beside(**how: object) -> Iterator[Twin]:
    """The same for a story in a browser, which has the event loop of its own thread for itself."""
    loop, started, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    made: list[Twin] = []

    async def serve() -> None:
        try:
            async with ssh_twin(**how) as twin:
                made.append(twin)
                started.set()
                await over.wait()
        finally:
            started.set()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), name="ssh-twin")
    thread.start()
    started.wait()
    try:
        yield made[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
