"""Exchanging keys with a machine that may mean harm: by which methods, and how often. It is all work of ours, too."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Protocol, cast

import asyncssh

ALGORITHMS = (
    "mlkem768x25519-sha256",
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group14-sha1",
)
"""The best first, and those of old servers last. None for which the other end chooses how large the numbers are."""
MOST_PER_MINUTE = 60
"""The quickest transfer needs one in three seconds, since a key is good for a GiB."""


class _Exchanging(Protocol):
    """A connection. The name is asyncssh's own, whose version is pinned because of such."""

    _send_kexinit: Callable[[], None]


def bounded(connection: asyncssh.SSHClientConnection) -> None:
    """Break it off when it wants new keys again and again: that takes the other end one packet, and us some of
    everybody's time."""
    send, begun = cast(_Exchanging, connection)._send_kexinit, deque[float]()

    def counted() -> None:
        now = time.monotonic()
        while begun and now - begun[0] >= 60:
            begun.popleft()
        if len(begun) >= MOST_PER_MINUTE:
            raise asyncssh.ProtocolError("Too many key exchanges")
        begun.append(now)
        send()

    vars(connection)["_send_kexinit"] = counted
