"""An SFTP server that was written to do harm; run by sshd as a machine's own, with the name of a manner.

It speaks the third version of the protocol, and knows one folder with whatever its manner puts there."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from pathlib import Path

INIT, VERSION, OPEN, CLOSE, READ, LSTAT, OPENDIR, READDIR = 1, 2, 3, 4, 5, 7, 11, 12
REALPATH, STAT, READLINK, STATUS, HANDLE, DATA, NAME, ATTRS = 16, 17, 19, 101, 102, 103, 104, 105
END = struct.pack(">II", 1, 0) + bytes(4)
FOLDER, FILE, LINK = 0o040755, 0o100644, 0o120777
Answer = tuple[int, bytes] | None
Manner = Callable[[int, bytes], Answer]
"""What is said to a request of this kind with this body; None: nothing, ever."""


def string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def attrs(mode: int, size: int = 4) -> bytes:
    return struct.pack(">IQI", 5, size, mode)


def listed(*names: bytes, mode: int = FILE) -> tuple[int, bytes]:
    parts = (string(name) + string(b"") + attrs(mode) for name in names)
    return NAME, struct.pack(">I", len(names)) + b"".join(parts)


def honest(kind: int, _body: bytes) -> Answer:
    """A folder with nothing in it."""
    known = {
        REALPATH: listed(b"/there"),
        STAT: (ATTRS, attrs(FOLDER)),
        LSTAT: (ATTRS, attrs(FOLDER)),
        OPEN: (HANDLE, string(b"h")),
        OPENDIR: (HANDLE, string(b"h")),
        READDIR: (STATUS, END),
        CLOSE: (STATUS, bytes(12)),
        READ: (STATUS, END),
    }
    return known.get(kind, (STATUS, struct.pack(">I", 8) + bytes(8)))


def garbled(kind: int, body: bytes) -> Answer:
    """Answers that end too early."""
    answer = honest(kind, body)
    return answer if answer is None or kind == REALPATH else (answer[0], answer[1][:3])


def wrong(kind: int, body: bytes) -> Answer:
    """Answers to something else."""
    return honest(kind, body) if kind == REALPATH else (HANDLE, string(b"h"))


def unknown(kind: int, body: bytes) -> Answer:
    """Answers that there are none of."""
    return honest(kind, body) if kind == REALPATH else (250, b"")


def nowhere(kind: int, body: bytes) -> Answer:
    """A path that leads nowhere."""
    return (NAME, bytes(4)) if kind == REALPATH else honest(kind, body)


def endless(kind: int, body: bytes) -> Answer:
    """The same name for ever."""
    return listed(*[b"again"] * 100) if kind == READDIR else honest(kind, body)


def short(kind: int, body: bytes) -> Answer:
    """A file that claims to be larger than it is."""
    if kind in {STAT, LSTAT}:
        return ATTRS, attrs(FILE, 1 << 20)
    if kind == READ and body.endswith(bytes(8) + body[-4:]):
        return DATA, string(b"short")
    return honest(kind, body)


def links(kind: int, body: bytes) -> Answer:
    """A folder of links without end; where they lead is never said."""
    if kind == READLINK or (kind == STAT and b"link" in body):
        return None
    return (
        listed(*(b"link%d" % number for number in range(100)), mode=LINK)
        if kind == READDIR
        else honest(kind, body)
    )


def silent(kind: int, body: bytes) -> Answer:
    """What lies where is never said."""
    return None if kind in {STAT, LSTAT} else honest(kind, body)


MANNERS: dict[str, Manner] = {
    one.__name__: one for one in (honest, garbled, wrong, unknown, nowhere, endless, short, links, silent)
}


def serve(manner: Manner, asked: Path) -> None:
    """Until the client leaves. The kind of each request is written down, a byte each."""
    given, said = sys.stdin.buffer, sys.stdout.buffer
    while head := given.read(4):
        packet = given.read(int.from_bytes(head, "big"))
        with asked.open("ab") as file:
            file.write(packet[:1])
        if packet[0] == INIT:
            said.write(string(bytes([VERSION]) + struct.pack(">I", 3)))
        elif (answer := manner(packet[0], packet[5:])) is not None:
            said.write(string(bytes([answer[0]]) + packet[1:5] + answer[1]))
        said.flush()


if __name__ == "__main__":
    serve(MANNERS[sys.argv[1]], Path(sys.argv[2]))
