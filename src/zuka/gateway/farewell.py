"""How an SSH client is told why it may not come in: a version line and one unencrypted DISCONNECT packet, which
every client shows to its user (`Received disconnect from …: 11: The machine is off.`). Nothing else of SSH is spoken.
"""

from __future__ import annotations

import struct
from enum import IntEnum

_VERSION = b"SSH-2.0-Zuka\r\n"
_DISCONNECT = 1
_BLOCK = 8
_HEAD = 5
_LEAST_PADDING = 4


class Reason(IntEnum):
    """RFC 4253, 11.1; the two that we have a use for."""

    BY_APPLICATION = 11
    TOO_MANY_CONNECTIONS = 12


def farewell(words: str, reason: Reason = Reason.BY_APPLICATION) -> bytes:
    """The bytes to send on a fresh connection before closing it. ASCII: clients escape everything else."""
    text = words.encode("ascii")
    payload = struct.pack(">BII", _DISCONNECT, reason, len(text)) + text + struct.pack(">I", 0)
    padding = _LEAST_PADDING + -(_HEAD + len(payload) + _LEAST_PADDING) % _BLOCK
    return _VERSION + struct.pack(">IB", 1 + len(payload) + padding, padding) + payload + bytes(padding)
